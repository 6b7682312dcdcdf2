//! D3, D5: several at once.

use serde_json::json;

use super::{Acme, actions, ask};
use crate::support::Answer;

#[test]
fn d5_two_approvals_of_one_request_at_once_make_one_member_and_one_entry() {
    let acme = Acme::asking();
    for round in 0..6 {
        let ann = acme.world.account(&format!("ann{round}@acme.test"));
        let asked = ask(&ann).is(201);
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| acme.approve(&asked, "viewer"));
            let other = scope.spawn(|| acme.approve(&asked, "editor"));
            (one.join().expect("answered"), other.join().expect("answered"))
        });
        one.is(200);
        other.is(200);
        let query = format!("/v1/organizations/{{org}}/members?q=ann{round}&include=total");
        assert_eq!(acme.world.owner().get(&query).is(200)["total"], 1);
    }
    let approved =
        actions(&acme.world).into_iter().filter(|action| action == "join_requests.approve").count();
    assert_eq!(approved, 6);
}

#[test]
fn d5_an_approval_and_an_acceptance_at_once_make_one_membership() {
    let acme = Acme::asking();
    acme.world.owner().patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    for round in 0..6 {
        let email = format!("ann{round}@acme.test");
        let ann = acme.world.account(&email);
        let token = acme.world.invite(&email, "viewer");
        let asked = ask(&ann).is(201);
        let (approved, accepted) = std::thread::scope(|scope| {
            let approved = scope.spawn(|| acme.approve(&asked, "editor"));
            let accepted = scope.spawn(|| ann.post("/v1/invitations/accept", &json!({ "token": token })));
            (approved.join().expect("answered"), accepted.join().expect("answered"))
        });
        match (approved.status, accepted.status) {
            (200, 404) => {}
            (409, 200) => assert_eq!(approved.code(), "join_request_closed"),
            both => panic!("round {round}: {both:?} {} {}", approved.text, accepted.text),
        }
        let query = format!("/v1/organizations/{{org}}/members?q={email}&include=total");
        assert_eq!(acme.world.owner().get(&query).is(200)["total"], 1);
    }
}

#[test]
fn d3_ten_presses_at_once_make_one_membership() {
    let acme = Acme::open();
    let ann = acme.world.account("ann@acme.test");
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..10).map(|_| scope.spawn(|| ask(&ann))).collect();
        presses.into_iter().map(|press| press.join().expect("answered")).collect()
    });
    let joined = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(joined, 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.code() == "already_member"));
    let joins = actions(&acme.world).into_iter().filter(|action| action == "members.join").count();
    assert_eq!(joins, 1);
}
