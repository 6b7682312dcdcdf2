//! What grants say, each different thing once.
//!
//! A million grants say few different things: a project role, from somebody, for good. A grant therefore
//! holds the number of its terms. How many hold a number is counted, and terms that nobody holds any more
//! make room for others.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::chunks::Chunks;
use super::table::Table;
use crate::access::grant::{Grant, GrantSource};
use crate::access::member::live;
use crate::access::permissions::Permissions;

/// A grant without its id, its principal and its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Terms {
    pub(crate) permissions: Permissions,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) source: GrantSource,
}

impl Terms {
    pub(crate) fn of(grant: &Grant) -> Self {
        Self { permissions: grant.permissions, expires_at: grant.expires_at, source: grant.source }
    }

    /// What they give at this moment.
    #[inline]
    pub(crate) fn given(&self, at: DateTime<Utc>) -> Permissions {
        if live(self.expires_at, at) { self.permissions } else { Permissions::NONE }
    }

    fn tag(&self) -> u32 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish() as u32
    }
}

/// Different terms by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermsTable {
    table: Table,
    rows: Chunks<Counted>,
    /// Numbers that nobody holds, to be given again.
    free: Arc<Vec<u32>>,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    terms: Terms,
    holders: u32,
}

impl TermsTable {
    #[inline]
    pub(crate) fn get(&self, number: u32) -> &Terms {
        &self.rows.get(number).expect("terms that a grant holds are there").terms
    }

    /// How many different terms are held.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// The number of these terms, held once more.
    pub(crate) fn hold(&mut self, terms: Terms) -> u32 {
        let tag = terms.tag();
        let is =
            |number| self.rows.get(number).is_some_and(|row: &Counted| row.holders > 0 && row.terms == terms);
        if let Some(number) = self.table.find(tag, is) {
            if let Some(row) = self.rows.get_mut(number) {
                row.holders += 1;
            }
            return number;
        }
        let row = Counted { terms, holders: 1 };
        let number = match Arc::make_mut(&mut self.free).pop() {
            Some(number) => {
                if let Some(old) = self.rows.get_mut(number) {
                    *old = row;
                }
                number
            }
            None => self.rows.push(row),
        };
        self.table.insert(tag, number);
        number
    }

    /// One grant less holds these terms.
    pub(crate) fn release(&mut self, number: u32) {
        let Some(row) = self.rows.get_mut(number) else { return };
        row.holders -= 1;
        if row.holders == 0 {
            let tag = row.terms.tag();
            self.table.remove(tag, number);
            Arc::make_mut(&mut self.free).push(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::access::level::Access;
    use crate::access::scope::CoreScope;

    fn terms(number: u8) -> Terms {
        let permissions = Permissions::NONE.with(CoreScope::ALL[usize::from(number % 15)], Access::View);
        Terms { permissions, expires_at: None, source: GrantSource::Link }
    }

    proptest! {
        #[test]
        fn the_same_terms_have_one_number_while_they_are_held(steps in vec((any::<bool>(), 0..15u8), 0..200)) {
            let mut table = TermsTable::default();
            let mut held: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
            for (hold, which) in steps {
                let numbers = held.entry(which).or_default();
                if hold {
                    let number = table.hold(terms(which));
                    prop_assert!(numbers.iter().all(|other| *other == number));
                    numbers.push(number);
                } else if let Some(number) = numbers.pop() {
                    table.release(number);
                }
                for (which, numbers) in &held {
                    for number in numbers {
                        prop_assert_eq!(*table.get(*number), terms(*which));
                    }
                }
            }
            prop_assert!(table.rows.len() <= 15);
        }
    }
}
