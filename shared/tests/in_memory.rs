//! However a snapshot came to hold its facts, it is the same in every answer: loaded at once or changed fact by
//! fact, and asked from either end. The organizations here are larger than a piece of memory, and their ids
//! are not in the order in which things were made.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Access, Change, CoreScope, Difference, Facts, Grant, GrantFact, GrantSource, GroupMemberFact, ItemFact,
    Member, Permissions, Principal, ProjectFact, Reach, Resource, RestrictionFact, Role, Seat, Snapshot,
    Status, Visibility, WorkspaceFact, WorkspaceMemberFact, diff, guard,
};
use shared::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, RoleId, UserId, WorkspaceId};
use support::generate::{expiry, role};
use support::{mixed, now, organization};
use uuid::Uuid;

const MEMBERS: u32 = 150;

/// Numbered things; a higher number has no higher id.
fn id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number.reverse_bits()) << 64 | u128::from(number))
}

fn member(number: u32) -> MemberId {
    MemberId::from_uuid(id(number % (MEMBERS + 40)))
}

fn workspace(number: u32) -> WorkspaceId {
    WorkspaceId::from_uuid(id(number % 4))
}

fn project(number: u32) -> ProjectId {
    ProjectId::from_uuid(id(number % 9))
}

fn item(number: u32) -> ItemId {
    ItemId::from_uuid(id(number % 7))
}

fn group(number: u32) -> GroupId {
    GroupId::from_uuid(id(number % 6))
}

fn own_role(number: u32) -> RoleId {
    RoleId::from_uuid(id(number % 3))
}

/// Somebody: every field from the one number.
fn somebody(number: u32) -> Member {
    let id = member(number);
    let role = if number == 0 { mixed().top_role } else { role(mixed(), number as u8) };
    let status = if number % 11 == 5 { Status::Deactivated } else { Status::Active };
    let expires_at = if number == 0 { None } else { expiry(number as u8) };
    Member { id, user: UserId::from_uuid(id.uuid()), role, status, expires_at }
}

fn document(number: u32) -> ItemFact {
    let (kind, key) = (format!("kind{}", number % 2), format!("key{}", number % 5));
    ItemFact { id: item(number), project: project(number / 3), kind, key }
}

fn crew(number: u32) -> Role {
    Role {
        id: own_role(number),
        key: format!("own{}", number % 3),
        name: String::from("Crew"),
        description: String::new(),
        baseline: Permissions::NONE.with(CoreScope::Content, Access::ALL[number as usize / 3 % 3]),
        ceiling: Permissions::NONE.with(CoreScope::Content, Access::Full),
        seat: Seat::Paid,
        reach: Reach::Granted,
        built_in: false,
    }
}

fn resource(number: u32) -> Resource {
    match number % 8 {
        0 => Resource::Organization,
        1 | 2 => Resource::Workspace(workspace(number / 8)),
        3..=5 => Resource::Project(project(number / 8)),
        _ => Resource::Item(item(number / 8)),
    }
}

fn given(number: u32, to: u32, on: u32) -> Grant {
    let resource = resource(on);
    let principal =
        if to.is_multiple_of(5) { Principal::Group(group(to / 5)) } else { Principal::Member(member(to)) };
    let scopes: Vec<_> = (mixed().catalog.entries().iter())
        .filter(|entry| entry.is_within(resource.kind()) && entry.core != Some(CoreScope::Ownership))
        .map(|entry| entry.scope)
        .collect();
    let scope = scopes[to as usize % scopes.len()];
    let permissions = Permissions::NONE.with(scope, Access::ALL[1 + on as usize / 8 % 2]);
    Grant {
        id: GrantId::from_uuid(id(number)),
        principal,
        resource,
        permissions,
        expires_at: expiry((to ^ on) as u8),
        source: GrantSource::Link,
    }
}

fn listed(number: u32) -> Option<RoleId> {
    number.is_multiple_of(2).then(|| role(mixed(), (number / 2) as u8))
}

/// Whatever is made of numbers: a few hundred members with a bit of everything.
fn loaded(turn: u32) -> Snapshot {
    let mut facts = Facts::empty(organization());
    facts.members = (0..MEMBERS).map(somebody).collect();
    for number in 0..3 {
        let visibility = if number == 1 { Visibility::Open } else { Visibility::Private };
        facts.workspaces.push(WorkspaceFact { id: workspace(number), visibility });
    }
    facts.projects =
        (0..7).map(|number| ProjectFact { id: project(number), workspace: workspace(number % 3) }).collect();
    facts.items = (0..4).map(document).collect();
    facts.groups = (0..5).map(group).collect();
    for number in 0..MEMBERS {
        if number % 3 == turn % 3 {
            let (workspace, role) = (workspace(number % 2), listed(number));
            facts.workspace_members.push(WorkspaceMemberFact { workspace, member: member(number), role });
        }
        if number % 7 == turn % 7 {
            let (workspace, projects) = (workspace(1), [project(1)].into());
            facts.restrictions.push(RestrictionFact { member: member(number), workspace, projects });
        }
        for of in [number, number / 2] {
            facts.group_members.push(GroupMemberFact { group: group(of % 5), member: member(number) });
        }
        let Grant { id, principal, resource, permissions, expires_at, source } =
            given(number, number, number * 7 + turn);
        let permissions = mixed().catalog.given(&permissions);
        facts.grants.push(GrantFact { id, principal, resource, permissions, expires_at, source });
    }
    let there = |on: Resource| match on {
        Resource::Organization => true,
        Resource::Workspace(id) => facts.workspaces.iter().any(|row| row.id == id),
        Resource::Project(id) => facts.projects.iter().any(|row| row.id == id),
        Resource::Item(id) => facts.items.iter().any(|row| row.id == id),
    };
    let nobody = |to: Principal| match to {
        Principal::Member(_) => false,
        Principal::Group(id) => !facts.groups.contains(&id),
    };
    let grants = facts.grants.iter().filter(|grant| there(grant.resource) && !nobody(grant.principal));
    facts.grants = grants.cloned().collect();
    Snapshot::from_facts(mixed().clone(), facts).expect("facts that fit")
}

/// Any change of any kind, whether or not it fits.
fn change((what, a, b, c): (u8, u32, u32, u32)) -> Change {
    match what % 26 {
        0 => Change::MemberAdded(somebody(MEMBERS + a % 40)),
        1 => Change::RoleChanged { member: member(a), role: role(mixed(), b as u8) },
        2 => Change::StatusChanged { member: member(a), status: Status::Deactivated },
        3 => Change::ExpiryChanged { member: member(a), expires_at: expiry(b as u8) },
        4 => Change::MemberRemoved { member: member(a) },
        5 => Change::WorkspaceAdded { workspace: workspace(3), visibility: Visibility::Open },
        6 => Change::WorkspaceRemoved { workspace: workspace(a) },
        7 => Change::ProjectAdded { project: project(a), workspace: workspace(b) },
        8 => Change::ProjectRemoved { project: project(a) },
        9 => Change::ItemAdded(document(a)),
        10 => Change::ItemRemoved { item: item(a) },
        11 => Change::WorkspaceMemberAdded { workspace: workspace(a), member: member(b), role: listed(c) },
        12 => Change::WorkspaceRoleChanged { workspace: workspace(a), member: member(b), role: listed(c) },
        13 => Change::WorkspaceRoleChanged {
            workspace: workspace(a),
            member: member(b),
            role: Some(own_role(c)),
        },
        14 => Change::WorkspaceMemberRemoved { workspace: workspace(a), member: member(b) },
        15 => Change::Restricted { member: member(a), workspace: workspace(b), projects: [].into() },
        16 => Change::RestrictionLifted { member: member(a), workspace: workspace(1) },
        17 => Change::GrantAdded(given(MEMBERS + a % 50, b, c)),
        18 => Change::GrantRemoved(GrantId::from_uuid(id(a % (MEMBERS + 50)))),
        19 => Change::GroupAdded { group: group(a) },
        20 => Change::GroupRemoved { group: group(a) },
        21 => Change::GroupMemberAdded { group: group(a), member: member(b) },
        22 => Change::GroupMemberRemoved { group: group(a), member: member(b) },
        23 if c.is_multiple_of(3) => Change::RoleRemoved { role: own_role(a) },
        23 => Change::RoleAdded(crew(a)),
        24 if c.is_multiple_of(2) => {
            Change::VisibilityChanged { workspace: workspace(a), visibility: Visibility::Open }
        }
        24 => Change::VisibilityChanged { workspace: workspace(a), visibility: Visibility::Private },
        _ if c.is_multiple_of(2) => Change::RoleEdited(crew(a)),
        _ => Change::RoleChanged { member: member(a), role: own_role(b) },
    }
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
        for resource in resources.iter().copied() {
            let old = before.effective(member, known_as(before, after, resource), now());
            let new = after.effective(member, known_as(after, before, resource), now());
            if old == new {
                continue;
            }
            for entry in before.model().catalog.of(resource.kind()) {
                let (scope, before, after) = (entry.scope, old.get(entry.scope), new.get(entry.scope));
                if before != after {
                    differences.push(Difference { member, resource, scope, before, after });
                }
            }
        }
    }
    differences
}

/// Everything that can be asked, from both ends.
fn same_answers(one: &Snapshot, other: &Snapshot) -> Result<(), TestCaseError> {
    prop_assert_eq!(guard(one), guard(other));
    prop_assert_eq!(one.members().collect::<Vec<_>>(), other.members().collect::<Vec<_>>());
    for row in one.members() {
        let principal = Principal::Member(row.id);
        prop_assert_eq!(other.member(row.id), Some(row));
        prop_assert_eq!(one.member_of_user(row.user), Some(row));
        let groups: Vec<_> = one.groups_of(row.id).collect();
        prop_assert_eq!(&groups, &other.groups_of(row.id).collect::<Vec<_>>());
        prop_assert!(groups.iter().all(|group| one.members_of(*group).any(|member| member == row.id)));
        let listed: Vec<_> = one.workspaces_of(row.id).collect();
        prop_assert_eq!(&listed, &other.workspaces_of(row.id).collect::<Vec<_>>());
        prop_assert!(listed.iter().all(|(id, _)| one.roster(*id).any(|member| member == row.id)));
        let lists: Vec<_> = one.restrictions_of(row.id).collect();
        prop_assert_eq!(&lists, &other.restrictions_of(row.id).collect::<Vec<_>>());
        prop_assert!(one.grants_to(principal).eq(other.grants_to(principal)));
        for resource in one.resources() {
            let held = one.effective(row.id, resource, now());
            prop_assert_eq!(held, other.effective(row.id, resource, now()), "{} on {:?}", row.id, resource);
        }
    }
    for group in one.groups() {
        let principal = Principal::Group(group);
        prop_assert!(one.members_of(group).eq(other.members_of(group)));
        prop_assert!(one.grants_to(principal).eq(other.grants_to(principal)));
    }
    let mut found = BTreeMap::new();
    for resource in one.resources() {
        let grants: Vec<Grant> = one.grants_on(resource).collect();
        prop_assert_eq!(&grants, &other.grants_on(resource).collect::<Vec<_>>());
        for grant in grants {
            prop_assert!(one.granted(grant.principal, resource).any(|other| other == grant));
            found.insert(grant.id, grant);
        }
    }
    prop_assert!(one.grants().eq(found.values().copied()));
    prop_assert!(found.iter().all(|(id, grant)| one.grant(*id) == Some(*grant)));
    for (id, visibility) in one.workspaces() {
        prop_assert_eq!(other.visibility(id), Some(visibility));
        prop_assert!(one.projects_in(id).eq(other.projects_in(id)));
        prop_assert!(one.roster(id).eq(other.roster(id)));
    }
    for (id, workspace) in one.projects() {
        prop_assert_eq!(other.workspace_of(id), Some(workspace));
        prop_assert!(one.items_in(id).eq(other.items_in(id)));
    }
    for fact in one.items() {
        prop_assert_eq!(one.item_named(&fact.kind, &fact.key), Some(fact));
        prop_assert_eq!(other.item(fact.id), Some(fact));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn changes_one_by_one_give_every_answer_that_a_load_gives(
        turn in 0..21u32,
        steps in vec((any::<u8>(), any::<u32>(), any::<u32>(), any::<u32>()), 1..60),
    ) {
        let mut snapshot = loaded(turn);
        // Kept, so that whatever is written has to leave it as it was.
        let first = snapshot.clone();
        for step in steps {
            // A refusal leaves everything as it was: seen in the end, where all of it is compared.
            let _ = snapshot.apply(&change(step));
        }
        let facts = snapshot.to_facts(|_| true, |_| true);
        let afresh = Snapshot::from_facts(mixed().clone(), facts.clone()).expect("facts that fit");
        prop_assert_eq!(afresh.to_facts(|_| true, |_| true), facts);
        same_answers(&snapshot, &afresh)?;
        same_answers(&first, &loaded(turn))?;
    }

    #[test]
    fn a_difference_between_any_two_states_misses_nothing(
        turn in 0..21u32,
        one in vec((any::<u8>(), any::<u32>(), any::<u32>(), any::<u32>()), 0..6),
        other in vec((any::<u8>(), any::<u32>(), any::<u32>(), any::<u32>()), 0..6),
    ) {
        // Two that went their own ways from one beginning, so that they share most of their memory.
        let (mut before, mut after) = (loaded(turn), loaded(turn));
        if turn.is_multiple_of(4) {
            after = before.clone();
        }
        for step in one {
            let _ = before.apply(&change(step));
        }
        for step in other {
            let _ = after.apply(&change(step));
        }
        prop_assert_eq!(diff(&before, &after, now()), every_difference(&before, &after));
    }

    #[test]
    fn pages_joined_are_the_whole_answer(turn in 0..21u32, size in 1..40usize, who in 0..MEMBERS, on in any::<u32>(), full in any::<bool>()) {
        let snapshot = loaded(turn);
        let need = if full { Access::Full } else { Access::View };
        let (resource, scope) = (resource(on), CoreScope::Content);
        let all: Vec<MemberId> = snapshot.who_can(resource, scope, need, None, now()).collect();
        let checked = snapshot.members().map(|row| row.id);
        let checked: Vec<MemberId> =
            checked.filter(|id| snapshot.check(*id, resource, scope, need, now())).collect();
        prop_assert_eq!(&all, &checked);
        let mut joined: Vec<MemberId> = Vec::new();
        loop {
            let page = snapshot.who_can(resource, scope, need, joined.last().copied(), now());
            let before = joined.len();
            joined.extend(page.take(size).collect::<Vec<_>>());
            if joined.len() == before { break }
        }
        prop_assert_eq!(joined, all);
        prop_assert_eq!(snapshot.who_can(resource, scope, Access::None, None, now()).count(), 0);

        let all: Vec<_> = snapshot.what_can(member(who), None, now()).collect();
        for (resource, held) in &all {
            prop_assert_eq!(*held, snapshot.effective(member(who), *resource, now()));
        }
        let mut joined: Vec<(Resource, Permissions)> = Vec::new();
        loop {
            let page = snapshot.what_can(member(who), joined.last().map(|(resource, _)| *resource), now());
            let before = joined.len();
            joined.extend(page.take(size).collect::<Vec<_>>());
            if joined.len() == before { break }
        }
        prop_assert_eq!(joined, all);
    }
}
