//! The groups that were given some, each with its level and taking it away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Changed;
use shared::projects::wire::{ProjectGrant, ProjectGroup, PutProjectRole};

use super::super::ask::Taking;
use super::super::logic::ladder::pip;
use super::super::logic::words::count;
use super::super::parts::Ends;
use super::state::{Open, People};
use crate::client;
use crate::components::{Art, Button, Date, Empty, For, Icon, Look, Pip, Select, Size, SkeletonRows};
use crate::load::three_states;

#[component]
pub(super) fn Groups(open: Open) -> impl IntoView {
    three_states(
        open.people,
        "Groups",
        || view! { <SkeletonRows rows=2/> },
        move |found: Signal<People>| {
            view! {
                <section class="card" aria-labelledby="grp-t">
                    <header><div class="grow"><h2 id="grp-t">"Groups"</h2><span class="sub">"Everybody in the group has it, for as long as they are in it."</span></div></header>
                    <div>
                        {move || found.with(|found| found.groups.is_empty()).then(|| view! {
                            <Empty art=Art::People title="No group has access" text="A group that is given access here stands here, with how many people it reaches."/>
                        })}
                        <div class="lines">
                            <For each=move || found.get().groups key=|group| format!("{group:?}") let:group><One open group/></For>
                        </div>
                    </div>
                </section>
            }
        },
    )
}

#[component]
fn One(open: Open, group: ProjectGroup) -> impl IntoView {
    let name = group.group.name.clone().unwrap_or_else(|| "A group".to_owned());
    let path = open.path(&format!("/groups/{}", group.group.id));
    let taking = Taking {
        title: format!("Take away what {name} was given in {}?", untrack(|| open.name())),
        text: format!(
            "For {} at once. What they have by role, by their own grant or through another group stays.",
            count(group.members_count, "person", "people")
        ),
        verb: "Take it away".to_owned(),
        done: format!("What {name} was given here is taken away"),
        path: path.clone(),
    };
    let level = group.level.key.clone().unwrap_or_default();
    let custom = level.is_empty();
    let options = Signal::derive(move || {
        let own = custom.then(|| (String::new(), "Custom".to_owned()));
        own.into_iter().chain(open.roles()).collect::<Vec<_>>()
    });
    let (words, label) = (name.clone(), format!("What {name} is given here"));
    let (access, shown, expires_at) = (pip(&group.permissions), group.level.name.clone(), group.expires_at);
    let change = move |role: String| {
        if role.is_empty() {
            return;
        }
        let (path, name) = (path.clone(), name.clone());
        spawn_local(async move {
            let body = PutProjectRole { role, expires_at };
            match client::put::<Changed<ProjectGrant>>(path, &body).await {
                Ok(changed) => {
                    open.toasts.done(format!("{name} is given {} here", changed.object.level.name));
                }
                Err(failure) => open.toasts.not_done(&format!("{name} has what it had"), &failure),
            }
            open.again();
        });
    };
    let change = StoredValue::new(change);
    let taking = StoredValue::new(taking);
    let manages = open.manages;
    view! {
        <div>
            <Icon name="groups"/>
            <span class="grow">
                <b class="med">{words}</b>
                <span class="e faint sm">" " {count(group.members_count, "person", "people")}{group.given_by.map(|by| format!(", given by {by}"))}{group.given_at.map(|at| view! { " on " <Date at/> })}</span>
                {expires_at.map(|at| view! { " " <Ends at/> })}
            </span>
            {move || if manages.get() {
                view! {
                    <Select label=label.clone() quiet=true class="sm fit" options value=level.clone() on_change=move |role: String| change.with_value(|change| change(role))/>
                    <Button size=Size::Small look=Look::Danger on_press=move || open.taking.set(Some(taking.get_value()))>"Take away…"</Button>
                }.into_any()
            } else {
                view! { <span class="acc"><Pip access class="s"/>{shown.clone()}</span> }.into_any()
            }}
        </div>
    }
}
