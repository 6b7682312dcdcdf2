//! No escalation, place by place: what `may_grant` answers when it is asked by itself.

mod support;

use shared::access::{
    Change, Grant, GrantSource, MayNotGrant, Principal, Resource, Snapshot, Visibility, may_grant,
};
use shared::ids::MemberId;
use support::{Org, grant, group, hours, member, now, project, user, workspace};

const APOLLO: &str = "apollo";

fn apollo() -> Resource {
    Resource::Project(project(APOLLO))
}

fn lab() -> Resource {
    Resource::Workspace(workspace("lab"))
}

/// A private lab with apollo in it, and an open main with borealis.
fn acme() -> Org {
    Org::studio()
        .private("lab")
        .project(APOLLO, "lab")
        .open("main")
        .project("borealis", "main")
        .member("adam", "admin")
        .member("edda", "editor")
        .member("vera", "viewer")
}

fn ask(
    before: &Snapshot,
    actor: &str,
    target: &str,
    place: Resource,
    change: Change,
) -> Result<(), MayNotGrant> {
    let after = before.with(&[change]).expect("fits");
    may_grant(before, &after, member(actor), Some(member(target)), place, now())
}

fn giving(to: MemberId, on: Resource, words: &str) -> Change {
    let org = Org::studio();
    let map = words.split(' ').map(|word| (word.to_owned(), shared::access::Access::Full)).collect();
    Change::GrantAdded(Grant {
        id: grant("new"),
        principal: Principal::Member(to),
        resource: on,
        permissions: org.model.catalog.permissions(&map).expect("scopes"),
        expires_at: None,
        source: GrantSource::Person(user("olga")),
    })
}

#[test]
fn authority_is_of_the_organization_the_workspace_or_the_project() {
    let org = acme()
        .member("wim", "editor")
        .listed("wim", "lab")
        .grant("wim", "wim", lab(), "workspace.members:full")
        .member("pia", "editor")
        .grant("pia", "pia", apollo(), "settings.members:full content:full");
    let before = org.build();
    let content = |to: &str, on| giving(member(to), on, "content");
    for (actor, on, answer) in [
        ("adam", apollo(), Ok(())),
        ("wim", apollo(), Ok(())),
        ("wim", lab(), Ok(())),
        ("wim", Resource::Project(project("borealis")), Err(MayNotGrant::NoAuthority)),
        ("wim", Resource::Organization, Err(MayNotGrant::NoAuthority)),
        ("pia", lab(), Err(MayNotGrant::NoAuthority)),
        ("pia", Resource::Organization, Err(MayNotGrant::NoAuthority)),
        ("edda", apollo(), Err(MayNotGrant::NoAuthority)),
        ("nobody", apollo(), Err(MayNotGrant::NoAuthority)),
    ] {
        assert_eq!(ask(&before, actor, "vera", on, content("vera", on)), answer, "{actor} on {on:?}");
    }
    let nowhere = Resource::Project(project("nowhere"));
    let same = before.clone();
    let asked = may_grant(&before, &same, member("adam"), Some(member("vera")), nowhere, now());
    assert_eq!(asked, Err(MayNotGrant::NoAuthority));
}

#[test]
fn the_place_bounds_what_its_manager_changes() {
    let org = acme().member("wim", "editor").listed("wim", "lab").grant(
        "wim",
        "wim",
        lab(),
        "workspace.members:full",
    );
    let before = org.build();
    // Authority over the lab, used on a membership of the organization.
    let off = Change::StatusChanged { member: member("vera"), status: shared::access::Status::Deactivated };
    assert_eq!(ask(&before, "wim", "vera", lab(), off), Err(MayNotGrant::OutsidePlace));
}

#[test]
fn nobody_gives_more_than_they_hold() {
    let org = acme().member("mia", "editor").grant("mia", "mia", Resource::Organization, "members:full");
    let before = org.build();
    let organization = Resource::Organization;
    let billing = giving(member("vera"), organization, "billing");
    assert_eq!(ask(&before, "mia", "vera", organization, billing.clone()), Err(MayNotGrant::GivesMore));
    assert_eq!(ask(&before, "adam", "vera", organization, billing), Ok(()));
    let projects = giving(member("vera"), organization, "projects");
    let answer = ask(&before, "mia", "vera", organization, projects.clone());
    assert_eq!(answer, Err(MayNotGrant::GainsMore), "it would count in the lab, where she has nothing");
    assert_eq!(ask(&org.listed("mia", "lab").build(), "mia", "vera", organization, projects), Ok(()));
    let herself = giving(member("mia"), organization, "billing");
    assert_eq!(ask(&before, "mia", "mia", organization, herself), Err(MayNotGrant::GivesMore));
}

#[test]
fn a_grant_that_shows_no_gain_yet_is_judged_too() {
    let org = acme()
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
        .deactivated("vera");
    let before = org.build();
    let billing = giving(member("vera"), Resource::Organization, "billing");
    assert_eq!(ask(&before, "mia", "vera", Resource::Organization, billing), Err(MayNotGrant::GivesMore));
}

#[test]
fn taking_away_is_bound_like_giving() {
    let org = acme()
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
        .grant("vera", "vera", Resource::Organization, "billing:full");
    let before = org.build();
    let take = Change::GrantRemoved(grant("vera"));
    let organization = Resource::Organization;
    assert_eq!(ask(&before, "mia", "vera", organization, take.clone()), Err(MayNotGrant::GivesMore));
    assert_eq!(ask(&before, "adam", "vera", organization, take), Ok(()));
}

#[test]
fn the_target_is_not_above_the_actor() {
    let org = acme().member("mia", "editor").grant("mia", "mia", Resource::Organization, "members:full");
    let before = org.build();
    let content = giving(member("adam"), Resource::Organization, "content");
    assert_eq!(ask(&before, "mia", "adam", Resource::Organization, content), Err(MayNotGrant::TargetAbove));
}

#[test]
fn a_role_reaches_no_further_than_the_actors() {
    // As much as an auditor has, but only where he was let in.
    let views = "general:view integrations:view projects:view audit:view workspace.general:view workspace.members:view \
                 settings.general:view settings.members:view settings.data_sources:view settings.publishing:view \
                 content:view comments:view runs:view reporting:view members:full";
    let org = Org::mixed()
        .open("main")
        .member("mia", "member")
        .grant("mia", "mia", Resource::Organization, views)
        .member("cleo", "client");
    let before = org.build();
    let auditor = Change::RoleChanged { member: member("cleo"), role: org.role("auditor") };
    let answer = ask(&before, "mia", "cleo", Resource::Organization, auditor.clone());
    assert_eq!(answer, Err(MayNotGrant::ReachesFurther));
    assert_eq!(ask(&before, "ada", "cleo", Resource::Organization, auditor), Ok(()));
}

#[test]
fn gains_are_compared_on_every_resource_by_itself() {
    // Mia manages members and is not in the lab: she lets nobody into what she cannot see.
    let org = acme().member("mia", "editor").grant("mia", "mia", Resource::Organization, "members:full");
    let before = org.build();
    let enter =
        Change::WorkspaceMemberAdded { workspace: workspace("lab"), member: member("vera"), role: None };
    let organization = Resource::Organization;
    assert_eq!(ask(&before, "mia", "vera", organization, enter.clone()), Err(MayNotGrant::GainsMore));
    assert_eq!(ask(&before, "adam", "vera", organization, enter.clone()), Ok(()));
    let inside = org.listed("mia", "lab").build();
    assert_eq!(ask(&inside, "mia", "vera", organization, enter), Ok(()));
}

#[test]
fn a_gain_of_somebody_else_counts_as_much_as_the_targets() {
    // The change is said to be about Vera; it raises Edda.
    let org = acme()
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
        .group("crew", &["edda"]);
    let before = org.build();
    let enter =
        Change::WorkspaceMemberAdded { workspace: workspace("lab"), member: member("edda"), role: None };
    assert_eq!(ask(&before, "mia", "vera", Resource::Organization, enter), Err(MayNotGrant::GainsMore));
    let Change::GrantAdded(to_group) = giving(member("edda"), Resource::Organization, "billing") else {
        unreachable!()
    };
    let change = Change::GrantAdded(Grant { principal: Principal::Group(group("crew")), ..to_group });
    assert_eq!(ask(&before, "mia", "vera", Resource::Organization, change), Err(MayNotGrant::GivesMore));
}

#[test]
fn an_overriding_role_is_compared_whole_in_its_workspace() {
    let org = acme()
        .member("wim", "viewer")
        .listed("wim", "lab")
        .grant("wim", "wim", lab(), "workspace.members:full content:full comments:full workflows:full data:full reporting:full settings.publishing:full");
    let before = org.build();
    let enter = |role: &str| Change::WorkspaceMemberAdded {
        workspace: workspace("lab"),
        member: member("vera"),
        role: Some(org.role(role)),
    };
    // An editor's `projects: full` would let Vera delete what is in the lab; Wim cannot himself.
    assert_eq!(ask(&before, "wim", "vera", lab(), enter("editor")), Err(MayNotGrant::GivesMore));
    assert_eq!(ask(&before, "wim", "vera", lab(), enter("viewer")), Ok(()));
    assert_eq!(ask(&before, "wim", "vera", lab(), enter("admin")), Err(MayNotGrant::GivesMore));
    assert_eq!(ask(&before, "adam", "vera", lab(), enter("admin")), Ok(()));
}

#[test]
fn an_overriding_role_that_shows_no_gain_yet_is_judged_too() {
    let org = acme()
        .member("mia", "editor")
        .grant("mia", "mia", Resource::Organization, "members:full")
        .deactivated("vera");
    let before = org.build();
    let (workspace, role) = (workspace("lab"), Some(org.role("viewer")));
    let enter = Change::WorkspaceMemberAdded { workspace, member: member("vera"), role };
    let answer = ask(&before, "mia", "vera", Resource::Organization, enter.clone());
    assert_eq!(answer, Err(MayNotGrant::GivesMore), "she has nothing in the lab herself");
    assert_eq!(ask(&before, "adam", "vera", Resource::Organization, enter), Ok(()));
}

#[test]
fn what_ran_out_is_not_held() {
    let org = acme().member("mia", "editor").grant_until(
        "mia",
        "mia",
        Resource::Organization,
        "members:full",
        hours(0),
    );
    let content = giving(member("vera"), Resource::Organization, "content");
    let answer = ask(&org.build(), "mia", "vera", Resource::Organization, content);
    assert_eq!(answer, Err(MayNotGrant::NoAuthority));
}

#[test]
fn opening_and_closing_a_workspace_is_giving_and_taking_everybodys_place_in_it() {
    // Wim manages who is in the lab, and is a viewer there: an editor's place is not his to give or to take.
    let org = |edda: bool| {
        let org = Org::studio().private("lab").project(APOLLO, "lab").member("wim", "viewer");
        let org = org
            .listed("wim", "lab")
            .grant("wim", "wim", lab(), "workspace.members:full")
            .member("vera", "viewer");
        if edda { org.member("edda", "editor") } else { org }
    };
    let asked = |org: &Org, from, to| {
        let id = workspace("lab");
        let before = org.build().with(&[Change::VisibilityChanged { workspace: id, visibility: from }]);
        let before = before.expect("fits");
        let after =
            before.with(&[Change::VisibilityChanged { workspace: id, visibility: to }]).expect("fits");
        may_grant(&before, &after, member("wim"), None, lab(), now())
    };
    let (open, private) = (Visibility::Open, Visibility::Private);
    for (what, org, answer) in [
        ("viewers alone", org(false), Ok(())),
        ("an editor", org(true), Err(MayNotGrant::GivesMore)),
        ("one who is deactivated", org(true).deactivated("edda"), Err(MayNotGrant::GivesMore)),
        ("one whose membership is over", org(true).until("edda", hours(0)), Err(MayNotGrant::GivesMore)),
        ("one who is in it anyhow", org(true).listed("edda", "lab"), Ok(())),
        ("an admin, who is in every one", org(false).member("adam", "admin"), Ok(())),
        ("a guest, who is in none", org(false).member("gus", "guest"), Ok(())),
    ] {
        assert_eq!(asked(&org, private, open), answer, "opening to {what}");
        assert_eq!(asked(&org, open, private), answer, "closing to {what}");
    }
    let before = org(false).build();
    let opened = Change::VisibilityChanged { workspace: workspace("lab"), visibility: open };
    let after = before.with(&[opened]).expect("fits");
    let elsewhere = may_grant(&before, &after, member("olga"), None, apollo(), now());
    assert_eq!(elsewhere, Err(MayNotGrant::OutsidePlace), "a project's manager opens no workspace");
}
