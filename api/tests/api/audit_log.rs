//! A1: what was done, and what was refused.

use serde_json::{Value, json};

use crate::support::World;

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

#[test]
fn a1_a_change_is_one_entry_with_everything_in_it() {
    let world = World::new();
    let ask =
        world.admin().ask("PATCH", NORA).header("user-agent", "a browser").json(&json!({ "role": "viewer" }));
    let answer = ask.send();
    let (request, version) =
        (answer.header("x-request-id").to_owned(), answer.header("usher-version").to_owned());
    answer.is(200);
    let entry = world.audit_log("&action=members.change_role")[0].clone();
    let expected = json!({
        "actor": { "type": "user", "id": world.admin().user, "name": "Admin" },
        "action": "members.change_role",
        "target": { "type": "member", "id": world.id("nora"), "name": "Nora" },
        "outcome": "applied", "code": null, "count": 1,
        "before": { "role": "editor", "status": "active" }, "after": { "role": "viewer", "status": "active" },
        "origin": "api", "ip": "127.0.0.1", "user_agent": "a browser", "request_id": request,
        "version": version.parse::<u64>().expect("a number"),
    });
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(&entry[field], value, "{field}");
    }
    assert_eq!(entry["hash"].as_str().map(str::len), Some(64));
}

#[test]
fn a1_what_a_member_was_refused_is_an_entry_and_repeats_within_a_minute_are_counted_on_it() {
    let world = World::new();
    let version = world.version();
    let viewer = world.viewer();
    for _ in 0..3 {
        viewer.patch(NORA, &json!({ "role": "admin" })).refused(403, "permission_denied");
    }
    let entries = world.audit_log("&action=members.change_role");
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!(
        (&entry["outcome"], &entry["code"], &entry["count"]),
        (&json!("refused"), &json!("permission_denied"), &json!(3))
    );
    assert_eq!(
        (&entry["actor"]["id"], &entry["target"]["id"]),
        (&json!(viewer.user), &json!(world.id("nora")))
    );
    assert_eq!((&entry["version"], world.version()), (&Value::Null, version), "a refusal raises no version");
    world.advance(61);
    viewer.patch(NORA, &json!({ "role": "admin" })).refused(403, "permission_denied");
    assert_eq!(world.audit_log("&action=members.change_role").len(), 2);
}

#[test]
fn a1_refusals_of_each_kind_are_entries() {
    let world = World::new();
    world.admin().delete("/v1/organizations/{org}/members/{owner}").refused(403, "owner_protected");
    world.admin().delete("/v1/organizations/{org}/members/{other_member}").refused(404, "not_found");
    world.owner().post("/v1/organizations/{org}/leave", &json!({})).refused(409, "use_ownership_transfer");
    let stale = world
        .admin()
        .ask("PATCH", NORA)
        .header("if-match", "\"0\"")
        .json(&json!({ "role": "viewer" }))
        .send();
    stale.refused(412, "precondition_failed");
    world
        .deactivated()
        .post("/v1/organizations/{org}/leave", &json!({}))
        .refused(403, "membership_deactivated");
    let codes: Vec<Value> =
        world.audit_log("").into_iter().take(5).map(|entry| entry["code"].clone()).collect();
    assert_eq!(
        codes,
        [
            "membership_deactivated",
            "precondition_failed",
            "use_ownership_transfer",
            "not_found",
            "owner_protected"
        ]
    );
}

#[test]
fn a1_strangers_validation_reads_and_previews_are_no_entries() {
    let world = World::new();
    let before = world.audit_log("").len();
    world.stranger().patch(NORA, &json!({ "role": "admin" })).refused(404, "not_found");
    world.admin().patch(NORA, &json!({ "role": "king" })).refused(422, "validation_failed");
    world.viewer().get("/v1/organizations/{org}/audit-log").refused(403, "permission_denied");
    world
        .viewer()
        .patch(&format!("{NORA}?preview=true"), &json!({ "role": "admin" }))
        .refused(403, "permission_denied");
    assert_eq!(world.audit_log("").len(), before);
}

#[test]
fn a1_the_log_is_gapless_newest_first_narrowed_and_paged() {
    let world = World::new();
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    let whole = world.audit_log("");
    let sequence: Vec<u64> = whole.iter().filter_map(|entry| entry["sequence"].as_u64()).collect();
    let expected: Vec<u64> = (1..=whole.len() as u64).rev().collect();
    assert_eq!(sequence, expected);
    assert_eq!(whole[whole.len() - 1]["action"], "organizations.create");
    let admin = world.admin().user;
    assert!(world.audit_log(&format!("&actor={admin}")).iter().all(|entry| entry["actor"]["id"] == admin));
    assert_eq!(
        world.audit_log(&format!("&target={}", world.id("nora"))).len(),
        2,
        "joined, and another role"
    );
    let at = whole[0]["at"].as_str().unwrap_or_default();
    assert_eq!(world.audit_log(&format!("&since={at}")).len(), 1);
    assert_eq!(world.audit_log(&format!("&until={at}")).len(), whole.len() - 1);
    let (mut joined, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.owner().get(&format!("/v1/organizations/{{org}}/audit-log?limit=7{cursor}")).is(200);
        joined.extend(page["data"].as_array().cloned().unwrap_or_default());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(joined, whole);
    world.owner().get("/v1/organizations/{org}/audit-log?since=yesterday").refused(422, "validation_failed");
}
