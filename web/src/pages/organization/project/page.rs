//! The page, its head and its tabs.

use leptos::prelude::*;
use shared::access::{CoreScope, Resource};
use shared::ids::ProjectId;
use shared::projects::wire::Project;

use super::super::ask::TakeDialog;
use super::super::logic::ladder::{pip, project_level};
use super::add::AddDialog;
use super::groups::Groups;
use super::people::People;
use super::scopes::ScopesDialog;
use super::shares::Shares;
use super::state::{Open, begin};
use crate::components::{Art, Button, Empty, Look, Pip, SkeletonRows, Tab as TabItem, Tabs, Tile};
use crate::load::three_states;
use crate::router::use_router;
use crate::routes::Page;
use crate::shell::name_page;

/// Which part is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    People,
    Groups,
    Shares,
}

impl Tab {
    const ALL: [Self; 3] = [Self::People, Self::Groups, Self::Shares];

    const fn key(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Groups => "groups",
            Self::Shares => "shares",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Groups => "Groups",
            Self::Shares => "Shared items",
        }
    }
}

/// `/{org}/projects/{project}`.
#[component]
pub(crate) fn ProjectPage(project: String) -> impl IntoView {
    match project.parse::<ProjectId>() {
        Ok(id) => view! { <Known id/> }.into_any(),
        Err(_) => view! {
            <Empty art=Art::Door title="There is nothing here for you" text="It does not exist, or you do not have access to it."/>
        }
        .into_any(),
    }
}

#[component]
fn Known(id: ProjectId) -> impl IntoView {
    let open = begin(id);
    let asked = use_router().query_value("tab");
    let tab = Memo::new(move |_| {
        let key = asked.get().unwrap_or_default();
        Tab::ALL.into_iter().find(|tab| tab.key() == key).unwrap_or(Tab::People)
    });
    name_page(Signal::derive(move || {
        open.project
            .content()
            .with(|project| project.as_ref().map(|project| project.name.to_string()).unwrap_or_default())
    }));
    let tabs = Signal::derive(move || Tab::ALL.map(|one| item(open, one, tab.get())).to_vec());
    three_states(
        open.project,
        "This project",
        || view! { <SkeletonRows rows=4/> },
        move |project: Signal<Project>| {
            view! {
                <Head open project/>
                <Tabs label="Parts of this project’s access" tabs/>
                {move || match tab.get() {
                    Tab::People => view! { <People open/> }.into_any(),
                    Tab::Groups => view! { <Groups open/> }.into_any(),
                    Tab::Shares => view! { <Shares open/> }.into_any(),
                }}
                <AddDialog open/>
                <ScopesDialog open/>
                <TakeDialog taking=open.taking places=open.places on_done=move || open.again()/>
            }
        },
    )
}

fn item(open: Open, tab: Tab, current: Tab) -> TabItem {
    let path = open.here.link(Page::Project(open.id.to_string()));
    let count = open.people.content().with(|people| {
        let people = people.as_ref()?;
        match tab {
            Tab::People => people
                .total
                .filter(|_| open.search.with(String::is_empty) && open.through.with(String::is_empty)),
            Tab::Groups => Some(people.groups.len() as u64),
            Tab::Shares => None,
        }
    });
    TabItem {
        label: tab.label().to_owned(),
        href: if tab == Tab::People { path } else { format!("{path}?tab={}", tab.key()) },
        current: tab == current,
        count,
    }
}

#[component]
fn Head(open: Open, project: Signal<Project>) -> impl IntoView {
    let here = open.here;
    let name = Signal::derive(move || project.with(|project| project.name.to_string()));
    let workspace = move || {
        let id = project.with(|project| project.workspace);
        open.places.content().with(|places| {
            let place = places.iter().flatten().find(|place| place.workspace.id == id)?;
            Some((here.link(Page::Workspace(id.to_string())), place.workspace.name.to_string()))
        })
    };
    let own = move || {
        let permissions = project.with(|project| project.permissions.clone());
        let bundles = open
            .model
            .content()
            .with(|model| model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default());
        (pip(&permissions), project_level(&permissions, &bundles))
    };
    let reason = open.may.manages_or(Resource::Project(open.id), CoreScope::SettingsMembers, "Adding people");
    view! {
        <div class="page-head">
            <div class="person">
                <Tile name/>
                <div>
                    <h1>{name}</h1>
                    <div class="meta">
                        {move || workspace().map(|(link, name)| view! { <span>"In " <a class="link" href=link>{name}</a></span> })}
                        <span class="acc">{move || {
                            let (level, words) = own();
                            view! { <Pip access=level class="s"/> "You: " {words} }
                        }}</span>
                    </div>
                </div>
            </div>
            <div class="row head-actions">
                <Button look=Look::Primary icon="user-plus" reason on_press=move || open.adding.set(true)>"Add people"</Button>
            </div>
        </div>
    }
}
