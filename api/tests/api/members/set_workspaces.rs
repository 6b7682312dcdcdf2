//! M16: `PUT …/members/{member}/workspaces`

use serde_json::{Value, json};

use crate::support::World;

const NORA: &str = "/v1/organizations/{org}/members/{nora}/workspaces";

fn body(world: &World, text: &str) -> Value {
    serde_json::from_str(&world.filled(text)).expect("JSON")
}

#[test]
fn m16_the_whole_set_is_saved_together() {
    let world = World::new();
    let (admin, nora, version) = (world.admin(), world.nora(), world.version());
    let all =
        body(&world, r#"{"workspaces":[{"id":"{ws}","role":"viewer"},{"id":"{private}","role":null}]}"#);
    let preview = admin.put(&format!("{NORA}?preview=true"), &all).is(200);
    nora.get("/v1/workspaces/{private}").refused(404, "not_found");
    let saved = admin.put(NORA, &all).is(200);
    assert_eq!((&saved["changes"], world.version()), (&preview["changes"], version + 1));
    let rows = saved["workspaces"].as_array().expect("a list");
    let role = |id: &str| {
        rows.iter().find(|row| row["id"] == json!(world.id(id))).map(|row| row["role"]["key"].clone())
    };
    assert_eq!((role("ws"), role("private")), (Some(json!("viewer")), Some(Value::Null)));
    assert_eq!(nora.get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view");
    assert_eq!(nora.get("/v1/projects/{secret}").is(200)["permissions"]["content"], "full");
    assert_eq!(admin.put(NORA, &all).is(200)["changes"]["total"], 0);
    assert_eq!(world.version(), version + 1);
    let log = world.audit_log("&action=members.set_workspaces");
    assert_eq!((log.len(), &log[0]["before"]["workspaces"]), (1, &json!({})));

    // One that is not named is left, with what was granted in it; from an open one the role goes.
    admin.put("/v1/projects/{secret}/collaborators/{nora}", &json!({ "role": "viewer" })).is(201);
    let preview = admin.put(&format!("{NORA}?preview=true"), &json!({ "workspaces": [] })).is(200);
    let left = admin.put(NORA, &json!({ "workspaces": [] })).is(200);
    assert_eq!(left["changes"], preview["changes"]);
    assert_eq!(left["projects"], json!([]));
    nora.get("/v1/projects/{secret}").refused(404, "not_found");
    assert_eq!(nora.get("/v1/projects/{prj}").is(200)["permissions"]["content"], "full");
}

#[test]
fn m16_all_or_nothing_and_who_may() {
    let world = World::new();
    let (admin, version) = (world.admin(), world.version());
    let of = |who: &str| format!("/v1/organizations/{{org}}/members/{who}/workspaces");
    let good = body(&world, r#"{"workspaces":[{"id":"{private}"}]}"#);
    for id in ["{other_ws}", "nonsense", "{prj}"] {
        let bad = body(&world, &format!(r#"{{"workspaces":[{{"id":"{{private}}"}},{{"id":"{id}"}}]}}"#));
        admin.put(NORA, &bad).refused(404, "not_found");
    }
    let bad = body(&world, r#"{"workspaces":[{"id":"{private}"},{"id":"{ws}","role":"king"}]}"#);
    admin.put(NORA, &bad).invalid("/workspaces/1/role", "unknown_role");
    let bad = body(&world, r#"{"workspaces":[{"id":"{private}"},{"id":"{ws}","role":"guest"}]}"#);
    admin.put(NORA, &bad).invalid("/workspaces/1/role", "no_workspace_role");
    let bad = body(&world, r#"{"workspaces":[{"id":"{private}"},{"id":"{private}"}]}"#);
    admin.put(NORA, &bad).invalid("/workspaces/1/id", "duplicate");
    let bad = body(&world, r#"{"workspaces":[{"id":"{private}","rôle":"viewer"}]}"#);
    admin.put(NORA, &bad).invalid("/workspaces/0/rôle", "unknown_field");
    admin.put(&of("{guest}"), &good).refused(422, "reach_shared");
    admin.put(&of("{other_member}"), &good).refused(404, "not_found");
    admin.put(&of("{owner}"), &good).refused(403, "owner_protected");
    world.owner().put(&of("{admin}"), &good).refused(409, "implicit_member");
    for person in [world.viewer(), world.editor()] {
        person.put(NORA, &good).refused(403, "permission_denied");
    }
    world.stranger().put(NORA, &good).refused(404, "not_found");
    let seen = admin.get("/v1/organizations/{org}/members/{nora}").header("etag").to_owned();
    world.owner().put("/v1/workspaces/{ws}/members/{nora}", &json!({ "role": "viewer" })).is(200);
    admin.ask("PUT", NORA).header("if-match", &seen).json(&good).send().refused(412, "precondition_failed");
    assert_eq!(world.version(), version + 1, "nothing of it was saved");
}
