//! What people are told in the app.

use serde_json::{Value, json};

use crate::support::{World, text};

#[test]
fn notices_are_one_s_own_newest_first_and_read_by_id_or_all() {
    let world = World::new();
    let nora = world.nora();
    for role in ["viewer", "editor", "viewer"] {
        world.admin().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": role })).is(200);
    }
    let all = nora.get("/v1/me/notifications").is(200)["data"].clone();
    let rows = all.as_array().expect("a list");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["read_at"] == Value::Null && row["organization"] == world.id("org")));
    let (newest, first) = (text(&rows[0]["id"]), text(&rows[2]["id"]));
    // Somebody else's ids are passed over.
    world.stranger().post("/v1/me/notifications/read", &json!({ "notifications": [newest] })).is(204);
    nora.post("/v1/me/notifications/read", &json!({ "notifications": [first] })).is(204);
    let unread = nora.get("/v1/me/notifications?unread=true").is(200);
    assert_eq!(unread["data"].as_array().map(Vec::len), Some(2));
    nora.post("/v1/me/notifications/read", &json!({})).is(204);
    assert_eq!(nora.get("/v1/me/notifications?unread=true").is(200)["data"], json!([]));
    let page = nora.get("/v1/me/notifications?limit=2").is(200);
    let cursor = text(&page["next_cursor"]);
    let rest = nora.get(&format!("/v1/me/notifications?limit=2&cursor={cursor}")).is(200);
    assert_eq!((rest["data"][0]["id"].clone(), &rest["next_cursor"]), (json!(first), &Value::Null));
    nora.get("/v1/me/notifications?unread=maybe").refused(422, "validation_failed");
}
