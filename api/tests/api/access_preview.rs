//! `POST …/access/preview`: what several changes would do together.

use serde_json::{Value, json};

use crate::support::World;

const PATH: &str = "/v1/organizations/{org}/access/preview";

fn filled(world: &World, body: &Value) -> Value {
    serde_json::from_str(&world.filled(&body.to_string())).expect("JSON")
}

#[test]
fn z1_one_change_is_previewed_as_its_own_operation_previews_it() {
    let world = World::new();
    let before = world.version();
    let alone = world
        .admin()
        .patch("/v1/organizations/{org}/members/{nora}?preview=true", &json!({ "role": "viewer" }))
        .is(200);
    let body =
        json!({ "changes": [{ "edit_member": { "member": "{nora}", "body": { "role": "viewer" } } }] });
    let body = filled(&world, &body);
    assert_eq!(world.admin().post(PATH, &body).is(200), alone);
    assert_eq!(world.admin().post(&format!("{PATH}?preview=true"), &body).is(200), alone);
    assert_eq!(world.version(), before, "it never writes");
    assert_eq!(world.audit_log("&action=members.change_role").len(), 0);
}

#[test]
fn z1_each_change_finds_what_those_before_it_made() {
    let world = World::new();
    let changes = json!({ "changes": [
        { "edit_group": { "group": "{grp}", "body": { "add": ["{viewer}"] } } },
        { "set_on_project": { "project": "{secret}", "group": "{grp}", "role": "editor" } },
        { "edit_members": { "action": "deactivate", "members": ["{nora}"] } },
        { "edit_role": { "role": "{role}", "body": { "permissions": { "content": "full" } } } },
        { "set_workspaces": { "member": "{editor}", "body": { "workspaces": [] } } },
    ] });
    let preview = world.admin().post(PATH, &filled(&world, &changes)).is(200);
    assert_eq!(preview["problems"], json!([]));
    let rows = preview["changes"]["data"].as_array().expect("a list");
    let found = |member: &str, on: &str, scope: &str| {
        let is = |row: &&Value| {
            row["member"] == world.id(member)
                && row["resource"]["id"] == world.id(on)
                && row["scope"] == scope
        };
        rows.iter().find(is).map(|row| row["after"].clone())
    };
    // Only with both: the viewer comes into the group, and the group gets the project.
    assert_eq!(found("viewer", "secret", "content"), Some(json!("full")));
    assert_eq!(found("nora", "prj", "content"), Some(json!("none")));
    let seats = &preview["seats"];
    assert_eq!(seats["before"].as_u64(), seats["after"].as_u64().map(|after| after + 1));
}

#[test]
fn z1_what_is_refused_is_named_and_the_rest_is_previewed() {
    let world = World::new();
    let owner = world.owner().member;
    let changes = json!({ "changes": [
        { "edit_member": { "member": owner, "body": { "role": "viewer" } } },
        { "edit_member": { "member": "{other_member}", "body": { "role": "viewer" } } },
        { "edit_members": { "action": "remove", "members": ["{admin}", "{nora}"] } },
    ] });
    let preview = world.admin().post(PATH, &filled(&world, &changes)).is(200);
    let told: Vec<(&Value, &Value)> = preview["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| (&row["subject"], &row["code"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("/changes/0"), &json!("owner_protected")),
            (&json!("/changes/1"), &json!("not_found")),
            (&json!(world.id("admin")), &json!("use_leave")),
        ]
    );
    assert!(
        preview["changes"]["lost"].as_u64().expect("a number") > 0,
        "Nora's removal is previewed all the same"
    );
}

#[test]
fn z1_a_body_that_makes_no_sense_is_refused_with_its_place() {
    let world = World::new();
    let admin = world.admin();
    admin.post(PATH, &json!({ "changes": [] })).invalid("/changes", "out_of_range");
    let unknown = json!({ "changes": [{ "edit_member": { "member": world.id("nora"), "body": { "rôle": "viewer" } } }] });
    admin.post(PATH, &unknown).refused(422, "validation_failed");
    let role =
        json!({ "changes": [{ "edit_member": { "member": world.id("nora"), "body": { "role": "king" } } }] });
    admin.post(PATH, &role).invalid("/changes/0/role", "unknown_role");
    let body =
        json!({ "changes": [{ "edit_members": { "action": "deactivate", "members": [world.id("nora")] } }] });
    world.editor().post(PATH, &body).refused(403, "permission_denied");
    world.stranger().post(PATH, &body).refused(404, "not_found");
}
