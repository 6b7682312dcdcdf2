//! D2, D5, M14: what an admin answers, and what a request and an invitation are to each other.

use serde_json::json;

use super::{Acme, JOINABLE, RECORD, REQUESTS, actions, ask};
use crate::support::{World, text};

#[test]
fn d2_an_approval_asks_again_whether_what_let_them_ask_still_holds() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@elsewhere.test");
    let second = ann.post("/v1/me/emails", &json!({ "email": "ann@acme.test" })).is(201);
    acme.world.verify("ann@acme.test");
    let asked = ask(&ann).is(201);
    assert_eq!(asked["email"], "ann@acme.test");
    // The record is gone.
    acme.world.advance(3600);
    acme.dns.clear(RECORD);
    acme.approve(&asked, "viewer").refused(409, "record_not_found");
    let row = acme.world.admin().get(REQUESTS).is(200)["data"][0].clone();
    assert_eq!((&row["status"], &row["domain"]["verified"]), (&json!("pending"), &json!(false)));
    acme.dns.add(RECORD, &acme.value);
    acme.world.owner().post(&format!("{}/verify", acme.domain), &json!({})).is(200);
    // The address is.
    ann.delete(&format!("/v1/me/emails/{}", text(&second["id"]))).is(204);
    assert_eq!(acme.world.admin().get(REQUESTS).is(200)["data"][0]["user"]["email_verified"], false);
    acme.approve(&asked, "viewer").refused(409, "requester_unverified");
    ann.post("/v1/me/emails", &json!({ "email": "ann@acme.test" })).is(201);
    acme.world.verify("ann@acme.test");
    // The domain is.
    let owner = acme.world.owner();
    owner.delete(&acme.domain).is(204);
    acme.approve(&asked, "viewer").refused(409, "domain_unverified");
    acme.deny(&asked).is(200);
}

#[test]
fn d2_an_approval_gives_no_more_than_its_admin_has() {
    let acme = Acme::asking();
    let asked = ask(&acme.world.account("ann@acme.test")).is(201);
    acme.approve(&asked, "owner").refused(403, "may_not_grant");
    let path = format!("{REQUESTS}/{}/approve", text(&asked["id"]));
    acme.world.owner().post(&path, &json!({ "role": "owner" })).refused(409, "use_ownership_transfer");
    acme.approve(&asked, "nobody").invalid("/role", "unknown_role");
    acme.world.admin().post(&path, &json!({})).refused(422, "validation_failed");
    acme.approve(&asked, "admin").is(200);
}

#[test]
fn d5_who_may_not_change_members_neither_sees_nor_answers_requests() {
    let world = World::new();
    for person in [world.editor(), world.viewer(), world.guest()] {
        person.get(REQUESTS).refused(403, "permission_denied");
        for (verb, body) in [("approve", json!({ "role": "viewer" })), ("deny", json!({}))] {
            person.post(&format!("{REQUESTS}/{{jrq}}/{verb}"), &body).refused(403, "permission_denied");
        }
    }
    let stranger = world.stranger();
    stranger.get(REQUESTS).refused(404, "not_found");
    let elsewhere = "/v1/organizations/{other_org}/join-requests/{jrq}";
    stranger.post(&format!("{elsewhere}/approve"), &json!({ "role": "viewer" })).refused(404, "not_found");
    stranger.post(&format!("{elsewhere}/deny"), &json!({})).refused(404, "not_found");
}

#[test]
fn d5_an_invitation_closes_the_request_and_an_approval_voids_the_invitation() {
    let acme = Acme::asking();
    let owner = acme.world.owner();
    owner.patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    let ann = acme.world.account("ann@acme.test");
    let asked = ask(&ann).is(201);
    let token = acme.world.invite("ann@acme.test", "viewer");
    acme.approve(&asked, "viewer").refused(409, "join_request_closed");
    let mine = ann.get("/v1/me/join-requests").is(200)["data"][0].clone();
    assert_eq!(mine["status"], "superseded");
    assert_eq!(actions(&acme.world)[..2], ["invitations.create", "join_requests.supersede"]);

    // Asked again beside the invitation, one of the two is answered, and that is the membership.
    let asked = ask(&ann).is(201);
    acme.approve(&asked, "editor").is(200);
    ann.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
    assert_eq!(ann.get("/v1/organizations/{org}").is(200)["membership"]["role"]["key"], "editor");

    let ben = acme.world.account("ben@acme.test");
    let asked = ask(&ben).is(201);
    let token = acme.world.invite("ben@acme.test", "viewer");
    let again = ask(&ben).is(201);
    assert_ne!(again["id"], asked["id"]);
    ben.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    acme.approve(&again, "editor").refused(409, "join_request_closed");
    let members = owner.get("/v1/organizations/{org}/members?q=acme.test&include=total").is(200);
    assert_eq!(members["total"], 2);
}

#[test]
fn d5_who_is_added_at_once_has_nothing_open_any_more() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@acme.test");
    ask(&ann).is(201);
    let body = json!({ "invites": [{ "email": "ann@acme.test", "role": "viewer" }] });
    let added = acme.world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    assert_eq!(added["results"][0]["status"], "added");
    assert_eq!(ann.get("/v1/me/join-requests").is(200)["data"][0]["status"], "superseded");
}

#[test]
fn m14_who_was_removed_comes_back_by_an_approved_request_and_by_no_rule() {
    let acme = Acme::open();
    let ann = acme.world.account("ann@acme.test");
    let member = text(&ask(&ann).is(201)["joined"]["membership"]["id"]);
    let owner = acme.world.owner();
    let path = format!("/v1/organizations/{{org}}/members/{member}");
    owner.post(&format!("{path}/deactivate"), &json!({})).is(200);
    ask(&ann).refused(403, "membership_deactivated");
    owner.delete(&path).is(200);
    ask(&ann).refused(403, "needs_invitation");
    assert_eq!(ann.get(JOINABLE).is(200)["data"], json!([]));
    owner.patch(&acme.domain, &json!({ "join": "request" })).is(200);
    let asked = ask(&ann).is(201);
    acme.approve(&asked, "editor").is(200);
    assert_eq!(ann.get("/v1/organizations/{org}").is(200)["membership"]["role"]["key"], "editor");
}

#[test]
fn m14_a_request_of_somebody_deactivated_is_not_approved() {
    let acme = Acme::asking();
    let deactivated = acme.world.deactivated();
    ask(&deactivated).refused(403, "membership_deactivated");
}

#[test]
fn d5_who_is_back_by_an_undo_asks_for_nothing_any_more() {
    let acme = Acme::asking();
    let (world, ann) = (&acme.world, acme.world.join("ann@acme.test", "viewer"));
    world.owner().delete(&format!("/v1/organizations/{{org}}/members/{}", ann.member)).is(200);
    let removed = json!({ "version": world.version() });
    let request = ask(&ann).is(201);
    world.owner().post("/v1/organizations/{org}/undo", &removed).is(200);
    let list = world.owner().get(&format!("{REQUESTS}?status=superseded&include=counts")).is(200);
    assert_eq!(list["data"][0]["id"], request["id"], "{list}");
    let counts = &list["counts"]["status"];
    assert_eq!((&counts["pending"], &counts["superseded"]), (&json!(1), &json!(1)));
    acme.approve(&request, "viewer").refused(409, "join_request_closed");
    assert_eq!(world.audit_log("&action=join_requests.supersede").len(), 1);
}
