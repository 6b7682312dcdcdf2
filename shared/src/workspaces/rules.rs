//! Who may make, delete and restore workspaces.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, ItemFact, Principal, Resource, Snapshot, Visibility,
    WorkspaceMemberFact,
};
use crate::ids::{ItemId, MemberId, ProjectId, RoleId, WorkspaceId};
use crate::undo::rules::{Rows, brought_back};

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

/// A deleted workspace: what its deletion closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    pub workspace: WorkspaceId,
    pub visibility: Visibility,
    pub projects: Vec<ProjectId>,
    pub items: Vec<ItemFact>,
    pub rows: Rows,
}

impl Deleted {
    /// Roles that somebody had in it and that are not there any more.
    pub fn lost_roles(&self, snapshot: &Snapshot) -> BTreeSet<RoleId> {
        let left = self.rows.listed.iter().filter(|row| snapshot.member(row.member).is_some());
        let roles = left.filter_map(|row| row.role);
        roles.filter(|role| snapshot.model().role(*role).is_none()).collect()
    }

    /// Items of it that were shared anew in another project since: there is one of each.
    pub fn moved_items(&self, snapshot: &Snapshot) -> BTreeSet<ItemId> {
        let moved = self.items.iter().filter(|item| snapshot.item_named(&item.kind, &item.key).is_some());
        moved.map(|item| item.id).collect()
    }

    /// The changes that bring it back, but for what belonged to people and groups that are gone, to lost roles and to
    /// items that have moved.
    fn coming_back(&self, snapshot: &Snapshot) -> Result<Vec<Change>, Denied> {
        let Self { workspace, visibility, projects, items, rows } = self;
        let workspace = *workspace;
        let mut changes = vec![Change::WorkspaceAdded { workspace, visibility: *visibility }];
        changes.extend(projects.iter().map(|project| Change::ProjectAdded { project: *project, workspace }));
        let (lost, moved) = (self.lost_roles(snapshot), self.moved_items(snapshot));
        let items = items.iter().filter(|item| !moved.contains(&item.id));
        changes.extend(items.cloned().map(Change::ItemAdded));
        let is_here = |member: &MemberId| snapshot.member(*member).is_some();
        let mut rows = rows.clone();
        rows.listed.retain(|row| is_here(&row.member) && row.role.is_none_or(|role| !lost.contains(&role)));
        rows.restrictions.retain(|row| is_here(&row.member));
        rows.grants.retain(|grant| match grant.principal {
            Principal::Member(member) => is_here(&member),
            Principal::Group(group) => snapshot.has_group(group),
        });
        rows.grants.retain(|grant| !matches!(grant.resource, Resource::Item(item) if moved.contains(&item)));
        brought_back(snapshot, &rows, &Rows::default(), &mut changes).map_err(|_| Denied::RestoreConflict)?;
        Ok(changes)
    }
}

/// Restores a deleted workspace exactly as its deletion left it, by whoever may delete it once it is there. What
/// people had who were removed since does not come back.
pub fn restore(
    snapshot: &Snapshot,
    actor: MemberId,
    deleted: &Deleted,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let changes = deleted.coming_back(snapshot)?;
    let after = snapshot.with(&changes).map_err(|_| Denied::RestoreConflict)?;
    let place = Resource::Workspace(deleted.workspace);
    if !after.sees(actor, place, at) {
        return Err(Denied::UnknownWorkspace);
    }
    // Without the role that they had in it nobody is more than they were.
    let lost = deleted.lost_roles(snapshot);
    let had_lost =
        |row: &WorkspaceMemberFact| row.member == actor && row.role.is_some_and(|role| lost.contains(&role));
    let is_unclear = deleted.rows.listed.iter().any(had_lost) && !after.is_implicit(actor);
    if is_unclear || !after.check(actor, place, CoreScope::Projects, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    if snapshot.model().single_workspace && snapshot.workspaces().len() > 0 {
        return Err(Denied::SingleWorkspace);
    }
    if !lost.is_empty() || !deleted.moved_items(snapshot).is_empty() {
        return Err(Denied::RestoreConflict);
    }
    Decision::new(snapshot, changes)
}
