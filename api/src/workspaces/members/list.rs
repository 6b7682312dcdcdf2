//! `GET /v1/workspaces/{ws}/members`: a workspace's own table.

use shared::ids::WorkspaceId;
use shared::list::Page;
use shared::workspaces::wire::{WorkspaceMember, WorkspaceMembersQuery};

use super::answer::bodies;
use crate::authz::need::{InWorkspace, View, WorkspaceMembers};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};
use crate::members::directory::{Found, find, inside, table};

/// Lists who is in a workspace.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get(
        "/v1/workspaces/{ws}/members",
        "workspaces.list_members",
        "List who is in a workspace: listed, by role, or because it is open",
    );
    type Inner = ();
    type Query = WorkspaceMembersQuery;
    type Body = NoBody;
    type Answer = Page<WorkspaceMember>;
}

impl Read for List {
    type Need = InWorkspace<WorkspaceMembers, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let workspace: WorkspaceId = ask.request.id_of("ws")?;
        let include = page::Include::of(ask.query.include.as_deref(), &["total"])?;
        let picture = tx.picture();
        let Some(filter) = table(tx, &ask.query, inside(&picture, workspace))? else {
            return Ok(Page::whole(Vec::new()));
        };
        let Found { rows, next_cursor, total } = find(tx, &filter, include.has("total"))?;
        let data = bodies(tx, workspace, rows)?;
        Ok(Page { data, next_cursor, total, counts: None })
    }
}
