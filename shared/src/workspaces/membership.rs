//! Who may say who is in a workspace, as what, and in which of its projects.
//!
//! Whoever manages the workspace's members does, without being an admin of the organization, and there alone.
//! Somebody who is in every workspace by role is in this one whatever is said here.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::access::{
    Change, Decision, Denied, Outcome, Permissions, Principal, Reach, Resource, ResourceKind, Snapshot,
    Status, Visibility, may_grant,
};
use crate::ids::{GroupId, MemberId, ProjectId, RoleId, WorkspaceId};
use crate::projects::granting::touch_member;

/// Adds somebody to a workspace, or gives them another role there; `None`: their own.
pub fn set_role(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    role: Option<RoleId>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, workspace, target, at)?;
    let changes: Vec<Change> = joining(snapshot, workspace, target, role, at)?.into_iter().collect();
    decide(snapshot, actor, workspace, target, changes, at)
}

/// Takes somebody out of a private workspace, with the restriction and what they were granted alone in it.
pub fn remove(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, workspace, target, at)?;
    if snapshot.is_implicit(target) {
        return Err(Denied::ImplicitMember);
    }
    if snapshot.visibility(workspace) == Some(Visibility::Open) {
        return Err(Denied::WorkspaceOpen);
    }
    if snapshot.listing(target, workspace).is_none() {
        return Err(Denied::UnknownMember);
    }
    decide(snapshot, actor, workspace, target, leaving(snapshot, workspace, target), at)
}

/// Keeps somebody's role to these projects of a workspace. What is on their list and the actor does not see
/// stays on it.
pub fn restrict(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    projects: &BTreeSet<ProjectId>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, workspace, target, at)?;
    let changes: Vec<Change> =
        restricting(snapshot, actor, workspace, target, projects, at)?.into_iter().collect();
    decide(snapshot, actor, workspace, target, changes, at)
}

/// Lets somebody's role count in every project of a workspace again.
pub fn lift_restriction(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, workspace, target, at)?;
    can_be_restricted(snapshot, workspace, target)?;
    let restricted = snapshot.restriction(target, workspace).is_some();
    let changes = restricted.then_some(Change::RestrictionLifted { member: target, workspace });
    decide(snapshot, actor, workspace, target, changes.into_iter().collect(), at)
}

/// Whether somebody may touch this member in a workspace at all, whatever else is the matter with the request.
/// Of somebody who is in it by role and stands above them they are told that they are locked.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let place = Resource::Workspace(workspace);
    if !snapshot.has(place) {
        return Err(Denied::UnknownWorkspace);
    }
    match touch_member(snapshot, actor, target, place, at) {
        Err(Denied::MayNotGrant | Denied::OwnerProtected) if snapshot.is_implicit(target) => Ok(()),
        other => other,
    }
}

/// The change that puts somebody into a workspace as this; none where they are in it so.
pub(crate) fn joining(
    snapshot: &Snapshot,
    workspace: WorkspaceId,
    target: MemberId,
    role: Option<RoleId>,
    at: DateTime<Utc>,
) -> Result<Option<Change>, Denied> {
    can_be_added(snapshot, target)?;
    if let Some(role) = role {
        let role = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
        if !snapshot.model().overrides_in_workspaces(role) {
            return Err(Denied::NoWorkspaceRole);
        }
    }
    let visibility = snapshot.visibility(workspace).ok_or(Denied::UnknownWorkspace)?;
    match (snapshot.listing(target, workspace), visibility) {
        (Some(present), _) if present == role => Ok(None),
        (Some(_), _) => Ok(Some(Change::WorkspaceRoleChanged { workspace, member: target, role })),
        (None, Visibility::Open) if role.is_none() => Ok(None),
        (None, Visibility::Open | Visibility::Private) => {
            match snapshot.member(target).ok_or(Denied::UnknownMember)?.standing(at) {
                Status::Active => Ok(Some(Change::WorkspaceMemberAdded { workspace, member: target, role })),
                Status::Deactivated => Err(Denied::MemberDeactivated),
            }
        }
    }
}

/// The changes that take somebody out of a workspace. From an open one nobody is taken: what goes is the role
/// that they have there.
pub(crate) fn leaving(snapshot: &Snapshot, workspace: WorkspaceId, target: MemberId) -> Vec<Change> {
    let mut changes = Vec::new();
    if snapshot.listing(target, workspace).is_some() {
        changes.push(Change::WorkspaceMemberRemoved { workspace, member: target });
    }
    if snapshot.visibility(workspace) == Some(Visibility::Open) {
        return changes;
    }
    if snapshot.restriction(target, workspace).is_some() {
        changes.push(Change::RestrictionLifted { member: target, workspace });
    }
    let own = snapshot.grants_to(Principal::Member(target));
    let inside = own.filter(|grant| around(snapshot, grant.resource) == Some(workspace));
    changes.extend(inside.map(|grant| Change::GrantRemoved(grant.id)));
    changes
}

/// The change that keeps somebody's role to these projects of a workspace; none where it is kept to them.
pub(crate) fn restricting(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    projects: &BTreeSet<ProjectId>,
    at: DateTime<Utc>,
) -> Result<Option<Change>, Denied> {
    can_be_restricted(snapshot, workspace, target)?;
    if projects.iter().any(|project| snapshot.workspace_of(*project) != Some(workspace)) {
        return Err(Denied::UnknownProject);
    }
    let present = snapshot.restriction(target, workspace);
    let hidden = present.into_iter().flatten().copied();
    let hidden = hidden.filter(|project| !snapshot.sees(actor, Resource::Project(*project), at));
    let list: BTreeSet<ProjectId> = projects.iter().copied().chain(hidden).collect();
    if present == Some(&list) {
        return Ok(None);
    }
    Ok(Some(Change::Restricted { member: target, workspace, projects: list }))
}

fn can_be_added(snapshot: &Snapshot, target: MemberId) -> Result<(), Denied> {
    match snapshot.role_of(target).ok_or(Denied::UnknownMember)?.reach {
        Reach::Everything => Err(Denied::ImplicitMember),
        Reach::Shared => Err(Denied::ReachShared),
        Reach::Granted => Ok(()),
    }
}

fn can_be_restricted(snapshot: &Snapshot, workspace: WorkspaceId, target: MemberId) -> Result<(), Denied> {
    can_be_added(snapshot, target)?;
    if snapshot.is_in(target, workspace) { Ok(()) } else { Err(Denied::UnknownMember) }
}

fn decide(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    target: MemberId,
    changes: Vec<Change>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let after = snapshot.with(&changes)?;
    may_grant(snapshot, &after, actor, Some(target), Resource::Workspace(workspace), at)?;
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// The workspace that a resource is, or is in.
fn around(snapshot: &Snapshot, resource: Resource) -> Option<WorkspaceId> {
    match resource {
        Resource::Organization => None,
        Resource::Workspace(workspace) => Some(workspace),
        Resource::Project(project) => snapshot.workspace_of(project),
        Resource::Item(item) => snapshot.item(item).and_then(|item| snapshot.workspace_of(item.project)),
    }
}

/// Something that gives somebody access in a workspace although they are not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillGiven {
    /// On the workspace, on something in it, or on the organization around it.
    pub resource: Resource,
    /// What of it counts under the ceilings.
    pub permissions: Permissions,
    /// The group that was granted it; `None`: the member alone.
    pub group: Option<GroupId>,
}

/// Everything that somebody is still given in a workspace, themselves or through a group: what they keep who
/// are taken out of it.
pub fn still_given(
    snapshot: &Snapshot,
    member: MemberId,
    workspace: WorkspaceId,
    at: DateTime<Utc>,
) -> Vec<StillGiven> {
    let groups = snapshot.groups_of(member).map(Some);
    let mut given = Vec::new();
    for group in std::iter::once(None).chain(groups) {
        let principal = group.map_or(Principal::Member(member), Principal::Group);
        for grant in snapshot.grants_to(principal).filter(|grant| grant.is_live(at)) {
            let (counted_on, kind) = match grant.resource {
                // What is given around a workspace counts in it where it is about workspaces or projects.
                Resource::Organization => (Resource::Workspace(workspace), ResourceKind::Workspace),
                inside if around(snapshot, inside) == Some(workspace) => (inside, inside.kind()),
                Resource::Workspace(_) | Resource::Project(_) | Resource::Item(_) => continue,
            };
            let catalog = &snapshot.model().catalog;
            let scopes = catalog.entries().iter().filter(|entry| entry.is_within(kind));
            let held = snapshot.effective(member, counted_on, at);
            let permissions = scopes.fold(Permissions::NONE, |all, entry| {
                let counts = grant.permissions.get(entry.scope).min(held.get(entry.scope));
                all.with(entry.scope, counts)
            });
            if !permissions.is_none() {
                given.push(StillGiven { resource: grant.resource, permissions, group });
            }
        }
    }
    given
}

/// Whom the form of a workspace offers to add: active members of the organization who are not in it yet, and
/// would be by being listed.
pub fn is_candidate(
    snapshot: &Snapshot,
    workspace: WorkspaceId,
    member: MemberId,
    at: DateTime<Utc>,
) -> bool {
    snapshot.member(member).is_some_and(|member| member.is_active(at))
        && can_be_added(snapshot, member).is_ok()
        && !snapshot.is_in(member, workspace)
}
