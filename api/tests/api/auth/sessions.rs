//! X1: refreshing, signing out, sessions.

use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, World, text};

fn sign_in(world: &World, email: &str) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD });
    world.ask("POST", "/v1/auth/sign-in").json(&body).send()
}

fn refresh(world: &World, cookie: &str) -> Answer {
    world.ask("POST", "/v1/auth/refresh").cookie(cookie).send()
}

fn me(world: &World, answer: &Answer) -> Answer {
    world.ask("GET", "/v1/me").bearer(answer.body["access_token"].as_str().unwrap_or_default()).send()
}

#[test]
fn x1_refreshing_rotates_the_token() {
    let world = World::new();
    let first = sign_in(&world, "owner@larkfield.test");
    let second = refresh(&world, &first.refresh());
    assert_ne!(first.refresh(), second.refresh());
    assert_eq!(second.clone().is(200)["user"], first.body["user"]);
    me(&world, &second).is(200);
    let third = refresh(&world, &second.refresh());
    third.is(200);
    refresh(&world, "nonsense").refused(401, "unauthenticated");
    world.ask("POST", "/v1/auth/refresh").send().refused(401, "unauthenticated");
}

#[test]
fn x1_two_tabs_restored_at_once_both_stay_signed_in() {
    let world = World::new();
    let first = sign_in(&world, "owner@larkfield.test");
    let one = refresh(&world, &first.refresh());
    world.advance(20);
    let other = refresh(&world, &first.refresh());
    assert_ne!(one.refresh(), other.refresh(), "a sibling");
    one.clone().is(200);
    other.clone().is(200);
    refresh(&world, &one.refresh()).is(200);
    refresh(&world, &other.refresh()).is(200);
}

#[test]
fn x1_a_token_that_comes_back_later_ends_the_whole_family() {
    let world = World::new();
    let first = sign_in(&world, "owner@larkfield.test");
    let second = refresh(&world, &first.refresh());
    let elsewhere = sign_in(&world, "owner@larkfield.test");
    world.advance(31);
    refresh(&world, &first.refresh()).refused(401, "refresh_reused");
    refresh(&world, &second.refresh()).refused(401, "unauthenticated");
    me(&world, &second).refused(401, "unauthenticated");
    me(&world, &elsewhere).is(200);
    refresh(&world, &elsewhere.refresh()).is(200);
}

#[test]
fn x1_a_session_lives_for_thirty_days_after_its_last_refresh() {
    let world = World::new();
    let first = sign_in(&world, "owner@larkfield.test");
    world.advance(29 * 86_400);
    let second = refresh(&world, &first.refresh());
    second.clone().is(200);
    world.advance(29 * 86_400);
    let third = refresh(&world, &second.refresh());
    third.clone().is(200);
    world.advance(30 * 86_400);
    refresh(&world, &third.refresh()).refused(401, "unauthenticated");
}

#[test]
fn x1_signing_out_is_in_force_with_the_next_request() {
    let world = World::new();
    let signed = sign_in(&world, "owner@larkfield.test");
    let out = world.ask("POST", "/v1/auth/sign-out").cookie(&signed.refresh()).send();
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    out.is(204);
    me(&world, &signed).refused(401, "unauthenticated");
    refresh(&world, &signed.refresh()).refused(401, "unauthenticated");
    world.ask("POST", "/v1/auth/sign-out").send().is(204);
    world.owner().get("/v1/me").is(200);
}

#[test]
fn x1_sessions_are_listed_and_ended() {
    let world = World::new();
    let (owner, other) = (world.owner(), sign_in(&world, "owner@larkfield.test"));
    let third = sign_in(&world, "owner@larkfield.test");
    let listed = owner.get("/v1/me/sessions").is(200);
    let rows = listed["data"].as_array().expect("a list");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.iter().filter(|row| row["current"] == true).count(), 1);
    assert_eq!(rows[2]["current"], true, "newest first");
    let id = text(&rows[1]["id"]);
    world.stranger().delete(&format!("/v1/me/sessions/{id}")).refused(404, "not_found");
    owner.delete(&format!("/v1/me/sessions/{id}")).is(204);
    me(&world, &other).refused(401, "unauthenticated");
    owner.delete(&format!("/v1/me/sessions/{id}")).refused(404, "not_found");
    owner.delete("/v1/me/sessions").is(204);
    me(&world, &third).refused(401, "unauthenticated");
    let left = owner.get("/v1/me/sessions").is(200);
    assert_eq!(left["data"].as_array().map(Vec::len), Some(1));
    let page = owner.get("/v1/me/sessions?limit=1").is(200);
    assert_eq!(page["next_cursor"], Value::Null);
}

#[test]
fn x1_addresses_are_added_verified_and_removed() {
    let world = World::new();
    let owner = world.owner();
    let added = owner.post("/v1/me/emails", &json!({ "email": "second@example.test" })).is(201);
    assert_eq!((&added["primary"], &added["verified"]), (&json!(false), &json!(false)));
    sign_in(&world, "second@example.test").refused(401, "invalid_credentials");
    world.verify("second@example.test");
    sign_in(&world, "second@example.test").is(200);
    let taken = json!({ "email": "second@example.test", "password": PASSWORD, "name": "X" });
    world.ask("POST", "/v1/auth/sign-up").json(&taken).send().refused(409, "email_taken");
    let listed = owner.get("/v1/me/emails").is(200);
    let primary =
        listed["data"].as_array().expect("a list").iter().find(|row| row["primary"] == true).expect("one");
    owner.delete(&format!("/v1/me/emails/{}", text(&primary["id"]))).refused(409, "last_email");
    owner.delete(&format!("/v1/me/emails/{}", text(&added["id"]))).is(204);
    sign_in(&world, "second@example.test").refused(401, "invalid_credentials");
    // Somebody else's address is taken in without a word, and never verified.
    owner.post("/v1/me/emails", &json!({ "email": "nora@larkfield.test" })).is(201);
    let mails = world.mails("nora@larkfield.test");
    assert!(!mails[0]["links"].to_string().contains("verify-email"), "{mails:?}");
}
