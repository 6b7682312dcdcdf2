//! `GET …/access-model`

use shared::access::wire::{AccessModelBody, PermissionMap, ProjectRoleBody, RoleBody, ScopeBody};
use shared::access::{Catalog, Model, Permissions, ProjectRole, ResourceKind, Role, ScopeEntry};

use super::role;
use crate::authz::need::AnyMember;
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows what the organization's access is made of.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/access-model",
        "access_model.show",
        "Show the scopes and roles that access is made of here",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = AccessModelBody;
}

impl Read for Show {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, _: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        body(tx.snapshot().model())
    }
}

fn body(model: &Model) -> Result<AccessModelBody, Refusal> {
    let catalog = &model.catalog;
    Ok(AccessModelBody {
        key: model.key.clone(),
        name: model.name.clone(),
        has_owner: model.has_owner,
        default_role: role(model, model.default_role)?.key.clone(),
        scopes: catalog.entries().iter().map(scope_body).collect(),
        roles: model.roles.iter().map(|role| role_body(catalog, role)).collect(),
        project_roles: model.project_roles.iter().map(|role| project_role_body(catalog, role)).collect(),
    })
}

fn scope_body(entry: &ScopeEntry) -> ScopeBody {
    let ScopeEntry { scope: _, key, label, help, kind, on_items: _, core: _ } = entry;
    ScopeBody { key: key.clone(), label: label.clone(), help: help.clone(), kind: kind_key(*kind).to_owned() }
}

fn role_body(catalog: &Catalog, role: &Role) -> RoleBody {
    let Role { id, key, name, description, baseline, ceiling, seat, reach, built_in } = role;
    RoleBody {
        id: *id,
        key: key.clone(),
        name: name.clone(),
        description: description.clone(),
        permissions: of_every_kind(catalog, baseline),
        ceiling: of_every_kind(catalog, ceiling),
        seat: *seat,
        reach: *reach,
        built_in: *built_in,
    }
}

fn project_role_body(catalog: &Catalog, role: &ProjectRole) -> ProjectRoleBody {
    let ProjectRole { key, name, permissions } = role;
    let permissions = catalog.map(permissions, ResourceKind::Project);
    ProjectRoleBody { key: key.clone(), name: name.clone(), permissions }
}

/// A role speaks about the organization, its workspaces and its projects alike.
fn of_every_kind(catalog: &Catalog, permissions: &Permissions) -> PermissionMap {
    catalog.entries().iter().map(|entry| (entry.key.clone(), permissions.get(entry.scope))).collect()
}

const fn kind_key(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Organization => "organization",
        ResourceKind::Workspace => "workspace",
        ResourceKind::Project => "project",
        ResourceKind::Item => "item",
    }
}
