//! Bodies of projects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Status;
use crate::access::wire::{AccessLevel, AccessSource, GroupRef, PermissionMap, RoleRef};
use crate::ids::{GrantId, MemberId, OrganizationId, ProjectId, WorkspaceId};
use crate::members::wire::Person;
use crate::text::Name;

/// `POST /v1/workspaces/{ws}/projects`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProject {
    pub name: Name,
}

/// `PATCH /v1/projects/{prj}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditProject {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// A project that the asker can see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Project {
    pub id: ProjectId,
    pub organization: OrganizationId,
    pub workspace: WorkspaceId,
    pub name: Name,
    /// What the asker holds on it.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    pub created_at: DateTime<Utc>,
}

/// `PUT /v1/projects/{prj}/collaborators/{member}`, and `…/groups/{grp}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutProjectRole {
    /// `viewer`, `editor` or `admin`.
    pub role: String,
    /// The first moment at which it gives nothing any more; never, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// `PUT /v1/projects/{prj}/members/{member}/scopes`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutProjectScopes {
    /// Scopes of a project; an absent one is none.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a member, or a group, was given on one project (inside `Changed`). After a removal: what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectGrant {
    pub id: GrantId,
    pub project: ProjectId,
    /// Exactly one of `member` and `group` is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupRef>,
    /// The project role that gives exactly this, or Custom.
    pub level: AccessLevel,
    /// Its key: `viewer`, `editor`, `admin`; `null` for Custom.
    pub role: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    pub expires_at: Option<DateTime<Utc>>,
}

/// `GET /v1/projects/{prj}/access?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ProjectAccessQuery {
    /// How words of the name or the address begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `role` (by their role alone), `direct` (a grant of their own on the project) or `group`; several with
    /// commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// `name`, `email`, `role` or `level`; `-` before it for descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// The answer to it: everybody who has any access to the project, and the groups that were given some.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectAccess {
    /// The organization's version that it was computed at.
    pub version: u64,
    pub data: Vec<ProjectMember>,
    pub next_cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// By name, at most 200, the same on every page.
    pub groups: Vec<ProjectGroup>,
}

/// Somebody who has access to a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectMember {
    pub member: MemberId,
    pub user: Person,
    /// Their role in the organization.
    pub role: RoleRef,
    pub status: Status,
    /// In every project by role: nothing can be taken away from there.
    pub implicit: bool,
    /// What they hold, by a name.
    pub level: AccessLevel,
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    /// Through what.
    pub sources: Vec<AccessSource>,
    /// Whether a grant of their own on the project is there: DELETE it under `collaborators`.
    pub direct: bool,
    /// When the grant of their own on the project ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A group that was given access to a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProjectGroup {
    pub group: GroupRef,
    pub members_count: u64,
    pub grant: GrantId,
    pub level: AccessLevel,
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    pub expires_at: Option<DateTime<Utc>>,
    pub given_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at: Option<DateTime<Utc>>,
}
