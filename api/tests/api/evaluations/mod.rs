//! H1: the check API, by its standard.

mod batch;
mod callers;
mod configuration;
mod errors;
mod evaluate;
mod freshness;
mod search;

use serde_json::{Value, json};

use crate::support::{Answer, World};

/// Asks with the organization's checking key.
fn check(world: &World, path: &str, body: &Value) -> Answer {
    ask(world, &world.id("key_secret"), path, body)
}

/// Asks with this credential.
fn ask(world: &World, token: &str, path: &str, body: &Value) -> Answer {
    world.ask("POST", path).bearer(token).json(body).send()
}

/// Whether this person may, as the checking key is told.
#[track_caller]
fn may(world: &World, who: &str, action: &str, resource: &Value) -> bool {
    let body = question(&world.person(who).user, action, resource);
    let answer = check(world, "/access/v1/evaluation", &body).is(200);
    let decision = answer["decision"].as_bool().expect("a decision");
    assert_eq!(answer, json!({ "decision": decision }), "nothing else");
    decision
}

fn question(user: &str, action: &str, resource: &Value) -> Value {
    json!({ "subject": { "type": "user", "id": user }, "action": { "name": action }, "resource": resource })
}

fn resource(world: &World, kind: &str, name: &str) -> Value {
    json!({ "type": kind, "id": world.id(name) })
}

fn ids(found: &Value) -> Vec<String> {
    let results = found["results"].as_array().expect("results");
    results.iter().map(|hit| hit["id"].as_str().or(hit["name"].as_str()).expect("an id").to_owned()).collect()
}
