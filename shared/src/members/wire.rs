//! Bodies of `…/members`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::RoleRef;
use crate::access::{Seat, Status};
use crate::ids::{MemberId, UserId};
use crate::me::wire::WorkspaceRef;

/// A member of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: MemberId,
    pub user: Person,
    pub role: RoleRef,
    pub status: Status,
    pub seat: Seat,
    /// In every workspace and project by role, and not to be restricted.
    pub implicit: bool,
    /// Kept to a list of projects in at least one workspace.
    pub restricted: bool,
    /// What brought the person here, where it was not a person.
    pub provisioned_by: Option<String>,
    /// The workspaces of theirs that the asker may see.
    pub workspaces: Vec<WorkspaceRef>,
    /// How many projects of those the member can open.
    pub projects_count: u64,
    pub expires_at: Option<DateTime<Utc>>,
    pub joined_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
}

/// The person behind a membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub avatar_url: Option<String>,
}

/// `PATCH …/members/{member}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditMember {
    /// A role's key or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// `GET …/members?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct MembersQuery {
    /// Part of a name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Role keys or ids, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// `active` where it is left out; `deactivated`, or `all`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `paid` or `free`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    /// A workspace's id: who is in it, listed or implicit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// `name`, `email`, `role`, `joined_at`, `last_active_at`; `-` before it for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `total`, `counts`, or both with a comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// What a bulk act does to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    ChangeRole,
    Deactivate,
    Activate,
    Remove,
}

/// `POST …/members/bulk`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkEdit {
    pub action: BulkAction,
    /// At most 1,000 ids.
    pub members: Vec<String>,
    /// The role's key or id, for `change_role` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// The answer to a bulk act (inside `Changed`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkResult {
    pub version: u64,
    pub results: Vec<BulkOutcome>,
}

/// What became of one member of a bulk act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOutcome {
    /// As it was sent.
    pub member: String,
    pub status: BulkStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkStatus {
    Applied,
    Unchanged,
    Refused,
}
