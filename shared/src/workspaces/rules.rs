//! Who may make and delete workspaces.

use chrono::{DateTime, Utc};

use crate::access::{Access, Change, CoreScope, Decision, Denied, Resource, Snapshot, Visibility};
use crate::ids::{MemberId, WorkspaceId};

/// Makes a workspace. Whoever makes a private one is in it, or they could not find it again.
pub fn create(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    visibility: Visibility,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    if !snapshot.check(actor, Resource::Organization, CoreScope::Projects, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    if snapshot.model().single_workspace && snapshot.workspaces().len() > 0 {
        return Err(Denied::SingleWorkspace);
    }
    let mut changes = vec![Change::WorkspaceAdded { workspace, visibility }];
    if visibility == Visibility::Private && !snapshot.is_implicit(actor) {
        changes.push(Change::WorkspaceMemberAdded { workspace, member: actor, role: None });
    }
    Decision::new(snapshot, changes)
}

/// Deletes a workspace with its projects. The last one stays: members need somewhere to land.
pub fn delete(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    if !snapshot.has(Resource::Workspace(workspace)) {
        return Err(Denied::UnknownWorkspace);
    }
    if !snapshot.check(actor, Resource::Workspace(workspace), CoreScope::Projects, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    if snapshot.workspaces().len() == 1 {
        return Err(Denied::LastWorkspace);
    }
    Decision::new(snapshot, vec![Change::WorkspaceRemoved { workspace }])
}
