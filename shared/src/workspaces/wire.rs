//! Bodies of workspaces.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Visibility;
use crate::access::wire::{NamedResource, RoleRef};
use crate::ids::{MemberId, OrganizationId, WorkspaceId};
use crate::members::wire::{Person, Via};
use crate::plans::wire::Quota;
use crate::text::Name;

/// `POST /v1/organizations/{org}/workspaces`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateWorkspace {
    pub name: Name,
    /// What the access model says where it is left out: `open` (every member is in it) in most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

/// `PATCH /v1/workspaces/{ws}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditWorkspace {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// `open`: every member of the organization is in it. `private`: those who are listed alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

/// A workspace that the asker can enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    pub id: WorkspaceId,
    pub organization: OrganizationId,
    pub name: Name,
    pub visibility: Visibility,
    /// Listed and implicit members, each once; `null` for somebody who does not see who is in it.
    pub members_count: Option<u64>,
    /// The projects in it that the asker can see.
    pub projects_count: u64,
    /// What it takes of each quota of the organization's plan, of those that the asker may count.
    pub quotas: Vec<Quota>,
    pub created_at: DateTime<Utc>,
}

/// `GET /v1/organizations/{org}/deleted-workspaces`: a workspace that the asker can restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletedWorkspace {
    pub id: WorkspaceId,
    pub name: Name,
    pub visibility: Visibility,
    /// How many projects come back with it.
    pub projects_count: u64,
    pub deleted_at: DateTime<Utc>,
    /// From then on it is gone for good.
    pub restorable_until: DateTime<Utc>,
}

/// `DELETE /v1/workspaces/{ws}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteWorkspace {
    /// The workspace's name, letter by letter. Where it is given, another name is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

/// `GET /v1/workspaces/{ws}/members`: somebody in a workspace. Active members alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceMember {
    pub id: MemberId,
    pub user: Person,
    /// In the organization.
    pub role: RoleRef,
    /// The role that overrides it here; `null`: inherited.
    pub workspace_role: Option<RoleRef>,
    /// In every workspace by role: neither the role here nor a restriction can be set.
    pub implicit: bool,
    pub via: Via,
    /// Kept to a list of projects here.
    pub restricted: bool,
    /// That list, of the projects that the asker sees; `null` where there is none.
    pub restrict_to: Option<Vec<NamedResource>>,
    pub expires_at: Option<DateTime<Utc>>,
    /// The membership of the organization ends within seven days.
    pub expires_soon: bool,
}

/// `GET /v1/workspaces/{ws}/member-candidates`: somebody who can be added to a workspace: an active member
/// who is neither in it nor implicit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceCandidate {
    pub id: MemberId,
    pub user: Person,
    /// In the organization.
    pub role: RoleRef,
}

/// `GET /v1/workspaces/{ws}/members?…` and `…/member-candidates?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct WorkspaceMembersQuery {
    /// How words of the name or the address begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `name`, `email`, `role`; `-` before it for descending.
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

/// `PUT /v1/workspaces/{ws}/members/{member}`: adds somebody, or gives them another role here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetWorkspaceRole {
    /// The key or id of a role that overrides theirs here; `null`: inherited.
    pub role: Option<String>,
}

/// `PUT /v1/workspaces/{ws}/members/{member}/restriction`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Restrict {
    /// The projects of this workspace that the member's role counts in.
    pub projects: Vec<String>,
}
