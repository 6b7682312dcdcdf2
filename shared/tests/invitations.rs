//! The rules about invitations: who may send what, what acceptance asks again, and every answer of the
//! state machine.

mod support;

use std::collections::BTreeSet;

use shared::access::{
    Access, Change, CoreScope, Decision, Denied, GrantSource, Model, Permissions, Resource, Snapshot, Status,
    diff,
};
use shared::ids::{InvitationId, MemberId};
use shared::invitations::rules::{
    Accepting, Declining, NEWCOMER, Newcomer, NotPending, Offer, Reader, Recorded, Revoking, State,
    TurnedAway, accept, accepting, add, declining, editing, look_up, may_invite, rehearse, resending,
    revoking,
};
use support::{Org, bundle, grant, hours, member, now, project, user, workspace};

fn acme() -> Org {
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .project("borealis", "main")
        .private("lab")
        .project("crypt", "lab")
        .member("adam", "admin")
        .member("edda", "editor")
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
}

fn nothing() -> Offer {
    Offer::default()
}

fn listing(name: &str) -> Offer {
    Offer { workspaces: [(workspace(name), None)].into(), ..nothing() }
}

fn project_role(name: &str, role: &str) -> Offer {
    Offer { projects: [(project(name), bundle(Model::studio(), role))].into(), ..nothing() }
}

fn restricted(to: &[&str]) -> Offer {
    let list: BTreeSet<_> = to.iter().map(|name| project(name)).collect();
    Offer { restrict_to: Some(list), ..nothing() }
}

fn invite(org: &Org, actor: &str, role: &str, offer: &Offer) -> Result<(), Denied> {
    may_invite(&org.build(), member(actor), org.role(role), offer, now())
}

fn taken_in(
    snapshot: &Snapshot,
    sender: Option<MemberId>,
    who: &str,
    role: &str,
    offer: &Offer,
) -> Result<Decision, Denied> {
    let mut number = 0;
    let mut grant_id = || {
        number += 1;
        grant(&format!("new{number}"))
    };
    let newcomer = Newcomer {
        user: user(who),
        member: member(who),
        grant_id: &mut grant_id,
        source: GrantSource::Invitation(InvitationId::from_uuid(uuid::Uuid::nil())),
    };
    let role = snapshot.model().role_by_key(role).expect("a role").id;
    accept(snapshot, sender, newcomer, role, offer, now())
}

#[test]
fn i1_who_manages_members_invites_up_to_what_they_are() {
    for role in ["admin", "editor", "viewer", "guest"] {
        assert_eq!(invite(&acme(), "adam", role, &nothing()), Ok(()), "{role}");
        assert_eq!(invite(&acme(), "olga", role, &nothing()), Ok(()), "{role}");
    }
    assert_eq!(invite(&acme(), "mia", "editor", &nothing()), Ok(()));
    assert_eq!(invite(&acme(), "mia", "admin", &nothing()), Err(Denied::MayNotGrant));
    assert_eq!(invite(&acme(), "edda", "viewer", &nothing()), Err(Denied::PermissionDenied));
    assert_eq!(invite(&acme(), "nobody", "viewer", &nothing()), Err(Denied::PermissionDenied));
}

#[test]
fn m5_nobody_is_invited_as_the_owner() {
    assert_eq!(invite(&acme(), "olga", "owner", &nothing()), Err(Denied::UseOwnershipTransfer));
    assert_eq!(invite(&acme(), "adam", "owner", &nothing()), Err(Denied::MayNotGrant));
    assert_eq!(invite(&acme(), "edda", "owner", &nothing()), Err(Denied::PermissionDenied));
    let offer = Offer { workspaces: [(workspace("lab"), Some(acme().role("owner")))].into(), ..nothing() };
    assert_eq!(invite(&acme(), "adam", "viewer", &offer), Err(Denied::MayNotGrant));
}

#[test]
fn i1_an_offer_is_bound_like_a_grant() {
    assert_eq!(invite(&acme(), "adam", "viewer", &listing("lab")), Ok(()));
    assert_eq!(
        invite(&acme(), "mia", "viewer", &listing("lab")),
        Err(Denied::MayNotGrant),
        "she is not in it"
    );
    assert_eq!(invite(&acme(), "mia", "viewer", &project_role("crypt", "viewer")), Err(Denied::MayNotGrant));
    assert_eq!(invite(&acme(), "mia", "viewer", &project_role("apollo", "editor")), Ok(()));
    assert_eq!(invite(&acme(), "mia", "viewer", &project_role("apollo", "admin")), Err(Denied::MayNotGrant));
    assert_eq!(invite(&acme(), "adam", "viewer", &project_role("apollo", "admin")), Ok(()));
}

#[test]
fn i1_an_offer_fits_the_role() {
    assert_eq!(invite(&acme(), "adam", "guest", &listing("main")), Err(Denied::ReachShared));
    assert_eq!(invite(&acme(), "adam", "guest", &project_role("apollo", "viewer")), Err(Denied::ReachShared));
    assert_eq!(invite(&acme(), "adam", "guest", &restricted(&[])), Err(Denied::ReachShared));
    assert_eq!(invite(&acme(), "adam", "admin", &restricted(&["apollo"])), Err(Denied::ImplicitMember));
    let over = Offer { workspaces: [(workspace("lab"), Some(acme().role("viewer")))].into(), ..nothing() };
    assert_eq!(invite(&acme(), "adam", "admin", &over), Err(Denied::ImplicitMember));
    assert_eq!(invite(&acme(), "adam", "admin", &listing("lab")), Ok(()), "where they land");
    assert_eq!(invite(&acme(), "adam", "viewer", &over), Ok(()));
    let above = Offer {
        projects: [(project("apollo"), Permissions::NONE.with(CoreScope::Ownership, Access::Full))].into(),
        ..nothing()
    };
    assert_eq!(invite(&acme(), "olga", "viewer", &above), Err(Denied::AboveCeiling));
    let misplaced = Offer {
        projects: [(project("apollo"), Permissions::NONE.with(CoreScope::Members, Access::View))].into(),
        ..nothing()
    };
    assert_eq!(invite(&acme(), "olga", "viewer", &misplaced), Err(Denied::MisplacedScope));
}

#[test]
fn i1_what_is_not_there_is_not_offered() {
    assert_eq!(invite(&acme(), "adam", "viewer", &listing("nowhere")), Err(Denied::UnknownWorkspace));
    assert_eq!(
        invite(&acme(), "adam", "viewer", &project_role("nowhere", "viewer").clone()),
        Err(Denied::UnknownProject)
    );
    assert_eq!(invite(&acme(), "adam", "viewer", &restricted(&["nowhere"])), Err(Denied::UnknownProject));
    assert_eq!(invite(&acme(), "adam", "viewer", &restricted(&["crypt"])), Err(Denied::NotInWorkspace));
    let in_lab = Offer { restrict_to: Some([project("crypt")].into()), ..listing("lab") };
    assert_eq!(invite(&acme(), "adam", "viewer", &in_lab), Ok(()));
}

#[test]
fn s2_a_free_seat_is_offered_nothing_above_it() {
    let org = Org::mixed().open("main").project("apollo", "main");
    let reporting = org.model.catalog.scope("reporting").expect("a scope");
    let offer = |access| Offer {
        projects: [(project("apollo"), Permissions::NONE.with(reporting, access))].into(),
        ..nothing()
    };
    let ask = |access| may_invite(&org.build(), member("ada"), org.role("observer"), &offer(access), now());
    assert_eq!(ask(Access::Full), Err(Denied::AboveCeiling));
    assert_eq!(ask(Access::View), Ok(()));
}

#[test]
fn z1_a_rehearsal_shows_what_the_newcomer_would_have() {
    let org = acme();
    let before = org.build();
    let after = rehearse(&before, org.role("viewer"), &project_role("apollo", "editor")).expect("fits");
    let gains = diff(&before, &after, now());
    assert!(gains.iter().all(|one| one.member == NEWCOMER && one.after > one.before));
    let content = gains.iter().find(|one| {
        one.resource == Resource::Project(project("apollo")) && one.scope == CoreScope::Content.into()
    });
    assert_eq!(content.expect("a gain").after, Access::Full);
}

#[test]
fn i5_acceptance_makes_the_member_with_everything_that_was_offered() {
    let before = acme().build();
    let offer = Offer {
        workspaces: [(workspace("lab"), None)].into(),
        projects: [(project("apollo"), bundle(Model::studio(), "admin"))].into(),
        restrict_to: Some([project("crypt")].into()),
        ..nothing()
    };
    let done = taken_in(&before, Some(member("adam")), "nina", "viewer", &offer).expect("allowed");
    let after = done.applied_to(&before).expect("fits");
    let nina = after.member_of_user(user("nina")).expect("a member");
    assert_eq!((nina.id, nina.status, nina.expires_at), (member("nina"), Status::Active, None));
    let content = |name: &str| {
        after.effective(nina.id, Resource::Project(project(name)), now()).get(CoreScope::Content)
    };
    assert_eq!(content("crypt"), Access::View, "on the list");
    assert_eq!(content("borealis"), Access::None, "an open workspace is kept to the list too");
    assert_eq!(content("apollo"), Access::Full, "a grant counts beside the list");
    let given: Vec<_> =
        after.grants_to(shared::access::Principal::Member(nina.id)).map(|row| row.id).collect();
    assert_eq!(given, [grant("new1")]);
}

#[test]
fn i5_acceptance_asks_again_what_the_sender_may_give() {
    let offer = nothing();
    let adam = Some(member("adam"));
    assert!(taken_in(&acme().build(), adam, "nina", "admin", &offer).is_ok());
    for (what, org, sender) in [
        ("deactivated", acme().deactivated("adam"), adam),
        ("expired", acme().until("adam", hours(0)), adam),
        ("removed", acme(), Some(member("nobody"))),
        ("gone and forgotten", acme(), None),
        ("less than that now", acme(), Some(member("mia"))),
        ("no manager of members now", acme(), Some(member("edda"))),
    ] {
        assert_eq!(
            taken_in(&org.build(), sender, "nina", "admin", &offer),
            Err(Denied::SenderMayNot),
            "{what}"
        );
    }
}

#[test]
fn i5_what_was_deleted_since_is_left_out_and_a_restriction_stays_one() {
    let org = acme();
    let offer = Offer {
        workspaces: [(workspace("lab"), None), (workspace("gone"), None)].into(),
        projects: [(project("gone"), bundle(Model::studio(), "viewer"))].into(),
        restrict_to: Some([project("gone")].into()),
        ..nothing()
    };
    let before = org.build();
    let done = taken_in(&before, Some(member("adam")), "nina", "editor", &offer).expect("allowed");
    let after = done.applied_to(&before).expect("fits");
    for name in ["apollo", "borealis", "crypt"] {
        assert!(after.effective(member("nina"), Resource::Project(project(name)), now()).is_none(), "{name}");
    }
}

#[test]
fn i2_a_member_is_not_taken_in_twice() {
    let org = acme().member("dora", "viewer").deactivated("dora");
    let adam = Some(member("adam"));
    assert_eq!(taken_in(&org.build(), adam, "edda", "viewer", &nothing()), Err(Denied::AlreadyMember));
    assert_eq!(taken_in(&org.build(), adam, "dora", "viewer", &nothing()), Err(Denied::MemberDeactivated));
    let ended = acme().until("edda", hours(0)).build();
    assert_eq!(taken_in(&ended, adam, "edda", "viewer", &nothing()), Err(Denied::MemberDeactivated));
}

#[test]
fn i6_an_account_that_exists_is_added_at_once_by_the_same_rule() {
    let org = acme();
    let before = org.build();
    let mut grant_id = || grant("new");
    let newcomer = Newcomer {
        user: user("nina"),
        member: member("nina"),
        grant_id: &mut grant_id,
        source: GrantSource::Person(user("adam")),
    };
    let done =
        add(&before, member("adam"), newcomer, org.role("viewer"), &nothing(), now()).expect("allowed");
    assert!(matches!(done.changes(), [Change::MemberAdded(row)] if row.user == user("nina")));
    let mut grant_id = || grant("new");
    let newcomer = Newcomer {
        user: user("nina"),
        member: member("nina"),
        grant_id: &mut grant_id,
        source: GrantSource::Person(user("mia")),
    };
    let refused = add(&before, member("mia"), newcomer, org.role("admin"), &nothing(), now());
    assert_eq!(refused, Err(Denied::MayNotGrant), "not as the sender's fault: she is here");
}

#[test]
fn i3_expiry_comes_by_itself_and_to_what_is_pending_alone() {
    let state = |recorded, hour| State::of(recorded, hours(hour), now());
    assert_eq!(state(Recorded::Pending, 1), State::Pending);
    assert_eq!(state(Recorded::Pending, 0), State::Expired, "to the second");
    assert_eq!(state(Recorded::Queued, -1), State::Queued);
    assert_eq!(state(Recorded::Accepted, -1), State::Accepted);
    assert_eq!(state(Recorded::Declined, -1), State::Declined);
    assert_eq!(state(Recorded::Revoked, -1), State::Revoked);
}

#[test]
fn i9_every_state_answers_every_reader() {
    use Reader::{Another, Invited, SignedOut};
    use TurnedAway::{Expired, NotFound, Used, WrongAccount};
    for (state, invited, signed_out, another) in [
        (State::Pending, Ok(()), Ok(()), Err(WrongAccount)),
        (State::Queued, Ok(()), Err(NotFound), Err(NotFound)),
        (State::Accepted, Err(Used), Err(Used), Err(NotFound)),
        (State::Declined, Err(Used), Err(Used), Err(NotFound)),
        (State::Expired, Err(Expired), Err(Expired), Err(NotFound)),
        (State::Revoked, Err(NotFound), Err(NotFound), Err(NotFound)),
    ] {
        assert_eq!(look_up(state, Invited), invited, "{state:?}");
        assert_eq!(look_up(state, SignedOut), signed_out, "{state:?}");
        assert_eq!(look_up(state, Another), another, "{state:?}");
    }
}

#[test]
fn i5_accepting_again_is_the_same_answer_to_the_same_person() {
    let (nina, otto) = (user("nina"), user("otto"));
    let ask = |state, reader, by| accepting(state, reader, nina, by);
    assert_eq!(ask(State::Pending, Reader::Invited, None), Ok(Accepting::Admit));
    assert_eq!(ask(State::Queued, Reader::Invited, None), Ok(Accepting::Admit));
    assert_eq!(ask(State::Accepted, Reader::Invited, Some(nina)), Ok(Accepting::Again));
    assert_eq!(ask(State::Accepted, Reader::Another, Some(nina)), Ok(Accepting::Again));
    assert_eq!(ask(State::Accepted, Reader::Invited, Some(otto)), Err(TurnedAway::Used));
    assert_eq!(ask(State::Accepted, Reader::Another, Some(otto)), Err(TurnedAway::NotFound));
    assert_eq!(ask(State::Pending, Reader::Another, None), Err(TurnedAway::WrongAccount));
    assert_eq!(ask(State::Declined, Reader::Invited, None), Err(TurnedAway::Used));
    assert_eq!(ask(State::Expired, Reader::Invited, None), Err(TurnedAway::Expired));
    assert_eq!(ask(State::Revoked, Reader::Invited, None), Err(TurnedAway::NotFound));
}

#[test]
fn i4_what_each_state_lets_the_senders_side_do() {
    for (state, again, revoke, edit) in [
        (State::Pending, Ok(()), Ok(Revoking::Close), Ok(())),
        (State::Queued, Ok(()), Ok(Revoking::Close), Ok(())),
        (State::Accepted, Err(NotPending), Err(NotPending), Err(NotPending)),
        (State::Declined, Ok(()), Ok(Revoking::Again), Err(NotPending)),
        (State::Expired, Ok(()), Ok(Revoking::Close), Err(NotPending)),
        (State::Revoked, Ok(()), Ok(Revoking::Again), Err(NotPending)),
    ] {
        assert_eq!(resending(state), again, "{state:?}");
        assert_eq!(revoking(state), revoke, "{state:?}");
        assert_eq!(editing(state), edit, "{state:?}");
    }
}

#[test]
fn i5_declining_is_the_invited_ones_alone() {
    assert_eq!(declining(State::Pending, Reader::Invited), Ok(Declining::Close));
    assert_eq!(declining(State::Queued, Reader::Invited), Ok(Declining::Close));
    assert_eq!(declining(State::Declined, Reader::Invited), Ok(Declining::Again));
    assert_eq!(declining(State::Pending, Reader::Another), Err(TurnedAway::WrongAccount));
    assert_eq!(declining(State::Accepted, Reader::Invited), Err(TurnedAway::Used));
    assert_eq!(declining(State::Expired, Reader::Invited), Err(TurnedAway::Expired));
    for state in State::ALL.into_iter().filter(|state| *state != State::Pending) {
        assert_eq!(declining(state, Reader::Another), Err(TurnedAway::NotFound), "{state:?}");
    }
}
