//! What holds after any sequence of calls by anybody.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use shared::access::{Denied, Permissions, Resource, Snapshot, Status, guard};
use shared::ids::MemberId;
use support::calls::{Call, call};
use support::changes::{Step, step};
use support::generate::{World, pairs, world};
use support::rows::{self, Forgotten};
use support::slow::{Fault, Slow, words};
use support::{hours, now};

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
        if let Some(other) = miscounted(&snapshot).or_else(|| miscounted(&afresh)) {
            return (fitted, Some(format!("{other} after {change:?}")));
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

/// Where what a snapshot keeps count of is not what is there.
fn miscounted(snapshot: &Snapshot) -> Option<String> {
    for at in [now(), hours(1)] {
        let standings = snapshot.standings(at);
        for role in &snapshot.model().roles {
            for status in [Status::Active, Status::Deactivated] {
                let there =
                    snapshot.members().filter(|row| row.role == role.id && row.standing(at) == status);
                let there = there.count();
                if standings.count(role.id, status) != there {
                    return Some(format!("there are {there} of {} and {status:?}", role.key));
                }
            }
        }
        let ended: BTreeSet<MemberId> = snapshot.ended(at).map(|row| row.id).collect();
        let there = snapshot.members().filter(|row| row.has_ended(at)).map(|row| row.id);
        if ended != there.collect() {
            return Some("the memberships that have ended are others".to_owned());
        }
    }
    let group = snapshot.groups().find(|id| snapshot.group_size(*id) != snapshot.members_of(*id).count());
    let mut workspaces = snapshot.workspaces().map(|(id, _)| id);
    let crowded = workspaces.find(|id| snapshot.listed_count(*id) != snapshot.roster(*id).count());
    let misplaced = snapshot.members().find(|row| {
        let all = snapshot.workspaces().map(|(id, _)| id).filter(|id| snapshot.is_in(row.id, *id));
        let all: Vec<_> = all.map(|id| (id, snapshot.listing(row.id, id))).collect();
        snapshot.inside(row.id).collect::<Vec<_>>() != all
    });
    (group.map(|id| format!("the size of {id} is another")))
        .or(crowded.map(|id| format!("the list of {id} is longer or shorter")))
        .or(misplaced.map(|row| format!("{} is in other workspaces", row.id)))
}

/// A law over calls that are all refused, or all allowed, would say little.
#[test]
fn every_kind_of_call_is_allowed_and_refused_now_and_then() {
    let mut runner = TestRunner::deterministic();
    let (mut allowed, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let drawn = (world(), vec(call(), 25)).new_tree(&mut runner).expect("numbers");
        let (world, calls): (World, Vec<Call>) = drawn.current();
        let mut snapshot = world.snapshot();
        for (number, call) in calls.iter().enumerate() {
            match call.decide(&snapshot, number) {
                Some((_, Ok(changes))) if !changes.is_empty() => {
                    allowed.insert(call.kind());
                    snapshot = snapshot.with(&changes).expect("a decision fits");
                }
                Some((_, Err(Denied::MayNotGrant | Denied::PermissionDenied | Denied::SenderMayNot))) => {
                    refused.insert(call.kind());
                }
                _ => {}
            }
        }
    }
    let all: BTreeSet<u8> = (0..Call::KINDS).collect();
    assert_eq!(allowed, all, "allowed");
    // One's own leaving asks nobody.
    assert!(refused.len() + 1 >= all.len(), "refused: {refused:?}");
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
