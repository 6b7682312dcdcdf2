//! A named bundle of permissions, with a seat, a reach and a ceiling.

use serde::{Deserialize, Serialize};

use super::permissions::Permissions;
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

/// A role of a model. `baseline` is always within `ceiling`; the preset that breaks that does not load.
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
    /// For display only, the top role first. Nothing is decided by it.
    pub position: u16,
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
