//! Bodies that speak of access: changes and previews, one member's access with its reasons, the model.

mod model;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Access, Explanation, Names, Source};
use crate::ids::{GrantId, GroupId, MemberId, RoleId, ShareId};
pub use model::{AccessModelBody, PatternBody, ProjectRoleBody, RoleBody, ScopeBody};

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
    /// `organization`, `workspace`, `project`, or what the host product calls an item of its own: `document`.
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
    /// What it is about: an address, a member's id, or where it stands in the body.
    pub subject: String,
    pub code: String,
    /// What to do next, where the code does not say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Access that a change leaves in place although it takes some away from the same person there, and what
/// gives it: a group that they would have to leave as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kept {
    pub member: MemberId,
    pub resource: ResourceRef,
    /// What they still have there through it, each more than none.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    /// `type` is `group`, `grant` or `role`.
    pub through: NamedResource,
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
    /// What those who lose something keep there all the same; left out where that is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
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
    /// The same the other way round: each source once, with all that it gives here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<AccessSource>,
}

/// One thing that gives somebody access on a resource: a role, or a grant on it or around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSource {
    /// `role`, `workspace_role`, `grant` or `group_grant`.
    pub source: String,
    /// The role, where a role gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleRef>,
    /// The grant, where a grant gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// The group that the grant is to, where it is not to the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupRef>,
    /// The share that made the grant, on an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<ShareId>,
    /// What the grant is on: the resource itself, or one around it. For a workspace's role, the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NamedResource>,
    /// What it gives here by itself, by a name.
    pub level: AccessLevel,
    /// What it gives here by itself.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    /// Whether any of it stands in the result; the rest was cut.
    pub counts: bool,
    /// When the grant ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// Who gave it, where that was a person whose name the asker may read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<String>,
    /// When it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at: Option<DateTime<Utc>>,
}

/// Permissions by a name: a project role's, or one of a kind of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessLevel {
    /// `viewer`, `editor` or `admin` on a project, `view` or `full` on an item; `null` where none of them is
    /// exactly this.
    pub key: Option<String>,
    /// "Editor", or "Custom".
    pub name: String,
}

/// A group in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupRef {
    pub id: GroupId,
    /// `null` for somebody who does not see the organization's groups.
    pub name: Option<String>,
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
    /// The grant that it is, to take it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// The group that the grant is to, to take them out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// What the grant is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<ResourceRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Why {
    /// A source as people read it, without ids: for those who are told why and nothing of who and what.
    pub fn of(source: &Source, names: &Names) -> Self {
        Self {
            source: source.via.key().to_owned(),
            gives: source.gives,
            counts: source.counts > Access::None,
            sentence: source.sentence(names),
            grant: None,
            group: None,
            on: None,
            expires_at: None,
        }
    }
}

/// `GET …/members/{member}/access`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberAccess {
    /// The organization's version that it was computed at.
    pub version: u64,
    /// The groups that they are in.
    #[serde(default)]
    pub groups: Vec<GroupRef>,
    pub data: Vec<ResourceAccess>,
    pub next_cursor: Option<String>,
}

/// `GET …/members/{member}/access?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct MemberAccessQuery {
    /// Part of a resource's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `organization`, `workspace`, `project`, or the kind of an item; several with commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// `GET …/members/{member}/access/explain?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ExplainQuery {
    /// `organization`, `workspace`, `project`, or the kind of an item; the organization where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The scope's key; it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `view` or `full`; what they have, or view, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

/// The answer to it: why, or why not, and what would turn it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedAccess {
    pub version: u64,
    pub member: MemberId,
    pub resource: NamedResource,
    pub scope: String,
    /// What was asked for.
    pub need: Access,
    /// What they have.
    pub result: Access,
    pub allowed: bool,
    /// The answer as a person would say it.
    pub sentence: String,
    /// The first thing in the way of a no.
    pub blocker: Option<String>,
    /// Every source that contributed or was cut.
    pub why: Vec<Why>,
    /// The fewest single facts that would make it the other answer; all of them together.
    pub smallest_flip: Vec<FlipBody>,
}

/// One fact, changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlipBody {
    #[serde(flatten)]
    pub flip: super::Flip,
    /// "Take them out of the group."
    pub sentence: String,
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
