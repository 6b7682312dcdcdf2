//! Coming in without being asked by name: through a way that admins leave open, the shareable link or a domain
//! rule.

use chrono::{DateTime, Utc};

use super::returning::{Door, Past, may_enter};
use crate::access::{Access, CoreScope, Decision, Denied, Reach, Role, Snapshot};
use crate::ids::{MemberId, RoleId};
use crate::invitations::rules::{Newcomer, Offer, admission, may_invite};

/// Whether a role can go to whoever walks in: one that takes part, and does not let others in itself.
pub fn fits_walk_ins(role: &Role) -> Result<(), Denied> {
    let invites = role.baseline.get(CoreScope::Members) == Access::Full;
    if invites || role.reach == Reach::Shared { Err(Denied::NotForWalkIns) } else { Ok(()) }
}

/// Whether a member may leave a way open that gives this role: as if they invited somebody with it.
pub fn may_leave_open(
    snapshot: &Snapshot,
    actor: MemberId,
    role: RoleId,
    at: DateTime<Utc>,
) -> Result<(), Denied> {
    may_invite(snapshot, actor, role, &Offer::default(), at)?;
    fits_walk_ins(snapshot.model().role(role).ok_or(Denied::UnknownRole)?)
}

/// Takes in somebody who walks in by this door. Whether the way stands open is asked by whoever keeps it.
pub fn walk_in(
    snapshot: &Snapshot,
    newcomer: Newcomer<'_>,
    role: RoleId,
    past: Past,
    door: Door,
) -> Result<Decision, Denied> {
    may_enter(past, door)?;
    fits_walk_ins(snapshot.model().role(role).ok_or(Denied::UnknownRole)?)?;
    Decision::new(snapshot, admission(snapshot, newcomer, role, &Offer::default())?)
}
