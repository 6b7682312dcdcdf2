//! T4: a workspace is deleted, and comes back as it was: `POST /v1/workspaces/{ws}/restore`

use serde_json::{Value, json};

use crate::support::{Person, World, text};

const WS: &str = "/v1/workspaces/{ws}";
const RESTORE: &str = "/v1/workspaces/{ws}/restore";
const DELETED: &str = "/v1/organizations/{org}/deleted-workspaces";
const DAY: i64 = 24 * 60 * 60;

/// Everything that somebody can get at, and why.
fn access(world: &World, name: &str) -> Value {
    let path = format!("/v1/organizations/{{org}}/members/{{{name}}}/access?limit=200");
    let mut answer = world.owner().get(&path).is(200);
    answer["version"] = Value::Null;
    answer
}

fn names(person: &Person) -> Vec<String> {
    let page = person.get(DELETED).is(200);
    page["data"].as_array().expect("a list").iter().map(|row| text(&row["name"])).collect()
}

fn told(person: &Person) -> Value {
    person.get("/v1/me/notifications").is(200)["data"][0]["kind"].clone()
}

#[test]
fn t4_a_deleted_workspace_comes_back_with_what_everybody_had() {
    let world = World::new();
    let admin = world.admin();
    let only = json!({ "projects": [world.id("prj")] });
    admin.put(&format!("{WS}/members/{{nora}}/restriction"), &only).is(201);
    admin.put(&format!("{WS}/members/{{editor}}"), &json!({ "role": "reviewer" })).is(200);
    admin.put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "viewer" })).is(201);
    let people = ["owner", "admin", "editor", "viewer", "guest", "deactivated", "nora"];
    let before: Vec<Value> = people.iter().map(|name| access(&world, name)).collect();
    let shown = admin.get(WS).is(200);
    let shares = admin.get("/v1/projects/{prj}/shares").is(200);

    let version = world.version();
    admin.delete(WS).is(204);
    assert_eq!(told(&world.editor()), "workspaces.delete");
    admin.get(WS).refused(404, "not_found");
    let unknown = world.nora().post("/v1/workspaces/ws_00000000000000000000000000/restore", &json!({}));
    for (name, status, code) in [
        ("editor", 403, "permission_denied"),
        ("viewer", 403, "permission_denied"),
        ("stranger", 404, "not_found"),
        ("anonymous", 401, "unauthenticated"),
    ] {
        let refused = world.person(name).post(RESTORE, &json!({}));
        refused.refused(status, code);
        world
            .person(name)
            .get(WS)
            .refused(if status == 401 { 401 } else { 404 }, if status == 401 { code } else { "not_found" });
    }
    assert_eq!(world.stranger().post(RESTORE, &json!({})).likeness(), unknown.likeness());
    assert_eq!(
        (names(&world.owner()), names(&admin)),
        (vec![text(&shown["name"])], vec![text(&shown["name"])])
    );
    assert!(names(&world.editor()).is_empty(), "nobody else is told that there was one");

    let rehearsed = admin.post(&format!("{RESTORE}?preview=true"), &json!({})).is(200);
    assert_eq!(rehearsed["changes"]["lost"], 0);
    admin.get(WS).refused(404, "not_found");
    assert_eq!(world.version(), version + 1);
    let back = admin.post(RESTORE, &json!({})).is(200);
    assert_eq!(back["changes"], rehearsed["changes"]);
    assert!(back["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{}", back["changes"]);
    for field in ["id", "name", "visibility", "members_count", "projects_count", "created_at"] {
        assert_eq!(back[field], shown[field], "{field}");
    }
    let after: Vec<Value> = people.iter().map(|name| access(&world, name)).collect();
    assert_eq!(after, before);
    assert_eq!(admin.get("/v1/projects/{prj}/shares").is(200)["data"], shares["data"]);
    assert_eq!(told(&world.editor()), "workspaces.restore");
    assert!(names(&world.owner()).is_empty());

    admin.post(RESTORE, &json!({})).is(200);
    assert_eq!(world.version(), version + 2, "one that is there is left as it is");
    world.editor().post(RESTORE, &json!({})).refused(403, "permission_denied");
    let log = world.audit_log("&action=workspaces.restore");
    let log: Vec<&Value> = log.iter().filter(|row| row["outcome"] == "applied").collect();
    assert_eq!(
        (log.len(), &log[0]["target"]["name"], &log[0]["after"]["projects"]),
        (1, &shown["name"], &json!(1))
    );
    let undo = json!({ "version": version + 2 });
    admin.post("/v1/organizations/{org}/undo", &undo).refused(409, "undo_impossible");

    // A server that begins now reads the same facts.
    drop(admin);
    let world = world.restarted();
    let after: Vec<Value> = people.iter().map(|name| access(&world, name)).collect();
    assert_eq!(after, before);
}

#[test]
fn t4_a_deleted_private_workspace_is_unknown_to_whoever_was_not_in_it() {
    let world = World::new();
    let path = "/v1/workspaces/{private}/restore";
    world.owner().delete("/v1/workspaces/{private}").is(204);
    let unknown = world.nora().post("/v1/workspaces/ws_00000000000000000000000000/restore", &json!({}));
    for name in ["nora", "editor", "guest", "stranger"] {
        let refused = world.person(name).post(path, &json!({}));
        assert_eq!(refused.likeness(), unknown.likeness(), "{name}");
        refused.refused(404, "not_found");
    }
    world.owner().post(path, &json!({})).is(200);
    world.owner().get("/v1/projects/{secret}").is(200);
}

#[test]
fn t4_after_the_time_a_deleted_workspace_is_gone_for_all() {
    let world = World::with(&["--dev", "--restore-days", "2"]);
    assert_eq!(world.owner().get("/v1/organizations/{org}").is(200)["restore_days"], 2);
    world.owner().delete(WS).is(204);
    world.advance(2 * DAY - 60);
    assert_eq!(names(&world.owner()).len(), 1);
    world.owner().post(RESTORE, &json!({})).is(200);
    world.owner().delete(WS).is(204);
    world.advance(2 * DAY);
    assert!(names(&world.owner()).is_empty());
    world.owner().post(RESTORE, &json!({})).refused(404, "not_found");
}

#[test]
fn t4_what_people_had_who_were_removed_since_does_not_come_back() {
    let world = World::new();
    let owner = world.owner();
    owner.put("/v1/workspaces/{private}/members/{nora}", &json!({})).is(201);
    owner.put("/v1/projects/{secret}/collaborators/{nora}", &json!({ "role": "editor" })).is(201);
    owner.put("/v1/projects/{secret}/groups/{grp}", &json!({ "role": "viewer" })).is(201);
    owner.delete("/v1/workspaces/{private}").is(204);
    owner.delete("/v1/organizations/{org}/members/{nora}").is(200);
    owner.delete("/v1/organizations/{org}/groups/{grp}").is(200);
    owner.post("/v1/workspaces/{private}/restore", &json!({})).is(200);
    let people = owner.get("/v1/workspaces/{private}/members").is(200);
    let people = people["data"].as_array().expect("a list");
    assert!(people.iter().all(|row| row["id"] != json!(world.id("nora"))), "{people:?}");
    world.editor().get("/v1/projects/{secret}").refused(404, "not_found");
    world.nora().get("/v1/projects/{secret}").refused(404, "not_found");
}

#[test]
fn t4_a_fact_that_does_not_fit_any_more_refuses_the_whole() {
    let world = World::new();
    let owner = world.owner();
    owner.put(&format!("{WS}/members/{{editor}}"), &json!({ "role": "reviewer" })).is(200);
    owner.delete(WS).is(204);
    owner.delete("/v1/organizations/{org}/roles/reviewer").is(200);
    let version = world.version();
    let refused = owner.post(RESTORE, &json!({}));
    assert!(text(&refused.body["detail"]).contains("Reviewer"), "{}", refused.text);
    refused.refused(409, "restore_conflict");
    assert_eq!(names(&owner).len(), 1, "it is listed with what stands in its way");
    assert_eq!(world.version(), version);
    owner.get(WS).refused(404, "not_found");
    // The editor learns nothing of it.
    world.editor().post(RESTORE, &json!({})).refused(403, "permission_denied");
}

#[test]
fn t4_an_item_that_was_shared_elsewhere_since_refuses_the_whole() {
    let world = World::new();
    let owner = world.owner();
    owner.delete(WS).is(204);
    let again = json!({ "item": { "type": "page", "id": "1", "name": "Rota" },
        "email": "viewer@larkfield.test", "access": "view" });
    let shared = owner.post("/v1/projects/{secret}/shares", &again).is(201);
    let refused = owner.post(RESTORE, &json!({}));
    assert!(text(&refused.body["detail"]).contains("Rota"), "{}", refused.text);
    refused.refused(409, "restore_conflict");
    owner.get(WS).refused(404, "not_found");
    owner.delete(&format!("/v1/projects/{{secret}}/shares/{}", text(&shared["id"]))).is(200);
    owner.post(RESTORE, &json!({})).is(200);
    assert_eq!(owner.get("/v1/projects/{prj}/shares").is(200)["data"].as_array().map(Vec::len), Some(1));
}
