//! Workspaces, projects, and a limit to some of them. Grants only ever add: a project's own role is what
//! somebody gets there beside the role.

use leptos::prelude::*;
use shared::access::wire::ScopeBody;
use shared::access::{Access, Reach, Resource, ResourceKind, Visibility};

use super::super::common::{self, Place};
use super::super::logic::matrix::sections;
use super::super::logic::permissions::is_given;
use super::super::permissions::Scopes;
use super::state::Inviting;
use crate::components::{CheckOption, Segment, Segments, Select, Show, Tile};

/// Stands for scopes chosen one by one.
const CUSTOM: &str = "custom";

/// Where they come in.
#[component]
pub(super) fn Places(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let everything = Memo::new(move |_| {
        let role = draft.with(|draft| draft.role.clone());
        inviting.model.content().with(|model| {
            model
                .iter()
                .flat_map(|model| &model.roles)
                .any(|one| one.key == role && one.reach == Reach::Everything)
        })
    });
    // A role that reaches everything cannot be limited: what was chosen for another is dropped.
    Effect::new(move |_| {
        if everything.get() {
            draft.update(|draft| {
                draft.restrict_to = None;
                draft.workspaces.clear();
            });
        }
    });
    let places = move || inviting.places.content().with(|places| places.clone().unwrap_or_default());
    let any_project = Memo::new(move |_| places().iter().any(|place| !place.projects.is_empty()));
    let limited = move || draft.with(|draft| draft.restrict_to.is_some());
    view! {
        <Show when=move || !everything.get() && any_project.get()>
            <section>
                <div class="sec-h">
                    <span class="label">"Projects"</span>
                    <span class="faint sm">"What the role opens, and more in single ones"</span>
                    <span class="end">
                        <Segments
                            label="Which projects"
                            value=Signal::derive(move || if limited() { "some".to_owned() } else { "all".to_owned() })
                            options=vec![
                                Segment { key: "all", words: "All", icon: "" },
                                Segment { key: "some", words: "Only some", icon: "" },
                            ]
                            on_change=move |key: String| draft.update(|draft| {
                                draft.restrict_to = (key == "some").then(Default::default);
                            })
                        />
                    </span>
                </div>
                <div class="boxed">
                    {move || places().into_iter().map(|place| view! { <OnePlace inviting place/> }).collect_view()}
                </div>
            </section>
        </Show>
    }
}

#[component]
fn OnePlace(inviting: Inviting, place: Place) -> impl IntoView {
    let draft = inviting.draft;
    let id = StoredValue::new(place.workspace.id.to_string());
    let private = place.workspace.visibility == Visibility::Private;
    let name = place.workspace.name.to_string();
    let inside =
        Memo::new(move |_| !private || id.with_value(|id| draft.with(|draft| draft.workspaces.contains(id))));
    let projects = StoredValue::new(place.projects);
    view! {
        {if private {
            view! {
                <div class="line">
                    <CheckOption
                        label=format!("{}, a private workspace", name.clone())
                        checked=inside
                        on_change=move |on: bool| draft.update(|draft| id.with_value(|id| {
                            if on {
                                draft.workspaces.insert(id.clone());
                            } else {
                                draft.workspaces.remove(id);
                                let inside = projects.with_value(|projects| projects.iter().map(|project| project.id.to_string()).collect::<Vec<_>>());
                                if let Some(listed) = &mut draft.restrict_to {
                                    listed.retain(|project| !inside.contains(project));
                                }
                            }
                        }))
                    />
                    <Show when=move || inside.get()><RoleThere inviting id name=name.clone()/></Show>
                </div>
            }.into_any()
        } else {
            view! { <div class="nav-h">{name.clone()} <RoleThere inviting id name=name.clone()/></div> }.into_any()
        }}
        {move || inside.get().then(|| {
            projects.get_value().into_iter().map(|project| view! {
                <OneProject inviting id=project.id.to_string() name=project.name.to_string()/>
            }).collect_view()
        })}
    }
}

/// Their role in one workspace: their own, or another in place of it.
#[component]
fn RoleThere(inviting: Inviting, id: StoredValue<String>, name: String) -> impl IntoView {
    let draft = inviting.draft;
    let options = Signal::derive(move || {
        let roles =
            inviting.model.content().with(|model| model.as_ref().map(common::overriding).unwrap_or_default());
        let own = (String::new(), "Same role".to_owned());
        std::iter::once(own).chain(roles.into_iter().map(|role| (role.key, role.name))).collect::<Vec<_>>()
    });
    view! {
        <Select
            label=format!("Role in {name}") quiet=true class="sm fit" options
            value=Signal::derive(move || draft.with(|draft| id.with_value(|id| draft.workspace_roles.get(id).cloned().unwrap_or_default())))
            on_change=move |role: String| draft.update(|draft| id.with_value(|id| if role.is_empty() {
                draft.workspace_roles.remove(id);
            } else {
                draft.workspace_roles.insert(id.clone(), role);
            }))
        />
    }
}

#[component]
fn OneProject(inviting: Inviting, id: String, name: String) -> impl IntoView {
    let draft = inviting.draft;
    let id = StoredValue::new(id);
    let role_name = move || {
        let key = draft.with(|draft| draft.role.clone());
        inviting.model.content().with(|model| {
            let role = model.iter().flat_map(|model| &model.roles).find(|role| role.key == key);
            role.map_or_else(String::new, |role| role.name.clone())
        })
    };
    let limited = Memo::new(move |_| draft.with(|draft| draft.restrict_to.is_some()));
    let listed = Memo::new(move |_| {
        draft.with(|draft| {
            id.with_value(|id| draft.restrict_to.as_ref().is_none_or(|listed| listed.contains(id)))
        })
    });
    let options = Signal::derive(move || {
        let plain = if listed.get() { format!("As {}", role_name()) } else { "No access".to_owned() };
        let custom = (CUSTOM.to_owned(), "Scope by scope".to_owned());
        let bundles = inviting.model.content().with(|model| {
            let bundles = model.iter().flat_map(|model| &model.project_roles);
            bundles.map(|bundle| (bundle.key.clone(), format!("{} here", bundle.name))).collect::<Vec<_>>()
        });
        std::iter::once((String::new(), plain)).chain(bundles).chain([custom]).collect::<Vec<_>>()
    });
    let custom = Memo::new(move |_| draft.with(|draft| id.with_value(|id| draft.scopes.contains_key(id))));
    let on = id.with_value(|id| id.parse().ok().map(Resource::Project));
    let bounds = Memo::new(move |_| {
        let role = draft.with(|draft| draft.role.clone());
        inviting.page.content().with(|page| {
            let page = page.as_ref().and_then(Option::as_ref);
            page.zip(on).map(|(page, on)| page.bounds_of_role(&role, on)).unwrap_or_default()
        })
    });
    let label = name.clone();
    let check = name.clone();
    view! {
        <div class="line">
            <Tile name=name.clone()/>
            {move || if limited.get() {
                view! {
                    <CheckOption
                        label=check.clone()
                        checked=listed
                        on_change=move |on: bool| draft.update(|draft| if let Some(listed) = &mut draft.restrict_to {
                            if on {
                                listed.insert(id.get_value());
                            } else {
                                id.with_value(|id| listed.remove(id));
                            }
                        })
                    />
                }.into_any()
            } else {
                view! { <span class="grow trunc">{check.clone()}</span> }.into_any()
            }}
            <Select
                label=format!("Role in {label}") quiet=true class="sm fit"
                options
                value=Signal::derive(move || draft.with(|draft| id.with_value(|id| {
                    let custom = draft.scopes.contains_key(id).then(|| CUSTOM.to_owned());
                    draft.projects.get(id).cloned().or(custom).unwrap_or_default()
                })))
                on_change=move |role: String| draft.update(|draft| id.with_value(|id| draft.set_project(id, &role)))
            />
        </div>
        {move || custom.get().then(|| view! { <div class="proj"><div class="pbody">
            {sections(&project_scopes(inviting)).into_iter().map(|section| view! {
                <div>
                    <h4 class="faint sm">{section.title}</h4>
                    <Scopes
                        scopes=section.scopes
                        small=true
                        bounds
                        given=Signal::derive(move || draft.with(|draft| id.with_value(|id| draft.scopes.get(id).cloned().unwrap_or_default())))
                        on_change=move |(scope, level): (String, Access)| draft.update(|draft| {
                            let given = draft.scopes.entry(id.get_value()).or_default();
                            if level == Access::None { given.remove(&scope); } else { given.insert(scope, level); }
                        })
                    />
                </div>
            }).collect_view()}
        </div></div> })}
    }
}

/// The scopes of a project that can be given.
fn project_scopes(inviting: Inviting) -> Vec<ScopeBody> {
    inviting.model.content().with_untracked(|model| {
        let scopes = model.iter().flat_map(|model| &model.scopes);
        scopes.filter(|scope| is_given(scope, ResourceKind::Project)).cloned().collect()
    })
}
