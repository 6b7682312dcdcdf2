//! Which rows are selected. It outlives filtering and paging, and says how many are out of view.

use std::collections::BTreeSet;

/// The selected ids, and the row that a range begins at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    ids: BTreeSet<String>,
    anchor: Option<String>,
}

impl Selection {
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The selected ids, those of `rows` first and in their order.
    pub(crate) fn in_order(&self, rows: &[String]) -> Vec<String> {
        let mut ids: Vec<String> = rows.iter().filter(|id| self.ids.contains(*id)).cloned().collect();
        let seen: BTreeSet<&String> = rows.iter().collect();
        ids.extend(self.ids.iter().filter(|id| !seen.contains(id)).cloned());
        ids
    }

    /// How many selected rows are not among those shown.
    pub(crate) fn out_of_view(&self, rows: &[String]) -> usize {
        let shown = rows.iter().filter(|id| self.ids.contains(*id)).count();
        self.ids.len() - shown
    }

    /// A press on a row's box: that row alone, or with shift all from the last pressed row to this one,
    /// which then are as this one becomes.
    pub(crate) fn press(&mut self, id: &str, range: bool, rows: &[String]) {
        let select = !self.ids.contains(id);
        let span = if range { self.span(id, rows) } else { None };
        for id in span.unwrap_or_else(|| vec![id.to_owned()]) {
            if select {
                self.ids.insert(id);
            } else {
                self.ids.remove(&id);
            }
        }
        self.anchor = Some(id.to_owned());
    }

    fn span(&self, id: &str, rows: &[String]) -> Option<Vec<String>> {
        let from = rows.iter().position(|row| Some(row) == self.anchor.as_ref())?;
        let to = rows.iter().position(|row| row == id)?;
        Some(rows[from.min(to)..=from.max(to)].to_vec())
    }

    /// The box in the head: all rows shown, or none of them where all were.
    pub(crate) fn press_all(&mut self, rows: &[String]) {
        if self.state(rows) == State::All {
            for id in rows {
                self.ids.remove(id);
            }
        } else {
            self.ids.extend(rows.iter().cloned());
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Somebody who is gone is not selected any more.
    pub(crate) fn forget(&mut self, id: &str) {
        self.ids.remove(id);
    }

    /// How the box in the head stands.
    pub(crate) fn state(&self, rows: &[String]) -> State {
        match rows.iter().filter(|id| self.ids.contains(*id)).count() {
            0 => State::None,
            n if n == rows.len() => State::All,
            _ => State::Some,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    None,
    Some,
    All,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<String> {
        ["a", "b", "c", "d"].map(str::to_owned).to_vec()
    }

    #[test]
    fn shift_takes_the_range_in_either_direction() {
        let mut selection = Selection::default();
        selection.press("c", false, &rows());
        selection.press("a", true, &rows());
        assert_eq!(selection.in_order(&rows()), ["a", "b", "c"]);
        selection.press("b", true, &rows());
        assert_eq!(selection.in_order(&rows()), ["c"], "the range becomes as the pressed row does");
    }

    #[test]
    fn shift_without_a_beginning_is_one_row() {
        let mut selection = Selection::default();
        selection.press("b", true, &rows());
        assert_eq!(selection.len(), 1);
    }

    #[test]
    fn what_is_out_of_view_stays_selected_and_is_counted() {
        let mut selection = Selection::default();
        selection.press("a", false, &rows());
        selection.press("d", false, &rows());
        let filtered = ["a".to_owned(), "b".to_owned()];
        assert_eq!(selection.out_of_view(&filtered), 1);
        assert_eq!(selection.state(&filtered), State::Some);
        assert_eq!(selection.in_order(&filtered), ["a", "d"]);
        selection.press_all(&filtered);
        assert_eq!(selection.state(&filtered), State::All);
        assert_eq!(selection.len(), 3);
        selection.press_all(&filtered);
        assert_eq!(selection.len(), 1);
        selection.forget("d");
        assert_eq!(selection.len(), 0);
    }
}
