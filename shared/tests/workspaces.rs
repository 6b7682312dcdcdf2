//! The rules about workspaces and projects.

mod support;

use shared::access::{Access, Change, CoreScope, Denied, Model, Outcome, Resource, Snapshot, Visibility};
use shared::{projects::rules as projects, workspaces::rules as workspaces};
use support::{Org, member, now, project, workspace};

fn acme() -> Org {
    Org::studio()
        .open("main")
        .project("apollo", "main")
        .project("borealis", "main")
        .private("lab")
        .project("crypt", "lab")
        .member("adam", "admin")
        .member("edda", "editor")
        .member("lena", "editor")
        .listed("lena", "lab")
        .member("rita", "editor")
        .restricted("rita", "main", &["apollo"])
        .member("ova", "editor")
        .overridden("ova", "lab", "viewer")
        .member("vera", "viewer")
        .member("gus", "guest")
}

#[test]
fn whoever_makes_a_private_workspace_is_in_it() {
    let new = workspace("new");
    let make = |who: &str, visibility| {
        workspaces::create(&acme().build(), member(who), new, visibility, now())
            .map(|done| done.changes().to_vec())
    };
    let (open, private) = (Visibility::Open, Visibility::Private);
    assert_eq!(make("edda", open), Ok(vec![Change::WorkspaceAdded { workspace: new, visibility: open }]));
    assert_eq!(
        make("adam", private),
        Ok(vec![Change::WorkspaceAdded { workspace: new, visibility: private }])
    );
    assert_eq!(
        make("edda", private),
        Ok(vec![
            Change::WorkspaceAdded { workspace: new, visibility: private },
            Change::WorkspaceMemberAdded { workspace: new, member: member("edda"), role: None },
        ])
    );
    for who in ["vera", "gus", "nobody"] {
        assert_eq!(make(who, open), Err(Denied::PermissionDenied), "{who}");
    }
}

#[test]
fn an_id_that_is_taken_is_refused() {
    let acme = acme().build();
    let taken = workspaces::create(&acme, member("adam"), workspace("main"), Visibility::Open, now());
    assert_eq!(taken, Err(Denied::Contradiction));
    let taken = projects::create(&acme, member("adam"), workspace("main"), project("crypt"), now());
    assert_eq!(taken, Err(Denied::Contradiction));
}

/// Who sees a project afterwards, of those who are asked about.
fn who_sees(snapshot: &Snapshot, of: &str) -> Vec<&'static str> {
    let names = ["adam", "edda", "lena", "rita", "ova", "vera", "gus"];
    let on = Resource::Project(project(of));
    names.into_iter().filter(|name| snapshot.sees(member(name), on, now())).collect()
}

#[test]
fn t4_a_workspace_opens_to_everybody_and_closes_to_all_who_are_not_listed() {
    let acme = acme().restricted("vera", "lab", &[]).build();
    let (lab, main) = (workspace("lab"), workspace("main"));
    let set = |snapshot: &Snapshot, who: &str, of, visibility| {
        workspaces::set_visibility(snapshot, member(who), of, visibility, now())
    };
    assert_eq!(who_sees(&acme, "crypt"), ["adam", "lena", "ova"]);
    let done = set(&acme, "adam", lab, Visibility::Open).expect("allowed");
    assert_eq!(done.changes(), [Change::VisibilityChanged { workspace: lab, visibility: Visibility::Open }]);
    let opened = acme.with(done.changes()).expect("fits");
    // Vera is kept to no project of it, and a guest is in no workspace.
    assert_eq!(who_sees(&opened, "crypt"), ["adam", "edda", "lena", "rita", "ova"]);
    let writes = |who: &str| {
        opened.check(
            member(who),
            Resource::Project(project("crypt")),
            CoreScope::Content,
            Access::Full,
            now(),
        )
    };
    assert!(writes("edda") && !writes("ova"), "a role that one has there holds");
    let again = set(&opened, "adam", lab, Visibility::Private).expect("allowed");
    assert_eq!(opened.with(again.changes()), Ok(acme.clone()), "and back, with nothing forgotten");

    let closed = set(&acme, "adam", main, Visibility::Private).expect("allowed");
    let closed = acme.with(closed.changes()).expect("fits");
    assert_eq!(who_sees(&acme, "apollo"), ["adam", "edda", "lena", "rita", "ova", "vera"]);
    assert_eq!(who_sees(&closed, "apollo"), ["adam"]);
    assert_eq!(set(&acme, "adam", lab, Visibility::Private), Ok(Outcome::Unchanged));
    for (who, of, denied) in [
        ("edda", main, Denied::PermissionDenied),
        ("vera", main, Denied::PermissionDenied),
        ("gus", main, Denied::PermissionDenied),
        ("adam", workspace("nowhere"), Denied::UnknownWorkspace),
    ] {
        for visibility in [Visibility::Open, Visibility::Private] {
            assert_eq!(set(&acme, who, of, visibility), Err(denied), "{who}");
        }
    }
}

#[test]
fn t4_a_role_of_ones_own_in_an_open_workspace_is_a_place_on_its_list() {
    let acme = acme().overridden("vera", "main", "editor").build();
    let main = workspace("main");
    let done = workspaces::set_visibility(&acme, member("adam"), main, Visibility::Private, now());
    let closed = acme.with(done.expect("allowed").changes()).expect("fits");
    assert_eq!(who_sees(&closed, "apollo"), ["adam", "vera"]);
    let apollo = Resource::Project(project("apollo"));
    assert!(closed.check(member("vera"), apollo, CoreScope::Content, Access::Full, now()));
}

#[test]
fn t4_what_somebody_was_given_in_a_workspace_counts_after_it_closed() {
    let apollo = Resource::Project(project("apollo"));
    let acme = acme()
        .grant("rita", "rita", apollo, "comments:full")
        .group("crew", &["edda"])
        .group_grant("crew", "crew", apollo, "content:view")
        .build();
    let main = workspace("main");
    let done = workspaces::set_visibility(&acme, member("adam"), main, Visibility::Private, now());
    let closed = acme.with(done.expect("allowed").changes()).expect("fits");
    let held = |who: &str, scope: CoreScope| closed.effective(member(who), apollo, now()).get(scope);
    assert_eq!(who_sees(&closed, "apollo"), ["adam", "edda", "rita"]);
    assert_eq!(
        (held("rita", CoreScope::Comments), held("rita", CoreScope::Content)),
        (Access::Full, Access::None)
    );
    assert_eq!(
        (held("edda", CoreScope::Content), held("edda", CoreScope::Comments)),
        (Access::View, Access::None)
    );
}

#[test]
fn t4_whoever_closes_a_workspace_stays_in_it() {
    // An admin of the place, by a grant, who is in it because it is open.
    let main = workspace("main");
    let org =
        Org::studio().open("main").project("apollo", "main").member("vera", "viewer").member("wim", "viewer");
    let org =
        org.grant("wim", "wim", Resource::Workspace(main), "workspace.general:full workspace.members:full");
    let before = org.build();
    let close =
        |who: &str, visibility| workspaces::set_visibility(&before, member(who), main, visibility, now());
    let done = close("wim", Visibility::Private).expect("he gives and takes no more than he has");
    assert_eq!(
        done.changes(),
        [
            Change::VisibilityChanged { workspace: main, visibility: Visibility::Private },
            Change::WorkspaceMemberAdded { workspace: main, member: member("wim"), role: None },
        ]
    );
    let after = before.with(done.changes()).expect("fits");
    let apollo = Resource::Project(project("apollo"));
    assert!(after.sees(member("wim"), apollo, now()) && !after.sees(member("vera"), apollo, now()));
    let above = org.member("edda", "editor").build();
    let denied = workspaces::set_visibility(&above, member("wim"), main, Visibility::Private, now());
    assert_eq!(denied, Err(Denied::MayNotGrant), "an editor is more than he is");
}

#[test]
fn t6_the_one_workspace_of_a_model_stays_as_the_model_makes_it() {
    let governed = Model::by_key("governed").expect("a preset");
    let org = Org::of(governed).member("olga", "owner").open("main").member("mo", "member").build();
    let set = |who: &str, visibility| {
        workspaces::set_visibility(&org, member(who), workspace("main"), visibility, now())
    };
    assert_eq!(set("olga", Visibility::Private), Err(Denied::SingleWorkspace));
    assert_eq!(set("olga", Visibility::Open), Ok(Outcome::Unchanged));
    assert_eq!(set("mo", Visibility::Private), Err(Denied::PermissionDenied));
}

#[test]
fn a_workspace_is_deleted_by_who_may_there_and_the_last_one_stays() {
    let acme = acme().build();
    let delete = |who: &str, name: &str| workspaces::delete(&acme, member(who), workspace(name), now());
    for (who, name, answer) in [
        ("adam", "lab", None),
        ("lena", "lab", None),
        ("edda", "lab", Some(Denied::PermissionDenied)),
        ("ova", "lab", Some(Denied::PermissionDenied)),
        ("vera", "main", Some(Denied::PermissionDenied)),
        ("adam", "nowhere", Some(Denied::UnknownWorkspace)),
    ] {
        assert_eq!(delete(who, name).err(), answer, "{who} on {name}");
    }
    let after = delete("adam", "lab").expect("allowed").applied_to(&acme).expect("fits");
    assert!(!after.has(Resource::Project(project("crypt"))), "its projects go with it");
    assert_eq!(after.workspaces_of(member("lena")).count(), 0);
    let last = workspaces::delete(&after, member("adam"), workspace("main"), now());
    assert_eq!(last, Err(Denied::LastWorkspace));
}

#[test]
fn p7_a_restricted_member_gets_the_project_that_they_make() {
    let acme = acme().build();
    let (main, new) = (workspace("main"), project("new"));
    let done = projects::create(&acme, member("rita"), main, new, now()).expect("allowed");
    let list = Change::Restricted {
        member: member("rita"),
        workspace: main,
        projects: [project("apollo"), new].into(),
    };
    assert_eq!(done.changes(), [Change::ProjectAdded { project: new, workspace: main }, list]);
    let after = done.applied_to(&acme).expect("fits");
    assert!(after.check(member("rita"), Resource::Project(new), CoreScope::Content, Access::Full, now()));
    assert!(!after.sees(member("rita"), Resource::Project(project("borealis")), now()));
    let plain = projects::create(&acme, member("edda"), main, new, now()).expect("allowed");
    assert_eq!(plain.changes().len(), 1);
}

#[test]
fn projects_are_made_and_deleted_by_who_may_there() {
    let acme = acme().build();
    let make = |who: &str, of: &str| {
        projects::create(&acme, member(who), workspace(of), project("new"), now()).err()
    };
    assert_eq!(make("lena", "lab"), None);
    assert_eq!(make("edda", "lab"), Some(Denied::PermissionDenied));
    assert_eq!(make("ova", "lab"), Some(Denied::PermissionDenied), "a viewer there");
    assert_eq!(make("vera", "main"), Some(Denied::PermissionDenied));
    assert_eq!(make("edda", "nowhere"), Some(Denied::UnknownWorkspace));
    let delete = |who: &str, name: &str| projects::delete(&acme, member(who), project(name), now()).err();
    assert_eq!(delete("edda", "apollo"), None);
    assert_eq!(delete("rita", "apollo"), None);
    assert_eq!(delete("rita", "borealis"), Some(Denied::PermissionDenied), "off her list");
    assert_eq!(delete("vera", "apollo"), Some(Denied::PermissionDenied));
    assert_eq!(delete("edda", "nowhere"), Some(Denied::UnknownProject));
}

#[test]
fn a_deleted_project_goes_from_lists_and_the_list_still_binds() {
    let acme = acme().grant("rita", "rita", Resource::Project(project("apollo")), "comments:full").build();
    let done = projects::delete(&acme, member("adam"), project("apollo"), now()).expect("allowed");
    let after = done.applied_to(&acme).expect("fits");
    assert_eq!(after.grants().count(), 0);
    assert!(after.restriction(member("rita"), workspace("main")).is_some_and(|list| list.is_empty()));
    assert!(!after.sees(member("rita"), Resource::Project(project("borealis")), now()));
}
