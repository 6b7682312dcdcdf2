//! What a change does, and the lists that everybody asks for: each is compared with looking at every cell.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{Access, Difference, Facts, Resource, Scope, Snapshot, Totals, diff};
use shared::ids::MemberId;
use support::changes::{Step, step};
use support::generate::{World, world};
use support::{hours, item, member, now, project, workspace};

/// Everything that anybody has, by member, resource and scope; none is left out.
type Table = BTreeMap<(MemberId, Resource, Scope), Access>;

/// What is had in one state, on all that is there in it or in the other.
fn table(snapshot: &Snapshot, other: &Snapshot) -> Table {
    let mut table = Table::new();
    let all: BTreeSet<Resource> = snapshot.resources().chain(other.resources()).collect();
    for row in snapshot.members() {
        for on in &all {
            let held = snapshot.effective(row.id, known_as(snapshot, other, *on), now());
            for entry in snapshot.model().catalog.of(on.kind()) {
                let level = held.get(entry.scope);
                if level > Access::None {
                    table.insert((row.id, *on, entry.scope), level);
                }
            }
        }
    }
    table
}

/// An item is known once it is shared: in a state that does not know it, it is as its project is.
fn known_as(side: &Snapshot, other: &Snapshot, resource: Resource) -> Resource {
    match resource {
        Resource::Item(id) if !side.has(resource) => {
            other.item(id).map_or(resource, |item| Resource::Project(item.project))
        }
        Resource::Organization | Resource::Workspace(_) | Resource::Project(_) | Resource::Item(_) => {
            resource
        }
    }
}

/// The state after some changes, those that do not fit left out.
fn changed(world: &World, steps: &[Step]) -> Snapshot {
    let mut snapshot = world.snapshot();
    for (number, step) in steps.iter().enumerate() {
        let _ = snapshot.apply(&step.change(&snapshot, number));
    }
    snapshot
}

/// The difference by looking at everything.
fn every_difference(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let (old, new) = (table(before, after), table(after, before));
    let cells: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let of = |side: &Table, cell| side.get(cell).copied().unwrap_or(Access::None);
    (cells.iter())
        .map(|cell| (cell, of(&old, cell), of(&new, cell)))
        .filter(|(_, before, after)| before != after)
        .map(|((member, resource, scope), before, after)| Difference {
            member: *member,
            resource: *resource,
            scope: *scope,
            before,
            after,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn l17_a_difference_applied_to_the_one_table_gives_the_other(
        world in world(), steps in vec(step(), 1..8), ends in any::<bool>(),
    ) {
        let before = world.snapshot();
        let mut after = changed(&world, &steps);
        if ends {
            // No change of rows, and everybody's loss but of ownership.
            let facts = Facts { deleted: !before.is_deleted(), ..after.to_facts(|_| true, |_| true) };
            after = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
        }
        let found = diff(&before, &after, now());
        let mut applied = table(&before, &after);
        for Difference { member, resource, scope, before, after } in &found {
            let cell = (*member, *resource, *scope);
            prop_assert_eq!(applied.get(&cell).copied().unwrap_or(Access::None), *before);
            match after {
                Access::None => applied.remove(&cell),
                Access::View | Access::Full => applied.insert(cell, *after),
            };
        }
        prop_assert_eq!(applied, table(&after, &before));
        prop_assert_eq!(&found, &every_difference(&before, &after), "each once, in order, and no other");
        let totals = Totals::of(&found);
        prop_assert_eq!(totals.total, totals.gained + totals.lost);
        let back = diff(&after, &before, now());
        prop_assert_eq!(totals.gained, back.iter().filter(|one| one.after < one.before).count() as u64);
    }

    #[test]
    fn l12_who_can_is_everybody_whom_check_lets(
        world in world(), full in any::<bool>(), size in 1..4usize, later in any::<bool>(),
    ) {
        let snapshot = world.snapshot();
        let (need, at) = (if full { Access::Full } else { Access::View }, if later { hours(2) } else { now() });
        let nowhere = [
            Resource::Workspace(workspace("nowhere")),
            Resource::Project(project("nowhere")),
            Resource::Item(item("nowhere")),
        ];
        for on in snapshot.resources().chain(nowhere) {
            for entry in snapshot.model().catalog.entries() {
                let by_check: Vec<MemberId> = (snapshot.members().map(|row| row.id))
                    .filter(|who| snapshot.check(*who, on, entry.scope, need, at))
                    .collect();
                let whole: Vec<MemberId> = snapshot.who_can(on, entry.scope, need, None, at).collect();
                prop_assert_eq!(&whole, &by_check);
                let pages = paged(size, |after| snapshot.who_can(on, entry.scope, need, after, at));
                prop_assert_eq!(&pages, &whole);
                // A cursor outlives whom it names.
                let behind: Vec<MemberId> =
                    snapshot.who_can(on, entry.scope, need, Some(member("m2 and a bit")), at).collect();
                prop_assert!(whole.ends_with(&behind) && behind.iter().all(|who| *who > member("m2 and a bit")));
                let none: Vec<MemberId> = snapshot.who_can(on, entry.scope, Access::None, None, at).collect();
                prop_assert!(none.is_empty(), "asked for nothing, nobody is named");
            }
        }
    }

    #[test]
    fn l12_what_can_is_everything_that_check_lets(world in world(), size in 1..4usize) {
        let snapshot = world.snapshot();
        let catalog = &snapshot.model().catalog;
        for who in snapshot.members().map(|row| row.id).chain([member("nobody")]) {
            let by_check: Vec<Resource> = (snapshot.resources())
                .filter(|on| {
                    let within = catalog.entries().iter().filter(|entry| entry.is_within(on.kind()));
                    within.into_iter().any(|entry| snapshot.check(who, *on, entry.scope, Access::View, now()))
                })
                .collect();
            let whole: Vec<_> = snapshot.what_can(who, None, now()).collect();
            let named: Vec<Resource> = whole.iter().map(|(on, _)| *on).collect();
            prop_assert_eq!(&named, &by_check);
            for (on, held) in &whole {
                prop_assert_eq!(*held, snapshot.effective(who, *on, now()));
            }
            let pages = paged(size, |after| snapshot.what_can(who, after, now()).map(|(on, _)| on));
            prop_assert_eq!(pages, named);
        }
    }
}

/// All pages of a list, each begun behind the last of the one before.
fn paged<T: Copy, I: Iterator<Item = T>>(size: usize, list: impl Fn(Option<T>) -> I) -> Vec<T> {
    let mut all: Vec<T> = Vec::new();
    loop {
        let page: Vec<T> = list(all.last().copied()).take(size).collect();
        all.extend(&page);
        if page.len() < size {
            return all;
        }
    }
}
