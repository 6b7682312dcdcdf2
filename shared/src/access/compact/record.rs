//! A member as a check reads them: one run of words in memory.
//!
//! ```text
//!   id ×4 │ role and flags │ places │ groups │ grants │ first │ places… │ groups… │ grants…
//! ```
//!
//! A check at a hundred thousand members waits for memory and hardly for anything else. So everything that
//! it needs about a member stands together, in two or three cache lines: where they are listed or
//! restricted, which groups they are in, and on what something was granted to them. The rest of each grant
//! (its id and its terms) is looked at only where one is found, and stands elsewhere, from `first` on.

use uuid::Uuid;

use super::on::On;

/// Words before the lists: the id, role and flags, three counts, and where the grants stand.
const HEAD: usize = 9;

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
    /// Where the grants' ids and terms begin.
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

/// Puts a member's words behind those that are there. The lists must be in order.
pub(crate) fn write(
    words: &mut Vec<u32>,
    head: Head,
    places: &[(u32, Standing)],
    groups: &[u32],
    grants: impl ExactSizeIterator<Item = On>,
) {
    let id = head.id.as_u128();
    words.extend([id as u32, (id >> 32) as u32, (id >> 64) as u32, (id >> 96) as u32]);
    let active = if head.active { ACTIVE } else { 0 };
    let ends = if head.ends { ENDS } else { 0 };
    words.push(u32::from(head.role) | active | ends);
    words.extend([places.len() as u32, groups.len() as u32, grants.len() as u32, head.first]);
    words.extend(places.iter().flat_map(|(workspace, standing)| [*workspace, standing.word()]));
    words.extend(groups);
    words.extend(grants.map(On::word));
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
        &self.words[..HEAD + 2 * places + groups + grants]
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
        match places.binary_search_by_key(&workspace, |[workspace, _]| *workspace) {
            Ok(found) => Standing::from_word(places[found][1]),
            Err(_) => Standing::NONE,
        }
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

    #[inline]
    fn counts(self) -> (usize, usize, usize) {
        (self.words[5] as usize, self.words[6] as usize, self.words[7] as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, btree_set};
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
            places in btree_map(0..50u32, (any::<bool>(), any::<Option<u16>>(), any::<bool>()), 0..6),
            groups in btree_set(any::<u32>(), 0..6),
            grants in btree_set(any::<u32>(), 0..6),
        ) {
            let head = Head { id: Uuid::from_u128(id), role, active, ends, first };
            let places: Vec<_> = (places.into_iter())
                .map(|(at, (listed, over, restricted))| (at, standing(listed, over, restricted)))
                .collect();
            let (groups, grants): (Vec<_>, Vec<_>) = (groups.into_iter().collect(), grants.into_iter().collect());
            let mut words = vec![7];
            write(&mut words, head, &places, &groups, grants.iter().map(|word| On::from_word(*word)));
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
            prop_assert_eq!(record.groups(), groups);
            prop_assert_eq!(record.grants(), grants);
            prop_assert_eq!(record.words(), &words[1..end]);
        }
    }
}
