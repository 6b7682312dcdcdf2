//! I8, V3, M14: the shareable link.

mod join;
mod races;
mod set;
mod suggest;

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, text};

const LINK: &str = "/v1/organizations/{org}/invite-link";
const RESET: &str = "/v1/organizations/{org}/invite-link/reset";

/// Sets the link, and hands its token over.
#[track_caller]
fn set(world: &World, body: &Value) -> String {
    let answer = world.owner().put(LINK, body);
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text);
    text(&answer.body["token"])
}

fn join(person: &Person, token: &str) -> Answer {
    person.post("/v1/invite-links/join", &json!({ "token": token }))
}

fn lookup(world: &World, token: &str) -> Answer {
    world.ask("POST", "/v1/invite-links/lookup").json(&json!({ "token": token })).send()
}

fn uses(world: &World) -> Value {
    world.owner().get(LINK).is(200)["uses"].clone()
}
