//! What access is asked about and granted on.

use serde::{Deserialize, Serialize};

use super::scope::ResourceKind;
use crate::ids::{ItemId, ProjectId, WorkspaceId};

/// A resource of the organization that the snapshot is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Resource {
    Organization,
    Workspace(WorkspaceId),
    Project(ProjectId),
    Item(ItemId),
}

impl Resource {
    pub const fn kind(self) -> ResourceKind {
        match self {
            Self::Organization => ResourceKind::Organization,
            Self::Workspace(_) => ResourceKind::Workspace,
            Self::Project(_) => ResourceKind::Project,
            Self::Item(_) => ResourceKind::Item,
        }
    }
}

/// Who is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Every member of the organization.
    Open,
    /// Those who are listed.
    Private,
}
