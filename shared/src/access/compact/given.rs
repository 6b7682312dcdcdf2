//! What was granted on one place, as a check reads it.
//!
//! Most places were granted to a few groups: those stand in the place's own row, by two bytes each, and all of
//! them are compared with all of a member's groups, with no branch for how many there are. Where there are more,
//! a bit for each group says whether it is one of them, and a count beside the bits where its grants stand in
//! the list.

use std::sync::Arc;

use super::record::{self, Groups, NO_GROUP, ones, short};
use super::rows::Numbers;

/// Something that a group was granted on a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ToGroup {
    pub(crate) group: u32,
    /// The number of its terms.
    pub(crate) terms: u32,
}

/// More grants than this are many.
const FEW: usize = 4;

/// In place of the terms where they are many: no terms are written so.
const MANY: [u16; FEW] = [u16::MAX; FEW];

/// What was granted on one place.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// By group, if they are few; what is not used is [`NO_GROUP`], which no list of a member's has.
    groups: [u16; FEW],
    /// Their terms, or [`MANY`].
    terms: [u16; FEW],
    rest: Option<Arc<Rest>>,
}

/// What a check seldom reads.
#[derive(Debug, Clone, Default)]
struct Rest {
    /// All of them, by group.
    groups: Box<[ToGroup]>,
    /// Of those groups, if they are many.
    ranks: Box<[Rank]>,
    members: Numbers,
}

/// Thirty-two numbers of groups.
#[derive(Debug, Clone, Copy, Default)]
struct Rank {
    /// Those that something was granted to.
    bits: u32,
    /// How many grants are to groups with lower numbers.
    before: u32,
}

impl Default for Given {
    fn default() -> Self {
        Self { groups: [NO_GROUP; FEW], terms: [0; FEW], rest: None }
    }
}

impl Given {
    pub(crate) fn groups(&self) -> &[ToGroup] {
        self.rest.as_ref().map_or(&[], |rest| &rest.groups)
    }

    /// The members who hold a grant on it, as often as they do.
    pub(crate) fn members(&self) -> impl ExactSizeIterator<Item = u32> {
        self.rest.as_ref().map_or(&[][..], |rest| rest.members.as_slice()).iter().copied()
    }

    pub(crate) fn set_members(&mut self, members: Numbers) {
        self.rest().members = members;
    }

    pub(crate) fn put_member(&mut self, member: u32) {
        self.rest().members.put(member);
    }

    pub(crate) fn take_member(&mut self, member: u32) {
        self.rest().members.take(member);
    }

    pub(crate) fn set_groups(&mut self, mut grants: Vec<ToGroup>) {
        grants.sort_unstable();
        let few = few(&grants);
        let ranks = if few.is_none() { ranks(&grants) } else { Box::default() };
        (self.groups, self.terms) = few.unwrap_or(([NO_GROUP; FEW], MANY));
        let rest = self.rest();
        (rest.groups, rest.ranks) = (grants.into(), ranks);
    }

    pub(crate) fn put_group(&mut self, grant: ToGroup) {
        self.set_groups([self.groups(), &[grant]].concat());
    }

    pub(crate) fn take_group(&mut self, grant: ToGroup) {
        let mut grants = self.groups().to_vec();
        if let Ok(at) = grants.binary_search(&grant) {
            grants.remove(at);
            self.set_groups(grants);
        }
    }

    /// The terms of every grant to any of these groups.
    #[inline]
    pub(crate) fn to_groups(&self, groups: Groups<'_>, mut found: impl FnMut(u32)) {
        match groups {
            Groups::Few(list) if !self.is_many() => {
                let hit = |at: usize| u32::from(record::has(list, self.groups[at])) << at;
                let hits = (0..FEW).fold(0, |hits, at| hits | hit(at));
                ones(hits).for_each(|at| found(self.terms[at].into()));
            }
            Groups::Few(list) => {
                let Some(rest) = &self.rest else { return };
                let is = |group: u16| Groups::is_one(group) & rest.has(group.into());
                let hit = |(at, group): (usize, &u16)| u32::from(is(*group)) << at;
                let hits = list.iter().enumerate().fold(0, |hits, one| hits | hit(one));
                ones(hits).for_each(|at| rest.to(list[at].into(), &mut found));
            }
            Groups::Many(list) => {
                let Some(rest) = &self.rest else { return };
                if self.is_many() {
                    let theirs = list.iter().filter(|group| rest.has(**group));
                    theirs.for_each(|group| rest.to(*group, &mut found));
                } else {
                    let theirs = rest.groups.iter().filter(|grant| list.binary_search(&grant.group).is_ok());
                    theirs.for_each(|grant| found(grant.terms));
                }
            }
        }
    }

    #[inline]
    fn is_many(&self) -> bool {
        self.terms == MANY
    }

    fn rest(&mut self) -> &mut Rest {
        Arc::make_mut(self.rest.get_or_insert_default())
    }
}

impl Rest {
    #[inline]
    fn has(&self, group: u32) -> bool {
        let bits = self.ranks.get(group as usize / 32).map_or(0, |rank| rank.bits);
        bits >> (group % 32) & 1 != 0
    }

    /// The terms of the grants to a group that has some, where they are many.
    #[inline]
    fn to(&self, group: u32, mut found: impl FnMut(u32)) {
        let Rank { bits, before } = self.ranks.get(group as usize / 32).copied().unwrap_or_default();
        // A group has one grant at least, and mostly no more: its own stand here, or a little further on.
        let from = before + (bits & ((1 << (group % 32)) - 1)).count_ones();
        let rest = self.groups.get(from as usize..).unwrap_or_default().iter();
        let here = rest.skip_while(|grant| grant.group < group).take_while(|grant| grant.group == group);
        here.for_each(|grant| found(grant.terms));
    }
}

/// These grants in a place's own row, if they are few.
fn few(grants: &[ToGroup]) -> Option<([u16; FEW], [u16; FEW])> {
    let (mut groups, mut terms) = ([NO_GROUP; FEW], [0; FEW]);
    for (at, grant) in grants.iter().enumerate() {
        *groups.get_mut(at)? = short(grant.group)?;
        *terms.get_mut(at)? = short(grant.terms)?;
    }
    Some((groups, terms))
}

fn ranks(grants: &[ToGroup]) -> Box<[Rank]> {
    let words = grants.last().map_or(0, |last| last.group as usize / 32 + 1);
    let mut ranks = vec![Rank::default(); words];
    for ToGroup { group, .. } in grants {
        ranks[*group as usize / 32].bits |= 1 << (group % 32);
    }
    for (at, rank) in ranks.iter_mut().enumerate() {
        rank.before = grants.partition_point(|grant| (grant.group as usize) < at * 32) as u32;
    }
    ranks.into()
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::access::compact::record::{Head, Record, Slot};

    proptest! {
        #[test]
        fn grants_to_groups_are_found_however_many_there_are(
            far in prop_oneof![Just(0), Just(65_400)], groups in btree_set(0..200u32, 0..30),
            grants in vec((0..200u32, 0..5u32), 0..30), terms in prop_oneof![Just(0), Just(65_532)],
            taken in 0..40usize,
        ) {
            let groups: Vec<u32> = groups.into_iter().map(|group| far + group).collect();
            let mut model: Vec<ToGroup> = Vec::new();
            let mut given = Given::default();
            for (group, some) in grants {
                let grant = ToGroup { group: far + group, terms: terms + some };
                given.put_group(grant);
                model.push(grant);
            }
            for grant in model.drain(..taken.min(model.len())) {
                given.take_group(grant);
            }
            model.sort();
            prop_assert_eq!(given.groups(), &model[..]);
            let expected: Vec<u32> =
                model.iter().filter(|grant| groups.contains(&grant.group)).map(|grant| grant.terms).collect();
            let head = Head { id: Uuid::nil(), role: 0, active: true, ends: false, first: 0 };
            let mut words = vec![0];
            let slot = Slot::new(head, &[], &groups, &[], &mut words);
            let record = Record::of(&slot, || &words).expect("as written");
            let mut found = Vec::new();
            given.to_groups(record.group_list(), |terms| found.push(terms));
            prop_assert_eq!(found, expected);
        }
    }
}
