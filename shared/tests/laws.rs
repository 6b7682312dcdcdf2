//! The laws of the access model, as properties of generated organizations.

mod support;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Access, Change, CoreScope, Facts, GrantFact, GroupMemberFact, Permissions, Principal, Reach, Resource,
    Scope, Snapshot, Status, guard,
};
use shared::ids::{ItemId, MemberId, OrganizationId, ProjectId, WorkspaceId};
use support::generate::{World, grant_fact, grantable, name, pairs, pick, world};
use support::{grant, group, hours, member, now, project, workspace};
use uuid::Uuid;

fn levels() -> impl Strategy<Value = Permissions> {
    vec(0..3usize, Scope::MOST).prop_map(|levels| {
        // Through the door that everybody uses: a two-bit code for each scope.
        let bits = levels.iter().rev().fold(0u128, |bits, level| (bits << 2) | [0b00, 0b01, 0b11][*level]);
        Permissions::from_bits(bits).expect("well-formed")
    })
}

fn scopes() -> Vec<Scope> {
    Permissions::ALL.iter().map(|(scope, _)| scope).collect()
}

fn well_formed(permissions: Permissions) -> bool {
    Permissions::from_bits(permissions.bits()) == Ok(permissions)
}

/// Nobody has less in `more` than in `less`.
fn nobody_lower(less: &Snapshot, more: &Snapshot) -> bool {
    pairs(less)
        .into_iter()
        .all(|(who, on)| less.effective(who, on, now()).within(more.effective(who, on, now())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn l1_masks_are_max_and_min_of_each_scope(a in levels(), b in levels(), c in levels()) {
        for mask in [a.join(b), a.meet(b), a.join(b).meet(c)] {
            prop_assert!(well_formed(mask));
        }
        for scope in scopes() {
            prop_assert_eq!(a.join(b).get(scope), a.get(scope).max(b.get(scope)));
            prop_assert_eq!(a.meet(b).get(scope), a.get(scope).min(b.get(scope)));
        }
        prop_assert_eq!(a.join(b), b.join(a));
        prop_assert_eq!(a.meet(b), b.meet(a));
        prop_assert_eq!(a.join(b).join(c), a.join(b.join(c)));
        prop_assert_eq!(a.meet(b).meet(c), a.meet(b.meet(c)));
        prop_assert_eq!((a.join(a), a.meet(a)), (a, a));
        prop_assert_eq!((a.join(a.meet(b)), a.meet(a.join(b))), (a, a));
        prop_assert_eq!(a.within(b), a.join(b) == b);
        prop_assert_eq!(a.within(b), a.meet(b) == a);
        prop_assert_eq!(a.within(b), scopes().into_iter().all(|scope| a.get(scope) <= b.get(scope)));
        prop_assert!(a.meet(b).within(a) && a.within(a.join(b)));
    }

    #[test]
    fn l1_every_answer_is_well_formed(world in world()) {
        let snapshot = world.snapshot();
        for (who, on) in pairs(&snapshot) {
            prop_assert!(well_formed(snapshot.effective(who, on, now())));
        }
    }

    #[test]
    fn l1_any_bits_are_well_formed_or_refused(bits in any::<u128>()) {
        let malformed = (0..64).any(|scope| (bits >> (2 * scope)) & 0b11 == 0b10);
        prop_assert_eq!(Permissions::from_bits(bits).is_err(), malformed);
    }

    #[test]
    fn l2_monotone_a_grant_lowers_nobody_and_its_end_raises_nobody(
        world in world(),
        to in any::<u8>(), on in any::<u8>(), what in vec(any::<(u8, bool)>(), 1..5),
    ) {
        let before = world.snapshot();
        let given = grant_fact(&world.model, &world.facts, "new", &(to, on, what, 7));
        let mut facts = world.facts.clone();
        facts.grants.push(given);
        let after = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
        prop_assert!(nobody_lower(&before, &after));
        let taken = after.with(&[Change::GrantRemoved(grant("new"))]).expect("it is there");
        prop_assert!(nobody_lower(&taken, &after));
        prop_assert_eq!(taken, before);
    }

    #[test]
    fn l2_monotone_a_group_lowers_nobody_and_leaving_it_raises_nobody(
        world in world(), who in 0..7usize, of in 0..4usize,
    ) {
        let before = world.snapshot();
        let (member, group) = (member(&name('m', who)), group(&name('g', of)));
        if let Ok(after) = before.with(&[Change::GroupMemberAdded { group, member }]) {
            prop_assert!(nobody_lower(&before, &after));
        }
        if let Ok(after) = before.with(&[Change::GroupMemberRemoved { group, member }]) {
            prop_assert!(nobody_lower(&after, &before));
        }
    }

    #[test]
    fn l3_ceiling_holds_whatever_is_given(world in world()) {
        let snapshot = world.snapshot();
        for (who, on) in pairs(&snapshot) {
            let effective = snapshot.effective(who, on, now());
            let (Some(role), Some(here)) = (snapshot.role_of(who), snapshot.role_at(who, on)) else {
                prop_assert!(effective.is_none());
                continue;
            };
            prop_assert!(effective.within(role.seat_ceiling().meet(here.ceiling)));
        }
    }

    #[test]
    fn l4_reach_everything_is_the_same_everywhere_and_nowhere_else(world in world()) {
        let snapshot = world.snapshot();
        for (who, on) in pairs(&snapshot) {
            let Some(role) = snapshot.role_of(who).filter(|role| role.reach == Reach::Everything) else { continue };
            let active = snapshot.member(who).is_some_and(|row| row.is_active(now()));
            let kept = if snapshot.is_deleted() { ownership() } else { Permissions::ALL };
            let expected = if active && snapshot.has(on) { role.baseline.meet(kept) } else { Permissions::NONE };
            prop_assert_eq!(snapshot.effective(who, on, now()), expected);
        }
    }

    #[test]
    fn l5_not_active_is_nothing_and_activation_is_the_way_back(world in world()) {
        let before = world.snapshot();
        for who in before.members().map(|row| row.id) {
            let down = Change::StatusChanged { member: who, status: Status::Deactivated };
            let up = Change::StatusChanged { member: who, status: Status::Active };
            let off = before.with([&down]).expect("a member");
            for on in off.resources() {
                prop_assert!(off.effective(who, on, now()).is_none());
                prop_assert!(!off.sees(who, on, now()));
            }
            let active = before.with([&up]).expect("a member");
            prop_assert_eq!(active.with(&[down, up]).expect("a member"), active);
        }
    }

    #[test]
    fn l6_isolation_ids_of_another_organization_are_unknown(ours in world(), theirs in world()) {
        let ours = ours.snapshot();
        let theirs = moved_elsewhere(&theirs);
        for row in theirs.members() {
            for on in ours.resources().chain(theirs.resources()) {
                prop_assert!(ours.effective(row.id, on, now()).is_none());
            }
        }
        for row in ours.members() {
            for on in theirs.resources().filter(|on| *on != Resource::Organization) {
                prop_assert!(ours.effective(row.id, on, now()).is_none());
                prop_assert!(!ours.sees(row.id, on, now()));
            }
        }
        for (workspace, _) in theirs.workspaces() {
            let change = Change::WorkspaceMemberAdded { workspace, member: member("m0"), role: None };
            prop_assert!(ours.with(&[change]).is_err());
        }
    }

    #[test]
    fn l7_a_group_grant_is_the_same_grant_copied_to_each_member(world in world(), of in 0..4u8) {
        let grouped = world.snapshot();
        let copied = copied_to_members(&world);
        for (who, on) in pairs(&grouped) {
            prop_assert_eq!(grouped.effective(who, on, now()), copied.effective(who, on, now()));
        }
        // And the end of the group is the end of the copies.
        let Some(gone) = pick(&world.facts.groups, of).copied() else { return Ok(()) };
        let after = grouped.with(&[Change::GroupRemoved { group: gone }]).expect("it is there");
        let mut facts = world.facts.clone();
        facts.groups.retain(|group| *group != gone);
        facts.group_members.retain(|row| row.group != gone);
        facts.grants.retain(|row| row.principal != Principal::Group(gone));
        let without = copied_to_members(&World { model: world.model.clone(), facts });
        for (who, on) in pairs(&grouped) {
            prop_assert_eq!(after.effective(who, on, now()), without.effective(who, on, now()));
        }
        prop_assert!(!after.grants().any(|row| row.principal == Principal::Group(gone)));
    }

    #[test]
    fn l8_order_and_duplicates_do_not_matter(world in world(), turn in 0..5usize) {
        let mut facts = world.facts.clone();
        shuffle(&mut facts.roles, turn);
        shuffle(&mut facts.members, turn);
        shuffle(&mut facts.workspaces, turn);
        shuffle(&mut facts.projects, turn);
        shuffle(&mut facts.items, turn);
        shuffle(&mut facts.workspace_members, turn);
        shuffle(&mut facts.restrictions, turn);
        shuffle(&mut facts.groups, turn);
        shuffle(&mut facts.group_members, turn);
        shuffle(&mut facts.grants, turn);
        let shuffled = Snapshot::from_facts(world.model.clone(), facts).expect("the same facts");
        prop_assert_eq!(shuffled, world.snapshot());
    }

    #[test]
    fn l14_time_answers_change_at_declared_ends_alone(world in world(), between in 0..3600i64) {
        let snapshot = world.snapshot();
        let ends = declared_ends(&world.facts);
        let second = TimeDelta::seconds(1);
        // From one end to the last moment before the next, and from the last end for good.
        let starts = std::iter::once(hours(-100)).chain(ends.iter().copied());
        let stops = ends.iter().map(|end| *end - second).chain([hours(900)]);
        for (start, stop) in starts.zip(stops) {
            let middle = (start + TimeDelta::seconds(between)).min(stop);
            for (who, on) in pairs(&snapshot) {
                let first = snapshot.effective(who, on, start);
                prop_assert_eq!(snapshot.effective(who, on, middle), first);
                prop_assert_eq!(snapshot.effective(who, on, stop), first);
                // Nothing begins by itself.
                prop_assert!(snapshot.effective(who, on, stop + second).within(first));
            }
        }
    }

    #[test]
    fn l15_unknown_is_no(world in world()) {
        let snapshot = world.snapshot();
        let unknown = Permissions::ALL.iter().map(|(scope, _)| scope).find(|scope| world.model.catalog.entry(*scope).is_none());
        for on in snapshot.resources() {
            prop_assert!(snapshot.effective(member("nobody"), on, now()).is_none());
            prop_assert!(!snapshot.check(member("nobody"), on, CoreScope::Content, Access::None, now()));
        }
        for row in snapshot.members() {
            for on in [Resource::Workspace(workspace("nowhere")), Resource::Project(project("nowhere"))] {
                prop_assert!(snapshot.effective(row.id, on, now()).is_none());
            }
            if let Some(scope) = unknown {
                prop_assert!(!snapshot.check(row.id, Resource::Organization, scope, Access::View, now()));
            }
        }
    }

    #[test]
    fn the_projects_reached_are_those_that_each_answer_yes(world in world(), wanted in vec((any::<u8>(), any::<bool>()), 1..4)) {
        let snapshot = world.snapshot();
        let wanted = grantable(&world.model, Resource::Project(project("p0")), &wanted);
        let one_by_one = |who| -> BTreeSet<_> {
            let all = snapshot.projects().map(|(id, _)| id);
            all.filter(|id| !snapshot.effective(who, Resource::Project(*id), now()).meet(wanted).is_none()).collect()
        };
        for member in snapshot.members() {
            let reached = snapshot.reached(member.id, wanted, now());
            let found: BTreeSet<_> =
                snapshot.projects().map(|(id, _)| id).filter(|id| reached.contains(&snapshot, *id)).collect();
            prop_assert_eq!(&found, &one_by_one(member.id));
            for other in snapshot.members() {
                let both = reached.shared_with(&snapshot.reached(other.id, wanted, now()), &snapshot);
                prop_assert_eq!(both, found.intersection(&one_by_one(other.id)).count());
            }
        }
    }

    #[test]
    fn a_slice_answers_for_what_is_in_it_as_the_whole_does(world in world(), people in any::<u8>(), places in any::<u8>()) {
        let whole = world.snapshot();
        let with = |id: MemberId| people >> (id.uuid().as_bytes()[1] % 8) & 1 == 1;
        let seen = |on: &Resource| match on {
            Resource::Organization => true,
            Resource::Workspace(id) => places >> (id.uuid().as_bytes()[1] % 8) & 1 == 1,
            Resource::Project(id) => places >> (id.uuid().as_bytes()[1] % 5) & 1 == 1,
            Resource::Item(id) => places >> (id.uuid().as_bytes()[1] % 3) & 1 == 1,
        };
        let sent = serde_json::to_string(&whole.to_facts(with, seen)).expect("JSON");
        let facts: Facts = serde_json::from_str(&sent).expect("the same facts");
        let slice = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
        for row in slice.members() {
            for on in slice.resources() {
                prop_assert_eq!(slice.effective(row.id, on, now()), whole.effective(row.id, on, now()));
            }
        }
        prop_assert_eq!(guard(&slice), guard(&whole));
        for row in slice.members() {
            let off = Change::StatusChanged { member: row.id, status: Status::Deactivated };
            let (slice, whole) = (slice.with([&off]).expect("in it"), whole.with([&off]).expect("in it"));
            prop_assert_eq!(guard(&slice), guard(&whole));
        }
        prop_assert!(slice.members().all(|row| with(row.id)));
    }

    #[test]
    fn facts_come_back_from_json_as_they_were(world in world()) {
        let snapshot = world.snapshot();
        let facts = snapshot.to_facts(|_| true, |_| true);
        let text = serde_json::to_string(&facts).expect("JSON");
        let read: Facts = serde_json::from_str(&text).expect("the same");
        prop_assert_eq!(&read, &facts);
        prop_assert_eq!(Snapshot::from_facts(world.model.clone(), read).expect("facts that fit"), snapshot);
    }
}

/// The same rows turned around, with some of them twice.
fn shuffle<T: Clone>(rows: &mut Vec<T>, turn: usize) {
    rows.reverse();
    if !rows.is_empty() {
        let middle = turn % rows.len();
        rows.rotate_left(middle);
    }
    let again: Vec<T> = rows.iter().step_by(turn + 1).cloned().collect();
    rows.extend(again);
}

/// Another organization: every id in it with another last byte.
fn moved_elsewhere(world: &World) -> Snapshot {
    fn change<T: Copy>(id: T, uuid: fn(T) -> Uuid, from: fn(Uuid) -> T) -> T {
        from(Uuid::from_u128(uuid(id).as_u128() ^ 1))
    }
    let person = |id: MemberId| change(id, MemberId::uuid, MemberId::from_uuid);
    let room = |id: WorkspaceId| change(id, WorkspaceId::uuid, WorkspaceId::from_uuid);
    let work = |id: ProjectId| change(id, ProjectId::uuid, ProjectId::from_uuid);
    let mut moved = world.facts.clone();
    moved.organization = OrganizationId::from_uuid(Uuid::from_u128(1));
    moved.members.iter_mut().for_each(|row| row.id = person(row.id));
    moved.workspaces.iter_mut().for_each(|row| row.id = room(row.id));
    for row in &mut moved.projects {
        (row.id, row.workspace) = (work(row.id), room(row.workspace));
    }
    for row in &mut moved.items {
        row.id = change(row.id, ItemId::uuid, ItemId::from_uuid);
        row.project = work(row.project);
    }
    moved.workspace_members.clear();
    moved.restrictions.clear();
    moved.grants.clear();
    moved.groups = vec![group("elsewhere")];
    moved.group_members = moved
        .members
        .iter()
        .map(|row| GroupMemberFact { group: group("elsewhere"), member: row.id })
        .collect();
    Snapshot::from_facts(world.model.clone(), moved).expect("facts that fit")
}

/// Every group's grants written out, member by member. What a group shares of a single item says nothing to
/// somebody who has no containers, so it is not written out for them.
fn copied_to_members(world: &World) -> Snapshot {
    let there = world.snapshot();
    let mut facts = world.facts.clone();
    facts.group_members.clear();
    facts.grants.retain(|row| matches!(row.principal, Principal::Member(_)));
    let mut number = 0;
    for row in &world.facts.grants {
        let Principal::Group(of) = row.principal else { continue };
        for belonging in world.facts.group_members.iter().filter(|belonging| belonging.group == of) {
            let who = belonging.member;
            let roles = [there.role_of(who), there.role_at(who, row.resource)];
            let guest = roles.into_iter().flatten().any(|role| role.reach == Reach::Shared);
            if guest && matches!(row.resource, Resource::Item(_)) {
                continue;
            }
            number += 1;
            let (id, principal) = (grant(&format!("copy{number}")), Principal::Member(who));
            facts.grants.push(GrantFact { id, principal, ..row.clone() });
        }
    }
    Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit")
}

/// Every moment that a row names, in order.
fn declared_ends(facts: &Facts) -> BTreeSet<DateTime<Utc>> {
    let memberships = facts.members.iter().filter_map(|row| row.expires_at);
    memberships.chain(facts.grants.iter().filter_map(|row| row.expires_at)).collect()
}

fn ownership() -> Permissions {
    Permissions::NONE.with(CoreScope::Ownership, Access::Full)
}
