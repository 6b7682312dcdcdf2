//! V3: when the link should be reset.

use serde_json::{Value, json};

use super::{LINK, RESET, set};
use crate::support::World;

fn suggested(world: &World) -> Value {
    world.owner().get(LINK).is(200)["reset_suggested"].clone()
}

#[test]
fn v3_a_reset_is_suggested_once_somebody_left_and_not_any_more_after_it() {
    let world = World::new();
    let owner = world.owner();
    assert_eq!(suggested(&world), json!(null));
    let reset = || owner.post(RESET, &json!({})).is(200)["reset_suggested"].clone();
    owner.post("/v1/organizations/{org}/members/{nora}/deactivate", &json!({})).is(200);
    assert_eq!(suggested(&world)["reason"], "somebody_left");
    // They hold the link as before, and may come in as before: nothing to guard against.
    owner.post("/v1/organizations/{org}/members/{nora}/activate", &json!({})).is(200);
    assert_eq!(suggested(&world), json!(null));
    owner.delete("/v1/organizations/{org}/members/{nora}").is(200);
    let first = suggested(&world);
    assert_eq!(first["reason"], "somebody_left");
    world.editor().post("/v1/organizations/{org}/leave", &json!({})).is(200);
    assert_eq!(suggested(&world), first, "since the first of them");
    assert_eq!(reset(), json!(null));
    // Another role is another link; a limit is not.
    owner.delete("/v1/organizations/{org}/members/{viewer}").is(200);
    set(&world, &json!({ "role": "viewer", "max_uses": 3 }));
    assert_eq!(suggested(&world)["reason"], "somebody_left");
    set(&world, &json!({ "role": "editor" }));
    assert_eq!(suggested(&world), json!(null));
}

#[test]
fn v3_whoever_was_gone_before_the_link_was_made_does_not_count() {
    let world = World::new();
    // Deactivated before the link was made, and removed after it: they never held it.
    world.owner().delete("/v1/organizations/{org}/members/{deactivated}").is(200);
    assert_eq!(suggested(&world), json!(null));
    // A change of role closes a row, and nobody left.
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "viewer" })).is(200);
    assert_eq!(suggested(&world), json!(null));
}

#[test]
fn v3_a_link_grows_old_after_ninety_days() {
    let world = World::new();
    world.advance(90 * 86_400 - 3_600);
    assert_eq!(suggested(&world), json!(null));
    world.advance(7_200);
    assert_eq!(suggested(&world)["reason"], "older_than");
    world.owner().post(RESET, &json!({})).is(200);
    assert_eq!(suggested(&world), json!(null));
}

#[test]
fn v3_a_membership_that_ran_out_counts_as_somebody_who_left() {
    let world = World::new();
    let now = crate::support::text(&world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let end = chrono::DateTime::parse_from_rfc3339(&now).expect("a time") + chrono::TimeDelta::hours(1);
    let body = json!({ "expires_at": end.to_rfc3339() });
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &body).is(200);
    assert_eq!(suggested(&world), json!(null));
    world.advance(3_601);
    assert_eq!(suggested(&world)["reason"], "somebody_left");
}
