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
    let Snapshot { here, elsewhere, .. } = snapshot;
    let held = Elsewhere {
        owners: here.owners.saturating_add(elsewhere.owners),
        lasting_owners: here.lasting_owners.saturating_add(elsewhere.lasting_owners),
        lasting_admins: here.lasting_admins.saturating_add(elsewhere.lasting_admins),
    };
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

/// Adds these members to what is held already.
pub(super) fn count<'a>(
    model: &Model,
    members: impl Iterator<Item = &'a Member>,
    held: Elsewhere,
) -> Elsewhere {
    members.fold(held, |held, member| {
        let one = of(model, member);
        Elsewhere {
            owners: held.owners.saturating_add(one.owners),
            lasting_owners: held.lasting_owners.saturating_add(one.lasting_owners),
            lasting_admins: held.lasting_admins.saturating_add(one.lasting_admins),
        }
    })
}

/// Takes a member out of what they were counted in.
pub(super) fn uncount(model: &Model, member: &Member, held: Elsewhere) -> Elsewhere {
    let one = of(model, member);
    Elsewhere {
        owners: held.owners.saturating_sub(one.owners),
        lasting_owners: held.lasting_owners.saturating_sub(one.lasting_owners),
        lasting_admins: held.lasting_admins.saturating_sub(one.lasting_admins),
    }
}

/// What one member adds.
fn of(model: &Model, member: &Member) -> Elsewhere {
    let lasting = member.status == Status::Active && member.expires_at.is_none();
    let owns = member.role == model.top_role;
    Elsewhere {
        owners: usize::from(owns),
        lasting_owners: usize::from(owns && lasting),
        lasting_admins: usize::from(lasting && model.administers(member.role)),
    }
}
