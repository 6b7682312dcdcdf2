//! Whom and what a change can have an effect on, read off the two states themselves.
//!
//! Nobody passes the set in: a caller that forgot somebody would hide what happens to them. Maps that both
//! states share are skipped unread, so this costs what was written, not what is there.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::grant::Principal;
use super::resource::Resource;
use super::snapshot::Snapshot;
use crate::ids::{MemberId, WorkspaceId};

/// Every member on the touched resources, and the touched members on every resource.
#[derive(Debug, Default)]
struct Touched {
    members: BTreeSet<MemberId>,
    resources: BTreeSet<Resource>,
}

/// Every pair that may have another answer afterwards, each once, by member and then by resource.
pub(super) fn touched(before: &Snapshot, after: &Snapshot) -> impl Iterator<Item = (MemberId, Resource)> {
    let Touched { members, resources } = find(before, after);
    let all: BTreeSet<Resource> = if members.is_empty() {
        BTreeSet::new()
    } else {
        before.resources().chain(after.resources()).collect()
    };
    let everyone: BTreeSet<MemberId> = if resources.is_empty() {
        members.clone()
    } else {
        before.members.keys().chain(after.members.keys()).copied().collect()
    };
    everyone.into_iter().flat_map(move |member| {
        let of = if members.contains(&member) { &all } else { &resources };
        of.iter().map(|resource| (member, *resource)).collect::<Vec<_>>()
    })
}

fn find(before: &Snapshot, after: &Snapshot) -> Touched {
    let mut touched = Touched::default();
    let same_world = before.model == after.model
        && before.organization == after.organization
        && before.deleted == after.deleted;
    if !same_world {
        touched.members.extend(before.members.keys().chain(after.members.keys()));
        touched.resources.extend(before.resources().chain(after.resources()));
        return touched;
    }
    if !Arc::ptr_eq(&before.members, &after.members) {
        touched.members.extend(differing(before.members.iter(), after.members.iter()));
    }
    if !Arc::ptr_eq(&before.listed, &after.listed) {
        let rows = differing(before.listed.iter(), after.listed.iter());
        touched.members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.restrictions, &after.restrictions) {
        let rows = differing(before.restrictions.iter(), after.restrictions.iter());
        touched.members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.groups_of, &after.groups_of) {
        let rows = differing(unit(&before.groups_of), unit(&after.groups_of));
        touched.members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.grants, &after.grants) {
        for id in differing(before.grants.iter(), after.grants.iter()) {
            for side in [before, after] {
                match side.grants.get(&id).map(|grant| grant.principal) {
                    Some(Principal::Member(member)) => touched.members.extend([member]),
                    Some(Principal::Group(group)) => touched.members.extend(side.members_of(group)),
                    None => {}
                }
            }
        }
    }
    if !Arc::ptr_eq(&before.workspaces, &after.workspaces) {
        for workspace in differing(before.workspaces.iter(), after.workspaces.iter()) {
            touched.resources.extend(with_projects(before, workspace).chain(with_projects(after, workspace)));
        }
    }
    if !Arc::ptr_eq(&before.projects, &after.projects) {
        touched.resources.extend(
            differing(before.projects.iter(), after.projects.iter()).into_iter().map(Resource::Project),
        );
    }
    touched
}

fn with_projects(snapshot: &Snapshot, workspace: WorkspaceId) -> impl Iterator<Item = Resource> {
    std::iter::once(Resource::Workspace(workspace))
        .chain(snapshot.projects_in(workspace).map(Resource::Project))
}

fn unit<T>(set: &BTreeSet<T>) -> impl Iterator<Item = (&T, &())> {
    set.iter().map(|key| (key, &()))
}

/// The keys that only one side has, or that have another value: both sides come in order.
fn differing<'a, K: Copy + Ord + 'a, V: PartialEq + 'a>(
    before: impl Iterator<Item = (&'a K, &'a V)>,
    after: impl Iterator<Item = (&'a K, &'a V)>,
) -> Vec<K> {
    let (mut before, mut after) = (before.peekable(), after.peekable());
    let mut keys = Vec::new();
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return keys,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
        };
        let old = if order.is_le() { before.next() } else { None };
        let new = if order.is_ge() { after.next() } else { None };
        let same = old.map(|(_, value)| value) == new.map(|(_, value)| value);
        if let (false, Some((key, _))) = (same, old.or(new)) {
            keys.push(*key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn differing_finds_what_came_went_and_changed() {
        let before = BTreeMap::from([(1, 'a'), (2, 'b'), (3, 'c'), (9, 'z')]);
        let after = BTreeMap::from([(2, 'b'), (3, 'x'), (4, 'd'), (9, 'z')]);
        assert_eq!(differing(before.iter(), after.iter()), [1, 3, 4]);
        assert_eq!(differing(before.iter(), before.iter()), [0; 0]);
        assert_eq!(differing(before.iter(), BTreeMap::new().iter()), [1, 2, 3, 9]);
    }
}
