//! M7: `POST …/members/{member}/delete`

use serde_json::{Value, json};

use crate::support::{World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";
const DELETE: &str = "/v1/organizations/{org}/members/{nora}/delete";
const CONFIRMED: &str = "nora@larkfield.test";

#[test]
fn m7_the_address_has_to_be_typed() {
    let world = World::new();
    let version = world.version();
    for wrong in [json!({}), json!({ "confirm": "" }), json!({ "confirm": "editor@larkfield.test" })] {
        world.admin().post(DELETE, &wrong).invalid("/confirm", "mismatch");
    }
    world
        .admin()
        .post(DELETE, &json!({ "confirm": CONFIRMED, "sure": true }))
        .invalid("/sure", "unknown_field");
    // What it would do is shown before anything is typed.
    let preview = world.admin().post(&format!("{DELETE}?preview=true"), &json!({})).is(200);
    assert!(preview["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0), "{preview}");
    assert_eq!(world.version(), version);
    world.admin().get(NORA).is(200);
}

#[test]
fn m7_all_that_they_had_here_goes_for_good_and_their_account_is_untouched() {
    let world = World::new();
    let nora = world.nora();
    let own = nora.post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    nora.put("/v1/me/default-workspace", &json!({ "workspace": world.id("ws") })).is(200);
    world.owner().put("/v1/organizations/{org}/groups/{grp}/members/{nora}", &json!({})).is(201);
    let body = json!({ "role": "viewer" });
    world.owner().put("/v1/projects/{prj}/collaborators/{nora}", &body).is(201);
    world.owner().put("/v1/workspaces/{ws}/members/{nora}/restriction", &json!({ "projects": [] })).is(201);

    let before = world.version();
    let gone = world.admin().post(DELETE, &json!({ "confirm": " Nora@Larkfield.TEST " })).is(200);
    assert_eq!(gone["id"], world.id("nora"));
    assert_eq!(world.version(), before + 1, "in one version");
    world.admin().get(NORA).refused(404, "not_found");
    world.admin().post(DELETE, &json!({ "confirm": CONFIRMED })).refused(404, "not_found");
    nora.get("/v1/organizations/{org}").refused(404, "not_found");
    let group = world.owner().get("/v1/organizations/{org}/members?group={grp}").is(200);
    assert!(!group.to_string().contains(&world.id("nora")));
    let access = world.owner().get("/v1/projects/{prj}/access").is(200);
    assert!(!access.to_string().contains(&world.id("nora")));

    // The log keeps who it was.
    let log = world.audit_log("&action=members.delete");
    let entry = log.iter().find(|entry| entry["outcome"] == "applied").expect("an entry");
    assert_eq!(
        (&entry["target"]["id"], &entry["target"]["name"]),
        (&json!(world.id("nora")), &json!("Nora"))
    );
    assert_eq!((&entry["before"]["email"], &entry["after"]), (&json!(CONFIRMED), &Value::Null));

    // The account and its other organizations live on.
    let me = nora.get("/v1/me").is(200);
    assert_eq!((&me["email"], &me["default_workspace"]), (&json!(CONFIRMED), &Value::Null));
    nora.get(&format!("/v1/organizations/{}", text(&own["id"]))).is(200);

    // Added again, they are new here.
    let body = json!({ "invites": [{ "email": CONFIRMED, "role": "viewer" }] });
    let answer = world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    assert_eq!(answer["results"][0]["status"], "added", "{answer}");
    let back = nora.get("/v1/organizations/{org}/members/me").is(200);
    assert_ne!(back["id"], world.id("nora"));
    assert_eq!(
        (&back["restrict_to"], &back["projects"], &back["groups"]),
        (&Value::Null, &json!([]), &json!([]))
    );
}

#[test]
fn m7_keys_of_the_deleted_die() {
    let world = World::new();
    let second = world.join("second@example.test", "admin");
    let key = second.post(
        "/v1/organizations/{org}/api-keys",
        &json!({ "name": "K", "permissions": { "members": "view" } }),
    );
    let secret = text(&key.is(201)["secret"]);
    let list = || world.ask("GET", "/v1/organizations/{org}/members").bearer(&secret).send();
    list().is(200);
    let path = format!("/v1/organizations/{{org}}/members/{}/delete", second.member);
    world.owner().post(&path, &json!({ "confirm": second.email })).is(200);
    list().refused(401, "unauthenticated");
}

#[test]
fn m7_who_may_not_is_refused_before_what_was_typed_is_looked_at() {
    let world = World::new();
    world.editor().post(DELETE, &json!({})).refused(403, "permission_denied");
    let owner = "/v1/organizations/{org}/members/{owner}/delete";
    world.admin().post(owner, &json!({})).refused(403, "owner_protected");
    let confirmed = json!({ "confirm": "owner@larkfield.test" });
    world.owner().post("/v1/organizations/{org}/members/me/delete", &confirmed).refused(409, "use_leave");
    let other = "/v1/organizations/{org}/members/{other_member}/delete";
    world.admin().post(other, &json!({ "confirm": CONFIRMED })).refused(404, "not_found");
}
