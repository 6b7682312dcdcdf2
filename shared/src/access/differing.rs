//! The facts that are not the same in two states, found without reading those that are.
//!
//! Pieces that both states share are skipped unread. In the others everything is compared by id, because two
//! states may number things differently.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::compact::block::Held;
use super::compact::record::{Record, Standing};
use super::compact::register::{Entry, Register};
use super::grant::{Grant, Principal};
use super::model::Model;
use super::resource::Resource;
use super::role::Role;
use super::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

/// How a member's own facts differ.
#[derive(Debug, Default)]
pub(super) struct OwnFacts {
    /// The member is there on one side alone, or their row says something else.
    pub(super) row: bool,
    /// Where they are listed or restricted otherwise.
    pub(super) workspaces: BTreeSet<WorkspaceId>,
    /// The groups that they are in on the first side alone, and on the second.
    pub(super) left: BTreeSet<GroupId>,
    pub(super) joined: BTreeSet<GroupId>,
    pub(super) grants: Grants,
}

/// Grants that are on one side alone, or say something else there: by id, with what they are on.
pub(super) type Grants = BTreeSet<(GrantId, Resource)>;

/// Every member of whom some fact of their own differs: themselves, their workspaces, restrictions, groups
/// and grants.
pub(super) fn changed_members(before: &Snapshot, after: &Snapshot) -> BTreeMap<MemberId, OwnFacts> {
    let mut candidates = BTreeSet::new();
    for at in before.members.apart(&after.members) {
        let ids = [before, after].map(|side| side.members.record(at).map(|record| record.id()));
        candidates.extend(ids.into_iter().flatten().map(MemberId::from_uuid));
    }
    let changed = |member| own_facts(before, after, member).map(|facts| (member, facts));
    candidates.into_iter().filter_map(changed).collect()
}

/// Every group of which some grant differs.
pub(super) fn changed_groups(before: &Snapshot, after: &Snapshot) -> BTreeMap<GroupId, Grants> {
    let candidates = entries_apart(&before.groups, &after.groups);
    let changed = |group: Uuid| {
        let group = GroupId::from_uuid(group);
        let to = |side: &Snapshot| grants_to(side, Principal::Group(group));
        let grants = differing_grants(&to(before), &to(after));
        (!grants.is_empty()).then_some((group, grants))
    };
    candidates.into_iter().filter_map(changed).collect()
}

/// Every grant that differs.
pub(super) fn changed_grants(before: &Snapshot, after: &Snapshot) -> BTreeSet<GrantId> {
    let members = changed_members(before, after).into_values().map(|facts| facts.grants);
    let groups = changed_groups(before, after).into_values();
    members.chain(groups).flatten().map(|(grant, _)| grant).collect()
}

/// The workspaces that are open on one side, and closed to those who are not listed on the other.
pub(super) fn changed_visibilities(before: &Snapshot, after: &Snapshot) -> impl Iterator<Item = WorkspaceId> {
    let candidates = entries_apart(&before.workspaces, &after.workspaces).into_iter();
    candidates.map(WorkspaceId::from_uuid).filter(|id| {
        let sides = before.visibility(*id).zip(after.visibility(*id));
        sides.is_some_and(|(before, after)| before != after)
    })
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
    Some(differing(&own(before), &own(after)).collect())
}

/// The keys that only one side has, or that have another value.
pub(super) fn differing<'a, K: Copy + Ord, V: PartialEq>(
    before: &'a BTreeMap<K, V>,
    after: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = K> + 'a {
    let gone = before.keys().filter(|key| before.get(key) != after.get(key));
    let come = after.keys().filter(|key| !before.contains_key(key));
    gone.chain(come).copied()
}

/// The ids of whatever could be something else in the other register.
pub(super) fn entries_apart<E: Entry>(before: &Register<E>, after: &Register<E>) -> BTreeSet<Uuid> {
    let ids = |at| [before, after].map(|side| side.get(at).map(Entry::uuid));
    before.apart(after).flat_map(ids).flatten().collect()
}

fn own_facts(before: &Snapshot, after: &Snapshot, member: MemberId) -> Option<OwnFacts> {
    if are_alike(before, after, member) {
        return None;
    }
    let places = [before, after].map(|side| places(side, member));
    let groups = [before, after].map(|side| side.groups_of(member).collect::<BTreeSet<_>>());
    let grants = [before, after].map(|side| grants_to(side, Principal::Member(member)));
    let facts = OwnFacts {
        row: before.member(member) != after.member(member),
        workspaces: differing(&places[0], &places[1]).collect(),
        left: groups[0].difference(&groups[1]).copied().collect(),
        joined: groups[1].difference(&groups[0]).copied().collect(),
        grants: differing_grants(&grants[0], &grants[1]),
    };
    let OwnFacts { row, workspaces, left, joined, grants } = &facts;
    let same = !row && workspaces.is_empty() && left.is_empty() && joined.is_empty() && grants.is_empty();
    (!same).then_some(facts)
}

/// Whether a member's facts are the same and stand in the same order. Most of those who share a block with
/// somebody who changed are told apart from them here, without anything being copied.
fn are_alike(before: &Snapshot, after: &Snapshot, member: MemberId) -> bool {
    let (Some((old, a)), Some((new, b))) = (before.members.find(member), after.members.find(member)) else {
        return false;
    };
    let same_place = |((one, a), (other, b)): ((u32, Standing), (u32, Standing))| {
        let role = |side: &Snapshot, place: Standing| place.over.map(|over| side.role_id(over));
        before.workspace_id(one) == after.workspace_id(other)
            && (a.listed, role(before, a)) == (b.listed, role(after, b))
            && before.members.list(old, one) == after.members.list(new, other)
    };
    let same_grant = |(one, other): (Held, Held)| {
        one.id == other.id
            && before.resource(one.on) == after.resource(other.on)
            && before.terms.get(one.terms) == after.terms.get(other.terms)
    };
    let counts = |record: Record<'_>| (record.places().len(), record.grants().len());
    let mut groups = a.groups().map(|at| before.group_id(at));
    before.members.member(old) == after.members.member(new)
        && counts(a) == counts(b)
        && a.places().zip(b.places()).all(same_place)
        && groups.by_ref().eq(b.groups().map(|at| after.group_id(at)))
        && before.members.held(old).zip(after.members.held(new)).all(same_grant)
}

/// How somebody is listed and restricted in a workspace.
type Place<'a> = (Option<Option<RoleId>>, Option<&'a BTreeSet<ProjectId>>);

/// Where a member is listed or restricted, and how.
fn places(side: &Snapshot, member: MemberId) -> BTreeMap<WorkspaceId, Place<'_>> {
    let mut places: BTreeMap<WorkspaceId, Place<'_>> = BTreeMap::new();
    for (workspace, over) in side.workspaces_of(member) {
        places.entry(workspace).or_default().0 = Some(over);
    }
    for (workspace, list) in side.restrictions_of(member) {
        places.entry(workspace).or_default().1 = Some(list);
    }
    places
}

fn grants_to(side: &Snapshot, principal: Principal) -> BTreeMap<GrantId, Grant> {
    side.grants_to(principal).map(|grant| (grant.id, grant)).collect()
}

fn differing_grants(before: &BTreeMap<GrantId, Grant>, after: &BTreeMap<GrantId, Grant>) -> Grants {
    let on = |id| [before, after].map(|side| side.get(&id).map(|grant| (id, grant.resource)));
    differing(before, after).flat_map(on).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differing_finds_what_came_went_and_changed() {
        let before = BTreeMap::from([(1, 'a'), (2, 'b'), (3, 'c'), (9, 'z')]);
        let after = BTreeMap::from([(2, 'b'), (3, 'x'), (4, 'd'), (9, 'z')]);
        let keys = |before, after| differing(before, after).collect::<BTreeSet<_>>();
        assert_eq!(keys(&before, &after), [1, 3, 4].into());
        assert_eq!(keys(&before, &before), [].into());
        assert_eq!(keys(&before, &BTreeMap::new()), [1, 2, 3, 9].into());
    }
}
