//! P1, P7: `PUT`, `DELETE /v1/workspaces/{ws}/members/{member}/restriction`

use serde_json::{Value, json};

use crate::support::{World, text};

const NORA: &str = "/v1/workspaces/{ws}/members/{nora}/restriction";

fn more(world: &World, name: &str) -> String {
    text(&world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": name })).is(201)["id"])
}

#[test]
fn p1_a_restricted_member_has_their_role_in_the_listed_projects_alone() {
    let world = World::new();
    let (admin, nora, mars) = (world.admin(), world.nora(), more(&world, "Mars"));
    nora.get("/v1/projects/{prj}").is(200);
    let body = json!({ "projects": [mars] });
    let preview = admin.put(&format!("{NORA}?preview=true"), &body).is(200);
    nora.get("/v1/projects/{prj}").is(200);
    let version = world.version();
    let kept = admin.put(NORA, &body).is(201);
    assert_eq!(kept["changes"], preview["changes"]);
    assert_eq!((&kept["restricted"], &kept["restrict_to"][0]["name"]), (&json!(true), &json!("Mars")));
    nora.get("/v1/projects/{prj}").refused(404, "not_found");
    nora.get(&format!("/v1/projects/{mars}")).is(200);
    let listed = nora.get("/v1/workspaces/{ws}/projects").is(200);
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(admin.put(NORA, &body).is(200)["changes"]["total"], 0);
    assert_eq!(world.version(), version + 1);

    admin.put(NORA, &json!({ "projects": [] })).is(200);
    nora.get(&format!("/v1/projects/{mars}")).refused(404, "not_found");
    let member = admin.get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!((&member["restricted"], &member["restrict_to"]), (&json!(true), &json!([])));

    let preview = admin.delete(&format!("{NORA}?preview=true")).is(200);
    let lifted = admin.delete(NORA).is(200);
    assert_eq!(lifted["changes"], preview["changes"]);
    assert_eq!((&lifted["restricted"], &lifted["restrict_to"]), (&json!(false), &Value::Null));
    nora.get("/v1/projects/{prj}").is(200);
    let version = world.version();
    assert_eq!(admin.delete(NORA).is(200)["changes"]["total"], 0);
    assert_eq!(world.version(), version, "a second time changes nothing");
}

#[test]
fn p1_what_a_grant_gives_outside_the_list_still_counts() {
    let world = World::new();
    world.admin().put(NORA, &json!({ "projects": [] })).is(201);
    world.nora().get("/v1/projects/{prj}").refused(404, "not_found");
    world.admin().put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "viewer" })).is(201);
    assert_eq!(world.nora().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view");
}

#[test]
fn p7_what_a_restricted_member_makes_is_on_their_list() {
    let world = World::new();
    world.admin().put(NORA, &json!({ "projects": [] })).is(201);
    let made = world.nora().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Hers" })).is(201);
    world.nora().get(&format!("/v1/projects/{}", text(&made["id"]))).is(200);
    let member = world.admin().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(member["restrict_to"][0]["name"], "Hers");
}

#[test]
fn p1_who_may_restrict_whom_to_what() {
    let world = World::new();
    let body = json!({ "projects": [world.id("prj")] });
    for person in [world.viewer(), world.editor(), world.nora()] {
        person.put(NORA, &body).refused(403, "permission_denied");
        person.delete(NORA).refused(403, "permission_denied");
    }
    world.stranger().put(NORA, &body).refused(404, "not_found");
    let admin = world.admin();
    let of = |who: &str| format!("/v1/workspaces/{{ws}}/members/{who}/restriction");
    admin.put(&of("{guest}"), &body).refused(422, "reach_shared");
    admin.put(&of("{other_member}"), &body).refused(404, "not_found");
    for id in [world.id("secret"), world.id("other_prj"), "nonsense".to_owned(), world.id("ws")] {
        admin.put(NORA, &json!({ "projects": [id] })).refused(404, "not_found");
    }
    admin
        .put("/v1/workspaces/{private}/members/{nora}/restriction", &json!({ "projects": [] }))
        .refused(404, "not_found");
    admin.put(NORA, &json!({})).invalid("/projects", "required");
    admin.put(NORA, &json!({ "projects": [], "project": 1 })).invalid("/project", "unknown_field");
    world.nora().get("/v1/projects/{prj}").is(200);
}
