//! M4, M5: `PATCH …/members/{member}`

use serde_json::json;

use crate::support::World;

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

#[test]
fn m4_another_role_is_in_force_at_once_and_the_person_is_told() {
    let world = World::new();
    let nora = world.nora();
    nora.post("/v1/workspaces/{ws}/projects", &json!({ "name": "Hers" })).is(201);
    let answer = world.admin().patch(NORA, &json!({ "role": "viewer" }));
    let version = answer.header("usher-version").to_owned();
    let changed = answer.is(200);
    assert_eq!(changed["role"]["key"], "viewer");
    assert_eq!(changed["projects_count"], 2, "what they made and work on is unchanged");
    assert_eq!(version, world.version().to_string());
    let lost = changed["changes"]["data"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|row| row["resource"]["id"] == world.id("prj") && row["scope"] == "content");
    assert_eq!(
        lost.map(|row| (&row["before"], &row["after"], &row["member"])),
        Some((&json!("full"), &json!("view"), &json!(world.id("nora"))))
    );
    assert_eq!(changed["changes"]["gained"], 0);

    nora.post("/v1/workspaces/{ws}/projects", &json!({ "name": "More" })).refused(403, "permission_denied");
    nora.get("/v1/workspaces/{ws}/projects").is(200);
    let notice = nora.get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(notice["kind"], "members.change_role");
    assert_eq!(notice["text"], "Admin changed your role in Larkfield from Editor to Viewer.");
    let mail = &world.mails("nora@larkfield.test")[0];
    assert_eq!(mail["subject"], "Admin changed your role at Larkfield");
    let text = mail["text"].as_str().unwrap_or_default();
    assert!(text.contains("Editor") && text.contains("Viewer"), "{text}");
}

#[test]
fn m4_downgrading_an_admin_takes_everything_of_an_admin_in_the_same_instant() {
    let world = World::new();
    let admin = world.admin();
    admin.get("/v1/organizations/{org}/audit-log").is(200);
    world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "editor" })).is(200);
    admin.get("/v1/organizations/{org}/audit-log").refused(403, "permission_denied");
    admin.get("/v1/workspaces/{private}").refused(404, "not_found");
    admin.patch(NORA, &json!({ "role": "viewer" })).refused(403, "permission_denied");
    let own = admin.get("/v1/organizations/{org}").is(200)["membership"]["permissions"].clone();
    assert_eq!((&own["billing"], &own["connectors"]), (&json!("none"), &json!("none")));
}

#[test]
fn m4_the_same_role_again_changes_nothing() {
    let world = World::new();
    let before = world.version();
    for body in [json!({ "role": "editor" }), json!({})] {
        let same = world.admin().patch(NORA, &body).is(200);
        assert_eq!((&same["role"]["key"], &same["changes"]["total"]), (&json!("editor"), &json!(0)));
    }
    assert_eq!(world.version(), before);
    assert!(world.audit_log("&action=members.change_role").is_empty());
}

#[test]
fn m4_a_role_is_named_by_key_or_id() {
    let world = World::new();
    let roles = world.admin().get("/v1/organizations/{org}/access-model").is(200)["roles"].clone();
    let viewer =
        roles.as_array().expect("a list").iter().find(|role| role["key"] == "viewer").expect("a viewer");
    let changed = world.admin().patch(NORA, &json!({ "role": viewer["id"] })).is(200);
    assert_eq!(changed["role"]["key"], "viewer");
    world.admin().patch(NORA, &json!({ "role": "king" })).invalid("/role", "unknown_role");
    world.admin().patch(NORA, &json!({ "role": null, "rôle": "x" })).refused(422, "validation_failed");
}

#[test]
fn m5_an_admin_promotes_up_to_admin() {
    let world = World::new();
    let promoted = world.admin().patch(NORA, &json!({ "role": "admin" })).is(200);
    assert_eq!((&promoted["role"]["key"], &promoted["implicit"]), (&json!("admin"), &json!(true)));
    world.nora().get("/v1/workspaces/{private}").is(200);
}

#[test]
fn m5_nobody_is_made_the_owner_but_by_transfer() {
    let world = World::new();
    world.owner().patch(NORA, &json!({ "role": "owner" })).refused(409, "use_ownership_transfer");
    world.admin().patch(NORA, &json!({ "role": "owner" })).refused(403, "may_not_grant");
    world
        .admin()
        .patch("/v1/organizations/{org}/members/me", &json!({ "role": "owner" }))
        .refused(403, "may_not_grant");
    world.editor().patch(NORA, &json!({ "role": "owner" })).refused(403, "permission_denied");
    let invite = json!({ "invites": [{ "email": "new@example.test", "role": "owner" }] });
    for inviter in [world.owner(), world.admin()] {
        let answer = inviter.post("/v1/organizations/{org}/invitations", &invite).is(200);
        let result = &answer["results"][0];
        assert_eq!((&result["status"], &result["code"]), (&json!("rejected"), &json!("may_not_grant")));
    }
}

#[test]
fn m5_nobody_touches_somebody_above_them() {
    let world = World::new();
    let admin = world.admin();
    let owner = "/v1/organizations/{org}/members/{owner}";
    admin.patch(owner, &json!({ "role": "viewer" })).refused(403, "owner_protected");
    admin.delete(owner).refused(403, "owner_protected");
    admin.post(&format!("{owner}/deactivate"), &json!({})).refused(403, "owner_protected");
    world.owner().patch(owner, &json!({ "role": "admin" })).refused(409, "use_ownership_transfer");
    world.owner().post(&format!("{owner}/deactivate"), &json!({})).refused(409, "use_ownership_transfer");
}

#[test]
fn m5_nobody_raises_themselves_and_an_admin_may_step_down() {
    let world = World::new();
    for person in [world.editor(), world.viewer()] {
        person
            .patch("/v1/organizations/{org}/members/me", &json!({ "role": "admin" }))
            .refused(403, "permission_denied");
    }
    world
        .guest()
        .patch("/v1/organizations/{org}/members/me", &json!({ "role": "editor" }))
        .refused(403, "permission_denied");
    let down =
        world.admin().patch("/v1/organizations/{org}/members/me", &json!({ "role": "viewer" })).is(200);
    assert_eq!(down["role"]["key"], "viewer");
    world
        .admin()
        .patch("/v1/organizations/{org}/members/me", &json!({ "role": "admin" }))
        .refused(403, "permission_denied");
}

#[test]
fn if_match_refuses_who_has_not_seen_the_last_change() {
    let world = World::new();
    let seen = world.admin().get(NORA).header("etag").to_owned();
    assert!(seen.starts_with('"'), "an entity tag: {seen}");
    world.owner().patch(NORA, &json!({ "role": "viewer" })).is(200);
    let stale =
        world.admin().ask("PATCH", NORA).header("if-match", &seen).json(&json!({ "role": "admin" })).send();
    stale.refused(412, "precondition_failed");
    assert_eq!(world.admin().get(NORA).is(200)["role"]["key"], "viewer");
    let fresh = world.admin().get(NORA).header("etag").to_owned();
    let body = json!({ "role": "admin" });
    world.admin().ask("PATCH", NORA).header("if-match", &fresh).json(&body).send().is(200);
}
