//! Who may change whose membership, and what becomes of it.
//!
//! Every rule looks in the same order: is the target there, may the actor manage members at all, is the
//! target the owner, may the actor do this to them, and would the organization keep its owner and an admin.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, Member, Model, Outcome, Resource, Snapshot, Status,
    Visibility, may_grant,
};
use crate::ids::{MemberId, OrganizationId, RoleId, UserId, WorkspaceId};

/// Begins an organization: whoever creates it has the model's top role, and there is a first workspace that
/// everybody is in. Applied to [`Snapshot::empty`].
pub fn found(
    model: &Arc<Model>,
    organization: OrganizationId,
    founder: MemberId,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<Decision, Denied> {
    let role = model.top_role;
    let founder = Member { id: founder, user, role, status: Status::Active, expires_at: None };
    let first = Change::WorkspaceAdded { workspace, visibility: Visibility::Open };
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
    if snapshot.model().role(role).is_none() {
        return Err(Denied::UnknownRole);
    }
    if snapshot.model().is_owner_role(role) {
        return Err(by_transfer_alone(snapshot, actor));
    }
    let changes = vec![Change::RoleChanged { member: target, role }];
    allowed(snapshot, actor, target, &changes, at)?;
    if present.role == role {
        return Ok(Outcome::Unchanged);
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
