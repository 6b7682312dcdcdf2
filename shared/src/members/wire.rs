//! Bodies of `…/members`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::{NamedResource, PermissionMap, RoleRef};
use crate::access::{Seat, Status};
use crate::given;
use crate::ids::{MemberId, ProjectId, UserId, WorkspaceId};
use crate::me::wire::EmailChange;
use crate::text::{Name, all_sent};

/// How long before its end a membership or a grant is said to end soon.
pub const EXPIRES_SOON: TimeDelta = TimeDelta::days(7);

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
    pub workspaces: Vec<MemberWorkspace>,
    /// How many projects of those the member can open.
    pub projects_count: u64,
    /// The first moment at which the membership gives nothing any more.
    pub expires_at: Option<DateTime<Utc>>,
    /// It ends within seven days, or has ended.
    pub expires_soon: bool,
    pub joined_at: DateTime<Utc>,
    pub last_active_at: Option<DateTime<Utc>>,
}

/// A workspace that a member is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberWorkspace {
    pub id: WorkspaceId,
    pub name: Name,
    /// The role that overrides theirs there; `null` where they have their own.
    pub role: Option<RoleRef>,
    pub via: Via,
}

/// How somebody is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By role, as in every workspace: locked.
    Implicit,
    /// They were added to it.
    Listed,
    /// It is open to every member.
    Open,
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

/// `GET …/members/{member}`: a member with all that the form of their permissions shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberDetail {
    #[serde(flatten)]
    pub member: Member,
    /// What is granted to the member alone on the organization, beside the role: every scope of the
    /// organization, and those of workspaces and projects that have more than none.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    /// The projects that the role is kept to, of those that the asker sees; `null` where no workspace keeps
    /// them to a list.
    pub restrict_to: Option<Vec<NamedResource>>,
    /// What is granted to the member alone on single projects.
    pub projects: Vec<MemberProject>,
    pub groups: Vec<NamedResource>,
    /// Another address that this organization proposed to the person, until they answer.
    #[serde(default)]
    pub email_change: Option<EmailChange>,
}

/// What is granted to one member alone on one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberProject {
    pub id: ProjectId,
    pub name: Name,
    pub workspace: WorkspaceId,
    /// `viewer`, `editor` or `admin`, where it is exactly what that gives.
    pub role: Option<String>,
    /// Every scope of a project.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    pub expires_at: Option<DateTime<Utc>>,
    /// It ends within seven days, or has ended.
    pub expires_soon: bool,
}

/// `PATCH …/members/{member}`: one form and one save, all or nothing. What is left out stays as it is, and so
/// does what the caller cannot see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditMember {
    /// A role's key or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What is granted to the member alone on the organization, in place of what was. Nothing: `{}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, crate::access::Access>>))]
    pub permissions: Option<PermissionMap>,
    /// Keeps the role to these projects, in every workspace that the member is in; `null` lifts it in all.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub restrict_to: Option<Option<Vec<String>>>,
    /// The projects with something granted to the member alone, in place of those before: one that is not
    /// named loses it. One that stays keeps its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projects: Option<Vec<ProjectPermissions>>,
    /// Ends the membership at this moment; `null`: never.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>))]
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

/// What is granted on one project: a scope that is left out is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProjectPermissions {
    pub id: String,
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
}

/// `PUT …/members/{member}/workspaces`: the whole set, saved together. One that is not named is left, with
/// the restriction and the member's own grants in it; an open one is not left, but its role goes. What the
/// caller cannot see stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetWorkspaces {
    pub workspaces: Vec<WorkspaceRole>,
}

/// A workspace and what somebody is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkspaceRole {
    pub id: String,
    /// The key or id of a role that overrides theirs there; `null`, or left out: their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// `GET …/members?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct MembersQuery {
    /// How words of the name or the address begin.
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
    /// A group's id: who is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
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

/// `GET …/members.csv?…`: everything that the filter shows, without pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct MembersTableQuery {
    /// How words of the name or the address begin.
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
    /// A group's id: who is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A workspace's id: who is in it, listed or implicit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// `name`, `email`, `role`, `joined_at`, `last_active_at`; `-` before it for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// `POST …/members/{member}/delete`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteMember {
    /// The member's address, so that nobody else is deleted by mistake. A preview does without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

/// What a bulk act does to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    ChangeRole,
    AddToGroup,
    RemoveFromGroup,
    SetExpiry,
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
    #[serde(deserialize_with = "all_sent")]
    pub members: Vec<String>,
    /// The role's key or id, for `change_role` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The group's id, for `add_to_group` and `remove_from_group` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// When the memberships end, for `set_expiry` alone; `null`: never.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>))]
    pub expires_at: Option<Option<DateTime<Utc>>>,
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
    /// Whom to ask, where nobody in the organization can do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkStatus {
    Applied,
    Unchanged,
    Refused,
}
