//! `GET /v1/organizations/{org}/workspaces`

use shared::list::{Page, PageQuery};
use shared::text::search_key;
use shared::workspaces::wire::Workspace;

use super::answer::{Heads, body};
use super::store;
use crate::authz::Reading;
use crate::authz::need::AnyMember;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the workspaces that the caller sees.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/workspaces",
        "workspaces.list",
        "List the workspaces that you see, by name",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Workspace>;
}

impl Read for List {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        // Sorted here: the two databases do not agree on the order of letters.
        let rows = store::seen(tx)?;
        let (rows, next_cursor) = page::of(rows, &ask.query, |row| (search_key(row.name.as_str()), row.id))?;
        let heads = Heads::of(tx)?;
        let data = rows.into_iter().map(|row| body(tx, heads, row)).collect::<Result<_, Refusal>>()?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
