//! A named bundle of permissions, with a seat, a reach and a ceiling.

use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::level::Access;
use super::permissions::Permissions;
use super::scope::CoreScope;
use crate::ids::RoleId;

/// Whether a role takes one of the plan's seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    Paid,
    Free,
}

/// Where a role gets to. `Shared < Granted < Everything`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Single items that were shared, and no container at all.
    Shared,
    /// Workspaces by membership, or because they are open.
    Granted,
    /// Every workspace and project, without being listed in any.
    Everything,
}

/// A role of a model, or of an organization's own. What [`Role::check`] says holds for every one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: RoleId,
    pub key: String,
    pub name: String,
    pub description: String,
    /// What the role gives by itself.
    pub baseline: Permissions,
    /// The most that its holder can reach, whatever is granted besides.
    pub ceiling: Permissions,
    pub seat: Seat,
    pub reach: Reach,
    pub built_in: bool,
}

impl Role {
    /// What the seat allows anywhere, also where a workspace gives another role: without it, a free seat
    /// with an overriding role would do paid work.
    pub fn seat_ceiling(&self) -> Permissions {
        match self.seat {
            Seat::Free => self.ceiling,
            Seat::Paid => Permissions::ALL,
        }
    }
}

/// Why a role cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleFlaw {
    #[error("it gives more on \"{0}\" than its own ceiling")]
    BaselineAboveCeiling(String),
    #[error("it could reach ownership, which is the top role's alone")]
    OwnershipBelowTop,
    #[error("it is the top role, so it must reach everything and be full on ownership and members")]
    TopRoleIncomplete,
    #[error("it reaches everything, so its ceiling must be its baseline")]
    EverythingWithRoom,
    #[error("it gives single items alone, so it cannot have a baseline")]
    SharedWithBaseline,
    #[error("it takes no seat and could be full on \"{0}\", which is paid work")]
    FreePaidWork(String),
}

impl Role {
    /// What every role must keep, wherever it comes from. `top` is the one that an organization's founder has.
    pub fn check(&self, catalog: &Catalog, top: bool) -> Result<(), RoleFlaw> {
        let above = |scope| self.baseline.get(scope) > self.ceiling.get(scope);
        if let Some(entry) = catalog.entries().iter().find(|entry| above(entry.scope)) {
            return Err(RoleFlaw::BaselineAboveCeiling(entry.key.clone()));
        }
        if top {
            let complete = [CoreScope::Ownership, CoreScope::Members]
                .into_iter()
                .all(|scope| self.baseline.get(scope) == Access::Full);
            if !complete || self.reach != Reach::Everything {
                return Err(RoleFlaw::TopRoleIncomplete);
            }
        } else if self.ceiling.get(CoreScope::Ownership) > Access::None {
            return Err(RoleFlaw::OwnershipBelowTop);
        }
        match self.reach {
            // Otherwise a grant could raise somebody who is said to be the same whatever is granted.
            Reach::Everything if self.baseline != self.ceiling => return Err(RoleFlaw::EverythingWithRoom),
            // Otherwise somebody who sees no container would see the open ones.
            Reach::Shared if !self.baseline.is_none() => return Err(RoleFlaw::SharedWithBaseline),
            Reach::Everything | Reach::Shared | Reach::Granted => {}
        }
        if self.seat == Seat::Free {
            let paid_work = self.ceiling.iter().find(|(scope, access)| {
                let commenting = *scope == CoreScope::Comments.into();
                let shared_item = self.reach == Reach::Shared && *scope == CoreScope::Content.into();
                *access == Access::Full && !commenting && !shared_item
            });
            if let Some((scope, _)) = paid_work {
                return Err(RoleFlaw::FreePaidWork(catalog.key(scope).to_owned()));
            }
        }
        Ok(())
    }
}
