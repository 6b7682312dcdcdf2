//! Who may end an organization, and bring it back.

use chrono::{DateTime, Utc};

use crate::access::{Access, Change, CoreScope, Decision, Denied, Outcome, Resource, Snapshot};
use crate::ids::MemberId;

/// Deletes the organization. Nothing in it changes: it only stops to count, until it is restored.
pub fn delete(snapshot: &Snapshot, actor: MemberId, at: DateTime<Utc>) -> Result<Decision, Denied> {
    if !owns(snapshot, actor, at) {
        return Err(Denied::PermissionDenied);
    }
    Decision::new(snapshot, vec![Change::OrganizationDeleted])
}

/// Brings the organization back, with everything that everybody had. One that is there is left as it is.
pub fn restore(snapshot: &Snapshot, actor: MemberId, at: DateTime<Utc>) -> Result<Outcome, Denied> {
    if !owns(snapshot, actor, at) {
        return Err(Denied::PermissionDenied);
    }
    if !snapshot.is_deleted() {
        return Ok(Outcome::Unchanged);
    }
    Decision::new(snapshot, vec![Change::OrganizationRestored]).map(Outcome::Decision)
}

/// Whether somebody may: `ownership` is all that is left of a deleted organization.
pub fn owns(snapshot: &Snapshot, actor: MemberId, at: DateTime<Utc>) -> bool {
    snapshot.check(actor, Resource::Organization, CoreScope::Ownership, Access::Full, at)
}
