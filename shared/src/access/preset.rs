//! Reading a model from TOML, and refusing one whose roles could break the lattice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::catalog::{Catalog, CatalogError, UnknownScope};
use super::level::Access;
use super::model::{Model, Pattern, ProjectRole, Sealed, WhenFull};
use super::permissions::Permissions;
use super::resource::Visibility;
use super::role::{Reach, Role, RoleFlaw, Seat};
use super::scope::{CoreScope, ResourceKind};
use crate::ids::RoleId;

/// In a table of permissions: every scope that is not named.
const REST: &str = "*";

/// Why a preset is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresetError {
    #[error("not readable: {0}")]
    Toml(String),
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error("\"{place}\" names the scope \"{scope}\", which the model does not have")]
    UnknownScope { place: String, scope: String },
    #[error("there is no role \"{0}\"")]
    UnknownRole(String),
    #[error("the role \"{0}\" is there twice")]
    DuplicateRole(String),
    #[error("the id {0} is there twice")]
    DuplicateId(RoleId),
    #[error("the role \"{role}\" is not sound: {flaw}")]
    Flawed { role: String, flaw: RoleFlaw },
    #[error("the default role \"{0}\" is the top role")]
    DefaultIsTop(String),
    #[error("the alias \"{0}\" names no action: write \"scope.view\" or \"scope.full\"")]
    UnknownAction(String),
    #[error("the project role \"{role}\" names \"{scope}\", which a project does not have")]
    NotOfProjects { role: String, scope: String },
    #[error("the alias \"{0}\" is the name of an action already")]
    AliasTaken(String),
    #[error("the key \"{0}\" is not made of a-z, 0-9, \".\", \"_\" and \"-\", a letter first, 64 at most")]
    BadKey(String),
    #[error("its scopes are those of another version of Usher")]
    OtherBuild,
}

pub(super) type Table = BTreeMap<String, Access>;

/// A model as it is written down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) top_role: String,
    pub(super) default_role: String,
    pub(super) has_owner: bool,
    pub(super) when_full: WhenFull,
    pub(super) add_existing_accounts: bool,
    #[serde(default)]
    pub(super) single_workspace: bool,
    #[serde(default = "open")]
    pub(super) workspaces: Visibility,
    #[serde(default = "yes")]
    pub(super) guest_conversion: bool,
    #[serde(default)]
    pub(super) scopes: Vec<FileScope>,
    pub(super) roles: Vec<FileRole>,
    #[serde(default)]
    pub(super) project_roles: Vec<FileProjectRole>,
    #[serde(default)]
    pub(super) patterns: Vec<FilePattern>,
    #[serde(default)]
    pub(super) aliases: BTreeMap<String, String>,
}

const fn open() -> Visibility {
    Visibility::Open
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileScope {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) help: String,
    pub(super) kind: ResourceKind,
    /// What roles give over it by themselves, by their keys: beside what their own tables say.
    #[serde(default)]
    pub(super) levels: Table,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRole {
    pub(super) id: RoleId,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) seat: Seat,
    pub(super) reach: Reach,
    pub(super) baseline: Table,
    pub(super) ceiling: Option<Table>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileProjectRole {
    key: String,
    name: String,
    permissions: Table,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilePattern {
    key: String,
    name: String,
    description: String,
    permissions: Table,
    on_projects: Table,
}

pub(super) fn read(text: &str) -> Result<Model, PresetError> {
    build(toml::from_str(text).map_err(|error| PresetError::Toml(error.to_string()))?)
}

/// The model that is written down, if it keeps what every one keeps.
pub(super) fn build(mut file: File) -> Result<Model, PresetError> {
    let mut catalog = Catalog::core();
    for FileScope { key, label, help, kind, levels } in file.scopes {
        if !is_key(&key) {
            return Err(PresetError::BadKey(key));
        }
        for (role, access) in levels {
            let known = file.roles.iter_mut().find(|known| known.key == role);
            known.ok_or(PresetError::UnknownRole(role))?.baseline.insert(key.clone(), access);
        }
        catalog.add(key, label, help, kind)?;
    }
    if let Some(role) = file.roles.iter().find(|role| !is_key(&role.key)) {
        return Err(PresetError::BadKey(role.key.clone()));
    }
    let roles = roles(&catalog, file.roles)?;
    let (top_role, default_role) = (id_of(&roles, &file.top_role)?, id_of(&roles, &file.default_role)?);
    let project_roles = match file.project_roles.is_empty() {
        true => bundles(&catalog),
        false => project_roles(&catalog, file.project_roles)?,
    };
    let patterns = patterns(&catalog, file.patterns)?;
    let mut model = Model {
        key: file.key,
        name: file.name,
        catalog: Arc::new(catalog),
        roles,
        project_roles,
        default_role,
        top_role,
        has_owner: file.has_owner,
        when_full: file.when_full,
        add_existing_accounts: file.add_existing_accounts,
        single_workspace: file.single_workspace,
        workspaces: file.workspaces,
        guest_conversion: file.guest_conversion,
        patterns,
        aliases: BTreeMap::new(),
        sealed: Sealed,
    };
    aliases(&mut model, file.aliases)?;
    check(&model)?;
    Ok(model)
}

/// Whether a text can be a key of a scope, a role or a model: it stands in JSON, in addresses and in pointers.
pub(super) fn is_key(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    let letter_first = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    letter_first && text.len() <= 64 && text.bytes().all(plain) && !text.starts_with("rol_")
}

/// The role with this key.
pub(super) fn id_of(roles: &[Role], key: &str) -> Result<RoleId, PresetError> {
    let found = roles.iter().find(|role| role.key == key);
    found.map(|role| role.id).ok_or_else(|| PresetError::UnknownRole(key.to_owned()))
}

/// Adds other names for actions, each of which names one without an alias.
pub(super) fn aliases(model: &mut Model, names: BTreeMap<String, String>) -> Result<(), PresetError> {
    let mut aliases = BTreeMap::new();
    for (alias, action) in names {
        if model.action(&alias).is_some() {
            return Err(PresetError::AliasTaken(alias));
        }
        let action = model.action(&action).ok_or_else(|| PresetError::UnknownAction(alias.clone()))?;
        aliases.insert(alias, action);
    }
    model.aliases = aliases;
    Ok(())
}

/// What every model keeps, wherever it comes from.
pub(super) fn check(model: &Model) -> Result<(), PresetError> {
    let (mut ids, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for role in &model.roles {
        if !keys.insert(&role.key) {
            return Err(PresetError::DuplicateRole(role.key.clone()));
        }
        if !ids.insert(role.id) {
            return Err(PresetError::DuplicateId(role.id));
        }
        let flawed = |flaw| PresetError::Flawed { role: role.key.clone(), flaw };
        role.check(&model.catalog, role.id == model.top_role).map_err(flawed)?;
    }
    if model.top_role == model.default_role {
        let default = model.role(model.default_role).map_or_else(String::new, |role| role.key.clone());
        return Err(PresetError::DefaultIsTop(default));
    }
    let mut keys = BTreeSet::new();
    for role in &model.project_roles {
        if !keys.insert(&role.key) {
            return Err(PresetError::DuplicateRole(role.key.clone()));
        }
        let of_projects = |scope| model.catalog.entry(scope).is_some_and(|e| e.is_of(ResourceKind::Project));
        if let Some((scope, _)) = role.permissions.iter().find(|(scope, _)| !of_projects(*scope)) {
            let scope = model.catalog.key(scope).to_owned();
            return Err(PresetError::NotOfProjects { role: role.key.clone(), scope });
        }
    }
    Ok(())
}

/// The project roles of a model that names none: what a viewer, an editor and an admin of one project have of
/// its content and of the host product's features there.
fn bundles(catalog: &Catalog) -> Vec<ProjectRole> {
    let work = |access| {
        let of_projects = catalog.of(ResourceKind::Project);
        let work = of_projects.filter(|entry| entry.core.is_none_or(|core| core == CoreScope::Content));
        let work = work.fold(Permissions::NONE, |all, entry| all.with(entry.scope, access));
        work.with(CoreScope::Comments, Access::Full)
    };
    let everything = catalog.of(ResourceKind::Project);
    let everything = everything.fold(Permissions::NONE, |all, entry| all.with(entry.scope, Access::Full));
    let bundle = |key: &str, name: &str, permissions| ProjectRole {
        key: key.to_owned(),
        name: name.to_owned(),
        permissions,
    };
    vec![
        bundle("viewer", "Viewer", work(Access::View)),
        bundle("editor", "Editor", work(Access::Full).with(CoreScope::SettingsPublishing, Access::Full)),
        bundle("admin", "Admin", everything),
    ]
}

fn patterns(catalog: &Catalog, file: Vec<FilePattern>) -> Result<Vec<Pattern>, PresetError> {
    let mut patterns = Vec::with_capacity(file.len());
    for FilePattern { key, name, description, permissions: own, on_projects } in file {
        let own = permissions(catalog, &key, own)?;
        let on_projects = permissions(catalog, &key, on_projects)?;
        patterns.push(Pattern { key, name, description, permissions: own, on_projects });
    }
    Ok(patterns)
}

fn roles(catalog: &Catalog, file: Vec<FileRole>) -> Result<Vec<Role>, PresetError> {
    let mut roles = Vec::with_capacity(file.len());
    for FileRole { id, key, name, description, seat, reach, baseline, ceiling } in file {
        let baseline = permissions(catalog, &key, baseline)?;
        let ceiling = match ceiling {
            Some(ceiling) => permissions(catalog, &key, ceiling)?,
            None => baseline,
        };
        roles.push(Role { id, key, name, description, baseline, ceiling, seat, reach, built_in: true });
    }
    Ok(roles)
}

fn project_roles(catalog: &Catalog, file: Vec<FileProjectRole>) -> Result<Vec<ProjectRole>, PresetError> {
    let mut roles = Vec::with_capacity(file.len());
    for FileProjectRole { key, name, permissions: table } in file {
        let permissions = permissions(catalog, &key, table)?;
        roles.push(ProjectRole { key, name, permissions });
    }
    Ok(roles)
}

fn permissions(catalog: &Catalog, place: &str, mut table: Table) -> Result<Permissions, PresetError> {
    let rest = table.remove(REST).unwrap_or(Access::None);
    for entry in catalog.entries() {
        table.entry(entry.key.clone()).or_insert(rest);
    }
    catalog
        .permissions(&table)
        .map_err(|UnknownScope(scope)| PresetError::UnknownScope { place: place.to_owned(), scope })
}

#[cfg(test)]
mod tests;
