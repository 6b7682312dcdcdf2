//! Who may change whose membership, and what becomes of it.
//!
//! Every rule looks in the same order: is the target there, may the actor manage members at all, is the
//! target the owner, may the actor do this to them, and would the organization keep its owner and an admin.

mod returning;
mod walking_in;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{
    Access, Change, CoreScope, Decision, Denied, Member, Model, Outcome, Principal, Reach, Resource,
    Snapshot, Status, may_grant,
};
use crate::ids::{MemberId, OrganizationId, RoleId, UserId, WorkspaceId};

pub use returning::*;
pub use walking_in::*;

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
    let RoleChange { closing, change } = changed_role(snapshot, actor, present, role, at)?;
    decide(snapshot, actor, target, closing, change.into_iter().collect(), at)
}

/// Ends a membership at a moment that is still to come, or never.
pub fn set_expiry(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    expires_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    let present = manageable(snapshot, actor, target, at)?;
    let changes: Vec<Change> = changed_expiry(present, expires_at, at)?.into_iter().collect();
    decide(snapshot, actor, target, Vec::new(), changes, at)
}

/// Whether an actor may change anything about a member at all, whatever else is the matter with a request.
pub fn may_touch(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    manageable(snapshot, actor, target, at)?;
    allowed(snapshot, actor, target, &[], at)
}

/// Whether an actor may propose another address to a member: their own, and that of whoever is not above them.
pub fn may_propose_email(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    if actor == target && manages(snapshot, actor, at) {
        return snapshot.member(target).map(drop).ok_or(Denied::UnknownMember);
    }
    may_touch(snapshot, actor, target, at)
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

/// Gives a deactivated member the very same access back. An end that has passed is taken off: it would leave them where
/// they are.
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
    let changed = (present.status != status).then_some(Change::StatusChanged { member: target, status });
    let over = status == Status::Active && present.expires_at.is_some_and(|end| end <= at);
    let lasts = over.then_some(Change::ExpiryChanged { member: target, expires_at: None });
    decide(snapshot, actor, target, Vec::new(), changed.into_iter().chain(lasts).collect(), at)
}

/// Another role, with what is closed before it is given.
#[derive(Default)]
pub(super) struct RoleChange {
    /// Of somebody who becomes a guest: not judged by itself, as little as what a removal closes.
    pub(super) closing: Vec<Change>,
    /// None where they have the role.
    pub(super) change: Option<Change>,
}

pub(super) fn changed_role(
    snapshot: &Snapshot,
    actor: MemberId,
    present: &Member,
    role: RoleId,
    at: DateTime<Utc>,
) -> Result<RoleChange, Denied> {
    let new = snapshot.model().role(role).ok_or(Denied::UnknownRole)?;
    if snapshot.model().is_owner_role(role) {
        return Err(by_transfer_alone(snapshot, actor));
    }
    if present.role == role {
        return Ok(RoleChange::default());
    }
    let change = Change::RoleChanged { member: present.id, role };
    let takes_part = snapshot.role_of(present.id).is_some_and(|now| now.reach != Reach::Shared);
    let closing = if takes_part && new.reach == Reach::Shared {
        // Whoever may not give the role at all is told that, before what the model says of it.
        allowed(snapshot, actor, present.id, std::slice::from_ref(&change), at)?;
        as_guest(snapshot, present.id)?
    } else {
        Vec::new()
    };
    Ok(RoleChange { closing, change: Some(change) })
}

/// The change that ends a membership then; none where it ends so already.
pub(super) fn changed_expiry(
    present: &Member,
    expires_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<Option<Change>, Denied> {
    if present.expires_at == expires_at {
        return Ok(None);
    }
    if expires_at.is_some_and(|end| end <= at) {
        return Err(Denied::AlreadyOver);
    }
    Ok(Some(Change::ExpiryChanged { member: present.id, expires_at }))
}

/// The target, if this actor manages members at all and the target is not the protected owner.
pub(super) fn manageable(
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

/// Makes the changes, if the actor may, after what is closed for them; asked of no changes too, whether they
/// may touch the target at all.
pub(super) fn decide(
    snapshot: &Snapshot,
    actor: MemberId,
    target: MemberId,
    closing: Vec<Change>,
    changes: Vec<Change>,
    at: DateTime<Utc>,
) -> Result<Outcome, Denied> {
    allowed(snapshot, actor, target, &changes, at)?;
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, closing.into_iter().chain(changes).collect()).map(Outcome::Decision)
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
