//! D2, D3, D5: asking to be let in, coming straight in, and what an admin answers.

mod approve;
mod create;
mod races;

use serde_json::{Value, json};

use crate::support::{Answer, Dns, Person, World, text};

const REQUESTS: &str = "/v1/organizations/{org}/join-requests";
const JOINABLE: &str = "/v1/me/joinable-organizations";

/// Larkfield with acme.test proven.
struct Acme {
    world: World,
    dns: Dns,
    domain: String,
    value: String,
}

const RECORD: &str = "_usher-challenge.acme.test";

impl Acme {
    fn new(edit: &Value) -> Self {
        let dns = Dns::start();
        let world = World::with_dns(&dns);
        let owner = world.owner();
        let claimed = owner.post("/v1/organizations/{org}/domains", &json!({ "name": "acme.test" })).is(201);
        let value = text(&claimed["record"]["value"]);
        dns.add(RECORD, &value);
        let domain = format!("/v1/organizations/{{org}}/domains/{}", text(&claimed["id"]));
        owner.post(&format!("{domain}/verify"), &json!({})).is(200);
        owner.patch(&domain, edit).is(200);
        Self { world, dns, domain, value }
    }

    /// Where people ask.
    fn asking() -> Self {
        Self::new(&json!({ "join": "request" }))
    }

    /// Where people come straight in who signed in by a password.
    fn open() -> Self {
        Self::new(&json!({ "join": "open", "default_role": "viewer", "trusted_methods": ["password"] }))
    }

    fn approve(&self, request: &Value, role: &str) -> Answer {
        let path = format!("{REQUESTS}/{}/approve", text(&request["id"]));
        self.world.admin().post(&path, &json!({ "role": role }))
    }

    fn deny(&self, request: &Value) -> Answer {
        let path = format!("{REQUESTS}/{}/deny", text(&request["id"]));
        self.world.admin().post(&path, &json!({}))
    }
}

fn ask(person: &Person) -> Answer {
    person.post(REQUESTS, &json!({}))
}

fn actions(world: &World) -> Vec<String> {
    let applied = world.audit_log("").into_iter().filter(|entry| entry["outcome"] == "applied");
    applied.map(|entry| text(&entry["action"])).collect()
}
