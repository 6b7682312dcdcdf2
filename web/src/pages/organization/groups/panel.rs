//! The group that is open: who is in it, what it gives, and where a ceiling is in the way.

use leptos::prelude::*;
use shared::access::Status;
use shared::groups::wire::{Group, GroupGrant};
use shared::members::wire::Member;

use super::super::logic::ladder::project_level;
use super::super::logic::words::count;
use super::names::GroupDialogs;
use super::state::{Giving, Groups, place_of};
use crate::components::{Avatar, Button, Date, For, Icon, Look, Menu, MenuItem, Size, Tag, Tile};
use crate::routes::Page;

/// The panel; drawn anew for another group alone.
#[component]
pub(super) fn Panel(groups: Groups) -> impl IntoView {
    let open = Memo::new(move |_| groups.open());
    view! { {move || open.get().map(|group| view! { <Card groups group/> })} }
}

#[component]
fn Card(groups: Groups, group: Group) -> impl IntoView {
    let (renaming, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let id = group.id;
    let name = group.name.to_string();
    let inside = Memo::new(move |_| {
        // Those who are shown ahead of the server's answer, too.
        let mut members = groups.inside.content().get().unwrap_or_default();
        members.retain(|member| groups.ahead.with(|ahead| ahead.get(&(id, member.id)) != Some(&false)));
        let put = groups.ahead.with(|ahead| {
            ahead
                .iter()
                .filter(|((group, member), into)| {
                    *group == id && **into && !members.iter().any(|one| one.id == *member)
                })
                .map(|((_, member), _)| *member)
                .collect::<Vec<_>>()
        });
        members.extend(put.into_iter().filter_map(|member| groups.person(member)));
        members
    });
    let over = RwSignal::new(false);
    let no_more = Signal::derive(move || groups.no_more());
    view! {
        <aside class="card gpanel" aria-labelledby="gs">
            <header>
                <div class="grow">
                    <h2 id="gs">{name.clone()}</h2>
                    <span class="sub">"Since " <Date at=group.created_at/></span>
                </div>
                {group.frozen.then(|| view! { <Tag tone="warn" icon="pause">"Frozen"</Tag> })}
                <Menu
                    label=format!("Actions for {name}")
                    button_label=Some(format!("Rename or delete {name}"))
                    class="btn icon ghost sm"
                    side="left"
                    trigger=|| view! { <Icon name="dots"/> }.into_any()
                >
                    <MenuItem icon="pencil" reason=no_more on_choose=move || renaming.set(true)>"Rename…"</MenuItem>
                    <MenuItem icon="trash" danger=true reason=Signal::derive(move || groups.locked()) on_choose=move || deleting.set(true)>"Delete…"</MenuItem>
                </Menu>
            </header>
            <div class="pad stack">
                <div class="row between">
                    <span class="label">{move || count(inside.with(Vec::len) as u64, "person", "people")}</span>
                    <Button look=Look::Ghost size=Size::Small icon="plus" reason=no_more on_press=move || groups.adding.set(true)>"Add people"</Button>
                </div>
                <div class="chips">
                    <For each=move || inside.get() key=|member| (member.id, member.status == Status::Active) let:member>
                        <Chip groups group=group.id member/>
                    </For>
                </div>
                {move || no_more.get().is_none().then(|| view! {
                    <div
                        class="drop wide-only"
                        class:over=move || over.get()
                        on:dragover=move |event| {
                            if let Some(member) = groups.dragged.get_untracked() {
                                event.prevent_default();
                                over.set(true);
                                groups.looked_at.set(Some((member, id)));
                            }
                        }
                        on:dragleave=move |_| over.set(false)
                        on:drop=move |event| {
                            event.prevent_default();
                            over.set(false);
                            if let Some(member) = groups.dragged.get_untracked() {
                                groups.put(member, id);
                            }
                        }
                    >
                        "Drop a person here, or press A on their row"
                    </div>
                })}
            </div>
            <Gives groups group=group.clone() inside/>
            <GroupDialogs groups group=group.clone() renaming deleting/>
        </aside>
    }
}

#[component]
fn Chip(groups: Groups, group: shared::ids::GroupId, member: Member) -> impl IntoView {
    let id = member.id;
    let name = member.user.name.clone();
    let label = format!("Take {name} out");
    let off = member.status == Status::Deactivated;
    view! {
        <span class="pc" class:off=off title=off.then_some("Deactivated: in it again once they are activated")>
            <Avatar name=name.clone() class=if off { "off" } else { "" } size="1.375rem"/>
            <a href=groups.here.link(Page::Member(id.to_string()))>{name}</a>
            {move || groups.locked().is_none().then(|| {
                let label = label.clone();
                view! {
                    <button type="button" aria-label=label.clone() title=label on:click=move |_| { groups.toggle(id, group); }>
                        <Icon name="x" small=true/>
                    </button>
                }
            })}
        </span>
    }
}

#[component]
fn Gives(groups: Groups, group: Group, inside: Memo<Vec<Member>>) -> impl IntoView {
    let id = group.id;
    let rows = Memo::new(move |_| groups.gives(id));
    let cuts = Memo::new(move |_| ceilings(groups, &rows.get(), &inside.get()));
    view! {
        <div class="section">
            <div class="row between">
                <span class="label">"Gives"</span>
                <Button
                    look=Look::Ghost size=Size::Small icon="plus"
                    reason=Signal::derive(move || groups.no_more())
                    on_press=move || groups.giving.set(Some(Giving::More))
                >
                    "Add project"
                </Button>
            </div>
            {move || rows.with(Vec::is_empty).then(|| view! { <p class="faint sm">"Nothing yet. A group that gives nothing changes nothing."</p> })}
            <For each=move || rows.get() key=|row| format!("{row:?}") let:row><Grant groups row/></For>
        </div>
        {move || {
            let cuts = cuts.get();
            (!cuts.is_empty()).then(|| view! {
                <div class="section notes">
                    {cuts.into_iter().map(|cut| view! { <p class="faint sm">{cut}</p> }).collect_view()}
                </div>
            })
        }}
        <footer>
            <span class="grow sm">
                {move || match (rows.with(Vec::len), inside.with(Vec::len)) {
                    (0, _) | (_, 0) => "A group changes no role and takes no seat.".to_owned(),
                    (_, people) => format!("Taking a place away is in force for all {people} at once."),
                }}
            </span>
        </footer>
    }
}

/// Where what the group gives does not reach somebody in it, and why.
fn ceilings(groups: Groups, rows: &[GroupGrant], inside: &[Member]) -> Vec<String> {
    groups.page.content().with(|page| {
        let Some(page) = page.as_ref().and_then(Option::as_ref) else { return Vec::new() };
        let mut said: Vec<String> = Vec::new();
        for member in inside {
            let cut = rows.iter().find_map(|row| {
                let why = page.cut(member.id, place_of(row)?, &row.permissions)?;
                Some(format!("{} does not get all of {}: {why}.", member.user.name, row.resource.name))
            });
            said.extend(cut);
        }
        said.truncate(5);
        said
    })
}

#[component]
fn Grant(groups: Groups, row: GroupGrant) -> impl IntoView {
    let bundles = groups
        .model
        .content()
        .with_untracked(|model| model.as_ref().map(|model| model.project_roles.clone()).unwrap_or_default());
    let roles = groups.model.roles();
    let level = match &row.role {
        Some(key) => bundles
            .iter()
            .map(|bundle| (&bundle.key, &bundle.name))
            .chain(roles.iter().map(|role| (&role.key, &role.name)))
            .find(|(known, _)| *known == key)
            .map_or_else(|| key.clone(), |(_, name)| name.clone()),
        None => {
            let whole = bundles.first().map(|bundle| {
                bundle
                    .permissions
                    .keys()
                    .map(|scope| (scope.clone(), row.permissions.get(scope).copied().unwrap_or_default()))
                    .collect()
            });
            whole.map_or_else(|| "Custom".to_owned(), |whole| project_level(&whole, &bundles))
        }
    };
    let is_project = row.resource.kind == "project";
    let name = row.resource.name.clone();
    let within = row.workspace.as_ref().map(|workspace| workspace.name.clone());
    let (change, revoke) = (row.clone(), row.clone());
    let reason = Signal::derive(move || groups.locked());
    view! {
        <div class="grant">
            <Tile name=name.clone()/>
            <span class="grow">
                <span class="trunc">{name.clone()}</span>
                <span class="e">
                    {within.unwrap_or_else(|| "The whole workspace".to_owned())}
                    {row.expires_at.map(|at| view! { ", until " <Date at/> })}
                </span>
            </span>
            {if is_project {
                view! {
                    <Button look=Look::Ghost size=Size::Small reason=Signal::derive(move || groups.no_more()) on_press=move || groups.giving.set(Some(Giving::Change(change.clone())))>
                        {level} <span class="vh">{format!(" on {name}")}</span> <Icon name="down" small=true/>
                    </Button>
                }.into_any()
            } else {
                view! { <span class="sm">{level}</span> }.into_any()
            }}
            <Button look=Look::Ghost size=Size::Small icon="x" reason on_press=move || groups.giving.set(Some(Giving::Revoke(revoke.clone())))>
                <span class="vh">{format!("Take {} away", row.resource.name)}</span>
            </Button>
        </div>
    }
}
