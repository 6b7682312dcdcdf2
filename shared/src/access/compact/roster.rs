//! The members of an organization: found by id, listed by id, changed one at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::block::{Draft, Far, Held, Near, SIZE, Writer};
use super::chunks::number;
use super::record::Record;
use super::table::{Table, tag};
use crate::access::member::Member;
use crate::ids::{MemberId, ProjectId};

/// Members by number, which they keep for as long as they are members.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    table: Table,
    near: Arc<Vec<Near>>,
    /// As many blocks as in `near`, of the same members.
    far: Arc<Vec<Arc<Far>>>,
    free: Arc<Vec<u32>>,
    /// Rows that have been given out, those that are free again too.
    rows: u32,
    /// The numbers in the order of the ids.
    order: Arc<Vec<u32>>,
}

/// Which block, and which row in it.
#[inline]
fn place(at: u32) -> (usize, usize) {
    (at as usize / SIZE, at as usize % SIZE)
}

impl Roster {
    /// A roster of these, the first of whom has number nought. Their ids must all be different.
    pub(crate) fn of(drafts: impl ExactSizeIterator<Item = Draft>) -> Self {
        let rows = number(drafts.len());
        let mut ids: Vec<Uuid> = Vec::with_capacity(drafts.len());
        let (mut near, mut far) = (Vec::new(), Vec::new());
        let mut writer = Writer::new();
        let mut finish = |writer: Writer| {
            let (close, rest) = writer.finish();
            near.push(close);
            far.push(rest);
        };
        for draft in drafts {
            ids.push(draft.member.id.uuid());
            writer.write(draft);
            if writer.len() == SIZE {
                finish(std::mem::replace(&mut writer, Writer::new()));
            }
        }
        if writer.len() > 0 {
            finish(writer);
        }
        // A little emptier than it must be, so that whoever is looked for stands in their home.
        let mut table = Table::with_room(ids.len() * 9 / 8);
        let mut order: Vec<u32> = (0..rows).collect();
        for (at, id) in order.iter().zip(&ids) {
            table.insert(tag(*id), *at);
        }
        order.sort_by_key(|at| ids[*at as usize]);
        let (near, far, order) = (Arc::new(near), Arc::new(far), Arc::new(order));
        Self { table, near, far, free: Arc::default(), rows, order }
    }

    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    #[inline]
    pub(crate) fn record(&self, at: u32) -> Option<Record<'_>> {
        let (block, row) = place(at);
        let slot = self.near.get(block)?.get(row)?.as_ref()?;
        // Most slots are all there is: nothing of the far part is read for them.
        Record::of(slot, || self.far.get(block).map_or(&[], |far| far.words()))
    }

    #[inline]
    pub(crate) fn number(&self, id: MemberId) -> Option<u32> {
        self.find(id).map(|(at, _)| at)
    }

    #[inline]
    pub(crate) fn find(&self, id: MemberId) -> Option<(u32, Record<'_>)> {
        let id = id.uuid();
        self.table.seek(tag(id), |at| {
            let record = self.record(at)?;
            record.is(id).then_some((at, record))
        })
    }

    #[inline]
    pub(crate) fn member(&self, at: u32) -> Option<&Member> {
        let (block, row) = place(at);
        self.far.get(block)?.member(row)
    }

    pub(crate) fn by_id(&self, id: MemberId) -> Option<&Member> {
        self.member(self.number(id)?)
    }

    /// Everybody, by id.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Member> {
        self.order.iter().map(|at| self.member(*at).expect("who is listed is there"))
    }

    /// The numbers, by id.
    pub(crate) fn numbers(&self) -> impl ExactSizeIterator<Item = u32> {
        self.order.iter().copied()
    }

    /// The numbers of those behind this id, by id.
    pub(crate) fn numbers_after(&self, id: MemberId) -> impl ExactSizeIterator<Item = u32> {
        let from = self.order.partition_point(|at| self.is_up_to(*at, id.uuid()));
        self.order[from..].iter().copied()
    }

    /// The grants to a member, by what they are on and then by id.
    pub(crate) fn held(&self, at: u32) -> impl Iterator<Item = Held> {
        self.record(at).into_iter().flat_map(move |record| self.far[place(at).0].held(record))
    }

    /// The list that a member is restricted to in a workspace.
    #[inline]
    pub(crate) fn list(&self, at: u32, workspace: u32) -> Option<&BTreeSet<ProjectId>> {
        let (block, row) = place(at);
        self.far.get(block)?.list(row, workspace).map(|list| &**list)
    }

    /// All about a member.
    pub(crate) fn draft(&self, at: u32) -> Option<Draft> {
        let (block, row) = place(at);
        self.far.get(block)?.draft(self.record(at)?, row)
    }

    /// Changes one member. The id must stay as it is.
    pub(crate) fn edit(&mut self, at: u32, change: impl FnOnce(&mut Draft)) {
        if let Some(mut draft) = self.draft(at) {
            change(&mut draft);
            self.put(at, Some(draft));
        }
    }

    /// Adds somebody whose id is not there yet, and gives their number.
    pub(crate) fn insert(&mut self, draft: Draft) -> u32 {
        let id = draft.member.id.uuid();
        let at = Arc::make_mut(&mut self.free).pop().unwrap_or_else(|| {
            self.rows += 1;
            self.rows - 1
        });
        let position = self.order.partition_point(|at| self.is_up_to(*at, id));
        self.put(at, Some(draft));
        self.table.insert(tag(id), at);
        Arc::make_mut(&mut self.order).insert(position, at);
        at
    }

    pub(crate) fn remove(&mut self, at: u32) {
        let Some(id) = self.record(at).map(Record::id) else { return };
        let position = self.order.partition_point(|at| self.is_up_to(*at, id));
        Arc::make_mut(&mut self.order).remove(position - 1);
        self.table.remove(tag(id), at);
        Arc::make_mut(&mut self.free).push(at);
        self.put(at, None);
    }

    /// The numbers of everybody who could be somebody else in the other roster: those in blocks that the
    /// two do not share.
    pub(crate) fn apart<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        let shared = move |block: usize| match (self.far.get(block), other.far.get(block)) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (_, None) | (None, Some(_)) => false,
        };
        let same = Arc::ptr_eq(&self.far, &other.far);
        let blocks = if same { 0 } else { self.far.len().max(other.far.len()) };
        let numbers = |block: usize| (0..SIZE).map(move |row| number(block * SIZE + row));
        (0..blocks).filter(move |block| !shared(*block)).flat_map(numbers)
    }

    fn is_up_to(&self, at: u32, id: Uuid) -> bool {
        self.record(at).is_some_and(|record| record.id() <= id)
    }

    /// Writes one row, and with it its block.
    fn put(&mut self, at: u32, draft: Option<Draft>) {
        let (block, row) = place(at);
        let mut writer = Writer::new();
        let old = self.far.get(block);
        let copy = |writer: &mut Writer, rows: std::ops::Range<usize>| {
            for row in rows {
                match old {
                    Some(far) => writer.copy(self.record(number(block * SIZE + row)), far, row),
                    None => writer.skip(),
                }
            }
        };
        let end = SIZE.min(self.rows as usize - block * SIZE);
        copy(&mut writer, 0..row);
        match draft {
            Some(draft) => writer.write(draft),
            None => writer.skip(),
        }
        copy(&mut writer, row + 1..end);
        let (near, far) = writer.finish();
        set(Arc::make_mut(&mut self.near), block, near);
        set(Arc::make_mut(&mut self.far), block, far);
    }
}

/// Puts a value at a position, or behind the last.
fn set<T>(list: &mut Vec<T>, at: usize, value: T) {
    match list.get_mut(at) {
        Some(old) => *old = value,
        None => list.push(value),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::access::compact::on::On;
    use crate::access::member::Status;
    use crate::ids::{GrantId, RoleId, UserId};

    fn id(number: u16) -> Uuid {
        Uuid::from_u128(u128::from(number.reverse_bits()))
    }

    fn somebody(number: u16) -> Draft {
        let member = Member {
            id: MemberId::from_uuid(id(number)),
            user: UserId::from_uuid(id(number)),
            role: RoleId::from_uuid(id(number)),
            status: if number.is_multiple_of(3) { Status::Deactivated } else { Status::Active },
            expires_at: None,
        };
        Draft::new(member, number % 5)
    }

    /// Something else about somebody, by three numbers.
    fn change(draft: &mut Draft, what: u8, of: u32, value: u16) {
        match what % 4 {
            0 => draft.hold(Held { on: On::project(of), id: GrantId::from_uuid(id(value)), terms: of }),
            1 => draft.groups = (0..of).collect(),
            2 => {
                let place = draft.place_in(of);
                place.listed = true;
                place.over = Some(value);
            }
            _ => draft.place_in(of).list = Some(Arc::default()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_is_an_ordered_map(
            start in 0..300u16,
            steps in vec((0..6u8, 0..400u16, 0..9u32, any::<u16>()), 0..60),
        ) {
            let mut model: BTreeMap<Uuid, Draft> =
                (0..start).map(|number| (id(number), somebody(number))).collect();
            let drafts: Vec<Draft> = (0..start).map(somebody).collect();
            let mut roster = Roster::of(drafts.into_iter());
            for (what, who, of, value) in steps {
                let member = MemberId::from_uuid(id(who));
                match (what, roster.number(member)) {
                    (0, Some(at)) => {
                        roster.remove(at);
                        model.remove(&id(who));
                    }
                    (_, Some(at)) => {
                        roster.edit(at, |draft| change(draft, what, of, value));
                        change(model.get_mut(&id(who)).expect("there"), what, of, value);
                    }
                    (_, None) => {
                        let at = roster.insert(somebody(who));
                        prop_assert_eq!(roster.number(member), Some(at));
                        model.insert(id(who), somebody(who));
                    }
                }
                prop_assert_eq!(roster.len(), model.len());
            }
            let all: Vec<Draft> = roster.numbers().filter_map(|at| roster.draft(at)).collect();
            prop_assert_eq!(all, model.values().cloned().collect::<Vec<_>>());
            for who in (0..400).step_by(7) {
                let member = MemberId::from_uuid(id(who));
                prop_assert_eq!(roster.by_id(member), model.get(&id(who)).map(|draft| &draft.member));
                let behind = model.keys().filter(|other| **other > id(who)).count();
                prop_assert_eq!(roster.numbers_after(member).len(), behind);
            }
        }

        #[test]
        fn who_was_written_is_apart(size in 1..600u16, writes in vec(any::<u16>(), 0..3)) {
            let drafts: Vec<Draft> = (0..size).map(somebody).collect();
            let before = Roster::of(drafts.into_iter());
            let mut after = before.clone();
            for who in &writes {
                after.edit(u32::from(who % size), |draft| draft.groups.push(99));
            }
            let apart: Vec<u32> = before.apart(&after).collect();
            for at in 0..before.rows {
                prop_assert!(before.draft(at) == after.draft(at) || apart.contains(&at));
            }
            prop_assert!(apart.len() <= writes.len() * SIZE);
        }
    }
}
