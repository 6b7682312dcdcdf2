//! Who may change whose membership, and what becomes of it.
//!
//! Every rule looks in the same order: is the target there, may the actor manage members at all, is the
//! target the owner, may the actor do this to them, and would the organization keep its owner and an admin.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, Member, Model, Outcome, Principal, Reach, Resource,
    Snapshot, Status, may_grant,
};
use crate::ids::{MemberId, OrganizationId, RoleId, UserId, WorkspaceId};

/// Begins an organization: whoever creates it has the model's top role, and there is a first workspace that
/// is as the model makes them. Applied to [`Snapshot::empty`].
pub fn found(
    model: &Arc<Model>,
    organization: OrganizationId,
    founder: MemberId,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<Decision, Denied> {
    let role = model.top_role;
    let founder = Member { id: founder, user, role, status: Status::Active, expires_at: None };
    let first = Change::WorkspaceAdded { workspace, visibility: model.workspaces };
    Decision::new(&Snapshot::empty(model.clone(), organization), vec![Change::MemberAdded(founder), first])
}

/// Gives a member another organization role, in force at once.
pub fn change_role(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    role: RoleId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let present = manageable(snapshot, actor, target, at)?;
    let new = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
    if snapshot.model().is_owner_role(role) {
        return Err(by_transfer_alone(snapshot, actor));
    }
    let becomes_guest =
        new.reach == Reach::Shared && snapshot.role_of(target).is_some_and(|now| now.reach != Reach::Shared);
    let mut changes = vec![Change::RoleChanged { member: target, role }];
    allowed(snapshot, actor, target, &changes, at)?;
    if present.role == role {
        return Ok(Outcome::Unchanged);
    }
    if becomes_guest {
        changes.splice(0..0, as_guest(snapshot, target)?);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// Stops a membership from giving anything, and keeps all of it for [`activate`].
pub fn deactivate(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    change_status(snapshot, actor, target, Status::Deactivated, at)
}

/// Gives a deactivated member the very same access back.
pub fn activate(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    change_status(snapshot, actor, target, Status::Active, at)
}

/// Ends somebody else's membership, with everything that hangs on it.
pub fn remove(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    if actor == target && manages(snapshot, actor, at) {
        return Err(Denied::UseLeave);
    }
    manageable(snapshot, actor, target, at)?;
    let changes = vec![Change::MemberRemoved { member: target }];
    allowed(snapshot, actor, target, &changes, at)?;
    Decision::new(snapshot, changes)
}

/// Ends one's own membership. The owner, and the last lasting admin, cannot.
pub fn leave(snapshot: &Snapshot, member: MemberId, at: DateTime<Utc>) -> Result<Decision, Denied> {
    let own = snapshot.member(member).ok_or(Denied::UnknownMember)?;
    if !own.is_active(at) {
        return Err(Denied::MemberDeactivated);
    }
    if snapshot.model().is_owner_role(own.role) {
        return Err(Denied::UseOwnershipTransfer);
    }
    Decision::new(snapshot, vec![Change::MemberRemoved { member }])
}

/// What is closed of a member who takes part and becomes a guest: every workspace, restriction and grant of
/// their own, but for the items that were shared with them. They stay in their groups, which give a guest
/// nothing. Refused where the model leaves that to the operator.
pub(crate) fn as_guest(snapshot: &Snapshot, member: MemberId) -> Result<Vec<Change>, Denied> {
    if !snapshot.model().guest_conversion {
        return Err(Denied::GuestConversion);
    }
    Ok(what_a_guest_loses(snapshot, member))
}

/// The same for the operator, who may do it everywhere.
fn what_a_guest_loses(snapshot: &Snapshot, member: MemberId) -> Vec<Change> {
    let restricted = snapshot
        .restrictions_of(member)
        .map(|(workspace, _)| Change::RestrictionLifted { member, workspace });
    let listed = snapshot
        .workspaces_of(member)
        .map(|(workspace, _)| Change::WorkspaceMemberRemoved { workspace, member });
    let granted = snapshot
        .grants_to(Principal::Member(member))
        .filter(|grant| !grant.is_share())
        .map(|grant| Change::GrantRemoved(grant.id));
    restricted.chain(listed).chain(granted).collect()
}

/// Turns a member who takes part into a guest, as the operator of the deployment: nobody inside is asked.
pub fn to_guest(snapshot: &Snapshot, target: MemberId) -> Result<Outcome, Denied> {
    let present = snapshot.role_of(target).ok_or(Denied::UnknownMember)?;
    let guest = snapshot.model().guest_role().ok_or(Denied::UnknownRole)?;
    if snapshot.model().is_owner_role(present.id) {
        return Err(Denied::UseOwnershipTransfer);
    }
    if present.reach == Reach::Shared {
        return Ok(Outcome::Unchanged);
    }
    let mut changes = what_a_guest_loses(snapshot, target);
    changes.push(Change::RoleChanged { member: target, role: guest.id });
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

fn change_status(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    status: Status,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let present = manageable(snapshot, actor, target, at)?;
    let changes = vec![Change::StatusChanged { member: target, status }];
    allowed(snapshot, actor, target, &changes, at)?;
    if present.status == status {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, changes).map(Outcome::Decision)
}

/// The target, if this actor manages members at all and the target is not the protected owner.
fn manageable(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<&Member, Denied> {
    let present = snapshot.member(target).ok_or(Denied::UnknownMember)?;
    if !manages(snapshot, actor, at) {
        return Err(Denied::PermissionDenied);
    }
    if snapshot.model().is_owner_role(present.role) {
        return Err(if actor == target { Denied::UseOwnershipTransfer } else { Denied::OwnerProtected });
    }
    Ok(present)
}

fn manages(snapshot: &Snapshot, actor: MemberId, at: DateTime<Utc>) -> bool {
    snapshot.check(actor, Resource::Organization, CoreScope::Members, Access::Full, at)
}

fn allowed(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    changes: &[Change],
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    let after = snapshot.with(changes)?;
    Ok(may_grant(snapshot, &after, actor, Some(target), Resource::Organization, at)?)
}

/// Nobody is made the owner: the owner is told how it is done, others that they may not.
pub(crate) fn by_transfer_alone(snapshot: &Snapshot, actor: MemberId) -> Denied {
    let owns = snapshot.member(actor).is_some_and(|actor| snapshot.model().is_owner_role(actor.role));
    if owns { Denied::UseOwnershipTransfer } else { Denied::MayNotGrant }
}
