//! A model as a body, and the very same model made of the body again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalog::{Catalog, ScopeEntry};
use super::model::{Model, Pattern, ProjectRole, Sealed};
use super::permissions::Permissions;
use super::preset::{self, PresetError};
use super::role::Role;
use super::scope::{CoreScope, ResourceKind};
use super::wire::{AccessModelBody, PatternBody, PermissionMap, ProjectRoleBody, RoleBody, ScopeBody};

impl AccessModelBody {
    /// All that access is made of, the organization's own roles too.
    pub fn of(model: &Model) -> Self {
        let Model {
            key,
            name,
            catalog,
            roles,
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
        } = model;
        let role_key = |id| model.role(id).map_or_else(String::new, |role| role.key.clone());
        Self {
            key: key.clone(),
            name: name.clone(),
            has_owner: *has_owner,
            top_role: role_key(*top_role),
            default_role: role_key(*default_role),
            when_full: *when_full,
            add_existing_accounts: *add_existing_accounts,
            single_workspace: *single_workspace,
            workspaces: *workspaces,
            guest_conversion: *guest_conversion,
            scopes: catalog.entries().iter().map(ScopeBody::of).collect(),
            roles: roles.iter().map(|role| RoleBody::of(role, catalog)).collect(),
            project_roles: project_roles.iter().map(|role| project_role(role, catalog)).collect(),
            patterns: patterns.iter().map(|one| pattern(one, catalog)).collect(),
            aliases: (aliases.iter())
                .map(|(alias, (scope, access))| (alias.clone(), model.action_name(*scope, *access)))
                .collect(),
        }
    }
}

impl ScopeBody {
    fn of(entry: &ScopeEntry) -> Self {
        let ScopeEntry { scope: _, key, label, help, kind, on_items, core } = entry;
        Self {
            key: key.clone(),
            label: label.clone(),
            help: help.clone(),
            kind: kind.as_str().to_owned(),
            on_items: *on_items,
            core: core.is_some(),
        }
    }
}

impl RoleBody {
    /// A role, with every scope of the catalogue in both of its maps.
    pub fn of(role: &Role, catalog: &Catalog) -> Self {
        let Role { id, key, name, description, baseline, ceiling, seat, reach, built_in } = role;
        Self {
            id: *id,
            key: key.clone(),
            name: name.clone(),
            description: description.clone(),
            permissions: catalog.map_all(baseline),
            ceiling: catalog.map_all(ceiling),
            seat: *seat,
            reach: *reach,
            built_in: *built_in,
        }
    }
}

fn project_role(role: &ProjectRole, catalog: &Catalog) -> ProjectRoleBody {
    let ProjectRole { key, name, permissions } = role;
    let permissions = catalog.map(permissions, ResourceKind::Project);
    ProjectRoleBody { key: key.clone(), name: name.clone(), permissions }
}

fn pattern(pattern: &Pattern, catalog: &Catalog) -> PatternBody {
    let Pattern { key, name, description, permissions, on_projects } = pattern;
    PatternBody {
        key: key.clone(),
        name: name.clone(),
        description: description.clone(),
        permissions: catalog.given(permissions),
        on_projects: catalog.given(on_projects),
    }
}

impl Model {
    /// The model that a body is of. Refused is one that breaks what every model keeps, and one of a server
    /// whose own scopes are others than this build's: nothing could be evaluated with it.
    pub fn from_body(body: &AccessModelBody) -> Result<Self, PresetError> {
        let AccessModelBody {
            key,
            name,
            has_owner,
            top_role,
            default_role,
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
        } = body;
        let catalog = catalog(scopes)?;
        let roles = roles.iter().map(|body| role(body, &catalog)).collect::<Result<Vec<_>, _>>()?;
        let project_roles = project_roles.iter().map(|ProjectRoleBody { key, name, permissions }| {
            let permissions = read(&catalog, key, permissions)?;
            Ok(ProjectRole { key: key.clone(), name: name.clone(), permissions })
        });
        let project_roles = project_roles.collect::<Result<_, PresetError>>()?;
        let patterns = patterns.iter().map(|body| {
            let PatternBody { key, name, description, permissions, on_projects } = body;
            Ok(Pattern {
                permissions: read(&catalog, key, permissions)?,
                on_projects: read(&catalog, key, on_projects)?,
                key: key.clone(),
                name: name.clone(),
                description: description.clone(),
            })
        });
        let patterns = patterns.collect::<Result<_, PresetError>>()?;
        let mut model = Self {
            key: key.clone(),
            name: name.clone(),
            default_role: preset::id_of(&roles, default_role)?,
            top_role: preset::id_of(&roles, top_role)?,
            catalog: Arc::new(catalog),
            roles,
            project_roles,
            has_owner: *has_owner,
            when_full: *when_full,
            add_existing_accounts: *add_existing_accounts,
            single_workspace: *single_workspace,
            workspaces: *workspaces,
            guest_conversion: *guest_conversion,
            patterns,
            aliases: BTreeMap::new(),
            sealed: Sealed,
        };
        preset::aliases(&mut model, aliases.clone())?;
        preset::check(&model)?;
        Ok(model)
    }
}

fn catalog(scopes: &[ScopeBody]) -> Result<Catalog, PresetError> {
    let mut catalog = Catalog::core();
    let (core, features) = scopes.split_at(scopes.len().min(CoreScope::ALL.len()));
    let same = core.len() == CoreScope::ALL.len()
        && core.iter().zip(CoreScope::ALL).all(|(scope, core)| scope.core && scope.key == core.key())
        && !features.iter().any(|scope| scope.core || scope.on_items);
    if !same {
        return Err(PresetError::OtherBuild);
    }
    for ScopeBody { key, label, help, kind, on_items: _, core: _ } in features {
        let kinds = [ResourceKind::Organization, ResourceKind::Workspace, ResourceKind::Project];
        let kind = kinds.into_iter().find(|known| known.as_str() == kind).ok_or(PresetError::OtherBuild)?;
        catalog.add(key.clone(), label.clone(), help.clone(), kind)?;
    }
    Ok(catalog)
}

fn role(body: &RoleBody, catalog: &Catalog) -> Result<Role, PresetError> {
    let RoleBody { id, key, name, description, permissions, ceiling, seat, reach, built_in } = body;
    Ok(Role {
        id: *id,
        baseline: read(catalog, key, permissions)?,
        ceiling: read(catalog, key, ceiling)?,
        key: key.clone(),
        name: name.clone(),
        description: description.clone(),
        seat: *seat,
        reach: *reach,
        built_in: *built_in,
    })
}

fn read(catalog: &Catalog, place: &str, map: &PermissionMap) -> Result<Permissions, PresetError> {
    let unknown = |scope| PresetError::UnknownScope { place: place.to_owned(), scope };
    catalog.permissions(map).map_err(|error| unknown(error.0))
}

#[cfg(test)]
mod tests {
    use super::super::level::Access;
    use super::super::role::{Reach, RoleFlaw, Seat};
    use super::*;
    use crate::ids::RoleId;

    /// What arrives on the other side.
    fn sent(model: &Model) -> AccessModelBody {
        let json = serde_json::to_string(&AccessModelBody::of(model)).expect("serializes");
        serde_json::from_str(&json).expect("reads back")
    }

    fn own_role(model: &Model) -> Role {
        let baseline = Permissions::NONE.with(CoreScope::Content, Access::View);
        Role {
            id: RoleId::from_uuid(uuid::Uuid::from_u128(7)),
            key: "auditor".to_owned(),
            name: "Auditor".to_owned(),
            description: "Looks and leaves".to_owned(),
            baseline,
            ceiling: model.catalog.everything().with(CoreScope::Ownership, Access::None),
            seat: Seat::Paid,
            reach: Reach::Granted,
            built_in: false,
        }
    }

    #[test]
    fn every_preset_is_the_same_on_the_other_side() {
        for preset in Model::presets() {
            assert_eq!(Model::from_body(&sent(preset)).as_ref(), Ok(&**preset), "{}", preset.key);
        }
    }

    #[test]
    fn an_organizations_own_roles_and_aliases_go_along() {
        let mut model = Model::clone(Model::studio());
        model.roles.push(own_role(&model));
        model.aliases.insert("edit".to_owned(), (CoreScope::Content.into(), Access::Full));
        let there = Model::from_body(&sent(&model)).expect("valid");
        assert_eq!(there, model);
        assert_eq!(there.action("edit"), Some((CoreScope::Content.into(), Access::Full)));
        assert_eq!(there.without_own_roles().own_roles().count(), 0);
    }

    #[test]
    fn a_body_that_makes_no_sound_model_is_refused() {
        let studio = sent(Model::studio());
        let mut other_build = studio.clone();
        other_build.scopes.remove(3);
        assert_eq!(Model::from_body(&other_build), Err(PresetError::OtherBuild));
        let mut unknown = studio.clone();
        unknown.roles[2].permissions.insert("memberz".to_owned(), Access::Full);
        let expected = PresetError::UnknownScope { place: "editor".into(), scope: "memberz".into() };
        assert_eq!(Model::from_body(&unknown), Err(expected));
        let mut given_away = studio.clone();
        given_away.roles[2].ceiling.insert("ownership".to_owned(), Access::Full);
        let flawed = PresetError::Flawed { role: "editor".into(), flaw: RoleFlaw::OwnershipBelowTop };
        assert_eq!(Model::from_body(&given_away), Err(flawed));
        let mut nobody = studio;
        nobody.default_role = "writer".to_owned();
        assert_eq!(Model::from_body(&nobody), Err(PresetError::UnknownRole("writer".into())));
    }
}
