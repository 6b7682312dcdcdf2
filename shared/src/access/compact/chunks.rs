//! A list that is copied a piece at a time.
//!
//! A copy of the list shares every piece with it. Writing to a row copies the piece that the row is in, and
//! the spine that leads to the pieces, so that a write costs the same however long the list is, or nearly.
//! What differs between a list and a copy that was written to is in the pieces that they no longer share.

use std::sync::Arc;

/// Rows in a piece.
const SIZE: usize = 64;

/// Rows by number, from nought.
#[derive(Debug, Clone)]
pub(crate) struct Chunks<T> {
    spine: Arc<[Arc<[T]>]>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { spine: Arc::from(Vec::new()) }
    }
}

impl<T> Chunks<T> {
    pub(crate) fn len(&self) -> usize {
        // Every piece but the last is full.
        self.spine.last().map_or(0, |last| (self.spine.len() - 1) * SIZE + last.len())
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let number = number as usize;
        self.spine.get(number / SIZE)?.get(number % SIZE)
    }

    /// The numbers of every row that could be another one in the other list, in order: those of the pieces
    /// that the two do not share.
    pub(crate) fn apart<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        let same_spine = Arc::ptr_eq(&self.spine, &other.spine);
        let pieces = if same_spine { 0 } else { self.spine.len().max(other.spine.len()) };
        (0..pieces).filter(|piece| !self.shares(other, *piece)).flat_map(|piece| {
            let rows = |list: &Self| list.spine.get(piece).map_or(0, |rows| rows.len());
            (piece * SIZE..piece * SIZE + rows(self).max(rows(other))).map(number)
        })
    }

    fn shares(&self, other: &Self, piece: usize) -> bool {
        match (self.spine.get(piece), other.spine.get(piece)) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (_, None) | (None, Some(_)) => false,
        }
    }
}

impl<T: Clone> Chunks<T> {
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        // Looked up first, so that a number that is not there copies nothing.
        self.get(number)?;
        let number = number as usize;
        let piece = Arc::make_mut(&mut self.spine).get_mut(number / SIZE)?;
        Arc::make_mut(piece).get_mut(number % SIZE)
    }

    /// Adds a row at the end and gives its number.
    pub(crate) fn push(&mut self, row: T) -> u32 {
        let at = number(self.len());
        let mut spine = self.spine.to_vec();
        let last = spine.pop_if(|last| last.len() < SIZE);
        let rows = last.iter().flat_map(|rows| rows.iter()).cloned().chain([row]);
        spine.push(rows.collect());
        self.spine = spine.into();
        at
    }
}

impl<T: Clone> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let rows: Vec<T> = rows.into_iter().collect();
        Self { spine: rows.chunks(SIZE).map(Arc::from).collect() }
    }
}

/// A row's number. Four thousand million rows of anything do not fit into memory before they overflow it.
pub(crate) fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer rows than a u32 counts")
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_list(start in 0..200u32, steps in vec((any::<bool>(), any::<u32>(), any::<u32>()), 0..60)) {
            let mut model: Vec<u32> = (0..start).collect();
            let mut list: Chunks<u32> = model.iter().copied().collect();
            for (push, at, value) in steps {
                if push || model.is_empty() {
                    prop_assert_eq!(list.push(value) as usize, model.len());
                    model.push(value);
                } else {
                    let at = at as usize % model.len();
                    *list.get_mut(number(at)).expect("there") = value;
                    model[at] = value;
                }
                prop_assert_eq!(list.len(), model.len());
            }
            let all: Vec<u32> = (0..number(list.len())).filter_map(|at| list.get(at)).copied().collect();
            prop_assert_eq!(&all, &model);
            prop_assert_eq!(list.get(number(model.len())), None);
            prop_assert!(list.get_mut(number(model.len())).is_none());
        }

        #[test]
        fn what_was_written_is_apart_and_little_else(size in 1..400u32, writes in vec(any::<u32>(), 0..3), more in 0..3u32) {
            let before: Chunks<u32> = (0..size).collect();
            let mut after = before.clone();
            for at in &writes {
                *after.get_mut(at % size).expect("there") += 1;
            }
            for value in 0..more {
                after.push(value);
            }
            let apart: Vec<u32> = before.apart(&after).collect();
            for at in 0..number(after.len()) {
                prop_assert!(before.get(at) == after.get(at) || apart.contains(&at), "{}", at);
            }
            // What is pushed can fill the last piece and begin another.
            prop_assert!(apart.len() <= (writes.len() + 2) * SIZE);
            prop_assert_eq!(apart, after.apart(&before).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_copy_is_not_apart() {
        let list: Chunks<u32> = (0..1000).collect();
        assert_eq!(list.apart(&list.clone()).count(), 0);
    }
}
