//! `GET /v1/me/joinable-organizations`

use shared::join_requests::wire::JoinableOrganization;
use shared::list::{Page, PageQuery};

use super::store;
use crate::authz::OwnReading;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, OwnRead, Refusal, Spec, page};

/// Lists the organizations that a verified address of the person's is at a domain of: by name alone.
pub struct ListJoinable;

impl Operation for ListJoinable {
    const SPEC: Spec = Spec::get(
        "/v1/me/joinable-organizations",
        "me.list_joinable_organizations",
        "Organizations that I may ask to let me in, or come into",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<JoinableOrganization>;
}

impl OwnRead for ListJoinable {
    fn run(tx: &mut OwnReading<'_>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let rows = store::joinable(tx)?;
        let key = |row: &JoinableOrganization| (row.name.clone(), row.id);
        let (data, next_cursor) = page::of(rows, &ask.query, key)?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
