//! Why and why not: every explanation is true, and the change that it names flips the answer.

mod support;

use proptest::prelude::*;
use shared::access::{
    Access, Blocker, CoreScope, Cut, Explanation, Facts, Flip, Grant, GrantSource, GroupMemberFact, Member,
    Names, Principal, Reach, Resource, RestrictionFact, RoleFact, Scope, Seat, Snapshot, Status, Via,
    WorkspaceMemberFact,
};
use shared::ids::{MemberId, ProjectId, RoleId};
use support::generate::{World, world};
use support::{Org, grant, group, hours, member, mixed, now, own_role, project, user, workspace};

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
                let nobodys = told.scope == "ownership" && (world.model.has_owner || snapshot.is_deleted());
                let gone = snapshot.is_deleted() || !snapshot.has(on);
                prop_assert!(told.blocker == Some(Blocker::Unknown) || gone || nobodys, "{:?}", told);
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
        prop_assert_eq!(blocker, first_blocker(&snapshot, who, on, scope, need));
        let granted = |side: &Snapshot| {
            let permissions = shared::access::Permissions::NONE.with(scope, need);
            let (principal, source) = (Principal::Member(who), GrantSource::Person(user("m0")));
            let change = Grant { id: grant("new"), principal, resource: on, permissions, expires_at: None, source };
            side.with(&[shared::access::Change::GrantAdded(change)]).map(|after| after.check(who, on, scope, need, now()))
        };
        match blocker {
            Blocker::NotAMember => prop_assert!(snapshot.member(who).is_none()),
            Blocker::Deactivated => {
                prop_assert_eq!(snapshot.member(who).expect("there").status, Status::Deactivated);
            }
            Blocker::Unknown => prop_assert!(!snapshot.has(on) || snapshot.is_deleted()),
            Blocker::SeatCeiling | Blocker::RoleCeiling => prop_assert_ne!(granted(&snapshot), Ok(true)),
            Blocker::Expired => {
                let over = !snapshot.member(who).expect("there").is_active(now());
                prop_assert!(over || snapshot.check(who, on, scope, need, hours(-2)));
            }
            Blocker::Restricted => {
                prop_assert!(around(&snapshot, on).is_some_and(|project| snapshot.is_restricted_from(who, project)));
            }
            Blocker::NoGrant => prop_assert_ne!(granted(&snapshot), Ok(false)),
        }
    }
}

/// Without the sources that stand, the answer is no; a role goes by one with the same seat and ceiling that
/// gives nothing by itself.
fn standing_is_what_it_rests_on(world: &World, told: &Explanation) -> Result<(), TestCaseError> {
    let mut facts = world.facts.clone();
    for source in told.standing() {
        match source.via {
            Via::Role { role } => {
                let bare = bare_role(world, role, &mut facts);
                facts.members.iter_mut().filter(|row| row.id == told.member).for_each(|row| row.role = bare);
                // Whoever reached everything was bound by no workspace's role; now they would be.
                let own = facts.workspace_members.iter_mut().filter(|row| row.member == told.member);
                own.for_each(|row| row.role = None);
            }
            Via::WorkspaceRole { role, workspace } => {
                let bare = bare_role(world, role, &mut facts);
                let own = facts.workspace_members.iter_mut();
                own.filter(|row| row.member == told.member && row.workspace == workspace)
                    .for_each(|row| row.role = Some(bare));
            }
            Via::Grant { grant, .. } | Via::GroupGrant { grant, .. } => {
                facts.grants.retain(|row| row.id != grant);
            }
        }
    }
    prop_assert!(told.standing().count() > 0);
    let without = Snapshot::from_facts(world.model.clone(), facts).expect("facts that fit");
    let scope = world.model.catalog.scope(&told.scope).expect("a scope");
    prop_assert!(!without.check(told.member, told.resource, scope, told.need, now()), "{:?}", told);
    Ok(())
}

fn bare_role(world: &World, role: RoleId, facts: &mut Facts) -> RoleId {
    let snapshot = world.snapshot();
    let role = snapshot.model().role(role).expect("a role");
    let id = own_role("bare");
    let ceiling = role.ceiling.with(CoreScope::Ownership, Access::None);
    facts.roles.push(RoleFact {
        id,
        key: "bare".to_owned(),
        name: "Bare".to_owned(),
        description: String::new(),
        baseline: [].into(),
        ceiling: world.model.catalog.given(&ceiling),
        seat: role.seat,
        reach: role.reach.min(Reach::Granted),
    });
    id
}

/// The project that a resource is or is in.
fn around(snapshot: &Snapshot, on: Resource) -> Option<ProjectId> {
    match on {
        Resource::Organization | Resource::Workspace(_) => None,
        Resource::Project(project) => Some(project),
        Resource::Item(item) => snapshot.item(item).map(|item| item.project),
    }
}

/// What stands first in the way, in the order of the model's list, looked for here by other means.
fn first_blocker(snapshot: &Snapshot, who: MemberId, on: Resource, scope: Scope, need: Access) -> Blocker {
    let Some(row) = snapshot.member(who) else { return Blocker::NotAMember };
    if row.status == Status::Deactivated {
        return Blocker::Deactivated;
    }
    if !snapshot.has(on) || (snapshot.is_deleted() && scope != CoreScope::Ownership.into()) {
        return Blocker::Unknown;
    }
    let (own, here) = (snapshot.role_of(who).expect("theirs"), snapshot.role_at(who, on).expect("theirs"));
    // Somebody without containers is under a ceiling of nothing on all of them.
    let confined = own.reach.min(here.reach) == Reach::Shared && !matches!(on, Resource::Item(_));
    if own.seat == Seat::Free && (confined || own.ceiling.get(scope) < need) {
        return Blocker::SeatCeiling;
    }
    if confined || here.ceiling.get(scope) < need {
        return Blocker::RoleCeiling;
    }
    // Were no grant to end, would they have it?
    let mut lasting = snapshot.to_facts(|_| true, |_| true);
    if !row.is_active(now()) {
        return Blocker::Expired;
    }
    lasting.grants.iter_mut().for_each(|row| row.expires_at = None);
    let load = |facts: Facts| Snapshot::from_facts(snapshot.model().clone(), facts).expect("facts that fit");
    if load(lasting).check(who, on, scope, need, now()) {
        return Blocker::Expired;
    }
    let mut free = snapshot.to_facts(|_| true, |_| true);
    free.restrictions.retain(|row| row.member != who);
    if load(free).check(who, on, scope, need, now()) { Blocker::Restricted } else { Blocker::NoGrant }
}

/// Every other form that a single fact about somebody could take: by trying, not by reasoning.
fn every_single_change(world: &World, who: MemberId, scope: &str, need: Access) -> Vec<Facts> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Facts)| {
        let mut facts = world.facts.clone();
        change(&mut facts);
        all.push(facts);
    };
    let own_roles = world.facts.roles.iter().map(|role| role.id);
    let built_in = world.model.roles.iter().map(|role| role.id);
    let roles: Vec<RoleId> =
        built_in.filter(|role| !world.model.is_owner_role(*role)).chain(own_roles).collect();
    if !world.facts.members.iter().any(|row| row.id == who) {
        for role in roles {
            with(&|facts| Flip::Join { role }.apply_to(facts, who, scope));
        }
        return all;
    }
    let own = |facts: &mut Facts, change: &dyn Fn(&mut Member)| {
        facts.members.iter_mut().filter(|row| row.id == who).for_each(change);
    };
    for role in &roles {
        with(&|facts| own(facts, &|row| row.role = *role));
    }
    with(&|facts| own(facts, &|row| row.status = Status::Active));
    with(&|facts| own(facts, &|row| row.status = Status::Deactivated));
    with(&|facts| own(facts, &|row| row.expires_at = None));
    for grant in &world.facts.grants {
        with(&|facts| facts.grants.retain(|row| row.id != grant.id));
        with(&|facts| {
            facts.grants.iter_mut().filter(|row| row.id == grant.id).for_each(|row| row.expires_at = None);
        });
    }
    for on in world.snapshot().resources() {
        with(&|facts| Flip::Grant { on, access: need }.apply_to(facts, who, scope));
    }
    for group in &world.facts.groups {
        let belonging = GroupMemberFact { group: *group, member: who };
        with(&|facts| facts.group_members.push(belonging));
        with(&|facts| facts.group_members.retain(|row| *row != belonging));
    }
    for place in &world.facts.workspaces {
        let (workspace, member) = (place.id, who);
        let listed = |row: &WorkspaceMemberFact| row.workspace == workspace && row.member == member;
        let restricted = |row: &RestrictionFact| row.workspace == workspace && row.member == member;
        with(&|facts| facts.workspace_members.retain(|row| !listed(row)));
        for role in std::iter::once(None).chain(roles.iter().copied().map(Some)) {
            with(&|facts| {
                facts.workspace_members.retain(|row| !listed(row));
                facts.workspace_members.push(WorkspaceMemberFact { workspace, member, role });
            });
        }
        with(&|facts| facts.restrictions.retain(|row| !restricted(row)));
        with(&|facts| {
            facts.restrictions.retain(|row| !restricted(row));
            facts.restrictions.push(RestrictionFact { member, workspace, projects: [].into() });
        });
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn l13_no_smaller_flip_than_the_one_that_is_named(world in world(), numbers in any::<(u8, u8, u8, bool)>()) {
        let snapshot = world.snapshot();
        let (who, on, scope, need) = question(&snapshot, numbers);
        let told = snapshot.explain_need(who, on, scope, need, now());
        let key = world.model.catalog.key(scope).to_owned();
        let flips = |facts: Facts| {
            let after = Snapshot::from_facts(world.model.clone(), facts);
            after.is_ok_and(|after| after.check(who, on, scope, need, now()) != told.is_allowed())
        };
        // Where none is named there is none at all; two single changes show that well enough.
        let fewer = if told.smallest_flip.is_empty() { 2 } else { told.smallest_flip.len() - 1 };
        if fewer == 0 {
            return Ok(());
        }
        for once in every_single_change(&world, who, &key, need) {
            if fewer > 1 {
                let next = World { model: world.model.clone(), facts: once.clone() };
                if Snapshot::from_facts(next.model.clone(), next.facts.clone()).is_ok() {
                    for twice in every_single_change(&next, who, &key, need) {
                        prop_assert!(!flips(twice), "two changes would do, not {:?}", told);
                    }
                }
            }
            prop_assert!(!flips(once), "one change would do, not {:?}", told);
        }
    }
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
fn z2_a_grant_says_who_gave_it_and_when_as_far_as_either_may_be_read() {
    let apollo = Resource::Project(project("apollo"));
    let org = Org::studio()
        .open("main")
        .project("apollo", "main")
        .member("gus", "guest")
        .member("vera", "viewer")
        .grant("hers", "vera", apollo, "content:full");
    let told = |names: &Names| {
        org.build()
            .explain_need(member("vera"), apollo, CoreScope::Content, Access::Full, now())
            .sentence(names)
    };
    let may = "2026-05-03T10:00:00Z".parse().expect("a time");
    let mut names = names();
    names.given.insert(grant("hers"), may);
    assert_eq!(told(&names), "A grant on Apollo gives full here, given by Olga on 3 May 2026.");
    names.people.clear();
    assert_eq!(told(&names), "A grant on Apollo gives full here, given on 3 May 2026.");
    names.given.clear();
    assert_eq!(told(&names), "A grant on Apollo gives full here.");
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
