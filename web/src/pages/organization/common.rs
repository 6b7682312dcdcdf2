//! What several pages of an organization ask the server for, and the names that go with it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::access::wire::{AccessModelBody, NamedResource, ResourceAccess, ResourceRef, RoleBody};
use shared::access::{Access, CoreScope, Names as AccessNames, Reach, Resource};
use shared::ids::MemberId;
use shared::list::Page as ListPage;
use shared::members::wire::{MemberWorkspace, Via};
use shared::plans::wire::Plan;
use shared::plans::{Feature, Plans};
use shared::projects::wire::Project;
use shared::workspaces::wire::Workspace;

use super::logic::effect::Names;
use super::logic::in_page::InPage;
use crate::access;
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::seen::{Named, Seen};

/// A workspace with the projects in it that the reader can see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) workspace: Workspace,
    pub(crate) projects: Vec<Project>,
}

/// Every workspace and project that the reader can see; of these, in somebody else's view, what they see.
pub(crate) async fn places(here: Here) -> Result<Vec<Place>, Failure> {
    let workspaces: ListPage<Workspace> = client::get(here.path("/workspaces?limit=200")).await?;
    let mut places = Vec::with_capacity(workspaces.data.len());
    for workspace in workspaces.data {
        let projects: ListPage<Project> =
            client::get(format!("/v1/workspaces/{}/projects?limit=200", workspace.id)).await?;
        places.push(Place { workspace, projects: projects.data });
    }
    Ok(places.into_iter().filter_map(|place| shown(here, place)).collect())
}

/// What a workspace and the projects in it are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceNames {
    pub(crate) id: String,
    pub(crate) name: String,
    /// By id.
    pub(crate) projects: Vec<(String, String)>,
}

/// What the reader can open is called.
pub(crate) async fn place_names(here: Here) -> Result<Vec<PlaceNames>, Failure> {
    let named = |place: Place| PlaceNames {
        id: place.workspace.id.to_string(),
        name: place.workspace.name.to_string(),
        projects: place.projects.iter().map(|one| (one.id.to_string(), one.name.to_string())).collect(),
    };
    Ok(places(here).await?.into_iter().map(named).collect())
}

/// A place as whoever the page is shown as finds it.
fn shown(here: Here, place: Place) -> Option<Place> {
    let workspace = shown_workspace(here, place.workspace)?;
    Some(Place { workspace, projects: shown_projects(here, place.projects) })
}

/// A workspace as whoever the page is shown as finds it; `None` where it is not there for them.
pub(crate) fn shown_workspace(here: Here, workspace: Workspace) -> Option<Workspace> {
    let Some(seen) = here.seen().get_untracked() else { return Some(workspace) };
    let inside = seen.snapshot().projects_in(workspace.id);
    let projects_count = inside.filter(|id| seen.sees(Resource::Project(*id))).count() as u64;
    seen.sees(Resource::Workspace(workspace.id)).then_some(Workspace { projects_count, ..workspace })
}

/// Those projects that are there for whoever the page is shown as, with what they hold on each.
pub(crate) fn shown_projects(here: Here, projects: Vec<Project>) -> Vec<Project> {
    let Some(seen) = here.seen().get_untracked() else { return projects };
    projects
        .into_iter()
        .filter(|project| seen.sees(Resource::Project(project.id)))
        .map(|project| Project { permissions: seen.permissions(Resource::Project(project.id)), ..project })
        .collect()
}

/// What a plan says where it lacks a feature; `None` where it has it, and while that is not known.
pub(crate) fn plan_gate(plan: Load<Plan>, feature: Feature) -> Option<String> {
    plan.content().with(|plan| {
        let plan = plan.as_ref()?;
        let found = plan.features.iter().find(|one| one.key == feature.key())?;
        (!found.included).then(|| {
            let lowest =
                Plans::shipped().plan(&found.lowest_plan).map_or("a higher", |plan| plan.name.as_str());
            format!("{} come with the {lowest} plan. This organization is on {}.", feature.label(), plan.name)
        })
    })
}

/// The roles that pages offer. Those that get single items alone wait for items to be shared.
pub(crate) fn offered(model: &AccessModelBody) -> Vec<RoleBody> {
    model.roles.iter().filter(|role| role.reach != Reach::Shared).cloned().collect()
}

/// The roles that a workspace can give in place of somebody's own.
pub(crate) fn overriding(model: &AccessModelBody) -> Vec<RoleBody> {
    let roles = model.roles.iter().filter(|role| {
        let owns = role.ceiling.get(CoreScope::Ownership.key()).copied().unwrap_or_default();
        role.reach != Reach::Shared && owns == Access::None
    });
    roles.cloned().collect()
}

/// Why the reader may not edit anybody's permissions.
pub(crate) fn may_edit(here: Here) -> Signal<Option<String>> {
    Signal::derive(move || {
        (!here.can(CoreScope::Members, Access::Full))
            .then(|| access::missing(here, "Editing permissions", CoreScope::Members, Access::Full))
    })
}

/// The model in the page, for these members and the reader; follows every change. `None` while the model is on
/// its way, and where this build cannot evaluate it.
pub(crate) fn in_page(members: impl Fn() -> Vec<MemberId> + 'static) -> Load<Option<InPage>> {
    let (here, live, model) = (use_here(), use_live(), use_access_model());
    load(move || {
        live.follow();
        let (mut members, model, seen) = (members(), model.model(), here.seen().get());
        async move {
            let Some(model) = model else { return Ok(None) };
            let me = here.me();
            if let Some(seen) = seen {
                if members.iter().all(|member| *member == me) {
                    return Ok(Some(InPage::of(&seen)));
                }
                members.push(me);
            }
            Ok(InPage::new(access::snapshot(here, &members).await?, model, me))
        }
    })
}

/// The names of everything that the reader can see.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PageNames {
    organization: String,
    resources: BTreeMap<String, String>,
    scopes: BTreeMap<String, String>,
}

impl PageNames {
    pub(crate) fn new(here: Here, model: Option<&AccessModelBody>, places: &[Place]) -> Self {
        let scopes = model
            .map(|model| model.scopes.iter().map(|scope| (scope.key.clone(), scope.label.clone())).collect())
            .unwrap_or_default();
        Self {
            organization: here.organization_untracked().name.to_string(),
            resources: names_by_id(places),
            scopes,
        }
    }
}

impl Names for PageNames {
    fn resource(&self, resource: &ResourceRef) -> String {
        if resource.kind == "organization" {
            return self.organization.clone();
        }
        self.resources.get(&resource.id).cloned().unwrap_or_else(|| format!("A {}", resource.kind))
    }

    fn scope(&self, key: &str) -> String {
        self.scopes.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
}

/// Names by id, for entries of the log.
pub(crate) fn names_by_id(places: &[Place]) -> BTreeMap<String, String> {
    let workspaces =
        places.iter().map(|place| (place.workspace.id.to_string(), place.workspace.name.to_string()));
    let projects = places.iter().flat_map(|place| &place.projects);
    workspaces.chain(projects.map(|project| (project.id.to_string(), project.name.to_string()))).collect()
}

/// The same names for explanations.
pub(crate) fn access_names(page: &InPage, places: &[Place]) -> AccessNames {
    let mut names = page.names();
    for place in places {
        names.workspaces.insert(place.workspace.id, place.workspace.name.to_string());
        for project in &place.projects {
            names.projects.insert(project.id, project.name.to_string());
        }
    }
    names
}

/// Everything that somebody through whose eyes the app is seen can get at, as their own page shows it.
pub(crate) fn seen_access(here: Here, seen: &Seen, places: &[Place]) -> Vec<ResourceAccess> {
    let organization = here.organization_untracked().name.to_string();
    let mut all = vec![Named { resource: Resource::Organization, name: organization, within: None }];
    for Place { workspace, projects } in places {
        let (id, name) = (Resource::Workspace(workspace.id), workspace.name.to_string());
        all.push(Named { resource: id, name: name.clone(), within: None });
        all.extend(projects.iter().map(|project| Named {
            resource: Resource::Project(project.id),
            name: project.name.to_string(),
            within: Some((id, name.clone())),
        }));
    }
    seen.access(&all, &access_names(&InPage::of(seen), places))
}

/// Whether this row of somebody's access is there for whoever the page is shown as.
pub(crate) fn is_shown(here: Here, resource: &NamedResource) -> bool {
    let place = match resource.kind.as_str() {
        "workspace" => resource.id.parse().ok().map(Resource::Workspace),
        "project" => resource.id.parse().ok().map(Resource::Project),
        "organization" => Some(Resource::Organization),
        // An item is there for whoever sees its project, which the row does not say.
        _ => None,
    };
    let seen = here.seen().get_untracked();
    seen.is_none_or(|seen| place.is_some_and(|place| seen.sees(place)))
}

/// The workspaces that somebody through whose eyes the app is seen is in, where they are nobody yet.
pub(crate) fn seen_workspaces(here: Here, places: &[Place]) -> Vec<MemberWorkspace> {
    let Some(seen) = here.seen().get_untracked() else { return Vec::new() };
    let (snapshot, member) = (seen.snapshot(), seen.member());
    let via = if snapshot.is_implicit(member) { Via::Implicit } else { Via::Open };
    let inside = places.iter().filter(|place| snapshot.is_in(member, place.workspace.id));
    inside
        .map(|Place { workspace, .. }| MemberWorkspace {
            id: workspace.id,
            name: workspace.name.clone(),
            role: None,
            via,
        })
        .collect()
}
