//! One workspace: its projects and its people.

use leptos::prelude::*;
use shared::access::{CoreScope, Resource, Visibility};
use shared::list::Page as ListPage;
use shared::problem::Code;
use shared::projects::wire::{CreateProject, EditProject, Project};
use shared::text::Name;
use shared::workspaces::wire::Workspace;

use super::super::common;
use super::super::logic::ladder::{pip, tally};
use super::super::may::{May, use_may};
use super::deleted::{self, DeletedPage};
use super::dialogs::{DeleteDialog, NameDialog, sends};
use super::edit::EditDialog;
use super::people::People;
use crate::client::{self, Failure};
use crate::components::{
    Art, Button, Date, Empty, For, Icon, Look, Menu, MenuItem, Pip, ProblemNote, SkeletonRows, Tab, Tabs,
    Tag, Tile, Toasts, use_toasts,
};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load, three_states};
use crate::router::use_router;
use crate::routes::Page;
use crate::session::use_session;
use crate::shell::name_page;

/// `/{org}/workspaces/{workspace}`.
#[component]
pub(crate) fn WorkspacePage(workspace: String) -> impl IntoView {
    let (here, live, may, toasts) = (use_here(), use_live(), use_may(), use_toasts());
    let tab = use_router().query_value("tab");
    let people = Memo::new(move |_| tab.get().as_deref() == Some("people"));
    let path = StoredValue::new(format!("/v1/workspaces/{workspace}"));
    let id = StoredValue::new(workspace);
    let found: Load<Workspace> = load(move || {
        live.follow();
        let path = path.get_value();
        async move {
            let found = client::get(path).await?;
            common::shown_workspace(here, found).ok_or_else(Failure::nothing_here)
        }
    });
    let projects: Load<Vec<Project>> = load(move || {
        live.follow();
        let path = path.get_value();
        async move {
            let page: ListPage<Project> = client::get(format!("{path}/projects?limit=200")).await?;
            Ok(common::shown_projects(here, page.data))
        }
    });
    name_page(Signal::derive(move || {
        found.content().with(|found| found.as_ref().map(|found| found.name.to_string()).unwrap_or_default())
    }));
    // It may have been there a moment ago.
    let missing = Memo::new(move |_| {
        found.failure().with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::NotFound)))
    });
    let deleted = load(move || {
        let asks = missing.get() && here.seen().with(Option::is_none);
        let id = id.get_value();
        async move {
            let rows = if asks { deleted::restorable(here).await? } else { Vec::new() };
            Ok(rows.into_iter().find(|row| row.id.to_string() == id))
        }
    });
    let content = move |workspace: Signal<Workspace>| {
        view! {
            <Head workspace found projects may toasts/>
            <Tabs label="Parts of this workspace" tabs=Signal::derive(move || tabs(here, &workspace.get(), people.get()))/>
            {move || if people.get() {
                view! { <People workspace may toasts/> }.into_any()
            } else {
                three_states(projects, "Projects", || view! { <SkeletonRows rows=3/> }, move |rows: Signal<Vec<Project>>| view! {
                    <Projects workspace projects rows may toasts/>
                }).into_any()
            }}
        }
    };
    move || {
        match (missing.get(), deleted.content().get().flatten()) {
        (true, Some(row)) => view! { <DeletedPage row on_restored=move || found.again()/> }.into_any(),
        (true, None) => {
            view! { <ProblemNote subject="This workspace" failure=found.failure() on_retry=move || found.again()/> }.into_any()
        }
        (false, _) => {
            three_states(found, "This workspace", || view! { <SkeletonRows rows=3/> }, content).into_any()
        }
    }
    }
}

fn tabs(here: Here, workspace: &Workspace, people: bool) -> Vec<Tab> {
    let path = here.link(Page::Workspace(workspace.id.to_string()));
    vec![
        Tab {
            label: "Projects".to_owned(),
            href: path.clone(),
            current: !people,
            count: Some(workspace.projects_count),
        },
        Tab {
            label: "People".to_owned(),
            href: format!("{path}?tab=people"),
            current: people,
            count: workspace.members_count,
        },
    ]
}

#[component]
fn Head(
    workspace: Signal<Workspace>,
    found: Load<Workspace>,
    projects: Load<Vec<Project>>,
    may: May,
    toasts: Toasts,
) -> impl IntoView {
    let (here, session, router) = (use_here(), use_session(), use_router());
    let id = workspace.get_untracked().id;
    let on = Resource::Workspace(id);
    let name = Signal::derive(move || workspace.with(|workspace| workspace.name.to_string()));
    let (creating, editing, deleting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let create = sends(move |name: Name| async move {
        let made: Project =
            client::post(format!("/v1/workspaces/{id}/projects"), &CreateProject { name }).await?;
        toasts.done(format!("{} is there", made.name));
        projects.again();
        found.again();
        Ok(())
    });
    let list = here.link(Page::Workspaces);
    let delete = sends(move |()| {
        let list = list.clone();
        let gone = name.get_untracked();
        async move {
            client::delete::<serde_json::Value>(format!("/v1/workspaces/{id}")).await?;
            toasts.done(format!("{gone} is deleted"));
            session.reload_memberships().await?;
            router.replace(list);
            Ok(())
        }
    });
    view! {
        <div class="page-head">
            <div>
                <h1>{name}</h1>
                <p class="sub">
                    {move || match workspace.with(|workspace| workspace.visibility) {
                        Visibility::Open => "Open to every member.",
                        Visibility::Private => "Private: only those who were added, and admins.",
                    }}
                </p>
            </div>
            <div class="row head-actions">
                <Button look=Look::Primary icon="plus" reason=may.reason(on, CoreScope::Projects, "Creating projects") on_press=move || creating.set(true)>
                    "New project"
                </Button>
                <Menu
                    label="More actions" button_label=Some("More actions".to_owned()) class="btn icon" side="left"
                    trigger=|| view! { <Icon name="dots"/> }.into_any()
                >
                    <MenuItem icon="pencil" reason=may.reason(on, CoreScope::WorkspaceGeneral, "Editing") on_choose=move || editing.set(true)>"Edit…"</MenuItem>
                    <MenuItem icon="trash" danger=true reason=may.reason(on, CoreScope::Projects, "Deleting") on_choose=move || deleting.set(true)>"Delete…"</MenuItem>
                </Menu>
            </div>
        </div>
        <NameDialog open=creating title=Signal::derive(move || format!("New project in {}", name.get())) verb="Create project" act=create/>
        <EditDialog open=editing workspace on_saved=move || found.again()/>
        <DeleteDialog
            open=deleting noun="workspace" name act=delete
            consequence=Signal::derive(move || format!(
                "Its projects go with it, and everybody’s access to them. It can be restored for {}, as it was.",
                super::restorable_for(here),
            ))
        />
    }
}

#[component]
fn Projects(
    workspace: Signal<Workspace>,
    projects: Load<Vec<Project>>,
    rows: Signal<Vec<Project>>,
    may: May,
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="prj-t">
            <header><div class="grow"><h2 id="prj-t">"Projects"</h2><span class="sub">"Those that you can open, and how far you get."</span></div></header>
            <div>
                {move || rows.with(Vec::is_empty).then(|| view! {
                    <Empty art=Art::Log title="No project yet" text=workspace.with(|workspace| format!("Projects of {} stand here.", workspace.name))/>
                })}
                <div class="lines">
                    <For each=move || rows.get() key=|row| (row.id, row.name.to_string()) let:row>
                        <Row projects may toasts row/>
                    </For>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Row(projects: Load<Vec<Project>>, may: May, toasts: Toasts, row: Project) -> impl IntoView {
    let (renaming, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let id = row.id;
    let on = Resource::Project(id);
    let name = row.name.to_string();
    let level = pip(&row.permissions);
    let link = use_here().link(Page::Project(id.to_string()));
    let rename = sends(move |name: Name| async move {
        let now: Project =
            client::patch(format!("/v1/projects/{id}"), &EditProject { name: Some(name) }).await?;
        toasts.done(format!("It is called {} now", now.name));
        projects.again();
        Ok(())
    });
    let gone = name.clone();
    let delete = sends(move |()| {
        let gone = gone.clone();
        async move {
            client::delete::<serde_json::Value>(format!("/v1/projects/{id}")).await?;
            toasts.done(format!("{gone} is deleted"));
            projects.again();
            Ok(())
        }
    });
    view! {
        <div class="place">
            <Tile name=name.clone()/>
            <span class="grow"><a class="med" href=link>{name.clone()}</a><span class="e">"Since " <Date at=row.created_at/></span></span>
            <span class="acc"><Pip access=level/><Tag>{tally(&row.permissions)}</Tag></span>
            <Menu
                label=format!("Actions for {name}")
                button_label=Some(format!("Actions for {name}"))
                class="btn icon ghost sm"
                side="left"
                trigger=|| view! { <Icon name="dots"/> }.into_any()
            >
                <MenuItem icon="pencil" reason=may.reason(on, CoreScope::SettingsGeneral, "Renaming") on_choose=move || renaming.set(true)>"Rename…"</MenuItem>
                <MenuItem icon="trash" danger=true reason=may.reason(on, CoreScope::Projects, "Deleting") on_choose=move || deleting.set(true)>"Delete…"</MenuItem>
            </Menu>
            <NameDialog open=renaming title=format!("Rename {name}") initial=name.clone() verb="Rename" act=rename/>
            <DeleteDialog
                open=deleting noun="project" name=name.clone() act=delete
                consequence="What is in it goes with it, and everybody’s access to it. Nothing brings it back."
            />
        </div>
    }
}
