//! What holds after any sequence of calls by anybody.

mod support;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Change, Denied, Facts, Grant, GrantSource, Member, Permissions, Resource, Snapshot, Status, Visibility,
    guard,
};
use shared::ids::{GrantId, GroupId, MemberId, ProjectId, WorkspaceId};
use shared::invitations::rules::{self as invitations, Newcomer, Offer};
use shared::{members::rules as members, projects::rules as projects, workspaces::rules as workspaces};
use support::generate::{expiry, grant_fact, grantable, name, resource, role, world};
use support::{grant, group, hours, member, now, project, user, workspace};

/// One call: what, by whom, to whom, and numbers for the rest.
#[derive(Debug, Clone)]
struct Call {
    what: u8,
    actor: u8,
    target: u8,
    role: u8,
    place: u8,
    project: u8,
    permissions: Vec<(u8, bool)>,
}

prop_compose! {
    fn call()(
        what in any::<u8>(), actor in any::<u8>(), target in any::<u8>(), role in any::<u8>(),
        place in any::<u8>(), project in any::<u8>(), permissions in vec(any::<(u8, bool)>(), 1..3),
    ) -> Call {
        Call { what, actor, target, role, place, project, permissions }
    }
}

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    if from.is_empty() { None } else { from.get(usize::from(number) % from.len()).copied() }
}

impl Call {
    /// Who calls, and what a rule makes of it; `number` names what is new.
    fn decide(&self, snapshot: &Snapshot, number: usize) -> Option<(MemberId, Result<Vec<Change>, Denied>)> {
        let everybody: Vec<MemberId> = snapshot.members().map(|row| row.id).collect();
        let all_workspaces: Vec<WorkspaceId> = snapshot.workspaces().map(|(id, _)| id).collect();
        let all_projects: Vec<ProjectId> = snapshot.projects().map(|(id, _)| id).collect();
        let actor = pick(&everybody, self.actor)?;
        let target = pick(&everybody, self.target)?;
        let model = snapshot.model();
        // The owner's role too: it has to be refused.
        let role = model.roles[usize::from(self.role) % model.roles.len()].id;
        let place = pick(&all_workspaces, self.place);
        let project_there = pick(&all_projects, self.project);
        let at = now();
        let changes = match self.what % 10 {
            0 | 1 => {
                members::change_role(snapshot, actor, target, role, at).map(|done| done.changes().to_vec())
            }
            2 => members::deactivate(snapshot, actor, target, at).map(|done| done.changes().to_vec()),
            3 => members::activate(snapshot, actor, target, at).map(|done| done.changes().to_vec()),
            4 => members::remove(snapshot, actor, target, at).map(|done| done.changes().to_vec()),
            5 => members::leave(snapshot, actor, at).map(|done| done.changes().to_vec()),
            6 => {
                let fresh = project(&name('n', number));
                projects::create(snapshot, actor, place?, fresh, at).map(|done| done.changes().to_vec())
            }
            7 if self.target.is_multiple_of(2) => {
                projects::delete(snapshot, actor, project_there?, at).map(|done| done.changes().to_vec())
            }
            7 => {
                let fresh = workspace(&name('n', number));
                let visibility =
                    if self.role.is_multiple_of(2) { Visibility::Open } else { Visibility::Private };
                workspaces::create(snapshot, actor, fresh, visibility, at).map(|done| done.changes().to_vec())
            }
            8 if self.target.is_multiple_of(4) => {
                workspaces::delete(snapshot, actor, place?, at).map(|done| done.changes().to_vec())
            }
            _ => self.invite(snapshot, actor, number),
        };
        Some((actor, changes))
    }

    fn invite(&self, snapshot: &Snapshot, actor: MemberId, number: usize) -> Result<Vec<Change>, Denied> {
        let model = snapshot.model();
        let all_workspaces: Vec<WorkspaceId> = snapshot.workspaces().map(|(id, _)| id).collect();
        let all_projects: Vec<ProjectId> = snapshot.projects().map(|(id, _)| id).collect();
        let mut offer = Offer::default();
        if let Some(place) = pick(&all_workspaces, self.place).filter(|_| self.place.is_multiple_of(2)) {
            let over = self.target.is_multiple_of(3).then(|| role(model, self.target / 3));
            offer.workspaces.insert(place, over);
        }
        if let Some(project) = pick(&all_projects, self.project).filter(|_| self.project.is_multiple_of(2)) {
            let given = grantable(model, Resource::Project(project), &self.permissions);
            offer.projects.insert(project, given);
            if self.project.is_multiple_of(4) {
                offer.restrict_to = Some([project].into());
            }
        }
        let mut given = 0;
        let mut grant_id = || {
            given += 1;
            grant(&format!("i{number}.{given}"))
        };
        let name = name('i', number);
        let newcomer = Newcomer {
            user: user(&name),
            member: member(&name),
            grant_id: &mut grant_id,
            source: GrantSource::Person(user("m0")),
        };
        let role = role(model, self.role);
        let done = if self.what.is_multiple_of(2) {
            invitations::add(snapshot, actor, newcomer, role, &offer, now())
        } else {
            invitations::accept(snapshot, Some(actor), newcomer, role, &offer, now())
        };
        done.map(|decision| decision.changes().to_vec())
    }
}

/// What everybody holds on everything that is there.
fn holdings(snapshot: &Snapshot) -> BTreeMap<(MemberId, Resource), Permissions> {
    let everybody = snapshot.members().map(|row| row.id);
    everybody
        .flat_map(|who| snapshot.resources().map(move |on| ((who, on), snapshot.effective(who, on, now()))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn l9_an_owner_and_a_lasting_admin_after_every_call(world in world(), calls in vec(call(), 1..25)) {
        let mut snapshot = world.snapshot();
        prop_assert_eq!(guard(&snapshot), Ok(()));
        for (number, call) in calls.iter().enumerate() {
            if let Some((_, Ok(changes))) = call.decide(&snapshot, number) {
                snapshot = snapshot.with(&changes).expect("a decision fits");
            }
            prop_assert_eq!(guard(&snapshot), Ok(()));
            // Also when nobody does anything for a thousand hours.
            let later = snapshot.members().filter(|row| row.is_active(hours(1000)));
            let admins = later.filter(|row| snapshot.check(
                row.id, Resource::Organization, shared::access::CoreScope::Members, shared::access::Access::Full, hours(1000),
            ));
            prop_assert!(admins.count() > 0);
        }
    }

    #[test]
    fn l10_no_escalation_by_any_sequence_of_calls(world in world(), calls in vec(call(), 1..25)) {
        let first = world.snapshot();
        let held = holdings(&first);
        let mut snapshot = first.clone();
        // What the callers held between them when it began: nobody gets above that together either.
        let mut callers: BTreeMap<Resource, Permissions> = BTreeMap::new();
        for (number, call) in calls.iter().enumerate() {
            let Some((actor, Ok(changes))) = call.decide(&snapshot, number) else { continue };
            for on in first.resources() {
                let of = held.get(&(actor, on)).copied().unwrap_or(Permissions::NONE);
                let bound = callers.entry(on).or_insert(Permissions::NONE);
                *bound = bound.join(of);
            }
            snapshot = snapshot.with(&changes).expect("a decision fits");
            for ((who, on), now_held) in holdings(&snapshot) {
                let Some(bound) = callers.get(&on) else { continue };
                let own = held.get(&(who, on)).copied().unwrap_or(Permissions::NONE);
                let raised = now_held.iter().find(|(scope, access)| *access > own.get(*scope) && *access > bound.get(*scope));
                prop_assert_eq!(raised, None, "{} on {:?} after {:?}", who, on, changes);
            }
        }
    }

    #[test]
    fn a_refused_call_is_refused_again_and_an_allowed_one_changes_something(world in world(), calls in vec(call(), 1..6)) {
        let snapshot = world.snapshot();
        for (number, call) in calls.iter().enumerate() {
            let Some((_, answer)) = call.decide(&snapshot, number) else { continue };
            prop_assert_eq!(&call.decide(&snapshot, number).expect("the same actor").1, &answer);
            if let Ok(changes) = answer {
                let after = snapshot.with(&changes).expect("a decision fits");
                prop_assert_eq!(changes.is_empty(), after == snapshot);
            }
        }
    }

    #[test]
    fn l11_changes_one_by_one_are_the_facts_loaded_afresh(world in world(), steps in vec(call(), 1..25)) {
        let mut snapshot = world.snapshot();
        for (number, step) in steps.iter().enumerate() {
            let before = snapshot.clone();
            let change = step.any_change(&snapshot, number);
            if snapshot.apply(&change).is_err() {
                prop_assert_eq!(&snapshot, &before, "refused and changed: {:?}", change);
            }
            let facts = snapshot.to_facts(|_| true, |_| true);
            let afresh = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
            prop_assert_eq!(&afresh, &snapshot, "after {:?}", change);
        }
    }
}

impl Call {
    /// Any change at all, whether or not a rule would make it or it fits.
    fn any_change(&self, snapshot: &Snapshot, number: usize) -> Change {
        let facts: Facts = snapshot.to_facts(|_| true, |_| true);
        let groups: Vec<GroupId> = snapshot.groups().chain([group("nothing")]).collect();
        let everybody: Vec<MemberId> =
            snapshot.members().map(|row| row.id).chain([member("nobody")]).collect();
        let places: Vec<WorkspaceId> =
            snapshot.workspaces().map(|(id, _)| id).chain([workspace("nowhere")]).collect();
        let all_projects: Vec<ProjectId> =
            snapshot.projects().map(|(id, _)| id).chain([project("nowhere")]).collect();
        let grants: Vec<GrantId> = snapshot.grants().map(|row| row.id).chain([grant("nothing")]).collect();
        let target = pick(&everybody, self.target).expect("one at least");
        let place = pick(&places, self.place).expect("one at least");
        let listed = snapshot.workspaces_of(target).map(|(id, _)| id).next().unwrap_or(place);
        let restricted = snapshot.restrictions_of(target).map(|(id, _)| id).next().unwrap_or(place);
        let of = pick(&groups, self.place).expect("one at least");
        let joined = snapshot.groups_of(target).next().unwrap_or(of);
        let there = pick(&all_projects, self.project).expect("one at least");
        let role = role(snapshot.model(), self.role);
        let fresh = name('c', number);
        match self.what % 18 {
            0 => Change::MemberAdded(Member {
                id: member(&fresh),
                user: if self.target.is_multiple_of(4) { user("m0") } else { user(&fresh) },
                role,
                status: Status::Active,
                expires_at: expiry(self.place),
            }),
            1 => Change::RoleChanged { member: target, role },
            2 => Change::StatusChanged { member: target, status: Status::Deactivated },
            3 => Change::MemberRemoved { member: target },
            4 => Change::WorkspaceAdded { workspace: workspace(&fresh), visibility: Visibility::Private },
            5 => Change::WorkspaceRemoved { workspace: place },
            6 => Change::ProjectAdded { project: project(&fresh), workspace: place },
            7 => Change::ProjectRemoved { project: there },
            8 => Change::WorkspaceMemberAdded {
                workspace: place,
                member: target,
                role: self.role.is_multiple_of(2).then_some(role),
            },
            9 => Change::WorkspaceMemberRemoved { workspace: listed, member: target },
            10 => {
                let home = snapshot.workspace_of(there).unwrap_or(place);
                let workspace = if self.role.is_multiple_of(4) { place } else { home };
                Change::Restricted { member: target, workspace, projects: [there].into() }
            }
            11 => Change::RestrictionLifted { member: target, workspace: restricted },
            12 | 13 => {
                let on = resource(&facts, self.place);
                let numbers = (self.target, self.place, self.permissions.clone(), self.role);
                if facts.members.is_empty() {
                    return Change::GrantRemoved(grant("nothing"));
                }
                let fact = grant_fact(snapshot.model(), &facts, &fresh, &numbers);
                Change::GrantAdded(Grant {
                    id: fact.id,
                    principal: fact.principal,
                    resource: fact.resource,
                    permissions: grantable(snapshot.model(), on, &self.permissions),
                    expires_at: fact.expires_at,
                    source: fact.source,
                })
            }
            14 => Change::GrantRemoved(pick(&grants, self.target).expect("one at least")),
            15 if self.role.is_multiple_of(2) => Change::GroupAdded { group: group(&fresh) },
            15 => Change::GroupRemoved { group: of },
            16 => Change::GroupMemberAdded { group: of, member: target },
            _ => Change::GroupMemberRemoved { group: joined, member: target },
        }
    }
}
