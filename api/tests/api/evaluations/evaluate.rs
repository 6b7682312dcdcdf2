//! One question.

use serde_json::json;

use super::{ask, check, may, question, resource};
use crate::support::{House, World};

#[test]
fn h1_an_evaluation_is_what_the_facts_say() {
    let world = World::new();
    let (org, ws) = (resource(&world, "organization", "org"), resource(&world, "workspace", "ws"));
    let (prj, secret) = (resource(&world, "project", "prj"), resource(&world, "project", "secret"));
    let table = [
        ("owner", "ownership.full", &org, true),
        ("admin", "ownership.view", &org, false),
        ("admin", "integrations.full", &org, true),
        ("editor", "members.view", &org, true),
        ("editor", "members.full", &org, false),
        ("editor", "workspace.general.view", &ws, true),
        ("editor", "workspace.general.full", &ws, false),
        ("editor", "content.full", &prj, true),
        ("editor", "reporting.full", &prj, true),
        ("viewer", "reporting.view", &prj, true),
        ("viewer", "reporting.full", &prj, false),
        ("viewer", "comments.view", &prj, true),
        ("editor", "content.view", &secret, false),
        ("admin", "content.full", &secret, true),
        ("guest", "content.view", &prj, false),
        ("deactivated", "content.view", &prj, false),
        ("stranger", "content.view", &prj, false),
    ];
    for (who, action, on, expected) in table {
        assert_eq!(may(&world, who, action, on), expected, "{who} {action} {on}");
    }
}

#[test]
fn h1_the_answer_carries_the_version_in_its_header_alone() {
    let world = World::new();
    let version = world.version();
    let body = question(&world.nora().user, "content.full", &resource(&world, "project", "prj"));
    let answer = check(&world, "/access/v1/evaluation", &body);
    assert_eq!(answer.header("usher-version"), version.to_string());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.text, r#"{"decision":true}"#);
    world.admin().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "viewer" })).is(200);
    let answer = check(&world, "/access/v1/evaluation", &body);
    assert_eq!(answer.header("usher-version"), (version + 1).to_string());
    assert_eq!(answer.text, r#"{"decision":false}"#);
}

#[test]
fn h1_a_change_is_in_force_with_the_next_question() {
    let world = World::new();
    let prj = resource(&world, "project", "prj");
    for round in 0..5 {
        let act = |verb: &str| {
            world
                .admin()
                .post(&format!("/v1/organizations/{{org}}/members/{{nora}}/{verb}"), &json!({}))
                .is(200)
        };
        assert!(may(&world, "nora", "content.view", &prj), "{round}");
        act("deactivate");
        assert!(!may(&world, "nora", "content.view", &prj), "{round}");
        act("activate");
    }
    world.admin().delete("/v1/organizations/{org}/members/{nora}").is(200);
    assert!(!may(&world, "nora", "content.view", &prj));
    world.admin().delete("/v1/projects/{prj}").is(204);
    assert!(!may(&world, "admin", "content.view", &prj));
}

#[test]
fn t1_what_is_foreign_is_answered_like_what_does_not_exist() {
    let world = World::new();
    let nora = world.nora().user;
    let prj = resource(&world, "project", "prj");
    let said = |user: &str, action: &str, resource: &serde_json::Value| {
        check(&world, "/access/v1/evaluation", &question(user, action, resource)).likeness()
    };
    let nobody = said("usr_01jdd00000e00800000000zzzz", "content.view", &prj);
    assert_eq!(nobody.1, r#"{"decision":false}"#);
    for user in
        [world.stranger().user.as_str(), "usr_x", "", "somebody", "stranger@otherside.test", "\u{0}", "*"]
    {
        assert_eq!(said(user, "content.view", &prj), nobody, "{user}");
    }
    let id = |kind: &str, id: &str| json!({ "type": kind, "id": id });
    for on in [
        id("project", &world.id("other_prj")),
        id("project", "prj_01jdd00000e00800000000zzzz"),
        id("project", &world.id("ws")),
        id("project", "\u{0}"),
        id("workspace", &world.id("other_ws")),
        id("workspace", &world.id("prj")),
        id("organization", &world.id("other_org")),
        id("organization", &world.id("slug")),
        id("document", "42"),
        id("", ""),
        json!({ "type": "document", "id": "42", "properties": { "project": world.id("other_prj") } }),
        json!({ "type": "document", "id": "42", "properties": { "project": 7 } }),
    ] {
        assert_eq!(said(&nora, "content.view", &on), nobody, "{on}");
    }
    for action in
        ["content", "content.none", "content.edit", "nothing.view", "", ".", "view", "content.view.full"]
    {
        assert_eq!(said(&nora, action, &prj), nobody, "{action}");
    }
    let other = json!({ "subject": { "type": "service", "id": nora }, "action": { "name": "content.view" }, "resource": prj });
    assert_eq!(check(&world, "/access/v1/evaluation", &other).likeness(), nobody);
}

#[test]
fn h1_a_subject_may_be_named_by_an_address() {
    let world = World::new();
    let prj = resource(&world, "project", "prj");
    let asked = |kind: &str, id: &str| {
        let body = json!({ "subject": { "type": kind, "id": id }, "action": { "name": "content.full" }, "resource": prj });
        check(&world, "/access/v1/evaluation", &body).is(200)["decision"].clone()
    };
    for kind in ["user", "email"] {
        assert_eq!(asked(kind, "nora@larkfield.test"), true, "{kind}");
        assert_eq!(asked(kind, "Nora@Larkfield.TEST"), true, "{kind}");
        assert_eq!(asked(kind, "nobody@larkfield.test"), false, "{kind}");
        assert_eq!(asked(kind, "viewer@larkfield.test"), false, "{kind}");
    }
    // An address that was added and never proved is nobody's.
    world.nora().post("/v1/me/emails", &json!({ "email": "second@example.test" })).is(201);
    assert_eq!(asked("email", "second@example.test"), false);
    world.verify("second@example.test");
    assert_eq!(asked("email", "second@example.test"), true);
    assert_eq!(asked("email", &world.nora().user), false, "an id is no address");
}

#[test]
fn h1_an_item_is_in_the_project_that_the_question_names() {
    let world = World::new();
    let item = |project: &str| json!({ "type": "document", "id": "42", "properties": { "project": world.id(project), "role": "owner" } });
    assert!(may(&world, "editor", "content.full", &item("prj")));
    assert!(!may(&world, "viewer", "content.full", &item("prj")));
    assert!(may(&world, "viewer", "content.view", &item("prj")));
    assert!(!may(&world, "editor", "content.view", &item("secret")));
    assert!(may(&world, "admin", "content.full", &item("secret")));
    assert!(
        !may(&world, "editor", "content.full", &json!({ "type": "document", "id": "42" })),
        "no project is known"
    );
    assert!(!may(&world, "guest", "content.view", &item("prj")), "nothing is shared with them");
}

#[test]
fn h1_what_a_caller_asserts_gives_nothing() {
    let world = World::new();
    let mut body = question(&world.viewer().user, "content.full", &resource(&world, "project", "prj"));
    body["subject"]["properties"] =
        json!({ "role": "owner", "permissions": { "content": "full" }, "groups": ["admins"] });
    body["resource"]["properties"] = json!({ "owner": world.viewer().user });
    body["context"] = json!({ "role": "owner", "explain": "yes" });
    body["roles"] = json!(["owner"]);
    assert_eq!(check(&world, "/access/v1/evaluation", &body).is(200), json!({ "decision": false }));
}

#[test]
fn h1_reasons_are_told_where_they_are_asked_for() {
    let world = World::new();
    let explain = |token: &str, who: &str, action: &str, name: &str| {
        let mut body = question(&world.person(who).user, action, &resource(&world, "project", name));
        body["context"] = json!({ "explain": true });
        ask(&world, token, "/access/v1/evaluation", &body).is(200)
    };
    let key = world.id("key_secret");
    let yes = explain(&key, "editor", "content.full", "prj");
    assert_eq!(yes["decision"], true);
    let reason = &yes["context"]["reason"];
    assert_eq!((&reason["access"], &reason["blocker"]), (&json!("full"), &json!(null)));
    assert_eq!(reason["sources"][0]["source"], "role");
    assert!(
        reason["sources"][0]["sentence"].as_str().is_some_and(|said| said.contains("Editor")),
        "{reason}"
    );
    let no = explain(&key, "viewer", "content.full", "prj");
    assert_eq!((&no["decision"], &no["context"]["reason"]["blocker"]), (&json!(false), &json!("no_grant")));
    assert_eq!(no["context"]["reason"]["access"], "view");
    assert_eq!(
        explain(&key, "deactivated", "content.view", "prj")["context"]["reason"]["blocker"],
        "deactivated"
    );
    let nobody = explain(&key, "stranger", "content.view", "prj");
    assert_eq!(
        nobody["context"]["reason"],
        json!({ "access": "none", "blocker": "not_a_member", "sources": [] })
    );
    // Of a project that they do not see, an editor learns what they would of one that is not there.
    let editor = world.editor().token();
    let hidden = explain(&editor, "admin", "content.view", "secret");
    let gone = explain(&editor, "admin", "content.view", "other_prj");
    assert_eq!(
        hidden,
        json!({ "decision": false, "context": { "reason": { "access": "none", "blocker": "unknown", "sources": [] } } })
    );
    assert_eq!(hidden, explain(&key, "admin", "content.view", "other_prj"));
    assert_eq!(gone["decision"], false);
}

#[test]
fn p3_a_guest_may_what_was_shared_with_them_wherever_the_item_is_now() {
    let world = World::new();
    let email = "bo@example.test";
    let share = json!({ "item": { "type": "document", "id": "42" }, "email": email, "access": "view" });
    world.owner().post("/v1/projects/{prj}/shares", &share).is(201);
    let bo = world.account(email);
    let token = world.mailed(email, "invitations/accept");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let asked = |user: &str, action: &str, on: &serde_json::Value| {
        check(&world, "/access/v1/evaluation", &question(user, action, on)).is(200)["decision"].clone()
    };
    let item = |id: &str| json!({ "type": "document", "id": id });
    let named = |id: &str, project: &str| json!({ "type": "document", "id": id, "properties": { "project": world.id(project) } });
    for on in [item("42"), named("42", "prj"), named("42", "secret")] {
        assert_eq!(asked(&bo.user, "content.view", &on), true, "{on}");
        assert_eq!(asked(&bo.user, "content.full", &on), false, "{on}");
    }
    for on in [item("43"), named("43", "prj"), resource(&world, "project", "prj"), named("42", "other_prj")] {
        assert_eq!(asked(&bo.user, "content.view", &on), false, "{on}");
    }
    // Known by its share, it is in the project where it was shared, and where it is said to be.
    let editor = world.editor().user;
    assert_eq!(asked(&editor, "content.full", &item("42")), true);
    assert_eq!(asked(&editor, "content.full", &named("42", "secret")), false);
    let body = json!({ "subject": { "type": "user", "id": bo.user }, "action": { "name": "content.view" }, "resource": { "type": "document" } });
    let found = check(&world, "/access/v1/search/resource", &body).is(200);
    assert_eq!(found["results"], json!([{ "type": "document", "id": "42" }]));
    // By their own token, without an organization named: the one that has the item.
    let own =
        ask(&world, &bo.token(), "/access/v1/evaluation", &question(&bo.user, "content.view", &item("42")));
    assert_eq!(own.is(200), json!({ "decision": true }));
}

#[test]
fn p3_an_item_of_a_deleted_organization_stands_in_the_way_of_none_of_its_name() {
    let world = World::new();
    let house = House::new(&world, "studio");
    let email = "bo@example.test";
    let bo = world.account(email);
    let share = json!({ "item": { "type": "document", "id": "42" }, "email": email, "access": "view" });
    let project = house.project(&house.workspace, "Apollo");
    let projects = [("{prj}".to_owned(), world.owner()), (project, house.top.clone())];
    for (project, whose) in projects {
        whose.post(&format!("/v1/projects/{project}/shares"), &share).is(201);
        let token = world.mailed(email, "invitations/accept");
        bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    }
    let own = || {
        let body = question(&bo.user, "content.view", &json!({ "type": "document", "id": "42" }));
        ask(&world, &bo.token(), "/access/v1/evaluation", &body).is(200)
    };
    assert_eq!(own(), json!({ "decision": false }), "of two, neither is meant");
    let confirm = json!({ "confirm": "House" });
    house.top.ask("DELETE", &house.path("")).json(&confirm).send().is(204);
    assert_eq!(own(), json!({ "decision": true }));
    house.top.post(&house.path("/restore"), &json!({})).is(200);
    assert_eq!(own(), json!({ "decision": false }), "they are two again");
}
