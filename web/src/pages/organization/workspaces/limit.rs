//! Keeping somebody's role to some of a workspace's projects. What they were given in others still counts.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::wire::Preview;
use shared::workspaces::wire::{Restrict, WorkspaceMember};

use super::super::logic::effect::short;
use super::super::logic::words::first_name;
use super::people::Roster;
use crate::client::{self, Failure};
use crate::components::{
    Button, CheckOption, Dialog, FormProblem, Look, Note, Segment, Segments, Show, about,
};
use crate::load::load;

/// Open while somebody is limited.
#[component]
pub(super) fn LimitDialog(roster: Roster) -> impl IntoView {
    let limiting = roster.limiting;
    let (open, name) = about(limiting, |row| row.user.name.clone());
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Projects of {}", name.get()))
            sub=Some("Where the role counts. What was given in a project itself counts all the same.".to_owned())
            on_close=move || limiting.set(None)
        >
            {move || limiting.get().map(|row| view! { <Form roster row/> })}
        </Dialog>
    }
}

#[component]
fn Form(roster: Roster, row: WorkspaceMember) -> impl IntoView {
    let before: Option<BTreeSet<String>> = row
        .restrict_to
        .as_ref()
        .filter(|_| row.restricted)
        .map(|list| list.iter().map(|one| one.id.clone()).collect());
    let list = RwSignal::new(before.clone());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let path = StoredValue::new(format!("/v1/workspaces/{}/members/{}/restriction", roster.id, row.id));
    let id = roster.id;
    let projects = move || {
        roster.places.content().with(|places| {
            let inside = places.iter().flatten().find(|place| place.workspace.id == id);
            inside.map(|place| place.projects.clone()).unwrap_or_default()
        })
    };
    let same = Memo::new(move |_| list.with(|list| *list == before));
    let preview = load(move || {
        let (list, same) = (list.get(), same.get());
        async move {
            if same {
                return Ok(None);
            }
            send::<Preview>(&path.get_value(), list, "?preview=true").await.map(Some)
        }
    });
    let who = row.user.name.clone();
    let save = move || {
        busy.set(true);
        failure.set(None);
        let (list, who) = (list.get_untracked(), who.clone());
        spawn_local(async move {
            let answer: Result<serde_json::Value, Failure> = send(&path.get_value(), list.clone(), "").await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    roster.toasts.done(match list {
                        Some(list) if list.len() == 1 => format!("{who} is limited to one project"),
                        Some(list) => format!("{who} is limited to {} projects", list.len()),
                        None => format!("{who} is not limited any more"),
                    });
                    roster.rows.again();
                    let _ = roster.limiting.try_set(None);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    let first = first_name(&row.user.name).to_owned();
    view! {
        <div class="d-body stack">
            <Segments
                label="Which projects"
                value=Signal::derive(move || if list.with(Option::is_some) { "some".to_owned() } else { "all".to_owned() })
                options=vec![
                    Segment { key: "all", words: "All projects", icon: "" },
                    Segment { key: "some", words: "Only some", icon: "" },
                ]
                on_change=move |key: String| list.set((key == "some").then(BTreeSet::new))
            />
            <Show when=move || list.with(Option::is_some)>
                <div class="boxed">
                    {move || projects().into_iter().map(|project| {
                        let (id, toggled) = (project.id.to_string(), project.id.to_string());
                        view! {
                            <div class="line">
                                <CheckOption
                                    label=project.name.to_string()
                                    checked=Signal::derive(move || list.with(|list| list.as_ref().is_some_and(|list| list.contains(&id))))
                                    on_change=move |on: bool| list.update(|list| if let Some(list) = list {
                                        if on { list.insert(toggled.clone()); } else { list.remove(&toggled); }
                                    })
                                />
                            </div>
                        }
                    }).collect_view()}
                </div>
            </Show>
            {move || preview.content().get().flatten().filter(|_| !same.get()).map(|preview| view! {
                <Note icon="shield">{short(&preview.changes)}</Note>
            })}
            <FormProblem failure=Signal::derive(move || failure.get().or_else(|| preview.failure().get()))/>
        </div>
        <div class="d-foot">
            <span class="push"></span>
            <Button look=Look::Ghost on_press=move || roster.limiting.set(None)>"Cancel"</Button>
            <Button look=Look::Primary busy reason=Signal::derive(move || same.get().then(|| "Nothing is changed yet.".to_owned())) on_press=save>
                "Save for " {first}
            </Button>
        </div>
    }
}

/// A list limits; none lifts the limit.
async fn send<T: serde::de::DeserializeOwned + 'static>(
    path: &str,
    list: Option<BTreeSet<String>>,
    query: &str,
) -> Result<T, Failure> {
    match list {
        Some(list) => {
            let body = Restrict { projects: list.into_iter().collect() };
            client::put(format!("{path}{query}"), &body).await
        }
        None => client::delete(format!("{path}{query}")).await,
    }
}
