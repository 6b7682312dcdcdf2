//! What a review finds, and what it leaves alone.

mod support;

use chrono::TimeDelta;
use proptest::prelude::*;
use shared::access::{
    Change, Finding, Model, OpenInvitation, Records, Resource, Status, Thresholds, diff, review,
};
use shared::ids::InvitationId;
use support::generate::world;
use support::{Org, grant, hours, item, member, now, project};
use uuid::Uuid;

fn found(org: &Org) -> Vec<Finding> {
    review(&org.build(), &Records::default(), Thresholds::default(), now())
}

fn has(findings: &[Finding], wanted: &Finding) -> bool {
    findings.contains(wanted)
}

fn apollo() -> Resource {
    Resource::Project(project("apollo"))
}

/// An owner, an editor, and two projects, each with an admin of its own.
fn acme() -> Org {
    let admin = "content:full settings.members:full";
    let org = Org::studio().open("main").member("edda", "editor").member("pia", "editor");
    let org = org.project("apollo", "main").grant("a1", "pia", apollo(), admin);
    org.project("borealis", "main").grant("a2", "edda", Resource::Project(project("borealis")), admin)
}

#[test]
fn an_organization_that_is_in_order_has_no_findings() {
    assert_eq!(found(&acme()), []);
}

#[test]
fn v1_invitations_that_wait_or_ran_out() {
    let id = |number: u128| InvitationId::from_uuid(Uuid::from_u128(number));
    let sent = |number, days: i64, left: i64| OpenInvitation {
        id: id(number),
        created_at: now() - TimeDelta::days(days),
        expires_at: now() + TimeDelta::seconds(left),
    };
    let records = Records {
        invitations: vec![sent(1, 2, 60), sent(2, 3, 60), sent(3, 4, 60), sent(4, 1, 0), sent(5, 9, -60)],
        ..Records::default()
    };
    let of = |thresholds| review(&acme().build(), &records, thresholds, now());
    let expired = [
        Finding::ExpiredInvitation { invitation: id(4), since: now() },
        Finding::ExpiredInvitation { invitation: id(5), since: now() - TimeDelta::seconds(60) },
    ];
    let stale = Finding::StaleInvitation { invitation: id(3), since: now() - TimeDelta::days(4) };
    assert_eq!(of(Thresholds::default()), [vec![stale], expired.to_vec()].concat());
    let patient = Thresholds { invitation_days: 30, ..Thresholds::default() };
    assert_eq!(of(patient), expired, "waiting for as long as the organization says");
}

#[test]
fn v1_broad_full_access_of_anybody_but_the_owner() {
    let org = acme().member("adam", "admin").member("mia", "viewer").member("max", "viewer");
    let org = org.grant("m1", "mia", Resource::Organization, "members:full billing:full");
    let org = org.grant("m2", "max", Resource::Organization, "members:full billing:full audit:full");
    let broad: Vec<_> = (found(&org).into_iter())
        .filter_map(|finding| match finding {
            Finding::BroadAccess { member, scopes } => Some((member, scopes)),
            _ => None,
        })
        .collect();
    let everything = ["general", "integrations", "members", "projects", "billing", "audit", "connectors"];
    let named = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        broad,
        [(member("adam"), named(&everything)), (member("max"), named(&["members", "billing", "audit"]))]
    );
    assert!(has(&found(&org), &Finding::FullOnAllProjects { member: member("adam"), projects: 2 }));
    assert!(!has(&found(&org), &Finding::FullOnAllProjects { member: member("edda"), projects: 2 }));
}

#[test]
fn v1_somebody_who_is_put_on_most_projects_one_by_one() {
    let mut org = acme().member("vera", "viewer").group("crew", &["vera"]);
    for (number, name) in ["apollo", "borealis", "c", "d"].into_iter().enumerate() {
        if number > 1 {
            org = org.project(name, "main");
        }
        let on = Resource::Project(project(name));
        match number {
            0 | 1 => org = org.grant(&format!("v{number}"), "vera", on, "content:full"),
            2 => org = org.group_grant("v2", "crew", on, "content:full"),
            _ => {}
        }
    }
    assert!(has(&found(&org), &Finding::OnMostProjects { member: member("vera"), projects: 3, of: 4 }));
    let bound = Thresholds { projects_percent: 75, ..Thresholds::default() };
    let found = review(&org.build(), &Records::default(), bound, now());
    assert!(
        !found.iter().any(|finding| matches!(finding, Finding::OnMostProjects { .. })),
        "not more than 75 %"
    );
}

#[test]
fn v1_members_who_are_away_and_not_those_who_cannot_come() {
    let org = acme().member("dora", "editor").deactivated("dora").member("nils", "editor");
    let away = now() - TimeDelta::days(31);
    let lately = now() - TimeDelta::days(30);
    let records = Records {
        last_active: [(member("edda"), away), (member("dora"), away), (member("pia"), lately)].into(),
        ..Records::default()
    };
    let found = review(&org.build(), &records, Thresholds::default(), now());
    assert_eq!(found, [Finding::Idle { member: member("edda"), since: away }]);
}

#[test]
fn grants_that_ran_out_or_give_nothing() {
    let org = acme()
        .member("vera", "viewer")
        .grant_until("old", "vera", apollo(), "content:full", hours(-1))
        .grant("same", "edda", apollo(), "content:view")
        .grant("new", "vera", apollo(), "content:full")
        .member("gus", "guest")
        .grant("cut", "gus", apollo(), "content:full")
        .member("dora", "viewer")
        .grant("asleep", "dora", apollo(), "content:full")
        .deactivated("dora")
        .group("empty", &[])
        .group_grant("idle", "empty", apollo(), "content:full");
    let about: Vec<_> = (found(&org).into_iter())
        .filter(|finding| matches!(finding, Finding::UnusedGrant { .. } | Finding::ExpiredGrant { .. }))
        .collect();
    let unused = |id: &str| Finding::UnusedGrant { grant: grant(id) };
    let mut expected = vec![
        Finding::ExpiredGrant { grant: grant("old"), since: hours(-1) },
        unused("cut"),
        unused("idle"),
        unused("same"),
    ];
    expected.sort();
    assert_eq!(about, expected);
}

#[test]
fn projects_that_nobody_but_the_organizations_admins_administers() {
    let org = acme().member("adam", "admin").project("crypt", "main");
    let without = Finding::ProjectWithoutAdmin { project: project("crypt") };
    assert!(has(&found(&org), &without));
    let crypt = Resource::Project(project("crypt"));
    let org = org.group("crew", &["edda"]).group_grant("c", "crew", crypt, "settings.members:full");
    assert!(!has(&found(&org), &without));
    assert!(has(&found(&org.deactivated("edda")), &without), "who cannot come administers nothing");
}

#[test]
fn v1_a_guest_with_many_items() {
    let mut org = acme().member("gus", "guest").member("vera", "viewer");
    for number in 0..11 {
        let name = format!("d{number}");
        org = org.item(&name, "apollo");
        let end = if number == 10 { hours(1) } else { hours(100) };
        for who in ["gus", "vera"] {
            let on = Resource::Item(item(&name));
            org = org.grant_until(&format!("{who}{number}"), who, on, "content:full", end);
        }
    }
    assert!(has(&found(&org), &Finding::GuestWithMuch { member: member("gus"), items: 11 }));
    let guests = |at| {
        let found = review(&org.build(), &Records::default(), Thresholds::default(), at);
        found.into_iter().filter(|finding| matches!(finding, Finding::GuestWithMuch { .. })).count()
    };
    assert_eq!((guests(now()), guests(hours(1))), (1, 0), "ten are not many, and a viewer is no guest");
}

#[test]
fn a_finding_is_json_by_its_name_and_thresholds_have_no_typos() {
    let finding = Finding::UnusedGrant { grant: grant("same") };
    let json = serde_json::to_value(&finding).expect("JSON");
    assert_eq!(json["finding"], "unused_grant");
    assert_eq!(serde_json::from_value::<Finding>(json).expect("reads back"), finding);
    let read = |text: &str| serde_json::from_str::<Thresholds>(text);
    assert_eq!(read(r#"{"idle_days":7}"#).expect("the rest as usual").guest_items, 10);
    assert!(read(r#"{"idle_day":7}"#).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_said_to_be_unused_can_go_and_nobody_notices(world in world()) {
        let snapshot = world.snapshot();
        let findings = review(&snapshot, &Records::default(), Thresholds::default(), now());
        prop_assert!(findings.is_sorted() && findings.windows(2).all(|pair| pair[0] != pair[1]));
        for finding in findings {
            match finding {
                Finding::UnusedGrant { grant } | Finding::ExpiredGrant { grant, .. } => {
                    let without = snapshot.with(&[Change::GrantRemoved(grant)]).expect("it is there");
                    prop_assert!(diff(&snapshot, &without, now()).is_empty());
                }
                Finding::BroadAccess { member, .. } | Finding::GuestWithMuch { member, .. } => {
                    prop_assert_eq!(snapshot.member(member).expect("there").status, Status::Active);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_preset_can_be_reviewed() {
    for model in Model::presets() {
        let org = Org::of(model).open("main").member("ada", &model.roles[0].key);
        assert!(found(&org).iter().all(|finding| matches!(finding, Finding::BroadAccess { .. })));
    }
}
