//! What stands in the registers: places and groups, each with what points to it.

use std::sync::Arc;

use uuid::Uuid;

use super::block::Held;
use super::given::Given;
use super::register::Entry;
use crate::access::facts::ItemFact;
use crate::access::resource::Visibility;
use crate::ids::{GroupId, ProjectId, WorkspaceId};

/// Numbers in order. One that is put in twice is there twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Numbers(Arc<[u32]>);

impl Numbers {
    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.0
    }

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

/// One cache line, with all that a check needs of it.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(crate) struct Project {
    pub(crate) id: ProjectId,
    /// The number of its workspace.
    pub(crate) workspace: u32,
    pub(crate) given: Given,
    pub(crate) items: Numbers,
}

const _: () = assert!(size_of::<Option<Project>>() == 64, "a cache line");

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
    use proptest::collection::vec;
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
    }
}
