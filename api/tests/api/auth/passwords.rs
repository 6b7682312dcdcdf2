//! X1: a forgotten password.

use serde_json::json;

use crate::support::{PASSWORD, World};

#[test]
fn x1_a_new_password_is_chosen_by_the_link_and_ends_every_session() {
    let world = World::new();
    let owner = world.owner();
    let forgot =
        |email: &str| world.ask("POST", "/v1/auth/forgot-password").json(&json!({ "email": email })).send();
    let (known, unknown) = (forgot("OWNER@larkfield.test"), forgot("nobody@example.test"));
    assert_eq!(known.likeness(), unknown.likeness(), "whether there is such an account is not said");
    known.is(204);
    assert!(world.mails("nobody@example.test").is_empty());
    let token = world.mailed("owner@larkfield.test", "reset-password");
    let reset = |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        world.ask("POST", "/v1/auth/reset-password").json(&body).send()
    };
    reset(&token, "short").invalid("/password", "too_short");
    reset(&token, "another good one").is(204);
    reset(&token, "yet another one").refused(410, "token_spent");
    owner.get("/v1/me").refused(401, "unauthenticated");
    let sign_in = |password: &str| {
        let body = json!({ "email": "owner@larkfield.test", "password": password });
        world.ask("POST", "/v1/auth/sign-in").json(&body).send()
    };
    sign_in(PASSWORD).refused(401, "invalid_credentials");
    sign_in("another good one").is(200);
}

#[test]
fn x1_without_mail_nobody_is_told_that_a_link_was_sent() {
    let world = World::without_mail();
    for email in ["owner@larkfield.test", "nobody@example.test"] {
        let body = json!({ "email": email });
        let answer = world.ask("POST", "/v1/auth/forgot-password").json(&body).send();
        answer.refused(409, "mail_not_configured");
    }
    assert_eq!(world.owner().get("/v1/me").is(200)["sends_mail"], false);
    let unverified = world.unverified();
    unverified.post("/v1/auth/verify-email/resend", &json!({})).refused(409, "mail_not_configured");
}

#[test]
fn x1_a_reset_link_lives_for_an_hour_and_the_newest_alone() {
    let world = World::new();
    let forgot = || {
        let body = json!({ "email": "owner@larkfield.test" });
        world.ask("POST", "/v1/auth/forgot-password").json(&body).send().is(204);
        world.mailed("owner@larkfield.test", "reset-password")
    };
    let reset = |token: &str| {
        let body = json!({ "token": token, "password": "another good one" });
        world.ask("POST", "/v1/auth/reset-password").json(&body).send()
    };
    let (first, second) = (forgot(), forgot());
    reset(&first).refused(410, "token_spent");
    world.advance(3_600);
    reset(&second).refused(410, "token_spent");
}

#[test]
fn x1_a_link_of_one_kind_is_none_of_another() {
    let world = World::new();
    let body = json!({ "token": world.id("verify_token"), "password": "another good one" });
    world.ask("POST", "/v1/auth/reset-password").json(&body).send().refused(410, "token_spent");
    let body = json!({ "token": world.id("reset_token") });
    world.ask("POST", "/v1/auth/verify-email").json(&body).send().refused(410, "token_spent");
}
