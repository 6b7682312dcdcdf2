//! Rows that make no snapshot, and changes that do not fit one: refused with the reason, never half done.

mod support;

use std::collections::BTreeMap;

use shared::access::{
    Access, Change, CoreScope, Facts, FactsError, GrantFact, GrantSource, GroupMemberFact, Member,
    Permissions, Principal, ProjectFact, Resource, RestrictionFact, Snapshot, UnknownScope, Visibility,
    WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::RoleId;
use support::{Org, grant, group, member, now, project, user, workspace};

fn acme() -> Org {
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .private("lab")
        .project("crypt", "lab")
        .member("edda", "editor")
        .group("crew", &["edda"])
}

fn refused(change: impl Fn(&mut Facts)) -> FactsError {
    let org = acme();
    let mut facts = org.facts.clone();
    change(&mut facts);
    Snapshot::from_facts(org.model, facts).expect_err("refused")
}

fn granting(scope: &str, resource: Resource, principal: Principal) -> GrantFact {
    GrantFact {
        id: grant("new"),
        principal,
        resource,
        permissions: [(scope.to_owned(), Access::View)].into(),
        expires_at: None,
        source: GrantSource::Person(user("olga")),
    }
}

#[test]
fn what_hangs_on_nothing_is_refused() {
    let (nobody, nowhere, gone) = (member("nobody"), workspace("nowhere"), project("gone"));
    let nobodys = RoleId::from_uuid(uuid::Uuid::nil());
    let edda = member("edda");
    assert_eq!(refused(|facts| facts.members[1].role = nobodys), FactsError::UnknownRole(nobodys));
    let row = ProjectFact { id: gone, workspace: nowhere };
    assert_eq!(refused(|facts| facts.projects.push(row)), FactsError::UnknownWorkspace(nowhere));
    let row = WorkspaceMemberFact { workspace: nowhere, member: edda, role: None };
    assert_eq!(refused(|facts| facts.workspace_members.push(row)), FactsError::UnknownWorkspace(nowhere));
    let row = WorkspaceMemberFact { workspace: workspace("main"), member: nobody, role: None };
    assert_eq!(refused(|facts| facts.workspace_members.push(row)), FactsError::UnknownMember(nobody));
    let row = WorkspaceMemberFact { workspace: workspace("main"), member: edda, role: Some(nobodys) };
    assert_eq!(refused(|facts| facts.workspace_members.push(row)), FactsError::UnknownRole(nobodys));
    let row = GroupMemberFact { group: group("none"), member: edda };
    assert_eq!(refused(|facts| facts.group_members.push(row)), FactsError::UnknownGroup(group("none")));
    for (principal, on, error) in [
        (Principal::Member(nobody), Resource::Organization, FactsError::UnknownMember(nobody)),
        (Principal::Group(group("none")), Resource::Organization, FactsError::UnknownGroup(group("none"))),
        (Principal::Member(edda), Resource::Workspace(nowhere), FactsError::UnknownWorkspace(nowhere)),
        (Principal::Member(edda), Resource::Project(gone), FactsError::UnknownProject(gone)),
    ] {
        assert_eq!(refused(|facts| facts.grants.push(granting("content", on, principal))), error);
    }
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let twin = Member { id: member("edda"), ..acme().facts.members[0].clone() };
    assert!(matches!(refused(|facts| facts.members.push(twin.clone())), FactsError::Duplicate(_)));
    let second = Member { id: member("second"), ..acme().facts.members[1].clone() };
    assert_eq!(
        refused(|facts| facts.members.push(second.clone())),
        FactsError::SecondMembership(user("edda"))
    );
    let closed = WorkspaceFact { id: workspace("main"), visibility: Visibility::Private };
    assert!(matches!(refused(|facts| facts.workspaces.push(closed)), FactsError::Duplicate(_)));
    let moved = ProjectFact { id: project("apollo"), workspace: workspace("lab") };
    assert!(matches!(refused(|facts| facts.projects.push(moved)), FactsError::Duplicate(_)));
    let lists = |facts: &mut Facts| {
        for projects in [[].into(), [project("apollo")].into()] {
            let workspace = workspace("main");
            facts.restrictions.push(RestrictionFact { member: member("edda"), workspace, projects });
        }
    };
    assert!(matches!(refused(lists), FactsError::Duplicate(_)));
    let elsewhere = |facts: &mut Facts| {
        let (workspace, projects) = (workspace("main"), [project("crypt")].into());
        facts.restrictions.push(RestrictionFact { member: member("edda"), workspace, projects });
    };
    let error = FactsError::ProjectElsewhere { project: project("crypt"), workspace: workspace("main") };
    assert_eq!(refused(elsewhere), error);
}

#[test]
fn a_grant_holds_what_can_be_granted_there() {
    let edda = Principal::Member(member("edda"));
    let (main, apollo) = (Resource::Workspace(workspace("main")), Resource::Project(project("apollo")));
    for (scope, on) in [
        ("ownership", Resource::Organization),
        ("ownership", apollo),
        ("members", main),
        ("connectors", apollo),
        ("workspace.members", apollo),
    ] {
        let error = FactsError::MisplacedScope { grant: grant("new"), scope: scope.to_owned() };
        assert_eq!(refused(|facts| facts.grants.push(granting(scope, on, edda))), error);
    }
    for (scope, on) in [("members", Resource::Organization), ("content", main), ("reporting", apollo)] {
        let mut org = acme();
        org.facts.grants.push(granting(scope, on, edda));
        assert_eq!(org.build().grants().len(), 1, "{scope}");
    }
    let unknown = FactsError::UnknownScope(UnknownScope("teleport".to_owned()));
    assert_eq!(refused(|facts| facts.grants.push(granting("teleport", apollo, edda))), unknown);
}

#[test]
fn a_field_that_is_not_known_is_not_read_over() {
    let mut json = serde_json::to_value(acme().facts).expect("JSON");
    json["members"][0]["rank"] = 7.into();
    assert!(serde_json::from_value::<Facts>(json).is_err());
}

#[test]
fn changes_that_do_not_fit_are_refused() {
    let acme = acme().build();
    let (edda, main) = (member("edda"), workspace("main"));
    for change in [
        Change::WorkspaceMemberRemoved { workspace: main, member: edda },
        Change::RestrictionLifted { workspace: main, member: edda },
        Change::GroupMemberAdded { group: group("crew"), member: edda },
        Change::GroupMemberRemoved { group: group("crew"), member: member("olga") },
        Change::GroupAdded { group: group("crew") },
        Change::GroupRemoved { group: group("none") },
        Change::GrantRemoved(grant("none")),
        Change::MemberRemoved { member: member("nobody") },
        Change::WorkspaceRemoved { workspace: workspace("nowhere") },
        Change::ProjectRemoved { project: project("gone") },
    ] {
        assert!(acme.with([&change]).is_err(), "{change:?}");
    }
}

#[test]
fn a_deleted_organization_leaves_ownership_and_nothing_else() {
    let mut org = acme();
    org.facts.deleted = true;
    let snapshot = org.build();
    let owned = Permissions::NONE.with(CoreScope::Ownership, Access::Full);
    assert_eq!(snapshot.effective(member("olga"), Resource::Organization, now()), owned);
    assert!(!snapshot.sees(member("olga"), Resource::Organization, now()));
    for on in snapshot.resources() {
        assert!(snapshot.effective(member("edda"), on, now()).is_none());
    }
    let told =
        snapshot.explain(member("edda"), Resource::Project(project("apollo")), CoreScope::Content, now());
    assert!(!told.is_allowed());
}

#[test]
fn permissions_are_read_and_written_by_key() {
    let catalog = &acme().model.catalog;
    let map: BTreeMap<_, _> =
        [("content".to_owned(), Access::Full), ("data".to_owned(), Access::View)].into();
    let read = catalog.permissions(&map).expect("scopes");
    assert_eq!(catalog.given(&read), map);
    let project = catalog.map(&read, shared::access::ResourceKind::Project);
    assert_eq!(project.len(), 9, "every scope of the kind");
    assert_eq!((project["content"], project["comments"]), (Access::Full, Access::None));
    let item = catalog.map(&read, shared::access::ResourceKind::Item);
    assert_eq!(item.keys().collect::<Vec<_>>(), ["comments", "content"]);
    let unknown = catalog.permissions(&[("teleport".to_owned(), Access::None)].into());
    assert_eq!(unknown, Err(UnknownScope("teleport".to_owned())));
}
