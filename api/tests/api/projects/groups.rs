//! G2, G4, G5: `PUT DELETE /v1/projects/{prj}/groups/{grp}`

use serde_json::{Value, json};

use crate::support::{World, text};

const CREW: &str = "/v1/projects/{prj}/groups/{grp}";
const SECRET: &str = "/v1/projects/{secret}/groups/{grp}";

fn role(key: &str) -> Value {
    json!({ "role": key })
}

fn join(world: &World, name: &str) {
    let path = format!("/v1/organizations/{{org}}/groups/{{grp}}/members/{{{name}}}");
    assert!(matches!(world.owner().put(&path, &json!({})).status, 200 | 201), "{name}");
}

#[test]
fn g2_a_group_is_granted_a_role_on_a_project_and_it_is_taken_back() {
    let world = World::new();
    join(&world, "viewer");
    let preview = world.owner().put(&format!("{SECRET}?preview=true"), &role("editor")).is(200);
    let made = world.owner().put(SECRET, &role("editor")).is(201);
    assert_eq!(made["changes"], preview["changes"]);
    assert_eq!((&made["group"]["name"], &made["role"]), (&json!("Crew"), &json!("editor")));
    assert_eq!(world.viewer().get("/v1/projects/{secret}").is(200)["permissions"]["content"], "full");
    assert_eq!(world.owner().put(SECRET, &role("editor")).is(200)["id"], made["id"]);
    world.owner().put(SECRET, &role("viewer")).is(200);
    assert_eq!(world.viewer().get("/v1/projects/{secret}").is(200)["permissions"]["content"], "view");

    let listed = world.owner().get("/v1/projects/{secret}/access").is(200);
    let group = &listed["groups"][0];
    assert_eq!(
        (&group["group"]["name"], &group["level"]["key"], &group["members_count"], &group["given_by"]),
        (&json!("Crew"), &json!("viewer"), &json!(2), &json!("Owner"))
    );
    let through = world.owner().get("/v1/projects/{secret}/access?through=group&q=viewer").is(200);
    let source = &through["data"][0]["sources"].as_array().expect("a list")[..];
    let source = source.iter().find(|source| source["source"] == "group_grant").expect("the group");
    assert_eq!((&source["group"]["name"], &source["grant"]), (&json!("Crew"), &group["grant"]));

    let version = world.version();
    let taken = world.owner().delete(SECRET).is(200);
    assert_eq!((&taken["role"], world.version()), (&json!("viewer"), version + 1), "in one version");
    world.viewer().get("/v1/projects/{secret}").refused(404, "not_found");
    world.owner().delete(SECRET).refused(404, "not_found");
    assert_eq!(world.owner().get("/v1/projects/{secret}/access").is(200)["groups"], json!([]));
}

#[test]
fn g2_taking_back_leaves_what_is_held_otherwise_and_the_preview_names_it() {
    let world = World::new();
    join(&world, "viewer");
    world.owner().put(SECRET, &role("editor")).is(201);
    world.owner().put("/v1/projects/{secret}/collaborators/{viewer}", &role("viewer")).is(201);
    let preview = world.owner().delete(&format!("{SECRET}?preview=true")).is(200);
    let kept = preview["kept"].as_array().expect("a list");
    assert_eq!(kept.len(), 1, "the editor keeps nothing: {kept:?}");
    assert_eq!(
        (&kept[0]["member"], &kept[0]["through"]["type"], &kept[0]["permissions"]["content"]),
        (&json!(world.id("viewer")), &json!("grant"), &json!("view"))
    );
    let taken = world.owner().delete(SECRET).is(200);
    assert_eq!(taken["changes"], preview["changes"]);
    assert_eq!(world.viewer().get("/v1/projects/{secret}").is(200)["permissions"]["content"], "view");
    world.editor().get("/v1/projects/{secret}").refused(404, "not_found");
}

#[test]
fn g5_a_group_changes_no_role_and_gives_a_guest_no_container() {
    let world = World::new();
    join(&world, "guest");
    world.owner().put(CREW, &role("admin")).is(201);
    world.guest().get("/v1/projects/{prj}").refused(404, "not_found");
    let guest = world.owner().get("/v1/organizations/{org}/members/{guest}").is(200);
    assert_eq!((&guest["role"]["key"], &guest["seat"]), (&json!("guest"), &json!("free")));
}

#[test]
fn g2_the_projects_admin_grants_groups_there_and_nobody_else_does() {
    let world = World::new();
    world.viewer().put(CREW, &role("viewer")).refused(403, "permission_denied");
    world.guest().put(CREW, &role("viewer")).refused(404, "not_found");
    world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &role("admin")).is(201);
    world.viewer().put(CREW, &role("editor")).is(201);
    world.viewer().delete(CREW).is(200);
    world.viewer().put(SECRET, &role("viewer")).refused(404, "not_found");
    // Who manages the members there, and holds no more, gives no more to a group either.
    let scopes = json!({ "permissions": { "settings.members": "full" } });
    world.owner().put("/v1/projects/{prj}/members/{viewer}/scopes", &scopes).is(200);
    world.viewer().put(CREW, &role("editor")).refused(403, "may_not_grant");
}

#[test]
fn l6_groups_of_others_and_nonsense_are_unknown() {
    let world = World::new();
    for id in ["{other_grp}", "grp_01jdd00000e00800000000zzzz", "crew"] {
        let path = format!("/v1/projects/{{prj}}/groups/{id}");
        world.owner().put(&path, &role("viewer")).refused(404, "not_found");
        world.owner().delete(&path).refused(404, "not_found");
    }
    world.owner().put(CREW, &role("king")).invalid("/role", "unknown_role");
    let past = json!({ "role": "viewer", "expires_at": "2020-01-01T00:00:00Z" });
    world.owner().put(CREW, &past).invalid("/expires_at", "past");
}

#[test]
fn g4_on_a_lower_plan_nothing_new_is_granted_and_nothing_is_lost() {
    let world = World::new();
    join(&world, "viewer");
    world.owner().put(SECRET, &role("editor")).is(201);
    world.owner().put("/v1/organizations/{org}/plan", &json!({ "plan": "pro" })).is(200);
    let refused = world.owner().put(CREW, &role("viewer")).refused(403, "plan_required");
    assert!(text(&refused["detail"]).contains("Business"), "{refused}");
    assert_eq!(world.viewer().get("/v1/projects/{secret}").is(200)["permissions"]["content"], "full");
    world.owner().delete(SECRET).is(200);
    world.viewer().get("/v1/projects/{secret}").refused(404, "not_found");
}
