//! `GET …/groups/{grp}/access`: what the group is granted, as far as the asker sees it.

use std::collections::BTreeMap;

use shared::access::wire::NamedResource;
use shared::access::{Grant, Model, Principal, Resource, Snapshot};
use shared::groups::rules::workspace_role_of;
use shared::groups::wire::GroupGrant;
use shared::ids::{GroupId, ProjectId, WorkspaceId};
use shared::list::{Page, PageQuery};
use shared::text::search_key;

use super::store;
use crate::access::{resource_ref, visible};
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};
use crate::{organizations, projects, workspaces};

/// Shows what a group gives, by kind of resource and name.
pub struct ShowAccess;

impl Operation for ShowAccess {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/groups/{grp}/access",
        "groups.show_access",
        "Show what a group is granted",
    );
    type Inner = GroupId;
    type Query = PageQuery;
    type Body = NoBody;
    type Answer = Page<GroupGrant>;
}

impl Read for ShowAccess {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let group = store::one(tx, ask.inner)?;
        tx.shows_revision(group.revision);
        let names = Names::read(tx)?;
        let (snapshot, me, now) = (tx.snapshot(), tx.member()?, tx.now());
        let granted = snapshot.grants_to(Principal::Group(group.id));
        let seen = granted.filter(|grant| visible(snapshot, me, grant.resource, now));
        let rows: Vec<(Resource, GroupGrant)> =
            seen.map(|grant| (grant.resource, row(snapshot, &names, grant))).collect();
        let order = |(resource, row): &(Resource, GroupGrant)| {
            (resource.kind() as u8, search_key(&row.resource.name), row.id)
        };
        let (rows, next_cursor) = page::of(rows, &ask.query, order)?;
        Ok(Page { next_cursor, ..Page::whole(rows.into_iter().map(|(_, row)| row).collect()) })
    }
}

/// The names of what the asker sees.
struct Names {
    organization: String,
    workspaces: BTreeMap<WorkspaceId, String>,
    projects: BTreeMap<ProjectId, String>,
}

impl Names {
    fn read(tx: &mut Reading<'_, InOrganization<Members, View>>) -> Result<Self, Refusal> {
        let workspaces = workspaces::store::seen(tx)?;
        let projects = projects::store::seen(tx, None)?;
        Ok(Self {
            organization: organizations::store::name(tx)?,
            workspaces: workspaces.into_iter().map(|row| (row.id, row.name.to_string())).collect(),
            projects: projects.into_iter().map(|row| (row.id, row.name.to_string())).collect(),
        })
    }

    fn of(&self, snapshot: &Snapshot, resource: Resource) -> NamedResource {
        let name = match resource {
            Resource::Organization => Some(&self.organization),
            Resource::Workspace(id) => self.workspaces.get(&id),
            Resource::Project(id) => self.projects.get(&id),
            Resource::Item(id) => snapshot.item(id).map(|item| &item.key),
        };
        let reference = resource_ref(snapshot, resource);
        NamedResource { kind: reference.kind, id: reference.id, name: name.cloned().unwrap_or_default() }
    }
}

fn row(snapshot: &Snapshot, names: &Names, grant: Grant) -> GroupGrant {
    let around = match grant.resource {
        Resource::Project(project) => snapshot.workspace_of(project).map(Resource::Workspace),
        Resource::Organization | Resource::Workspace(_) | Resource::Item(_) => None,
    };
    GroupGrant {
        id: grant.id,
        resource: names.of(snapshot, grant.resource),
        workspace: around.map(|around| names.of(snapshot, around)),
        role: role(snapshot.model(), &grant),
        permissions: snapshot.model().catalog.given(&grant.permissions),
        expires_at: grant.expires_at,
    }
}

/// The key of what gives exactly this there.
fn role(model: &Model, grant: &Grant) -> Option<String> {
    match grant.resource {
        Resource::Project(_) => model.project_role_of(grant.permissions).map(|role| role.key.clone()),
        Resource::Workspace(_) => workspace_role_of(model, grant.permissions).map(|role| role.key.clone()),
        Resource::Organization | Resource::Item(_) => None,
    }
}
