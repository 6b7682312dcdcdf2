//! What stands in the registers: places and groups, each with what points to it.

use std::sync::Arc;

use uuid::Uuid;

use super::block::Held;
use super::record;
use super::register::Entry;
use crate::access::facts::ItemFact;
use crate::access::resource::Visibility;
use crate::ids::{GroupId, ProjectId, WorkspaceId};

/// Numbers in order. One that is put in twice is there twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Numbers(Arc<[u32]>);

impl Numbers {
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = u32> {
        self.0.iter().copied()
    }

    pub(crate) fn has(&self, number: u32) -> bool {
        self.0.binary_search(&number).is_ok()
    }

    pub(crate) fn put(&mut self, number: u32) {
        let at = self.0.partition_point(|other| *other < number);
        let (front, back) = self.0.split_at(at);
        self.0 = [front, &[number], back].concat().into();
    }

    pub(crate) fn take(&mut self, number: u32) {
        if let Ok(at) = self.0.binary_search(&number) {
            self.0 = [&self.0[..at], &self.0[at + 1..]].concat().into();
        }
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut numbers: Vec<u32> = numbers.into_iter().collect();
        numbers.sort_unstable();
        Self(numbers.into())
    }
}

/// Something that a group was granted on a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ToGroup {
    pub(crate) group: u32,
    /// The number of its terms.
    pub(crate) terms: u32,
}

/// What was granted on one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// By group.
    groups: Arc<[ToGroup]>,
    /// The [`mask`](record::mask) of those groups.
    mask: u32,
    /// Where there are many, a bit for each of those groups, by its number.
    many: Option<Arc<[u32]>>,
    /// The members who hold a grant on it, as often as they do.
    pub(crate) members: Numbers,
}

/// More grants than this are many.
const FEW: usize = 4;

impl Given {
    pub(crate) fn groups(&self) -> &[ToGroup] {
        &self.groups
    }

    pub(crate) fn set_groups(&mut self, mut grants: Vec<ToGroup>) {
        grants.sort_unstable();
        self.mask = record::mask(grants.iter().map(|grant| grant.group));
        self.many = match grants.last() {
            Some(last) if grants.len() > FEW => {
                let mut bits = vec![0; last.group as usize / 32 + 1];
                for grant in &grants {
                    bits[grant.group as usize / 32] |= 1 << (grant.group % 32);
                }
                Some(bits.into())
            }
            Some(_) | None => None,
        };
        self.groups = grants.into();
    }

    pub(crate) fn put_group(&mut self, grant: ToGroup) {
        self.set_groups([&self.groups[..], &[grant]].concat());
    }

    pub(crate) fn take_group(&mut self, grant: ToGroup) {
        let mut grants = self.groups.to_vec();
        if let Ok(at) = grants.binary_search(&grant) {
            grants.remove(at);
            self.set_groups(grants);
        }
    }

    /// The terms of every grant to any of these groups, which are in order and have this mask.
    #[inline]
    pub(crate) fn to_groups(&self, groups: &[u32], mask: u32, mut found: impl FnMut(u32)) {
        if self.mask & mask == 0 {
            return;
        }
        let Some(many) = &self.many else {
            // Few, and a short list of groups: which of them count is found with no branch.
            let hit = |at: usize| u32::from(record::has(groups, self.groups[at].group)) << at;
            let hits = (0..self.groups.len()).fold(0, |hits, at| hits | hit(at));
            ones(hits).for_each(|at| found(self.groups[at].terms));
            return;
        };
        for some in groups.chunks(32) {
            let bits = |group: u32| many.get(group as usize / 32).copied().unwrap_or_default();
            let hit = |(at, group): (usize, &u32)| (bits(*group) >> (group % 32) & 1) << at;
            let hits = some.iter().enumerate().fold(0, |hits, one| hits | hit(one));
            for group in ones(hits).map(|at| some[at]) {
                let from = self.groups.partition_point(|grant| grant.group < group);
                let here = self.groups[from..].iter().take_while(|grant| grant.group == group);
                here.for_each(|grant| found(grant.terms));
            }
        }
    }
}

/// The positions of the bits that are set.
#[inline]
fn ones(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            at
        })
    })
}

#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) id: WorkspaceId,
    pub(crate) visibility: Visibility,
    pub(crate) given: Given,
    pub(crate) projects: Numbers,
    /// Who is listed in it.
    pub(crate) listed: Numbers,
    /// Whose role counts in a part of it alone.
    pub(crate) restricted: Numbers,
}

#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) id: ProjectId,
    /// The number of its workspace.
    pub(crate) workspace: u32,
    pub(crate) given: Given,
    pub(crate) items: Numbers,
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) fact: Arc<ItemFact>,
    /// The number of its project.
    pub(crate) project: u32,
    pub(crate) given: Given,
}

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) members: Numbers,
    /// By what they are on, then by id.
    pub(crate) grants: Arc<[Held]>,
}

impl Group {
    pub(crate) fn hold(&mut self, grant: Held) {
        let at = self.grants.partition_point(|other| (other.on, other.id) < (grant.on, grant.id));
        let (front, back) = self.grants.split_at(at);
        self.grants = [front, &[grant], back].concat().into();
    }

    pub(crate) fn lose(&mut self, grant: Held) {
        let rest = self.grants.iter().filter(|other| other.id != grant.id);
        self.grants = rest.copied().collect();
    }
}

impl Workspace {
    pub(crate) fn new(id: WorkspaceId, visibility: Visibility) -> Self {
        let (given, projects) = (Given::default(), Numbers::default());
        Self { id, visibility, given, projects, listed: Numbers::default(), restricted: Numbers::default() }
    }
}

impl Project {
    pub(crate) fn new(id: ProjectId, workspace: u32) -> Self {
        Self { id, workspace, given: Given::default(), items: Numbers::default() }
    }
}

impl Item {
    pub(crate) fn new(fact: ItemFact, project: u32) -> Self {
        Self { fact: Arc::new(fact), project, given: Given::default() }
    }
}

impl Group {
    pub(crate) fn new(id: GroupId) -> Self {
        Self { id, members: Numbers::default(), grants: Arc::from(Vec::new()) }
    }
}

impl Entry for Workspace {
    #[inline]
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Entry for Project {
    #[inline]
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }
}

impl Entry for Item {
    #[inline]
    fn uuid(&self) -> Uuid {
        self.fact.id.uuid()
    }
}

impl Entry for Group {
    #[inline]
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_an_ordered_list_of_what_was_put_and_not_taken(steps in vec((any::<bool>(), 0..9u32), 0..60)) {
            let mut model: Vec<u32> = Vec::new();
            let mut numbers = Numbers::default();
            for (put, number) in steps {
                if put {
                    numbers.put(number);
                    model.push(number);
                } else {
                    numbers.take(number);
                    if let Some(at) = model.iter().position(|other| *other == number) {
                        model.remove(at);
                    }
                }
                model.sort_unstable();
                prop_assert_eq!(&numbers.0[..], &model[..]);
                prop_assert_eq!(numbers.has(number), model.contains(&number));
            }
            prop_assert_eq!(model.into_iter().collect::<Numbers>(), numbers);
        }

        #[test]
        fn grants_to_groups_are_found_however_many_there_are(
            groups in btree_set(0..200u32, 0..50), grants in vec((0..200u32, 0..5u32), 0..30), taken in 0..9usize,
        ) {
            let groups: Vec<u32> = groups.into_iter().collect();
            let mut model: Vec<ToGroup> = Vec::new();
            let mut given = Given::default();
            for (group, terms) in grants {
                given.put_group(ToGroup { group, terms });
                model.push(ToGroup { group, terms });
            }
            for grant in model.drain(..taken.min(model.len())) {
                given.take_group(grant);
            }
            model.sort();
            prop_assert_eq!(given.groups(), &model[..]);
            let expected: Vec<u32> =
                model.iter().filter(|grant| groups.contains(&grant.group)).map(|grant| grant.terms).collect();
            let mut found = Vec::new();
            given.to_groups(&groups, record::mask(groups.iter().copied()), |terms| found.push(terms));
            prop_assert_eq!(found, expected);
        }
    }
}
