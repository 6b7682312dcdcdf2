//! What a key may be made to do. What it may do when it is used is less, or the same: see
//! [`Snapshot::capped`].

use chrono::{DateTime, Utc};

use crate::access::{Access, CoreScope, Permissions, Resource, Snapshot};
use crate::ids::MemberId;

/// A key that somebody may make. Only [`make`] makes one, and a store writes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewKey {
    permissions: Permissions,
    checks: bool,
    expires_at: Option<DateTime<Utc>>,
}

impl NewKey {
    /// The most that the key does.
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    /// Whether it asks the check API about everybody.
    pub fn checks(&self) -> bool {
        self.checks
    }

    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at
    }
}

/// Why a key may not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyDenied {
    /// The actor does not manage keys.
    PermissionDenied,
    /// It would do more than its maker can.
    MayNotGrant,
    /// Ownership stays with a person.
    Ownership,
    /// It would be dead from the start.
    Expired,
}

/// A key of the actor's. It does at most what they hold somewhere in the organization; a key that checks asks
/// about everybody, so its maker sees the directory.
pub fn make(
    snapshot: &Snapshot,
    actor: MemberId,
    permissions: Permissions,
    checks: bool,
    expires_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<NewKey, KeyDenied> {
    let holds = |scope, access| snapshot.check(actor, Resource::Organization, scope, access, at);
    if !holds(CoreScope::Integrations, Access::Full) {
        return Err(KeyDenied::PermissionDenied);
    }
    if permissions.get(CoreScope::Ownership) > Access::None {
        return Err(KeyDenied::Ownership);
    }
    if !permissions.within(held_anywhere(snapshot, actor, at)) {
        return Err(KeyDenied::MayNotGrant);
    }
    if checks && !holds(CoreScope::Members, Access::View) {
        return Err(KeyDenied::MayNotGrant);
    }
    if expires_at.is_some_and(|end| end <= at) {
        return Err(KeyDenied::Expired);
    }
    Ok(NewKey { permissions, checks, expires_at })
}

/// The most of each scope that somebody holds on any one resource. A key is for all of them, and on each it
/// is cut to what its maker holds there.
fn held_anywhere(snapshot: &Snapshot, member: MemberId, at: DateTime<Utc>) -> Permissions {
    let held = snapshot.resources().map(|resource| snapshot.effective(member, resource, at));
    held.fold(Permissions::NONE, Permissions::join)
}
