//! What the parts of the page share.

use leptos::prelude::*;
use shared::access::{CoreScope, Resource};
use shared::ids::ProjectId;
use shared::projects::wire::{Project, ProjectAccess, ProjectAccessQuery, ProjectGroup, ProjectMember};

use super::super::ask::Taking;
use super::super::common::{self, Place};
use super::super::may::{May, use_may};
use crate::access_model::{AccessModel, use_access_model};
use crate::client::{self, Failure};
use crate::components::{Toasts, use_toasts};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load};
use crate::query;

/// Everything the parts of the page share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) here: Here,
    pub(super) id: ProjectId,
    pub(super) project: Load<Project>,
    pub(super) people: Load<People>,
    pub(super) places: Load<Vec<Place>>,
    pub(super) model: AccessModel,
    pub(super) may: May,
    /// Whether the reader manages who works on this project.
    pub(super) manages: Signal<bool>,
    pub(super) search: RwSignal<String>,
    /// `role`, `direct`, `group`, or empty for all.
    pub(super) through: RwSignal<String>,
    pub(super) pages: RwSignal<u32>,
    pub(super) taking: RwSignal<Option<Taking>>,
    pub(super) adding: RwSignal<bool>,
    /// Whose scopes here are edited.
    pub(super) scoping: RwSignal<Option<ProjectMember>>,
    pub(super) toasts: Toasts,
}

/// The rows loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct People {
    pub(super) members: Vec<ProjectMember>,
    pub(super) groups: Vec<ProjectGroup>,
    pub(super) more: bool,
    pub(super) total: Option<u64>,
}

pub(super) fn begin(id: ProjectId) -> Open {
    let (here, live, may) = (use_here(), use_live(), use_may());
    let (search, through) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let pages = RwSignal::new(1u32);
    Open {
        here,
        id,
        project: load(move || {
            live.follow();
            async move {
                let found = client::get(format!("/v1/projects/{id}")).await?;
                common::shown_projects(here, vec![found]).pop().ok_or_else(Failure::nothing_here)
            }
        }),
        people: load(move || {
            live.follow();
            fetch(id, search.get(), through.get(), pages.get())
        }),
        places: load(move || common::places(here)),
        model: use_access_model(),
        may,
        manages: may.manages(Resource::Project(id), CoreScope::SettingsMembers),
        search,
        through,
        pages,
        taking: RwSignal::new(None),
        adding: RwSignal::new(false),
        scoping: RwSignal::new(None),
        toasts: use_toasts(),
    }
}

async fn fetch(id: ProjectId, search: String, through: String, pages: u32) -> Result<People, Failure> {
    let mut people = People::default();
    let mut cursor = None;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    for _ in 0..pages {
        let asked = ProjectAccessQuery {
            q: some(&search),
            through: some(&through),
            limit: Some(100),
            include: cursor.is_none().then(|| "total".to_owned()),
            cursor: cursor.take(),
            ..ProjectAccessQuery::default()
        };
        let page: ProjectAccess =
            client::get(format!("/v1/projects/{id}/access{}", query::of(&asked))).await?;
        people.members.extend(page.data);
        people.groups = page.groups;
        people.total = people.total.or(page.total);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    people.more = cursor.is_some();
    Ok(people)
}

impl Open {
    pub(super) fn path(self, rest: &str) -> String {
        format!("/v1/projects/{}{rest}", self.id)
    }

    pub(super) fn name(self) -> String {
        self.project.content().with(|project| {
            project.as_ref().map_or_else(|| "this project".to_owned(), |project| project.name.to_string())
        })
    }

    /// The roles of a project: `(key, name)`.
    pub(super) fn roles(self) -> Vec<(String, String)> {
        self.model.content().with(|model| {
            let roles = model.iter().flat_map(|model| &model.project_roles);
            roles.map(|role| (role.key.clone(), role.name.clone())).collect()
        })
    }

    /// After a change: everything is asked for again.
    pub(super) fn again(self) {
        self.people.again();
        self.project.again();
    }
}
