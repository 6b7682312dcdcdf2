//! Everything there is of one kind: numbered, found by id, listed by id.
//!
//! A thing keeps its number for as long as it is there; when it is gone, the number is given to another.
//! Whatever points to a thing holds its number, and lets go of it before the thing goes: so a number that is
//! found in a piece that two snapshots share means the same thing in both.

use std::sync::Arc;

use uuid::Uuid;

use super::chunks::{Chunks, number};
use super::table::{Table, tag};

/// What stands in a register.
pub(crate) trait Entry: Clone {
    fn uuid(&self) -> Uuid;
}

#[derive(Debug, Clone)]
pub(crate) struct Register<E> {
    table: Table,
    rows: Chunks<Option<E>>,
    free: Arc<Vec<u32>>,
    /// The numbers in the order of the ids.
    order: Arc<Vec<u32>>,
}

impl<E> Default for Register<E> {
    fn default() -> Self {
        Self { table: Table::default(), rows: Chunks::default(), free: Arc::default(), order: Arc::default() }
    }
}

impl<E: Entry> Register<E> {
    /// A register of these, the first of which has number nought. Their ids must all be different.
    pub(crate) fn of(entries: Vec<E>) -> Self {
        // Half empty, so that what is looked for stands in its home.
        let mut table = Table::with_room(2 * entries.len());
        let mut order: Vec<u32> = (0..number(entries.len())).collect();
        for (at, entry) in order.iter().zip(&entries) {
            table.insert(tag(entry.uuid()), *at);
        }
        order.sort_by_key(|at| entries[*at as usize].uuid());
        let rows = entries.into_iter().map(Some).collect();
        Self { table, rows, free: Arc::default(), order: Arc::new(order) }
    }

    #[inline]
    pub(crate) fn find(&self, id: Uuid) -> Option<(u32, &E)> {
        self.table.seek(tag(id), |at| {
            let entry = self.get(at)?;
            (entry.uuid() == id).then_some((at, entry))
        })
    }

    #[inline]
    pub(crate) fn number(&self, id: Uuid) -> Option<u32> {
        self.find(id).map(|(at, _)| at)
    }

    pub(crate) fn has(&self, id: Uuid) -> bool {
        self.number(id).is_some()
    }

    #[inline]
    pub(crate) fn get(&self, at: u32) -> Option<&E> {
        self.rows.get(at)?.as_ref()
    }

    /// Its id must stay as it is.
    pub(crate) fn get_mut(&mut self, at: u32) -> Option<&mut E> {
        self.get(at)?;
        self.rows.get_mut(at)?.as_mut()
    }

    /// Everything, by id.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &E> {
        self.order.iter().map(|at| self.get(*at).expect("what is listed is there"))
    }

    /// The numbers, by id.
    pub(crate) fn numbers(&self) -> impl ExactSizeIterator<Item = u32> {
        self.order.iter().copied()
    }

    /// The numbers of what comes behind this id, by id.
    pub(crate) fn numbers_after(&self, id: Uuid) -> impl ExactSizeIterator<Item = u32> {
        let from = self.order.partition_point(|at| self.get(*at).is_some_and(|entry| entry.uuid() <= id));
        self.order[from..].iter().copied()
    }

    /// Adds an entry whose id is not there yet, and gives its number.
    pub(crate) fn insert(&mut self, entry: E) -> u32 {
        let id = entry.uuid();
        let at = match Arc::make_mut(&mut self.free).pop() {
            Some(at) => {
                if let Some(row) = self.rows.get_mut(at) {
                    *row = Some(entry);
                }
                at
            }
            None => self.rows.push(Some(entry)),
        };
        self.table.insert(tag(id), at);
        let position = self.position(id);
        Arc::make_mut(&mut self.order).insert(position, at);
        at
    }

    pub(crate) fn remove(&mut self, at: u32) -> Option<E> {
        let id = self.get(at)?.uuid();
        let position = self.position(id);
        Arc::make_mut(&mut self.order).remove(position);
        self.table.remove(tag(id), at);
        Arc::make_mut(&mut self.free).push(at);
        self.rows.get_mut(at)?.take()
    }

    /// The numbers whose entries could be other ones in the other register.
    pub(crate) fn apart<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        self.rows.apart(&other.rows)
    }

    fn position(&self, id: Uuid) -> usize {
        self.order.partition_point(|at| self.get(*at).is_some_and(|entry| entry.uuid() < id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Thing(Uuid, u8);

    impl Entry for Thing {
        fn uuid(&self) -> Uuid {
            self.0
        }
    }

    fn id(number: u8) -> Uuid {
        Uuid::from_u128(u128::from(number.reverse_bits()))
    }

    proptest! {
        #[test]
        fn it_is_an_ordered_map(start in 0..100u8, steps in vec((0..3u8, any::<u8>(), any::<u8>()), 0..80)) {
            let mut model: BTreeMap<Uuid, u8> = (0..start).map(|number| (id(number), 0)).collect();
            let mut register = Register::of((0..start).map(|number| Thing(id(number), 0)).collect());
            for (what, number, value) in steps {
                let (id, found) = (id(number), register.number(id(number)));
                match (what, found) {
                    (0, Some(at)) => {
                        prop_assert_eq!(register.remove(at).map(|thing| thing.1), model.remove(&id));
                    }
                    (1, Some(at)) => {
                        register.get_mut(at).expect("there").1 = value;
                        model.insert(id, value);
                    }
                    (_, None) => {
                        let at = register.insert(Thing(id, value));
                        prop_assert_eq!(register.number(id), Some(at));
                        model.insert(id, value);
                    }
                    (_, Some(_)) => {}
                }
                prop_assert_eq!(register.numbers().len(), model.len());
            }
            let all: Vec<_> = register.iter().map(|thing| (thing.0, thing.1)).collect();
            prop_assert_eq!(all, model.iter().map(|(id, value)| (*id, *value)).collect::<Vec<_>>());
            for number in 0..=255 {
                let found = register.find(id(number)).map(|(_, thing)| thing.1);
                prop_assert_eq!(found, model.get(&id(number)).copied());
                prop_assert_eq!(
                    register.numbers_after(id(number)).count(),
                    model.keys().filter(|other| **other > id(number)).count()
                );
            }
        }
    }
}
