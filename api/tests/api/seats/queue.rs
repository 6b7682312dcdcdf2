//! S3, S5: at the limit, invitations wait or are refused, as the model has it.

use serde_json::{Value, json};

use super::{Place, statuses};
use crate::support::text;

#[test]
fn s3_at_the_limit_invitations_wait_in_order_and_nothing_is_sent() {
    let place = Place::new("studio");
    let four = ["a@acme.test", "b@acme.test", "c@acme.test", "d@acme.test"];
    let dry = json!({ "invites": four.map(|email| json!({ "email": email })), "dry_run": true });
    let dry = place.ada.post(&place.path("/invitations"), &dry).is(200)["results"].clone();
    let results = place.invite(&four, "editor");
    assert_eq!(statuses(&results), ["sent", "sent", "queued", "queued"]);
    assert_eq!(statuses(dry.as_array().expect("a list")), statuses(&results));
    assert_eq!(place.seats(), (1, 2, Some(0), 2));
    let (c, d) = (&results[2]["invitation"], &results[3]["invitation"]);
    assert_eq!(
        (&c["status"], &c["expires_at"], &c["place_in_queue"]),
        (&json!("queued"), &Value::Null, &json!(1))
    );
    assert_eq!(d["place_in_queue"], 2);
    assert!(results[2].get("link").is_none(), "nobody has its link");
    assert!(place.world.mails("c@acme.test").is_empty());
    assert!(place.invitation("a@acme.test").get("place_in_queue").is_none());
    // Who only looks on takes none, and comes in.
    assert_eq!(statuses(&place.invite(&["guest@acme.test"], "guest")), ["sent"]);
    // One that waits is an invitation, too.
    assert_eq!(place.invite(&["c@acme.test"], "editor")[0]["code"], "invitation_pending");
    let list = place.ada.get(&place.path("/invitations?status=queued&include=total")).is(200);
    assert_eq!(list["total"], 2);
    // To whoever is invited there is nothing yet.
    let waiting = place.world.account("c@acme.test");
    assert_eq!(waiting.get("/v1/me/invitations").is(200)["data"], json!([]));
}

#[test]
fn s3_when_a_seat_frees_up_the_first_in_line_is_sent_and_its_time_begins_then() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test", "c@acme.test", "d@acme.test"], "editor");
    place.world.advance(3 * 86_400);
    let version = place.ada.get(&place.path("")).is(200)["version"].as_u64();
    place.revoke("b@acme.test");
    assert_eq!(
        place.ada.get(&place.path("")).is(200)["version"].as_u64(),
        version.map(|version| version + 1)
    );
    assert_eq!(place.status("c@acme.test"), "pending");
    assert_eq!(place.invitation("d@acme.test")["place_in_queue"], 1);
    assert_eq!(place.seats(), (1, 2, Some(0), 1));
    let sent = place.invitation("c@acme.test");
    let (created, expires) = (text(&sent["created_at"]), text(&sent["expires_at"]));
    let [created, expires] =
        [created, expires].map(|at| at.parse::<chrono::DateTime<chrono::Utc>>().expect("a time"));
    assert!((expires - created).num_days() >= 10, "seven days from now, not from when it was made");
    assert_eq!(&place.actions()[..2], ["invitations.send", "invitations.revoke"]);
    let (c, answer) = place.accept("c@acme.test");
    answer.is(200);
    assert_eq!(place.seats(), (2, 1, Some(0), 1));
    // Who leaves makes room, as does who is removed, deactivated or made a guest.
    c.post(&place.path("/leave"), &json!({})).is(200);
    assert_eq!(place.status("d@acme.test"), "pending");
    assert_eq!(place.seats(), (1, 2, Some(0), 0));
}

#[test]
fn s3_every_way_of_making_room_sends_who_waits() {
    for round in 0..4 {
        let place = Place::new("seats");
        let (mo, _) = (place.join("mo@acme.test", "member"), place.join("ma@acme.test", "member"));
        assert_eq!(statuses(&place.invite(&["late@acme.test"], "member")), ["queued"]);
        match round {
            0 => drop(place.ada.post(&place.member(&mo, "/deactivate"), &json!({})).is(200)),
            1 => drop(place.ada.delete(&place.member(&mo, "")).is(200)),
            2 => drop(place.ada.patch(&place.member(&mo, ""), &json!({ "role": "observer" })).is(200)),
            _ => place.plan("business"),
        }
        assert_eq!(place.status("late@acme.test"), "pending", "{round}");
        place.accept("late@acme.test").1.is(200);
    }
}

#[test]
fn s3_time_frees_seats_as_well() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test", "c@acme.test"], "editor");
    assert_eq!(place.status("c@acme.test"), "queued");
    place.world.advance(7 * 86_400 + 60);
    // Both that were sent have expired; a round of upkeep has looked.
    assert_eq!(place.status("a@acme.test"), "expired");
    assert_eq!(place.status("c@acme.test"), "pending");
    assert_eq!(place.seats(), (1, 1, Some(1), 0));
    assert_eq!(place.actions()[0], "invitations.send");
    let log = place.ada.get(&place.path("/audit-log?limit=1")).is(200);
    assert_eq!(log["data"][0]["actor"]["type"], "service");
}

#[test]
fn s3_a_plan_that_grows_sends_all_and_one_that_shrinks_touches_nobody() {
    let place = Place::new("studio");
    let all = ["a@acme.test", "b@acme.test", "c@acme.test", "d@acme.test", "e@acme.test"];
    place.invite(&all, "editor");
    place.plan("enterprise");
    assert_eq!(place.seats(), (1, 5, None, 0));
    for email in &all[..3] {
        place.accept(email).1.is(200);
    }
    place.plan("pro");
    assert_eq!(place.seats(), (4, 2, Some(0), 0), "nobody who is in is touched");
    assert_eq!(place.status("d@acme.test"), "pending");
    // What is there goes on: it only does not grow.
    place.ada.post(&place.path("/workspaces"), &json!({ "name": "More" })).is(201);
    assert_eq!(statuses(&place.invite(&["f@acme.test"], "editor")), ["queued"]);
}

#[test]
fn s3_where_the_model_blocks_an_address_is_refused_and_the_others_are_not() {
    let place = Place::new("granular");
    let results = place.invite(&["a@acme.test", "b@acme.test", "c@acme.test"], "member");
    assert_eq!(statuses(&results), ["sent", "sent", "rejected"]);
    assert_eq!(results[2]["code"], "seats_full");
    assert_eq!(place.seats(), (1, 2, Some(0), 0));
    place.revoke("a@acme.test");
    assert_eq!(statuses(&place.invite(&["c@acme.test"], "member")), ["sent"]);
    // Issued again it needs a seat of its own.
    place.act("a@acme.test", "resend").refused(409, "no_seat");
    assert_eq!(place.status("a@acme.test"), "revoked");
}

#[test]
fn s3_one_that_is_issued_again_waits_at_its_place_and_a_repeat_is_nothing_lost() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test"], "editor");
    place.revoke("a@acme.test");
    place.invite(&["c@acme.test", "d@acme.test"], "editor");
    let again = place.act("a@acme.test", "resend").is(200);
    assert_eq!(
        (&again["status"], &again["place_in_queue"]),
        (&json!("queued"), &json!(1)),
        "it is the oldest"
    );
    assert!(again.get("link").is_none());
    assert_eq!(place.act("a@acme.test", "resend").is(200)["status"], "queued");
    // One that is open keeps its seat.
    assert_eq!(place.act("b@acme.test", "resend").is(200)["status"], "pending");
    place.revoke("b@acme.test");
    assert_eq!(
        (place.status("a@acme.test"), place.status("d@acme.test")),
        ("pending".into(), "queued".into())
    );
    let old = place.world.mails("a@acme.test");
    assert_eq!(old.len(), 2, "one with the first link, one now");
}

#[test]
fn s3_one_that_nobody_could_accept_holds_up_nobody_behind_it() {
    let place = Place::new("studio");
    let bo = place.join("bo@acme.test", "admin");
    place.invite(&["a@acme.test"], "editor");
    let body = json!({ "invites": [{ "email": "b@acme.test", "role": "editor" }] });
    let by_bo = bo.post(&place.path("/invitations"), &body).is(200);
    assert_eq!(by_bo["results"][0]["status"], "queued");
    place.invite(&["c@acme.test"], "editor");
    // Bo steps down; Bo's invitation is refused at acceptance, so it is not sent either.
    place.ada.patch(&place.member(&bo, ""), &json!({ "role": "guest" })).is(200);
    assert_eq!(
        (place.status("b@acme.test"), place.status("c@acme.test")),
        ("queued".into(), "pending".into())
    );
    assert_eq!(place.invitation("b@acme.test")["problem"], "invitation_sender_may_not");
    place.plan("business");
    assert_eq!(place.status("b@acme.test"), "queued");
    // An admin takes it over by sending it.
    assert_eq!(place.act("b@acme.test", "resend").is(200)["status"], "pending");
    place.accept("b@acme.test").1.is(200);
}

#[test]
fn s3_one_that_waits_is_edited_and_revoked_and_a_free_role_waits_for_nothing() {
    let place = Place::new("seats");
    place.invite(&["a@acme.test", "b@acme.test", "c@acme.test", "d@acme.test"], "member");
    let id = text(&place.invitation("d@acme.test")["id"]);
    let one = place.path(&format!("/invitations/{id}"));
    let edited = place.ada.patch(&one, &json!({ "role": "observer" }));
    let revision = edited.header("etag").to_owned();
    let edited = edited.is(200);
    assert_eq!(
        (&edited["role"]["key"], &edited["status"]),
        (&json!("observer"), &json!("pending")),
        "it takes no seat"
    );
    let again = place.ada.ask("PATCH", &one).header("if-match", &revision);
    again.json(&json!({ "message": "Welcome" })).send().is(200);
    place.ada.patch(&one, &json!({ "role": "member" })).refused(409, "no_seat");
    place.revoke("c@acme.test");
    assert_eq!(place.seats(), (1, 2, Some(0), 0));
}

#[test]
fn s3_who_waits_goes_before_whoever_comes_when_time_has_made_room() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test"], "editor");
    place.revoke("a@acme.test");
    let now = text(&place.world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let now: chrono::DateTime<chrono::Utc> = now.parse().expect("a time");
    // Good for a few seconds, so that it ends between two rounds of upkeep.
    let body = json!({ "invites": [{ "email": "c@acme.test" }],
        "access_expires_at": (now + chrono::TimeDelta::seconds(5)).to_rfc3339() });
    assert_eq!(place.ada.post(&place.path("/invitations"), &body).is(200)["results"][0]["status"], "sent");
    assert_eq!(statuses(&place.invite(&["d@acme.test"], "editor")), ["queued"]);
    while place.status("c@acme.test") != "expired" {
        std::thread::yield_now();
    }
    assert_eq!(statuses(&place.invite(&["e@acme.test"], "editor")), ["queued"]);
    assert_eq!(
        (place.status("d@acme.test"), place.status("e@acme.test")),
        ("pending".into(), "queued".into())
    );
    assert_eq!(&place.actions()[..2], ["invitations.create", "invitations.send"]);
}

#[test]
fn i7_one_that_goes_by_hand_says_so_when_a_seat_is_free() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test"], "editor");
    let body = json!({ "invites": [{ "email": "c@acme.test" }], "delivery": "link" });
    let waiting = place.ada.post(&place.path("/invitations"), &body).is(200)["results"][0].clone();
    assert_eq!((&waiting["status"], waiting.get("link")), (&json!("queued"), None));
    place.revoke("a@acme.test");
    assert_eq!(place.status("c@acme.test"), "pending");
    assert!(place.world.mails("c@acme.test").is_empty());
    let told = place.ada.get("/v1/me/notifications").is(200)["data"][0].clone();
    assert!(text(&told["text"]).contains("make a new one and pass it on"), "{told}");
    let link = text(&place.act("c@acme.test", "resend").is(200)["link"]);
    let c = place.world.account("c@acme.test");
    c.post("/v1/invitations/accept", &json!({ "token": crate::support::fragment(&link) })).is(200);
}

#[test]
fn p3_an_item_shared_with_somebody_who_waits_comes_with_them() {
    let place = Place::new("studio");
    place.invite(&["a@acme.test", "b@acme.test", "c@acme.test"], "editor");
    let workspaces = place.ada.get(&place.path("/workspaces")).is(200);
    let workspace = text(&workspaces["data"][0]["id"]);
    let project =
        place.ada.post(&format!("/v1/workspaces/{workspace}/projects"), &json!({ "name": "Plan" })).is(201);
    let shares = format!("/v1/projects/{}/shares", text(&project["id"]));
    let item = json!({ "item": { "type": "page", "id": "7", "name": "Rota" }, "email": "c@acme.test", "access": "view" });
    assert_eq!(place.ada.post(&shares, &item).is(201)["status"], "pending");
    assert!(place.world.mails("c@acme.test").is_empty(), "there is no link yet that a mail could speak of");
    place.world.advance(9 * 86_400);
    place.invite(&["d@acme.test"], "editor");
    assert_eq!(place.status("c@acme.test"), "pending");
    let (c, answer) = place.accept("c@acme.test");
    answer.is(200);
    assert!(!c.member.is_empty());
    assert_eq!(place.ada.get(&shares).is(200)["data"][0]["status"], "active");
}

#[test]
fn z1_a_preview_of_what_is_refused_says_how_many_seats_there_are_too() {
    let place = Place::new("granular");
    place.invite(&["a@acme.test", "b@acme.test"], "member");
    let body = json!({ "invites": [{ "email": "c@acme.test", "role": "member" }] });
    let preview = place.ada.post(&place.path("/invitations?preview=true"), &body).is(200);
    assert_eq!(preview["seats"], json!({ "before": 1, "after": 1, "limit": 3 }));
    assert_eq!(preview["problems"][0]["code"], "seats_full");
}
