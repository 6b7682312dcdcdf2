//! Which projects the role counts in, and what is given in each besides.

use leptos::prelude::*;
use shared::access::{Resource, ResourceKind};
use shared::projects::wire::Project;

use super::super::logic::matrix::sections;
use super::super::logic::words::count;
use super::scopes::Scopes;
use super::state::Editing;
use crate::components::{Check, Icon, Segment, Segments, Show, Tile};

#[component]
pub(super) fn Places(editing: Editing) -> impl IntoView {
    let form = editing.form;
    let places = move || editing.places.content().with(|places| places.clone().unwrap_or_default());
    let limited = move || form.with(|form| form.restrict_to.is_some());
    let any_project = move || places().iter().any(|place| !place.projects.is_empty());
    view! {
        <Show when=move || any_project()>
            <section>
                <div class="sec-h">
                    <span class="label">"Projects"</span>
                    <span class="faint sm">"Where the role counts, and what is added in single ones"</span>
                    <span class="end">
                        <Segments
                            label="Which projects"
                            value=Signal::derive(move || if limited() { "some".to_owned() } else { "all".to_owned() })
                            options=vec![
                                Segment { key: "all", words: "All", icon: "" },
                                Segment { key: "some", words: "Only some", icon: "" },
                            ]
                            on_change=move |key: String| form.update(|form| {
                                let given = form.projects.keys().cloned().collect();
                                form.restrict_to = (key == "some").then_some(given);
                            })
                        />
                    </span>
                </div>
                <div class="boxed">
                    {move || places().into_iter().map(|place| view! {
                        <div class="nav-h">{place.workspace.name.to_string()}</div>
                        {place.projects.into_iter().map(|project| view! { <OneProject editing project/> }).collect_view()}
                    }).collect_view()}
                </div>
            </section>
        </Show>
    }
}

#[component]
fn OneProject(editing: Editing, project: Project) -> impl IntoView {
    let form = editing.form;
    let id = StoredValue::new(project.id.to_string());
    let on = Resource::Project(project.id);
    let name = project.name.to_string();
    let opened = RwSignal::new(false);
    let limited = Memo::new(move |_| form.with(|form| form.restrict_to.is_some()));
    let listed = Memo::new(move |_| {
        form.with(|form| id.with_value(|id| form.restrict_to.as_ref().is_none_or(|list| list.contains(id))))
    });
    let given = Signal::derive(move || {
        form.with(|form| id.with_value(|id| form.projects.get(id).cloned().unwrap_or_default()))
    });
    let bounds = Memo::new(move |_| if opened.get() { editing.bounds(on) } else { Default::default() });
    let role = move || {
        let key = form.with(|form| form.role.clone());
        editing
            .model
            .roles()
            .into_iter()
            .find(|role| role.key == key)
            .map(|role| role.name)
            .unwrap_or_default()
    };
    let words = move || {
        let added = given.with(|given| given.len() as u64);
        match (listed.get(), added) {
            (false, 0) => "No access".to_owned(),
            (false, added) => count(added, "scope alone", "scopes alone"),
            (true, 0) => format!("As {}", role()),
            (true, added) => format!("As {}, and {}", role(), count(added, "scope", "scopes")),
        }
    };
    let check = name.clone();
    view! {
        <details class="disc proj" on:toggle=move |_| opened.set(true)>
            <summary>
                <span class="chev"><Icon name="right" small=true/></span>
                {move || limited.get().then(|| {
                    let label = check.clone();
                    view! {
                        <span on:click=|event| event.stop_propagation()>
                            <Check
                                label=label
                                checked=listed
                                on_change=move |(on, _): (bool, bool)| form.update(|form| id.with_value(|id| form.list(id, on)))
                            />
                        </span>
                    }
                })}
                <Tile name=name.clone()/>
                <span class="grow trunc">{name}</span>
                <span class="muted sm">{words}</span>
            </summary>
            {move || opened.get().then(|| {
                let kinds = sections(&editing.scopes(ResourceKind::Project));
                view! {
                    <div class="pbody">
                        {kinds.into_iter().map(|section| view! {
                            <div>
                                <h4 class="faint sm">{section.title}</h4>
                                <Scopes
                                    scopes=section.scopes bounds given small=true
                                    on_change=move |(scope, level): (String, shared::access::Access)| {
                                        form.update(|form| id.with_value(|id| form.set_on(id, &scope, level)));
                                    }
                                />
                            </div>
                        }).collect_view()}
                    </div>
                }
            })}
        </details>
    }
}
