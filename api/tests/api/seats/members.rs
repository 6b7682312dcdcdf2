//! S8: activating, promoting and undoing take a seat that is free.

use serde_json::json;

use super::Place;
use crate::support::text;

#[test]
fn s8_activating_a_paid_member_needs_a_free_seat_in_every_model() {
    for (model, role) in
        [("studio", "editor"), ("granular", "member"), ("layered", "developer"), ("governed", "member")]
    {
        let place = Place::new(model);
        let mo = place.join("mo@acme.test", role);
        let activate = place.member(&mo, "/activate");
        place.ada.post(&place.member(&mo, "/deactivate"), &json!({})).is(200);
        place.invite(&["a@acme.test", "b@acme.test"], role);
        place.ada.post(&activate, &json!({})).refused(409, "no_seat");
        place.ada.post(&format!("{activate}?preview=true"), &json!({})).refused(409, "no_seat");
        let still = place.ada.get(&place.member(&mo, "")).is(200);
        assert_eq!(still["status"], "deactivated", "{model}");
        place.revoke("a@acme.test");
        let version = |answer: &crate::support::Answer| answer.header("usher-version").to_owned();
        let first = version(&place.ada.post(&activate, &json!({})));
        assert_eq!(version(&place.ada.post(&activate, &json!({}))), first, "a repeat is nothing");
        assert_eq!(place.seats(), (2, 1, Some(0), 0), "{model}");
    }
}

#[test]
fn s3_nobody_is_promoted_into_a_seat_that_is_not_there() {
    let place = Place::new("seats");
    let ob = place.join("ob@acme.test", "observer");
    place.invite(&["a@acme.test", "b@acme.test"], "member");
    let promote = json!({ "role": "member" });
    place.ada.patch(&place.member(&ob, ""), &promote).refused(409, "no_seat");
    assert_eq!(place.ada.get(&place.member(&ob, "")).is(200)["role"]["key"], "observer");
    place.revoke("b@acme.test");
    place.ada.patch(&place.member(&ob, ""), &promote).is(200);
    assert_eq!(place.seats(), (2, 1, Some(0), 0));
}

#[test]
fn m11_in_bulk_as_many_come_back_as_there_are_seats() {
    let place = Place::on("business", "studio");
    let people = ["a@acme.test", "b@acme.test", "c@acme.test"].map(|email| place.join(email, "editor"));
    let members: Vec<&str> = people.iter().map(|person| person.member.as_str()).collect();
    let bulk = |action: &str| {
        let body = json!({ "action": action, "members": members });
        place.ada.post(&place.path("/members/bulk"), &body).is(200)["results"].clone()
    };
    bulk("deactivate");
    place.plan("pro");
    let back = bulk("activate");
    let codes: Vec<_> = (0..3).map(|at| (text(&back[at]["status"]), back[at]["code"].clone())).collect();
    assert_eq!(codes[0].0, "applied");
    assert_eq!(codes[1].0, "applied");
    assert_eq!((codes[2].0.as_str(), &codes[2].1), ("refused", &json!("no_seat")));
    assert_eq!(place.seats(), (3, 0, Some(0), 0));
}

#[test]
fn z5_what_was_undone_finds_its_seat_taken() {
    let place = Place::new("studio");
    let mo = place.join("mo@acme.test", "editor");
    place.invite(&["a@acme.test"], "editor");
    let gone = place.ada.post(&place.member(&mo, "/deactivate"), &json!({}));
    let version: u64 = gone.header("usher-version").parse().expect("a version");
    gone.is(200);
    let undo = || place.ada.post(&place.path("/undo"), &json!({ "version": version }));
    place.invite(&["b@acme.test"], "editor");
    undo().refused(409, "no_seat");
    assert_eq!(place.ada.get(&place.member(&mo, "")).is(200)["status"], "deactivated");
    place.revoke("b@acme.test");
    undo().is(200);
    assert_eq!(place.seats(), (2, 1, Some(0), 0));
}

#[test]
fn s8_an_end_that_is_taken_off_takes_a_seat_again() {
    let place = Place::new("studio");
    let mo = place.join("mo@acme.test", "editor");
    let now = text(&place.world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let now: chrono::DateTime<chrono::Utc> = now.parse().expect("a time");
    let end = (now + chrono::TimeDelta::days(2)).to_rfc3339();
    place.ada.patch(&place.member(&mo, ""), &json!({ "expires_at": end })).is(200);
    assert_eq!(place.seats(), (2, 0, Some(1), 0));
    place.world.advance(3 * 86_400);
    assert_eq!(place.seats(), (1, 0, Some(2), 0), "time frees it");
    place.invite(&["a@acme.test", "b@acme.test"], "editor");
    place.ada.patch(&place.member(&mo, ""), &json!({ "expires_at": null })).refused(409, "no_seat");
    place.ada.post(&place.member(&mo, "/activate"), &json!({})).refused(409, "no_seat");
}

#[test]
fn s3_a_role_that_comes_to_be_paid_needs_seats_for_all_who_have_it() {
    let place = Place::on("business", "studio");
    let body = json!({ "name": "Watcher", "seat": "free", "permissions": { "content": "view" } });
    place.ada.post(&place.path("/roles"), &body).is(201);
    for email in ["a@acme.test", "b@acme.test", "c@acme.test"] {
        place.join(email, "watcher");
    }
    assert_eq!(place.seats(), (1, 0, Some(24), 0));
    let paid = json!({ "seat": "paid" });
    place.ada.patch(&place.path("/roles/watcher?preview=true"), &paid).is(200);
    let filler: Vec<String> = (0..23).map(|n| format!("f{n}@acme.test")).collect();
    let filler: Vec<&str> = filler.iter().map(String::as_str).collect();
    place.invite(&filler, "editor");
    place.ada.patch(&place.path("/roles/watcher"), &paid).refused(409, "no_seat");
    assert_eq!(place.seats(), (1, 23, Some(1), 0));
}
