//! Moving about in a grid by keys: one cell is in the order of Tab, the others are reached from it.

/// A cell, counted from the first row and the first column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// How many rows and columns there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

impl Cell {
    /// Where a key leads: arrows to the neighbour, Home and End to the ends of the row, with Ctrl to those of the
    /// grid. `None` for any other key.
    pub(crate) fn after(self, key: &str, ctrl: bool, size: Size) -> Option<Self> {
        let (last_row, last_column) = (size.rows.checked_sub(1)?, size.columns.checked_sub(1)?);
        let Self { row, column } = self.within(size);
        Some(match key {
            "ArrowUp" => Self { row: row.saturating_sub(1), column },
            "ArrowDown" => Self { row: (row + 1).min(last_row), column },
            "ArrowLeft" => Self { row, column: column.saturating_sub(1) },
            "ArrowRight" => Self { row, column: (column + 1).min(last_column) },
            "Home" if ctrl => Self { row: 0, column: 0 },
            "End" if ctrl => Self { row: last_row, column: last_column },
            "Home" => Self { row, column: 0 },
            "End" => Self { row, column: last_column },
            _ => return None,
        })
    }

    /// The nearest cell that a grid of this size has: rows and columns may have gone.
    pub(crate) fn within(self, size: Size) -> Self {
        Self {
            row: self.row.min(size.rows.saturating_sub(1)),
            column: self.column.min(size.columns.saturating_sub(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { rows: 3, columns: 4 };

    fn at(row: usize, column: usize) -> Cell {
        Cell { row, column }
    }

    #[test]
    fn arrows_go_to_the_neighbour_and_stop_at_the_edge() {
        assert_eq!(at(1, 1).after("ArrowDown", false, SIZE), Some(at(2, 1)));
        assert_eq!(at(2, 1).after("ArrowDown", false, SIZE), Some(at(2, 1)));
        assert_eq!(at(0, 1).after("ArrowUp", false, SIZE), Some(at(0, 1)));
        assert_eq!(at(1, 3).after("ArrowRight", false, SIZE), Some(at(1, 3)));
        assert_eq!(at(1, 0).after("ArrowLeft", false, SIZE), Some(at(1, 0)));
        assert_eq!(at(1, 1).after("ArrowLeft", false, SIZE), Some(at(1, 0)));
    }

    #[test]
    fn home_and_end_go_to_the_ends() {
        assert_eq!(at(1, 2).after("Home", false, SIZE), Some(at(1, 0)));
        assert_eq!(at(1, 2).after("End", false, SIZE), Some(at(1, 3)));
        assert_eq!(at(1, 2).after("Home", true, SIZE), Some(at(0, 0)));
        assert_eq!(at(1, 2).after("End", true, SIZE), Some(at(2, 3)));
    }

    #[test]
    fn other_keys_are_not_the_grids_and_what_is_gone_is_left() {
        assert_eq!(at(1, 2).after("x", false, SIZE), None);
        assert_eq!(at(1, 2).after("ArrowUp", false, Size::default()), None);
        assert_eq!(at(9, 9).within(SIZE), at(2, 3));
    }
}
