//! `GET /v1/me/email-change`

use shared::me::wire::PendingEmail;

use super::store;
use crate::authz::OwnReading;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Shows the address that waits to become the account's.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec =
        Spec::get("/v1/me/email-change", "me.show_email_change", "The change of my address that waits");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = PendingEmail;
}

impl OwnRead for Show {
    fn run(tx: &mut OwnReading<'_>, _: Ask<'_, Self>) -> Result<PendingEmail, Refusal> {
        Ok(PendingEmail { email_change: store::waiting(tx)? })
    }
}
