//! `GET /v1/workspaces/{ws}/member-candidates`: whom a workspace's form offers to add.

use shared::ids::WorkspaceId;
use shared::list::Page;
use shared::workspaces::wire::{WorkspaceCandidate, WorkspaceMembersQuery};

use crate::access::{role, role_ref};
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};
use crate::members::body::person;
use crate::members::directory::{Found, find, outside, table};

/// Lists whom a workspace can still take in: active members who are neither in it nor implicit. Whoever
/// manages its members sees their names and addresses, if not the rest of the directory.
pub struct ListCandidates;

impl Operation for ListCandidates {
    const SPEC: Spec = Spec::get(
        "/v1/workspaces/{ws}/member-candidates",
        "workspaces.list_member_candidates",
        "List the members of the organization who can be added to a workspace",
    );
    type Inner = ();
    type Query = WorkspaceMembersQuery;
    type Body = NoBody;
    type Answer = Page<WorkspaceCandidate>;
}

impl Read for ListCandidates {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let workspace: WorkspaceId = ask.request.id_of("ws")?;
        let include = page::Include::of(ask.query.include.as_deref(), &["total"])?;
        let picture = tx.picture();
        let Some(filter) = table(tx, &ask.query, outside(&picture, workspace))? else {
            return Ok(Page::whole(Vec::new()));
        };
        let Found { rows, next_cursor, total } = find(tx, &filter, include.has("total"))?;
        let data = rows.iter().map(|row| {
            let member = picture.member(row.id()).ok_or_else(Refusal::not_found)?;
            let role = role_ref(role(picture.model(), member.role)?);
            Ok(WorkspaceCandidate { id: member.id, user: person(row), role })
        });
        let data = data.collect::<Result<_, Refusal>>()?;
        Ok(Page { data, next_cursor, total, counts: None })
    }
}
