//! What an invitation names beside the role, read from the request: only what the asker can see exists.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::wire::PermissionMap;
use shared::access::{Resource, ResourceKind};
use shared::ids::{GroupId, ProjectId, RoleId, WorkspaceId};
use shared::invitations::wire::{EditInvitation, InvitedProject, InvitedWorkspace};
use shared::plans::Feature;

use super::store::{StoredGrant, StoredOffer};
use crate::access::read;
use crate::authz::Proof;
use crate::http::Refusal;
use crate::plans;

/// Workspaces with their roles. An id that is unknown, malformed, foreign or invisible is 404, as in a path.
pub(super) fn workspaces<P: Proof>(
    tx: &P,
    asked: &[InvitedWorkspace],
) -> Result<BTreeMap<WorkspaceId, Option<RoleId>>, Refusal> {
    let mut workspaces = BTreeMap::new();
    for (index, InvitedWorkspace { id, role }) in asked.iter().enumerate() {
        let id: WorkspaceId = id.parse().map_err(|_| Refusal::not_found())?;
        seen(tx, Resource::Workspace(id))?;
        let pointer = format!("/workspaces/{index}/role");
        let role = read::workspace_role(tx.snapshot().model(), role.as_deref(), &pointer)?;
        if workspaces.insert(id, role).is_some() {
            return Err(twice(&format!("/workspaces/{index}/id")));
        }
    }
    Ok(workspaces)
}

/// Projects with what is granted on each.
pub(super) fn projects<P: Proof>(
    tx: &P,
    asked: &[InvitedProject],
) -> Result<BTreeMap<ProjectId, StoredGrant>, Refusal> {
    let mut projects = BTreeMap::new();
    for (index, InvitedProject { id, role, permissions }) in asked.iter().enumerate() {
        let (id, at) = (project(tx, id)?, format!("/projects/{index}"));
        let model = tx.snapshot().model();
        let grant = match (role, permissions) {
            (Some(key), None) if model.project_role(key).is_some() => StoredGrant::Role(key.clone()),
            (Some(_), None) => {
                let detail = "On a project people are viewer, editor or admin.";
                return Err(Refusal::field(format!("{at}/role"), "unknown_role", detail));
            }
            (None, Some(map)) => {
                let given =
                    read::permissions(model, map, ResourceKind::Project, &format!("{at}/permissions"))?;
                StoredGrant::Permissions(model.catalog.given(&given))
            }
            (None, None) => {
                return Err(Refusal::field(format!("{at}/role"), "required", "Say what they get on it."));
            }
            (Some(_), Some(_)) => {
                let detail = "Give a role or permissions, not both.";
                return Err(Refusal::field(format!("{at}/permissions"), "conflict", detail));
            }
        };
        if projects.insert(id, grant).is_some() {
            return Err(twice(&format!("{at}/id")));
        }
    }
    Ok(projects)
}

/// The projects that the role is kept to.
pub(super) fn restrict_to<P: Proof>(
    tx: &P,
    asked: Option<&[String]>,
) -> Result<Option<BTreeSet<ProjectId>>, Refusal> {
    asked.map(|list| list.iter().map(|id| project(tx, id)).collect()).transpose()
}

/// What is granted on the organization, as it is kept.
pub(super) fn permissions<P: Proof>(tx: &P, asked: &PermissionMap) -> Result<PermissionMap, Refusal> {
    let model = tx.snapshot().model();
    let given = read::permissions(model, asked, ResourceKind::Organization, "/permissions")?;
    Ok(model.catalog.given(&given))
}

/// Groups to be in, where the plan has groups. Whoever may invite sees all of them.
pub(super) fn groups<P: Proof>(tx: &mut P, asked: &[String]) -> Result<BTreeSet<GroupId>, Refusal> {
    let known = |text: &String| text.parse().ok().filter(|id| tx.snapshot().has_group(*id));
    let groups: BTreeSet<GroupId> =
        asked.iter().map(|text| known(text).ok_or_else(Refusal::not_found)).collect::<Result<_, _>>()?;
    if !groups.is_empty() {
        plans::require(tx, Feature::Groups)?;
    }
    Ok(groups)
}

/// When the membership is to end: not before now.
pub(super) fn ends<P: Proof>(tx: &P, asked: Option<DateTime<Utc>>) -> Result<Option<DateTime<Utc>>, Refusal> {
    match asked {
        Some(end) if end <= tx.now() => {
            Err(Refusal::field("/access_expires_at", "past", "This moment has passed. Choose a later one."))
        }
        asked => Ok(asked),
    }
}

/// The offer with what an edit says in place of what was. What the editor cannot see was not theirs to leave
/// out, and stays.
pub(super) fn edited<P: Proof>(
    tx: &mut P,
    before: &StoredOffer,
    asked: &EditInvitation,
) -> Result<StoredOffer, Refusal> {
    let mut edited = before.clone();
    if let Some(list) = &asked.workspaces {
        edited.workspaces.retain(|id, _| seen(tx, Resource::Workspace(*id)).is_err());
        edited.workspaces.extend(workspaces(tx, list)?);
    }
    let hidden = |id: &ProjectId| seen(tx, Resource::Project(*id)).is_err();
    if let Some(list) = &asked.projects {
        edited.projects.retain(|id, _| hidden(id));
        edited.projects.extend(projects(tx, list)?);
    }
    if let Some(list) = &asked.restrict_to {
        let kept = edited.restrict_to.take().unwrap_or_default().into_iter().filter(hidden);
        edited.restrict_to =
            restrict_to(tx, list.as_deref())?.map(|list| list.into_iter().chain(kept).collect());
    }
    if let Some(map) = &asked.permissions {
        edited.permissions = permissions(tx, map)?;
    }
    if let Some(list) = &asked.groups {
        edited.groups = groups(tx, list)?;
    }
    if let Some(end) = asked.access_expires_at {
        edited.ends = ends(tx, end)?;
    }
    Ok(edited)
}

fn project<P: Proof>(tx: &P, id: &str) -> Result<ProjectId, Refusal> {
    let id: ProjectId = id.parse().map_err(|_| Refusal::not_found())?;
    seen(tx, Resource::Project(id)).map(|()| id)
}

fn seen<P: Proof>(tx: &P, resource: Resource) -> Result<(), Refusal> {
    if tx.snapshot().sees(tx.member()?, resource, tx.now()) { Ok(()) } else { Err(Refusal::not_found()) }
}

fn twice(pointer: &str) -> Refusal {
    Refusal::field(pointer, "duplicate", "This stands in the list twice.")
}
