//! Request and response bodies.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `POST …/undo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoVersion {
    /// The version that the change made: what its answer said in `Usher-Version`, and its audit entry says.
    pub version: u64,
}

/// What was undone (inside `Changed`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undone {
    /// The organization's version now.
    pub version: u64,
    /// The version that was undone.
    pub undone: u64,
    /// What had been done, as the audit log calls it: `members.remove`.
    pub actions: Vec<String>,
    /// When it had been done.
    pub at: DateTime<Utc>,
}
