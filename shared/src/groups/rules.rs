//! Who may make groups, and put people into them.
//!
//! Being in a group is having what it is granted, so whoever puts somebody in gives all of that, and whoever
//! takes somebody out takes it away.

use chrono::{DateTime, Utc};

use crate::access::{
    Change, Decision, Denied, Model, Outcome, Permissions, Resource, ResourceKind, Role, Snapshot, may_grant,
};
use crate::ids::{GroupId, MemberId};

/// Makes a group. Nobody is in it, and it gives nothing.
pub fn create(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    decide(snapshot, actor, None, vec![Change::GroupAdded { group }], at)
}

/// Whether somebody may change a group at all, whatever they want of it.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    if !snapshot.has_group(group) {
        return Err(Denied::UnknownGroup);
    }
    Ok(may_grant(snapshot, snapshot, actor, None, Resource::Organization, at)?)
}

/// Deletes a group, with all that came through it.
pub fn delete(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    may_touch(snapshot, actor, group, at)?;
    decide(snapshot, actor, None, vec![Change::GroupRemoved { group }], at)
}

/// Puts a member into a group. It changes no role, seat or status.
pub fn add(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    member: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let change = Change::GroupMemberAdded { group, member };
    edit(snapshot, actor, group, member, change, false, at)
}

/// Takes a member out of a group: what it gave them goes, and nothing that something else still gives.
pub fn remove(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    member: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let change = Change::GroupMemberRemoved { group, member };
    edit(snapshot, actor, group, member, change, true, at)
}

/// `inside`: where the member has to be for the change to change anything.
fn edit(
    snapshot: &Snapshot,
    actor: MemberId,
    group: GroupId,
    member: MemberId,
    change: Change,
    inside: bool,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, group, at)?;
    let present = snapshot.member(member).ok_or(Denied::UnknownMember)?;
    let is_in = snapshot.groups_of(member).any(|of| of == group);
    let changes = if is_in == inside { vec![change] } else { Vec::new() };
    match decide(snapshot, actor, Some(member), changes, at) {
        Ok(_) if is_in != inside => Ok(Outcome::Unchanged),
        Ok(decision) => Ok(Outcome::Decision(decision)),
        Err(Denied::MayNotGrant) if snapshot.model().is_owner_role(present.role) && actor != member => {
            Err(Denied::OwnerProtected)
        }
        Err(denied) => Err(denied),
    }
}

/// What a role gives in a workspace, as a grant can carry it: its scopes of workspaces and projects. Making
/// projects is none of them, for that is the organization's.
pub fn in_workspace(model: &Model, role: &Role) -> Permissions {
    let inside = model.catalog.entries().iter().filter(|entry| entry.kind >= ResourceKind::Workspace);
    inside.fold(Permissions::NONE, |all, entry| all.with(entry.scope, role.baseline.get(entry.scope)))
}

/// The role that gives exactly this in a workspace, if there is one: to show a grant by a name.
pub fn workspace_role_of(model: &Model, permissions: Permissions) -> Option<&Role> {
    let can = model.roles.iter().filter(|role| model.overrides_in_workspaces(role));
    can.into_iter().find(|role| in_workspace(model, role) == permissions)
}

fn decide(
    snapshot: &Snapshot,
    actor: MemberId,
    target: Option<MemberId>,
    changes: Vec<Change>,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let after = snapshot.with(&changes)?;
    may_grant(snapshot, &after, actor, target, Resource::Organization, at)?;
    Decision::new(snapshot, changes)
}
