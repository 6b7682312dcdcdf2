//! Z5: undo is a true inverse, or no undo at all.

mod support;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use shared::access::{
    Access, Change, CoreScope, Denied, Grant, GrantFact, GrantSource, Permissions, Principal, Reach,
    Resource, Role, Snapshot, Status, Visibility, diff,
};
use shared::members::rules as members;
use shared::undo::rules::{Rows, WINDOW, Written, undo};
use shared::workspaces::rules as workspaces;
use support::calls::call;
use support::generate::world;
use support::{Org, member, now, project, workspace};

/// What differs between two states, as rows: closed are those of the first alone, opened those of the second.
fn what_was_written(before: &Snapshot, after: &Snapshot) -> Written {
    let facts = |side: &Snapshot| side.to_facts(|_| true, |_| true);
    let (old, new) = (facts(before), facts(after));
    macro_rules! only {
        ($of:ident, $in:ident, $field:ident) => {
            $of.$field.iter().filter(|row| !$in.$field.contains(row)).cloned()
        };
    }
    macro_rules! rows {
        ($of:ident, $in:ident, $side:ident) => {{
            let model = $side.model();
            let role = |row: shared::access::RoleFact| row.read(model).expect("a known scope");
            let grant = |row: GrantFact| Grant {
                id: row.id,
                principal: row.principal,
                resource: row.resource,
                permissions: model.catalog.permissions(&row.permissions).expect("a known scope"),
                expires_at: row.expires_at,
                source: row.source,
            };
            Rows {
                roles: only!($of, $in, roles).map(role).collect(),
                members: only!($of, $in, members).collect(),
                visibilities: only!($of, $in, workspaces).collect(),
                listed: only!($of, $in, workspace_members).collect(),
                restrictions: only!($of, $in, restrictions).collect(),
                groups: only!($of, $in, groups).collect(),
                group_members: only!($of, $in, group_members).collect(),
                grants: only!($of, $in, grants).map(grant).collect(),
            }
        }};
    }
    let places = |side: &Snapshot| side.workspaces().map(|(id, _)| id).collect::<BTreeSet<_>>();
    let is_final = places(before) != places(after) || old.projects != new.projects || old.items != new.items;
    Written {
        at: now(),
        closed: rows!(old, new, before),
        opened: rows!(new, old, after),
        later_grants: BTreeSet::new(),
        is_final,
    }
}

/// Somebody who may everything that there is to do.
fn top(snapshot: &Snapshot) -> Option<shared::ids::MemberId> {
    let model = snapshot.model();
    let holds = |row: &&shared::access::Member| row.role == model.top_role && row.is_active(now());
    snapshot.members().find(holds).map(|row| row.id)
}

/// Whether somebody who gets single items alone stands on a workspace or a project.
fn a_guest_has_places(snapshot: &Snapshot) -> bool {
    let guest = |row: &&shared::access::Member| {
        snapshot.role_of(row.id).is_some_and(|role| role.reach == Reach::Shared)
    };
    snapshot.members().filter(guest).any(|row| {
        snapshot.workspaces_of(row.id).next().is_some()
            || snapshot.restrictions_of(row.id).next().is_some()
            || snapshot.grants_to(Principal::Member(row.id)).any(|grant| !grant.is_share())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn z5_undoing_any_call_gives_the_very_same_facts_or_is_refused(world in world(), calls in vec(call(), 1..12)) {
        let mut snapshot = world.snapshot();
        for (number, call) in calls.iter().enumerate() {
            let Some((_, Ok(changes))) = call.decide(&snapshot, number) else { continue };
            let after = snapshot.with(&changes).expect("a decision fits");
            let written = what_was_written(&snapshot, &after);
            let Some(actor) = top(&after) else { continue };
            match undo(&after, actor, &written, now()) {
                Ok(decision) => {
                    let again = decision.applied_to(&after).expect("an inverse fits");
                    prop_assert_eq!(&again, &snapshot, "undoing {:?}", changes);
                    prop_assert_eq!(diff(&snapshot, &again, now()), vec![]);
                    // Never twice: what would come back is there, what would go is gone.
                    let twice = undo(&again, actor, &written, now());
                    prop_assert_eq!(twice, Err(Denied::UndoConflict), "undoing {:?} again", changes);
                }
                // Whoever acted for the owner may have given what the owner alone takes back; ownership has moved;
                // places were made or deleted, people came in, roles were made, items were shared.
                Err(denied) => {
                    let refused =
                        matches!(denied, Denied::UndoImpossible | Denied::MayNotGrant | Denied::PermissionDenied);
                    // Generated facts are wilder than what calls leave: nobody is made again what no call makes.
                    let never_was = denied == Denied::UndoConflict && a_guest_has_places(&snapshot);
                    prop_assert!(refused || never_was, "{denied:?} undoing {changes:?}");
                }
            }
            snapshot = after;
        }
    }

    #[test]
    fn z5_undo_gives_nobody_more_than_whoever_undoes_holds(world in world(), one in call(), who in any::<prop::sample::Index>()) {
        let before = world.snapshot();
        let Some((_, Ok(changes))) = one.decide(&before, 0) else { return Ok(()) };
        let after = before.with(&changes).expect("a decision fits");
        let everybody: Vec<_> = after.members().map(|row| row.id).collect();
        let actor = everybody[who.index(everybody.len())];
        if let Ok(decision) = undo(&after, actor, &what_was_written(&before, &after), now()) {
            let again = decision.applied_to(&after).expect("an inverse fits");
            for row in diff(&after, &again, now()).iter().filter(|row| row.after > row.before) {
                let held = after.effective(actor, row.resource, now()).get(row.scope);
                prop_assert!(row.after <= held, "{row:?} by {actor}, who holds {held}");
            }
        }
    }

    #[test]
    fn z5_what_changed_since_is_never_written_over(world in world(), first in call(), second in call()) {
        let before = world.snapshot();
        let Some((_, Ok(changes))) = first.decide(&before, 0) else { return Ok(()) };
        let between = before.with(&changes).expect("a decision fits");
        let Some((_, Ok(since))) = second.decide(&between, 1) else { return Ok(()) };
        let after = between.with(&since).expect("a decision fits");
        let Some(actor) = top(&after) else { return Ok(()) };
        let later = |change: &Change| match change { Change::GrantAdded(grant) => Some(grant.id), _ => None };
        let written = Written { later_grants: since.iter().filter_map(later).collect(), ..what_was_written(&before, &between) };
        if let Ok(decision) = undo(&after, actor, &written, now()) {
            // What the second call did stands exactly as it would had the first never been.
            let again = decision.applied_to(&after).expect("an inverse fits");
            let alone = before.with(&since);
            if let Ok(alone) = alone {
                prop_assert_eq!(again, alone, "{:?} then {:?}", changes, since);
            }
        }
    }
}

fn acme() -> Org {
    Org::studio()
        .open("main")
        .private("lab")
        .project("apollo", "main")
        .project("gemini", "main")
        .member("adam", "admin")
        .member("edda", "editor")
        .listed("edda", "lab")
        .restricted("edda", "main", &["apollo"])
        .group("crew", &["edda"])
        .group_grant("crew on gemini", "crew", Resource::Project(project("gemini")), "content:full")
        .grant("edda on apollo", "edda", Resource::Project(project("apollo")), "settings.members:full")
}

fn removed(org: &Org) -> (Snapshot, Snapshot, Written) {
    let before = org.build();
    let decision = members::remove(&before, member("adam"), member("edda"), now()).expect("allowed");
    let after = decision.applied_to(&before).expect("fits");
    let written = what_was_written(&before, &after);
    (before, after, written)
}

#[test]
fn z5_a_removal_undone_brings_back_everything_that_hung_on_the_member() {
    let (before, after, written) = removed(&acme());
    let decision = undo(&after, member("olga"), &written, now()).expect("allowed");
    assert_eq!(decision.applied_to(&after), Ok(before));
}

#[test]
fn z5_ten_minutes_and_not_a_moment_longer() {
    let (_, after, written) = removed(&acme());
    let (last, late) = (now() + WINDOW, now() + WINDOW + TimeDelta::milliseconds(1));
    assert!(undo(&after, member("olga"), &written, last).is_ok());
    assert_eq!(undo(&after, member("olga"), &written, late), Err(Denied::UndoExpired));
}

#[test]
fn z5_who_may_not_give_it_does_not_bring_it_back() {
    let (_, after, written) = removed(&acme());
    assert_eq!(undo(&after, member("nobody"), &written, now()), Err(Denied::PermissionDenied));
    // Adam takes an admin's role from Amy; then he is a viewer himself.
    let org = acme().member("amy", "admin").member("vera", "viewer");
    let before = org.build();
    let viewer = org.role("viewer");
    let done = members::change_role(&before, member("olga"), member("amy"), viewer, now()).expect("allowed");
    let after = before.with(done.changes()).expect("fits");
    let written = what_was_written(&before, &after);
    assert_eq!(undo(&after, member("vera"), &written, now()), Err(Denied::PermissionDenied));
    assert_eq!(
        undo(&after, member("amy"), &written, now()),
        Err(Denied::PermissionDenied),
        "not for oneself"
    );
    assert!(undo(&after, member("adam"), &written, now()).is_ok());
}

#[test]
fn z5_whoever_administers_a_project_undoes_what_was_done_in_it_and_nothing_else() {
    let org = acme();
    let before = org.build();
    let on = |name: &str, id: &str| Grant {
        id: support::grant(id),
        principal: Principal::Group(support::group("crew")),
        resource: Resource::Project(project(name)),
        permissions: Permissions::NONE.with(CoreScope::Content, Access::View),
        expires_at: None,
        source: GrantSource::Link,
    };
    for (name, expected) in [("apollo", Ok(())), ("gemini", Err(Denied::PermissionDenied))] {
        let after = before.with(&[Change::GrantAdded(on(name, "new"))]).expect("fits");
        let written = what_was_written(&before, &after);
        assert_eq!(undo(&after, member("edda"), &written, now()).map(drop), expected, "{name}");
    }
}

#[test]
fn z5_what_was_given_anew_on_the_same_thing_is_in_the_way() {
    let org = acme();
    let before = org.build();
    let grant = support::grant("edda on apollo");
    let after = before.with(&[Change::GrantRemoved(grant)]).expect("fits");
    let anew = Grant { id: support::grant("anew"), ..before.grant(grant).expect("it was there") };
    let later = after.with(&[Change::GrantAdded(anew)]).expect("fits");
    let written = Written { later_grants: [anew.id].into(), ..what_was_written(&before, &after) };
    assert!(undo(&after, member("olga"), &written, now()).is_ok());
    assert_eq!(undo(&later, member("olga"), &written, now()), Err(Denied::UndoConflict));
}

#[test]
fn z5_a_role_that_changed_again_stays_and_another_fact_of_the_member_is_left_alone() {
    let org = acme();
    let before = org.build();
    let viewer = org.role("viewer");
    let change = |role| Change::RoleChanged { member: member("edda"), role };
    let after = before.with(&[change(viewer)]).expect("fits");
    let written = what_was_written(&before, &after);
    let again = after.with(&[change(org.role("admin"))]).expect("fits");
    assert_eq!(undo(&again, member("olga"), &written, now()), Err(Denied::UndoConflict));
    let asleep = Change::StatusChanged { member: member("edda"), status: Status::Deactivated };
    let later = after.with(std::slice::from_ref(&asleep)).expect("fits");
    let decision = undo(&later, member("olga"), &written, now()).expect("allowed");
    assert_eq!(decision.applied_to(&later), before.with(&[asleep]));
}

#[test]
fn z5_a_workspace_that_was_closed_is_open_again_to_the_very_same() {
    let org = acme().member("vera", "viewer").deactivated("vera");
    let before = org.build();
    let close = |snapshot: &Snapshot, visibility| {
        workspaces::set_visibility(snapshot, member("adam"), workspace("main"), visibility, now())
    };
    let done = close(&before, Visibility::Private).expect("allowed");
    let after = before.with(done.changes()).expect("fits");
    let written = what_was_written(&before, &after);
    for (who, expected) in [("edda", Err(Denied::PermissionDenied)), ("olga", Ok(()))] {
        assert_eq!(undo(&after, member(who), &written, now()).map(drop), expected, "{who}");
    }
    let decision = undo(&after, member("adam"), &written, now()).expect("allowed");
    assert_eq!(decision.applied_to(&after), Ok(before));
    let again = after.with(close(&after, Visibility::Open).expect("allowed").changes()).expect("fits");
    assert_eq!(undo(&again, member("adam"), &written, now()), Err(Denied::UndoConflict));
    let gone = again.with(&[Change::WorkspaceRemoved { workspace: workspace("main") }]).expect("fits");
    assert_eq!(undo(&gone, member("adam"), &written, now()), Err(Denied::UndoConflict));
}

#[test]
fn z5_ownership_newcomers_and_places_are_not_undone() {
    let org = acme();
    let before = org.build();
    let (owner, admin) = (org.role("owner"), org.role("admin"));
    let handed = before
        .with(&[
            Change::RoleChanged { member: member("olga"), role: admin },
            Change::RoleChanged { member: member("adam"), role: owner },
        ])
        .expect("fits");
    let mut came = Org::studio().member("new", "viewer").facts.members.pop().expect("a member");
    came.role = org.role("viewer");
    let came = before.with(&[Change::MemberAdded(came)]).expect("fits");
    let gone = before.with(&[Change::ProjectRemoved { project: project("gemini") }]).expect("fits");
    for (after, who) in [(handed, "adam"), (came, "olga"), (gone, "olga")] {
        assert_eq!(
            undo(&after, member(who), &what_was_written(&before, &after), now()),
            Err(Denied::UndoImpossible)
        );
    }
}

#[test]
fn z5_a_group_that_has_more_by_now_is_not_unmade() {
    let org = acme();
    let before = org.build();
    let group = support::group("new");
    let after = before.with(&[Change::GroupAdded { group }]).expect("fits");
    let written = what_was_written(&before, &after);
    assert!(undo(&after, member("olga"), &written, now()).is_ok());
    let joined = Change::GroupMemberAdded { group, member: member("edda") };
    let later = after.with(&[joined]).expect("fits");
    assert_eq!(undo(&later, member("olga"), &written, now()), Err(Denied::UndoConflict));
}

#[test]
fn z5_a_role_of_ones_own_that_was_deleted_comes_back_to_those_who_had_it() {
    let org = acme();
    let role = Role {
        id: support::own_role("helper"),
        key: "helper".to_owned(),
        name: "Helper".to_owned(),
        description: String::new(),
        baseline: Permissions::NONE,
        ceiling: Permissions::NONE,
        seat: shared::access::Seat::Free,
        reach: Reach::Granted,
        built_in: false,
    };
    let has = |id| Change::RoleChanged { member: member("edda"), role: id };
    let before = org.build().with(&[Change::RoleAdded(role.clone()), has(role.id)]).expect("fits");
    let after = before.with(&[has(org.role("viewer")), Change::RoleRemoved { role: role.id }]).expect("fits");
    let decision = undo(&after, member("olga"), &what_was_written(&before, &after), now()).expect("allowed");
    assert_eq!(decision.applied_to(&after), Ok(before));
}
