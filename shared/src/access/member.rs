//! One person in one organization.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, RoleId, UserId};

/// Deactivation keeps everything and gives nothing, until activation gives the very same back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Deactivated,
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub id: MemberId,
    pub user: UserId,
    /// The organization role.
    pub role: RoleId,
    pub status: Status,
    /// The first moment at which the membership gives nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Member {
    /// Whether the membership gives anything at this moment.
    pub fn is_active(&self, at: DateTime<Utc>) -> bool {
        self.status == Status::Active && live(self.expires_at, at)
    }

    /// What the membership is at this moment, to whoever asks: one that has ended gives no more than one that was
    /// deactivated, and is shown and counted with those.
    pub fn standing(&self, at: DateTime<Utc>) -> Status {
        if self.is_active(at) { Status::Active } else { Status::Deactivated }
    }

    /// Whether nobody deactivated it, and time did.
    pub fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.status == Status::Active && !live(self.expires_at, at)
    }
}

/// Whether something with this expiry still counts.
pub(super) fn live(expires_at: Option<DateTime<Utc>>, at: DateTime<Utc>) -> bool {
    expires_at.is_none_or(|end| at < end)
}
