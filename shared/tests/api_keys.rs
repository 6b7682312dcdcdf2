//! What a key may be made to do, and what it does in its maker's name.

mod support;

use std::collections::BTreeMap;

use shared::access::{
    Access, Change, CoreScope, Grant, GrantSource, MayNotGrant, Model, Permissions, Principal, Resource,
    Snapshot, may_grant,
};
use shared::api_keys::rules::{KeyDenied, make};
use support::{Org, grant, group, hours, member, now, project, user};

fn some(snapshot: &Snapshot, words: &[(&str, Access)]) -> Permissions {
    let map: BTreeMap<String, Access> =
        words.iter().map(|(key, access)| ((*key).to_owned(), *access)).collect();
    snapshot.model().catalog.permissions(&map).expect("scopes")
}

/// Gil manages keys, reads the directory and one project, and nothing else.
fn granular() -> Snapshot {
    let model = Model::by_key("granular").expect("a preset");
    let all = Org::of(model).member("ada", "admin").member("gil", "member").member("bo", "member");
    let all = all.open("main").project("apollo", "main").project("borealis", "main");
    let apollo = Resource::Project(project("apollo"));
    all.grant("g1", "gil", Resource::Organization, "integrations:full")
        .grant("g2", "gil", apollo, "content:view")
        .grant("g3", "bo", Resource::Organization, "members:full")
        .build()
}

#[test]
fn h2_a_key_is_made_by_whoever_manages_keys_and_holds_what_it_is_to_do() {
    let acme = granular();
    let ask = |who: &str, words: &[(&str, Access)], checks| {
        make(&acme, member(who), some(&acme, words), checks, None, now()).map(|_| ())
    };
    assert_eq!(ask("bo", &[], false), Err(KeyDenied::PermissionDenied));
    assert_eq!(ask("gil", &[], false), Ok(()));
    assert_eq!(ask("gil", &[("content", Access::View)], false), Ok(()), "held on one project");
    assert_eq!(ask("gil", &[("content", Access::Full)], false), Err(KeyDenied::MayNotGrant));
    assert_eq!(ask("gil", &[("members", Access::View)], false), Err(KeyDenied::MayNotGrant));
    assert_eq!(ask("gil", &[], true), Err(KeyDenied::MayNotGrant), "who checks reads the directory");
    assert_eq!(ask("ada", &[("members", Access::Full)], true), Ok(()));
    assert_eq!(ask("ada", &[("ownership", Access::View)], false), Err(KeyDenied::Ownership));
    let until = |end| make(&acme, member("gil"), Permissions::NONE, false, Some(end), now()).map(|_| ());
    assert_eq!(until(now()), Err(KeyDenied::Expired));
    assert_eq!(until(hours(1)), Ok(()));
}

#[test]
fn h2_a_key_holds_what_it_was_made_with_and_its_maker_holds_on_every_resource() {
    let acme = granular();
    let most =
        some(&acme, &[("content", Access::Full), ("integrations", Access::View), ("members", Access::Full)]);
    let capped = acme.capped(member("gil"), most);
    for resource in acme.resources() {
        let facts = acme.effective(member("gil"), resource, now());
        assert_eq!(capped.effective(member("gil"), resource, now()), facts.meet(most), "{resource:?}");
        for other in ["ada", "bo"] {
            assert_eq!(
                capped.effective(member(other), resource, now()),
                acme.effective(member(other), resource, now()),
                "{other} {resource:?}"
            );
        }
    }
    // A cap is no fact: it is not sent, and taken off there is what was there.
    assert_eq!(capped.to_facts(|_| true, |_| true), acme.to_facts(|_| true, |_| true));
    assert_eq!(*capped.uncapped(), acme);
    let apollo = Resource::Project(project("apollo"));
    assert_eq!(
        capped.uncapped().effective(member("gil"), apollo, now()),
        acme.effective(member("gil"), apollo, now())
    );
    // What changes for the maker changes for the key.
    let less = capped.with(&[Change::GrantRemoved(grant("g2"))]).expect("fits");
    assert!(!less.check(member("gil"), apollo, CoreScope::Content, Access::View, now()));
    let older = less.recapped(&acme);
    assert_eq!(older.effective(member("gil"), apollo, now()), capped.effective(member("gil"), apollo, now()));
}

#[test]
fn l10_a_key_gives_nothing_that_it_lacks_not_even_to_its_maker() {
    let acme =
        Org::studio().open("main").project("apollo", "main").member("edda", "editor").group("team", &[]);
    let apollo = Resource::Project(project("apollo"));
    let acme = acme.group_grant("tg", "team", apollo, "settings.members:full").build();
    let key = |words: &[(&str, Access)]| acme.capped(member("olga"), some(&acme, words));
    let content = |to: &str| {
        Change::GrantAdded(Grant {
            id: grant("new"),
            principal: Principal::Member(member(to)),
            resource: apollo,
            permissions: some(&acme, &[("settings.publishing", Access::Full)]),
            expires_at: None,
            source: GrantSource::Person(user("olga")),
        })
    };
    let ask = |before: &Snapshot, change: Change| {
        let after = before.with(&[change]).expect("fits");
        may_grant(before, &after, member("olga"), None, Resource::Organization, now())
    };
    assert_eq!(ask(&acme, content("edda")), Ok(()), "the owner may");
    let members = [("members", Access::Full)];
    assert_eq!(ask(&key(&members), content("edda")), Err(MayNotGrant::TargetAbove));
    assert_eq!(ask(&key(&[]), content("edda")), Err(MayNotGrant::NoAuthority));
    // Into a group whose grant the key does not hold: its maker would gain by it, and so it is judged.
    let join = Change::GroupMemberAdded { group: group("team"), member: member("edda") };
    assert!(ask(&key(&members), join.clone()).is_err());
    assert_eq!(ask(&acme, join), Ok(()));
}
