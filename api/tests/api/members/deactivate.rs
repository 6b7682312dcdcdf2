//! M6: `POST …/members/{member}/deactivate` and `activate`

use serde_json::{Value, json};

use crate::support::{PASSWORD, World, text};

const DEACTIVATE: &str = "/v1/organizations/{org}/members/{nora}/deactivate";
const ACTIVATE: &str = "/v1/organizations/{org}/members/{nora}/activate";

#[test]
fn m6_the_first_request_after_is_refused_on_every_session_and_only_here() {
    let world = World::new();
    let nora = world.nora();
    let own = nora.post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    let body = json!({ "email": nora.email, "password": PASSWORD });
    let second = text(&world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200)["access_token"]);

    let done = world.admin().post(DEACTIVATE, &json!({})).is(200);
    assert_eq!(done["status"], "deactivated");
    assert!(done["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0));
    for path in [
        "/v1/organizations/{org}",
        "/v1/workspaces/{ws}",
        "/v1/projects/{prj}",
        "/v1/organizations/{slug}/members",
    ] {
        nora.get(path).refused(403, "membership_deactivated");
        world.ask("GET", path).bearer(&second).send().refused(403, "membership_deactivated");
    }
    nora.post("/v1/organizations/{org}/leave", &json!({})).refused(403, "membership_deactivated");
    nora.get(&format!("/v1/organizations/{}", text(&own["id"]))).is(200);
    nora.get("/v1/me").is(200);
    let listed = nora.get("/v1/organizations").is(200);
    let listed: Vec<&Value> =
        listed["data"].as_array().expect("a list").iter().map(|row| &row["id"]).collect();
    assert_eq!(listed, [&own["id"]], "what changes there is not told to them any more");
    let memberships = nora.get("/v1/me/memberships").is(200);
    let here = memberships["data"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|row| row["organization"]["name"] == "Larkfield");
    assert_eq!(
        here.map(|row| (&row["status"], &row["workspaces"])),
        Some((&json!("deactivated"), &json!([])))
    );
}

#[test]
fn m6_activate_gives_the_very_same_access_back() {
    let world = World::new();
    let access = "/v1/organizations/{org}/members/{nora}/access";
    let (before, own) = (world.owner().get(access).is(200), world.nora().get(access).is(200));
    world.admin().post(DEACTIVATE, &json!({})).is(200);
    let meanwhile = world.owner().get(access).is(200);
    let gives = |access: &Value| {
        let rows = access["data"].as_array().expect("a list").clone();
        rows.iter().any(|row| {
            row["permissions"].as_object().is_some_and(|scopes| scopes.values().any(|level| level != "none"))
        })
    };
    assert!(!gives(&meanwhile), "{meanwhile}");
    let back = world.admin().post(ACTIVATE, &json!({})).is(200);
    assert_eq!(back["status"], "active");
    let same = |mut access: Value| {
        access["version"] = Value::Null;
        access
    };
    assert_eq!(same(world.owner().get(access).is(200)), same(before));
    assert_eq!(same(world.nora().get(access).is(200)), same(own));
}

#[test]
fn m6_once_more_is_the_same_answer_and_no_second_entry() {
    let world = World::new();
    for path in [DEACTIVATE, ACTIVATE] {
        let first = world.admin().post(path, &json!({})).is(200);
        let version = world.version();
        let again = world.admin().post(path, &json!({})).is(200);
        assert_eq!(again["status"], first["status"]);
        assert_eq!(again["changes"]["total"], 0);
        assert_eq!(world.version(), version);
    }
    assert_eq!(world.audit_log("&action=members.deactivate&target={nora}").len(), 1);
    assert_eq!(world.audit_log("&action=members.activate&target={nora}").len(), 1);
    let told = world.nora().get("/v1/me/notifications").is(200);
    let kinds: Vec<&Value> =
        told["data"].as_array().expect("a list").iter().map(|notice| &notice["kind"]).collect();
    assert_eq!(kinds, ["members.activate", "members.deactivate"]);
}

#[test]
fn m6_who_may_not_is_refused() {
    let world = World::new();
    for person in [world.editor(), world.viewer(), world.guest()] {
        person.post(DEACTIVATE, &json!({})).refused(403, "permission_denied");
        person.post(ACTIVATE, &json!({})).refused(403, "permission_denied");
    }
    world
        .deactivated()
        .post("/v1/organizations/{org}/members/me/activate", &json!({}))
        .refused(403, "membership_deactivated");
    world
        .admin()
        .post("/v1/organizations/{org}/members/{other_member}/deactivate", &json!({}))
        .refused(404, "not_found");
}
