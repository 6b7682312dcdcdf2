//! Adding somebody to a private workspace: members of the organization who are not in it yet, the role taken
//! from the organization unless another is chosen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::{Changed, Preview};
use shared::list::Page as ListPage;
use shared::workspaces::wire::{
    SetWorkspaceRole, WorkspaceCandidate, WorkspaceMember, WorkspaceMembersQuery,
};

use super::super::common;
use super::super::logic::effect::short;
use super::people::Roster;
use crate::access_model::use_access_model;
use crate::client::{self, Failure};
use crate::components::{Avatar, Button, Dialog, For, FormProblem, Look, Note, Search, Select, SkeletonRows};
use crate::load::{load, three_states};
use crate::query;

#[component]
pub(super) fn AddDialog(open: RwSignal<bool>, roster: Roster) -> impl IntoView {
    let title = Signal::derive(move || {
        roster.workspace.with(|workspace| format!("Add somebody to {}", workspace.name))
    });
    view! {
        <Dialog open title sub=Some("Members of the organization who are not in it yet.".to_owned())>
            <Form open roster/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, roster: Roster) -> impl IntoView {
    let model = use_access_model();
    let id = roster.id;
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<WorkspaceCandidate>);
    let role = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let found = load(move || {
        let asked = WorkspaceMembersQuery {
            q: Some(search.get()).filter(|text| !text.is_empty()),
            limit: Some(20),
            ..WorkspaceMembersQuery::default()
        };
        let path = format!("/v1/workspaces/{id}/member-candidates{}", query::of(&asked));
        client::get::<ListPage<WorkspaceCandidate>>(path)
    });
    let body = move || SetWorkspaceRole { role: Some(role.get()).filter(|role| !role.is_empty()) };
    let path = move |member| format!("/v1/workspaces/{id}/members/{member}");
    let preview = load(move || {
        let asked = chosen.with(|one| one.as_ref().map(|one| one.id)).map(|member| (path(member), body()));
        async move {
            match asked {
                Some((path, body)) => {
                    client::put::<Preview>(format!("{path}?preview=true"), &body).await.map(Some)
                }
                None => Ok(None),
            }
        }
    });
    let options = Signal::derive(move || {
        let own = chosen.with(|one| one.as_ref().map(|one| one.role.name.clone()).unwrap_or_default());
        let roles = model.content().with(|model| model.as_ref().map(common::overriding).unwrap_or_default());
        let inherit =
            (String::new(), if own.is_empty() { "Inherit".to_owned() } else { format!("Inherit ({own})") });
        std::iter::once(inherit)
            .chain(roles.into_iter().map(|role| (role.key, role.name)))
            .collect::<Vec<_>>()
    });
    let add = move || {
        let Some(one) = chosen.get_untracked() else { return };
        let body = untrack(body);
        let workspace = roster.workspace.with_untracked(|workspace| workspace.name.to_string());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Result<Changed<WorkspaceMember>, Failure> = client::put(path(one.id), &body).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    roster.toasts.done(format!("{} is in {workspace}", one.user.name));
                    roster.rows.again();
                    let _ = open.try_set(false);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let group = crate::components::unique("candidate");
    view! {
        <div class="d-body stack">
            <Search label="Search members" placeholder="Name or email" value=search on_search=move |text: String| search.set(text)/>
            {three_states(found, "Members", || view! { <SkeletonRows rows=3/> }, move |page: Signal<ListPage<WorkspaceCandidate>>| {
                let group = group.clone();
                view! {
                    <ul class="candidates" role="radiogroup" aria-label="Who">
                        {move || page.with(|page| page.data.is_empty()).then(|| view! {
                            <li class="faint pad">"Nobody: everyone else is in already."</li>
                        })}
                        <For each=move || page.get().data key=|one| one.id let:one>
                            {
                                let (id, name) = (one.id, one.user.name.clone());
                                let picked = one.clone();
                                view! {
                                    <li>
                                        <label>
                                            <input
                                                type="radio" class="radio" name=group.clone()
                                                prop:checked=move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id))
                                                on:change=move |_| {
                                                    role.set(String::new());
                                                    chosen.set(Some(picked.clone()));
                                                }
                                            />
                                            <Avatar name=name.clone() size="1.75rem"/>
                                            <span class="grow"><b class="med">{name}</b><span class="e">{one.user.email}</span></span>
                                            <span class="muted sm">{one.role.name}</span>
                                        </label>
                                    </li>
                                }
                            }
                        </For>
                    </ul>
                }
            })}
            <Select label="Role here" options value=role on_change=move |key: String| role.set(key) disabled=Signal::derive(move || chosen.with(Option::is_none))/>
            {move || preview.content().get().flatten().filter(|_| chosen.with(Option::is_some)).map(|preview| view! {
                <Note icon="shield">{short(&preview.changes)}</Note>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
            <Button look=Look::Primary busy disabled=Signal::derive(move || chosen.with(Option::is_none)) on_press=add>
                "Add " {move || chosen.with(|one| one.as_ref().map_or_else(|| "member".to_owned(), |one| one.user.name.clone()))}
            </Button>
        </div>
    }
}
