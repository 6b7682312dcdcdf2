//! Bodies of `…/plan` and `…/seats`.

use serde::{Deserialize, Serialize};

/// `GET …/plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Plan {
    /// `free`, `pro`, `business` or `enterprise`.
    pub plan: String,
    pub name: String,
    /// Everything that some plan has.
    pub features: Vec<Feature>,
    /// Everything that some plan counts.
    pub quotas: Vec<Quota>,
}

/// Something that a plan counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quota {
    /// `members` (those who take a paid seat, in the organization), `projects`.
    pub key: String,
    pub used: u64,
    /// `null`: no limit.
    pub limit: Option<u64>,
}

/// `GET …/seats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seats {
    /// Paid seats of the plan; `null`: no limit.
    pub limit: Option<u64>,
    /// Taken by active members.
    pub used: u64,
    /// Kept for open invitations.
    pub reserved: u64,
    /// To be had; `null` where there is no limit.
    pub free: Option<u64>,
    /// Invitations that wait for a seat.
    pub queued: u64,
}

/// Something that a plan has or has not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feature {
    /// `groups`, `group_grants`, `custom_roles`.
    pub key: String,
    /// Whether the organization's plan has it.
    pub included: bool,
    /// The key of the lowest plan that has it.
    pub lowest_plan: String,
}

/// `PUT …/plan`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePlan {
    pub plan: String,
}
