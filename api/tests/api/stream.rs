//! `GET …/stream`: an open page hears of what happens.

use serde_json::{Value, json};

use crate::support::{Events, Person, World};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

fn open(person: &Person) -> Events {
    Events::open(person.ask("GET", "/v1/organizations/{org}/stream"))
}

#[test]
fn the_first_event_is_the_version_and_a_change_follows() {
    let world = World::new();
    let version = world.version();
    let mut events = open(&world.editor());
    assert_eq!(events.next(), Some(("version".to_owned(), json!({ "version": version }))));
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    let told = events.wait_for("version");
    assert_eq!(told, json!({ "version": version + 1, "members": [world.id("nora")] }));
}

#[test]
fn a_guest_hears_of_versions_and_of_nobody() {
    let world = World::new();
    let mut events = open(&world.guest());
    events.wait_for("version");
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    assert_eq!(events.wait_for("version"), json!({ "version": world.version() }));
}

#[test]
fn a_notice_is_counted() {
    let world = World::new();
    let mut events = open(&world.nora());
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    assert_eq!(events.wait_for("notice"), json!({ "unread": 1 }));
    world.nora().post("/v1/me/notifications/read", &json!({})).is(204);
    assert_eq!(events.wait_for("notice"), json!({ "unread": 0 }));
}

#[test]
fn m6_whoever_is_deactivated_hears_that_and_nothing_more() {
    let world = World::new();
    let mut events = open(&world.nora());
    world.admin().post(&format!("{NORA}/deactivate"), &json!({})).is(200);
    assert_eq!(events.wait_for("end"), json!({ "code": "membership_deactivated" }));
    assert_eq!(events.next(), None);
}

#[test]
fn m8_whoever_is_removed_hears_the_end() {
    let world = World::new();
    let mut events = open(&world.nora());
    world.admin().delete(NORA).is(200);
    assert_eq!(events.wait_for("end"), json!({ "code": "not_found" }));
    assert_eq!(events.next(), None);
}

#[test]
fn x1_whoever_ends_their_session_hears_the_end() {
    let world = World::new();
    let nora = world.nora();
    let mut events = open(&nora);
    events.wait_for("version");
    let sessions = nora.get("/v1/me/sessions").is(200);
    let current = sessions["data"].as_array().expect("a list").iter().find(|row| row["current"] == true);
    let id = current.and_then(|row| row["id"].as_str()).expect("one");
    nora.delete(&format!("/v1/me/sessions/{id}")).is(204);
    assert_eq!(events.wait_for("end"), json!({ "code": "unauthenticated" }));
    assert_eq!(events.next(), None);
}

#[test]
fn t1_who_is_not_a_member_hears_nothing() {
    let world = World::new();
    world.stranger().get("/v1/organizations/{org}/stream").refused(404, "not_found");
    world.deactivated().get("/v1/organizations/{org}/stream").refused(403, "membership_deactivated");
    world.anonymous().get("/v1/organizations/{org}/stream").refused(401, "unauthenticated");
    world.owner().get("/v1/organizations/{org}/stream?since=1").invalid("?since", "unknown_parameter");
    // What happens in one organization is not heard in another.
    let mut events = Events::open(world.stranger().ask("GET", "/v1/organizations/{other_org}/stream"));
    let first = events.wait_for("version");
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    world.stranger().patch("/v1/organizations/{other_org}", &json!({ "name": "Other" })).is(200);
    let next = events.wait_for("version");
    assert_eq!(next["version"].as_u64(), first["version"].as_u64().map(|version| version + 1), "{next}");
    assert_ne!(next, Value::Null);
}
