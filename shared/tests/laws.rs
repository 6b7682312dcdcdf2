//! The laws of the access model, as properties of generated organizations.

mod support;

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Access, Change, Difference, Facts, Grant, GroupMemberFact, Permissions, Principal, Reach, Resource,
    Scope, Snapshot, Status, Totals, diff, guard,
};
use shared::ids::OrganizationId;
use support::generate::{World, expiry, grant_fact, grantable, name, pairs, resource, world};
use support::{grant, group, hours, member, now, project, user, workspace};

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
            let expected = if active && snapshot.has(on) { role.baseline } else { Permissions::NONE };
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
    fn l8_order_and_duplicates_do_not_matter(world in world(), turn in 0..5usize) {
        let mut facts = world.facts.clone();
        shuffle(&mut facts.members, turn);
        shuffle(&mut facts.workspaces, turn);
        shuffle(&mut facts.projects, turn);
        shuffle(&mut facts.workspace_members, turn);
        shuffle(&mut facts.restrictions, turn);
        shuffle(&mut facts.groups, turn);
        shuffle(&mut facts.group_members, turn);
        shuffle(&mut facts.grants, turn);
        let shuffled = Snapshot::from_facts(world.model.clone(), facts).expect("the same facts");
        prop_assert_eq!(shuffled, world.snapshot());
    }

    #[test]
    fn l14_time_answers_change_at_declared_ends_alone(world in world()) {
        let snapshot = world.snapshot();
        for (who, on) in pairs(&snapshot) {
            // Generated ends are at one hour before and after.
            let second = chrono::TimeDelta::seconds(1);
            prop_assert_eq!(snapshot.effective(who, on, hours(-1)), snapshot.effective(who, on, hours(1) - second));
            prop_assert_eq!(snapshot.effective(who, on, hours(1)), snapshot.effective(who, on, hours(900)));
            prop_assert!(snapshot.effective(who, on, hours(1)).within(snapshot.effective(who, on, now())));
        }
    }

    #[test]
    fn l15_unknown_is_no(world in world()) {
        let snapshot = world.snapshot();
        let unknown = Permissions::ALL.iter().map(|(scope, _)| scope).find(|scope| world.model.catalog.entry(*scope).is_none());
        for on in snapshot.resources() {
            prop_assert!(snapshot.effective(member("nobody"), on, now()).is_none());
            prop_assert!(!snapshot.check(member("nobody"), on, shared::access::CoreScope::Content, Access::None, now()));
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
    fn diff_is_every_cell_that_differs_and_no_other(
        world in world(), who in 0..7usize, of in any::<u8>(), step in 0..6u8, what in vec(any::<(u8, bool)>(), 1..4),
    ) {
        let before = world.snapshot();
        let id = member(&name('m', who));
        let on = resource(&world.facts, of);
        let change = match step {
            0 => Change::MemberRemoved { member: id },
            1 => Change::WorkspaceRemoved { workspace: workspace("w0") },
            2 => Change::ProjectAdded { project: project("new"), workspace: workspace("w0") },
            3 => Change::GroupMemberAdded { group: group("g0"), member: id },
            4 => Change::Restricted { member: id, workspace: workspace("w0"), projects: BTreeSet::new() },
            _ => Change::GrantAdded(Grant {
                id: grant("new"),
                principal: Principal::Group(group("g0")),
                resource: on,
                permissions: grantable(&world.model, on, &what),
                expires_at: expiry(of),
                source: shared::access::GrantSource::Person(user("m0")),
            }),
        };
        let Ok(after) = before.with(&[change]) else { return Ok(()) };
        let found = diff(&before, &after, now());
        prop_assert_eq!(&found, &every_difference(&before, &after));
        let totals = Totals::of(&found);
        prop_assert_eq!(totals.total, totals.gained + totals.lost);
        prop_assert_eq!(totals.gained, diff(&after, &before, now()).iter().filter(|one| one.after < one.before).count() as u64);
    }

    #[test]
    fn a_slice_answers_for_what_is_in_it_as_the_whole_does(world in world(), people in any::<u8>(), places in any::<u8>()) {
        let whole = world.snapshot();
        let with = |id: shared::ids::MemberId| people >> (id.uuid().as_bytes()[1] % 8) & 1 == 1;
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
    let text = serde_json::to_string(&world.facts).expect("JSON");
    let facts: Facts = serde_json::from_str(&text).expect("the same");
    let change = |id: uuid::Uuid| uuid::Uuid::from_u128(id.as_u128() ^ 1);
    let mut moved = Facts::empty(OrganizationId::from_uuid(change(facts.organization.uuid())));
    moved.members = facts.members;
    for row in &mut moved.members {
        row.id = shared::ids::MemberId::from_uuid(change(row.id.uuid()));
    }
    moved.workspaces = facts.workspaces;
    for row in &mut moved.workspaces {
        row.id = shared::ids::WorkspaceId::from_uuid(change(row.id.uuid()));
    }
    moved.projects = facts.projects;
    for row in &mut moved.projects {
        row.id = shared::ids::ProjectId::from_uuid(change(row.id.uuid()));
        row.workspace = shared::ids::WorkspaceId::from_uuid(change(row.workspace.uuid()));
    }
    moved.groups = vec![group("elsewhere")];
    moved.group_members = moved
        .members
        .iter()
        .map(|row| GroupMemberFact { group: group("elsewhere"), member: row.id })
        .collect();
    Snapshot::from_facts(world.model.clone(), moved).expect("facts that fit")
}

/// An item that is in one state only is its project in the other.
fn known_as(side: &Snapshot, other: &Snapshot, resource: Resource) -> Resource {
    let item = match resource {
        Resource::Item(id) if !side.has(resource) => other.item(id),
        _ => None,
    };
    item.map_or(resource, |item| Resource::Project(item.project))
}

/// The difference by looking at everything.
fn every_difference(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let members: BTreeSet<_> = before.members().chain(after.members()).map(|row| row.id).collect();
    let resources: BTreeSet<_> = before.resources().chain(after.resources()).collect();
    let mut differences = Vec::new();
    for member in members {
        for resource in &resources {
            for entry in before.model().catalog.of(resource.kind()) {
                let of = |side: &Snapshot, other: &Snapshot| {
                    side.effective(member, known_as(side, other, *resource), now()).get(entry.scope)
                };
                let (before, after) = (of(before, after), of(after, before));
                if before != after {
                    let resource = *resource;
                    differences.push(Difference { member, resource, scope: entry.scope, before, after });
                }
            }
        }
    }
    differences
}
