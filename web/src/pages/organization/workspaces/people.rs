//! Who is in a workspace, and as what: the role here, a limit to some projects, and taking somebody out.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::access::{CoreScope, Resource, Visibility};
use shared::ids::{MemberId, WorkspaceId};
use shared::list::Page as ListPage;
use shared::members::wire::Via;
use shared::workspaces::wire::{SetWorkspaceRole, Workspace, WorkspaceMember, WorkspaceMembersQuery};

use super::super::ask::{TakeDialog, Taking};
use super::super::common::{self, Place};
use super::super::logic::words::{count, first_name};
use super::super::may::May;
use super::super::parts::Ends;
use super::super::permissions::EditPermissions;
use super::super::role_pick::{Choice, RolePick};
use super::add::AddDialog;
use super::limit::LimitDialog;
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::components::{
    Art, Button, DataTable, Empty, For, Head, Icon, Menu, MenuHead, MenuItem, MenuLink, Person, Search, Show,
    SkeletonRows, Tag, Toasts,
};
use crate::here::{Here, use_here};
use crate::live::{Live, use_live};
use crate::load::{Load, load, three_states};
use crate::query;
use crate::routes::Page;

/// What the rows share. Copy it into any closure.
#[derive(Clone, Copy)]
pub(super) struct Roster {
    pub(super) here: Here,
    live: Live,
    pub(super) workspace: Signal<Workspace>,
    pub(super) id: WorkspaceId,
    pub(super) places: Load<Vec<Place>>,
    pub(super) rows: Load<Rows>,
    manages: Signal<bool>,
    taking: RwSignal<Option<Taking>>,
    pub(super) limiting: RwSignal<Option<WorkspaceMember>>,
    editing: RwSignal<Option<MemberId>>,
    pub(super) toasts: Toasts,
}

/// The rows loaded so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    members: Vec<WorkspaceMember>,
    more: bool,
    total: Option<u64>,
}

#[component]
pub(super) fn People(workspace: Signal<Workspace>, may: May, toasts: Toasts) -> impl IntoView {
    let (here, live) = (use_here(), use_live());
    let id = workspace.get_untracked().id;
    let (search, pages) = (RwSignal::new(String::new()), RwSignal::new(1u32));
    let rows = load(move || {
        live.follow();
        let (search, pages) = (search.get(), pages.get());
        async move { fetch(id, search, pages).await }
    });
    let adding = RwSignal::new(false);
    let roster = Roster {
        here,
        live,
        workspace,
        id,
        places: load(move || common::places(here)),
        rows,
        manages: may.manages(Resource::Workspace(id), CoreScope::WorkspaceMembers),
        taking: RwSignal::new(None),
        limiting: RwSignal::new(None),
        editing: RwSignal::new(None),
        toasts,
    };
    let private = move || workspace.with(|workspace| workspace.visibility == Visibility::Private);
    view! {
        <div class="toolbar" role="search">
            <Search label="Search people here" placeholder="Name or email" value=search on_search=move |text: String| {
                pages.set(1);
                search.set(text);
            }/>
            <span class="push"></span>
            <Show when=private>
                <Button icon="user-plus" reason=may.manages_or(Resource::Workspace(id), CoreScope::WorkspaceMembers, "Adding people") on_press=move || adding.set(true)>
                    "Add member"
                </Button>
            </Show>
        </div>
        {three_states(rows, "The people here", || view! { <SkeletonRows rows=4/> }, move |found: Signal<Rows>| {
            let nobody = Memo::new(move |_| found.with(|rows| rows.members.is_empty()));
            move || if nobody.get() {
                view! { <Empty art=Art::Search title="Nobody matches" text="Names and addresses of the people here were searched."/> }.into_any()
            } else {
                view! { <Table roster found pages/> }.into_any()
            }
        })}
        <AddDialog open=adding roster/>
        <LimitDialog roster/>
        <TakeDialog taking=roster.taking places=roster.places on_done=move || rows.again()/>
        <EditPermissions editing=roster.editing on_saved=move || rows.again()/>
    }
}

async fn fetch(id: WorkspaceId, search: String, pages: u32) -> Result<Rows, Failure> {
    let mut rows = Rows::default();
    let mut cursor = None;
    for _ in 0..pages {
        let asked = WorkspaceMembersQuery {
            q: (!search.is_empty()).then(|| search.clone()),
            limit: Some(100),
            include: cursor.is_none().then(|| "total".to_owned()),
            cursor: cursor.take(),
            ..WorkspaceMembersQuery::default()
        };
        let page: ListPage<WorkspaceMember> =
            client::get(format!("/v1/workspaces/{id}/members{}", query::of(&asked))).await?;
        rows.members.extend(page.data);
        rows.total = rows.total.or(page.total);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    rows.more = cursor.is_some();
    Ok(rows)
}

#[component]
fn Table(roster: Roster, found: Signal<Rows>, pages: RwSignal<u32>) -> impl IntoView {
    let ids =
        Memo::new(move |_| found.with(|rows| rows.members.iter().map(|row| row.id).collect::<Vec<_>>()));
    view! {
        <section aria-label="People">
            <DataTable label="People" class="members roster" busy=roster.rows.busy()>
                <thead role="rowgroup">
                    <tr role="row">
                        <Head label="Member"/>
                        <Head label="In the organization"/>
                        <Head label="Role here"/>
                        <Head label="Projects"/>
                        <MenuHead/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || ids.get() key=|id| *id let:id>{one(roster, found, id)}</For>
                </tbody>
            </DataTable>
            <div class="t-foot">
                <span role="status">{move || {
                    let total = found.with(|rows| rows.total.unwrap_or(rows.members.len() as u64));
                    count(total, "person", "people")
                }}</span>
                <Show when=move || found.with(|rows| rows.more)>
                    <Button busy=roster.rows.busy() on_press=move || pages.update(|pages| *pages += 1)>"Load more"</Button>
                </Show>
            </div>
        </section>
    }
}

/// A row follows its member; one that is gone keeps its last look until it leaves.
fn one(roster: Roster, found: Signal<Rows>, id: MemberId) -> impl IntoView {
    let find = move |rows: &Rows| rows.members.iter().find(|row| row.id == id).cloned();
    let first = found.with_untracked(find)?;
    let row = Memo::new(move |last: Option<&WorkspaceMember>| {
        found.with(find).or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    Some(view! { <Row roster id row=row.into()/> })
}

#[component]
fn Row(roster: Roster, id: MemberId, row: Signal<WorkspaceMember>) -> impl IntoView {
    let here = roster.here;
    let name = Signal::derive(move || row.with(|row| row.user.name.clone()));
    let email = Signal::derive(move || row.with(|row| row.user.email.clone()));
    let me = id == here.me();
    view! {
        <tr role="row" data-member=id.to_string() class:fresh=move || roster.live.is_fresh(id)>
            <td role="cell" class="c-main">
                <Person name email href=here.link(Page::Member(id.to_string()))>
                    {me.then(|| view! { <Tag>"You"</Tag> })}
                    {move || row.with(|row| row.expires_at).map(|at| view! { <Ends at/> })}
                </Person>
            </td>
            <td role="cell" data-l="In the organization">{move || row.with(|row| row.role.name.clone())}</td>
            <td role="cell" data-l="Role here"><RoleHere roster id row/></td>
            <td role="cell" data-l="Projects">
                {move || row.with(|row| match (&row.restrict_to, row.implicit) {
                    (_, true) => view! { <span class="faint">"All, by role"</span> }.into_any(),
                    (Some(list), false) if row.restricted => {
                        let names: Vec<String> = list.iter().map(|one| one.name.clone()).collect();
                        let title = names.join(", ");
                        view! { <span title=title>{count(list.len() as u64, "project", "projects")}</span> }.into_any()
                    }
                    _ => view! { <span class="faint">"All"</span> }.into_any(),
                })}
            </td>
            <td role="cell" class="c-menu">
                <Menu
                    label=Signal::derive(move || format!("Actions for {}", name.get()))
                    button_label=Signal::derive(move || Some(format!("Actions for {}", name.get())))
                    class="btn icon ghost sm"
                    side="left"
                    trigger=|| view! { <Icon name="dots"/> }.into_any()
                >
                    <Items roster id row/>
                </Menu>
            </td>
        </tr>
    }
}

/// Locked for whoever is in every workspace by role, words for a reader, a menu for whoever manages this one.
#[component]
fn RoleHere(roster: Roster, id: MemberId, row: Signal<WorkspaceMember>) -> impl IntoView {
    let model = use_access_model();
    let words = move || {
        row.with(|row| {
            row.workspace_role.as_ref().map_or_else(|| "Inherited".to_owned(), |role| role.name.clone())
        })
    };
    let implicit = Memo::new(move |_| row.with(|row| row.implicit));
    let choices = Signal::derive(move || {
        let own = row.with(|row| row.role.name.clone());
        let inherit = Choice {
            key: String::new(),
            name: format!("Inherit ({own})"),
            description: "The same as in the organization".to_owned(),
        };
        let roles = model.content().with(|model| model.as_ref().map(common::overriding).unwrap_or_default());
        let roles = roles.into_iter().map(|role| Choice {
            key: role.key,
            name: role.name,
            description: role.description,
        });
        std::iter::once(inherit).chain(roles).collect::<Vec<_>>()
    });
    let workspace = roster.id;
    move || {
        match (implicit.get(), roster.manages.get()) {
        (true, _) => view! {
            <span class="row faint" title="In every workspace by role: nothing else can be set here.">
                <Icon name="lock" small=true/> "Locked, by role"
            </span>
        }
        .into_any(),
        (false, false) => words.into_any(),
        (false, true) => view! {
            <RolePick
                label=Signal::derive(move || row.with(|row| format!("Role of {} here: {}", row.user.name, words())))
                member=id
                current=Signal::derive(move || row.with(|row| row.workspace_role.as_ref().map(|role| role.key.clone()).unwrap_or_default()))
                choices
                places=roster.places
                attempt=Arc::new(move |page, key| page.set_workspace_role(id, workspace, (!key.is_empty()).then_some(key)))
                on_choose=move |key: String| set_role(roster, row.get_untracked(), (!key.is_empty()).then_some(key), true)
            />
        }
        .into_any(),
    }
    }
}

fn set_role(roster: Roster, row: WorkspaceMember, to: Option<String>, undo: bool) {
    let (workspace, toasts) = (roster.id, roster.toasts);
    let name = roster.workspace.with_untracked(|workspace| workspace.name.to_string());
    spawn_local(async move {
        let path = format!("/v1/workspaces/{workspace}/members/{}", row.id);
        let from = row.workspace_role.as_ref().map(|role| role.key.clone());
        match client::put::<Changed<WorkspaceMember>>(path, &SetWorkspaceRole { role: to }).await {
            Ok(changed) => {
                let now = changed.object;
                let role = now.workspace_role.as_ref().map_or_else(
                    || format!("has their own role in {name} again"),
                    |role| format!("is {} in {name} now", role.name),
                );
                let text = format!("{} {role}", now.user.name);
                if undo {
                    toasts.done_with_undo(text, move || set_role(roster, now.clone(), from.clone(), false));
                } else {
                    toasts.done(text);
                }
            }
            Err(failure) => toasts.not_done(&format!("{} keeps their role here", row.user.name), &failure),
        }
        roster.rows.again();
    });
}

#[component]
fn Items(roster: Roster, id: MemberId, row: Signal<WorkspaceMember>) -> impl IntoView {
    let here = roster.here;
    let manages = move |what: &'static str| {
        Signal::derive(move || {
            if row.with(|row| row.implicit) {
                Some("In every workspace by role.".to_owned())
            } else {
                (!roster.manages.get()).then(|| format!("{what} needs Full on Members in this workspace."))
            }
        })
    };
    let remove_reason = Signal::derive(move || {
        let open = roster.workspace.with(|workspace| workspace.visibility == Visibility::Open);
        let (implicit, via) = row.with(|row| (row.implicit, row.via));
        match (implicit, open, via) {
            (true, _, _) => Some("In every workspace by role.".to_owned()),
            (false, true, _) | (false, _, Via::Open) => Some(
                "Everybody is in an open workspace. Give another role here, or limit the projects."
                    .to_owned(),
            ),
            (false, false, _) => (!roster.manages.get())
                .then(|| "Removing needs Full on Members in this workspace.".to_owned()),
        }
    });
    let take = move || {
        let row = row.get_untracked();
        let workspace = roster.workspace.with_untracked(|workspace| workspace.name.to_string());
        let first = first_name(&row.user.name).to_owned();
        roster.taking.set(Some(Taking {
            title: format!("Remove {} from {workspace}?", row.user.name),
            text: format!("{first}’s role, limit and own grants here end at once. They stay a member of the organization and of other workspaces; adding them again brings none of this back."),
            verb: format!("Remove {first}"),
            done: format!("{} is out of {workspace}", row.user.name),
            path: format!("/v1/workspaces/{}/members/{id}", roster.id),
        }));
    };
    view! {
        <MenuLink icon="shield-check" href=here.link(Page::Member(id.to_string()))>"Open and explain access"</MenuLink>
        <MenuItem icon="lock" reason=manages("Limiting") on_choose=move || roster.limiting.set(Some(row.get_untracked()))>"Limit to projects…"</MenuItem>
        <MenuItem icon="shield" reason=common::may_edit(here) on_choose=move || roster.editing.set(Some(id))>"Edit permissions…"</MenuItem>
        <hr/>
        <MenuItem icon="leave" danger=true reason=remove_reason on_choose=take>"Remove from this workspace…"</MenuItem>
    }
}
