//! L18: how new an answer is, on the server that took a write and on another.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{check, question, resource};
use crate::support::{Answer, Ask, Person, Server, World, text};

const PATH: &str = "/access/v1/evaluation";

fn body(world: &World) -> Value {
    question(&world.nora().user, "content.full", &resource(world, "project", "prj"))
}

fn role(world: &World, role: &str) -> String {
    let path = "/v1/organizations/{org}/members/{nora}";
    let answer = world.admin().patch(path, &json!({ "role": role }));
    let version = answer.header("usher-version").to_owned();
    answer.is(200);
    version
}

#[test]
fn l18_after_a_write_no_later_answer_here_is_older() {
    let world = World::new();
    for round in 0..10 {
        let (name, expected) = if round % 2 == 0 { ("viewer", false) } else { ("editor", true) };
        let version = role(&world, name);
        let answer = check(&world, PATH, &body(&world));
        assert_eq!(answer.header("usher-version"), version);
        assert_eq!(answer.is(200)["decision"], expected, "{round}");
    }
}

#[test]
fn l18_an_answer_is_as_fresh_as_was_asked_for_or_none() {
    let world = World::new();
    let ask = |version: &str| {
        let ask = world.ask("POST", PATH).bearer(&world.id("key_secret")).header("usher-at-least", version);
        ask.json(&body(&world)).send()
    };
    let version = world.version();
    ask(&version.to_string()).is(200);
    let ahead = ask(&(version + 1).to_string());
    assert_eq!((ahead.status, ahead.header("retry-after")), (503, "1"));
    assert!(ahead.body.is_string());
    // Somebody who waits for a version that is being made gets it.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| ask(&(version + 1).to_string()));
        role(&world, "viewer");
        let answer = waiting.join().expect("answered");
        assert_eq!(answer.header("usher-version"), (version + 1).to_string());
        assert_eq!(answer.is(200), json!({ "decision": false }));
    });
}

/// A question to the other server.
fn there(world: &World, other: &Server, at_least: Option<&str>) -> Answer {
    let ask = Ask::new("POST", &format!("{}{PATH}", other.url())).bearer(&world.id("key_secret"));
    let ask = match at_least {
        Some(version) => ask.header("usher-at-least", version),
        None => ask,
    };
    ask.json(&body(world)).send()
}

/// Asks until the answer is this one, and says how long that took after the write was acknowledged.
fn until(
    written: Instant,
    mut ask: impl FnMut() -> Answer,
    expected: u16,
    decision: Option<bool>,
) -> Duration {
    loop {
        let answer = ask();
        let agrees = answer.status == expected && decision.is_none_or(|yes| answer.body["decision"] == yes);
        if agrees {
            return written.elapsed();
        }
        assert!(written.elapsed() < Duration::from_secs(60), "it never came: {}", answer.text);
    }
}

fn agrees_with_the_other(flags: &[&str], how: &str) {
    let world = World::new();
    // One process serves a SQLite file.
    let Some(other) = world.second_server(flags) else { return };
    there(&world, &other, None).is(200);
    let mut worst = Duration::ZERO;
    for round in 0..6 {
        let (name, expected) = if round % 2 == 0 { ("viewer", false) } else { ("editor", true) };
        let version = role(&world, name);
        // Whoever has seen the version never gets an older answer.
        let fresh = there(&world, &other, Some(&version));
        match fresh.status {
            200 => assert_eq!(fresh.body["decision"], expected, "{round}"),
            status => assert_eq!(status, 503, "{}", fresh.text),
        }
        let (name, expected) = if round % 2 == 0 { ("editor", true) } else { ("viewer", false) };
        role(&world, name);
        worst = worst.max(until(Instant::now(), || there(&world, &other, None), 200, Some(expected)));
    }
    println!("staleness between two servers, {how}: {} ms at worst of 6", worst.as_millis());

    let made = world
        .owner()
        .post("/v1/organizations/{org}/api-keys", &json!({ "name": "K", "check": true }))
        .is(201);
    let (id, secret) = (text(&made["id"]), text(&made["secret"]));
    let by_key =
        || Ask::new("POST", &format!("{}{PATH}", other.url())).bearer(&secret).json(&body(&world)).send();
    by_key().is(200);
    world.owner().delete(&format!("/v1/organizations/{{org}}/api-keys/{id}")).is(204);
    let took = until(Instant::now(), by_key, 401, None);
    println!("a key revoked on one server, {how}: dead on the other after {} ms", took.as_millis());

    let viewer = world.viewer();
    let sign_in = json!({ "email": viewer.email, "password": crate::support::PASSWORD });
    let signed = world.ask("POST", "/v1/auth/sign-in").json(&sign_in).send();
    let (token, refresh) = (text(&signed.body["access_token"]), signed.refresh());
    let by_token =
        || Ask::new("POST", &format!("{}{PATH}", other.url())).bearer(&token).json(&body(&world)).send();
    by_token().is(200);
    by_token().is(200);
    world.ask("POST", "/v1/auth/sign-out").cookie(&refresh).send().is(204);
    let took = until(Instant::now(), by_token, 401, None);
    println!("a session ended on one server, {how}: dead on the other after {} ms", took.as_millis());
}

#[test]
fn l18_another_server_hears_of_a_write() {
    agrees_with_the_other(&[], "by notice");
}

#[test]
fn l18_another_server_finds_a_write_by_looking_alone() {
    agrees_with_the_other(&["--poll-only"], "by looking alone");
}

/// All facts that a server answers from, as it sees them.
fn facts(ask: impl Fn(&str) -> Ask, version: &str) -> Value {
    let path = "/v1/organizations/{org}/snapshot";
    let mut answer = ask(path).header("usher-at-least", version).send().is(200);
    answer["at"] = Value::Null;
    answer
}

#[test]
fn l11_a_snapshot_that_caught_up_is_the_one_that_the_writer_has() {
    let world = World::new();
    let Some(other) = world.second_server(&[]) else { return };
    let owner = world.owner();
    let there = |path: &str| {
        Ask::new("GET", &format!("{}{}", other.url(), world.filled(path))).bearer(&owner.token())
    };
    let members = "?members={admin},{editor},{viewer},{guest},{deactivated},{nora}";
    let compare = |said: &str| {
        let version = world.version().to_string();
        let here = facts(|path| owner.ask("GET", &format!("{path}{members}")), &version);
        assert_eq!(facts(|path| there(&format!("{path}{members}")), &version), here, "{said}");
    };
    compare("at first");
    let patch = |person: &Person, path: &str, body: Value| person.patch(path, &body).is(200);
    let nora = "/v1/organizations/{org}/members/{nora}";
    patch(&owner, nora, json!({ "role": "viewer" }));
    compare("a role");
    patch(&owner, nora, json!({ "role": "admin" }));
    patch(&owner, nora, json!({ "role": "editor" }));
    compare("two changes of one row");
    owner.post(&format!("{nora}/deactivate"), &json!({})).is(200);
    compare("a status");
    let ws = text(
        &owner
            .post("/v1/organizations/{org}/workspaces", &json!({ "name": "More", "visibility": "private" }))
            .is(201)["id"],
    );
    let prj = text(
        &owner.post(&format!("/v1/workspaces/{ws}/projects"), &json!({ "name": "Inside" })).is(201)["id"],
    );
    compare("a workspace and a project");
    let body = json!({ "invites": [{ "email": "in@example.test", "role": "editor" }], "delivery": "link",
        "workspaces": [{ "id": ws }], "projects": [{ "id": prj, "role": "editor" }], "restrict_to": [prj] });
    let invited = owner.post("/v1/organizations/{org}/invitations", &body).is(200);
    let token = crate::support::fragment(invited["results"][0]["link"].as_str().expect("a link"));
    let joined = world.account("in@example.test");
    let member =
        text(&joined.post("/v1/invitations/accept", &json!({ "token": token })).is(200)["membership"]["id"]);
    compare("somebody with a list, a workspace and a grant");
    owner.delete(&format!("/v1/projects/{prj}")).is(204);
    compare("a project less");
    owner.patch(&format!("/v1/workspaces/{ws}"), &json!({ "visibility": "open" })).is(200);
    owner.patch("/v1/workspaces/{ws}", &json!({ "visibility": "private" })).is(200);
    compare("one workspace opened, another closed");
    owner.delete(&format!("/v1/organizations/{{org}}/members/{member}")).is(200);
    compare("a member less");
    owner.delete(&format!("/v1/workspaces/{ws}")).is(204);
    compare("a workspace less");
    owner.post(&format!("{nora}/activate"), &json!({})).is(200);
    owner.delete(nora).is(200);
    compare("two versions at once");
}
