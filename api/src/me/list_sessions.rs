//! `GET /v1/me/sessions`

use shared::list::{Page, PageQuery};
use shared::me::wire::Session;

use super::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists where somebody is signed in as this person.
pub struct ListSessions;

impl Operation for ListSessions {
    const SPEC: Spec =
        Spec::get("/v1/me/sessions", "me.list_sessions", "My sessions that are alive, newest first");
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Session>;
}

impl OwnRead for ListSessions {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (data, next_cursor) = store::sessions(tx, &ask.query)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
