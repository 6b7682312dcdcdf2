//! Why and why not: every explanation is true, and the change that it names flips the answer.

mod support;

use proptest::prelude::*;
use shared::access::{
    Access, Blocker, CoreScope, Cut, Explanation, Facts, Flip, Grant, GrantSource, Names, Principal,
    Resource, Scope, Snapshot, Via,
};
use shared::ids::MemberId;
use support::generate::{World, world};
use support::{Org, grant, group, hours, member, mixed, now, project, user, workspace};

/// One question out of all that can be asked of an organization.
fn question(snapshot: &Snapshot, numbers: (u8, u8, u8, bool)) -> (MemberId, Resource, Scope, Access) {
    let (who, on, scope, full) = numbers;
    let everybody: Vec<MemberId> = snapshot.members().map(|row| row.id).chain([member("nobody")]).collect();
    let all: Vec<Resource> = snapshot.resources().chain([Resource::Project(project("nowhere"))]).collect();
    let on = all[usize::from(on) % all.len()];
    let scopes = snapshot.model().catalog.entries();
    let need = if full { Access::Full } else { Access::View };
    (everybody[usize::from(who) % everybody.len()], on, scopes[usize::from(scope) % scopes.len()].scope, need)
}

fn flipped(world: &World, explanation: &Explanation, flips: &[Flip]) -> Facts {
    let mut facts = world.facts.clone();
    for flip in flips {
        flip.apply_to(&mut facts, explanation.member, &explanation.scope);
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn l13_explain_names_what_the_answer_rests_on(
        world in world(),
        asked in proptest::collection::vec(any::<(u8, u8, u8, bool)>(), 1..9),
    ) {
        let snapshot = world.snapshot();
        let load = |facts: Facts| Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
        for numbers in asked {
            let (who, on, scope, need) = question(&snapshot, numbers);
            let told = snapshot.explain_need(who, on, scope, need, now());
            let allowed = snapshot.check(who, on, scope, need, now());
            prop_assert_eq!(told.is_allowed(), allowed);
            prop_assert_eq!(told.result, snapshot.effective(who, on, now()).get(scope));
            prop_assert_eq!(told.blocker.is_none(), allowed);
            for source in &told.sources {
                prop_assert!(source.counts <= source.gives && source.gives > Access::None);
                prop_assert_eq!(source.cut.is_some(), source.counts < source.gives, "{:?}", source);
            }
            let best = told.sources.iter().map(|source| source.counts).max().unwrap_or(Access::None);
            prop_assert_eq!(best, told.result, "the sources cover the answer");
            if allowed {
                standing_is_what_it_rests_on(&world, &told)?;
            }
            // The flip is tried on all the facts, not on the few that it was looked for in.
            let flips = &told.smallest_flip;
            if flips.is_empty() {
                let nobodys = told.scope == "ownership" && world.model.has_owner;
                prop_assert!(told.blocker == Some(Blocker::Unknown) || !snapshot.has(on) || nobodys, "{:?}", told);
            } else {
                let after = load(flipped(&world, &told, flips));
                prop_assert_eq!(after.check(who, on, scope, need, now()), !allowed, "{:?}", told);
            }
            for left_out in 0..flips.len() {
                let mut fewer = flips.clone();
                fewer.remove(left_out);
                let after = load(flipped(&world, &told, &fewer));
                prop_assert_eq!(after.check(who, on, scope, need, now()), allowed, "a smaller flip than {:?}", flips);
            }
        }
    }

    #[test]
    fn l13_the_first_blocker_is_really_in_the_way(world in world(), numbers in any::<(u8, u8, u8, bool)>()) {
        let snapshot = world.snapshot();
        let (who, on, scope, need) = question(&snapshot, numbers);
        let told = snapshot.explain_need(who, on, scope, need, now());
        let Some(blocker) = told.blocker else { return Ok(()) };
        let granted = |side: &Snapshot| {
            let permissions = shared::access::Permissions::NONE.with(scope, need);
            let (principal, source) = (Principal::Member(who), GrantSource::Person(user("m0")));
            let change = Grant { id: grant("new"), principal, resource: on, permissions, expires_at: None, source };
            side.with(&[shared::access::Change::GrantAdded(change)]).map(|after| after.check(who, on, scope, need, now()))
        };
        match blocker {
            Blocker::NotAMember => prop_assert!(snapshot.member(who).is_none()),
            Blocker::Deactivated => {
                prop_assert_eq!(snapshot.member(who).expect("there").status, shared::access::Status::Deactivated);
            }
            Blocker::Unknown => prop_assert!(!snapshot.has(on)),
            Blocker::SeatCeiling | Blocker::RoleCeiling => prop_assert_ne!(granted(&snapshot), Ok(true)),
            Blocker::Expired => {
                let over = !snapshot.member(who).expect("there").is_active(now());
                prop_assert!(over || snapshot.check(who, on, scope, need, hours(-2)));
            }
            Blocker::Restricted => {
                let Resource::Project(project) = on else { return Err(TestCaseError::fail("only projects")) };
                prop_assert!(snapshot.is_restricted_from(who, project));
            }
            Blocker::NoGrant => prop_assert_ne!(granted(&snapshot), Ok(false)),
        }
    }
}

/// Without the sources that stand, the answer is no.
fn standing_is_what_it_rests_on(world: &World, told: &Explanation) -> Result<(), TestCaseError> {
    let mut facts = world.facts.clone();
    let mut by_role = false;
    for source in told.standing() {
        match source.via {
            Via::Role { .. } | Via::WorkspaceRole { .. } => by_role = true,
            Via::Grant { grant, .. } | Via::GroupGrant { grant, .. } => {
                facts.grants.retain(|row| row.id != grant);
            }
        }
    }
    prop_assert!(told.standing().count() > 0);
    let without = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
    let scope = world.model.catalog.scope(&told.scope).expect("a scope");
    let still = without.check(told.member, told.resource, scope, told.need, now());
    prop_assert_eq!(still, by_role, "{:?}", told);
    Ok(())
}

/// An organization that the sentences are about.
fn acme() -> Snapshot {
    let apollo = Resource::Project(project("apollo"));
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .private("lab")
        .member("edda", "editor")
        .member("vera", "viewer")
        .group("crew", &["vera"])
        .group_grant("crew", "crew", apollo, "content:full")
        .member("rita", "editor")
        .restricted("rita", "main", &[])
        .member("lara", "editor")
        .overridden("lara", "lab", "viewer")
        .member("dora", "editor")
        .deactivated("dora")
        .member("nils", "viewer")
        .grant_until("nils", "nils", apollo, "content:full", hours(-24))
        .build()
}

fn names() -> Names {
    let mut names = Names::of(shared::access::Model::studio());
    names.groups.insert(group("crew"), "Client Acme".to_owned());
    names.projects.insert(project("apollo"), "Apollo".to_owned());
    names.workspaces.insert(workspace("main"), "Main".to_owned());
    names.workspaces.insert(workspace("lab"), "Lab".to_owned());
    names.people.insert(user("olga"), "Olga".to_owned());
    names
}

#[test]
fn explanations_read_as_sentences() {
    let acme = acme();
    let (apollo, lab) = (Resource::Project(project("apollo")), Resource::Workspace(workspace("lab")));
    let ask = |who: &str, on, scope: CoreScope, need| {
        acme.explain_need(member(who), on, scope, need, now()).sentence(&names())
    };
    let full = Access::Full;
    for (who, on, scope, sentence) in [
        ("edda", apollo, CoreScope::Content, "Editor gives full here."),
        ("vera", apollo, CoreScope::Content, "Group Client Acme on Apollo gives full here, given by Olga."),
        (
            "rita",
            apollo,
            CoreScope::Content,
            "Editor would give full, but the list of projects in Main leaves this one out.",
        ),
        ("dora", apollo, CoreScope::Content, "Editor would give full, but the membership is deactivated."),
        (
            "nils",
            apollo,
            CoreScope::Content,
            "A grant on Apollo would give full, but that ran out on 14 January 2027.",
        ),
        ("edda", lab, CoreScope::Projects, "Editor would give full, but not to somebody outside Lab."),
        ("lara", lab, CoreScope::Projects, "Editor would give full, but Viewer stands in for it in Lab."),
        ("edda", Resource::Organization, CoreScope::Billing, "No role, grant or group gives full here."),
        ("edda", Resource::Organization, CoreScope::Ownership, "The role never reaches full here."),
        ("nobody", apollo, CoreScope::Content, "Not a member of the organization."),
    ] {
        assert_eq!(ask(who, on, scope, full), sentence);
    }
}

#[test]
fn a_cut_says_what_was_given_and_what_was_left() {
    let apollo = Resource::Project(project("apollo"));
    let org = Org::mixed().open("main").project("apollo", "main").member("otto", "observer").grant(
        "otto",
        "otto",
        apollo,
        "reporting:full",
    );
    let told = org.build().explain(
        member("otto"),
        apollo,
        mixed().catalog.scope("reporting").expect("a scope"),
        now(),
    );
    let cut = told.sources.iter().find(|source| matches!(source.via, Via::Grant { .. })).expect("the grant");
    assert_eq!((cut.gives, cut.counts), (Access::Full, Access::View));
    assert!(matches!(cut.cut, Some(Cut::SeatCeiling { .. })));
    let sentence = cut.sentence(&Names::of(mixed()));
    assert_eq!(sentence, "A grant on the project gives full, but the Observer seat caps it at view.");
}

#[test]
fn the_smallest_flip_is_the_one_a_person_would_make() {
    let acme = acme();
    let apollo = Resource::Project(project("apollo"));
    let flip = |who: &str, need| {
        acme.explain_need(member(who), apollo, CoreScope::Content, need, now()).smallest_flip
    };
    let viewer = acme.model().role_by_key("viewer").expect("a role").id;
    assert_eq!(
        flip("rita", Access::View),
        [Flip::Allow { workspace: workspace("main"), project: project("apollo") }]
    );
    assert_eq!(flip("dora", Access::View), [Flip::Activate]);
    assert_eq!(flip("nils", Access::Full), [Flip::RenewGrant { grant: grant("nils") }]);
    assert_eq!(flip("vera", Access::Full), [Flip::LeaveGroup { group: group("crew") }]);
    assert_eq!(
        flip("edda", Access::View),
        [Flip::Restrict { workspace: workspace("main"), project: project("apollo") }]
    );
    assert_eq!(flip("nobody", Access::View), [Flip::Join { role: viewer }]);
}

#[test]
fn an_explanation_is_json_with_a_kind_for_every_source() {
    let told =
        acme().explain(member("vera"), Resource::Project(project("apollo")), CoreScope::Content, now());
    let json = serde_json::to_value(&told).expect("JSON");
    assert_eq!(json["result"], "full");
    assert_eq!(json["scope"], "content");
    let kinds: Vec<_> =
        json["sources"].as_array().expect("a list").iter().map(|source| &source["kind"]).collect();
    assert_eq!(kinds, ["role", "group_grant"]);
    assert_eq!(serde_json::from_value::<Explanation>(json).expect("reads back"), told);
}
