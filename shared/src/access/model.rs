//! A way of giving access, as data: the scopes, the roles, and what happens at the edges.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::level::Access;
use super::permissions::Permissions;
use super::preset::PresetError;
use super::role::Role;
use super::scope::CoreScope;
use crate::ids::RoleId;

/// What becomes of an invitation when no seat is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// It waits, and is sent when a seat frees up.
    Queue,
    /// It is refused.
    Block,
}

/// A named bundle for collaborators of one project: viewer, editor, admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRole {
    pub key: String,
    pub name: String,
    pub permissions: Permissions,
}

/// One of the models that an organization can be created with. Made by [`Model::from_toml`] alone, which
/// refuses one that breaks the rules of the lattice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub key: String,
    pub name: String,
    pub catalog: Catalog,
    /// The top role first.
    pub roles: Vec<Role>,
    pub project_roles: Vec<ProjectRole>,
    /// What somebody is invited as when nothing else is said.
    pub default_role: RoleId,
    /// What whoever creates an organization becomes, and the only role that may hold `ownership`.
    pub top_role: RoleId,
    /// Exactly one member holds the top role, and it moves by transfer alone.
    pub has_owner: bool,
    pub when_full: WhenFull,
    /// Whether an invited address that has an account is a member at once, or is asked first.
    pub add_existing_accounts: bool,
    pub(super) sealed: Sealed,
}

/// Keeps a `Model` from being put together by hand, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed;

static STUDIO: LazyLock<Arc<Model>> = LazyLock::new(|| {
    // A test loads it, so a broken file does not get as far as a release.
    Arc::new(
        Model::from_toml(include_str!("presets/studio.toml"))
            .expect("the preset that is compiled in is valid"),
    )
});

impl Model {
    /// The model of an organization that names no other.
    pub fn studio() -> &'static Arc<Self> {
        &STUDIO
    }

    /// The preset with this key.
    pub fn by_key(key: &str) -> Option<&'static Arc<Self>> {
        match key {
            "studio" => Some(&STUDIO),
            _ => None,
        }
    }

    /// Reads a preset and checks it.
    pub fn from_toml(text: &str) -> Result<Self, PresetError> {
        super::preset::read(text)
    }

    pub fn role(&self, id: RoleId) -> Option<&Role> {
        // A handful of roles: a scan beats a map.
        self.roles.iter().find(|role| role.id == id)
    }

    pub fn role_by_key(&self, key: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.key == key)
    }

    /// The role that a request names by its key or its id.
    pub fn role_named(&self, text: &str) -> Option<&Role> {
        self.role_by_key(text).or_else(|| text.parse().ok().and_then(|id| self.role(id)))
    }

    pub fn project_role(&self, key: &str) -> Option<&ProjectRole> {
        self.project_roles.iter().find(|role| role.key == key)
    }

    /// The project role that gives exactly this, if there is one: to show a grant by a name.
    pub fn project_role_of(&self, permissions: Permissions) -> Option<&ProjectRole> {
        self.project_roles.iter().find(|role| role.permissions == permissions)
    }

    /// Whether this role is the single owner's.
    pub fn is_owner_role(&self, role: RoleId) -> bool {
        self.has_owner && role == self.top_role
    }

    /// Whether this role alone makes its holder able to let others in.
    pub(super) fn administers(&self, role: RoleId) -> bool {
        self.role(role).is_some_and(|role| role.baseline.get(CoreScope::Members) == Access::Full)
    }
}
