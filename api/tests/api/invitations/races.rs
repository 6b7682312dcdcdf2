//! I5, L9: many at once, on a real database.

use std::thread;

use serde_json::json;

use crate::support::{Answer, World, fragment, text};

#[test]
fn i5_ten_acceptances_at_once_are_one_membership_and_one_entry() {
    let world = World::new();
    let invited = world.invited();
    let body = json!({ "token": world.id("waiting_token") });
    let answers: Vec<Answer> = thread::scope(|scope| {
        let accept = || invited.post("/v1/invitations/accept", &body);
        let running: Vec<_> = (0..10).map(|_| scope.spawn(accept)).collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let members: Vec<String> =
        answers.into_iter().map(|answer| answer.is(200)["membership"]["id"].to_string()).collect();
    assert!(members.iter().all(|member| *member == members[0]), "{members:?}");
    let entries = world.audit_log("&action=invitations.accept");
    assert_eq!(entries.iter().filter(|entry| entry["actor"]["id"] == invited.user).count(), 1);
    let found = world.owner().get("/v1/organizations/{org}/members?q=invited@&include=total").is(200);
    assert_eq!(found["total"], 1);
    let notices = world.owner().get("/v1/me/notifications").is(200);
    let joined = notices["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|notice| notice["text"] == "Invited joined Larkfield.");
    assert_eq!(joined.count(), 1);
}

#[test]
fn i4_revoked_or_accepted_but_never_both() {
    let world = World::new();
    for round in 0..8 {
        let email = format!("bo{round}@example.test");
        let token = world.invite(&email, "viewer");
        let (bo, id) = (world.account(&email), world.invitation_to(&email));
        let path = format!("/v1/organizations/{{org}}/invitations/{id}");
        let owner = world.owner();
        let (accepted, revoked) = thread::scope(|scope| {
            let accept = scope.spawn(|| bo.post("/v1/invitations/accept", &json!({ "token": token })));
            let revoke = scope.spawn(|| owner.delete(&path));
            (accept.join().expect("answered"), revoke.join().expect("answered"))
        });
        let shown = world.owner().get(&path).is(200)["status"].clone();
        let inside = bo.get("/v1/organizations/{org}").status;
        match (accepted.status, revoked.status) {
            (200, 409) => assert_eq!((shown, inside), (json!("accepted"), 200)),
            (404, 204) => assert_eq!((shown, inside), (json!("revoked"), 404)),
            other => panic!("{other:?}: {} {}", accepted.text, revoked.text),
        }
    }
}

#[test]
fn i2_the_same_address_invited_at_once_has_one_live_invitation() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    let (owner, admin) = (world.owner(), world.admin());
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = (0..8)
            .map(|number| {
                let sender = if number % 2 == 0 { &owner } else { &admin };
                scope.spawn(|| sender.post("/v1/organizations/{org}/invitations", &body))
            })
            .collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let sent =
        answers.into_iter().filter(|answer| answer.clone().is(200)["results"][0]["status"] == "sent").count();
    assert_eq!(sent, 1);
    assert_eq!(world.mails("bo@example.test").len(), 1);
}

#[test]
fn i3_two_acceptances_of_one_token_are_one_member() {
    let world = World::new();
    for round in 0..6 {
        let email = format!("bo{round}@example.test");
        let token = world.invite(&email, "viewer");
        let (bo, id) = (world.account(&email), world.invitation_to(&email));
        let (by_token, by_id) = thread::scope(|scope| {
            let by_token = scope.spawn(|| bo.post("/v1/invitations/accept", &json!({ "token": token })));
            let by_id = scope.spawn(|| bo.post(&format!("/v1/me/invitations/{id}/accept"), &json!({})));
            (by_token.join().expect("answered").is(200), by_id.join().expect("answered").is(200))
        });
        assert_eq!(by_token["membership"], by_id["membership"]);
        let query = format!("/v1/organizations/{{org}}/members?q={email}&include=total");
        assert_eq!(world.owner().get(&query).is(200)["total"], 1);
        let entries = world.audit_log("&action=invitations.accept");
        assert_eq!(entries.iter().filter(|entry| entry["actor"]["id"] == bo.user).count(), 1);
    }
}

#[test]
fn i4_an_acceptance_comes_before_its_sender_is_demoted_or_not_at_all() {
    let world = World::new();
    let admin = "/v1/organizations/{org}/members/{admin}";
    for round in 0..6 {
        let email = format!("bo{round}@example.test");
        let body = json!({ "invites": [{ "email": email, "role": "admin" }], "delivery": "link" });
        let made = world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
        let token = fragment(&text(&made["results"][0]["link"]));
        let (bo, owner) = (world.account(&email), world.owner());
        let (accepted, demoted) = thread::scope(|scope| {
            let accept = scope.spawn(|| bo.post("/v1/invitations/accept", &json!({ "token": token })));
            let demote = scope.spawn(|| owner.patch(admin, &json!({ "role": "editor" })));
            (accept.join().expect("answered"), demote.join().expect("answered"))
        });
        let demotion = demoted.header("usher-version").parse::<u64>().expect("a version");
        demoted.is(200);
        match accepted.status {
            200 => {
                let version = accepted.header("usher-version").parse::<u64>().expect("a version");
                assert!(version < demotion, "{version} and {demotion}");
            }
            _ => {
                accepted.refused(409, "invitation_sender_may_not");
                bo.get("/v1/organizations/{org}").refused(404, "not_found");
            }
        }
        world.owner().patch(admin, &json!({ "role": "admin" })).is(200);
    }
}

#[test]
fn i4_a_new_link_and_an_acceptance_by_the_old_one_are_one_or_the_other() {
    let world = World::new();
    for round in 0..8 {
        let email = format!("bo{round}@example.test");
        let token = world.invite(&email, "viewer");
        let (bo, owner) = (world.account(&email), world.owner());
        let path = format!("/v1/organizations/{{org}}/invitations/{}", world.invitation_to(&email));
        let (path, body) = match round % 2 {
            0 => (format!("{path}/resend"), json!({})),
            _ => (format!("{path}/readdress"), json!({ "email": format!("al{round}@example.test") })),
        };
        let (accepted, renewed) = thread::scope(|scope| {
            let accept = scope.spawn(|| bo.post("/v1/invitations/accept", &json!({ "token": token })));
            let renew = scope.spawn(|| owner.post(&path, &body));
            (accept.join().expect("answered"), renew.join().expect("answered"))
        });
        match (accepted.status, renewed.status) {
            (200, 409) | (404, 200) => {}
            other => panic!("{other:?}: {} {}", accepted.text, renewed.text),
        }
        assert_eq!(bo.get("/v1/organizations/{org}").status == 200, accepted.status == 200);
    }
}
