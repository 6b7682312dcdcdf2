//! Moving in the grid, and setting levels, by the keys.

use leptos::prelude::*;
use shared::access::Access;
use web_sys::KeyboardEvent;

use super::super::logic::grid::{Cell, Size};
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
    let size =
        Size { rows: matrix.rows.with_untracked(Vec::len), columns: matrix.columns.with_untracked(Vec::len) };
    let (row, column) = matrix.at.get_untracked();
    let at = Cell { row, column };
    let next = match (far, event.key().as_str()) {
        (true, "ArrowUp") => Some(Cell { row: 0, column }),
        (true, "ArrowDown") => Some(Cell { row: usize::MAX, column }),
        (true, "ArrowLeft") => Some(Cell { row, column: 0 }),
        (true, "ArrowRight") => Some(Cell { row, column: usize::MAX }),
        (_, "PageUp") => Some(Cell { row: row.saturating_sub(PAGE), column }),
        (_, "PageDown") => Some(Cell { row: row.saturating_add(PAGE), column }),
        (far, key) => at.after(key, far, size),
    };
    if let Some(next) = next {
        let Cell { row, column } = next.within(size);
        matrix.refused.set(None);
        matrix.at.set((row, column));
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
