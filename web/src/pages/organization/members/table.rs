//! The table, its states and its keys.

use leptos::prelude::*;
use shared::ids::MemberId;
use shared::members::wire::Member;
use web_sys::KeyboardEvent;

use super::super::common;
use super::super::keys::{focus, on_keys, press};
use super::super::logic::directory::{Column, Tab, View};
use super::super::logic::selection::State;
use super::super::logic::words::{count, number};
use super::alone::Alone;
use super::row::MemberRow;
use super::state::{Directory, Rows, use_directory};
use crate::components::{
    Art, Button, Check, DataTable, Empty, For, Level, Look, MenuHead, Show, SkeletonRows, SortHead, Sorted,
    follow_rows,
};
use crate::load::three_states;
use crate::routes::Page;

/// The members that the view asks for.
#[component]
pub(super) fn MembersTable() -> impl IntoView {
    let directory = use_directory();
    on_keys(move |event| key(directory, event));
    follow_rows(Memo::new(move |_| directory.ids()), "data-member");
    three_states(
        directory.rows,
        "Members",
        || view! { <SkeletonRows/> },
        move |rows: Signal<Rows>| {
            let nobody = Memo::new(move |_| rows.with(|rows| rows.members.is_empty()));
            move || {
                if nobody.get() {
                    view! { <Nobody directory/> }.into_any()
                } else {
                    view! { <Table directory rows/> }.into_any()
                }
            }
        },
    )
}

#[component]
fn Table(directory: Directory, rows: Signal<Rows>) -> impl IntoView {
    let ids =
        Memo::new(move |_| rows.with(|rows| rows.members.iter().map(|member| member.id).collect::<Vec<_>>()));
    let state = move || directory.selection.with(|selection| selection.state(&directory.ids()));
    let sorted = move |column: Column| {
        Signal::derive(move || match directory.view.with(|view| view.order.aria(column)) {
            Some("descending") => Sorted::Down,
            Some(_) => Sorted::Up,
            None => Sorted::No,
        })
    };
    let head = move |column: Column, class: &'static str| {
        view! {
            <SortHead
                label=column.label()
                class=class
                sorted=sorted(column)
                on_sort=move |_: Sorted| {
                    let view = directory.view.get_untracked();
                    directory.type_view(&View { order: view.order.pressed(column), ..view });
                }
            />
        }
    };
    let total = move || rows.with(|rows| rows.total.unwrap_or(rows.members.len() as u64));
    view! {
        <section aria-label="Members">
            <DataTable label="Members" class="selectable members" busy=directory.rows.busy()>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" class="c-check">
                            <label>
                                <Check
                                    label=Signal::derive(move || format!("Select all {} shown", number(ids.with(Vec::len) as u64)))
                                    checked=Signal::derive(move || state() == State::All)
                                    mixed=Signal::derive(move || state() == State::Some)
                                    on_change=move |_: (bool, bool)| {
                                        directory.selection.update(|selection| selection.press_all(&directory.ids_now()));
                                    }
                                />
                            </label>
                        </th>
                        {head(Column::Name, "")}
                        {head(Column::Role, "")}
                        <th role="columnheader" scope="col" class="c-p2">"Organization"</th>
                        <th role="columnheader" scope="col">"Can open"</th>
                        {head(Column::LastActive, "")}
                        {head(Column::Joined, "c-p3")}
                        <MenuHead/>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || ids.get() key=|id| *id let:id>
                        {one(directory, rows, id)}
                    </For>
                </tbody>
            </DataTable>
            <div class="t-foot">
                <span role="status">
                    {move || {
                        let shown = ids.with(Vec::len) as u64;
                        let total = total();
                        if shown < total {
                            format!("{} of {}", number(shown), count(total, "person", "people"))
                        } else {
                            count(total, "person", "people")
                        }
                    }}
                </span>
                <Show when=move || rows.with(|rows| rows.more)>
                    <Button reads=true busy=directory.rows.busy() on_press=move || directory.load_more()>"Load more"</Button>
                </Show>
                <span class="push row wide-only">
                    {shared::access::Access::ALL.map(|access| view! { <Level access=access/> })}
                </span>
            </div>
        </section>
        <Show when=move || total() == 1 && directory.view.with(|view| view.tab == Tab::Active && !view.is_filtered())>
            <Alone directory/>
        </Show>
    }
}

/// A row follows its member wherever the list moves it; one that is gone keeps its last look until it leaves.
fn one(directory: Directory, rows: Signal<Rows>, id: MemberId) -> impl IntoView {
    let find = move |rows: &Rows| rows.members.iter().find(|member| member.id == id).cloned();
    let first = rows.with_untracked(find)?;
    let member = Memo::new(move |last: Option<&Member>| {
        rows.with(find).or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    Some(view! { <MemberRow directory id member=member.into()/> })
}

#[component]
fn Nobody(directory: Directory) -> impl IntoView {
    let view = directory.view;
    let clear = move || directory.show(&view.get_untracked().cleared());
    move || {
        let now = view.get();
        let searched = now.search.trim().to_owned();
        match (now.is_filtered(), now.tab) {
            (true, _) => {
                let title = if searched.is_empty() {
                    "Nobody matches these filters".to_owned()
                } else {
                    format!("Nobody matches “{searched}”")
                };
                view! {
                    <Empty art=Art::Search title=title text="Names and addresses were searched, with the filters above.">
                        <Button reads=true on_press=clear>"Clear filters"</Button>
                    </Empty>
                }
                .into_any()
            }
            (false, Tab::Deactivated) => view! {
                <Empty
                    art=Art::People
                    title="Nobody is deactivated"
                    text="People who are deactivated keep what they had, and stand here until they come back."
                />
            }
            .into_any(),
            (false, _) => view! {
                <Empty
                    art=Art::People
                    title="Nobody is here yet"
                    text="Invite the people you work with. They start with the role you choose and nothing more."
                >
                    <Button look=Look::Primary icon="user-plus" on_press=move || directory.inviting.set(true)>
                        "Invite people"
                    </Button>
                </Empty>
            }
            .into_any(),
        }
    }
}

/// `j` and `k` move, `x` selects (with shift a range), Enter opens, `e` and `r` are the role, `p` the permissions, `.`
/// the menu.
fn key(directory: Directory, event: &KeyboardEvent) -> bool {
    let ids: Vec<MemberId> = directory
        .rows
        .content()
        .with_untracked(|rows| rows.iter().flat_map(|rows| &rows.members).map(|member| member.id).collect());
    let at = directory.at.get_untracked();
    let place = at.and_then(|at| ids.iter().position(|id| *id == at));
    let step = |by: isize| {
        let next = place.map_or(0, |place| place.saturating_add_signed(by).min(ids.len().saturating_sub(1)));
        if let Some(id) = ids.get(next) {
            focus(&format!("[data-member='{id}']"));
        }
        true
    };
    match (event.key().as_str(), at) {
        ("j", _) => step(1),
        ("ArrowDown", Some(_)) => step(1),
        ("k", _) => step(-1),
        ("ArrowUp", Some(_)) => step(-1),
        ("x" | "X", Some(id)) => {
            let rows = directory.ids_now();
            directory
                .selection
                .update(|selection| selection.press(&id.to_string(), event.shift_key(), &rows));
            true
        }
        ("Enter", Some(id)) if on_the_row(event) => {
            directory.go(directory.here.link(Page::Member(id.to_string())));
            true
        }
        ("e" | "r", Some(id)) => {
            press(&format!("[data-member='{id}'] [data-role] button"));
            true
        }
        ("p", Some(id)) if untrack(|| common::may_edit(directory.here).get()).is_none() => {
            directory.editing.set(Some(id));
            true
        }
        (".", Some(id)) => {
            press(&format!("[data-member='{id}'] .c-menu button"));
            true
        }
        _ => false,
    }
}

/// Enter on a button or link inside the row is that one's.
fn on_the_row(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.has_attribute("data-member"))
}
