//! A member with all that the form of their permissions shows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use shared::access::wire::NamedResource;
use shared::access::{Access, CoreScope, Permissions, Principal, Resource, ResourceKind};
use shared::ids::{GroupId, MemberId, ProjectId};
use shared::members::wire::{MemberDetail, MemberProject};
use shared::text::search_key;

use super::body::{body, expires_soon};
use crate::access::read;
use crate::authz::Proof;
use crate::authz::need::{Inside, SeesOne};
use crate::http::Refusal;
use crate::me::email_change;
use crate::projects;

/// What is granted to somebody alone on one resource, and the ends of it.
#[derive(Default)]
struct Granted {
    permissions: Permissions,
    ends: Vec<Option<DateTime<Utc>>>,
}

/// The body. What is over gives nothing, and is not shown.
pub(super) fn detail<P: Proof>(tx: &mut P, id: MemberId) -> Result<MemberDetail, Refusal>
where
    P::Need: SeesOne + Inside,
{
    let member = body(tx, id)?;
    let picture = tx.picture();
    let groups: BTreeSet<GroupId> = picture.groups_of(id).collect();
    let groups = projects::access::store::group_names(tx, &groups)?;
    let rows: BTreeMap<ProjectId, projects::store::Row> =
        projects::store::seen(tx, None)?.into_iter().map(|row| (row.id, row)).collect();
    let (model, now) = (picture.model(), tx.now());

    let lists = picture.restrictions_of(id).filter(|(workspace, _)| picture.is_in(id, *workspace));
    let lists: Vec<_> = lists.map(|(_, list)| list).collect();
    let restricted = !lists.is_empty() && !member.implicit;
    let on_list = lists.into_iter().flatten().filter_map(|id| rows.get(id)).map(|row| NamedResource {
        kind: "project".to_owned(),
        id: row.id.to_string(),
        name: row.name.to_string(),
    });
    let mut granted: BTreeMap<Resource, Granted> = BTreeMap::new();
    for grant in picture.grants_to(Principal::Member(id)).filter(|grant| grant.is_live(now)) {
        let all = granted.entry(grant.resource).or_default();
        all.permissions = all.permissions.join(grant.permissions);
        all.ends.push(grant.expires_at);
    }
    let of_organization = granted.get(&Resource::Organization);
    let of_organization = of_organization.map_or(Permissions::NONE, |granted| granted.permissions);
    let mut projects: Vec<MemberProject> = granted
        .iter()
        .filter_map(|(resource, Granted { permissions, ends })| {
            let row = match resource {
                Resource::Project(project) => rows.get(project)?,
                Resource::Organization | Resource::Workspace(_) | Resource::Item(_) => return None,
            };
            let expires_at = if ends.contains(&None) { None } else { ends.iter().copied().flatten().max() };
            Some(MemberProject {
                id: row.id,
                name: row.name.clone(),
                workspace: row.workspace,
                role: model.project_role_of(*permissions).map(|role| role.key.clone()),
                permissions: model.catalog.map(permissions, ResourceKind::Project),
                expires_at,
                expires_soon: expires_soon(expires_at, now),
            })
        })
        .collect();
    projects.sort_by_cached_key(|project| (search_key(project.name.as_str()), project.id));
    let mut groups: Vec<NamedResource> = groups
        .into_iter()
        .map(|(id, name)| NamedResource { kind: "group".to_owned(), id: id.to_string(), name })
        .collect();
    groups.sort_by_cached_key(|group| search_key(&group.name));
    let email_change =
        if tx.snapshot().check(tx.member()?, Resource::Organization, CoreScope::Members, Access::Full, now) {
            email_change::store::proposed(tx, id)?
        } else {
            None
        };
    Ok(MemberDetail {
        permissions: read::granted(model, &of_organization, ResourceKind::Organization),
        restrict_to: restricted.then(|| on_list.collect()),
        projects,
        groups,
        email_change,
        member,
    })
}
