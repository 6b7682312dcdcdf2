//! Z1: `?preview=true` writes nothing, and says what then happens.

use serde_json::{Value, json};

use crate::support::{Person, World};

fn send(person: &Person, method: &str, path: &str, body: &Value) -> Value {
    let answer = person.ask(method, path).json(body).send();
    assert!(matches!(answer.status, 200 | 201 | 204), "{method} {path}: {}", answer.text);
    answer.body
}

#[test]
fn z1_every_change_previews_what_it_then_does() {
    let cases: [(&str, &str, Value, i64); 14] = [
        ("PATCH", "/v1/organizations/{org}/members/{nora}", json!({ "role": "admin" }), 0),
        ("PATCH", "/v1/organizations/{org}/members/{nora}", json!({ "role": "guest" }), -1),
        ("DELETE", "/v1/organizations/{org}/members/{nora}", json!({}), -1),
        ("POST", "/v1/organizations/{org}/members/{nora}/deactivate", json!({}), -1),
        ("POST", "/v1/organizations/{org}/members/{deactivated}/activate", json!({}), 1),
        (
            "PATCH",
            "/v1/organizations/{org}/members/{nora}",
            json!({ "permissions": { "billing": "view" } }),
            0,
        ),
        ("PUT", "/v1/workspaces/{private}/members/{nora}", json!({ "role": "viewer" }), 0),
        ("PUT", "/v1/workspaces/{ws}/members/{nora}", json!({ "role": "viewer" }), 0),
        ("PUT", "/v1/workspaces/{ws}/members/{nora}/restriction", json!({ "projects": [] }), 0),
        ("POST", "/v1/organizations/{org}/workspaces", json!({ "name": "New" }), 0),
        ("POST", "/v1/workspaces/{ws}/projects", json!({ "name": "New" }), 0),
        ("DELETE", "/v1/projects/{prj}", json!({}), 0),
        ("PATCH", "/v1/workspaces/{private}", json!({ "visibility": "open" }), 0),
        ("PATCH", "/v1/workspaces/{ws}", json!({ "name": "New", "visibility": "private" }), 0),
    ];
    for (method, path, body, seats) in cases {
        let world = World::new();
        let (admin, version) = (world.admin(), world.version());
        let (entries, said) = (world.audit_log("").len(), format!("{method} {path} {body}"));
        let preview = send(&admin, method, &format!("{path}?preview=true"), &body);
        assert_eq!(
            (&preview["preview"], &preview["version"]),
            (&json!(true), &json!(version)),
            "{said}: {preview}"
        );
        assert_eq!((&preview["money"], &preview["problems"]), (&Value::Null, &json!([])), "{said}");
        assert_eq!(preview["seats"], json!({ "before": 5, "after": 5 + seats, "limit": null }), "{said}");
        assert_eq!(world.version(), version, "{said} wrote something");
        assert_eq!(world.audit_log("").len(), entries, "{said} wrote something");
        let again = send(&admin, method, &format!("{path}?preview=true"), &body);
        let totals =
            |changes: &Value| [changes["total"].clone(), changes["gained"].clone(), changes["lost"].clone()];
        assert_eq!(totals(&again["changes"]), totals(&preview["changes"]), "{said}");
        let done = send(&admin, method, path, &body);
        if done != Value::Null {
            assert_eq!(totals(&done["changes"]), totals(&preview["changes"]), "{said}");
        }
        if path.contains("/members/") {
            assert_eq!(done["changes"], preview["changes"], "{said}");
        }
        assert_eq!(world.version(), version + 1, "{said}");
    }
}

#[test]
fn z1_an_invitation_previews_what_somebody_would_get() {
    let world = World::new();
    let version = world.version();
    let body = json!({ "invites": [{ "email": "bo@example.test" }, { "email": "nora@larkfield.test" }] });
    let preview = world.admin().post("/v1/organizations/{org}/invitations?preview=true", &body).is(200);
    assert_eq!(preview["preview"], true);
    let rows = preview["changes"]["data"].as_array().expect("a list");
    assert!(rows.iter().all(|row| row["member"] == Value::Null && row["before"] == "none"), "{rows:?}");
    assert!(rows.iter().any(|row| row["scope"] == "content" && row["after"] == "full"));
    assert_eq!(preview["problems"], json!([{ "subject": "nora@larkfield.test", "code": "already_member" }]));
    assert_eq!((&preview["seats"]["before"], &preview["seats"]["after"]), (&json!(5), &json!(6)));
    assert_eq!(world.version(), version);
    assert!(world.mails("bo@example.test").is_empty());
}

#[test]
fn z1_accepting_and_leaving_preview_too() {
    let world = World::new();
    let secret = json!({ "token": world.id("waiting_token") });
    let invited = world.invited();
    let preview = invited.post("/v1/invitations/accept?preview=true", &secret).is(200);
    assert!(preview["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{preview}");
    invited.get("/v1/organizations/{org}").refused(404, "not_found");
    let preview = world.editor().post("/v1/organizations/{org}/leave?preview=true", &json!({})).is(200);
    assert!(preview["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0), "{preview}");
    world.editor().get("/v1/organizations/{org}").is(200);
}

#[test]
fn z1_a_preview_of_what_is_refused_is_refused_alike() {
    let world = World::new();
    let nora = "/v1/organizations/{org}/members/{nora}?preview=true";
    world.admin().patch(nora, &json!({ "role": "owner" })).refused(403, "may_not_grant");
    world.viewer().patch(nora, &json!({ "role": "viewer" })).refused(403, "permission_denied");
    world.stranger().patch(nora, &json!({ "role": "viewer" })).refused(404, "not_found");
    world
        .owner()
        .post("/v1/organizations/{org}/leave?preview=true", &json!({}))
        .refused(409, "use_ownership_transfer");
}

#[test]
fn z1_where_there_is_nothing_to_preview_the_parameter_is_refused_and_so_is_a_typo() {
    let world = World::new();
    world.owner().get("/v1/organizations/{org}?preview=true").invalid("?preview", "unknown_parameter");
    world
        .owner()
        .patch("/v1/me?preview=true", &json!({ "name": "X" }))
        .invalid("?preview", "unknown_parameter");
    let nora = "/v1/organizations/{org}/members/{nora}";
    for typo in ["preview", "preview=yes", "preview=1", "preview=TRUE"] {
        world.owner().delete(&format!("{nora}?{typo}")).invalid("?preview", "malformed");
    }
    for twice in ["preview=true&preview=true", "preview=true&preview=false", "preview=false&preview=true"] {
        world.owner().delete(&format!("{nora}?{twice}")).invalid("?preview", "malformed");
    }
    world.owner().delete(&format!("{nora}?Preview=true")).invalid("?Preview", "unknown_parameter");
    world.owner().delete(&format!("{nora}?previw=true")).invalid("?previw", "unknown_parameter");
    world.nora().get("/v1/organizations/{org}").is(200);
}
