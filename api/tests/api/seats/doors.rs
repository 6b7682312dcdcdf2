//! I8, I9, D4, S3: every way in obeys seats.

use serde_json::json;

use super::{Place, statuses};
use crate::support::{Dns, Person, text};

fn notices(person: &Person, kind: &str) -> usize {
    let list = person.get("/v1/me/notifications?limit=200").is(200);
    list["data"].as_array().expect("a list").iter().filter(|notice| notice["kind"] == kind).count()
}

/// Five invitations of a plan without a limit, two of them accepted, on a plan with three seats.
fn overbooked(model: &str, role: &str) -> Place {
    let place = Place::on("enterprise", model);
    place.invite(&["a@acme.test", "b@acme.test", "c@acme.test", "d@acme.test"], role);
    place.plan("pro");
    for email in ["a@acme.test", "b@acme.test"] {
        place.accept(email).1.is(200);
    }
    assert_eq!(
        place.seats(),
        (3, 2, Some(0), 0),
        "those that were promised come in as long as there are seats"
    );
    place
}

#[test]
fn s3_who_accepts_when_no_seat_is_left_waits_and_is_sent_a_new_link() {
    let place = overbooked("studio", "editor");
    let (c, answer) = place.accept("c@acme.test");
    assert_eq!((answer.status, &answer.body["state"]), (202, &json!("queued")));
    assert_eq!(place.accept_as(&c).status, 202, "the same again");
    let mine = c.get("/v1/me/invitations").is(200);
    assert_eq!(mine["data"][0]["state"], "queued", "their list says so as well");
    assert_eq!(place.act("c@acme.test", "resend").is(200)["status"], "queued");
    assert_eq!(place.accept_as(&c).status, 202, "the link that they have shows their place in line still");
    let queued = place.actions().into_iter().filter(|action| action == "invitations.queue").count();
    assert_eq!((queued, notices(&place.ada, "invitations.queued")), (1, 1));
    let token = place.world.mailed("c@acme.test", "invitations/accept");
    let seen = c.post("/v1/invitations/lookup", &json!({ "token": token })).is(200);
    assert_eq!((&seen["state"], &seen["organization"]["name"]), (&json!("queued"), &json!("Acme")));
    let nobody = place.world.anonymous();
    nobody.post("/v1/invitations/lookup", &json!({ "token": token })).refused(404, "invitation_not_found");
    assert_eq!(place.seats(), (3, 1, Some(0), 1));
    // Two go; the plan had one promise too many, so the first only makes that one true.
    for email in ["a", "b"] {
        let members = place.ada.get(&place.path(&format!("/members?q={email}@acme.test"))).is(200);
        let id = text(&members["data"][0]["id"]);
        place.ada.delete(&place.path(&format!("/members/{id}"))).is(200);
    }
    assert_eq!(place.seats(), (1, 2, Some(0), 0));
    c.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
    place.accept_as(&c).is(200);
    place.accept("d@acme.test").1.is(200);
    assert_eq!(place.seats(), (3, 0, Some(0), 0));
}

#[test]
fn i9_where_the_model_blocks_the_organization_is_full_and_nothing_is_consumed() {
    let place = overbooked("granular", "member");
    let (c, answer) = place.accept("c@acme.test");
    answer.refused(409, "seats_full");
    let refused = place.invitation("c@acme.test");
    assert_eq!(
        (&refused["status"], &refused["last_refusal"]["code"]),
        (&json!("pending"), &json!("seats_full"))
    );
    c.get(&place.path("")).refused(404, "not_found");
    place.plan("business");
    place.accept_as(&c).is(200);
}

#[test]
fn s3_whoever_waits_may_decline() {
    let place = overbooked("studio", "editor");
    let (c, answer) = place.accept("c@acme.test");
    assert_eq!(answer.status, 202);
    let token = place.world.mailed("c@acme.test", "invitations/accept");
    assert_eq!(c.post("/v1/invitations/decline", &json!({ "token": token })).status, 204);
    assert_eq!(place.status("c@acme.test"), "declined");
}

#[test]
fn i8_with_no_seat_free_nobody_joins_by_the_link_and_admins_are_told_once() {
    let place = Place::new("studio");
    let link = place.ada.put(&place.path("/invite-link"), &json!({ "role": "viewer" })).is(201);
    let join = |person: &Person| person.post("/v1/invite-links/join", &json!({ "token": link["token"] }));
    place.invite(&["kept@acme.test"], "editor");
    join(&place.world.account("one@acme.test")).is(200);
    let two = place.world.account("two@acme.test");
    join(&two).refused(409, "seats_full");
    join(&two).refused(409, "seats_full");
    assert_eq!(notices(&place.ada, "invite_links.stalled"), 1);
    assert_eq!(place.ada.get(&place.path("/invite-link")).is(200)["uses"], 1);
    assert_eq!(place.seats(), (2, 1, Some(0), 0), "the seat that is kept is not given away");
    place.plan("business");
    join(&two).is(200);
    place.plan("pro");
    join(&place.world.account("three@acme.test")).refused(409, "seats_full");
    assert_eq!(notices(&place.ada, "invite_links.stalled"), 2, "it let somebody in meanwhile");
    // A role without a seat is let in.
    let free = Place::new("seats");
    free.invite(&["a@acme.test", "b@acme.test"], "member");
    let link = free.ada.put(&free.path("/invite-link"), &json!({ "role": "observer" })).is(201);
    let look = free.world.account("look@acme.test");
    look.post("/v1/invite-links/join", &json!({ "token": link["token"] })).is(200);
}

#[test]
fn i8_whoever_has_a_seat_kept_comes_in_by_the_link_with_it() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test"], "editor");
    let link = place.ada.put(&place.path("/invite-link"), &json!({ "role": "viewer" })).is(201);
    let a = place.world.account("a@acme.test");
    a.post("/v1/invite-links/join", &json!({ "token": link["token"] })).is(200);
    assert_eq!(place.seats(), (2, 1, Some(0), 0));
    assert_eq!(place.status("a@acme.test"), "revoked", "they need no other");
}

#[test]
fn m8_a_seat_that_frees_later_makes_no_old_invitation_new() {
    let place = Place::new("studio");
    let bo = place.join("bo@acme.test", "editor");
    place.invite(&["kept@acme.test"], "editor");
    assert_eq!(statuses(&place.invite(&["other@acme.test"], "editor")), ["queued"]);
    // Bo is removed; that makes room for an address that only later turns out to be Bo's.
    place.world.advance(60);
    place.ada.delete(&place.member(&bo, "")).is(200);
    assert_eq!(place.status("other@acme.test"), "pending");
    bo.post("/v1/me/emails", &json!({ "email": "other@acme.test" })).is(201);
    place.world.verify("other@acme.test");
    let token = place.world.mailed("other@acme.test", "invitations/accept");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
    assert_eq!(bo.get("/v1/me/invitations").is(200)["data"], json!([]));
}

#[test]
fn d4_who_would_come_straight_in_asks_where_no_seat_is_free() {
    let place = Place::new("studio");
    let claimed = place.ada.post(&place.path("/domains"), &json!({ "name": "full.test" })).is(201);
    Dns::common().add(&text(&claimed["record"]["name"]), &text(&claimed["record"]["value"]));
    let domain = format!("/domains/{}", text(&claimed["id"]));
    place.ada.post(&place.path(&format!("{domain}/verify")), &json!({})).is(200);
    let open = json!({ "join": "open", "default_role": "viewer", "trusted_methods": ["password"] });
    place.ada.patch(&place.path(&domain), &open).is(200);
    let ask = |person: &Person| person.post(&place.path("/join-requests"), &json!({}));
    for email in ["one@full.test", "two@full.test"] {
        assert_eq!(ask(&place.world.account(email)).is(201)["status"], "approved");
    }
    let three = place.world.account("three@full.test");
    let asked = ask(&three).is(201);
    assert_eq!((&asked["status"], &asked["reason"]), (&json!("pending"), &json!("seats_full")));
    three.get(&place.path("")).refused(404, "not_found");
    let approve = place.path(&format!("/join-requests/{}/approve", text(&asked["id"])));
    let role = json!({ "role": "viewer" });
    place.ada.post(&approve, &role).refused(409, "no_seat");
    place.ada.post(&format!("{approve}?preview=true"), &role).refused(409, "no_seat");
    place.ada.post(&approve, &json!({ "role": "guest" })).is(200);
    assert_eq!(place.seats(), (3, 0, Some(0), 0));
    let four = place.world.account("four@full.test");
    let asked = ask(&four).is(201);
    place.plan("business");
    // The way stands open again.
    assert_eq!(ask(&four).is(201)["status"], "approved");
    assert_eq!(asked["status"], "pending");
}

#[test]
fn s3_who_has_an_account_is_not_added_over_the_limit() {
    let place = Place::new("studio");
    for email in ["a@acme.test", "b@acme.test", "c@acme.test"] {
        place.world.account(email);
    }
    let results = place.invite(&["a@acme.test", "b@acme.test", "c@acme.test"], "editor");
    assert_eq!(statuses(&results), ["added", "added", "queued"]);
    assert_eq!(place.seats(), (3, 0, Some(0), 1));
}
