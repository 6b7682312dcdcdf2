//! From an id to a number.
//!
//! The ids themselves stand in the rows that the numbers are of, so the table does not repeat them: a cell
//! holds 32 bits of the id's hash, which is called its tag here, and the number. Whoever looks something up
//! says whether the row with a number is the one they meant; with tags alike one time in four thousand
//! million, that is the first one tried.
//!
//! The cells are cut into shards by the tag's first bits, so that a write copies one shard of a few thousand.
//! The remaining bits say where in a shard a cell would like to be; it stands there or in the first free
//! place behind. A removal moves up the cells that stood further back because of the one removed, so there
//! are no graves to clear later.

use std::sync::Arc;

use uuid::Uuid;

/// Shards are doubled when they would hold more than this many numbers on average.
const CROWDED: usize = 2048;

/// Numbers by the hash of their id. The same number may stand behind several tags, and several numbers
/// behind one.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// A power of two of them, so that the tag's first bits choose one.
    shards: Arc<[Shard]>,
    len: usize,
}

#[derive(Debug, Clone)]
struct Shard {
    cells: Arc<[Cell]>,
    used: u32,
    /// How many of a tag's bits have chosen the shard already.
    spent: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    tag: u32,
    /// Or that of `FREE`.
    number: u32,
}

const FREE: Cell = Cell { tag: 0, number: u32::MAX };

/// The 32 bits of an id that a table sorts it by. Ids are made by the server: nobody chooses them so that
/// they collide.
#[inline]
pub(crate) fn tag(id: Uuid) -> u32 {
    let (high, low) = id.as_u64_pair();
    let product = u128::from(high ^ 0x9e37_79b9_7f4a_7c15) * u128::from(low ^ 0xd1b5_4a32_d192_ed03);
    let folded = (product as u64) ^ (product >> 64) as u64;
    (folded.wrapping_mul(0x9fb2_1c65_1e98_df25) >> 32) as u32
}

impl Default for Table {
    fn default() -> Self {
        Self::with_room(0)
    }
}

impl Table {
    /// An empty table that this many numbers fit into without being moved.
    pub(crate) fn with_room(numbers: usize) -> Self {
        let shards = numbers.div_ceil(CROWDED).next_power_of_two();
        // Shards are not filled quite alike: a sixteenth more is three standard deviations and not far off.
        let spread = if shards > 1 { numbers / shards / 16 + 1 } else { 0 };
        Self::of_shards(shards, numbers / shards + spread)
    }

    fn of_shards(shards: usize, room: usize) -> Self {
        let spent = shards.trailing_zeros();
        Self { shards: (0..shards).map(|_| Shard::with_room(room, spent)).collect(), len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number behind this tag that is the right one.
    #[inline]
    pub(crate) fn find(&self, tag: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let shard = self.shards.get(self.shard_of(tag))?;
        shard.position(tag, is).map(|(_, number)| number)
    }

    pub(crate) fn insert(&mut self, tag: u32, number: u32) {
        if self.len >= self.shards.len() * CROWDED {
            self.split();
        }
        let shard = self.shard_of(tag);
        if let Some(shard) = Arc::make_mut(&mut self.shards).get_mut(shard) {
            shard.insert(Cell { tag, number });
            self.len += 1;
        }
    }

    /// Whether the number stood behind this tag. One cell goes, if it stood there several times.
    pub(crate) fn remove(&mut self, tag: u32, number: u32) -> bool {
        let at = self.shard_of(tag);
        let found = self.shards.get(at).and_then(|shard| shard.position(tag, |other| other == number));
        let (Some((position, _)), Some(shard)) = (found, Arc::make_mut(&mut self.shards).get_mut(at)) else {
            return false;
        };
        shard.remove(position);
        self.len -= 1;
        true
    }

    /// Twice as many shards with half as much in each.
    fn split(&mut self) {
        let shards = self.shards.len() * 2;
        let mut wider = Self::of_shards(shards, self.len / shards * 5 / 4 + 1);
        for cell in self.shards.iter().flat_map(|shard| shard.cells.iter()).filter(|cell| **cell != FREE) {
            wider.insert(cell.tag, cell.number);
        }
        *self = wider;
    }

    /// The first bits, as many as choose one of the shards.
    #[inline]
    fn shard_of(&self, tag: u32) -> usize {
        (u64::from(tag) >> (32 - self.shards.len().trailing_zeros())) as usize
    }
}

impl Shard {
    fn with_room(numbers: usize, spent: u32) -> Self {
        let cells = if numbers == 0 { 0 } else { (numbers * 8).div_ceil(7) + 1 };
        Self { cells: vec![FREE; cells].into(), used: 0, spent }
    }

    /// Where a cell would like to be.
    #[inline]
    fn home(&self, tag: u32) -> usize {
        ((u64::from(tag << self.spent) * self.cells.len() as u64) >> 32) as usize
    }

    #[inline]
    fn next(&self, position: usize) -> usize {
        if position + 1 < self.cells.len() { position + 1 } else { 0 }
    }

    #[inline]
    fn position(&self, tag: u32, is: impl Fn(u32) -> bool) -> Option<(usize, u32)> {
        let mut position = self.home(tag);
        loop {
            // Nowhere in a shard that has no cells; elsewhere one cell at least is free, and ends this.
            let cell = self.cells.get(position)?;
            if *cell == FREE {
                return None;
            }
            if cell.tag == tag && is(cell.number) {
                return Some((position, cell.number));
            }
            position = self.next(position);
        }
    }

    fn insert(&mut self, cell: Cell) {
        if (self.used as usize + 1) * 8 > self.cells.len() * 7 {
            self.grow();
        }
        let mut position = self.home(cell.tag);
        while self.cells[position] != FREE {
            position = self.next(position);
        }
        Arc::make_mut(&mut self.cells)[position] = cell;
        self.used += 1;
    }

    /// Half as large again.
    fn grow(&mut self) {
        let mut larger = Self::with_room((self.used as usize + 4) * 3 / 2, self.spent);
        for cell in self.cells.iter().filter(|cell| **cell != FREE) {
            larger.insert(*cell);
        }
        *self = larger;
    }

    /// Frees a cell, and moves up those behind it that would rather stand further in front.
    fn remove(&mut self, position: usize) {
        let (mut hole, mut behind) = (position, self.next(position));
        while self.cells[behind] != FREE {
            let home = self.home(self.cells[behind].tag);
            if self.steps(home, behind) >= self.steps(hole, behind) {
                let cells = Arc::make_mut(&mut self.cells);
                cells[hole] = cells[behind];
                hole = behind;
            }
            behind = self.next(behind);
        }
        Arc::make_mut(&mut self.cells)[hole] = FREE;
        self.used -= 1;
    }

    /// How many steps forward lead from one position to another.
    fn steps(&self, from: usize, to: usize) -> usize {
        if to >= from { to - from } else { to + self.cells.len() - from }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Ids that share few tags, so that cells crowd, wrap round and collide.
    fn crowded(id: u32) -> u32 {
        match id % 3 {
            0 => id % 7,
            1 => u32::MAX - id % 5,
            _ => id.wrapping_mul(0x9e37_79b9),
        }
    }

    proptest! {
        #[test]
        fn it_is_a_map(room in 0..40usize, steps in vec((any::<bool>(), 0..60u32), 0..200)) {
            let mut model = BTreeMap::new();
            let mut table = Table::with_room(room);
            for (insert, id) in steps {
                // The number is the id, so that a row is the right one when its number is.
                if insert && !model.contains_key(&id) {
                    model.insert(id, id);
                    table.insert(crowded(id), id);
                } else if !insert {
                    prop_assert_eq!(table.remove(crowded(id), id), model.remove(&id).is_some());
                }
                prop_assert_eq!(table.len(), model.len());
            }
            for id in 0..60 {
                prop_assert_eq!(table.find(crowded(id), |number| number == id), model.get(&id).copied());
            }
        }
    }

    #[test]
    fn it_grows_through_splits_and_shrinks_to_nothing() {
        let id = |number: u32| tag(Uuid::from_u128(u128::from(number)));
        for mut table in [Table::default(), Table::with_room(20_000)] {
            for number in 0..20_000 {
                table.insert(id(number), number);
            }
            assert!(
                (0..20_000).all(|number| table.find(id(number), |other| other == number) == Some(number))
            );
            assert_eq!(table.find(id(20_000), |other| other == 20_000), None);
            for number in (0..20_000).rev() {
                assert!(table.remove(id(number), number));
            }
            assert_eq!(table.len(), 0);
            assert!((0..20_000).all(|number| table.find(id(number), |_| true).is_none()));
        }
    }

    #[test]
    fn a_copy_keeps_what_it_had() {
        let mut table = Table::default();
        table.insert(1, 1);
        let copy = table.clone();
        assert!(table.remove(1, 1));
        table.insert(2, 2);
        assert_eq!((copy.find(1, |_| true), copy.find(2, |_| true)), (Some(1), None));
    }
}
