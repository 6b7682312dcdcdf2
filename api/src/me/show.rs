//! `GET /v1/me`

use shared::me::wire::User;

use super::store;
use crate::authz::OwnReading;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Shows the person who asks.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/me", "me.show", "Who I am");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = User;
}

impl OwnRead for Show {
    fn run(tx: &mut OwnReading<'_>, _: Ask<'_, Self>) -> Result<User, Refusal> {
        store::user(tx)
    }
}
