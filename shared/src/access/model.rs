//! A way of giving access, as data: the scopes, the roles, and what happens at the edges.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::catalog::Catalog;
use super::level::Access;
use super::permissions::Permissions;
use super::preset::PresetError;
use super::resource::Visibility;
use super::role::{Reach, Role};
use super::scope::{CoreScope, Scope};
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

/// A way of filling in a granular member's permissions, offered in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub key: String,
    pub name: String,
    pub description: String,
    /// On the organization.
    pub permissions: Permissions,
    /// On each project that is chosen with it.
    pub on_projects: Permissions,
}

/// One of the models that an organization can be created with. Made by [`Model::from_toml`] alone, which
/// refuses one that breaks the rules of the lattice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub key: String,
    pub name: String,
    pub catalog: Arc<Catalog>,
    /// Those of the model, the top role first; then the organization's own, by id.
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
    /// An organization has one workspace, and never a second.
    pub single_workspace: bool,
    /// What a workspace is made as when nothing else is said.
    pub workspaces: Visibility,
    /// Whether a member who takes part can be turned into a guest from inside the organization.
    pub guest_conversion: bool,
    pub patterns: Vec<Pattern>,
    /// Other names for actions of the check API: `edit` for full on `content`.
    pub aliases: BTreeMap<String, (Scope, Access)>,
    pub(super) sealed: Sealed,
}

/// Keeps a `Model` from being put together by hand, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed;

/// The presets as they are written down, the default first. A test loads them, so a broken file does not get
/// as far as a release.
const FILES: [&str; 5] = [
    include_str!("presets/studio.toml"),
    include_str!("presets/granular.toml"),
    include_str!("presets/seats.toml"),
    include_str!("presets/layered.toml"),
    include_str!("presets/governed.toml"),
];

static PRESETS: LazyLock<Vec<Arc<Model>>> = LazyLock::new(|| {
    let read = |text| Arc::new(Model::from_toml(text).expect("a preset that is compiled in is valid"));
    FILES.into_iter().map(read).collect()
});

impl Model {
    /// The models that come with this build, the default first.
    pub fn presets() -> &'static [Arc<Self>] {
        &PRESETS
    }

    /// The model of an organization that names no other.
    pub fn studio() -> &'static Arc<Self> {
        &PRESETS[0]
    }

    /// The preset with this key.
    pub fn by_key(key: &str) -> Option<&'static Arc<Self>> {
        PRESETS.iter().find(|model| model.key == key)
    }

    /// The presets as they are written down: what a deployment's own file is laid over.
    pub(super) fn preset_files() -> Vec<super::preset::File> {
        let read = |text| toml::from_str(text).expect("a preset that is compiled in is valid");
        FILES.into_iter().map(read).collect()
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

    /// The roles that organizations made for themselves.
    pub fn own_roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter().filter(|role| !role.built_in)
    }

    /// The role of somebody who only has single items.
    pub fn guest_role(&self) -> Option<&Role> {
        self.roles.iter().find(|role| role.built_in && role.reach == Reach::Shared)
    }

    /// The role that an owner hands ownership to, and has themselves afterwards: the first of the model's own,
    /// below the top one, that reaches everything and lets others in.
    pub fn admin_role(&self) -> Option<&Role> {
        self.roles.iter().find(|role| {
            role.built_in
                && role.id != self.top_role
                && role.reach == Reach::Everything
                && self.administers(role.id)
        })
    }

    /// Whether a workspace may give this role in place of a member's own. Not the top role, which holds
    /// ownership, and no role without containers.
    pub fn overrides_in_workspaces(&self, role: &Role) -> bool {
        role.reach != Reach::Shared && role.ceiling.get(CoreScope::Ownership) == Access::None
    }

    /// What an action of the check API asks for: `scope.view`, `scope.full`, or an alias.
    pub fn action(&self, name: &str) -> Option<(Scope, Access)> {
        if let Some(alias) = self.aliases.get(name) {
            return Some(*alias);
        }
        let (scope, access) = name.rsplit_once('.')?;
        let access = match access {
            "view" => Access::View,
            "full" => Access::Full,
            _ => return None,
        };
        Some((self.catalog.scope(scope)?, access))
    }

    /// The name of this action, which [`Model::action`] reads back.
    pub(super) fn action_name(&self, scope: Scope, access: Access) -> String {
        format!("{}.{access}", self.catalog.key(scope))
    }

    /// The same model without the roles that an organization made for itself: what its facts are read with,
    /// which name those roles again.
    #[must_use]
    pub fn without_own_roles(mut self) -> Self {
        self.roles.retain(|role| role.built_in);
        self
    }

    /// Whether two differ in nothing but the roles that organizations made for themselves.
    pub(super) fn is_same_but_own_roles(&self, other: &Self) -> bool {
        let Self {
            key,
            name,
            catalog,
            roles: _,
            project_roles,
            default_role,
            top_role,
            has_owner,
            when_full,
            add_existing_accounts,
            single_workspace,
            workspaces,
            guest_conversion,
            patterns,
            aliases,
            sealed: Sealed,
        } = self;
        let built_in = |model: &Self| -> Vec<Role> {
            model.roles.iter().filter(|role| role.built_in).cloned().collect()
        };
        *key == other.key
            && *name == other.name
            && (Arc::ptr_eq(catalog, &other.catalog) || *catalog == other.catalog)
            && *project_roles == other.project_roles
            && *default_role == other.default_role
            && *top_role == other.top_role
            && *has_owner == other.has_owner
            && *when_full == other.when_full
            && *add_existing_accounts == other.add_existing_accounts
            && *single_workspace == other.single_workspace
            && *workspaces == other.workspaces
            && *guest_conversion == other.guest_conversion
            && *patterns == other.patterns
            && *aliases == other.aliases
            && built_in(self) == built_in(other)
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
