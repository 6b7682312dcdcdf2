//! I8, M14: who comes in by the link, and who does not.

use serde_json::{Value, json};

use super::{LINK, RESET, join, lookup, set, uses};
use crate::support::{Person, World, text};

/// The notices of a person of this kind.
fn told(person: &Person, kind: &str) -> Vec<String> {
    let notices = person.get("/v1/me/notifications").is(200);
    let of_kind = |notice: &&Value| notice["kind"] == kind;
    notices["data"].as_array().expect("a list").iter().filter(of_kind).map(|one| text(&one["text"])).collect()
}

#[test]
fn i8_whoever_holds_the_link_comes_in_once_and_admins_are_told() {
    let world = World::new();
    let token = world.id("link_token");
    let bo = world.account("bo@example.test");
    let joined = join(&bo, &token).is(200);
    assert_eq!(joined["organization"]["name"], "Larkfield");
    assert_eq!(joined["workspace"]["id"], world.id("ws"));
    assert_eq!(joined["membership"]["role"]["key"], "viewer");
    assert!(joined["changes"]["gained"].as_u64() > Some(0));
    assert_eq!(bo.get("/v1/me").is(200)["default_workspace"], world.id("ws"));
    let version = world.version();
    let again = join(&bo, &token).is(200);
    assert_eq!(again["membership"], joined["membership"]);
    assert_eq!((world.version(), uses(&world)), (version, json!(1)), "a repeat is nothing");
    let entries = world.audit_log("&action=invite_links.join");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["after"]["link"], world.owner().get(LINK).is(200)["id"]);
    assert_eq!(entries[0]["target"]["id"], joined["membership"]["id"]);
    for admin in [world.owner(), world.admin()] {
        assert_eq!(told(&admin, "invite_links.join"), ["Bo joined Larkfield as Viewer by the invite link."]);
    }
    assert!(told(&world.editor(), "invite_links.join").is_empty());
}

#[test]
fn i8_joining_needs_an_account_with_a_verified_address() {
    let world = World::new();
    let token = world.id("link_token");
    join(&world.anonymous(), &token).refused(401, "unauthenticated");
    let bo = world.sign_up("bo@example.test");
    join(&bo, &token).refused(403, "email_unverified");
    // A dead link is said to be one before anything else.
    join(&bo, "never-was").refused(404, "link_not_found");
    world.verify("bo@example.test");
    join(&bo, &token).is(200);
    let key = world.ask("POST", "/v1/invite-links/join").bearer(&world.id("key_secret"));
    key.json(&json!({ "token": token })).send().refused(403, "permission_denied");
}

#[test]
fn i8_a_sign_up_begun_before_a_reset_or_disable_and_finished_after_it_is_refused() {
    let world = World::new();
    let token = world.id("link_token");
    lookup(&world, &token).is(200);
    let bo = world.sign_up("bo@example.test");
    let new = text(&world.owner().post(RESET, &json!({})).is(200)["token"]);
    world.verify("bo@example.test");
    join(&bo, &token).refused(404, "link_not_found");
    assert_eq!(world.owner().delete(LINK).status, 204);
    join(&bo, &new).refused(404, "link_not_found");
    set(&world, &json!({ "role": "viewer" }));
    join(&bo, &new).refused(404, "link_not_found");
}

#[test]
fn i8_only_verified_addresses_at_the_very_domains_come_in() {
    let world = World::new();
    let token = set(&world, &json!({ "role": "viewer", "allowed_domains": ["acme.test"] }));
    for (index, email) in [
        "a@xacme.test",
        "a@acme.test.evil.test",
        "a@mail.acme.test",
        "a@\u{430}cme.test",
        "acme.test@evil.test",
        "a@acme.tes",
    ]
    .into_iter()
    .enumerate()
    {
        join(&world.account(email), &token).refused(403, "domain_not_allowed");
        assert_eq!(uses(&world), 0, "{index}");
    }
    join(&world.account("Ada@ACME.Test"), &token).is(200);
    // An address beside the first counts as well, once it is verified.
    let bo = world.account("bo@example.test");
    bo.post("/v1/me/emails", &json!({ "email": "bo@acme.test" })).is(201);
    join(&bo, &token).refused(403, "domain_not_allowed");
    world.verify("bo@acme.test");
    join(&bo, &token).is(200);
}

#[test]
fn i8_a_link_ends_with_its_count_and_with_its_time() {
    let world = World::new();
    let token = set(&world, &json!({ "role": "viewer", "max_uses": 1 }));
    let (bo, ada) = (world.account("bo@example.test"), world.account("ada@example.test"));
    join(&bo, &token).is(200);
    join(&ada, &token).refused(410, "link_used_up");
    lookup(&world, &token).refused(410, "link_used_up");
    join(&bo, &token).is(200);
    assert_eq!(world.owner().get(LINK).is(200)["state"], "used_up");
    let now = text(&world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let end = chrono::DateTime::parse_from_rfc3339(&now).expect("a time") + chrono::TimeDelta::hours(1);
    let body = json!({ "role": "viewer", "max_uses": 5, "expires_at": end.to_rfc3339() });
    assert_eq!(set(&world, &body), token);
    lookup(&world, &token).is(200);
    world.advance(3_601);
    join(&ada, &token).refused(410, "link_expired");
    lookup(&world, &token).refused(410, "link_expired");
    assert_eq!(world.owner().get(LINK).is(200)["state"], "expired");
}

#[test]
fn i8_a_link_of_somebody_who_left_or_may_not_give_its_role_any_more_lets_nobody_in() {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let token = text(&admin.put(LINK, &json!({ "role": "editor" })).is(200)["token"]);
    join(&world.account("ada@example.test"), &token).is(200);
    owner.patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "viewer" })).is(200);
    let bo = world.account("bo@example.test");
    for _ in 0..2 {
        join(&bo, &token).refused(409, "link_setter_may_not");
    }
    lookup(&world, &token).refused(409, "link_setter_may_not");
    assert_eq!(owner.get(LINK).is(200)["state"], "setter_may_not");
    assert_eq!(told(&owner, "invite_links.stalled").len(), 1, "once, however many stand at the door");
    // An admin takes it over by setting it, and the link is the same.
    let over = owner.put(LINK, &json!({ "role": "editor" })).is(200);
    assert_eq!((&over["token"], &over["state"]), (&json!(token), &json!("open")));
    join(&bo, &token).is(200);
    owner.patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "admin" })).is(200);
    admin.put(LINK, &json!({ "role": "editor", "max_uses": 50 })).is(200);
    owner.delete("/v1/organizations/{org}/members/{admin}").is(200);
    join(&world.account("eve@example.test"), &token).refused(409, "link_setter_may_not");
    let reset = owner.post(RESET, &json!({})).is(200);
    assert_eq!(reset["state"], "open");
    join(&world.account("eva@example.test"), &text(&reset["token"])).is(200);
}

#[test]
fn m14_whoever_was_removed_or_left_needs_an_invitation_and_the_deactivated_an_activation() {
    let world = World::new();
    let (owner, token) = (world.owner(), world.id("link_token"));
    let nora = world.nora();
    owner.delete("/v1/organizations/{org}/members/{nora}").is(200);
    join(&nora, &token).refused(403, "needs_invitation");
    let editor = world.editor();
    editor.post("/v1/organizations/{org}/leave", &json!({})).is(200);
    join(&editor, &token).refused(403, "needs_invitation");
    join(&world.deactivated(), &token).refused(403, "membership_deactivated");
    assert_eq!(uses(&world), 0);
    // By name they are asked in again, and what they had is not there.
    let invite = json!({ "invites": [{ "email": "nora@larkfield.test", "role": "viewer" }] });
    let invited = owner.post("/v1/organizations/{org}/invitations", &invite).is(200);
    assert_eq!(invited["results"][0]["status"], "added", "an account that is known comes in at once here");
    let back = join(&nora, &token).is(200);
    assert_eq!(back["membership"]["role"]["key"], "viewer");
    assert_eq!(uses(&world), 0);
    owner.post("/v1/organizations/{org}/members/{deactivated}/activate", &json!({})).is(200);
    assert_eq!(join(&world.deactivated(), &token).is(200)["membership"]["role"]["key"], "editor");
}

#[test]
fn m14_a_membership_that_ran_out_is_prolonged_and_not_begun_again() {
    let world = World::new();
    let now = text(&world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let end = chrono::DateTime::parse_from_rfc3339(&now).expect("a time") + chrono::TimeDelta::hours(1);
    let body = json!({ "expires_at": end.to_rfc3339() });
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &body).is(200);
    world.advance(3_601);
    join(&world.nora(), &world.id("link_token")).refused(403, "membership_deactivated");
}

#[test]
fn i8_an_open_invitation_of_whoever_joins_is_void() {
    let world = World::new();
    let invited = world.invited();
    join(&invited, &world.id("link_token")).is(200);
    let body = json!({ "token": world.id("waiting_token") });
    invited.post("/v1/invitations/accept", &body).refused(404, "invitation_not_found");
    let members = world.owner().get("/v1/organizations/{org}/members?q=invited@&include=total").is(200);
    assert_eq!(members["total"], 1);
}

#[test]
fn t4_the_link_of_one_organization_leads_to_no_other() {
    let world = World::new();
    let stranger = world.stranger();
    let other = "/v1/organizations/{other_org}/invite-link";
    stranger.get(other).refused(404, "link_disabled");
    let token = text(&stranger.put(other, &json!({ "role": "viewer" })).is(201)["token"]);
    let bo = world.account("bo@example.test");
    assert_eq!(join(&bo, &token).is(200)["organization"]["name"], "Otherside");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    assert_eq!(uses(&world), 0);
}

#[test]
fn i8_where_each_joiner_is_approved_a_press_asks_and_an_admin_lets_in() {
    let world = World::new();
    let owner = world.owner();
    let token = set(&world, &json!({ "role": "viewer", "approval": true, "max_uses": 2 }));
    assert_eq!(lookup(&world, &token).is(200)["approval"], true);
    let bo = world.account("bo@example.test");
    let asked = join(&bo, &token).is(202);
    assert_eq!(asked["state"], "requested");
    assert_eq!(asked["request"]["status"], "pending");
    assert_eq!(asked["request"]["organization"]["name"], "Larkfield");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    assert_eq!(join(&bo, &token).is(202)["request"]["id"], asked["request"]["id"]);
    assert_eq!(uses(&world), 1, "a repeat is not counted");
    let path = format!("/v1/organizations/{{org}}/join-requests/{}", text(&asked["request"]["id"]));
    let approved = owner.post(&format!("{path}/approve"), &json!({ "role": "editor" })).is(200);
    assert_eq!((&approved["source"], &approved["suggested_role"]["key"]), (&json!("link"), &json!("viewer")));
    assert_eq!(join(&bo, &token).is(200)["membership"]["role"]["key"], "editor");
    // Denied, one does not ask again at once.
    let ada = world.account("ada@example.test");
    let asked = join(&ada, &token).is(202);
    let path = format!("/v1/organizations/{{org}}/join-requests/{}", text(&asked["request"]["id"]));
    owner.post(&format!("{path}/deny"), &json!({})).is(200);
    set(&world, &json!({ "role": "viewer", "approval": true }));
    join(&ada, &token).refused(409, "join_request_denied");
}

#[test]
fn m14_whoever_was_removed_may_ask_where_an_admin_decides() {
    let world = World::new();
    let token = set(&world, &json!({ "role": "viewer", "approval": true }));
    let nora = world.nora();
    world.owner().delete("/v1/organizations/{org}/members/{nora}").is(200);
    join(&nora, &token).is(202);
    join(&world.deactivated(), &token).refused(403, "membership_deactivated");
}
