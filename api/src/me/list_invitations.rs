//! `GET /v1/me/invitations`

use shared::list::{Page, PageQuery};
use shared::me::wire::MyInvitation;

use super::belonging::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists what waits for an answer.
pub struct ListInvitations;

impl Operation for ListInvitations {
    const SPEC: Spec = Spec::get(
        "/v1/me/invitations",
        "me.list_invitations",
        "Invitations that wait for one of my verified addresses",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<MyInvitation>;
}

impl OwnRead for ListInvitations {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (data, next_cursor) = store::invitations(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
