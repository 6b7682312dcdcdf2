//! What giving a group something on a workspace, taking it away and listing it have in common.

use shared::access::wire::GroupRef;
use shared::access::{
    Access, CoreScope, Grant, Model, Permissions, Principal, Resource, ResourceKind, Snapshot,
};
use shared::groups::rules::{in_workspace, workspace_role_of};
use shared::groups::wire::{GrantOnWorkspace, WorkspaceGrant};
use shared::ids::{GroupId, WorkspaceId};

use super::store::Row;
use crate::access::{read, role_named};
use crate::authz::Proof;
use crate::http::Refusal;

/// Whether the acting member sees groups at all; to others none is there.
pub(super) fn sees_groups<P: Proof>(tx: &P) -> Result<bool, Refusal> {
    let (me, now) = (tx.member()?, tx.now());
    Ok(tx.snapshot().check(me, Resource::Organization, CoreScope::Members, Access::View, now))
}

/// The one grant of a group on a workspace; of several, the last.
pub(super) fn direct(snapshot: &Snapshot, group: GroupId, workspace: WorkspaceId) -> Option<Grant> {
    let granted = snapshot.granted(Principal::Group(group), Resource::Workspace(workspace));
    granted.max_by_key(|grant| grant.id)
}

/// What a request gives: a role that workspaces can give, or permissions.
pub(super) fn permissions(model: &Model, body: &GrantOnWorkspace) -> Result<Permissions, Refusal> {
    match (&body.role, &body.permissions) {
        (Some(_), Some(_)) => {
            Err(Refusal::field("/permissions", "one_of_two", "Name a role, or permissions: not both."))
        }
        (None, None) => Err(Refusal::field("/role", "required", "Say which role the group has there.")),
        (None, Some(map)) => read::permissions(model, map, ResourceKind::Workspace, "/permissions"),
        (Some(text), None) => {
            let role = role_named(model, text, "/role")?;
            if model.overrides_in_workspaces(role) {
                return Ok(in_workspace(model, role));
            }
            Err(Refusal::field("/role", "no_workspace_role", "A workspace cannot give this role."))
        }
    }
}

/// A grant as answers show it.
pub(super) fn body(
    snapshot: &Snapshot,
    workspace: WorkspaceId,
    group: &Row,
    grant: &Grant,
) -> WorkspaceGrant {
    let model = snapshot.model();
    WorkspaceGrant {
        id: grant.id,
        workspace,
        group: GroupRef { id: group.id, name: Some(group.name.to_string()) },
        members_count: snapshot.members_of(group.id).count() as u64,
        role: workspace_role_of(model, grant.permissions).map(|role| role.key.clone()),
        permissions: model.catalog.given(&grant.permissions),
        expires_at: grant.expires_at,
    }
}
