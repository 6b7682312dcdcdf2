//! Somebody in a workspace as answers show them.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::{Kept, NamedResource};
use shared::access::{Resource, Snapshot};
use shared::ids::{MemberId, ProjectId, WorkspaceId};
use shared::text::Name;
use shared::workspaces::membership::{StillGiven, still_given};
use shared::workspaces::wire::WorkspaceMember;

use crate::access::{resource_ref, role, role_ref, visible};
use crate::authz::Proof;
use crate::authz::need::{Inside, SeesOne};
use crate::http::Refusal;
use crate::members::body::{expires_soon, person, revision, role_there, via};
use crate::members::store::{self, Row};
use crate::projects;

/// The bodies of these members, in one workspace.
pub(super) fn bodies<P: Proof>(
    tx: &mut P,
    workspace: WorkspaceId,
    rows: Vec<Row>,
) -> Result<Vec<WorkspaceMember>, Refusal>
where
    P::Need: Inside,
{
    let names: BTreeMap<ProjectId, Name> =
        projects::store::seen(tx, Some(workspace))?.into_iter().map(|row| (row.id, row.name)).collect();
    let (picture, now) = (tx.picture(), tx.now());
    rows.into_iter()
        .map(|row| {
            let member = picture.member(row.id()).ok_or_else(Refusal::not_found)?;
            let implicit = picture.is_implicit(member.id);
            let list = picture.restriction(member.id, workspace).filter(|_| !implicit);
            let named = |id: &ProjectId| {
                let name = names.get(id)?.to_string();
                Some(NamedResource { kind: "project".to_owned(), id: id.to_string(), name })
            };
            Ok(WorkspaceMember {
                id: member.id,
                user: person(&row),
                role: role_ref(role(picture.model(), member.role)?),
                workspace_role: role_there(&picture, member.id, workspace),
                implicit,
                via: via(&picture, member.id, workspace),
                restricted: list.is_some(),
                restrict_to: list.map(|list| list.iter().filter_map(named).collect()),
                expires_at: member.expires_at,
                expires_soon: expires_soon(member.expires_at, now),
            })
        })
        .collect()
}

/// The body of one.
pub(super) fn body<P: Proof>(
    tx: &mut P,
    workspace: WorkspaceId,
    member: MemberId,
) -> Result<WorkspaceMember, Refusal>
where
    P::Need: SeesOne + Inside,
{
    let row = store::find(tx, member)?;
    let revision = revision(tx.snapshot(), member);
    tx.shows_revision(revision);
    bodies(tx, workspace, vec![row])?.pop().ok_or_else(Refusal::not_found)
}

/// What somebody who is taken out of workspaces is still given in each, as far as the asker sees it.
pub(crate) fn kept<P: Proof>(
    tx: &mut P,
    member: MemberId,
    workspaces: &[WorkspaceId],
) -> Result<Vec<Kept>, Refusal>
where
    P::Need: Inside,
{
    let (picture, now, asker) = (tx.picture(), tx.now(), tx.member()?);
    let mut rows: Vec<StillGiven> = Vec::new();
    for row in workspaces.iter().flat_map(|workspace| still_given(&picture, member, *workspace, now)) {
        // What is given on the organization is said once.
        if visible(&picture, asker, row.resource, now)
            && !rows.iter().any(|known| (known.resource, known.group) == (row.resource, row.group))
        {
            rows.push(row);
        }
    }
    let groups: BTreeSet<_> = rows.iter().filter_map(|row| row.group).collect();
    let names = projects::access::store::group_names(tx, &groups)?;
    let through = |row: &StillGiven| match row.group {
        Some(id) => NamedResource {
            kind: "group".to_owned(),
            id: id.to_string(),
            name: names.get(&id).cloned().unwrap_or_default(),
        },
        None => NamedResource {
            kind: "grant".to_owned(),
            id: member.to_string(),
            name: "Granted to them alone".to_owned(),
        },
    };
    Ok(rows.iter().map(|row| told(&picture, member, row, through(row))).collect())
}

fn told(snapshot: &Snapshot, member: MemberId, row: &StillGiven, through: NamedResource) -> Kept {
    let permissions = snapshot.model().catalog.given(&row.permissions);
    Kept { member, resource: resource_ref(snapshot, row.resource), permissions, through }
}

/// The project that a body names, if the asker sees it in this workspace.
pub(super) fn project<P: Proof>(tx: &P, workspace: WorkspaceId, text: &str) -> Result<ProjectId, Refusal> {
    let id: ProjectId = text.parse().map_err(|_| Refusal::not_found())?;
    let seen = visible(tx.snapshot(), tx.member()?, Resource::Project(id), tx.now());
    if seen && tx.snapshot().workspace_of(id) == Some(workspace) { Ok(id) } else { Err(Refusal::not_found()) }
}
