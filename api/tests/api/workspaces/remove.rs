//! M17: `DELETE /v1/workspaces/{ws}/members/{member}`

use serde_json::{Value, json};

use crate::support::World;

const NORA: &str = "/v1/workspaces/{private}/members/{nora}";
const SECRET: &str = "/v1/projects/{secret}";

/// Nora in the private workspace, with everything that one can have there.
fn settled(world: &World) {
    let owner = world.owner();
    owner.put(NORA, &json!({ "role": "viewer" })).is(201);
    owner.put("/v1/projects/{secret}/collaborators/{nora}", &json!({ "role": "editor" })).is(201);
    owner.put(&format!("{NORA}/restriction"), &json!({ "projects": [world.id("secret")] })).is(201);
    owner.put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "admin" })).is(201);
}

#[test]
fn m17_everything_there_closes_in_one_version_and_nothing_elsewhere() {
    let world = World::new();
    settled(&world);
    let (admin, nora, version) = (world.admin(), world.nora(), world.version());
    assert_eq!(nora.get(SECRET).is(200)["permissions"]["content"], "full");
    let preview = admin.delete(&format!("{NORA}?preview=true")).is(200);
    nora.get(SECRET).is(200);
    let gone = admin.delete(NORA).is(200);
    assert_eq!(gone["changes"], preview["changes"]);
    assert_eq!(preview["kept"], Value::Null, "nothing is left, and nothing is said of it");
    assert_eq!((&gone["via"], &gone["restricted"]), (&json!("listed"), &json!(true)), "as they were");
    assert_eq!(world.version(), version + 1);
    nora.get(SECRET).refused(404, "not_found");
    nora.get("/v1/workspaces/{private}").refused(404, "not_found");
    assert_eq!(
        nora.get("/v1/projects/{prj}").is(200)["permissions"]["settings.members"],
        "full",
        "elsewhere"
    );
    let shown = admin.get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!((&shown["status"], &shown["restricted"]), (&json!("active"), &json!(false)));
    let log = world.audit_log("&action=workspaces.remove_member");
    assert_eq!((&log[0]["before"]["role"], &log[0]["after"]), (&json!("viewer"), &Value::Null));

    admin.delete(NORA).refused(404, "not_found");
    // Adding again brings nothing old back.
    admin.put(NORA, &json!({ "role": null })).is(201);
    let back = admin.get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!((&back["restricted"], &back["projects"].as_array().map(Vec::len)), (&json!(false), &Some(1)));
    assert_eq!(nora.get(SECRET).is(200)["permissions"]["settings.publishing"], "full", "an editor again");
}

#[test]
fn m17_nobody_is_taken_out_of_an_open_workspace() {
    let world = World::new();
    let path = "/v1/workspaces/{ws}/members/{nora}";
    world.admin().delete(path).refused(409, "workspace_open");
    world.admin().put(path, &json!({ "role": "viewer" })).is(200);
    world.admin().delete(path).refused(409, "workspace_open");
    world.admin().delete(&format!("{path}?preview=true")).refused(409, "workspace_open");
    assert_eq!(world.nora().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view");
}

#[test]
fn m17_only_whoever_manages_it_and_only_who_is_there() {
    let world = World::new();
    settled(&world);
    for person in [world.viewer(), world.editor(), world.guest(), world.stranger()] {
        person.delete(NORA).refused(404, "not_found");
    }
    world.nora().delete(NORA).refused(403, "permission_denied");
    for who in ["{editor}", "{guest}", "{other_member}", "nonsense"] {
        world.admin().delete(&format!("/v1/workspaces/{{private}}/members/{who}")).refused(404, "not_found");
    }
    world.admin().delete("/v1/workspaces/{other_ws}/members/{nora}").refused(404, "not_found");
    assert_eq!(world.nora().get(SECRET).is(200)["permissions"]["content"], "full");
}

#[test]
fn m17_what_a_group_still_gives_is_named_with_the_group() {
    let world = World::new();
    settled(&world);
    let admin = world.admin();
    admin.put("/v1/organizations/{org}/groups/{grp}/members/{nora}", &json!({})).is(201);
    admin.put("/v1/workspaces/{private}/groups/{grp}", &json!({ "role": "viewer" })).is(201);
    let preview = admin.delete(&format!("{NORA}?preview=true")).is(200);
    let kept = preview["kept"].as_array().expect("something is kept");
    assert_eq!(kept.len(), 1, "{preview}");
    assert_eq!(kept[0]["member"], json!(world.id("nora")));
    assert_eq!(kept[0]["resource"], json!({ "type": "workspace", "id": world.id("private") }));
    assert_eq!(kept[0]["through"], json!({ "type": "group", "id": world.id("grp"), "name": "Crew" }));
    assert_eq!(
        (&kept[0]["permissions"]["content"], kept[0]["permissions"].get("billing")),
        (&json!("view"), None)
    );
    let done = admin.delete(NORA).is(200);
    assert_eq!(done["changes"], preview["changes"]);
    assert_eq!(world.nora().get(SECRET).is(200)["permissions"]["content"], "view", "through the group alone");
    admin.delete("/v1/organizations/{org}/groups/{grp}/members/{nora}").is(200);
    world.nora().get(SECRET).refused(404, "not_found");
}
