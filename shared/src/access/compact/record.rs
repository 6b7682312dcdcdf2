//! A member as a check reads them: one run of words in memory.
//!
//! ```text
//!   id ×4 │ role and flags │ places │ groups │ grants │ first │ mask
//!   places… │ groups… │ grants… │ terms…
//! ```
//!
//! A check at a hundred thousand members waits for memory and hardly for anything else. So everything that
//! it needs about a member stands together, in two or three cache lines: where they are listed or
//! restricted, which groups they are in, on what something was granted to them, and the terms of that. The
//! grants' ids are not asked for, and stand elsewhere, from `first` on.
//!
//! What it does not wait for memory for, it waits for branches that the processor guessed wrong. So a short
//! list is gone through from end to end and not searched; and `mask` says at once that nothing was granted to
//! any of the groups, most of the times when nothing was.

use uuid::Uuid;

use super::on::On;

/// Words before the lists: the id, role and flags, three counts, where the grants' ids stand, the mask.
const HEAD: usize = 10;

/// Up to here a list is short.
pub(crate) const SHORT: usize = 32;

const ROLE: u32 = 0xffff;
const ACTIVE: u32 = 1 << 16;
const ENDS: u32 = 1 << 17;

const LISTED: u32 = 1 << 30;
const RESTRICTED: u32 = 1 << 31;

/// What stands in the first words.
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

impl Standing {
    pub(crate) const NONE: Self = Self { listed: false, over: None, restricted: false };

    fn word(self) -> u32 {
        let over = self.over.map_or(0, |role| u32::from(role) + 1);
        over | if self.listed { LISTED } else { 0 } | if self.restricted { RESTRICTED } else { 0 }
    }

    fn from_word(word: u32) -> Self {
        let over = word & !(LISTED | RESTRICTED);
        let over = over.checked_sub(1).map(|role| role as u16);
        Self { listed: word & LISTED != 0, over, restricted: word & RESTRICTED != 0 }
    }
}

/// A view of one member's words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    words: &'a [u32],
}

/// A bit for each group, the same one for every thirty-second: two sets whose masks share no bit share no group.
#[inline]
pub(crate) fn mask(groups: impl IntoIterator<Item = u32>) -> u32 {
    groups.into_iter().fold(0, |mask, group| mask | 1 << (group % 32))
}

/// Whether a list has a word. All of it is looked at, with no branch for what is found.
#[inline]
pub(crate) fn has(list: &[u32], word: u32) -> bool {
    list.iter().fold(false, |found, other| found | (*other == word))
}

/// Puts a member's words behind those that are there. The lists must be in order; grants come with the number
/// of their terms.
pub(crate) fn write(
    words: &mut Vec<u32>,
    head: Head,
    places: &[(u32, Standing)],
    groups: &[u32],
    grants: impl ExactSizeIterator<Item = (On, u32)> + Clone,
) {
    let id = head.id.as_u128();
    words.extend([id as u32, (id >> 32) as u32, (id >> 64) as u32, (id >> 96) as u32]);
    let active = if head.active { ACTIVE } else { 0 };
    let ends = if head.ends { ENDS } else { 0 };
    words.push(u32::from(head.role) | active | ends);
    words.extend([places.len() as u32, groups.len() as u32, grants.len() as u32, head.first]);
    words.push(mask(groups.iter().copied()));
    words.extend(places.iter().flat_map(|(workspace, standing)| [*workspace, standing.word()]));
    words.extend(groups);
    words.extend(grants.clone().map(|(on, _)| on.word()));
    words.extend(grants.map(|(_, terms)| terms));
}

impl<'a> Record<'a> {
    /// The member whose words these begin with; there may be others behind.
    #[inline]
    pub(crate) fn at(words: &'a [u32]) -> Option<Self> {
        (words.len() >= HEAD).then_some(Self { words })
    }

    #[inline]
    pub(crate) fn is(self, id: Uuid) -> bool {
        self.id() == id
    }

    #[inline]
    pub(crate) fn id(self) -> Uuid {
        let word = |at: usize| u128::from(self.words[at]);
        Uuid::from_u128(word(0) | word(1) << 32 | word(2) << 64 | word(3) << 96)
    }

    #[inline]
    pub(crate) fn role(self) -> u16 {
        (self.words[4] & ROLE) as u16
    }

    #[inline]
    pub(crate) fn is_active(self) -> bool {
        self.words[4] & ACTIVE != 0
    }

    #[inline]
    pub(crate) fn ends(self) -> bool {
        self.words[4] & ENDS != 0
    }

    #[inline]
    pub(crate) fn first(self) -> usize {
        self.words[8] as usize
    }

    /// The words of this member alone.
    pub(crate) fn words(self) -> &'a [u32] {
        let (places, groups, grants) = self.counts();
        &self.words[..HEAD + 2 * places + groups + 2 * grants]
    }

    /// The same member with grants that stand elsewhere.
    pub(crate) fn write_again(self, words: &mut Vec<u32>, first: u32) {
        let at = words.len();
        words.extend(self.words());
        words[at + 8] = first;
    }

    /// The numbers of the workspaces that the member is listed or restricted in, in order.
    pub(crate) fn places(self) -> impl Iterator<Item = (u32, Standing)> + 'a {
        self.place_words().iter().map(|[workspace, word]| (*workspace, Standing::from_word(*word)))
    }

    #[inline]
    pub(crate) fn standing(self, workspace: u32) -> Standing {
        let places = self.place_words();
        let found = if places.len() <= SHORT {
            places.iter().find(|[other, _]| *other == workspace)
        } else {
            let found = places.binary_search_by_key(&workspace, |[other, _]| *other);
            found.ok().map(|at| &places[at])
        };
        found.map_or(Standing::NONE, |[_, word]| Standing::from_word(*word))
    }

    #[inline]
    fn place_words(self) -> &'a [[u32; 2]] {
        let (places, ..) = self.counts();
        self.words[HEAD..HEAD + 2 * places].as_chunks().0
    }

    /// The numbers of the member's groups, in order.
    #[inline]
    pub(crate) fn groups(self) -> &'a [u32] {
        let (places, groups, _) = self.counts();
        let from = HEAD + 2 * places;
        &self.words[from..from + groups]
    }

    /// What each grant is on, as words of [`On`], in order.
    #[inline]
    pub(crate) fn grants(self) -> &'a [u32] {
        let (places, groups, grants) = self.counts();
        let from = HEAD + 2 * places + groups;
        &self.words[from..from + grants]
    }

    /// The numbers of the grants' terms, as [`grants`](Self::grants) lists them.
    #[inline]
    pub(crate) fn terms(self) -> &'a [u32] {
        let (places, groups, grants) = self.counts();
        let from = HEAD + 2 * places + groups + grants;
        &self.words[from..from + grants]
    }

    /// The numbers of the terms of the grants on one place.
    #[inline]
    pub(crate) fn terms_on(self, on: On) -> &'a [u32] {
        let (grants, word) = (self.grants(), on.word());
        let (from, to) = if grants.len() <= SHORT {
            // Counted, with no branch for what is found: see the top.
            let count = |(less, up_to), other: &u32| {
                (less + u32::from(*other < word), up_to + u32::from(*other <= word))
            };
            let (less, up_to) = grants.iter().fold((0, 0), count);
            (less as usize, up_to as usize)
        } else {
            let from = grants.partition_point(|other| *other < word);
            (from, from + grants[from..].partition_point(|other| *other <= word))
        };
        &self.terms()[from..to]
    }

    /// The mask of the member's groups.
    #[inline]
    pub(crate) fn mask(self) -> u32 {
        self.words[9]
    }

    #[inline]
    fn counts(self) -> (usize, usize, usize) {
        (self.words[5] as usize, self.words[6] as usize, self.words[7] as usize)
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
            first in any::<u32>(),
            places in btree_map(0..50u32, (any::<bool>(), any::<Option<u16>>(), any::<bool>()), 0..45),
            groups in btree_set(any::<u32>(), 0..6),
            grants in vec((0..60u32, any::<u32>()), 0..50),
        ) {
            let head = Head { id: Uuid::from_u128(id), role, active, ends, first };
            let places: Vec<_> = (places.into_iter())
                .map(|(at, (listed, over, restricted))| (at, standing(listed, over, restricted)))
                .collect();
            let groups: Vec<_> = groups.into_iter().collect();
            let mut grants = grants;
            grants.sort_by_key(|(on, _)| *on);
            let mut words = vec![7];
            write(&mut words, head, &places, &groups, grants.iter().map(|(on, terms)| (On::from_word(*on), *terms)));
            let end = words.len();
            words.push(9);
            let record = Record::at(&words[1..]).expect("long enough");
            prop_assert!(record.is(head.id) && !record.is(Uuid::from_u128(!id)));
            prop_assert_eq!((record.role(), record.is_active(), record.ends()), (role, active, ends));
            prop_assert_eq!(record.first(), first as usize);
            prop_assert_eq!(record.places().collect::<Vec<_>>(), places.clone());
            for at in 0..50 {
                let there = places.iter().find(|(other, _)| *other == at);
                prop_assert_eq!(record.standing(at), there.map_or(Standing::NONE, |(_, standing)| *standing));
            }
            prop_assert_eq!(record.mask(), mask(groups.iter().copied()));
            prop_assert_eq!(record.groups(), groups);
            prop_assert_eq!(record.grants(), grants.iter().map(|(on, _)| *on).collect::<Vec<_>>());
            prop_assert_eq!(record.terms(), grants.iter().map(|(_, terms)| *terms).collect::<Vec<_>>());
            for word in 0..60 {
                let there: Vec<_> = grants.iter().filter(|(on, _)| *on == word).map(|(_, terms)| *terms).collect();
                prop_assert_eq!(record.terms_on(On::from_word(word)), there);
            }
            prop_assert_eq!(record.words(), &words[1..end]);
        }
    }
}
