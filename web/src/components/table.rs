use leptos::prelude::*;

use super::{ActWith, Icon};

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Sorted {
    #[default]
    No,
    Up,
    Down,
}

/// The frame of a table that becomes cards where it is narrow. `class` goes to the table: `selectable`, `tight`.
/// Children are `thead` and `tbody` with their roles.
#[component]
pub(crate) fn DataTable(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] class: &'static str,
    #[prop(into, optional)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class=format!("data cards {class}") role="table" aria-label=move || label.get() aria-busy=move || busy.get().then_some("true")>
                {children()}
            </table>
        </div>
    }
}

/// A heading that sorts. `on_sort` is told the order to go to: the other way round, or up at first.
#[component]
pub(crate) fn SortHead(
    #[prop(into)] label: String,
    #[prop(into)] sorted: Signal<Sorted>,
    #[prop(optional)] class: &'static str,
    #[prop(into)] on_sort: ActWith<Sorted>,
) -> impl IntoView {
    let order = move || match sorted.get() {
        Sorted::No => None,
        Sorted::Up => Some("ascending"),
        Sorted::Down => Some("descending"),
    };
    let press = move |_| {
        let next = if sorted.get_untracked() == Sorted::Up { Sorted::Down } else { Sorted::Up };
        on_sort.run((next,));
    };
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=order>
            <button type="button" on:click=press>
                {label}
                {move || match sorted.get() {
                    Sorted::No => None,
                    Sorted::Up => Some(view! { <Icon name="up-sort" small=true/> }),
                    Sorted::Down => Some(view! { <Icon name="down-sort" small=true/> }),
                }}
            </button>
        </th>
    }
}

/// A heading that does not sort.
#[component]
pub(crate) fn Head(#[prop(into)] label: String, #[prop(optional)] class: &'static str) -> impl IntoView {
    view! { <th role="columnheader" scope="col" class=class>{label}</th> }
}

/// The heading over row menus, for screen readers alone.
#[component]
pub(crate) fn MenuHead() -> impl IntoView {
    view! { <th role="columnheader" class="c-menu"><span class="vh">"Actions"</span></th> }
}

/// Rows in waiting, in the shape of a two-line row.
#[component]
pub(crate) fn SkeletonRows(#[prop(default = 6)] rows: usize) -> impl IntoView {
    let widths = ["52%", "64%", "44%", "58%"];
    view! {
        <div class="skrows" aria-hidden="true">
            {(0..rows)
                .map(|row| {
                    view! {
                        <div class="skrow">
                            <span class="sk c av-sk"></span>
                            <span class="stack">
                                <span class="sk" style:inline-size=widths[row % 4]></span>
                                <span class="sk thin" style:inline-size=widths[(row + 1) % 4]></span>
                            </span>
                            <span class="sk"></span>
                            <span class="sk" style:inline-size="70%"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}
