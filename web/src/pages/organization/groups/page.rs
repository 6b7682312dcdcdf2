//! The page and its head.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Access, CoreScope};

use super::super::keys::on_keys;
use super::super::logic::groups::View;
use super::super::parts::{NoAccess, asked_for};
use super::add::AddPeople;
use super::grant::GrantDialog;
use super::list::GroupList;
use super::matrix::Matrix;
use super::names::NewGroup;
use super::panel::Panel;
use super::state::{Groups, provide_groups};
use crate::client;
use crate::components::{Art, Button, Empty, Keys, Look, Note, Select, Show, SkeletonRows, Tab, Tabs};
use crate::here::use_here;
use crate::load::three_states;
use crate::routes::Page;

/// `/{org}/groups`.
#[component]
pub(crate) fn GroupsPage() -> impl IntoView {
    let here = use_here();
    let allowed = Memo::new(move |_| here.can(CoreScope::Members, Access::View));
    move || {
        if allowed.get() {
            view! { <Allowed/> }.into_any()
        } else {
            view! { <NoAccess title="Groups" act="Seeing the groups" scope=CoreScope::Members/> }.into_any()
        }
    }
}

#[component]
fn Allowed() -> impl IntoView {
    let groups = provide_groups();
    let here = groups.here;
    on_keys(move |event| {
        let asked = event.key() == "n" && untrack(move || groups.no_more()).is_none();
        if asked {
            groups.creating.set(true);
        }
        asked
    });
    asked_for("new", move || groups.creating.set(untrack(move || groups.no_more()).is_none()));
    let export = move || {
        let path = here.path("/groups.csv");
        spawn_local(async move {
            if let Err(failure) = client::download(path, "groups.csv", "text/csv").await {
                groups.toasts.not_done("Not exported", &failure);
            }
        });
    };
    let any = Memo::new(move |_| {
        groups.groups.content().with(|groups| groups.as_ref().is_some_and(|groups| !groups.is_empty()))
    });
    let list = Memo::new(move |_| groups.view.with(|view| view.list));
    view! {
        <div class="page-head">
            <div>
                <h1>"Groups"</h1>
                <p class="sub">"Named sets of people to give projects to. A group only ever adds access."</p>
            </div>
            <div class="row head-actions">
                <Show when=move || any.get()><Button reads=true icon="download" on_press=export>"Export CSV"</Button></Show>
                <Button
                    look=Look::Primary icon="plus" key="N"
                    reason=Signal::derive(move || groups.no_more())
                    on_press=move || groups.creating.set(true)
                >
                    "New group"
                </Button>
            </div>
        </div>
        {move || groups.plan_gate().map(|gate| view! {
            <Note tone="accent" icon="spark">
                {gate} " " {move || any.get().then_some("The groups that are here give what they gave. People and projects can be taken from them, and nothing is added.")}
            </Note>
        })}
        {three_states(groups.groups, "Groups", || view! { <SkeletonRows rows=6/> }, move |_| move || {
            if any.get() {
                view! { <Content groups list=list.into()/> }.into_any()
            } else {
                view! {
                    <Empty art=Art::People title="No group yet" text="A group gives everybody in it the same projects: one act to give them, one to take them back.">
                        {move || groups.no_more().is_none().then(|| view! {
                            <Button on_press=move || groups.creating.set(true)>"Make the first group"</Button>
                        })}
                    </Empty>
                }
                .into_any()
            }
        })}
        <NewGroup groups/>
        <AddPeople groups/>
        <GrantDialog groups/>
    }
}

#[component]
fn Content(groups: Groups, list: Signal<bool>) -> impl IntoView {
    let tabs = move || {
        let view = groups.view.get();
        let count = groups.groups.content().with(|groups| groups.as_ref().map(|groups| groups.len() as u64));
        let tab = |label: &str, list: bool, count| Tab {
            label: label.to_owned(),
            href: format!("{}{}", groups.here.link(Page::Groups), View { list, ..view.clone() }.write()),
            current: view.list == list,
            count,
        };
        vec![tab("Matrix", false, None), tab("List", true, count)]
    };
    view! {
        <Tabs label="Groups" tabs=Signal::derive(tabs)>
            <span class="row faint sm wide-only" aria-hidden="true">
                <Keys keys=vec!["←", "↑", "↓", "→"]/> "move " <Keys keys=vec!["Space"]/> "put in or take out " <Keys keys=vec!["A"]/> "into the open one"
            </span>
        </Tabs>
        <div class="pick">
            <Select
                label="Group"
                value=Signal::derive(move || groups.open().map(|group| group.id.to_string()).unwrap_or_default())
                options=Signal::derive(move || groups.groups.content().with(|groups| {
                    groups.iter().flatten().map(|group| (group.id.to_string(), format!("{} ({})", group.name, group.members_count))).collect::<Vec<_>>()
                }))
                on_change=move |id: String| {
                    if let Ok(id) = id.parse() {
                        groups.show(id);
                    }
                }
            />
        </div>
        <div class="split groups">
            <div class="stack">
                {move || if list.get() { view! { <GroupList groups/> }.into_any() } else { view! { <Matrix groups/> }.into_any() }}
            </div>
            <Panel groups/>
        </div>
    }
}
