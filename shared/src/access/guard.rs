//! What every committed state keeps: one owner, and somebody who can let others in.

use super::facts::Elsewhere;
use super::member::{Member, Status};
use super::model::Model;
use super::snapshot::Snapshot;

/// What a change would break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("nobody would own the organization for good")]
    NoOwner,
    #[error("two would own the organization")]
    TwoOwners,
    #[error("nobody would administer the organization for good")]
    NoLastingAdmin,
}

/// Asked by every rule of the state that it would make.
///
/// It takes no time: only memberships without an end count, so a state that passes keeps passing however
/// long nothing is changed. Grants and groups do not count either, for they end on other paths.
pub fn guard(snapshot: &Snapshot) -> Result<(), Broken> {
    let held = count(&snapshot.model, snapshot.members.values(), snapshot.elsewhere);
    if snapshot.model.has_owner {
        if held.owners > 1 {
            return Err(Broken::TwoOwners);
        }
        if held.lasting_owners == 0 {
            return Err(Broken::NoOwner);
        }
    }
    if held.lasting_admins == 0 { Err(Broken::NoLastingAdmin) } else { Ok(()) }
}

/// Adds these members to what is held elsewhere.
pub(super) fn count<'a>(
    model: &Model,
    members: impl Iterator<Item = &'a Member>,
    elsewhere: Elsewhere,
) -> Elsewhere {
    members.fold(elsewhere, |mut held, member| {
        let lasting = member.status == Status::Active && member.expires_at.is_none();
        let owns = member.role == model.top_role;
        held.owners = held.owners.saturating_add(usize::from(owns));
        held.lasting_owners = held.lasting_owners.saturating_add(usize::from(owns && lasting));
        let administers = lasting && model.administers(member.role);
        held.lasting_admins = held.lasting_admins.saturating_add(usize::from(administers));
        held
    })
}
