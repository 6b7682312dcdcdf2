//! Who may make, change and delete a role, and what becomes of those who have it.
//!
//! Nobody makes a role that gives more than they hold themselves, nor touches one that does. What the ceiling
//! of a role allows is not asked about: nobody has it until somebody who holds it gives it.

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Catalog, Change, CoreScope, Decision, Denied, Outcome, Permissions, Reach, Resource, Role, Seat,
    Snapshot, covers, may_grant,
};
use crate::ids::{MemberId, RoleId, WorkspaceId};
use crate::members::rules::{as_guest, by_transfer_alone};

/// The ceiling of a role that names none: a paid seat can be granted everything but ownership, a guest the
/// items that are shared with them; a free seat, and whoever reaches everything, has what the role gives.
pub fn default_ceiling(catalog: &Catalog, baseline: Permissions, seat: Seat, reach: Reach) -> Permissions {
    match (reach, seat) {
        (Reach::Everything, _) | (Reach::Granted, Seat::Free) => baseline,
        (Reach::Granted, Seat::Paid) => catalog.everything().with(CoreScope::Ownership, Access::None),
        (Reach::Shared, _) => {
            let on_items = catalog.entries().iter().filter(|entry| entry.on_items);
            on_items.fold(Permissions::NONE, |all, entry| all.with(entry.scope, Access::Full))
        }
    }
}

/// Whether somebody may change this role at all, whatever they want of it.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let present = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
    if present.built_in {
        return Err(Denied::BuiltInRole);
    }
    Ok(covers(snapshot, actor, present, Resource::Organization, at)?)
}

/// Makes a role. Nobody has it yet.
pub fn create(
    snapshot: &Snapshot,
    actor: MemberId,
    role: Role,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    covers(snapshot, actor, &role, Resource::Organization, at)?;
    key_is_free(snapshot, &role)?;
    decide(snapshot, actor, vec![Change::RoleAdded(role)], at)
}

/// Gives a role another form; everybody who has it has the new one at once.
pub fn edit(snapshot: &Snapshot, actor: MemberId, role: Role, at: DateTime<Utc>) -> Result<Outcome, Denied> {
    may_touch(snapshot, actor, role.id, at)?;
    covers(snapshot, actor, &role, Resource::Organization, at)?;
    key_is_free(snapshot, &role)?;
    let present = snapshot.model().role(role.id).ok_or(Denied::UnknownRole)?;
    if *present == role {
        return Ok(Outcome::Unchanged);
    }
    let becomes_guest = role.reach == Reach::Shared && present.reach != Reach::Shared;
    let mut changes = Vec::new();
    if becomes_guest {
        if overrides(snapshot, role.id).next().is_some() {
            return Err(Denied::NoWorkspaceRole);
        }
        for member in holders(snapshot, role.id) {
            changes.extend(as_guest(snapshot, member)?);
        }
    }
    changes.push(Change::RoleEdited(role));
    decide(snapshot, actor, changes, at).map(Outcome::Decision)
}

/// Deletes a role. Whoever has it, in the organization or in a workspace, gets the replacement in the same
/// version. `invited`: somebody is invited with it, and the caller gives those invitations the replacement.
pub fn delete(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    replacement: Option<RoleId>,
    invited: bool,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    may_touch(snapshot, actor, role, at)?;
    let held: Vec<MemberId> = holders(snapshot, role).collect();
    let over: Vec<(WorkspaceId, MemberId)> = overrides(snapshot, role).collect();
    let in_use = invited || !held.is_empty() || !over.is_empty();
    let mut changes = Vec::new();
    match replacement {
        None if in_use => return Err(Denied::RoleInUse),
        None => {}
        Some(replacement) => {
            let new = snapshot.model().role(replacement).filter(|new| new.id != role);
            let new = new.ok_or(Denied::UnknownRole)?;
            if snapshot.model().is_owner_role(replacement) {
                return Err(by_transfer_alone(snapshot, actor));
            }
            covers(snapshot, actor, new, Resource::Organization, at)?;
            if !over.is_empty() && !snapshot.model().overrides_in_workspaces(new) {
                return Err(Denied::NoWorkspaceRole);
            }
            let shared = |id| snapshot.model().role(id).is_some_and(|role| role.reach == Reach::Shared);
            for member in held {
                if new.reach == Reach::Shared && !shared(role) {
                    changes.extend(as_guest(snapshot, member)?);
                }
                changes.push(Change::RoleChanged { member, role: replacement });
            }
            changes.extend(over.into_iter().map(|(workspace, member)| Change::WorkspaceRoleChanged {
                workspace,
                member,
                role: Some(replacement),
            }));
        }
    }
    changes.push(Change::RoleRemoved { role });
    decide(snapshot, actor, changes, at)
}

/// The members who have a role as their organization role, whatever their status.
pub fn holders(snapshot: &Snapshot, role: RoleId) -> impl Iterator<Item = MemberId> {
    snapshot.members().filter(move |member| member.role == role).map(|member| member.id)
}

/// Where a workspace gives a role in place of a member's own.
pub fn overrides(snapshot: &Snapshot, role: RoleId) -> impl Iterator<Item = (WorkspaceId, MemberId)> {
    snapshot.members().flat_map(move |member| {
        let listed = snapshot.workspaces_of(member.id);
        listed.filter(move |(_, over)| *over == Some(role)).map(move |(workspace, _)| (workspace, member.id))
    })
}

fn key_is_free(snapshot: &Snapshot, role: &Role) -> Result<(), Denied> {
    match snapshot.model().role_by_key(&role.key) {
        Some(taken) if taken.id != role.id => Err(Denied::RoleTaken),
        Some(_) | None => Ok(()),
    }
}

fn decide(
    snapshot: &Snapshot,
    actor: MemberId,
    changes: Vec<Change>,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    let after = snapshot.with(&changes)?;
    may_grant(snapshot, &after, actor, None, Resource::Organization, at)?;
    Decision::new(snapshot, changes)
}
