//! T: tenants.

use serde_json::json;

use crate::support::World;

#[test]
fn t2_a_new_person_founds_an_organization_and_owns_it() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    let founded = bo.post("/v1/organizations", &json!({ "name": "Bo & Co." })).is(201);
    assert_eq!(founded["slug"], "bo-co");
    assert_eq!(founded["access_model"], "studio");
    assert_eq!(founded["membership"]["role"]["key"], "owner");
    assert_eq!(founded["membership"]["permissions"]["ownership"], "full");
    assert_eq!(founded["default_workspace"]["name"], "Bo & Co.");
    assert_eq!(bo.get("/v1/me").is(200)["default_workspace"], founded["default_workspace"]["id"]);
    let id = founded["id"].as_str().expect("an id");
    let again = bo.get(&format!("/v1/organizations/{id}")).is(200);
    assert_eq!(again, founded);
    assert_eq!(bo.get("/v1/organizations/bo-co").is(200), founded);
}

#[test]
fn t3_one_person_in_many_organizations_lands_on_a_default_workspace() {
    let world = World::new();
    let nora = world.nora();
    let own = nora.post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    let listed = nora.get("/v1/me/memberships").is(200);
    let names: Vec<&str> = listed["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["organization"]["name"].as_str())
        .collect();
    assert_eq!(names, ["Larkfield", "Hers"]);
    assert_eq!(listed["data"][0]["workspaces"], json!([{ "id": world.id("ws"), "name": "Larkfield" }]));
    assert_eq!(nora.get("/v1/me").is(200)["default_workspace"], world.id("ws"), "where they came in first");
    let choose = |id: &str| nora.put("/v1/me/default-workspace", &json!({ "workspace": id }));
    let theirs = own["default_workspace"]["id"].as_str().unwrap_or_default();
    assert_eq!(choose(theirs).is(200)["default_workspace"], theirs);
    for id in ["private", "other_ws"] {
        choose(&world.id(id)).refused(404, "not_found");
    }
    choose("ws_x").refused(422, "validation_failed");
    let body = json!({ "email": nora.email, "password": crate::support::PASSWORD });
    let signed = world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200);
    assert_eq!(signed["user"]["default_workspace"], theirs);
}

#[test]
fn t5_whoever_belongs_to_nothing_is_answered_with_empty_lists_and_what_waits() {
    let world = World::new();
    let invited = world.invited();
    assert_eq!(invited.get("/v1/me/memberships").is(200)["data"], json!([]));
    assert_eq!(invited.get("/v1/organizations").is(200)["data"], json!([]));
    assert_eq!(invited.get("/v1/me").is(200)["default_workspace"], json!(null));
    let waiting = invited.get("/v1/me/invitations").is(200)["data"].clone();
    assert_eq!(waiting[0]["id"], world.id("waiting"));
    assert_eq!(waiting[0]["role"]["name"], "Editor");
    let unverified = world.unverified();
    world.invite("unverified@example.test", "viewer");
    assert_eq!(unverified.get("/v1/me/invitations").is(200)["data"], json!([]), "the address is not proved");
}

#[test]
fn t2_another_model_is_refused_until_there_is_one() {
    let world = World::new();
    let body = json!({ "name": "X", "access_model": "feudal" });
    world.invited().post("/v1/organizations", &body).invalid("/access_model", "unknown_access_model");
}

#[test]
fn workspaces_and_projects_are_made_renamed_listed_and_deleted() {
    let world = World::new();
    let editor = world.editor();
    let made = editor.post("/v1/workspaces/{ws}/projects", &json!({ "name": "Borealis" })).is(201);
    let path = format!("/v1/projects/{}", made["id"].as_str().unwrap_or_default());
    assert_eq!(editor.get(&path).is(200)["permissions"]["content"], "full");
    world.admin().patch(&path, &json!({ "name": "Aurora" })).is(200);
    let names = |path: &str| {
        let rows = world.admin().get(path).is(200)["data"].as_array().expect("a list").clone();
        rows.iter().map(|row| row["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("/v1/workspaces/{ws}/projects"), ["Apollo", "Aurora"]);
    assert_eq!(names("/v1/organizations/{org}/workspaces"), ["Larkfield", "Vault"]);
    let seen = world.viewer().get("/v1/organizations/{org}/workspaces").is(200);
    assert_eq!(seen["data"].as_array().map(Vec::len), Some(1), "a private one is not listed");
    assert_eq!(
        (&seen["data"][0]["members_count"], &seen["data"][0]["projects_count"]),
        (&json!(5), &json!(2))
    );
    world.admin().delete(&path).is(204);
    world.admin().get(&path).refused(404, "not_found");
    world.admin().delete("/v1/workspaces/{private}").is(204);
    world.admin().get("/v1/projects/{secret}").refused(404, "not_found");
    world.admin().delete("/v1/workspaces/{ws}").refused(409, "last_workspace");
}
