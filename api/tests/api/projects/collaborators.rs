//! P2, P6, R7: `PUT DELETE /v1/projects/{prj}/collaborators/{member}`

use serde_json::{Value, json};

use crate::support::{World, text};

const VIEWER: &str = "/v1/projects/{prj}/collaborators/{viewer}";
const NORA: &str = "/v1/projects/{prj}/collaborators/{nora}";

fn role(key: &str) -> Value {
    json!({ "role": key })
}

/// A second project in the open workspace.
fn another(world: &World) -> String {
    let made = world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Borealis" })).is(201);
    text(&made["id"])
}

#[test]
fn p2_a_member_is_made_a_collaborator_with_another_role_and_none() {
    let world = World::new();
    let made = world.admin().put(VIEWER, &role("editor")).is(201);
    assert_eq!(
        (&made["role"], &made["level"]["name"], &made["member"], &made["project"]),
        (&json!("editor"), &json!("Editor"), &json!(world.id("viewer")), &json!(world.id("prj")))
    );
    assert_eq!(made["permissions"]["content"], "full");
    assert_eq!(made["expires_at"], Value::Null);
    assert!(made["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{made}");
    assert_eq!(world.viewer().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "full");
    let notice = world.viewer().get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(notice["text"], "Admin gave you access to Apollo in Larkfield: Editor.");

    let version = world.version();
    let again = world.admin().put(VIEWER, &role("editor")).is(200);
    assert_eq!((&again["id"], &again["changes"]["total"]), (&made["id"], &json!(0)), "it is so already");
    assert_eq!(world.version(), version);

    let replaced = world.admin().put(VIEWER, &role("admin")).is(200);
    assert_ne!(replaced["id"], made["id"], "a grant is never overwritten");
    assert_eq!(world.viewer().get("/v1/projects/{prj}").is(200)["permissions"]["settings.members"], "full");

    let taken = world.admin().delete(VIEWER).is(200);
    assert_eq!((&taken["id"], &taken["role"]), (&replaced["id"], &json!("admin")), "as it was");
    assert_eq!(world.viewer().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view");
    world.admin().delete(VIEWER).refused(404, "not_found");

    let entries = world.audit_log("&action=projects.set_collaborator");
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[0]["before"]["role"], &entries[0]["after"]["role"], &entries[0]["target"]["name"]),
        (&json!("editor"), &json!("admin"), &json!("Viewer"))
    );
    let entries = world.audit_log("&action=projects.remove_collaborator");
    let outcomes: Vec<&Value> = entries.iter().map(|entry| &entry["outcome"]).collect();
    assert_eq!(outcomes, ["refused", "applied"], "newest first: there was nothing to take the second time");
}

#[test]
fn p2_the_projects_admin_manages_its_collaborators_and_only_its() {
    let world = World::new();
    let other = another(&world);
    let viewer = world.viewer();
    viewer.put(NORA, &role("viewer")).refused(403, "permission_denied");
    world.owner().put(VIEWER, &role("admin")).is(201);

    viewer.get("/v1/projects/{prj}/access").is(200);
    viewer.put(NORA, &role("admin")).is(201);
    viewer.put(NORA, &role("viewer")).is(200);
    viewer.delete(NORA).is(200);
    viewer
        .put(&format!("/v1/projects/{other}/collaborators/{{nora}}"), &role("viewer"))
        .refused(403, "permission_denied");
    // No more of the organization than before.
    viewer.patch("/v1/organizations/{org}/members/{nora}", &role("viewer")).refused(403, "permission_denied");
    // Whoever stands above them, or is in every project, is not theirs.
    viewer.put("/v1/projects/{prj}/collaborators/{admin}", &role("viewer")).refused(403, "may_not_grant");
    viewer.put("/v1/projects/{prj}/collaborators/{owner}", &role("viewer")).refused(403, "owner_protected");
}

#[test]
fn p2_the_projects_admin_loses_it_with_the_role_there() {
    let world = World::new();
    world.owner().put(VIEWER, &role("admin")).is(201);
    world.viewer().put(NORA, &role("viewer")).is(201);
    world.owner().put(VIEWER, &role("editor")).is(200);
    world.viewer().delete(NORA).refused(403, "permission_denied");
}

#[test]
fn p2_an_editor_of_a_project_gives_nothing() {
    let world = World::new();
    world.owner().put(VIEWER, &role("editor")).is(201);
    world.viewer().put(NORA, &role("viewer")).refused(403, "permission_denied");
    world.guest().put(NORA, &role("viewer")).refused(404, "not_found");
    world.stranger().put(NORA, &role("viewer")).refused(404, "not_found");
}

#[test]
fn p6_a_project_role_joins_with_the_workspace_role_under_the_ceiling() {
    let world = World::new();
    let other = another(&world);
    let content = |path: &str, person: &crate::support::Person| {
        person.get(path).is(200)["permissions"]["content"].clone()
    };
    world.owner().put(VIEWER, &role("editor")).is(201);
    assert_eq!(content("/v1/projects/{prj}", &world.viewer()), "full", "edits that project");
    assert_eq!(content(&format!("/v1/projects/{other}"), &world.viewer()), "view", "and no other");
    world.owner().put(NORA, &role("viewer")).is(201);
    assert_eq!(content("/v1/projects/{prj}", &world.nora()), "full", "an Editor still edits");
    // Into a private workspace that they are not in: of it they see the name and that project.
    world.owner().put("/v1/projects/{secret}/collaborators/{viewer}", &role("viewer")).is(201);
    assert_eq!(content("/v1/projects/{secret}", &world.viewer()), "view");
}

#[test]
fn p6_what_a_role_can_never_reach_is_refused() {
    let world = World::new();
    let guest = "/v1/projects/{prj}/collaborators/{guest}";
    world.owner().put(guest, &role("viewer")).refused(422, "reach_shared");
    world
        .owner()
        .put("/v1/projects/{prj}/collaborators/{admin}", &role("viewer"))
        .refused(409, "implicit_member");
    let deactivated = "/v1/projects/{prj}/collaborators/{deactivated}";
    world.owner().put(deactivated, &role("viewer")).refused(409, "member_deactivated");
}

#[test]
fn r7_a_grant_ends_to_the_second() {
    let world = World::new();
    let now = world.owner().get("/dev/clock").is(200)["now"].clone();
    let now: chrono::DateTime<chrono::Utc> = text(&now).parse().expect("a time");
    let ends = |seconds| json!({ "role": "editor", "expires_at": now + chrono::TimeDelta::seconds(seconds) });
    world.owner().put(VIEWER, &ends(-1)).invalid("/expires_at", "past");
    let made = world.owner().put(VIEWER, &ends(3_600)).is(201);
    assert!(made["expires_at"].is_string());
    let content = || world.viewer().get("/v1/projects/{prj}").is(200)["permissions"]["content"].clone();
    assert_eq!(content(), "full");
    let rows = world.owner().get("/v1/projects/{prj}/access?q=viewer").is(200)["data"].clone();
    assert_eq!(rows[0]["expires_at"], made["expires_at"], "shown");
    world.advance(3_599 - 30);
    assert_eq!(content(), "full");
    world.advance(31);
    assert_eq!(content(), "view");
    // It is still there to be taken away, or given anew.
    let rows = world.owner().get("/v1/projects/{prj}/access?through=direct").is(200)["data"].clone();
    assert_eq!((&rows[0]["member"], &rows[0]["direct"]), (&json!(world.id("viewer")), &json!(true)));
    world.owner().put(VIEWER, &role("editor")).is(200);
    assert_eq!(content(), "full");
}

#[test]
fn z1_giving_and_taking_preview_what_they_do() {
    let world = World::new();
    let admin = world.admin();
    let version = world.version();
    let preview = admin.put(&format!("{VIEWER}?preview=true"), &role("editor")).is(200);
    assert_eq!((&preview["preview"], world.version()), (&json!(true), version));
    world.viewer().get("/v1/me/notifications").is(200)["data"].as_array().expect("a list").iter().for_each(
        |row| {
            assert_ne!(row["kind"], "projects.granted");
        },
    );
    assert_eq!(admin.put(VIEWER, &role("editor")).is(201)["changes"], preview["changes"]);
    let preview = admin.delete(&format!("{VIEWER}?preview=true")).is(200);
    assert_eq!(admin.delete(VIEWER).is(200)["changes"], preview["changes"]);
    admin.delete(&format!("{VIEWER}?preview=true")).refused(404, "not_found");
}

#[test]
fn l6_members_of_others_and_nonsense_are_unknown() {
    let world = World::new();
    let owner = world.owner();
    for id in ["{other_member}", "mem_01jdd00000e00800000000zzzz", "nobody"] {
        let path = format!("/v1/projects/{{prj}}/collaborators/{id}");
        owner.put(&path, &role("viewer")).refused(404, "not_found");
        owner.delete(&path).refused(404, "not_found");
    }
    owner.put("/v1/projects/{other_prj}/collaborators/{nora}", &role("viewer")).refused(404, "not_found");
    owner.put(NORA, &role("king")).invalid("/role", "unknown_role");
    owner.put(NORA, &json!({})).invalid("/role", "required");
    owner.put(NORA, &json!({ "role": "viewer", "until": "x" })).invalid("/until", "unknown_field");
    owner.put(NORA, &json!({ "role": "viewer", "expires_at": "soon" })).invalid("/expires_at", "malformed");
    assert_eq!(owner.get("/v1/projects/{prj}/access?through=direct").is(200)["data"], json!([]));
}
