//! Bodies of projects.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::PermissionMap;
use crate::ids::{OrganizationId, ProjectId, WorkspaceId};
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
