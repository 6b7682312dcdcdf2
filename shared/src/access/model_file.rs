//! A deployment's own model file: what it adds to the presets, and models of its own.
//!
//! Everything is written down in the same words as a preset and goes the same way into a model, so a file can
//! do nothing that a preset could not. What is wrong is looked up in the text again, for its line.

mod place;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::model::{Model, WhenFull};
use super::preset::{self, File, FilePattern, FileProjectRole, FileRole, FileScope, PresetError, Table};
use super::resource::Visibility;
use super::role::{Reach, Seat};
use super::scope::ResourceKind;
use crate::ids::RoleId;

/// Why a model file is refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct ModelFileError {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Toml(String),
    #[error("in the model \"{model}\": {error}")]
    InModel { model: String, error: PresetError },
    #[error("there is no model \"{0}\"")]
    UnknownModel(String),
    #[error("the model \"{0}\" is there twice")]
    DuplicateModel(String),
    #[error("the key \"{0}\" cannot be a model's: use a-z, 0-9, \"_\" and \"-\", a letter first")]
    BadModelKey(String),
    #[error("the models extend each other in a ring: {}", .0.join(" extends "))]
    Ring(Vec<String>),
    #[error("the model \"{model}\" extends no other, so it has to say \"{field}\"")]
    Missing { model: String, field: &'static str },
    #[error("the scope \"{scope}\" gives a level to the role \"{role}\", which none of its models has")]
    LevelOfNobody { scope: String, role: String },
    #[error("the alias \"{0}\" names no action of any model: write \"scope.view\" or \"scope.full\"")]
    AliasOfNothing(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    #[serde(default)]
    scopes: Vec<AddedScope>,
    #[serde(default)]
    roles: Vec<AddedRole>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(default)]
    models: Vec<OwnModel>,
}

/// A scope for some models, or all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddedScope {
    models: Option<Vec<String>>,
    key: String,
    label: String,
    help: String,
    kind: ResourceKind,
    #[serde(default)]
    levels: Table,
}

/// A built-in role for some models, or all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddedRole {
    models: Option<Vec<String>>,
    id: RoleId,
    key: String,
    name: String,
    description: String,
    seat: Seat,
    reach: Reach,
    baseline: Table,
    ceiling: Option<Table>,
}

/// A model of the deployment's own: whole, or what it has beside the one that it extends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnModel {
    key: String,
    extends: Option<String>,
    name: Option<String>,
    top_role: Option<String>,
    default_role: Option<String>,
    has_owner: Option<bool>,
    when_full: Option<WhenFull>,
    add_existing_accounts: Option<bool>,
    single_workspace: Option<bool>,
    workspaces: Option<Visibility>,
    guest_conversion: Option<bool>,
    #[serde(default)]
    scopes: Vec<FileScope>,
    #[serde(default)]
    roles: Vec<FileRole>,
    #[serde(default)]
    project_roles: Vec<FileProjectRole>,
    #[serde(default)]
    patterns: Vec<FilePattern>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
}

/// The presets with the additions of this text, then the models of its own.
pub(super) fn read(text: &str) -> Result<Vec<Model>, ModelFileError> {
    let added: Added = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        place::error(text, start, Fault::Toml(error.message().to_owned()))
    })?;
    models(added).map_err(|fault| {
        let start = place::of(text, &fault).unwrap_or(0);
        place::error(text, start, fault)
    })
}

fn models(added: Added) -> Result<Vec<Model>, Fault> {
    let mut files = Model::preset_files();
    let presets = files.len();
    for own in &added.models {
        if !preset::is_key(&own.key) || own.key.contains('.') {
            return Err(Fault::BadModelKey(own.key.clone()));
        }
        let same = |model: &&OwnModel| model.key == own.key;
        if added.models.iter().filter(same).count() > 1 || files.iter().any(|file| file.key == own.key) {
            return Err(Fault::DuplicateModel(own.key.clone()));
        }
    }
    for own in &added.models {
        let file = resolve(own, &added.models, &files[..presets], &mut vec![own.key.clone()])?;
        files.push(file);
    }
    add_scopes(&mut files, added.scopes)?;
    add_roles(&mut files, added.roles)?;
    let mut models = Vec::with_capacity(files.len());
    for file in files {
        let key = file.key.clone();
        models.push(preset::build(file).map_err(|error| Fault::InModel { model: key, error })?);
    }
    add_aliases(&mut models, added.aliases)?;
    Ok(models)
}

/// A model of the deployment's own with everything that it extends. `chain` is what was gone through so far.
fn resolve(
    own: &OwnModel,
    all: &[OwnModel],
    presets: &[File],
    chain: &mut Vec<String>,
) -> Result<File, Fault> {
    let Some(base) = &own.extends else { return whole(own) };
    if chain.contains(base) {
        chain.push(base.clone());
        return Err(Fault::Ring(chain.clone()));
    }
    chain.push(base.clone());
    let base =
        match (all.iter().find(|model| model.key == *base), presets.iter().find(|file| file.key == *base)) {
            (Some(other), _) => resolve(other, all, presets, chain)?,
            (None, Some(preset)) => preset.clone(),
            (None, None) => return Err(Fault::UnknownModel(base.clone())),
        };
    Ok(over(base, own))
}

fn whole(own: &OwnModel) -> Result<File, Fault> {
    let missing = |field| Fault::Missing { model: own.key.clone(), field };
    if own.roles.is_empty() {
        return Err(missing("roles"));
    }
    let base = File {
        key: own.key.clone(),
        name: own.name.clone().ok_or_else(|| missing("name"))?,
        top_role: own.top_role.clone().ok_or_else(|| missing("top_role"))?,
        default_role: own.default_role.clone().ok_or_else(|| missing("default_role"))?,
        has_owner: false,
        when_full: WhenFull::Queue,
        add_existing_accounts: false,
        single_workspace: false,
        workspaces: Visibility::Open,
        guest_conversion: true,
        scopes: Vec::new(),
        roles: Vec::new(),
        project_roles: Vec::new(),
        patterns: Vec::new(),
        aliases: BTreeMap::new(),
    };
    Ok(over(base, own))
}

/// What the model says itself, over what it extends.
fn over(base: File, own: &OwnModel) -> File {
    let OwnModel {
        key,
        extends: _,
        name,
        top_role,
        default_role,
        has_owner,
        when_full,
        add_existing_accounts,
        single_workspace,
        workspaces,
        guest_conversion,
        scopes,
        roles,
        project_roles,
        patterns,
        aliases,
    } = own;
    File {
        key: key.clone(),
        name: name.clone().unwrap_or(base.name),
        top_role: top_role.clone().unwrap_or(base.top_role),
        default_role: default_role.clone().unwrap_or(base.default_role),
        has_owner: has_owner.unwrap_or(base.has_owner),
        when_full: when_full.unwrap_or(base.when_full),
        add_existing_accounts: add_existing_accounts.unwrap_or(base.add_existing_accounts),
        single_workspace: single_workspace.unwrap_or(base.single_workspace),
        workspaces: workspaces.unwrap_or(base.workspaces),
        guest_conversion: guest_conversion.unwrap_or(base.guest_conversion),
        scopes: [base.scopes, scopes.clone()].concat(),
        roles: [base.roles, roles.clone()].concat(),
        project_roles: [base.project_roles, project_roles.clone()].concat(),
        patterns: [base.patterns, patterns.clone()].concat(),
        aliases: base.aliases.into_iter().chain(aliases.clone()).collect(),
    }
}

/// The models that something is for: those that it names, or all.
fn meant<'f>(files: &'f mut [File], named: Option<&[String]>) -> Result<Vec<&'f mut File>, Fault> {
    if let Some(named) = named
        && let Some(unknown) = named.iter().find(|key| !files.iter().any(|file| file.key == **key))
    {
        return Err(Fault::UnknownModel(unknown.clone()));
    }
    Ok(files.iter_mut().filter(|file| named.is_none_or(|named| named.contains(&file.key))).collect())
}

fn add_scopes(files: &mut [File], scopes: Vec<AddedScope>) -> Result<(), Fault> {
    for AddedScope { models, key, label, help, kind, levels } in scopes {
        let files = meant(files, models.as_deref())?;
        let has = |file: &File, role: &str| file.roles.iter().any(|known| known.key == role);
        if let Some(role) = levels.keys().find(|role| !files.iter().any(|file| has(file, role))) {
            return Err(Fault::LevelOfNobody { scope: key, role: role.clone() });
        }
        for file in files {
            let here = levels.iter().filter(|(role, _)| has(file, role));
            let levels = here.map(|(role, access)| (role.clone(), *access)).collect();
            let (key, label, help) = (key.clone(), label.clone(), help.clone());
            file.scopes.push(FileScope { key, label, help, kind, levels });
        }
    }
    Ok(())
}

fn add_roles(files: &mut [File], roles: Vec<AddedRole>) -> Result<(), Fault> {
    for AddedRole { models, id, key, name, description, seat, reach, baseline, ceiling } in roles {
        let role = FileRole { id, key, name, description, seat, reach, baseline, ceiling };
        for file in meant(files, models.as_deref())? {
            file.roles.push(role.clone());
        }
    }
    Ok(())
}

/// An alias is for every model that has what it names, which is one at least.
fn add_aliases(models: &mut [Model], aliases: BTreeMap<String, String>) -> Result<(), Fault> {
    for (alias, action) in aliases {
        let mut named = false;
        for model in models.iter_mut() {
            if model.action(&alias).is_some() {
                let error = PresetError::AliasTaken(alias);
                return Err(Fault::InModel { model: model.key.clone(), error });
            }
            if let Some(action) = model.action(&action) {
                model.aliases.insert(alias.clone(), action);
                named = true;
            }
        }
        if !named {
            return Err(Fault::AliasOfNothing(alias));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
