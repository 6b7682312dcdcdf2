//! G2, G4, G5: what a group is given on a workspace.

use serde_json::{Value, json};

use crate::support::World;

const CREW: &str = "/v1/workspaces/{private}/groups/{grp}";
const LIST: &str = "/v1/workspaces/{private}/groups";
const NORA: &str = "/v1/organizations/{org}/groups/{grp}/members/{nora}";

fn reach(world: &World) -> u16 {
    world.nora().get("/v1/projects/{secret}").status
}

#[test]
fn g2_a_role_on_a_workspace_is_everybodys_in_the_group_and_in_its_projects() {
    let world = World::new();
    let admin = world.admin();
    admin.put(NORA, &json!({})).is(201);
    assert_eq!(reach(&world), 404);
    let preview = admin.put(&format!("{CREW}?preview=true"), &json!({ "role": "editor" })).is(200);
    assert!(preview["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{preview}");
    let version = world.version();
    let given = admin.put(CREW, &json!({ "role": "editor" })).is(201);
    assert_eq!(given["changes"], preview["changes"]);
    assert_eq!((&given["role"], &given["group"]["name"]), (&json!("editor"), &json!("Crew")));
    assert_eq!(given["permissions"]["content"], "full");
    assert_eq!(given["permissions"]["members"], Value::Null, "nothing of the organization");
    assert_eq!(world.version(), version + 1);
    let secret = world.nora().get("/v1/projects/{secret}").is(200);
    assert_eq!(secret["permissions"]["content"], "full", "with the next request");
    let again = admin.put(CREW, &json!({ "role": "editor" })).is(200);
    assert_eq!((&again["changes"]["total"], world.version()), (&json!(0), version + 1));
    let replaced = admin.put(CREW, &json!({ "role": "viewer" })).is(200);
    assert_eq!((&replaced["role"], &replaced["changes"]["gained"]), (&json!("viewer"), &json!(0)));
    let listed = admin.get(LIST).is(200);
    assert_eq!(
        (&listed["data"][0]["role"], &listed["data"][0]["members_count"]),
        (&json!("viewer"), &json!(2))
    );
    let access = admin.get("/v1/organizations/{org}/groups/{grp}/access").is(200);
    assert_eq!(
        (&access["data"][0]["resource"]["name"], &access["data"][0]["role"]),
        (&json!("Vault"), &json!("viewer"))
    );
    assert_eq!(
        world.viewer().get("/v1/organizations/{org}/groups/{grp}/access").is(200)["data"],
        json!([]),
        "nobody hears of a place that they do not see"
    );
    admin.delete(CREW).is(200);
    assert_eq!(reach(&world), 404);
    admin.delete(CREW).refused(404, "not_found");
}

#[test]
fn g2_revoking_takes_what_came_through_the_group_and_names_who_keeps_access() {
    let world = World::new();
    let admin = world.admin();
    admin.put(NORA, &json!({})).is(201);
    admin.put(CREW, &json!({ "role": "viewer" })).is(201);
    let role = json!({ "role": "viewer" });
    admin.put("/v1/projects/{secret}/collaborators/{nora}", &role).is(201);
    let preview = admin.delete(&format!("{}?preview=true", "/v1/organizations/{org}/groups/{grp}")).is(200);
    let lost = preview["changes"]["data"].as_array().expect("a list").iter();
    let lost = lost.filter(|row| row["resource"]["id"] == world.id("secret") && row["scope"] == "content");
    let lost: Vec<&Value> = lost.map(|row| &row["member"]).collect();
    assert_eq!(lost, [&json!(world.id("editor"))], "a grant of her own still gives it to Nora: {preview}");
    admin.delete("/v1/organizations/{org}/groups/{grp}").is(200);
    assert_eq!(reach(&world), 200);
    let another = admin.post("/v1/organizations/{org}/groups", &json!({ "name": "Second" })).is(201);
    let second = another["id"].as_str().expect("an id");
    admin.put(&format!("/v1/workspaces/{{private}}/groups/{second}"), &role).is(201);
    let inside = format!("/v1/organizations/{{org}}/groups/{second}/members/{{nora}}");
    admin.put(&inside, &json!({})).is(201);
    let third = admin.post("/v1/organizations/{org}/groups", &json!({ "name": "Third" })).is(201);
    let third = third["id"].as_str().expect("an id");
    admin.put(&format!("/v1/workspaces/{{private}}/groups/{third}"), &role).is(201);
    admin.put(&format!("/v1/organizations/{{org}}/groups/{third}/members/{{nora}}"), &json!({})).is(201);
    let preview = admin.delete(&format!("{inside}?preview=true")).is(200);
    assert_eq!(preview["changes"]["total"], 0, "the other group gives the same");
    let kept = preview["kept"].as_array().expect("who keeps it");
    assert_eq!(
        (&kept[0]["member"], &kept[0]["through"]["type"], &kept[0]["through"]["name"]),
        (&json!(world.id("nora")), &json!("group"), &json!("Third"))
    );
}

#[test]
fn g2_scopes_can_be_given_one_by_one_and_what_makes_no_sense_is_refused() {
    let world = World::new();
    let admin = world.admin();
    let given = admin.put(CREW, &json!({ "permissions": { "data": "view" } })).is(201);
    assert_eq!((&given["role"], &given["permissions"]), (&Value::Null, &json!({ "data": "view" })));
    let put = |body: Value| admin.put(CREW, &body);
    put(json!({})).invalid("/role", "required");
    put(json!({ "role": "viewer", "permissions": {} })).invalid("/permissions", "one_of_two");
    put(json!({ "role": "king" })).invalid("/role", "unknown_role");
    put(json!({ "role": "owner" })).invalid("/role", "no_workspace_role");
    put(json!({ "role": "guest" })).invalid("/role", "no_workspace_role");
    put(json!({ "permissions": {} })).invalid("/role", "gives_nothing");
    put(json!({ "permissions": { "members": "view" } })).invalid("/permissions/members", "misplaced_scope");
    put(json!({ "permissions": { "x": "view" } })).invalid("/permissions/x", "unknown_scope");
    let refused = put(json!({ "role": "viewer", "expires_at": "2020-01-01T00:00:00Z" }));
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[test]
fn g2_whoever_manages_the_workspace_gives_and_nobody_gives_more_than_they_hold() {
    let world = World::new();
    world
        .editor()
        .put("/v1/workspaces/{ws}/groups/{grp}", &json!({ "role": "viewer" }))
        .refused(403, "permission_denied");
    world.viewer().put(CREW, &json!({ "role": "viewer" })).refused(404, "not_found");
    world
        .admin()
        .put(&CREW.replace("{grp}", "{other_grp}"), &json!({ "role": "viewer" }))
        .refused(404, "not_found");
    world.stranger().put(CREW, &json!({ "role": "viewer" })).refused(404, "not_found");
    let role = json!({ "role": "admin" });
    world.admin().put("/v1/workspaces/{private}/members/{viewer}", &role).is(201);
    world.viewer().put(CREW, &json!({ "role": "editor" })).is(201);
    world.viewer().delete(CREW).is(200);
}

#[test]
fn g4_group_grants_come_with_the_plan_and_are_kept_after_a_downgrade() {
    let world = World::new();
    let admin = world.admin();
    admin.put(NORA, &json!({})).is(201);
    admin.put(CREW, &json!({ "role": "viewer" })).is(201);
    admin.put("/v1/organizations/{org}/plan", &json!({ "plan": "free" })).is(200);
    admin.put(CREW, &json!({ "role": "editor" })).refused(403, "plan_required");
    assert_eq!(reach(&world), 200, "frozen, not lost");
    admin.delete(CREW).is(200);
    assert_eq!(reach(&world), 404);
}

#[test]
fn g5_a_guest_in_a_group_gets_no_container_and_a_ceiling_still_holds() {
    let world = World::new();
    let admin = world.admin();
    admin.put("/v1/organizations/{org}/groups/{grp}/members/{guest}", &json!({})).is(201);
    admin.put(CREW, &json!({ "role": "admin" })).is(201);
    world.guest().get("/v1/workspaces/{private}").refused(404, "not_found");
    world.guest().get("/v1/projects/{secret}").refused(404, "not_found");
}
