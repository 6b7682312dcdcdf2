//! What holds after any sequence of calls by anybody.

mod support;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use shared::access::{Change, Denied, GrantSource, Permissions, Resource, Snapshot, Visibility, guard};
use shared::ids::{MemberId, ProjectId, WorkspaceId};
use shared::invitations::rules::{self as invitations, Newcomer, Offer};
use shared::{members::rules as members, projects::rules as projects, workspaces::rules as workspaces};
use support::changes::{Step, step};
use support::generate::{World, grantable, name, pairs, role, world};
use support::rows::{self, Forgotten};
use support::slow::{Fault, Slow, words};
use support::{grant, hours, member, now, project, user, workspace};

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
            if snapshot.is_deleted() {
                continue;
            }
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
    fn l11_changes_one_by_one_are_the_facts_loaded_afresh(world in world(), steps in vec(step(), 1..25)) {
        let (steps_that_fit, difference) = compared(&world, &steps, Forgotten::Nothing);
        prop_assert_eq!(difference, None);
        prop_assert!(steps_that_fit <= steps.len());
    }
}

/// Makes the changes one by one, on the snapshot and on the rows, and says where the two first part: what
/// the snapshot holds, what it holds loaded afresh, and what everybody may do by the slow evaluator. Also how
/// many of the changes fitted.
fn compared(world: &World, steps: &[Step], forgotten: Forgotten) -> (usize, Option<String>) {
    let mut snapshot = world.snapshot();
    let mut rows = world.facts.clone();
    let mut fitted = 0;
    for (number, step) in steps.iter().enumerate() {
        let before = snapshot.clone();
        let change = step.change(&snapshot, number);
        if snapshot.apply(&change).is_err() {
            if snapshot != before {
                return (fitted, Some(format!("refused and changed: {change:?}")));
            }
            continue;
        }
        fitted += 1;
        rows::change(&world.model, &mut rows, &change, forgotten);
        let afresh = match Snapshot::from_facts(world.model.clone(), rows.clone()) {
            Ok(afresh) => afresh,
            Err(error) => return (fitted, Some(format!("rows that do not fit, {error}, after {change:?}"))),
        };
        if afresh != snapshot {
            return (fitted, Some(format!("loaded afresh it is another after {change:?}")));
        }
        for at in [now(), hours(1)] {
            let slow = Slow { model: &world.model, facts: &rows, at, fault: Fault::None };
            // The last steps say the most, and all of them would take minutes.
            let some = pairs(&snapshot).into_iter().skip(number % 5).step_by(5);
            for (who, on) in some {
                let fast = words(&world.model, snapshot.effective(who, on, at));
                if fast != slow.effective(who, on) {
                    return (fitted, Some(format!("{who} on {on:?} has {fast:?} after {change:?}")));
                }
            }
        }
    }
    (fitted, None)
}

#[test]
fn everything_that_a_change_could_forget_is_noticed() {
    let mut runner = TestRunner::deterministic();
    let mut any = |_| {
        let tree = (world(), vec(step(), 40)).new_tree(&mut runner).expect("numbers");
        tree.current()
    };
    let cases: Vec<(World, Vec<Step>)> = (0..60).map(&mut any).collect();
    let fitted: usize = cases.iter().map(|(world, steps)| compared(world, steps, Forgotten::Nothing).0).sum();
    assert!(fitted > 600, "only {fitted} changes of {} did anything", 60 * 40);
    for forgotten in Forgotten::ALL {
        let noticed = cases.iter().any(|(world, steps)| compared(world, steps, forgotten).1.is_some());
        assert!(noticed, "{forgotten:?} would pass unnoticed");
    }
}
