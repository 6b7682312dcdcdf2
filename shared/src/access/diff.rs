//! What a change does to people's access.

use chrono::{DateTime, Utc};

use super::level::Access;
use super::resource::Resource;
use super::scope::Scope;
use super::snapshot::Snapshot;
use super::touched::{stands_for, touched};
use crate::ids::MemberId;

/// One permission that is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Difference {
    pub member: MemberId,
    pub resource: Resource,
    /// One of the scopes that a resource of this kind has.
    pub scope: Scope,
    pub before: Access,
    pub after: Access,
}

/// How many differences there are of either kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub total: u64,
    pub gained: u64,
    pub lost: u64,
}

impl Totals {
    pub fn of(differences: &[Difference]) -> Self {
        differences.iter().fold(Self::default(), |sum, one| {
            let gained = u64::from(one.after > one.before);
            Self { total: sum.total + 1, gained: sum.gained + gained, lost: sum.lost + 1 - gained }
        })
    }
}

/// Everything that differs between two states of one organization at one moment, by member, resource and
/// scope. Whoever or whatever is in one of them only has nothing in the other; but an item that is in one of them
/// only is its project in the other, so that its coming and going is nobody's gain and nobody's loss.
pub fn diff(before: &Snapshot, after: &Snapshot, at: DateTime<Utc>) -> Vec<Difference> {
    of(before, after, touched(before, after), at)
}

/// The same on the organization alone: what is said of its deletion and its restoring, which are about everybody
/// and everything at once. Written out, a large organization's would not fit into any answer.
pub fn diff_on_organization(before: &Snapshot, after: &Snapshot, at: DateTime<Utc>) -> Vec<Difference> {
    let everybody = before.members().map(|member| (member.id, Resource::Organization));
    of(before, after, everybody, at)
}

fn of(
    before: &Snapshot,
    after: &Snapshot,
    touched: impl Iterator<Item = (MemberId, Resource)>,
    at: DateTime<Utc>,
) -> Vec<Difference> {
    let catalog = &after.model.catalog;
    let mut differences = Vec::new();
    for (member, resource) in touched {
        let old = before.effective(member, stands_for(before, after, resource), at);
        let new = after.effective(member, stands_for(after, before, resource), at);
        if old == new {
            continue;
        }
        for entry in catalog.of(resource.kind()) {
            let (before, after) = (old.get(entry.scope), new.get(entry.scope));
            if before != after {
                differences.push(Difference { member, resource, scope: entry.scope, before, after });
            }
        }
    }
    differences
}
