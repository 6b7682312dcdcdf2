//! Who may make, open, close, delete and restore workspaces.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, ItemFact, Outcome, Principal, Resource, Snapshot,
    Visibility, WorkspaceMemberFact, may_grant,
};
use crate::ids::{ItemId, MemberId, ProjectId, RoleId, WorkspaceId};
use crate::undo::rules::{Rows, brought_back};

/// Makes a workspace.
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
    changes.extend(kept_in(snapshot, actor, workspace, visibility));
    Decision::new(snapshot, changes)
}

/// Opens a workspace to everybody in the organization, or closes it to all who are not listed.
///
/// It gives everybody a place in it at once, or takes it, and is judged as if each were listed by hand, or taken off
/// the list. One fact changes: a role that somebody has in the workspace is a place on its list and keeps them in it;
/// restrictions and grants stay where they are, so that opening it again gives nobody more than they had.
pub fn set_visibility(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    visibility: Visibility,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let place = Resource::Workspace(workspace);
    let present = snapshot.visibility(workspace).ok_or(Denied::UnknownWorkspace)?;
    if !snapshot.check(actor, place, CoreScope::WorkspaceGeneral, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    if present == visibility {
        return Ok(Outcome::Unchanged);
    }
    let mut changes = vec![Change::VisibilityChanged { workspace, visibility }];
    changes.extend(kept_in(snapshot, actor, workspace, visibility));
    may_grant(snapshot, &snapshot.with(&changes)?, actor, None, place, at)?;
    // Where there is but one, it is the whole organization, and as the model makes it.
    if snapshot.model().single_workspace && visibility != snapshot.model().workspaces {
        return Err(Denied::SingleWorkspace);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// Whoever makes a private workspace, or closes one, is in it: they could not find it again.
fn kept_in(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    visibility: Visibility,
) -> Option<Change> {
    let has_place = snapshot.is_implicit(actor) || snapshot.listing(actor, workspace).is_some();
    let added = Change::WorkspaceMemberAdded { workspace, member: actor, role: None };
    (visibility == Visibility::Private && !has_place).then_some(added)
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
