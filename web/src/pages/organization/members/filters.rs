//! Search and filters. What is in force stands beside as chips, and in the address.

use leptos::prelude::*;

use super::super::logic::directory::{Tab, View};
use super::super::logic::words::number;
use super::state::{Directory, use_directory};
use crate::components::{Button, FilterChip, Icon, Look, Menu, MenuChoice, Search, Show};

/// The toolbar over the table.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let directory = use_directory();
    let view = directory.view;
    let change = move |change: fn(&mut View, String), value: String| {
        let mut next = view.get_untracked();
        change(&mut next, value);
        directory.show(&next);
    };
    let many_places = Memo::new(move |_| {
        directory.places.content().with(|places| places.as_ref().is_some_and(|places| places.len() > 1))
    });
    view! {
        <div class="toolbar" role="search">
            <Search
                label="Search members"
                placeholder="Name or email"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_search=move |search: String| directory.type_view(&View { search, ..view.get_untracked() })
            />
            <Roles directory/>
            <Choices
                label="Status"
                choices=Signal::derive(|| [
                    ("active", "Active"),
                    ("deactivated", "Deactivated"),
                    ("all", "Active and deactivated"),
                ].map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec())
                value=Signal::derive(move || view.with(|view| view.tab.key().to_owned()))
                on_choose=move |key: String| change(|view, key| {
                    view.tab = [Tab::Deactivated, Tab::All].into_iter().find(|tab| tab.key() == key).unwrap_or_default();
                }, key)
            />
            <Choices
                label="Seat"
                choices=Signal::derive(|| [("paid", "Paid"), ("free", "Free")]
                    .map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec())
                value=Signal::derive(move || view.with(|view| view.seat.clone().unwrap_or_default()))
                on_choose=move |key: String| change(|view, key| view.seat = Some(key), key)
            />
            <Show when=move || many_places.get()>
                <Choices
                    label="Workspace"
                    choices=Signal::derive(move || workspaces(directory))
                    value=Signal::derive(move || view.with(|view| view.workspace.clone().unwrap_or_default()))
                    on_choose=move |key: String| change(|view, key| view.workspace = Some(key), key)
                />
            </Show>
            <Show when=move || directory.groups.content().with(|groups| groups.as_ref().is_some_and(|groups| !groups.is_empty()))>
                <Choices
                    label="Group"
                    choices=Signal::derive(move || directory.groups())
                    value=Signal::derive(move || view.with(|view| view.group.clone().unwrap_or_default()))
                    on_choose=move |key: String| change(|view, key| view.group = Some(key), key)
                />
            </Show>
            <Chips directory/>
            <span class="push faint sm num" role="status">
                {move || view.with(View::is_filtered).then(|| {
                    let total = directory.rows.content().with(|rows| rows.as_ref().and_then(|rows| rows.total));
                    total.map(|total| format!("{} found", number(total)))
                })}
            </span>
        </div>
    }
}

fn workspaces(directory: Directory) -> Vec<(String, String)> {
    directory.places.content().with(|places| {
        places
            .iter()
            .flatten()
            .map(|place| (place.workspace.id.to_string(), place.workspace.name.to_string()))
            .collect()
    })
}

fn role_name(directory: Directory, key: &str) -> String {
    directory
        .roles()
        .into_iter()
        .find(|role| role.key == key)
        .map_or_else(|| key.to_owned(), |role| role.name)
}

#[component]
fn Roles(directory: Directory) -> impl IntoView {
    view! {
        <Menu label="Roles" trigger=|| view! { "Role " <Icon name="down" small=true/> }.into_any()>
            {move || directory.roles().into_iter().map(|role| {
                let (key, counted, toggled) = (role.key.clone(), role.key.clone(), role.key);
                view! {
                    <MenuChoice
                        many=true
                        checked=Signal::derive(move || directory.view.with(|view| view.roles.contains(&key)))
                        on_choose=move || directory.show(&directory.view.get_untracked().toggle_role(&toggled))
                    >
                        <span>{role.name}</span>
                        <span class="faint sm num">{move || directory.role_count(&counted).map(number)}</span>
                    </MenuChoice>
                }
            }).collect_view()}
        </Menu>
    }
}

/// A menu of which one is chosen.
#[component]
pub(super) fn Choices(
    label: &'static str,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    on_choose: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <Menu label=label trigger=move || view! { {label} " " <Icon name="down" small=true/> }.into_any()>
            {move || choices.get().into_iter().map(|(key, words)| {
                let chosen = key.clone();
                view! {
                    <MenuChoice
                        checked=Signal::derive(move || value.with(|value| *value == chosen))
                        on_choose=move || on_choose(key.clone())
                    >
                        <span>{words}</span>
                    </MenuChoice>
                }
            }).collect_view()}
        </Menu>
    }
}

/// What is in force, each with a way to take it off.
#[component]
fn Chips(directory: Directory) -> impl IntoView {
    let view = directory.view;
    let show = move |next: View| directory.show(&next);
    let named = move |id: &str| {
        workspaces(directory)
            .into_iter()
            .chain(directory.groups())
            .find(|(key, _)| key == id)
            .map_or_else(|| "One".to_owned(), |(_, name)| name)
    };
    move || {
        let now = view.get();
        let roles = now.roles.iter().map(|key| role_name(directory, key)).collect::<Vec<_>>().join(" or ");
        let without_group = View { group: None, ..now.clone() };
        let (without_roles, without_seat, without_place, without_all) = (
            View { roles: Vec::new(), ..now.clone() },
            View { seat: None, ..now.clone() },
            View { workspace: None, ..now.clone() },
            View { tab: Tab::Active, ..now.clone() },
        );
        let cleared = now.cleared();
        view! {
            {(!roles.is_empty()).then(|| view! {
                <FilterChip label="Role" value=roles on_remove=move || show(without_roles.clone())/>
            })}
            {(now.tab == Tab::All).then(|| view! {
                <FilterChip label="Status" value="Any" on_remove=move || show(without_all.clone())/>
            })}
            {now.seat.as_ref().map(|seat| view! {
                <FilterChip label="Seat" value=seat.clone() on_remove=move || show(without_seat.clone())/>
            })}
            {now.workspace.as_ref().map(|id| view! {
                <FilterChip label="Workspace" value=named(id) on_remove=move || show(without_place.clone())/>
            })}
            {now.group.as_ref().map(|id| view! {
                <FilterChip label="Group" value=named(id) on_remove=move || show(without_group.clone())/>
            })}
            {now.is_filtered().then(|| view! {
                <Button reads=true look=Look::Ghost on_press=move || show(cleared.clone())>"Clear filters"</Button>
            })}
        }
    }
}
