//! `GET /v1/me/join-requests`

use shared::join_requests::wire::MyJoinRequest;
use shared::list::{Page, PageQuery};

use super::{body, store};
use crate::authz::OwnReading;
use crate::authz::own::Own;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec};

/// Lists what the person has asked.
pub struct ListMine;

impl Operation for ListMine {
    const SPEC: Spec = Spec::get(
        "/v1/me/join-requests",
        "me.list_join_requests",
        "My requests to be let into organizations, newest first",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<MyJoinRequest>;
}

impl OwnRead for ListMine {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (rows, next_cursor) = store::mine(tx, &ask.query)?;
        let now = tx.now();
        let data = rows.into_iter().map(|(found, name)| body::mine(found, name, now));
        Ok(Page { next_cursor, ..Page::whole(data.collect::<Result<_, _>>()?) })
    }
}
