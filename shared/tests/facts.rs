//! Rows that make no snapshot, and changes that do not fit one: refused with the reason, never half done.

mod support;

use std::collections::BTreeMap;

use shared::access::{
    Access, Change, CoreScope, Facts, FactsError, GrantFact, GrantSource, GroupMemberFact, ItemFact, Member,
    Permissions, Principal, ProjectFact, Reach, Resource, RestrictionFact, RoleFact, Seat, Snapshot,
    UnknownScope, Visibility, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::RoleId;
use support::{Org, grant, group, item, member, now, own_role, project, user, workspace};

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
        (Principal::Member(edda), Resource::Item(item("gone")), FactsError::UnknownItem(item("gone"))),
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
        Change::VisibilityChanged { workspace: workspace("nowhere"), visibility: Visibility::Open },
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

fn page(of: &str, key: &str) -> ItemFact {
    ItemFact { id: item(of), project: project("apollo"), kind: "document".to_owned(), key: key.to_owned() }
}

#[test]
fn an_item_is_of_a_project_and_its_name_is_taken_once() {
    let nowhere = ItemFact { project: project("gone"), ..page("one", "1") };
    let error = refused(|facts| facts.items.push(nowhere.clone()));
    assert_eq!(error, FactsError::UnknownProject(project("gone")));
    let twice = |second: ItemFact| refused(move |facts| facts.items = vec![page("one", "1"), second.clone()]);
    assert!(matches!(twice(page("one", "2")), FactsError::Duplicate(_)), "one id for two items");
    assert!(matches!(twice(page("two", "1")), FactsError::Duplicate(_)), "one name for two items");
    let org = acme();
    let mut facts = org.facts.clone();
    let board = ItemFact { kind: "board".to_owned(), ..page("two", "1") };
    facts.items = vec![page("one", "1"), page("one", "1"), board];
    let snapshot = Snapshot::from_facts(org.model, facts).expect("a row that stands twice counts once");
    assert_eq!(snapshot.items().len(), 2, "another kind of thing may have the same key");
    assert_eq!(snapshot.item_named("board", "1").map(|found| found.id), Some(item("two")));
    assert!(snapshot.item_named("board", "2").is_none() && snapshot.item_named("map", "1").is_none());
}

#[test]
fn only_what_an_item_has_is_granted_on_it() {
    for scope in ["members", "workspace.members", "settings.members", "data", "ownership"] {
        let error = refused(|facts| {
            facts.items.push(page("one", "1"));
            facts.grants.push(granting(
                scope,
                Resource::Item(item("one")),
                Principal::Member(member("edda")),
            ));
        });
        let expected = FactsError::MisplacedScope { grant: grant("new"), scope: scope.to_owned() };
        assert_eq!(error, expected, "{scope} on an item");
    }
}

fn own(key: &str) -> RoleFact {
    RoleFact {
        id: own_role(key),
        key: key.to_owned(),
        name: key.to_owned(),
        description: String::new(),
        baseline: [("content".to_owned(), Access::View)].into(),
        ceiling: [("content".to_owned(), Access::Full)].into(),
        seat: Seat::Paid,
        reach: Reach::Granted,
    }
}

#[test]
fn a_role_of_ones_own_keeps_what_every_role_must() {
    let with = |change: fn(&mut RoleFact)| {
        let mut role = own("sly");
        change(&mut role);
        refused(move |facts| facts.roles.push(role.clone()))
    };
    let all = |scope: &str| [(scope.to_owned(), Access::Full)].into();
    for error in [
        with(|role| role.ceiling.clear()),
        with(|role| role.ceiling = [("ownership".to_owned(), Access::View)].into()),
        with(|role| role.reach = Reach::Everything),
        with(|role| role.reach = Reach::Shared),
        with(|role| role.seat = Seat::Free),
    ] {
        assert!(matches!(error, FactsError::FlawedRole { .. }), "{error}");
    }
    let mut unknown = own("sly");
    unknown.baseline = all("content.drafts");
    let error = refused(move |facts| facts.roles.push(unknown.clone()));
    assert_eq!(error, FactsError::UnknownScope(UnknownScope("content.drafts".to_owned())));
    let taken = RoleFact { key: "editor".to_owned(), ..own("sly") };
    assert!(matches!(refused(move |facts| facts.roles.push(taken.clone())), FactsError::Duplicate(_)));
}

#[test]
fn a_role_that_comes_with_the_model_or_is_held_does_not_go() {
    let mut org = acme();
    org.facts.roles.push(own("sly"));
    org.facts.members[1].role = own_role("sly");
    let before = org.build();
    let editor = org.role("editor");
    let tried = |change: Change| before.with(&[change]).expect_err("refused");
    assert_eq!(tried(Change::RoleRemoved { role: editor }), FactsError::BuiltInRole(editor));
    let edited = Change::RoleEdited(before.model().role(editor).expect("a role").clone());
    assert_eq!(tried(edited), FactsError::BuiltInRole(editor));
    assert_eq!(tried(Change::RoleRemoved { role: own_role("sly") }), FactsError::RoleInUse(own_role("sly")));
    assert_eq!(tried(Change::RoleRemoved { role: own_role("no") }), FactsError::UnknownRole(own_role("no")));
}
