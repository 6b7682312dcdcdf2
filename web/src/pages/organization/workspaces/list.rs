//! Every workspace that the reader can enter.

use leptos::prelude::*;
use shared::access::{CoreScope, Resource, Visibility};
use shared::list::Page as ListPage;
use shared::text::Name;
use shared::workspaces::wire::{CreateWorkspace, Workspace};

use super::super::common;
use super::super::logic::words::count;
use super::super::logic::workspaces::facts;
use super::super::may::{May, use_may};
use super::super::parts::asked_for;
use super::deleted::Deleted;
use super::dialogs::{DeleteDialog, NameDialog, sends};
use super::edit::{EditDialog, VisibilityChoice};
use crate::access_model::use_access_model;
use crate::client;
use crate::components::{
    Art, Button, Date, Empty, For, Icon, Look, Menu, MenuItem, Show, SkeletonRows, Tag, Tile, Toasts,
    use_toasts,
};
use crate::here::{Here, use_here};
use crate::live::use_live;
use crate::load::{Load, load, three_states};
use crate::routes::Page;
use crate::session::use_session;

/// `/{org}/workspaces`.
#[component]
pub(crate) fn WorkspacesPage() -> impl IntoView {
    let (here, live, may, toasts, session) = (use_here(), use_live(), use_may(), use_toasts(), use_session());
    let workspaces: Load<Vec<Workspace>> = load(move || {
        live.follow();
        async move {
            let page: ListPage<Workspace> = client::get(here.path("/workspaces?limit=200")).await?;
            Ok(page.data.into_iter().filter_map(|one| common::shown_workspace(here, one)).collect())
        }
    });
    let creating = RwSignal::new(false);
    let visibility = RwSignal::new(Visibility::Open);
    let reason = may.reason(Resource::Organization, CoreScope::Projects, "Creating workspaces");
    let create = sends(move |name: Name| {
        let body = CreateWorkspace { name, visibility: Some(visibility.get_untracked()) };
        async move {
            let made: Workspace = client::post(here.path("/workspaces"), &body).await?;
            toasts.done(format!("{} is there", made.name));
            workspaces.again();
            session.reload_memberships().await
        }
    });
    // Its model knows one workspace, and that is there.
    let model = use_access_model();
    let single = Memo::new(move |_| {
        model.content().with(|model| model.as_ref().is_some_and(|model| model.single_workspace))
    });
    asked_for("new", move || creating.set(true));
    view! {
        <div class="page-head">
            <div>
                <h1>"Workspaces"</h1>
                <p class="sub">"Where projects live. An open one has every member in it, a private one only those who were added."</p>
            </div>
            <div class="row head-actions">
                <Show when=move || !single.get()>
                    <Button look=Look::Primary icon="plus" reason on_press=move || creating.set(true)>"New workspace"</Button>
                </Show>
            </div>
        </div>
        {three_states(workspaces, "Workspaces", || view! { <SkeletonRows rows=3/> }, move |rows: Signal<Vec<Workspace>>| view! {
            <section class="card" aria-label="Workspaces">
                {move || rows.with(Vec::is_empty).then(|| view! {
                    <Empty art=Art::Locked title="No workspace is open to you" text="Somebody who manages one can add you to it."/>
                })}
                <div class="lines">
                    <For each=move || rows.get() key=|row| (row.id, row.name.to_string(), row.visibility == Visibility::Private, row.members_count, row.projects_count, facts(row)) let:row>
                        <Row here may toasts workspaces only=Signal::derive(move || rows.with(|rows| rows.len() == 1)) row/>
                    </For>
                </div>
            </section>
        })}
        <Deleted workspaces/>
        <NameDialog
            open=creating
            title="New workspace"
            verb="Create workspace"
            act=create
            more=move || view! { <VisibilityChoice value=visibility/> }.into_any()
        />
    }
}

#[component]
fn Row(
    here: Here,
    may: May,
    toasts: Toasts,
    workspaces: Load<Vec<Workspace>>,
    #[prop(into)] only: Signal<bool>,
    row: Workspace,
) -> impl IntoView {
    let session = use_session();
    let (editing, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let on = Resource::Workspace(row.id);
    let path = format!("/v1/workspaces/{}", row.id);
    let name = row.name.to_string();
    let facts = facts(&row);
    let edited = row.clone();
    let gone = name.clone();
    let delete = sends(move |()| {
        let (path, gone) = (path.clone(), gone.clone());
        async move {
            client::delete::<serde_json::Value>(path).await?;
            toasts.done(format!("{gone} is deleted"));
            workspaces.again();
            session.reload_memberships().await
        }
    });
    let delete_reason = may.reason(on, CoreScope::Projects, "Deleting");
    let reason = Signal::derive(move || {
        delete_reason.get().or_else(|| only.get().then(|| "An organization keeps one workspace.".to_owned()))
    });
    view! {
        <div class="place">
            <Tile name=name.clone()/>
            <span class="grow">
                <a class="med" href=here.link(Page::Workspace(row.id.to_string()))>{name.clone()}</a>
                <span class="e">{facts}</span>
            </span>
            {(row.visibility == Visibility::Private).then(|| view! { <Tag icon="lock">"Private"</Tag> })}
            <span class="faint sm wide-only">"Since " <Date at=row.created_at/></span>
            <Menu
                label=format!("Actions for {name}")
                button_label=Some(format!("Actions for {name}"))
                class="btn icon ghost sm"
                side="left"
                trigger=|| view! { <Icon name="dots"/> }.into_any()
            >
                <MenuItem icon="pencil" reason=may.reason(on, CoreScope::WorkspaceGeneral, "Editing") on_choose=move || editing.set(true)>"Edit…"</MenuItem>
                <MenuItem icon="trash" danger=true reason on_choose=move || deleting.set(true)>"Delete…"</MenuItem>
            </Menu>
            <EditDialog open=editing workspace=edited on_saved=move || workspaces.again()/>
            <DeleteDialog
                open=deleting noun="workspace" name=name.clone() act=delete
                consequence=format!(
                    "{} in it go with it, and everybody’s access to them. It can be restored for {}, as it was.",
                    count(row.projects_count, "project", "projects"),
                    super::restorable_for(here),
                )
            />
        </div>
    }
}
