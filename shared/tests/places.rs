//! The rules about who is in a workspace as what, and the one form that edits a member's permissions.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use shared::access::{
    Access, Change, Denied, GrantSource, Model, Outcome, Permissions, Principal, Resource, Snapshot,
};
use shared::ids::{MemberId, RoleId};
use shared::members::edit::{Edit, Granting, edit, room, set_workspaces};
use shared::workspaces::membership::{is_candidate, remove, restrict, set_role, still_given};
use support::{Org, bundle, grant, group, hours, member, now, project, user, workspace};

fn layered() -> &'static std::sync::Arc<Model> {
    Model::by_key("layered").expect("a preset")
}

/// Two private workspaces; Wanda is a Developer in the organization, and Admin of `mine`.
fn house() -> Org {
    Org::of(layered())
        .member("olga", "owner")
        .member("adam", "admin")
        .private("mine")
        .project("plan", "mine")
        .private("other")
        .project("rest", "other")
        .member("wanda", "developer")
        .overridden("wanda", "mine", "admin")
        .member("dan", "developer")
        .listed("dan", "mine")
        .member("vic", "viewer")
}

fn put(org: &Org, actor: &str, place: &str, target: &str, role: Option<&str>) -> Result<Vec<Change>, Denied> {
    let role = role.map(|key| org.role(key));
    let decided = set_role(&org.build(), member(actor), workspace(place), member(target), role, now());
    decided.map(|outcome| outcome.changes().to_vec())
}

#[test]
fn r4_whoever_administers_a_workspace_appoints_there_and_nowhere_else() {
    let org = house();
    let (mine, vic) = (workspace("mine"), member("vic"));
    for key in [None, Some("viewer"), Some("developer"), Some("admin")] {
        let role: Option<RoleId> = key.map(|key| org.role(key));
        let added = Change::WorkspaceMemberAdded { workspace: mine, member: vic, role };
        assert_eq!(put(&org, "wanda", "mine", "vic", key), Ok(vec![added]), "{key:?}");
    }
    let lowered = Change::WorkspaceRoleChanged {
        workspace: mine,
        member: member("dan"),
        role: Some(org.role("viewer")),
    };
    assert_eq!(put(&org, "wanda", "mine", "dan", Some("viewer")), Ok(vec![lowered]));
    assert_eq!(put(&org, "wanda", "mine", "dan", None), Ok(vec![]), "it is so already");
    assert_eq!(put(&org, "wanda", "other", "vic", None), Err(Denied::PermissionDenied));
    for actor in ["dan", "vic", "nobody"] {
        assert_eq!(put(&org, actor, "mine", "vic", None), Err(Denied::PermissionDenied), "{actor}");
    }
}

#[test]
fn m2_who_is_locked_and_what_no_workspace_gives() {
    let org = house();
    for target in ["olga", "adam"] {
        for actor in ["wanda", "olga", "adam"] {
            assert_eq!(
                put(&org, actor, "mine", target, None),
                Err(Denied::ImplicitMember),
                "{actor} {target}"
            );
        }
        assert_eq!(put(&org, "dan", "mine", target, None), Err(Denied::PermissionDenied), "{target}");
    }
    assert_eq!(put(&org, "olga", "mine", "vic", Some("owner")), Err(Denied::NoWorkspaceRole));
    assert_eq!(put(&org, "olga", "mine", "stranger", None), Err(Denied::UnknownMember));
    assert_eq!(put(&org, "olga", "nowhere", "vic", None), Err(Denied::UnknownWorkspace));
    let studio = Org::studio().open("main").member("adam", "admin").member("gus", "guest");
    assert_eq!(put(&studio, "adam", "main", "gus", None), Err(Denied::ReachShared));
    let away = house().member("ann", "viewer").deactivated("ann");
    assert_eq!(put(&away, "olga", "mine", "ann", None), Err(Denied::MemberDeactivated));
}

#[test]
fn m15_candidates_are_active_not_in_it_and_would_be_by_being_listed() {
    let snapshot = house().member("ann", "viewer").deactivated("ann").build();
    let candidates = |place: &str| {
        let all = snapshot.members().map(|row| row.id);
        all.filter(|id| is_candidate(&snapshot, workspace(place), *id, now())).collect::<BTreeSet<_>>()
    };
    assert_eq!(candidates("mine"), [member("vic")].into());
    assert_eq!(candidates("other"), [member("wanda"), member("dan"), member("vic")].into());
}

#[test]
fn m17_leaving_closes_what_was_theirs_there_and_what_a_group_gives_is_named() {
    let plan = Resource::Project(project("plan"));
    let rest = Resource::Project(project("rest"));
    let org = house()
        .restricted("dan", "mine", &["plan"])
        .item("page", "plan")
        .grant("here", "dan", Resource::Workspace(workspace("mine")), "agents:full")
        .grant("plan", "dan", plan, "content:full")
        .grant("page", "dan", Resource::Item(support::item("page")), "content:view")
        .grant("rest", "dan", rest, "content:view")
        .group("crew", &["dan"])
        .group_grant("crew", "crew", plan, "content:view");
    let before = org.build();
    let (mine, dan) = (workspace("mine"), member("dan"));
    let decided = remove(&before, member("wanda"), mine, dan, now()).expect("allowed");
    let Outcome::Decision(decision) = decided else { panic!("something changes") };
    let after = decision.applied_to(&before).expect("fits");
    assert!(!after.is_in(dan, mine) && after.restriction(dan, mine).is_none());
    let left: BTreeSet<_> = after.grants_to(Principal::Member(dan)).map(|grant| grant.id).collect();
    assert_eq!(left, [grant("rest")].into(), "what is elsewhere stays");
    let kept = still_given(&after, dan, mine, now());
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].resource, kept[0].group), (plan, Some(group("crew"))));
    assert!(still_given(&after, member("vic"), mine, now()).is_empty());

    assert_eq!(remove(&after, member("wanda"), mine, dan, now()).err(), Some(Denied::UnknownMember));
    assert_eq!(
        remove(&before, member("wanda"), mine, member("adam"), now()).err(),
        Some(Denied::ImplicitMember)
    );
    let open = Org::studio().open("main").member("adam", "admin").member("edda", "editor").build();
    let gone = remove(&open, member("adam"), workspace("main"), member("edda"), now());
    assert_eq!(gone.err(), Some(Denied::WorkspaceOpen));
}

#[test]
fn p1_a_restriction_names_projects_of_its_workspace() {
    let before = house().build();
    let ask = |actor: &str, target: &str, names: &[&str]| {
        let list = names.iter().map(|name| project(name)).collect();
        restrict(&before, member(actor), workspace("mine"), member(target), &list, now())
    };
    assert!(matches!(ask("wanda", "dan", &["plan"]), Ok(Outcome::Decision(_))));
    assert!(matches!(ask("wanda", "dan", &[]), Ok(Outcome::Decision(_))));
    assert_eq!(ask("wanda", "dan", &["rest"]).err(), Some(Denied::UnknownProject));
    assert_eq!(ask("wanda", "vic", &["plan"]).err(), Some(Denied::UnknownMember), "not in it");
    assert_eq!(ask("wanda", "adam", &["plan"]).err(), Some(Denied::ImplicitMember));
    assert_eq!(ask("dan", "wanda", &["plan"]).err(), Some(Denied::PermissionDenied));
}

fn granular() -> Org {
    let model = Model::by_key("granular").expect("a preset");
    Org::of(model)
        .member("adam", "admin")
        .open("main")
        .project("apollo", "main")
        .private("lab")
        .project("crypt", "lab")
        .member("mia", "member")
        .member("max", "member")
        .grant("max", "max", Resource::Organization, "members:full general:view")
}

fn save(before: &Snapshot, actor: &str, target: &str, form: &Edit) -> Result<Snapshot, Denied> {
    let mut next = 0;
    let mut grant_id = || {
        next += 1;
        grant(&format!("new{next}"))
    };
    let granting = Granting { grant_id: &mut grant_id, source: GrantSource::Person(user(actor)) };
    match edit(before, member(actor), member(target), form, granting, now())? {
        Outcome::Unchanged => Ok(before.clone()),
        Outcome::Decision(decision) => Ok(decision.applied_to(before).expect("fits")),
    }
}

fn scopes(words: &[(&str, Access)]) -> Permissions {
    let map = words.iter().map(|(key, access)| ((*key).to_owned(), *access)).collect();
    Model::by_key("granular").expect("a preset").catalog.permissions(&map).expect("scopes")
}

#[test]
fn m13_the_form_is_what_is_there_then() {
    let before = granular().build();
    let (apollo, crypt) = (project("apollo"), project("crypt"));
    let (reads, works) = (scopes(&[("reporting", Access::View)]), scopes(&[("data", Access::Full)]));
    let form = Edit {
        permissions: Some(scopes(&[("members", Access::View)])),
        projects: Some([(apollo, reads), (crypt, works)].into()),
        restrict_to: Some(Some([apollo].into())),
        expires_at: Some(Some(hours(5))),
        role: None,
    };
    let after = save(&before, "adam", "mia", &form).expect("allowed");
    let mia = member("mia");
    assert_eq!(
        after
            .effective(mia, Resource::Project(apollo), now())
            .get(after.model().catalog.scope("reporting").expect("a scope")),
        Access::View
    );
    assert_eq!(after.member(mia).and_then(|row| row.expires_at), Some(hours(5)));
    assert_eq!(after.restriction(mia, workspace("main")), Some(&BTreeSet::from([apollo])));
    assert_eq!(save(&after, "adam", "mia", &form), Ok(after.clone()), "the same form again");
    let off = Edit { projects: Some([(apollo, reads)].into()), ..Edit::default() };
    let less = save(&after, "adam", "mia", &off).expect("allowed");
    assert!(
        less.effective(mia, Resource::Project(crypt), now()).is_none() || {
            let data = less.model().catalog.scope("data").expect("a scope");
            less.effective(mia, Resource::Project(crypt), now()).get(data) == Access::None
        }
    );
    let nothing = Edit {
        permissions: Some(Permissions::NONE),
        projects: Some(BTreeMap::new()),
        restrict_to: Some(None),
        expires_at: Some(None),
        role: None,
    };
    assert_eq!(
        save(&after, "adam", "mia", &nothing).map(|after| after.grants_to(Principal::Member(mia)).count()),
        Ok(0)
    );
}

#[test]
fn m13_what_the_editor_does_not_see_stays_and_what_they_do_not_hold_is_not_given() {
    let crypt = Resource::Project(project("crypt"));
    let before = granular().grant("mia", "mia", crypt, "reporting:view").build();
    let none = Edit { projects: Some(BTreeMap::new()), ..Edit::default() };
    assert_eq!(save(&before, "max", "mia", &none), Ok(before.clone()));
    let seen = save(&before, "adam", "mia", &none).expect("allowed");
    assert_eq!(seen.grants_to(Principal::Member(member("mia"))).count(), 0);
    let gives = |words: &[(&str, Access)]| Edit { permissions: Some(scopes(words)), ..Edit::default() };
    assert!(save(&before, "max", "mia", &gives(&[("general", Access::View)])).is_ok());
    for more in [("general", Access::Full), ("billing", Access::View)] {
        assert_eq!(save(&before, "max", "mia", &gives(&[more])), Err(Denied::MayNotGrant), "{more:?}");
        assert_eq!(save(&before, "max", "max", &gives(&[more])), Err(Denied::MayNotGrant), "{more:?}");
    }
    assert_eq!(save(&before, "mia", "max", &Edit::default()), Err(Denied::PermissionDenied));
    assert_eq!(save(&before, "max", "adam", &Edit::default()), Err(Denied::MayNotGrant));
}

#[test]
fn m13_ceilings_are_those_of_the_role_to_come() {
    let seats = Model::by_key("seats").expect("a preset");
    let org = Org::of(seats)
        .member("adam", "admin")
        .open("main")
        .project("apollo", "main")
        .member("ob", "observer");
    let before = org.build();
    let edits = bundle(seats, "editor");
    let form = |role: Option<&str>| Edit {
        role: role.map(|key| org.role(key)),
        projects: Some([(project("apollo"), edits)].into()),
        ..Edit::default()
    };
    assert_eq!(save(&before, "adam", "ob", &form(None)), Err(Denied::AboveCeiling));
    assert!(save(&before, "adam", "ob", &form(Some("member"))).is_ok());
    assert_eq!(save(&before, "adam", "ob", &form(Some("guest"))), Err(Denied::GuestConversion));
    let on = Resource::Project(project("apollo"));
    assert!(!edits.within(room(&before, member("ob"), org.role("observer"), on)));
    assert!(edits.within(room(&before, member("ob"), org.role("member"), on)));
    // The role alone may fall below what was granted: it is kept, and cut.
    let after = save(&before, "adam", "ob", &form(Some("member"))).expect("allowed");
    let down = Edit { role: Some(org.role("observer")), ..Edit::default() };
    assert!(save(&after, "adam", "ob", &down).is_ok());
}

#[test]
fn r7_the_last_lasting_admin_does_not_end() {
    let before = granular().build();
    let form = Edit { expires_at: Some(Some(hours(5))), ..Edit::default() };
    assert_eq!(save(&before, "adam", "adam", &form), Err(Denied::LastAdmin));
    let past = Edit { expires_at: Some(Some(hours(-1))), ..Edit::default() };
    assert_eq!(save(&before, "adam", "mia", &past), Err(Denied::AlreadyOver));
    let two = granular().member("ada", "admin").build();
    assert!(save(&two, "adam", "ada", &form).is_ok());
}

#[test]
fn m16_the_whole_set_at_once() {
    let org = house().restricted("dan", "mine", &["plan"]);
    let before = org.build();
    let set = |actor: &str, target: &str, wanted: &[(&str, Option<&str>)]| {
        let wanted =
            wanted.iter().map(|(place, key)| (workspace(place), key.map(|key| org.role(key)))).collect();
        set_workspaces(&before, member(actor), member(target), &wanted, now())
    };
    let Ok(Outcome::Decision(done)) = set("adam", "dan", &[("other", Some("viewer"))]) else {
        panic!("allowed")
    };
    let after = done.applied_to(&before).expect("fits");
    let listed: Vec<_> = after.workspaces_of(member("dan")).collect();
    assert_eq!(listed, [(workspace("other"), Some(org.role("viewer")))]);
    assert!(after.restrictions_of(member("dan")).next().is_none());
    assert_eq!(set("adam", "dan", &[("mine", None)]), Ok(Outcome::Unchanged));
    assert_eq!(set("olga", "adam", &[]), Err(Denied::ImplicitMember));
    assert_eq!(set("adam", "olga", &[]), Err(Denied::OwnerProtected));
    assert_eq!(
        set("wanda", "dan", &[]),
        Err(Denied::PermissionDenied),
        "in the organization she is a Developer"
    );
    let nobody: MemberId = member("stranger");
    assert!(before.member(nobody).is_none());
    assert_eq!(set("adam", "stranger", &[]), Err(Denied::UnknownMember));
}
