//! What an organization's access is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PermissionMap;
#[cfg(feature = "openapi")]
use crate::access::Access;
use crate::access::{Reach, Seat, Visibility, WhenFull};
use crate::ids::RoleId;

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
