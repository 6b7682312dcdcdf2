//! `GET /v1/workspaces/{ws}/groups`

use shared::groups::wire::WorkspaceGrant;
use shared::ids::WorkspaceId;
use shared::list::{Page, PageQuery};
use shared::text::search_key;

use super::on_workspace::{body, direct, sees_groups};
use super::store;
use crate::authz::need::{InWorkspace, View, WorkspaceMembers};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists the groups that were given something on a workspace, by name.
pub struct ListOnWorkspace;

impl Operation for ListOnWorkspace {
    const SPEC: Spec = Spec::get(
        "/v1/workspaces/{ws}/groups",
        "groups.list_on_workspace",
        "List the groups that were given something on a workspace",
    );
    type Inner = ();
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<WorkspaceGrant>;
}

impl Read for ListOnWorkspace {
    type Need = InWorkspace<WorkspaceMembers, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let workspace: WorkspaceId = ask.request.id_of("ws")?;
        // To somebody who sees no groups there are none.
        let groups = if sees_groups(tx)? { store::all(tx, None)? } else { Vec::new() };
        let snapshot = tx.snapshot();
        let rows = groups.iter().filter_map(|row| {
            let grant = direct(snapshot, row.id, workspace)?;
            Some((search_key(row.name.as_str()), body(snapshot, workspace, row, &grant)))
        });
        let (rows, next_cursor) =
            page::of(rows.collect(), &ask.query, |(name, row)| (name.clone(), row.group.id))?;
        Ok(Page { next_cursor, ..Page::whole(rows.into_iter().map(|(_, row)| row).collect()) })
    }
}
