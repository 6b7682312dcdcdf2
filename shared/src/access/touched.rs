//! Whom and what a change can have an effect on, read off the two states themselves.
//!
//! Nobody passes the set in: a caller that forgot somebody would hide what happens to them. Maps that both
//! states share are skipped unread, so this costs what was written, not what is there.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grant::Principal;
use super::model::Model;
use super::resource::Resource;
use super::role::Role;
use super::snapshot::Snapshot;
use crate::ids::{MemberId, RoleId, WorkspaceId};

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
    let Some(roles) = differing_roles(&before.model, &after.model)
        .filter(|_| before.organization == after.organization && before.deleted == after.deleted)
    else {
        touched.members.extend(before.members.keys().chain(after.members.keys()));
        touched.resources.extend(before.resources().chain(after.resources()));
        return touched;
    };
    if !roles.is_empty() {
        for side in [before, after] {
            let held = side.members.values().filter(|member| roles.contains(&member.role));
            touched.members.extend(held.map(|member| member.id));
            let over = side.listed.iter().filter(|(_, role)| role.is_some_and(|role| roles.contains(&role)));
            touched.members.extend(over.map(|((member, _), _)| member));
        }
    }
    touched.members.extend(changed_members(before, after));
    if !Arc::ptr_eq(&before.grants, &after.grants) {
        for id in differing(before.grants.iter(), after.grants.iter()) {
            for side in [before, after] {
                match side.grants.get(&id).map(|grant| grant.principal) {
                    Some(Principal::Group(group)) => touched.members.extend(side.members_of(group)),
                    Some(Principal::Member(_)) | None => {}
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
    if !Arc::ptr_eq(&before.items, &after.items) {
        let items = differing(before.items.iter(), after.items.iter());
        touched.resources.extend(items.into_iter().map(Resource::Item));
    }
    touched
}

/// The members of whom some fact of their own differs: themselves, their workspaces, restrictions, groups and
/// grants.
pub(super) fn changed_members(before: &Snapshot, after: &Snapshot) -> BTreeSet<MemberId> {
    let mut members = BTreeSet::new();
    if !Arc::ptr_eq(&before.members, &after.members) {
        members.extend(differing(before.members.iter(), after.members.iter()));
    }
    if !Arc::ptr_eq(&before.listed, &after.listed) {
        let rows = differing(before.listed.iter(), after.listed.iter());
        members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.restrictions, &after.restrictions) {
        let rows = differing(before.restrictions.iter(), after.restrictions.iter());
        members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.groups_of, &after.groups_of) {
        let rows = differing(unit(&before.groups_of), unit(&after.groups_of));
        members.extend(rows.iter().map(|(member, _)| member));
    }
    if !Arc::ptr_eq(&before.grants, &after.grants) {
        for id in differing(before.grants.iter(), after.grants.iter()) {
            for side in [before, after] {
                match side.grants.get(&id).map(|grant| grant.principal) {
                    Some(Principal::Member(member)) => members.extend([member]),
                    Some(Principal::Group(_)) | None => {}
                }
            }
        }
    }
    members
}

/// The roles that give something else, or are on one side alone; `None` for two models that differ otherwise.
pub(super) fn differing_roles(before: &Arc<Model>, after: &Arc<Model>) -> Option<BTreeSet<RoleId>> {
    if Arc::ptr_eq(before, after) {
        return Some(BTreeSet::new());
    }
    if !before.is_same_but_own_roles(after) {
        return None;
    }
    let own = |model: &Arc<Model>| -> BTreeMap<RoleId, Role> {
        model.own_roles().map(|role| (role.id, role.clone())).collect()
    };
    let (before, after) = (own(before), own(after));
    Some(differing(before.iter(), after.iter()).into_iter().collect())
}

fn with_projects(snapshot: &Snapshot, workspace: WorkspaceId) -> impl Iterator<Item = Resource> {
    let projects = snapshot.projects_in(workspace);
    std::iter::once(Resource::Workspace(workspace)).chain(projects.flat_map(|project| {
        let items = snapshot.items_in(project).map(Resource::Item);
        std::iter::once(Resource::Project(project)).chain(items)
    }))
}

fn unit<T>(set: &BTreeSet<T>) -> impl Iterator<Item = (&T, &())> {
    set.iter().map(|key| (key, &()))
}

/// The keys that only one side has, or that have another value: both sides come in order.
pub(super) fn differing<'a, K: Copy + Ord + 'a, V: PartialEq + 'a>(
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
