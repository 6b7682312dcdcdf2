//! What several pages of an organization ask the server for, and the names that go with it.

use std::collections::BTreeMap;

use shared::access::wire::{AccessModelBody, ResourceRef, RoleBody};
use shared::access::{Names as AccessNames, Reach};
use shared::ids::MemberId;
use shared::list::Page as ListPage;
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

/// A workspace with the projects in it that the reader can see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub(crate) workspace: Workspace,
    pub(crate) projects: Vec<Project>,
}

/// Every workspace and project that the reader can see.
pub(crate) async fn places(here: Here) -> Result<Vec<Place>, Failure> {
    let workspaces: ListPage<Workspace> = client::get(here.path("/workspaces?limit=200")).await?;
    let mut places = Vec::with_capacity(workspaces.data.len());
    for workspace in workspaces.data {
        let projects: ListPage<Project> =
            client::get(format!("/v1/workspaces/{}/projects?limit=200", workspace.id)).await?;
        places.push(Place { workspace, projects: projects.data });
    }
    Ok(places)
}

/// The roles that pages offer. Those that get single items alone wait for items to be shared.
pub(crate) fn offered(model: &AccessModelBody) -> Vec<RoleBody> {
    model.roles.iter().filter(|role| role.reach != Reach::Shared).cloned().collect()
}

/// The model in the page, for these members and the reader; follows every change. `None` while the model is on
/// its way, and where this build cannot evaluate it.
pub(crate) fn in_page(members: impl Fn() -> Vec<MemberId> + 'static) -> Load<Option<InPage>> {
    let (here, live, model) = (use_here(), use_live(), use_access_model());
    load(move || {
        live.follow();
        let (members, model) = (members(), model.model());
        async move {
            let Some(model) = model else { return Ok(None) };
            Ok(InPage::new(access::snapshot(here, &members).await?, model, here.me()))
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
