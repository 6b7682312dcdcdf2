//! `POST …/members/bulk`: many at once, each decided by the same rule as alone.

use serde_json::{Value, json};

use crate::support::World;

fn bulk(world: &World, body: &str) -> Value {
    serde_json::from_str(&world.filled(body)).expect("JSON")
}

fn outcomes(answer: &Value) -> Vec<(String, String)> {
    let rows = answer["results"].as_array().expect("a list");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| (word(&row["status"]), word(&row["code"]))).collect()
}

#[test]
fn m11_each_is_applied_or_refused_by_itself_in_one_version() {
    let world = World::new();
    let before = world.version();
    let body = bulk(
        &world,
        r#"{"action":"deactivate","members":["{nora}","{owner}","{other_member}","nonsense","{deactivated}","{nora}","{viewer}"]}"#,
    );
    let answer = world.admin().post("/v1/organizations/{org}/members/bulk", &body).is(200);
    let expected = [
        ("applied", ""),
        ("refused", "owner_protected"),
        ("refused", "not_found"),
        ("refused", "not_found"),
        ("unchanged", ""),
        ("refused", "duplicate"),
        ("applied", ""),
    ];
    assert_eq!(outcomes(&answer), expected.map(|(status, code)| (status.to_owned(), code.to_owned())));
    assert_eq!(answer["version"], before + 1);
    assert_eq!(world.version(), before + 1);
    world.nora().get("/v1/organizations/{org}").refused(403, "membership_deactivated");
    world.owner().get("/v1/organizations/{org}").is(200);
    assert_eq!(
        world.audit_log("&action=members.deactivate").len(),
        3,
        "one for each that changed, and the world's own"
    );
}

#[test]
fn m11_an_id_that_no_text_can_hold_is_refused_by_itself() {
    let world = World::new();
    let send = |path: &str, body: &str| {
        let ask = world.admin().ask("POST", path).header("content-type", "application/json");
        ask.header("idempotency-key", "once").body(world.filled(body)).send().is(200)
    };
    let expected =
        [("refused", "not_found"), ("applied", "")].map(|(word, code)| (word.to_owned(), code.to_owned()));
    let body = r#"{"action":"deactivate","members":["{nora}\u0000","{viewer}"]}"#;
    assert_eq!(outcomes(&send("/v1/organizations/{org}/members/bulk", body)), expected);
    let body = r#"{"add":["mem_\ud800"],"remove":["{editor}"]}"#;
    let members = "/v1/organizations/{org}/groups/{grp}/members";
    assert_eq!(outcomes(&send(members, body))[0], expected[0]);
    world.nora().get("/v1/organizations/{org}").is(200);
}

#[test]
fn m11_roles_and_removal() {
    let world = World::new();
    let body = bulk(
        &world,
        r#"{"action":"change_role","role":"viewer","members":["{nora}","{editor}","{viewer}"]}"#,
    );
    let answer = world.admin().post("/v1/organizations/{org}/members/bulk", &body).is(200);
    assert_eq!(
        outcomes(&answer).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["applied", "applied", "unchanged"]
    );
    let body = bulk(&world, r#"{"action":"remove","members":["{nora}","{admin}"]}"#);
    let answer = world.admin().post("/v1/organizations/{org}/members/bulk", &body).is(200);
    assert_eq!(outcomes(&answer)[1], ("refused".to_owned(), "use_leave".to_owned()));
    let body = bulk(&world, r#"{"action":"change_role","role":"owner","members":["{editor}"]}"#);
    let answer = world.admin().post("/v1/organizations/{org}/members/bulk", &body).is(200);
    assert_eq!(outcomes(&answer)[0].1, "may_not_grant");
}

#[test]
fn m11_a_preview_names_what_stands_in_the_way_and_writes_nothing() {
    let world = World::new();
    let before = world.version();
    let body = bulk(&world, r#"{"action":"deactivate","members":["{nora}","{owner}"]}"#);
    let preview = world.admin().post("/v1/organizations/{org}/members/bulk?preview=true", &body).is(200);
    assert_eq!(preview["problems"], json!([{ "subject": world.id("owner"), "code": "owner_protected" }]));
    assert_eq!((&preview["seats"]["before"], &preview["seats"]["after"]), (&json!(5), &json!(4)));
    assert_eq!(world.version(), before);
    let done = world.admin().post("/v1/organizations/{org}/members/bulk", &body).is(200);
    assert_eq!(done["changes"], preview["changes"]);
}

#[test]
fn m11_a_body_that_makes_no_sense_is_refused_whole() {
    let world = World::new();
    let refused = |body: &str, pointer: &str, code: &str| {
        world
            .admin()
            .post("/v1/organizations/{org}/members/bulk", &bulk(&world, body))
            .invalid(pointer, code);
    };
    refused(r#"{"action":"change_role","members":["{nora}"]}"#, "/role", "required");
    refused(r#"{"action":"change_role","role":"king","members":["{nora}"]}"#, "/role", "unknown_role");
    refused(r#"{"action":"remove","role":"viewer","members":["{nora}"]}"#, "/role", "unknown_field");
    refused(r#"{"action":"remove","members":[]}"#, "/members", "out_of_range");
    refused(r#"{"action":"explode","members":["{nora}"]}"#, "/action", "malformed");
    refused(r#"{"action":"add_to_group","members":["{nora}"]}"#, "/group", "required");
    refused(r#"{"action":"activate","group":"{grp}","members":["{nora}"]}"#, "/group", "unknown_field");
    refused(r#"{"action":"set_expiry","members":["{nora}"]}"#, "/expires_at", "required");
    refused(
        r#"{"action":"set_expiry","expires_at":"2020-01-01T00:00:00Z","members":["{nora}"]}"#,
        "/expires_at",
        "past",
    );
    let foreign = bulk(&world, r#"{"action":"add_to_group","group":"{other_grp}","members":["{nora}"]}"#);
    world.admin().post("/v1/organizations/{org}/members/bulk", &foreign).refused(404, "not_found");
}

#[test]
fn m11_into_a_group_and_out_of_it() {
    let world = World::new();
    let admin = world.admin();
    let path = "/v1/organizations/{org}/members/bulk";
    admin.put("/v1/projects/{secret}/groups/{grp}", &json!({ "role": "viewer" })).is(201);
    let body = bulk(
        &world,
        r#"{"action":"add_to_group","group":"{grp}","members":["{nora}","{viewer}","{editor}","{other_member}"]}"#,
    );
    let (version, preview) = (world.version(), admin.post(&format!("{path}?preview=true"), &body).is(200));
    let done = admin.post(path, &body).is(200);
    assert_eq!(done["changes"], preview["changes"]);
    let outcomes_of = |answer: &Value| outcomes(answer).into_iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(outcomes_of(&done), ["applied", "applied", "unchanged", "refused"]);
    assert_eq!((&done["version"], world.version()), (&json!(version + 1), version + 1));
    world.nora().get("/v1/projects/{secret}").is(200);
    let listed = admin.get("/v1/organizations/{org}/members?group={grp}&sort=name").is(200);
    let names: Vec<_> =
        listed["data"].as_array().expect("a list").iter().map(|row| &row["user"]["name"]).collect();
    assert_eq!(names, ["Editor", "Nora", "Viewer"]);
    let shown = admin.get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(shown["groups"][0]["name"], "Crew");

    admin.put("/v1/projects/{secret}/collaborators/{nora}", &json!({ "role": "viewer" })).is(201);
    let body =
        bulk(&world, r#"{"action":"remove_from_group","group":"{grp}","members":["{nora}","{viewer}"]}"#);
    let preview = admin.post(&format!("{path}?preview=true"), &body).is(200);
    let kept = preview["kept"].as_array().expect("somebody keeps something");
    assert!(kept.iter().all(|row| row["member"] == json!(world.id("nora"))), "{preview}");
    assert_eq!(admin.post(path, &body).is(200)["changes"], preview["changes"]);
    world.nora().get("/v1/projects/{secret}").is(200);
    world.viewer().get("/v1/projects/{secret}").refused(404, "not_found");

    for person in [world.viewer(), world.editor()] {
        person.post(path, &body).refused(403, "permission_denied");
    }
    admin.put("/v1/organizations/{org}/plan", &json!({ "plan": "pro" })).is(200);
    let body = bulk(&world, r#"{"action":"add_to_group","group":"{grp}","members":["{nora}"]}"#);
    admin.post(path, &body).refused(403, "plan_required");
}

#[test]
fn m11_the_same_key_again_changes_nothing_and_is_answered_the_same() {
    let world = World::new();
    let body =
        bulk(&world, r#"{"action":"change_role","role":"viewer","members":["{nora}","{editor}","{owner}"]}"#);
    let path = "/v1/organizations/{org}/members/bulk";
    let send =
        |body: &Value| world.admin().ask("POST", path).header("idempotency-key", "once").json(body).send();
    let first = send(&body).is(200);
    let version = world.version();
    // Somebody else's change in between stays.
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "editor" })).is(200);
    let again = send(&body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.is(200)["results"], first["results"]);
    assert_eq!(world.version(), version + 1);
    let nora = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(nora["role"]["key"], "editor");
    let other = bulk(&world, r#"{"action":"deactivate","members":["{nora}"]}"#);
    send(&other).refused(422, "idempotency_key_reused");
}

#[test]
fn m11_every_action_has_one_preview_and_a_result_for_each() {
    let world = World::new();
    let path = "/v1/organizations/{org}/members/bulk";
    for (action, more) in [
        ("change_role", r#","role":"viewer""#),
        ("set_expiry", r#","expires_at":"2199-01-01T00:00:00Z""#),
        ("add_to_group", r#","group":"{grp}""#),
        ("remove_from_group", r#","group":"{grp}""#),
        ("deactivate", ""),
        ("activate", ""),
        ("remove", ""),
    ] {
        let body = bulk(
            &world,
            &format!(r#"{{"action":"{action}","members":["{{nora}}","{{other_member}}"]{more}}}"#),
        );
        let version = world.version();
        let preview = world.admin().post(&format!("{path}?preview=true"), &body).is(200);
        assert_eq!(preview["problems"].as_array().map(Vec::len), Some(1), "{action}: {preview}");
        assert_eq!(world.version(), version, "{action}");
        let done = world.admin().post(path, &body).is(200);
        assert_eq!(done["changes"], preview["changes"], "{action}");
        let expected = [("applied", ""), ("refused", "not_found")];
        assert_eq!(
            outcomes(&done),
            expected.map(|(status, code)| (status.to_owned(), code.to_owned())),
            "{action}"
        );
    }
}
