//! R2: `PUT DELETE /v1/projects/{prj}/members/{member}/scopes`

use serde_json::json;

use crate::support::World;

const SCOPES: &str = "/v1/projects/{prj}/members/{viewer}/scopes";
const COLLABORATOR: &str = "/v1/projects/{prj}/collaborators/{viewer}";

#[test]
fn r2_scopes_are_given_one_by_one() {
    let world = World::new();
    let body =
        json!({ "permissions": { "data": "full", "settings.publishing": "full", "reporting": "none" } });
    let made = world.owner().put(SCOPES, &body).is(201);
    assert_eq!((&made["role"], &made["level"]["name"]), (&json!(null), &json!("Custom")));
    assert_eq!(
        (&made["permissions"]["data"], &made["permissions"]["content"]),
        (&json!("full"), &json!("none"))
    );
    let held = world.viewer().get("/v1/projects/{prj}").is(200)["permissions"].clone();
    assert_eq!(
        (&held["data"], &held["content"], &held["reporting"]),
        (&json!("full"), &json!("view"), &json!("view"))
    );
    let again = world.owner().put(SCOPES, &body).is(200);
    assert_eq!(again["id"], made["id"]);
    world.owner().delete(SCOPES).is(200);
    assert_eq!(world.viewer().get("/v1/projects/{prj}").is(200)["permissions"]["data"], "view");
    world.owner().delete(SCOPES).refused(404, "not_found");
}

#[test]
fn r2_a_member_has_one_grant_on_a_project_and_the_last_one_counts() {
    let world = World::new();
    let owner = world.owner();
    owner.put(COLLABORATOR, &json!({ "role": "admin" })).is(201);
    owner.put(SCOPES, &json!({ "permissions": { "data": "full" } })).is(200);
    let held = || world.viewer().get("/v1/projects/{prj}").is(200)["permissions"].clone();
    assert_eq!((&held()["data"], &held()["settings.members"]), (&json!("full"), &json!("view")));
    owner.put(COLLABORATOR, &json!({ "role": "editor" })).is(200);
    assert_eq!(held()["workflows"], "full");
    owner.delete(SCOPES).is(200);
    assert_eq!(held()["workflows"], "view");
    owner.delete(COLLABORATOR).refused(404, "not_found");
}

#[test]
fn r2_nobody_gives_more_than_they_hold_there() {
    let world = World::new();
    let owner = world.owner();
    // Manages who is in the project, and has no more than that.
    owner.put(SCOPES, &json!({ "permissions": { "settings.members": "full" } })).is(201);
    let give = |permissions| {
        world
            .viewer()
            .put("/v1/projects/{prj}/members/{guest}/scopes", &json!({ "permissions": permissions }))
    };
    give(json!({ "data": "full" })).refused(403, "may_not_grant");
    give(json!({ "data": "view" })).refused(422, "reach_shared");
    // And nobody above them there is theirs to change.
    let nora = "/v1/projects/{prj}/members/{nora}/scopes";
    world.viewer().put(nora, &json!({ "permissions": { "data": "view" } })).refused(403, "may_not_grant");
    let own = json!({ "permissions": { "settings.members": "full", "data": "full" } });
    world.viewer().put(SCOPES, &own).refused(403, "may_not_grant");
}

#[test]
fn r2_what_is_no_scope_of_a_project_is_refused() {
    let world = World::new();
    let give = |permissions| world.owner().put(SCOPES, &json!({ "permissions": permissions }));
    give(json!({ "sorcery": "full" })).invalid("/permissions/sorcery", "unknown_scope");
    for scope in ["members", "ownership", "workspace.members", "billing"] {
        give(json!({ (scope): "view" })).invalid(&format!("/permissions/{scope}"), "misplaced_scope");
    }
    give(json!({ "data": "some" })).invalid("/permissions/data", "malformed");
    give(json!({})).invalid("/permissions", "required");
    give(json!({ "data": "none" })).invalid("/permissions", "required");
    world.owner().put(SCOPES, &json!({})).invalid("/permissions", "required");
    assert_eq!(world.owner().get("/v1/projects/{prj}/access?through=direct").is(200)["data"], json!([]));
}
