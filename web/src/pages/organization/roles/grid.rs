//! The matrix of roles and scopes. One cell is in the order of Tab; arrows go to the others, `n`, `v`, `f` and Space
//! write in the column that is open.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::wire::{RoleBody, ScopeBody};
use shared::ids::RoleId;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::super::keys::focus;
use super::super::logic::effect::level;
use super::super::logic::grid::{Cell, Size};
use super::super::logic::matrix::{self, Section};
use super::super::logic::role_draft::{NEW_ROLE, next};
use super::state::Roles;
use crate::components::{Icon, Keys, Level, Pip, Select, Show, Tag, unique};

/// A column: a role that is saved, or the one that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    id: RoleId,
    key: String,
    built_in: bool,
}

#[component]
pub(super) fn RoleGrid(roles: Roles) -> impl IntoView {
    let columns = Memo::new(move |_| {
        let mut columns: Vec<Column> = roles.list.content().with(|list| {
            let saved = list.iter().flatten().map(|role| &role.role);
            saved
                .map(|role: &RoleBody| Column { id: role.id, key: role.key.clone(), built_in: role.built_in })
                .collect()
        });
        if roles.drafts.with(|drafts| drafts.contains_key(&NEW_ROLE)) {
            columns.push(Column { id: NEW_ROLE, key: "new".to_owned(), built_in: false });
        }
        columns
    });
    let sections = Memo::new(move |_| {
        roles
            .model
            .content()
            .with(|model| model.as_ref().map(|model| matrix::sections(&model.scopes)).unwrap_or_default())
    });
    let at = RwSignal::new(Cell::default());
    let said = RwSignal::new(String::new());
    let editable = Memo::new(move |_| roles.is_editable());
    let size = move || Size {
        rows: sections.with(|sections| sections.iter().map(|section| section.scopes.len()).sum()),
        columns: columns.with(Vec::len),
    };
    let scope_at = move |row: usize| {
        sections.with_untracked(|sections| {
            sections.iter().flat_map(|section| &section.scopes).nth(row).map(|scope| scope.key.clone())
        })
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(cell) = cell_of(&event) else { return };
        let (key, modified) = (event.key(), event.ctrl_key() || event.meta_key());
        if modified && key.eq_ignore_ascii_case("z") {
            event.prevent_default();
            roles.write(|draft| {
                let done = draft.undo();
                said.set(if done { "Undone" } else { "Nothing to undo" }.to_owned());
            });
            return;
        }
        if event.alt_key() {
            return;
        }
        if let Some(next) = cell.after(&key, modified, untrack(size)) {
            event.prevent_default();
            at.set(next);
            focus(&format!("[data-cell='{}-{}']", next.row, next.column));
            return;
        }
        let open = columns.with_untracked(|columns| {
            columns.get(cell.column).is_some_and(|column| Some(column.id) == roles.shown.get_untracked())
        });
        let wanted = match key.as_str() {
            "n" => Access::None,
            "v" => Access::View,
            "f" => Access::Full,
            " " => {
                let now = scope_at(cell.row)
                    .and_then(|scope| untrack(move || roles.with_draft(|draft| draft.now.gives(&scope))));
                next(now.unwrap_or_default())
            }
            "Enter" => {
                event.prevent_default();
                let key =
                    columns.with_untracked(|columns| columns.get(cell.column).map(|one| one.key.clone()));
                if let Some(key) = key {
                    roles.show(&key);
                }
                return;
            }
            _ => return,
        };
        if modified {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if !open || !editable.get_untracked() {
            said.set("This column is not open for changes. Enter opens it.".to_owned());
            return;
        }
        if let Some(scope) = scope_at(cell.row) {
            choose(roles, said, &scope, wanted, key == " ");
        }
    };
    view! {
        <div class="pick">
            <Select
                label="Role shown"
                value=Signal::derive(move || {
                    let shown = roles.shown.get();
                    columns.with(|columns| columns.iter().find(|one| Some(one.id) == shown).map(|one| one.key.clone()).unwrap_or_default())
                })
                options=Signal::derive(move || columns.get().into_iter().map(|column| (column.key, name(roles, column.id))).collect::<Vec<_>>())
                on_change=move |key: String| roles.show(&key)
            />
        </div>
        <div class="row between wrap legend">
            <div class="row wrap">
                {Access::ALL.map(|access| view! { <Level access=access/> })}
                <Show when=move || editable.get()><span class="row faint sm"><i class="dot warn"></i>"Not saved"</span></Show>
            </div>
            <span class="faint sm wide-only row" aria-hidden="true">
                <Keys keys=vec!["←", "↑", "↓", "→"]/> "move " <Keys keys=vec!["N", "V", "F"]/> "set " <Keys keys=vec!["⌘", "Z"]/> "undo"
            </span>
        </div>
        <div class="mx-wrap" role="region" aria-label="Roles and scopes">
            <table class="mx" role="grid" aria-label="Roles and scopes" on:keydown=on_key>
                <thead>
                    <tr>
                        <th scope="col"><span class="vh">"Scope"</span></th>
                        {move || columns.get().into_iter().map(|column| view! { <ColumnHead roles column/> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let (sections, columns) = (sections.get(), columns.get());
                        let mut row = 0;
                        sections.into_iter().map(|Section { title, scopes }| {
                            let heads = columns.iter().map(|column| {
                                let class = classes(roles, column.clone());
                                view! { <td class=class></td> }
                            }).collect_view();
                            let rows = scopes.into_iter().map(|scope| {
                                let one = line(roles, at, said, row, scope, &columns);
                                row += 1;
                                one
                            }).collect_view();
                            view! {
                                <tr class="gh"><th scope="rowgroup">{title}</th>{heads}</tr>
                                {rows}
                            }
                        }).collect_view()
                    }}
                    {move || limits(roles, &columns.get())}
                </tbody>
            </table>
        </div>
        // A level that was set is only read out; why one was not is there to be seen.
        <p class="faint sm said" class:vh=move || !said.with(|said| said.ends_with('.')) role="status">{move || said.get()}</p>
    }
}

/// Sets a scope, or says why it cannot be set. Space goes on to the next level that can.
fn choose(roles: Roles, said: RwSignal<String>, scope: &str, wanted: Access, onwards: bool) {
    let mut wanted = wanted;
    let mut reason = untrack(|| roles.blocked(scope, wanted));
    if onwards {
        for _ in 0..Access::ALL.len() {
            if reason.is_none() {
                break;
            }
            wanted = next(wanted);
            reason = untrack(|| roles.blocked(scope, wanted));
        }
    }
    match reason {
        Some(reason) => {
            said.set(reason);
        }
        None => {
            roles.write(|draft| draft.set(scope, wanted));
            said.set(level(wanted).to_owned());
        }
    }
}

fn name(roles: Roles, id: RoleId) -> String {
    let drafted = roles.drafts.with(|drafts| drafts.get(&id).map(|draft| draft.now.name.clone()));
    drafted.or_else(|| roles.saved(id).map(|role| role.name)).unwrap_or_default()
}

fn is_shown(roles: Roles, id: RoleId) -> bool {
    roles.shown.get() == Some(id)
}

/// `edit` is the column that is open, `other` one that a narrow screen does not show.
fn classes(roles: Roles, column: Column) -> impl Fn() -> String + Send + Clone {
    move || {
        let mut class = String::new();
        if !column.built_in {
            class.push_str("custom ");
        }
        class.push_str(match (is_shown(roles, column.id), roles.is_editable()) {
            (true, true) => "edit",
            (true, false) => "shown",
            (false, _) => "other",
        });
        class
    }
}

#[component]
fn ColumnHead(roles: Roles, column: Column) -> impl IntoView {
    let id = column.id;
    let key = column.key.clone();
    let class = classes(roles, column);
    let under = move || {
        let seat = roles.drafts.with(|drafts| drafts.get(&id).map(|draft| draft.now.seat));
        let seat = seat.or_else(|| roles.saved(id).map(|role| role.seat))?;
        Some(matrix::under(roles.people(id), seat))
    };
    let editing = move || is_shown(roles, id) && roles.is_editable();
    view! {
        <th scope="col" class=class aria-selected=move || is_shown(roles, id).to_string()>
            <button type="button" class="colbtn" on:click=move |_| roles.show(&key)>
                <b>{move || name(roles, id)}{move || editing().then(|| view! { <Tag tone="accent">"Editing"</Tag> })}</b>
                <span class="sub">{under}</span>
            </button>
        </th>
    }
}

fn line(
    roles: Roles,
    at: RwSignal<Cell>,
    said: RwSignal<String>,
    row: usize,
    scope: ScopeBody,
    columns: &[Column],
) -> impl IntoView + use<> {
    let cells = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let cell = Cell { row, column: index };
            view! { <OneCell roles at said cell scope=scope.clone() column=column.clone()/> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row"><b>{scope.label.clone()}</b><span class="e">{scope.help.clone()}</span></th>
            {cells}
        </tr>
    }
}

#[component]
fn OneCell(
    roles: Roles,
    at: RwSignal<Cell>,
    said: RwSignal<String>,
    cell: Cell,
    scope: ScopeBody,
    column: Column,
) -> impl IntoView {
    let id = column.id;
    let class = classes(roles, column);
    let key = StoredValue::new(scope.key);
    let label = scope.label;
    let gives = Signal::derive(move || {
        key.with_value(|key| {
            let drafted = roles.drafts.with(|drafts| drafts.get(&id).map(|draft| draft.now.gives(key)));
            let saved = || {
                roles.list.content().with(|list| {
                    let role = list.iter().flatten().find(|role| role.role.id == id)?;
                    role.role.permissions.get(key).copied()
                })
            };
            drafted.or_else(saved).unwrap_or_default()
        })
    });
    let open = Memo::new(move |_| is_shown(roles, id) && roles.is_editable());
    let owned = key.with_value(|key| key == "ownership");
    let words = move || format!("{}, {label}: {}", name(roles, id), level(gives.get()));
    let was = move || {
        roles.drafts.with(|drafts| drafts.get(&id).and_then(|draft| key.with_value(|key| draft.was(key))))
    };
    view! {
        <td
            role="gridcell"
            class=class
            data-cell=format!("{}-{}", cell.row, cell.column)
            tabindex=move || if at.get() == cell { "0" } else { "-1" }
            aria-label=words
            aria-readonly=move || (!open.get() || owned).then_some("true")
            on:focusin=move |_| at.set(cell)
            // The keys are the cell's: a press inside of it leaves the focus there.
            on:click=move |_| focus(&format!("[data-cell='{}-{}']", cell.row, cell.column))
        >
            {move || match (open.get(), owned) {
                (true, true) => view! {
                    <span class="faint own" title=move || key.with_value(|key| roles.blocked(key, Access::Full))><Icon name="lock" small=true/></span>
                }.into_any(),
                (true, false) => view! { <Levels roles said scope=key gives/> }.into_any(),
                (false, _) => view! { <Pip access=gives/> }.into_any(),
            }}
            {move || was().map(|was| view! { <i class="was" title=format!("Was {}", level(was))></i> })}
        </td>
    }
}

/// None, view and full to press. Those that cannot be chosen say why.
#[component]
fn Levels(
    roles: Roles,
    said: RwSignal<String>,
    scope: StoredValue<String>,
    gives: Signal<Access>,
) -> impl IntoView {
    let group = unique("level");
    view! {
        <span class="seg tiny">
            {Access::ALL.map(|access| {
                let reason = Memo::new(move |_| scope.with_value(|scope| roles.blocked(scope, access)));
                view! {
                    <label title=move || reason.get().unwrap_or_else(|| level(access).to_owned())>
                        <input
                            type="radio"
                            tabindex="-1"
                            name=group.clone()
                            aria-label=level(access)
                            prop:checked=move || gives.get() == access
                            disabled=move || reason.with(Option::is_some)
                            on:change=move |_| scope.with_value(|scope| choose(roles, said, scope, access, false))
                        />
                        <Pip access=access/>
                    </label>
                }
            })}
        </span>
    }
}

fn limits(roles: Roles, columns: &[Column]) -> impl IntoView + use<> {
    let cells = |of: fn(Roles, RoleId) -> String| {
        columns
            .iter()
            .map(|column| {
                let (id, class) = (column.id, classes(roles, column.clone()));
                view! { <td class=class>{move || of(roles, id)}</td> }
            })
            .collect_view()
    };
    let heads = columns
        .iter()
        .map(|column| {
            let class = classes(roles, column.clone());
            view! { <td class=class></td> }
        })
        .collect_view();
    view! {
        <tr class="gh lim"><th scope="rowgroup">"Limits"</th>{heads}</tr>
        <tr class="ceil"><th scope="row"><b>"Reach"</b><span class="e">"Where the role gets in"</span></th>{cells(reach_of)}</tr>
        <tr class="ceil"><th scope="row"><b>"Ceiling"</b><span class="e">"The most it can ever get"</span></th>{cells(ceiling_of)}</tr>
    }
}

fn reach_of(roles: Roles, id: RoleId) -> String {
    let drafted = roles.drafts.with(|drafts| drafts.get(&id).map(|draft| draft.now.reach));
    drafted
        .or_else(|| roles.saved(id).map(|role| role.reach))
        .map(|reach| matrix::reach(reach).to_owned())
        .unwrap_or_default()
}

fn ceiling_of(roles: Roles, id: RoleId) -> String {
    let drafted = roles.drafts.with(|drafts| drafts.get(&id).map(|draft| draft.to_body()));
    drafted.or_else(|| roles.saved(id)).map(|role| matrix::ceiling(&role).to_owned()).unwrap_or_default()
}

/// The cell that the key was pressed in.
fn cell_of(event: &KeyboardEvent) -> Option<Cell> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let cell = target.closest("[data-cell]").ok()??.get_attribute("data-cell")?;
    let (row, column) = cell.split_once('-')?;
    Some(Cell { row: row.parse().ok()?, column: column.parse().ok()? })
}
