//! I1: a thousand addresses in one call.

use std::time::Instant;

use serde_json::{Value, json};

use crate::support::World;

const INVITATIONS: &str = "/v1/organizations/{org}/invitations";

fn body(dry_run: bool) -> Value {
    let mut invites: Vec<Value> =
        (0..997).map(|n| json!({ "email": format!("p{n}@example.test") })).collect();
    invites.push(json!({ "email": "not an address" }));
    invites.push(json!({ "email": "nora@larkfield.test" }));
    invites.push(json!({ "email": "P1@Example.test" }));
    json!({ "invites": invites, "role": "viewer", "delivery": "link", "dry_run": dry_run })
}

fn count(answer: &Value, status: &str) -> usize {
    answer["results"].as_array().expect("a list").iter().filter(|row| row["status"] == status).count()
}

#[test]
fn i1_a_thousand_at_once_each_with_its_result() {
    let world = World::new();
    let version = world.version();
    let began = Instant::now();
    let dry = world.admin().post(INVITATIONS, &body(true)).is(200);
    let dry_took = began.elapsed();
    assert_eq!((count(&dry, "sent"), count(&dry, "rejected")), (997, 3));
    assert_eq!(world.version(), version);
    let began = Instant::now();
    let made = world.admin().post(INVITATIONS, &body(false)).is(200);
    eprintln!("a dry run of 1,000 took {dry_took:?}, sending {:?}", began.elapsed());
    assert_eq!((count(&made, "sent"), count(&made, "rejected")), (997, 3));
    assert_eq!(world.version(), version + 1, "one version");
    let results = made["results"].as_array().expect("a list");
    let codes: Vec<&Value> = results[997..].iter().map(|row| &row["code"]).collect();
    assert_eq!(codes, ["malformed_email", "already_member", "duplicate"]);
    for (n, row) in results[..997].iter().enumerate() {
        assert_eq!(row["invitation"]["email"], format!("p{n}@example.test"));
        assert!(row["link"].is_string());
    }
    let again = world.admin().post(INVITATIONS, &body(true)).is(200);
    assert!(again["results"][0]["code"] == "invitation_pending");
    let page = world.admin().get(&format!("{INVITATIONS}?limit=200&include=total")).is(200);
    assert_eq!(page["total"], 999);
    let mut more = body(false);
    more["invites"].as_array_mut().expect("a list").push(json!({ "email": "one@example.test" }));
    world.admin().post(INVITATIONS, &more).invalid("/invites", "out_of_range");
}
