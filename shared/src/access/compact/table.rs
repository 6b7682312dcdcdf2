//! From an id to a number.
//!
//! The ids themselves stand in the rows that the numbers are of, so the table does not repeat them: a cell
//! holds 32 bits of the id's hash, which is called its tag here, and the number. Whoever looks something up
//! says whether the row with a number is the one they meant; with tags alike one time in four thousand
//! million, that is the first one tried.
//!
//! The cells are cut into shards by the tag's first bits, so that a write copies one shard of a few thousand.
//! The remaining bits say which bucket of a shard is a cell's home: eight cells in one cache line, which are
//! compared at once. A cell stands in its home, or, where that is full, in the next bucket that is not. So a
//! search ends at the first bucket with room, and a removal moves up a cell that stood further back for want
//! of the place that is free now.

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
    buckets: Arc<[Bucket]>,
    used: u32,
    /// How many of a tag's bits have chosen the shard already.
    spent: u32,
}

/// Cells in a bucket.
const WIDTH: usize = 8;

/// Filled from the front.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Bucket {
    tags: [u32; WIDTH],
    numbers: [u32; WIDTH],
}

/// The number in a cell with nothing in it.
const FREE: u32 = u32::MAX;

/// The 32 bits of an id that a table sorts it by. Ids are made by the server, and are random in their last 62
/// bits: nobody chooses them so that they collide. The product spreads those that count up, too.
#[inline]
pub(crate) fn tag(id: Uuid) -> u32 {
    let (high, low) = id.as_u64_pair();
    ((high ^ low).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
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
        // Shards are not filled quite alike: this is twice as much as they usually differ.
        let spread = if shards > 1 { numbers / shards / 24 + 1 } else { 0 };
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
        self.seek(tag, |number| is(number).then_some(number))
    }

    /// What is made of the number behind this tag that something is made of.
    #[inline]
    pub(crate) fn seek<T>(&self, tag: u32, make: impl Fn(u32) -> Option<T>) -> Option<T> {
        self.shards.get(self.shard_of(tag))?.seek(tag, |_, _, number| make(number))
    }

    pub(crate) fn insert(&mut self, tag: u32, number: u32) {
        if self.len >= self.shards.len() * CROWDED {
            self.split();
        }
        let shard = self.shard_of(tag);
        if let Some(shard) = Arc::make_mut(&mut self.shards).get_mut(shard) {
            shard.insert(tag, number);
            self.len += 1;
        }
    }

    /// Whether the number stood behind this tag. One cell goes, if it stood there several times.
    pub(crate) fn remove(&mut self, tag: u32, number: u32) -> bool {
        let at = self.shard_of(tag);
        let found = self.shards.get(at).and_then(|shard| shard.position(tag, |other| other == number));
        let (Some((bucket, cell)), Some(shard)) = (found, Arc::make_mut(&mut self.shards).get_mut(at)) else {
            return false;
        };
        shard.remove(bucket, cell);
        self.len -= 1;
        true
    }

    /// Twice as many shards with half as much in each.
    fn split(&mut self) {
        let shards = self.shards.len() * 2;
        let mut wider = Self::of_shards(shards, self.len / shards * 5 / 4 + 1);
        for (tag, number) in self.shards.iter().flat_map(Shard::cells) {
            wider.insert(tag, number);
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
    /// With room for this many before it has to grow: an eighth of the cells stays free, so that a search ends.
    fn with_room(numbers: usize, spent: u32) -> Self {
        let buckets = (numbers * 8).div_ceil(7 * WIDTH);
        Self { buckets: vec![Bucket::EMPTY; buckets].into(), used: 0, spent }
    }

    fn cells(&self) -> impl Iterator<Item = (u32, u32)> {
        let pairs = |bucket: &Bucket| bucket.tags.into_iter().zip(bucket.numbers);
        self.buckets.iter().flat_map(pairs).filter(|(_, number)| *number != FREE)
    }

    /// The bucket where a tag would like to be.
    #[inline]
    fn home(&self, tag: u32) -> usize {
        ((u64::from(tag << self.spent) * self.buckets.len() as u64) >> 32) as usize
    }

    #[inline]
    fn next(&self, bucket: usize) -> usize {
        if bucket + 1 < self.buckets.len() { bucket + 1 } else { 0 }
    }

    /// How many buckets forward lead from one to another.
    fn steps(&self, from: usize, to: usize) -> usize {
        if to >= from { to - from } else { to + self.buckets.len() - from }
    }

    /// The bucket and the cell of the number behind this tag that is the right one.
    fn position(&self, tag: u32, is: impl Fn(u32) -> bool) -> Option<(usize, usize)> {
        self.seek(tag, |bucket, cell, number| is(number).then_some((bucket, cell)))
    }

    #[inline]
    fn seek<T>(&self, tag: u32, make: impl Fn(usize, usize, u32) -> Option<T>) -> Option<T> {
        let mut at = self.home(tag);
        loop {
            // Nowhere in a shard that has no buckets; elsewhere one at least has room, and ends this.
            let bucket = self.buckets.get(at)?;
            let mut alike = bucket.alike(tag);
            while alike != 0 {
                let cell = alike.trailing_zeros() as usize;
                let number = bucket.numbers[cell];
                if number != FREE
                    && let Some(made) = make(at, cell, number)
                {
                    return Some(made);
                }
                alike &= alike - 1;
            }
            if bucket.has_room() {
                return None;
            }
            at = self.next(at);
        }
    }

    fn insert(&mut self, tag: u32, number: u32) {
        if (self.used as usize + 1) * 8 > self.buckets.len() * WIDTH * 7 {
            self.grow();
        }
        let mut at = self.home(tag);
        while !self.buckets[at].has_room() {
            at = self.next(at);
        }
        Arc::make_mut(&mut self.buckets)[at].push(tag, number);
        self.used += 1;
    }

    /// Half as large again.
    fn grow(&mut self) {
        let mut larger = Self::with_room((self.used as usize + 4) * 3 / 2, self.spent);
        for (tag, number) in self.cells() {
            larger.insert(tag, number);
        }
        *self = larger;
    }

    /// Frees a cell. Every bucket between a cell and its home is full; where one is not any more, a cell from
    /// behind takes the place.
    fn remove(&mut self, bucket: usize, cell: usize) {
        self.used -= 1;
        let (mut hole, mut behind, mut was_full) = (bucket, bucket, !self.buckets[bucket].has_room());
        Arc::make_mut(&mut self.buckets)[hole].take(cell);
        while was_full {
            behind = self.next(behind);
            if behind == bucket {
                return;
            }
            was_full = !self.buckets[behind].has_room();
            let passed = |tag: u32| self.steps(self.home(tag), behind) >= self.steps(hole, behind);
            let Bucket { tags, numbers } = &self.buckets[behind];
            let found = (0..WIDTH).find(|cell| numbers[*cell] != FREE && passed(tags[*cell]));
            if let Some(cell) = found {
                let buckets = Arc::make_mut(&mut self.buckets);
                let (tag, number) = buckets[behind].take(cell);
                buckets[hole].push(tag, number);
                hole = behind;
            }
        }
    }
}

impl Bucket {
    const EMPTY: Self = Self { tags: [0; WIDTH], numbers: [FREE; WIDTH] };

    #[inline]
    fn has_room(&self) -> bool {
        self.numbers[WIDTH - 1] == FREE
    }

    /// A bit for each cell with this tag.
    #[inline]
    fn alike(&self, tag: u32) -> u32 {
        let bit = |cell: usize| u32::from(self.tags[cell] == tag) << cell;
        (0..WIDTH).fold(0, |bits, cell| bits | bit(cell))
    }

    fn push(&mut self, tag: u32, number: u32) {
        if let Some(cell) = self.numbers.iter().position(|number| *number == FREE) {
            (self.tags[cell], self.numbers[cell]) = (tag, number);
        }
    }

    /// Takes a cell out, and puts the last one in its place.
    fn take(&mut self, cell: usize) -> (u32, u32) {
        let taken = (self.tags[cell], self.numbers[cell]);
        let last = self.numbers.iter().rposition(|number| *number != FREE).unwrap_or(cell);
        (self.tags[cell], self.numbers[cell]) = (self.tags[last], self.numbers[last]);
        (self.tags[last], self.numbers[last]) = (0, FREE);
        taken
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
        fn it_is_a_map(room in 0..40usize, steps in vec((any::<bool>(), 0..60u32), 0..400)) {
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
