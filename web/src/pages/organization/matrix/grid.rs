//! The grid. Tens of thousands of cells are a few hundred elements: only the rows and columns in view are
//! drawn, a few cells of a row as one piece of markup, which holds no text of anybody's.

use std::fmt::Write;

use leptos::html::Div;
use leptos::prelude::*;
use shared::access::Access;
use shared::ids::MemberId;
use wasm_bindgen::JsCast;

use super::super::logic::{
    cells::{Cell, Window},
    cells_draft::Draft,
    cells_view::View,
};
use super::keys::press;
use super::state::{Column, Matrix, Row};
use crate::components::{Avatar, Button, For, Level, Show, as_here};
use crate::routes::Page;

/// Sizes in pixels; the stylesheet has them from here.
const ROW: f64 = 40.0;
const COLUMN: f64 = 48.0;
const HEAD: f64 = 132.0;

/// How wide the names are: less where there is little room.
fn names_width(room: f64) -> f64 {
    if room < 640.0 { 132.0 } else { 232.0 }
}

/// Where the grid is scrolled to, and how much of it is in view.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Port {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

#[component]
pub(super) fn Grid(matrix: Matrix) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let port = RwSignal::new(Port { left: 0.0, top: 0.0, width: 1_200.0, height: 640.0 });
    let look = move || {
        if let Some(frame) = frame.try_get_untracked().flatten() {
            let now = Port {
                left: f64::from(frame.scroll_left()),
                top: f64::from(frame.scroll_top()),
                width: f64::from(frame.client_width()),
                height: f64::from(frame.client_height()),
            };
            let _ = port.try_set(now);
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| look());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        if frame.get().is_some() {
            request_animation_frame(look);
        }
    });
    let names = Memo::new(move |_| names_width(port.get().width));
    let down = Memo::new(move |_| {
        let port = port.get();
        Window::of(matrix.rows.with(Vec::len), ROW, port.top, port.height - HEAD)
    });
    let across = Memo::new(move |_| {
        let port = port.get();
        Window::of(matrix.columns.with(Vec::len), COLUMN, port.left, port.width - names.get())
    });
    // The cell that the keys are on stays in view.
    Effect::new(move |before: Option<(usize, usize)>| {
        let at = matrix.at.get();
        if before.is_some_and(|before| before != at)
            && let Some(frame) = frame.get_untracked()
        {
            bring_into_view(&frame, at, names.get_untracked());
        }
        at
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        if press(matrix, &event) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let on_click = move |event: web_sys::MouseEvent| {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let place = |selector: &str, attribute: &str| {
            target.closest(selector).ok().flatten()?.get_attribute(attribute)?.parse::<usize>().ok()
        };
        if let (Some(row), Some(column)) = (place("[data-row]", "data-row"), place("[data-c]", "data-c")) {
            matrix.refused.set(None);
            matrix.at.set((row, column));
        }
    };
    let many =
        move || matrix.people.content().with(|people| people.as_ref().is_some_and(|people| people.more));
    view! {
        <section aria-label="Matrix">
            <div
                class="px-frame"
                role="grid"
                tabindex="0"
                aria-label="People and projects"
                aria-describedby="px-help"
                aria-rowcount=move || (matrix.rows.with(Vec::len) + 1).to_string()
                aria-colcount=move || (matrix.columns.with(Vec::len) + 1).to_string()
                aria-activedescendant=move || { let (row, column) = matrix.at.get(); format!("px-{row}-{column}") }
                node_ref=frame
                style:--px-row=format!("{ROW}px")
                style:--px-col=format!("{COLUMN}px")
                style:--px-head=format!("{HEAD}px")
                style:--px-names=move || format!("{}px", names.get())
                style:--px-skip=move || format!("{}px", across.get().from as f64 * COLUMN)
                on:scroll=move |_| look()
                on:keydown=on_key
                on:click=on_click
            >
                <div
                    class="px-sheet"
                    style:inline-size=move || format!("{}px", names.get() + matrix.columns.with(Vec::len) as f64 * COLUMN)
                    style:block-size=move || format!("{}px", HEAD + matrix.rows.with(Vec::len) as f64 * ROW)
                >
                    <div class="px-top" role="row" aria-rowindex="1">
                        <span class="px-name" role="columnheader" aria-colindex="1"><span class="faint sm">"Person"</span></span>
                        <span class="px-skip"></span>
                        <For
                            each=move || matrix.columns.with(|all| slice(all, across.get()))
                            key=|(at, column)| (*at, column.id, column.name.clone())
                            let:one
                        >
                            <Heading matrix at=one.0 column=one.1/>
                        </For>
                    </div>
                    <For
                        each=move || matrix.rows.with(|all| slice(all, down.get()))
                        key=|(at, row)| (*at, row.id, row.name.clone(), row.role.clone())
                        let:one
                    >
                        <Line matrix across at=one.0 row=one.1/>
                    </For>
                </div>
            </div>
            <div class="t-foot px-foot" style:border="0">
                <Show when=many>
                    <Button busy=matrix.people.busy() on_press=move || matrix.load_more()>"Load 200 more"</Button>
                </Show>
                <span class="row wrap">{Access::ALL.map(|access| view! { <Level access/> })}</span>
                <span class="row wrap wide-only">
                    <span><b class="px-mark">"w"</b>" workspace role"</span>
                    <span><b class="px-mark">"g"</b>" group"</span>
                    <span><b class="px-mark">"d"</b>" direct grant"</span>
                    <span class="faint">"No letter: the role"</span>
                </span>
                <span class="push wide-only" id="px-help">
                    <kbd>"←"</kbd> <kbd>"↑"</kbd> <kbd>"↓"</kbd> <kbd>"→"</kbd> " move, " <kbd>"N"</kbd> <kbd>"V"</kbd> <kbd>"F"</kbd> " set, " <kbd>{as_here("⌘Z")}</kbd> " take back"
                </span>
            </div>
        </section>
    }
}

fn slice<T: Clone>(all: &[T], window: Window) -> Vec<(usize, T)> {
    let shown = all.iter().enumerate().take(window.to).skip(window.from);
    shown.map(|(at, one)| (at, one.clone())).collect()
}

#[component]
fn Heading(matrix: Matrix, at: usize, column: Column) -> impl IntoView {
    let here = matrix.here;
    let title = format!("{}, in {}", column.name, column.workspace);
    view! {
        <span
            class="px-col"
            role="columnheader"
            aria-colindex=(at + 2).to_string()
            class:on=move || matrix.at.get().1 == at
        >
            <a href=here.link(Page::Project(column.id.to_string())) tabindex="-1" title=title>{column.name}</a>
        </span>
    }
}

#[component]
fn Line(matrix: Matrix, across: Memo<Window>, at: usize, row: Row) -> impl IntoView {
    let here = matrix.here;
    let id = row.id;
    // Another row's change draws nothing here.
    let on = Memo::new(move |_| {
        let (row, column) = matrix.at.get();
        (row == at).then_some(column)
    });
    view! {
        <div
            class="px-line"
            role="row"
            aria-rowindex=(at + 2).to_string()
            data-row=at.to_string()
            data-member=id.to_string()
            class:on=move || on.get().is_some()
            class:locked=row.implicit
            style:inset-block-start=format!("{}px", HEAD + at as f64 * ROW)
        >
            <span class="px-name" role="rowheader" aria-colindex="1">
                <Avatar name=row.name.clone() size="1.5rem"/>
                <span class="two">
                    <a class="trunc" href=here.link(Page::Member(id.to_string())) tabindex="-1" title=row.email>{row.name}</a>
                    <span class="e trunc">{row.role}</span>
                </span>
            </span>
            <span class="px-skip"></span>
            <For each=move || pieces(across.get()) key=|piece| *piece let:piece>
                <Cells matrix piece at id on/>
            </For>
        </div>
    }
}

fn pieces(window: Window) -> Vec<Window> {
    window.pieces().collect()
}

/// A few cells of a row. Scrolling sideways draws those that come into view, and no others.
#[component]
fn Cells(matrix: Matrix, piece: Window, at: usize, id: MemberId, on: Memo<Option<usize>>) -> impl IntoView {
    let markup = Memo::new(move |_| {
        let on = on.get();
        matrix.view.with(|view| {
            matrix.columns.with(|columns| {
                matrix.draft.with(|draft| cells(draft, view, columns, piece, &Place { id, at, on }))
            })
        })
    });
    view! { <span class="px-cells" role="presentation" inner_html=move || markup.get()></span> }
}

struct Place {
    id: MemberId,
    at: usize,
    on: Option<usize>,
}

/// Some of one row's cells. Nothing in it was typed by anybody, so nothing has to be escaped.
fn cells(draft: &Draft, view: &View, columns: &[Column], window: Window, place: &Place) -> String {
    let mut text = String::with_capacity((window.to - window.from) * 160);
    let page = draft.page(place.id);
    for (at, column) in columns.iter().enumerate().take(window.to).skip(window.from) {
        let cell = page.map(|page| page.cell(place.id, column.id, &view.lens)).unwrap_or_default();
        let changed = draft.is_changed(place.id, column.id);
        let class = class(cell, view, changed, place.on == Some(at));
        let mark = cell.mark();
        let _ = write!(
            text,
            r#"<span role="gridcell" id="px-{}-{at}" aria-colindex="{}" class="px-c{class}" data-c="{at}" aria-label="{}{}"{}><i class="pip" data-a="{}"></i>"#,
            place.at,
            at + 2,
            cell.words(),
            if changed { ", not saved" } else { "" },
            if place.on == Some(at) { r#" aria-selected="true""# } else { "" },
            cell.access.as_str(),
        );
        if !mark.is_empty() {
            let _ = write!(text, r#"<b class="px-mark" aria-hidden="true">{mark}</b>"#);
        }
        text.push_str("</span>");
    }
    text
}

fn class(cell: Cell, view: &View, changed: bool, on: bool) -> &'static str {
    let faded = view.picks_cells() && !view.takes(cell);
    match (changed, on, faded) {
        (false, false, false) => "",
        (false, false, true) => " off",
        (false, true, _) => " on",
        (true, false, _) => " changed",
        (true, true, _) => " changed on",
    }
}

fn bring_into_view(frame: &web_sys::HtmlElement, (row, column): (usize, usize), names: f64) {
    let step = |from: f64, size: f64, scrolled: f64, room: f64| {
        if from < scrolled {
            Some(from)
        } else if from + size > scrolled + room {
            Some(from + size - room)
        } else {
            None
        }
    };
    let (width, height) = (f64::from(frame.client_width()) - names, f64::from(frame.client_height()) - HEAD);
    if let Some(top) = step(row as f64 * ROW, ROW, f64::from(frame.scroll_top()), height) {
        frame.set_scroll_top(top as i32);
    }
    if let Some(left) = step(column as f64 * COLUMN, COLUMN, f64::from(frame.scroll_left()), width) {
        frame.set_scroll_left(left as i32);
    }
}
