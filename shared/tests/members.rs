//! The rules about members: who may do what to whom, and in which words they are refused.

mod support;

use shared::access::{
    Access, Broken, Change, CoreScope, Denied, Model, Outcome, Resource, Snapshot, Status, Visibility, guard,
};
use shared::ids::RoleId;
use shared::members::rules::{activate, change_role, deactivate, found, leave, remove};
use support::{Org, hours, member, now, organization, project, user, workspace};

/// Olga owns it; two admins, an editor, a viewer, a guest.
fn acme() -> Org {
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .member("adam", "admin")
        .member("amy", "admin")
        .member("edda", "editor")
        .member("vera", "viewer")
        .member("gus", "guest")
}

fn role(key: &str) -> RoleId {
    Model::studio().role_by_key(key).expect("a role").id
}

fn change(org: &Org, actor: &str, target: &str, to: &str) -> Result<Outcome, Denied> {
    change_role(&org.build(), member(actor), member(target), role(to), now())
}

fn changes(done: Result<Outcome, Denied>) -> Vec<Change> {
    done.expect("allowed").changes().to_vec()
}

#[test]
fn m4_a_change_of_role_is_in_force_at_once_both_ways() {
    let org = acme();
    let before = org.build();
    let done = changes(change(&org, "olga", "adam", "viewer"));
    assert_eq!(done, [Change::RoleChanged { member: member("adam"), role: role("viewer") }]);
    let after = before.with(&done).expect("fits");
    let billing = |side: &Snapshot| {
        side.check(member("adam"), Resource::Organization, CoreScope::Billing, Access::View, now())
    };
    assert!(billing(&before) && !billing(&after));
    assert_eq!(changes(change(&org, "adam", "vera", "admin")).len(), 1, "an admin makes admins");
    assert_eq!(changes(change(&org, "adam", "edda", "guest")).len(), 1);
}

#[test]
fn m4_the_same_role_again_changes_nothing() {
    assert_eq!(change(&acme(), "adam", "vera", "viewer"), Ok(Outcome::Unchanged));
}

#[test]
fn m4_only_who_manages_members_changes_roles() {
    for actor in ["edda", "vera", "gus", "nobody"] {
        assert_eq!(change(&acme(), actor, "gus", "viewer"), Err(Denied::PermissionDenied), "{actor}");
    }
    let org = acme().deactivated("amy").until("adam", hours(0));
    assert_eq!(change(&org, "amy", "vera", "editor"), Err(Denied::PermissionDenied));
    assert_eq!(change(&org, "adam", "vera", "editor"), Err(Denied::PermissionDenied));
}

#[test]
fn m4_who_is_not_there_is_unknown_whatever_is_asked() {
    assert_eq!(change(&acme(), "olga", "nobody", "viewer"), Err(Denied::UnknownMember));
    assert_eq!(change(&acme(), "edda", "nobody", "viewer"), Err(Denied::UnknownMember));
    let nowhere = RoleId::from_uuid(uuid::Uuid::nil());
    let done = change_role(&acme().build(), member("olga"), member("vera"), nowhere, now());
    assert_eq!(done, Err(Denied::UnknownRole));
}

#[test]
fn m5_nobody_is_made_the_owner_but_by_transfer() {
    assert_eq!(change(&acme(), "olga", "adam", "owner"), Err(Denied::UseOwnershipTransfer));
    assert_eq!(change(&acme(), "adam", "amy", "owner"), Err(Denied::MayNotGrant));
    assert_eq!(change(&acme(), "adam", "adam", "owner"), Err(Denied::MayNotGrant));
    assert_eq!(change(&acme(), "edda", "vera", "owner"), Err(Denied::PermissionDenied));
}

#[test]
fn m5_the_owner_is_touched_by_nobody() {
    let at = now();
    let acme = acme();
    let snapshot = acme.build();
    assert_eq!(change(&acme, "adam", "olga", "viewer"), Err(Denied::OwnerProtected));
    assert_eq!(deactivate(&snapshot, member("adam"), member("olga"), at), Err(Denied::OwnerProtected));
    assert_eq!(activate(&snapshot, member("adam"), member("olga"), at), Err(Denied::OwnerProtected));
    assert_eq!(remove(&snapshot, member("adam"), member("olga"), at), Err(Denied::OwnerProtected));
}

#[test]
fn m5_the_owner_steps_down_by_transfer_alone() {
    let at = now();
    let acme = acme();
    let (snapshot, olga) = (acme.build(), member("olga"));
    assert_eq!(change(&acme, "olga", "olga", "admin"), Err(Denied::UseOwnershipTransfer));
    assert_eq!(change(&acme, "olga", "olga", "owner"), Err(Denied::UseOwnershipTransfer));
    assert_eq!(deactivate(&snapshot, olga, olga, at), Err(Denied::UseOwnershipTransfer));
    assert_eq!(leave(&snapshot, olga, at), Err(Denied::UseOwnershipTransfer));
    assert_eq!(remove(&snapshot, olga, olga, at), Err(Denied::UseLeave));
}

#[test]
fn m5_nobody_raises_themselves_or_touches_somebody_above() {
    // A manager of members by grant: an editor who may let others in, and is no admin.
    let org = acme().member("mia", "editor").grant("mia", "mia", Resource::Organization, "members:full");
    assert_eq!(change(&org, "mia", "mia", "admin"), Err(Denied::MayNotGrant));
    assert_eq!(change(&org, "mia", "vera", "admin"), Err(Denied::MayNotGrant));
    assert_eq!(change(&org, "mia", "adam", "viewer"), Err(Denied::MayNotGrant));
    let (mia, adam) = (member("mia"), member("adam"));
    assert_eq!(deactivate(&org.build(), mia, adam, now()), Err(Denied::MayNotGrant));
    assert_eq!(remove(&org.build(), mia, adam, now()), Err(Denied::MayNotGrant));
    assert_eq!(changes(change(&org, "mia", "vera", "editor")).len(), 1, "up to what she is");
    assert_eq!(changes(change(&org, "adam", "adam", "editor")).len(), 1, "down, anybody");
}

#[test]
fn m5_a_change_that_gives_nothing_is_still_refused_to_who_may_not() {
    let org = acme().member("mia", "editor").grant("mia", "mia", Resource::Organization, "members:full");
    assert_eq!(change(&org, "mia", "adam", "admin"), Err(Denied::MayNotGrant));
}

#[test]
fn m6_deactivation_takes_everything_and_activation_gives_the_very_same_back() {
    let org = acme()
        .private("lab")
        .listed("edda", "lab")
        .restricted("edda", "main", &["apollo"])
        .group("crew", &["edda"]);
    let before = org.build();
    let off = deactivate(&before, member("adam"), member("edda"), now()).expect("allowed");
    let down = before.with(off.changes()).expect("fits");
    assert!(down.resources().all(|on| down.effective(member("edda"), on, now()).is_none()));
    let on = activate(&down, member("adam"), member("edda"), now()).expect("allowed");
    assert_eq!(down.with(on.changes()).expect("fits"), before);
}

#[test]
fn m6_both_again_change_nothing() {
    let org = acme().deactivated("vera");
    let snapshot = org.build();
    let adam = member("adam");
    assert_eq!(deactivate(&snapshot, adam, member("vera"), now()), Ok(Outcome::Unchanged));
    assert_eq!(activate(&snapshot, adam, member("edda"), now()), Ok(Outcome::Unchanged));
}

#[test]
fn m6_activation_takes_off_an_end_that_has_passed_and_no_other() {
    let org = acme().until("edda", hours(1)).until("vera", hours(3)).deactivated("vera");
    let before = org.build();
    for (name, ends) in [("edda", None), ("vera", Some(hours(3)))] {
        let on = activate(&before, member("adam"), member(name), hours(2)).expect("allowed");
        let row = before.with(on.changes()).expect("fits").member(member(name)).cloned().expect("a member");
        assert_eq!((row.standing(hours(2)), row.expires_at), (Status::Active, ends), "{name}");
    }
    assert_eq!(activate(&before, member("adam"), member("edda"), now()), Ok(Outcome::Unchanged));
}

#[test]
fn m6_activation_gives_back_no_more_than_the_activator_holds() {
    let org = acme()
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
        .member("fin", "editor")
        .deactivated("fin")
        .grant("fin", "fin", Resource::Organization, "billing:full");
    let snapshot = org.build();
    assert_eq!(activate(&snapshot, member("mia"), member("fin"), now()), Err(Denied::MayNotGrant));
    assert!(activate(&snapshot, member("adam"), member("fin"), now()).is_ok());
}

#[test]
fn m8_removal_closes_everything_that_hung_on_the_membership() {
    let org = acme()
        .private("lab")
        .listed("edda", "lab")
        .restricted("edda", "main", &["apollo"])
        .group("crew", &["edda", "vera"])
        .grant("edda", "edda", Resource::Project(project("apollo")), "content:full")
        .group_grant("crew", "crew", Resource::Project(project("apollo")), "content:full");
    let before = org.build();
    let done = remove(&before, member("adam"), member("edda"), now()).expect("allowed");
    assert_eq!(done.changes(), [Change::MemberRemoved { member: member("edda") }]);
    let after = done.applied_to(&before).expect("fits");
    assert!(after.member(member("edda")).is_none() && after.member_of_user(user("edda")).is_none());
    assert_eq!(after.workspaces_of(member("edda")).count(), 0);
    assert_eq!(after.restrictions_of(member("edda")).count(), 0);
    assert_eq!(after.groups_of(member("edda")).count(), 0);
    assert_eq!(after.roster(workspace("lab")).count(), 0);
    assert_eq!(after.grants().count(), 1, "the group's grant stays");
    assert_eq!(after.members_of(support::group("crew")).count(), 1);
}

#[test]
fn m8_one_leaves_and_is_not_removed_by_oneself() {
    let snapshot = acme().build();
    let adam = member("adam");
    assert_eq!(remove(&snapshot, adam, adam, now()), Err(Denied::UseLeave));
    assert_eq!(remove(&snapshot, member("edda"), member("edda"), now()), Err(Denied::PermissionDenied));
    for who in ["adam", "edda", "vera", "gus"] {
        let done = leave(&snapshot, member(who), now()).expect("free to go");
        assert_eq!(done.changes(), [Change::MemberRemoved { member: member(who) }]);
    }
    assert_eq!(leave(&snapshot, member("nobody"), now()), Err(Denied::UnknownMember));
    assert_eq!(
        leave(&acme().deactivated("edda").build(), member("edda"), now()),
        Err(Denied::MemberDeactivated)
    );
}

#[test]
fn m8_the_last_lasting_admin_stays() {
    // No owner here: Ada is the one admin, and an admin whose membership ends is no lasting one.
    let org = Org::mixed().open("main").member("tim", "admin").until("tim", hours(24)).member("mo", "member");
    let (snapshot, ada, tim) = (org.build(), member("ada"), member("tim"));
    let client = org.role("client");
    assert_eq!(leave(&snapshot, ada, now()), Err(Denied::LastAdmin));
    assert_eq!(change_role(&snapshot, ada, ada, client, now()), Err(Denied::LastAdmin));
    assert_eq!(change_role(&snapshot, tim, ada, client, now()), Err(Denied::LastAdmin));
    assert_eq!(deactivate(&snapshot, tim, ada, now()), Err(Denied::LastAdmin));
    assert_eq!(remove(&snapshot, tim, ada, now()), Err(Denied::LastAdmin));
    assert!(leave(&snapshot, tim, now()).is_ok());
    let manager = org.role("manager");
    let two = snapshot.with(&[Change::RoleChanged { member: member("mo"), role: manager }]).expect("fits");
    assert!(leave(&two, ada, now()).is_ok(), "who has members by role administers too");
}

#[test]
fn t2_whoever_founds_an_organization_has_its_top_role_and_a_first_workspace() {
    let model = Model::studio();
    let done =
        found(model, organization(), member("olga"), user("olga"), workspace("main")).expect("allowed");
    let after = done.applied_to(&Snapshot::empty(model.clone(), organization())).expect("fits");
    assert_eq!(after.role_of(member("olga")).expect("a role").key, "owner");
    assert_eq!(after.visibility(workspace("main")), Some(Visibility::Open));
    assert_eq!(after.member(member("olga")).expect("there").status, Status::Active);
    assert_eq!(guard(&after), Ok(()));
}

#[test]
fn l9_the_guard_wants_one_lasting_owner_and_a_lasting_admin() {
    assert_eq!(guard(&Org::studio().build()), Ok(()));
    assert_eq!(guard(&Org::studio().member("otto", "owner").build()), Err(Broken::TwoOwners));
    assert_eq!(guard(&Org::studio().deactivated("olga").build()), Err(Broken::NoOwner));
    assert_eq!(guard(&Org::studio().until("olga", hours(9000)).build()), Err(Broken::NoOwner));
    assert_eq!(guard(&Org::of(Model::studio()).member("adam", "admin").build()), Err(Broken::NoOwner));
    assert_eq!(guard(&Org::mixed().deactivated("ada").build()), Err(Broken::NoLastingAdmin));
    let granted = Org::of(support::mixed()).member("mo", "member").grant(
        "mo",
        "mo",
        Resource::Organization,
        "members:full",
    );
    assert_eq!(guard(&granted.build()), Err(Broken::NoLastingAdmin), "grants do not count");
}
