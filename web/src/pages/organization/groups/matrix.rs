//! People × groups. One cell is in the order of Tab; arrows go to the others, Space puts in or takes out, `a` puts
//! into the group that is open. A person is also dragged onto a group.

use leptos::prelude::*;
use shared::groups::wire::Group;
use shared::ids::{GroupId, MemberId};
use shared::members::wire::Member;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::super::keys::focus;
use super::super::logic::grid::{Cell, Size};
use super::super::logic::groups::{View, effect};
use super::super::logic::in_page::why_not;
use super::super::logic::words::number;
use super::state::Groups;
use crate::components::{Art, Avatar, Button, CheckOption, Empty, For, Search, Show};
use crate::routes::Page;
use crate::shell::single_keys;

#[component]
pub(super) fn Matrix(groups: Groups) -> impl IntoView {
    let view = groups.view;
    let columns = Memo::new(move |_| groups.groups.content().get().unwrap_or_default());
    let rows = Memo::new(move |_| {
        groups
            .people
            .content()
            .with(|people| people.as_ref().map(|people| people.members.clone()).unwrap_or_default())
    });
    let ids = Memo::new(move |_| rows.with(|rows| rows.iter().map(|member| member.id).collect::<Vec<_>>()));
    let heads =
        Memo::new(move |_| columns.with(|columns| columns.iter().map(|group| group.id).collect::<Vec<_>>()));
    let at = RwSignal::new(Cell::default());
    let size = move || Size { rows: ids.with(Vec::len), columns: heads.with(Vec::len) };
    let on_key = move |event: KeyboardEvent| {
        let Some(cell) = cell_of(&event) else { return };
        if event.alt_key() {
            return;
        }
        let modified = event.ctrl_key() || event.meta_key();
        if let Some(next) = cell.after(&event.key(), modified, untrack(size)) {
            event.prevent_default();
            at.set(next);
            focus(&format!("[data-cell='{}-{}']", next.row, next.column));
            return;
        }
        let open = untrack(move || groups.open()).map(|group| group.id);
        let member = ids.with_untracked(|ids| ids.get(cell.row).copied());
        if let ("a", false, true, Some(member), Some(open)) =
            (event.key().as_str(), modified, single_keys(), member, open)
        {
            event.prevent_default();
            event.stop_propagation();
            groups.put(member, open);
        }
    };
    let open_name = move || groups.open().map(|group| group.name.to_string()).unwrap_or_default();
    view! {
        <div class="toolbar">
            <Search
                label="Search people"
                placeholder="Person"
                value=Signal::derive(move || view.with(|view| view.search.clone()))
                on_search=move |search: String| groups.type_view(&View { search, ..view.get_untracked() })
            />
            <span class="push">
                <CheckOption
                    label=Signal::derive(move || format!("Only people in {}", open_name()))
                    checked=Signal::derive(move || view.with(|view| view.only))
                    on_change=move |only: bool| {
                        let group = untrack(move || groups.open()).map(|group| group.id.to_string());
                        groups.type_view(&View { only, group, ..view.get_untracked() });
                    }
                />
            </span>
        </div>
        {move || ids.with(Vec::is_empty).then(|| view! {
            <Empty
                art=Art::Search
                title="Nobody to show"
                text=Signal::derive(move || if view.with(|view| view.only) { "Nobody is in this group yet.".to_owned() } else { "Nobody matches this search.".to_owned() })
            />
        })}
        <div class="gx-wrap" role="region" aria-label="People and groups" class:gone=move || ids.with(Vec::is_empty)>
            <table class="gx" role="grid" aria-label="People and groups" on:keydown=on_key on:mouseleave=move |_| groups.looked_at.set(None)>
                <thead>
                    <tr>
                        <th scope="col"><span class="faint">{move || groups.people.content().with(|people| people.as_ref().map(|people| shown(people.members.len() as u64, people.total)))}</span></th>
                        <For each=move || columns.get() key=|group| format!("{group:?}") let:group><ColumnHead groups group/></For>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let (ids, heads) = (ids.get(), heads.get());
                        ids.into_iter().enumerate().map(|(row, member)| view! { <Row groups at row member heads=heads.clone() rows/> }).collect_view()
                    }}
                </tbody>
            </table>
        </div>
        <div class="row between wrap">
            <p class="faint sm said" role="status"><Said groups/></p>
            <Show when=move || groups.has_more()>
                <Button reads=true busy=groups.people.busy() on_press=move || groups.more_people()>"Load more"</Button>
            </Show>
        </div>
    }
}

fn shown(shown: u64, total: u64) -> String {
    if shown < total {
        format!("{} of {} people", number(shown), number(total))
    } else {
        super::super::logic::words::count(total, "person", "people")
    }
}

/// What a press on the cell that is looked at would do, before it is pressed.
#[component]
fn Said(groups: Groups) -> impl IntoView {
    move || {
        let Some((member, group)) = groups.looked_at.get() else {
            return "Look at a cell to see what it would change.".to_owned();
        };
        let into = groups.dragged.get().is_some() || !groups.is_in(member, group);
        let locked = if into { groups.no_more() } else { groups.locked() };
        if let Some(locked) = locked {
            return locked;
        }
        let called = groups.group(group).map(|group| group.name.to_string()).unwrap_or_default();
        match groups.effect(group, &[member], into) {
            Some(Ok(changes)) => effect(&groups.name(member), &called, into, &changes),
            Some(Err(denied)) => why_not(denied).to_owned(),
            None => "Working it out…".to_owned(),
        }
    }
}

#[component]
fn ColumnHead(groups: Groups, group: Group) -> impl IntoView {
    let id = group.id;
    let open = Memo::new(move |_| groups.open().is_some_and(|group| group.id == id));
    let over = RwSignal::new(false);
    view! {
        <th
            scope="col"
            class=move || if open.get() { "sel" } else { "oth" }
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
            <button type="button" aria-pressed=move || open.get().to_string() on:click=move |_| groups.show(id)>
                <b>{group.name.to_string()}</b>
                <span class="sub num">{number(group.members_count)}{group.frozen.then_some(" · frozen")}</span>
            </button>
        </th>
    }
}

#[component]
fn Row(
    groups: Groups,
    at: RwSignal<Cell>,
    row: usize,
    member: MemberId,
    heads: Vec<GroupId>,
    rows: Memo<Vec<Member>>,
) -> impl IntoView {
    let name = Signal::derive(move || {
        rows.with(|rows| {
            rows.iter().find(|one| one.id == member).map(|one| one.user.name.clone()).unwrap_or_default()
        })
    });
    let role =
        move || rows.with(|rows| rows.iter().find(|one| one.id == member).map(|one| one.role.name.clone()));
    let locked = move || groups.no_more().is_some();
    view! {
        <tr class:fresh=move || groups.live.is_fresh(member) class:dragged=move || groups.dragged.get() == Some(member)>
            <th
                scope="row"
                role="rowheader"
                draggable=move || (!locked()).to_string()
                title=move || (!locked()).then_some("Drag onto a group, or press A in the row")
                on:dragstart=move |event| {
                    if let Some(data) = event.data_transfer() {
                        let _ = data.set_data("text/plain", &name.get_untracked());
                        data.set_effect_allowed("link");
                    }
                    groups.dragged.set(Some(member));
                }
                on:dragend=move |_| {
                    groups.dragged.set(None);
                    groups.looked_at.set(None);
                }
            >
                <span class="who">
                    <Avatar name size="1.625rem"/>
                    <span><a class="n" draggable="false" href=groups.here.link(Page::Member(member.to_string()))>{name}</a><span class="e">{role}</span></span>
                </span>
            </th>
            {heads.into_iter().enumerate().map(|(column, group)| view! { <OneCell groups at cell=Cell { row, column } member group name/> }).collect_view()}
        </tr>
    }
}

#[component]
fn OneCell(
    groups: Groups,
    at: RwSignal<Cell>,
    cell: Cell,
    member: MemberId,
    group: GroupId,
    name: Signal<String>,
) -> impl IntoView {
    let inside = Memo::new(move |_| groups.is_in(member, group));
    let open = Memo::new(move |_| groups.open().is_some_and(|open| open.id == group));
    let called = move || groups.group(group).map(|group| group.name.to_string()).unwrap_or_default();
    // The reason itself is said under the grid, where the keyboard reads it too.
    let locked =
        Memo::new(move |_| if inside.get() { groups.locked().is_some() } else { groups.no_more().is_some() });
    view! {
        <td
            role="gridcell"
            class=move || if open.get() { "sel" } else { "oth" }
            on:mouseenter=move |_| groups.looked_at.set(Some((member, group)))
        >
            <label>
                <input
                    type="checkbox"
                    class="check"
                    data-cell=format!("{}-{}", cell.row, cell.column)
                    tabindex=move || if at.get() == cell { "0" } else { "-1" }
                    aria-label=move || format!("{} in {}", name.get(), called())
                    aria-disabled=move || locked.get().then_some("true")
                    prop:checked=move || inside.get()
                    on:focus=move |_| {
                        at.set(cell);
                        groups.looked_at.set(Some((member, group)));
                    }
                    on:change:target=move |event| {
                        if !groups.toggle(member, group) {
                            event.target().set_checked(inside.get_untracked());
                        }
                    }
                />
            </label>
        </td>
    }
}

/// The cell that the key was pressed in.
fn cell_of(event: &KeyboardEvent) -> Option<Cell> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let cell = target.closest("[data-cell]").ok()??.get_attribute("data-cell")?;
    let (row, column) = cell.split_once('-')?;
    Some(Cell { row: row.parse().ok()?, column: column.parse().ok()? })
}
