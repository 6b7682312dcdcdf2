//! Bodies of workspaces.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Visibility;
use crate::ids::{OrganizationId, WorkspaceId};
use crate::text::Name;

/// `POST /v1/organizations/{org}/workspaces`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateWorkspace {
    pub name: Name,
    /// `open` (every member is in it) where it is left out.
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
}

/// A workspace that the asker can enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    pub id: WorkspaceId,
    pub organization: OrganizationId,
    pub name: Name,
    pub visibility: Visibility,
    /// Listed and implicit members, each once.
    pub members_count: u64,
    /// The projects in it that the asker can see.
    pub projects_count: u64,
    pub created_at: DateTime<Utc>,
}
