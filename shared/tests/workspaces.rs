//! The rules about workspaces and projects.

mod support;

use shared::access::{Access, Change, CoreScope, Denied, Resource, Visibility};
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
