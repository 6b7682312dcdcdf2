//! Moving in the grid, and setting levels, by the keys.

use leptos::prelude::*;
use shared::access::Access;
use web_sys::KeyboardEvent;

use super::state::Matrix;

/// How many rows a page of the keyboard is.
const PAGE: usize = 10;

/// Arrows, Home, End, Page up and down move, with Ctrl to the ends; `n`, `v`, `f` set, Space takes the next
/// level; ⌘Z takes back. Says whether the key was one of these.
pub(super) fn press(matrix: Matrix, event: &KeyboardEvent) -> bool {
    let far = event.ctrl_key() || event.meta_key();
    if event.alt_key() {
        return false;
    }
    let (rows, columns) = (matrix.rows.with_untracked(Vec::len), matrix.columns.with_untracked(Vec::len));
    let (row, column) = matrix.at.get_untracked();
    let last = |count: usize| count.saturating_sub(1);
    let next = match event.key().as_str() {
        "ArrowUp" if far => Some((0, column)),
        "ArrowDown" if far => Some((last(rows), column)),
        "ArrowLeft" if far => Some((row, 0)),
        "ArrowRight" if far => Some((row, last(columns))),
        "ArrowUp" => Some((row.saturating_sub(1), column)),
        "ArrowDown" => Some((row + 1, column)),
        "ArrowLeft" => Some((row, column.saturating_sub(1))),
        "ArrowRight" => Some((row, column + 1)),
        "PageUp" => Some((row.saturating_sub(PAGE), column)),
        "PageDown" => Some((row + PAGE, column)),
        "Home" if far => Some((0, 0)),
        "End" if far => Some((last(rows), last(columns))),
        "Home" => Some((row, 0)),
        "End" => Some((row, last(columns))),
        _ => None,
    };
    if let Some((row, column)) = next {
        matrix.refused.set(None);
        matrix.at.set((row.min(last(rows)), column.min(last(columns))));
        return true;
    }
    match (far, event.key().as_str()) {
        (true, "z") => matrix.undo(),
        (false, "n" | "Backspace" | "Delete") => matrix.set_level(Access::None),
        (false, "v") => matrix.set_level(Access::View),
        (false, "f") => matrix.set_level(Access::Full),
        (false, " ") => matrix.set_level(following(matrix)),
        _ => return false,
    }
    true
}

/// The level after the one that is there.
fn following(matrix: Matrix) -> Access {
    let lens = matrix.view.with_untracked(|view| view.lens.clone());
    let Some((row, column)) = untrack(|| matrix.here_now()) else { return Access::None };
    let now = matrix.draft.with_untracked(|draft| {
        draft.page(row.id).map(|page| page.cell(row.id, column.id, &lens).access).unwrap_or_default()
    });
    match now {
        Access::None => Access::View,
        Access::View => Access::Full,
        Access::Full => Access::None,
    }
}
