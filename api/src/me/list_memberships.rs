//! `GET /v1/me/memberships`

use shared::list::{Page, PageQuery};
use shared::me::wire::MyMembership;

use super::belonging::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists the organizations of whoever asks, with the workspaces that they can enter.
pub struct ListMemberships;

impl Operation for ListMemberships {
    const SPEC: Spec =
        Spec::get("/v1/me/memberships", "me.list_memberships", "The organizations that I belong to");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<MyMembership>;
}

impl OwnRead for ListMemberships {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (data, next_cursor) = store::memberships(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
