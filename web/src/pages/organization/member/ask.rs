//! "Can Jonas change Content in Mobile app?", answered in the page by the function that the server asks.

use leptos::prelude::*;
use shared::access::{Access, Resource};
use shared::members::wire::Member;

use super::super::common::access_names;
use super::super::logic::words::first_name;
use super::state::Subject;
use crate::components::{Select, Show, Tag};

#[component]
pub(super) fn Ask(subject: Subject, member: Signal<Member>) -> impl IntoView {
    let place = RwSignal::new(String::new());
    let scope = RwSignal::new(String::new());
    let need = RwSignal::new("full".to_owned());
    let places = Memo::new(move |_| {
        let mut options = Vec::new();
        subject.places.content().with(|places| {
            for place in places.iter().flatten() {
                for project in &place.projects {
                    options.push((project.id.to_string(), project.name.to_string()));
                }
            }
            for place in places.iter().flatten() {
                options.push((
                    place.workspace.id.to_string(),
                    format!("{}, the workspace", place.workspace.name),
                ));
            }
        });
        options.push((ORGANIZATION.to_owned(), "the organization".to_owned()));
        options
    });
    let at = Memo::new(move |_| {
        let chosen = place.get();
        places.with(|places| {
            let there = places.iter().any(|one| one.0 == chosen);
            let first = subject.access.content().with(|rows| {
                let mut rows = rows.iter().flatten().filter(|row| row.resource.kind == "project");
                rows.find(|row| row.permissions.values().any(|access| *access > Access::None))
                    .map(|row| row.resource.id.clone())
            });
            let first = first.or_else(|| places.first().map(|one| one.0.clone()));
            if there { chosen } else { first.unwrap_or_default() }
        })
    });
    let scopes = Memo::new(move |_| {
        let kind = kind(&at.get());
        subject.model.content().with(|model| {
            let scopes = model.iter().flat_map(|model| &model.scopes).filter(|scope| scope.kind == kind);
            scopes.map(|scope| (scope.key.clone(), scope.label.clone())).collect::<Vec<_>>()
        })
    });
    let about = Memo::new(move |_| {
        let chosen = scope.get();
        scopes.with(
            |scopes| {
                if scopes.iter().any(|one| one.0 == chosen) { chosen } else { preferred(scopes) }
            },
        )
    });
    let answer = move || {
        let need = if need.get() == "full" { Access::Full } else { Access::View };
        let resource = resource(&at.get())?;
        let scope = about.get();
        subject.page.content().with(|page| {
            let page = page.as_ref()?.as_ref()?;
            let answer = page.ask(subject.id, resource, &scope, need)?;
            let names = subject
                .places
                .content()
                .with(|places| access_names(page, places.as_deref().unwrap_or_default()));
            Some((answer.is_allowed(), answer.sentence(&names)))
        })
    };
    view! {
        <Show when=move || subject.page.content().with(|page| page.as_ref().is_some_and(Option::is_some))>
            <div class="ask">
                <span class="muted">"Can " {move || {
                    if subject.is_me() { "I".to_owned() } else { member.with(|member| first_name(&member.user.name).to_owned()) }
                }}</span>
                <Select
                    label="How much" quiet=true class="sm fit" value=need
                    options=Signal::derive(|| [("view", "see"), ("full", "change")].map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec())
                    on_change=move |key: String| need.set(key)
                />
                <Select label="What" quiet=true class="sm fit" value=about options=scopes on_change=move |key: String| scope.set(key)/>
                <span class="muted">"in"</span>
                <Select
                    label="Where" quiet=true class="sm fit" value=at options=places
                    on_change=move |key: String| place.set(key)
                />
                <span class="ans" role="status">
                    {move || answer().map(|(yes, why)| view! {
                        {if yes {
                            view! { <Tag tone="ok" icon="check">"Yes"</Tag> }.into_any()
                        } else {
                            view! { <Tag tone="danger" icon="x">"No"</Tag> }.into_any()
                        }}
                        <span class="muted sm">{why}</span>
                    })}
                </span>
            </div>
        </Show>
    }
}

const ORGANIZATION: &str = "organization";

fn kind(id: &str) -> &'static str {
    match id {
        id if id.starts_with("prj_") => "project",
        id if id.starts_with("ws_") => "workspace",
        _ => "organization",
    }
}

fn resource(id: &str) -> Option<Resource> {
    match kind(id) {
        "project" => id.parse().ok().map(Resource::Project),
        "workspace" => id.parse().ok().map(Resource::Workspace),
        _ => Some(Resource::Organization),
    }
}

/// The scope that most questions are about.
fn preferred(scopes: &[(String, String)]) -> String {
    let found = ["content", "workspace.members", "members"]
        .into_iter()
        .find(|key| scopes.iter().any(|one| one.0 == *key));
    found.map(str::to_owned).or_else(|| scopes.first().map(|one| one.0.clone())).unwrap_or_default()
}
