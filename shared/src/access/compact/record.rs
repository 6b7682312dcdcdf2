//! A member as a check reads them: two cache lines, in a place that follows from the member's number.
//!
//! ```text
//!   id │ role, active, ends │ first │ long │ lengths │ on ×10, terms ×10 │ groups ×12 │ workspaces ×3, standings ×3
//! ```
//!
//! A check waits for memory, and for branches that the processor guessed wrong. So all that it needs about a
//! member stands in one [`Slot`]: both lines are asked for at once, as nothing in the first says where the rest
//! is; and its lists have one length each and are compared from end to end, with no branch for how many entries
//! count or what is found. An entry that is not used is one that nothing equals. To be that short, workspaces,
//! groups and terms stand there by two bytes.
//!
//! Whoever has more, or something with a number that two bytes do not hold, has all their lists at length
//! elsewhere, from `long` on: those are searched. The grants' ids no check asks for; they begin at `first`.

use uuid::Uuid;

use super::on::On;

const GRANTS: usize = 10;
const GROUPS: usize = 12;
const PLACES: usize = 3;

/// In place of a grant that is not there: the last item, which memory ends before.
const NOTHING: u32 = u32::MAX;

/// In place of a group or a workspace that is not there. Neither this nor the number before it, which stands for a
/// group where something is granted to fewer of them, is written in two bytes.
const NONE: u16 = u16::MAX;
pub(super) const NO_GROUP: u16 = u16::MAX - 1;

/// A number in two bytes, where that says which it is.
pub(super) fn short(number: u32) -> Option<u16> {
    u16::try_from(number).ok().filter(|number| *number < NO_GROUP)
}

/// What stands beside the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: Uuid,
    /// The number of the organization role.
    pub(crate) role: u16,
    pub(crate) active: bool,
    /// The membership has an end; when, stands in the member's row.
    pub(crate) ends: bool,
    /// Where the grants' ids begin.
    pub(crate) first: u32,
}

/// A workspace that a member is listed in, restricted in, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) listed: bool,
    /// The number of the overriding role.
    pub(crate) over: Option<u16>,
    pub(crate) restricted: bool,
}

const LISTED: u32 = 1;
const RESTRICTED: u32 = 2;
const ROLE: u32 = 2;

impl Standing {
    /// Nought, as a word.
    pub(crate) const NONE: Self = Self { listed: false, over: None, restricted: false };

    fn word(self) -> u32 {
        let over = self.over.map_or(0, |role| u32::from(role) + 1) << ROLE;
        over | if self.listed { LISTED } else { 0 } | if self.restricted { RESTRICTED } else { 0 }
    }

    fn from_word(word: u32) -> Self {
        let over = (word >> ROLE).checked_sub(1).map(|role| role as u16);
        Self { listed: word & LISTED != 0, over, restricted: word & RESTRICTED != 0 }
    }
}

/// What lies there for one member. The compiler puts the parts in an order that leaves no gaps.
#[derive(Debug, Clone, Copy)]
#[repr(align(128))]
pub(crate) struct Slot {
    id: Uuid,
    first: u32,
    /// Where the lists stand at length; nought if they are here.
    long: u32,
    role: u16,
    active: bool,
    ends: bool,
    /// How many grants, groups and places are here.
    lengths: [u8; 3],
    /// What each grant is on, as words of [`On`], in order.
    on: [u32; GRANTS],
    /// The numbers of the grants' terms.
    terms: [u16; GRANTS],
    /// In order.
    groups: [u16; GROUPS],
    /// In order.
    workspaces: [u16; PLACES],
    standings: [u16; PLACES],
}

const _: () = assert!(size_of::<Option<Slot>>() == 128, "two cache lines");

impl Slot {
    /// The lists must be in order; grants come with the number of their terms. Those that are too long are put
    /// behind the words, the first of which must be there.
    pub(crate) fn new(
        head: Head,
        places: &[(u32, Standing)],
        groups: &[u32],
        grants: &[(On, u32)],
        words: &mut Vec<u32>,
    ) -> Self {
        let Head { id, role, active, ends, first } = head;
        let slot = Self {
            id,
            first,
            long: 0,
            role,
            active,
            ends,
            lengths: [0; 3],
            on: [NOTHING; GRANTS],
            terms: [0; GRANTS],
            groups: [NONE; GROUPS],
            workspaces: [NONE; PLACES],
            standings: [0; PLACES],
        };
        if let Some(short) = slot.with(places, groups, grants) {
            return short;
        }
        let long = words.len() as u32;
        words.extend([places.len() as u32, groups.len() as u32, grants.len() as u32]);
        words.extend(places.iter().flat_map(|(workspace, standing)| [*workspace, standing.word()]));
        words.extend(groups);
        words.extend(grants.iter().map(|(on, _)| on.word()));
        words.extend(grants.iter().map(|(_, terms)| *terms));
        Self { long, ..slot }
    }

    /// With these lists, if they are short enough.
    fn with(mut self, places: &[(u32, Standing)], groups: &[u32], grants: &[(On, u32)]) -> Option<Self> {
        if places.len() > PLACES || groups.len() > GROUPS || grants.len() > GRANTS {
            return None;
        }
        self.lengths = [grants.len() as u8, groups.len() as u8, places.len() as u8];
        for (at, (on, terms)) in grants.iter().enumerate() {
            (self.on[at], self.terms[at]) = (on.word(), short(*terms)?);
        }
        for (at, group) in groups.iter().enumerate() {
            self.groups[at] = short(*group)?;
        }
        for (at, (workspace, standing)) in places.iter().enumerate() {
            (self.workspaces[at], self.standings[at]) = (short(*workspace)?, short(standing.word())?);
        }
        Some(self)
    }
}

/// A member's lists where they are long.
#[derive(Debug, Clone, Copy)]
struct Long<'a> {
    places: &'a [[u32; 2]],
    groups: &'a [u32],
    on: &'a [u32],
    terms: &'a [u32],
}

impl<'a> Long<'a> {
    fn at(words: &'a [u32]) -> Option<Self> {
        let ([places, groups, grants], words) = words.split_first_chunk()?;
        let (places, words) = words.split_at_checked(2 * *places as usize)?;
        let (groups, words) = words.split_at_checked(*groups as usize)?;
        let (on, words) = words.split_at_checked(*grants as usize)?;
        Some(Self { places: places.as_chunks().0, groups, on, terms: words.get(..on.len())? })
    }
}

/// A view of one member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    slot: &'a Slot,
    long: Option<Long<'a>>,
}

/// A member's groups, as a check goes through them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Groups<'a> {
    /// What is not used is [`NONE`].
    Few(&'a [u16; GROUPS]),
    /// In order.
    Many(&'a [u32]),
}

impl Groups<'_> {
    /// Whether this is the number of a group and not [`NONE`].
    #[inline]
    pub(crate) fn is_one(few: u16) -> bool {
        few != NONE
    }
}

/// Whether an entry is in a short list.
#[inline]
pub(super) fn has(list: &[u16; GROUPS], wanted: u16) -> bool {
    list.iter().fold(false, |found, other| found | (*other == wanted))
}

/// The positions of the bits that are set.
#[inline]
pub(super) fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            at
        })
    })
}

impl<'a> Record<'a> {
    /// The member of this slot; `words` has the lists of those in the block who have long ones.
    #[inline]
    pub(crate) fn of(slot: &'a Slot, words: impl FnOnce() -> &'a [u32]) -> Option<Self> {
        let long = match slot.long {
            0 => None,
            at => Some(Long::at(words().get(at as usize..)?)?),
        };
        Some(Self { slot, long })
    }

    #[inline]
    pub(crate) fn is(self, id: Uuid) -> bool {
        self.slot.id == id
    }

    #[inline]
    pub(crate) fn id(self) -> Uuid {
        self.slot.id
    }

    #[inline]
    pub(crate) fn role(self) -> u16 {
        self.slot.role
    }

    #[inline]
    pub(crate) fn is_active(self) -> bool {
        self.slot.active
    }

    #[inline]
    pub(crate) fn ends(self) -> bool {
        self.slot.ends
    }

    #[inline]
    pub(crate) fn first(self) -> usize {
        self.slot.first as usize
    }

    /// The same member in another block, with grants that stand elsewhere.
    pub(crate) fn copied(self, first: u32, words: &mut Vec<u32>) -> Slot {
        let mut slot = Slot { first, ..*self.slot };
        if let Some(Long { places, groups, on, terms }) = self.long {
            slot.long = words.len() as u32;
            words.extend([places.len() as u32, groups.len() as u32, on.len() as u32]);
            words.extend(places.as_flattened());
            words.extend(groups.iter().chain(on).chain(terms));
        }
        slot
    }

    /// The numbers of the workspaces that the member is listed or restricted in, in order.
    pub(crate) fn places(self) -> impl ExactSizeIterator<Item = (u32, Standing)> + 'a {
        let short = self.slot.lengths[2].into();
        (0..self.long.map_or(short, |long| long.places.len())).map(move |at| {
            let [workspace, word] = match self.long {
                Some(long) => long.places[at],
                None => [self.slot.workspaces[at].into(), self.slot.standings[at].into()],
            };
            (workspace, Standing::from_word(word))
        })
    }

    #[inline]
    pub(crate) fn standing(self, workspace: u32) -> Standing {
        if let Some(Long { places, .. }) = self.long {
            let found = places.binary_search_by_key(&workspace, |[other, _]| *other);
            return found.map_or(Standing::NONE, |at| Standing::from_word(places[at][1]));
        }
        // Where nobody's short list has the workspace, what is not used is found, and says nothing.
        let wanted = u16::try_from(workspace).unwrap_or(NONE);
        let Slot { workspaces, standings, .. } = self.slot;
        let word = |at: usize| if workspaces[at] == wanted { standings[at] } else { 0 };
        Standing::from_word((0..PLACES).fold(0, |all, at| all | word(at)).into())
    }

    /// The numbers of the member's groups, in order.
    pub(crate) fn groups(self) -> impl ExactSizeIterator<Item = u32> + 'a {
        let short = self.slot.lengths[1].into();
        (0..self.long.map_or(short, |long| long.groups.len()))
            .map(move |at| self.long.map_or_else(|| self.slot.groups[at].into(), |long| long.groups[at]))
    }

    #[inline]
    pub(crate) fn group_list(self) -> Groups<'a> {
        self.long.map_or(Groups::Few(&self.slot.groups), |long| Groups::Many(long.groups))
    }

    /// What each grant is on, in order, and the number of its terms.
    pub(crate) fn grants(self) -> impl ExactSizeIterator<Item = (On, u32)> + 'a {
        let short = self.slot.lengths[0].into();
        (0..self.long.map_or(short, |long| long.on.len())).map(move |at| {
            let (on, terms) = match self.long {
                Some(long) => (long.on[at], long.terms[at]),
                None => (self.slot.on[at], self.slot.terms[at].into()),
            };
            (On::from_word(on), terms)
        })
    }

    /// The numbers of the terms of the grants on any of these places. A place may be named twice, and its
    /// grants are found twice then.
    #[inline]
    pub(crate) fn granted_on<const N: usize>(self, places: [On; N], mut found: impl FnMut(u32)) {
        if let Some(Long { on, terms, .. }) = self.long {
            for place in places.map(On::word) {
                let from = on.partition_point(|other| *other < place);
                let here = on[from..].iter().zip(&terms[from..]).take_while(|(other, _)| **other == place);
                here.for_each(|(_, terms)| found(*terms));
            }
            return;
        }
        let is = |on: u32| places.iter().fold(false, |found, place| found | (place.word() == on));
        let hit = |at: usize| u32::from(is(self.slot.on[at])) << at;
        let hits = (0..GRANTS).fold(0, |hits, at| hits | hit(at));
        ones(hits).for_each(|at| found(self.slot.terms[at].into()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn standing(listed: bool, over: Option<u16>, restricted: bool) -> Standing {
        Standing { listed, over, restricted }
    }

    proptest! {
        #[test]
        fn a_member_reads_back_as_written(
            id in any::<u128>(), role in any::<u16>(), active in any::<bool>(), ends in any::<bool>(),
            first in any::<u32>(), far in prop_oneof![Just(0), Just(65_500), any::<u32>().prop_map(|far| far >> 3)],
            places in btree_map(0..50u32, (any::<bool>(), any::<Option<u16>>(), any::<bool>()), 0..6),
            groups in btree_set(0..60u32, 0..16),
            grants in vec((0..30u32, 0..60u32), 0..14),
        ) {
            let head = Head { id: Uuid::from_u128(id), role, active, ends, first };
            let places: Vec<_> = (places.into_iter())
                .map(|(at, (listed, over, restricted))| (far + at, standing(listed, over, restricted)))
                .collect();
            let groups: Vec<_> = groups.into_iter().map(|group| far + group).collect();
            let mut grants: Vec<_> =
                grants.into_iter().map(|(on, terms)| (On::from_word(on), far + terms)).collect();
            grants.sort_by_key(|(on, _)| *on);
            let mut words = vec![7];
            let slot = Slot::new(head, &places, &groups, &grants, &mut words);
            let record = Record::of(&slot, || &words).expect("as written");
            let mut others = vec![1, 2, 3];
            let copy = record.copied(first ^ 1, &mut others);
            let copy = Record::of(&copy, || &others).expect("as written");
            prop_assert_eq!((record.first(), copy.first()), (first as usize, (first ^ 1) as usize));
            for record in [record, copy] {
                prop_assert!(record.is(head.id) && !record.is(Uuid::from_u128(!id)));
                prop_assert_eq!((record.role(), record.is_active(), record.ends()), (role, active, ends));
                prop_assert_eq!(record.places().collect::<Vec<_>>(), places.clone());
                for at in (far..far + 50).chain([65_534, 65_535, 65_536]) {
                    let there = places.iter().find(|(other, _)| *other == at);
                    let expected = there.map_or(Standing::NONE, |(_, standing)| *standing);
                    prop_assert_eq!(record.standing(at), expected);
                }
                prop_assert_eq!(record.groups().collect::<Vec<_>>(), groups.clone());
                prop_assert_eq!(record.grants().collect::<Vec<_>>(), grants.clone());
                for pair in 0..30 {
                    let wanted = [On::from_word(pair), On::from_word(pair + 1)];
                    let there = grants.iter().filter(|(on, _)| wanted.contains(on)).map(|(_, terms)| *terms);
                    let mut found = Vec::new();
                    record.granted_on(wanted, |terms| found.push(terms));
                    prop_assert_eq!(found, there.collect::<Vec<_>>());
                }
            }
        }
    }
}
