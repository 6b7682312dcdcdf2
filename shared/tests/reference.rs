//! The model written a second time, slowly (`support/slow.rs`). The two have to agree on every generated
//! organization.
//!
//! The same evaluator with a fault put in on purpose has to disagree, or the generated organizations are
//! too tame to notice that fault anywhere.

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use support::generate::{World, pairs, world};
use support::slow::{Fault, Slow, words};
use support::{hours, now};

/// Where the two evaluators differ first.
fn disagreement(world: &World, at: DateTime<Utc>, fault: Fault) -> Option<String> {
    let snapshot = world.snapshot();
    let slow = Slow { model: &world.model, facts: &world.facts, at, fault };
    pairs(&snapshot).into_iter().find_map(|(who, on)| {
        let fast = words(&world.model, snapshot.effective(who, on, at));
        let slow = slow.effective(who, on);
        (fast != slow).then(|| format!("{who} on {on:?}: fast {fast:?}, slow {slow:?}"))
    })
}

proptest! {
    #![proptest_config(Config::with_cases(256))]

    #[test]
    fn l11_the_snapshot_is_the_slow_reference(world in world()) {
        for at in [now(), now() - TimeDelta::seconds(1), hours(-1), hours(1), hours(3)] {
            prop_assert_eq!(disagreement(&world, at, Fault::None), None);
        }
    }
}

#[test]
fn every_seeded_fault_of_the_evaluator_is_noticed() {
    let mut runner = TestRunner::deterministic();
    let worlds: Vec<World> =
        (0..300).map(|_| world().new_tree(&mut runner).expect("a world").current()).collect();
    for fault in Fault::ALL {
        let noticed = worlds.iter().any(|world| disagreement(world, hours(1), fault).is_some());
        assert!(noticed, "{fault:?} would pass unnoticed");
    }
    assert!(worlds.iter().all(|world| disagreement(world, hours(1), Fault::None).is_none()));
}
