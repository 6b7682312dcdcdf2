//! `GET /v1/workspaces/{ws}/projects`

use shared::list::{Page, PageQuery};
use shared::projects::wire::Project;
use shared::text::search_key;

use super::answer::body;
use super::store;
use crate::authz::Reading;
use crate::authz::need::SeesWorkspace;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the projects of a workspace that the caller sees.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/workspaces/{ws}/projects",
        "projects.list",
        "List the projects of a workspace that you see, by name",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<Project>;
}

impl Read for List {
    type Need = SeesWorkspace;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        // Sorted here: the two databases do not agree on the order of letters.
        let rows = store::seen(tx, Some(ask.request.id_of("ws")?))?;
        let (rows, next_cursor) = page::of(rows, &ask.query, |row| (search_key(row.name.as_str()), row.id))?;
        let data = rows.into_iter().map(|row| body(tx, row)).collect::<Result<_, Refusal>>()?;
        Ok(Page { next_cursor, ..Page::whole(data) })
    }
}
