//! What somebody's access on one resource comes from, each source once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::access::wire::{AccessLevel, AccessSource, GroupRef, NamedResource};
use shared::access::{
    Access, Explanation, GrantSource, Model, Names, Permissions, Resource, ResourceKind, Snapshot, Source,
    Via,
};
use shared::ids::{GrantId, MemberId, ShareId, UserId};
use shared::shares::rules::permissions as shared_permissions;
use shared::shares::wire::ShareAccess;

use super::{resource_ref, role_ref};

/// Every scope that the resource has, with what is said of it, for one member.
pub fn explained(
    snapshot: &Snapshot,
    member: MemberId,
    resource: Resource,
    at: DateTime<Utc>,
) -> Vec<(String, Explanation)> {
    let held = snapshot.effective(member, resource, at);
    let scopes = snapshot.model().catalog.of(resource.kind()).map(|entry| {
        let need = held.get(entry.scope).max(Access::View);
        (entry.key.clone(), snapshot.reasons(member, resource, entry.scope, need, at))
    });
    scopes.collect()
}

/// The people who gave something of this by hand.
pub fn givers(explained: &[(String, Explanation)]) -> impl Iterator<Item = UserId> + '_ {
    let sources = explained.iter().flat_map(|(_, explanation)| &explanation.sources);
    sources.filter_map(|source| match source.via {
        Via::Grant { from: GrantSource::Person(user), .. }
        | Via::GroupGrant { from: GrantSource::Person(user), .. } => Some(user),
        Via::Grant { .. } | Via::GroupGrant { .. } | Via::Role { .. } | Via::WorkspaceRole { .. } => None,
    })
}

/// The grants that are sources of this.
pub fn grants(explained: &[(String, Explanation)]) -> impl Iterator<Item = GrantId> + '_ {
    let sources = explained.iter().flat_map(|(_, explanation)| &explanation.sources);
    sources.filter_map(|source| source.via.grant())
}

/// The sources of what was explained, each once, in the order in which they were named.
pub fn sources(
    snapshot: &Snapshot,
    kind: ResourceKind,
    explained: &[(String, Explanation)],
    names: &Names,
    shares: &BTreeMap<GrantId, ShareId>,
) -> Vec<AccessSource> {
    let mut gathered: Vec<(&Via, Permissions, bool)> = Vec::new();
    let catalog = &snapshot.model().catalog;
    for (key, explanation) in explained {
        let Some(scope) = catalog.scope(key) else { continue };
        for Source { via, gives, counts, cut: _ } in &explanation.sources {
            let counts = *counts > Access::None;
            match gathered.iter_mut().find(|(known, ..)| *known == via) {
                Some((_, all, any)) => {
                    *all = all.with(scope, *gives);
                    *any |= counts;
                }
                None => gathered.push((via, Permissions::NONE.with(scope, *gives), counts)),
            }
        }
    }
    let body = |(via, gives, counts)| body(snapshot, kind, via, gives, counts, names, shares);
    gathered.into_iter().map(body).collect()
}

fn body(
    snapshot: &Snapshot,
    kind: ResourceKind,
    via: &Via,
    gives: Permissions,
    counts: bool,
    names: &Names,
    shares: &BTreeMap<GrantId, ShareId>,
) -> AccessSource {
    let model = snapshot.model();
    let plain = AccessSource {
        source: via.key().to_owned(),
        role: None,
        grant: None,
        group: None,
        share: None,
        on: None,
        level: level(model, kind, gives),
        permissions: model.catalog.map(&gives, kind),
        counts,
        expires_at: None,
        given_by: None,
        given_at: None,
    };
    let granted = |grant: GrantId, on, from| AccessSource {
        grant: Some(grant),
        share: shares.get(&grant).copied(),
        on: Some(named(snapshot, on, names)),
        expires_at: snapshot.grant(grant).and_then(|grant| grant.expires_at),
        given_by: given_by(from, names),
        given_at: names.given.get(&grant).copied(),
        ..plain.clone()
    };
    match *via {
        Via::Role { role } => AccessSource { role: model.role(role).map(role_ref), ..plain },
        Via::WorkspaceRole { role, workspace } => AccessSource {
            role: model.role(role).map(role_ref),
            on: Some(named(snapshot, Resource::Workspace(workspace), names)),
            ..plain
        },
        Via::Grant { grant, on, from } => granted(grant, on, from),
        Via::GroupGrant { grant, group, on, from } => {
            let name = names.groups.get(&group).cloned();
            AccessSource { group: Some(GroupRef { id: group, name }), ..granted(grant, on, from) }
        }
    }
}

/// Whoever gave it, where that was a person whose name may be read.
pub fn given_by(from: GrantSource, names: &Names) -> Option<String> {
    match from {
        GrantSource::Person(user) => names.people.get(&user).cloned(),
        GrantSource::Invitation(_)
        | GrantSource::Link
        | GrantSource::DomainRule
        | GrantSource::Provisioning => None,
    }
}

/// A resource with the name that may be read; without one, a word for what it is.
pub fn named(snapshot: &Snapshot, resource: Resource, names: &Names) -> NamedResource {
    let reference = resource_ref(snapshot, resource);
    let name = match resource {
        Resource::Organization => names.organization.clone(),
        Resource::Workspace(id) => names.workspaces.get(&id).cloned(),
        Resource::Project(id) => names.projects.get(&id).cloned(),
        Resource::Item(id) => names.items.get(&id).cloned(),
    };
    NamedResource {
        name: name.unwrap_or_else(|| reference.kind.clone()),
        kind: reference.kind,
        id: reference.id,
    }
}

/// Permissions on a resource of this kind by a name: those of a project role, or of a share.
pub fn level(model: &Model, kind: ResourceKind, permissions: Permissions) -> AccessLevel {
    let here = model
        .catalog
        .of(kind)
        .fold(Permissions::NONE, |all, entry| all.with(entry.scope, permissions.get(entry.scope)));
    let known = match kind {
        ResourceKind::Item => [(ShareAccess::View, "view", "View"), (ShareAccess::Full, "full", "Full")]
            .into_iter()
            .find(|(access, ..)| shared_permissions(*access) == here)
            .map(|(_, key, name)| (key.to_owned(), name.to_owned())),
        ResourceKind::Organization | ResourceKind::Workspace | ResourceKind::Project => {
            model.project_role_of(here).map(|role| (role.key.clone(), role.name.clone()))
        }
    };
    match known {
        Some((key, name)) => AccessLevel { key: Some(key), name },
        None => AccessLevel { key: None, name: "Custom".to_owned() },
    }
}
