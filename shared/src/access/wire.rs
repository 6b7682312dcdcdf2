//! Bodies that speak of access: changes and previews, one member's access with its reasons, the model.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Access, Explanation, Reach, Seat, Visibility, WhenFull};
use crate::ids::{MemberId, RoleId};

/// Every scope of a resource's kind, by key.
pub type PermissionMap = BTreeMap<String, Access>;

/// A role in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleRef {
    pub id: RoleId,
    pub key: String,
    pub name: String,
}

/// What something is about: `{"type":"project","id":"prj_…"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceRef {
    /// `organization`, `workspace` or `project`.
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

/// One permission that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessChange {
    /// Absent for somebody who is not a member yet.
    pub member: Option<MemberId>,
    pub resource: ResourceRef,
    pub scope: String,
    pub before: Access,
    pub after: Access,
}

/// What a change does to people's access. `data` holds at most 200 rows; the counts are of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    pub total: u64,
    pub gained: u64,
    pub lost: u64,
    pub data: Vec<AccessChange>,
    pub next_cursor: Option<String>,
}

/// The answer to a change of access: the object, and what the change did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed<T> {
    #[serde(flatten)]
    pub object: T,
    pub changes: Changes,
}

/// Paid seats before and after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeatEffect {
    pub before: u64,
    pub after: u64,
    /// `null` where the plan has no limit.
    pub limit: Option<u64>,
}

/// An amount of money: integer minor units of an ISO 4217 currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    pub amount: i64,
    pub currency: String,
}

/// Something that a preview found in the way of a part of the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewProblem {
    /// What it is about: an address, or a member's id.
    pub subject: String,
    pub code: String,
}

/// The answer to `?preview=true`: what the change would do. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// Always true.
    pub preview: bool,
    /// The version that it was computed at.
    pub version: u64,
    pub changes: Changes,
    pub seats: SeatEffect,
    pub money: Option<Money>,
    pub problems: Vec<PreviewProblem>,
}

/// A resource with the name that the asker may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedResource {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    pub name: String,
}

/// One row of `…/members/{member}/access`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResourceAccess {
    pub resource: NamedResource,
    /// For a project: the workspace that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<NamedResource>,
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    /// For each scope, every source that contributed or was cut.
    pub why: BTreeMap<String, Vec<Why>>,
}

/// One source of access, or what cut it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Why {
    /// `role`, `workspace_role`, `grant`, `group_grant`, or the blocker: `restricted`, `role_ceiling`,
    /// `seat_ceiling`, `deactivated`, `expired`, `no_grant`.
    pub source: String,
    /// What this source gives by itself.
    pub gives: Access,
    /// Whether it stands in the result, or was cut.
    pub counts: bool,
    /// As a person would say it: "Editor gives full here."
    pub sentence: String,
}

/// `GET …/members/{member}/access`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberAccess {
    /// The organization's version that it was computed at.
    pub version: u64,
    pub data: Vec<ResourceAccess>,
    pub next_cursor: Option<String>,
}

/// A scope, as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeBody {
    pub key: String,
    pub label: String,
    pub help: String,
    /// `organization`, `workspace` or `project`.
    pub kind: String,
    /// A single item has it too, so it can be shared.
    pub on_items: bool,
    /// Enforced by the service itself; the host product enforces the others through the check API.
    pub core: bool,
}

/// A role, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleBody {
    pub id: RoleId,
    pub key: String,
    pub name: String,
    pub description: String,
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub ceiling: PermissionMap,
    pub seat: Seat,
    pub reach: Reach,
    pub built_in: bool,
}

/// A named bundle of project permissions: viewer, editor, admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectRoleBody {
    pub key: String,
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
}

/// A way of filling in a granular member's permissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatternBody {
    pub key: String,
    pub name: String,
    pub description: String,
    /// On the organization; a scope that is left out has none.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    /// On each project that is chosen with it; a scope that is left out has none.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub on_projects: PermissionMap,
}

/// `GET …/access-model`: what an organization's access is made of, whole. `Model::from_body` makes the model
/// of it again, so a page evaluates with the very one that the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessModelBody {
    pub key: String,
    pub name: String,
    /// Exactly one member has the top role, and it moves by transfer alone.
    pub has_owner: bool,
    /// The key of the role that whoever founds an organization has.
    pub top_role: String,
    /// The key of the role that an invitation begins with.
    pub default_role: String,
    /// What becomes of an invitation when no seat is free.
    pub when_full: WhenFull,
    /// Whether a new organization adds an invited person who has an account at once.
    pub add_existing_accounts: bool,
    /// There is one workspace, and never a second.
    pub single_workspace: bool,
    /// What a workspace is made as when nothing else is said.
    pub workspaces: Visibility,
    /// Whether a member who takes part can be made a guest from inside the organization.
    pub guest_conversion: bool,
    /// The service's own first.
    pub scopes: Vec<ScopeBody>,
    /// Those of the model, the top role first; then the organization's own.
    pub roles: Vec<RoleBody>,
    pub project_roles: Vec<ProjectRoleBody>,
    pub patterns: Vec<PatternBody>,
    /// Other names for actions of the check API: `edit` for `content.full`.
    pub aliases: BTreeMap<String, String>,
}

/// `GET …/snapshot?members=…`: the facts that `shared` needs to answer for these members in the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnapshotBody {
    pub version: u64,
    /// The clock of the server when it answered: pass it as the time of evaluation.
    pub at: DateTime<Utc>,
    pub access_model: String,
    /// See `access::Facts`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub facts: super::Facts,
}

/// Not part of any body: keeps the explanation's type in reach of whoever renders [`Why`].
pub type Reasons = BTreeMap<String, Explanation>;

/// `GET …/snapshot?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct SnapshotQuery {
    /// Members' ids, separated by commas, at most 200; oneself is always among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<String>,
}
