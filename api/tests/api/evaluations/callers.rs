//! Who may ask about whom, and in which organization.

use serde_json::{Value, json};

use super::{ask, question, resource};
use crate::support::{World, text};

const PATH: &str = "/access/v1/evaluation";

fn on(world: &World, who: &str, kind: &str, name: &str) -> Value {
    question(&world.person(who).user, "content.view", &resource(world, kind, name))
}

#[test]
fn h1_a_person_asks_about_themselves_without_naming_an_organization() {
    let world = World::new();
    for (who, name, expected) in [
        ("viewer", "prj", true),
        ("viewer", "secret", false),
        ("guest", "prj", false),
        ("admin", "secret", true),
        ("viewer", "other_prj", false),
        ("stranger", "prj", false),
        ("stranger", "other_prj", true),
        ("invited", "prj", false),
    ] {
        let answer = ask(&world, &world.person(who).token(), PATH, &on(&world, who, "project", name));
        assert_eq!(answer.clone().is(200), json!({ "decision": expected }), "{who} {name}");
        // Where they are in no such organization, there is no version to speak of.
        let outside =
            [("viewer", "other_prj"), ("stranger", "prj"), ("invited", "prj")].contains(&(who, name));
        assert_eq!(answer.header("usher-version").is_empty(), outside, "{who} {name}");
    }
    let viewer = world.viewer();
    for (kind, name) in [("workspace", "ws"), ("organization", "org")] {
        ask(&world, &viewer.token(), PATH, &on(&world, "viewer", kind, name)).is(200);
    }
    let item = json!({ "type": "document", "id": "42", "properties": { "project": world.id("prj") } });
    let answer = ask(&world, &viewer.token(), PATH, &question(&viewer.user, "content.view", &item));
    assert_eq!(answer.is(200), json!({ "decision": true }));
}

#[test]
fn h1_with_members_view_one_asks_about_others() {
    let world = World::new();
    let asked = |who: &str, about: &str, name: &str| {
        ask(&world, &world.person(who).token(), PATH, &on(&world, about, "project", name))
    };
    assert_eq!(asked("viewer", "editor", "prj").is(200), json!({ "decision": true }));
    // Nobody learns of a place that they do not see, by asking about somebody who does.
    assert_eq!(asked("viewer", "admin", "secret").is(200), json!({ "decision": false }));
    assert_eq!(asked("owner", "admin", "secret").is(200), json!({ "decision": true }));
    let refused = asked("guest", "editor", "prj");
    assert_eq!(refused.status, 403);
    // Whoever it is: member, stranger or nobody.
    for about in ["viewer", "stranger", "unverified"] {
        assert_eq!(asked("guest", about, "prj").likeness(), refused.likeness(), "{about}");
    }
    assert_eq!(asked("guest", "guest", "prj").is(200), json!({ "decision": false }));
}

#[test]
fn h1_a_key_without_check_asks_like_its_maker_within_its_permissions() {
    let world = World::new();
    let key = |permissions: Value| {
        let body = json!({ "name": "K", "permissions": permissions });
        text(&world.admin().post("/v1/organizations/{org}/api-keys", &body).is(201)["secret"])
    };
    let asked = |secret: &str, about: &str, name: &str| {
        ask(&world, secret, PATH, &on(&world, about, "project", name))
    };
    let nothing = key(json!({}));
    assert_eq!(asked(&nothing, "editor", "prj").status, 403);
    assert_eq!(
        asked(&nothing, "admin", "secret").is(200),
        json!({ "decision": true }),
        "about whoever made it"
    );
    let directory = key(json!({ "members": "view" }));
    assert_eq!(
        asked(&directory, "editor", "prj").is(200),
        json!({ "decision": false }),
        "it sees no project"
    );
    let wide = key(json!({ "members": "view", "content": "view" }));
    assert_eq!(asked(&wide, "editor", "prj").is(200), json!({ "decision": true }));
}

#[test]
fn t1_an_organization_that_is_named_is_the_credentials_own_or_none() {
    let world = World::new();
    let path = |name: &str| format!("/pdp/{}/access/v1/evaluation", world.filled(name));
    let body = on(&world, "editor", "project", "prj");
    let key = world.id("key_secret");
    for name in ["{org}", "{slug}"] {
        assert_eq!(ask(&world, &key, &path(name), &body).is(200), json!({ "decision": true }));
        assert_eq!(
            ask(&world, &world.viewer().token(), &path(name), &body).is(200),
            json!({ "decision": true })
        );
    }
    let nobody = ask(&world, &key, &path("nobody-has-this"), &body);
    assert_eq!(nobody.status, 404);
    for name in ["{other_org}", "{other_slug}", "org_01jdd00000e00800000000zzzz", "%00", "org_x", "%ff"] {
        assert_eq!(ask(&world, &key, &path(name), &body).likeness(), nobody.likeness(), "{name}");
        let person = ask(&world, &world.viewer().token(), &path(name), &body);
        assert_eq!(person.likeness(), nobody.likeness(), "{name}");
    }
    // The resource of another organization is unknown in this one.
    let theirs = on(&world, "editor", "project", "other_prj");
    assert_eq!(ask(&world, &key, &path("{org}"), &theirs).is(200), json!({ "decision": false }));
}

#[test]
fn m6_whoever_is_deactivated_asks_nothing_there_and_everything_elsewhere() {
    let world = World::new();
    let nora = world.nora();
    let hers = text(&nora.post("/v1/organizations", &json!({ "name": "Hers" })).is(201)["id"]);
    let body = on(&world, "nora", "project", "prj");
    let own = question(&nora.user, "members.full", &json!({ "type": "organization", "id": hers }));
    let batch = json!({ "subject": { "type": "user", "id": nora.user }, "evaluations": [
        { "action": { "name": "content.view" }, "resource": resource(&world, "project", "prj") },
        { "action": { "name": "members.full" }, "resource": { "type": "organization", "id": hers } },
    ] });
    let batched = || {
        let answer = ask(&world, &nora.token(), "/access/v1/evaluations", &batch);
        assert_eq!(answer.header("usher-version"), "", "two organizations have two versions");
        answer.is(200)["evaluations"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["decision"] == true)
            .collect::<Vec<_>>()
    };
    ask(&world, &nora.token(), PATH, &body).is(200);
    assert_eq!(batched(), [true, true]);
    let act = |verb: &str| {
        world.admin().post(&format!("/v1/organizations/{{org}}/members/{{nora}}/{verb}"), &json!({})).is(200)
    };
    act("deactivate");
    let refused = ask(&world, &nora.token(), PATH, &body);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("membership_deactivated"), "{}", refused.text);
    assert_eq!(ask(&world, &nora.token(), "/pdp/{org}/access/v1/evaluation", &body).status, 403);
    assert_eq!(ask(&world, &nora.token(), PATH, &own).is(200), json!({ "decision": true }));
    assert_eq!(batched(), [false, true]);
    act("activate");
    assert_eq!(ask(&world, &nora.token(), PATH, &body).is(200), json!({ "decision": true }));
    world.admin().delete("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(ask(&world, &nora.token(), PATH, &body).is(200), json!({ "decision": false }));
    assert_eq!(ask(&world, &nora.token(), "/pdp/{org}/access/v1/evaluation", &body).status, 404);
}

#[test]
fn h2_a_session_that_ended_asks_nothing_more() {
    let world = World::new();
    let viewer = world.viewer();
    let body = on(&world, "viewer", "project", "prj");
    let sign_in = || {
        let body = json!({ "email": viewer.email, "password": crate::support::PASSWORD });
        let answer = world.ask("POST", "/v1/auth/sign-in").json(&body).send();
        (text(&answer.body["access_token"]), answer.refresh())
    };
    let ((one, refresh), (other, _)) = (sign_in(), sign_in());
    for _ in 0..2 {
        ask(&world, &one, PATH, &body).is(200);
        ask(&world, &other, PATH, &body).is(200);
    }
    world.ask("POST", "/v1/auth/sign-out").cookie(&refresh).send().is(204);
    assert_eq!(ask(&world, &one, PATH, &body).status, 401, "dead with the next request");
    ask(&world, &other, PATH, &body).is(200);
    viewer.delete("/v1/me/sessions").is(204);
    assert_eq!(ask(&world, &other, PATH, &body).status, 401);
    ask(&world, &viewer.token(), PATH, &body).is(200);
    world.advance(16 * 60);
    assert_eq!(ask(&world, &one, PATH, &body).status, 401, "the token ran out besides");
}

#[test]
fn h1_an_address_that_is_not_verified_keeps_its_account_from_asking() {
    let world = World::new();
    let body = on(&world, "unverified", "project", "prj");
    assert_eq!(ask(&world, &world.unverified().token(), PATH, &body).status, 403);
    world.verify("unverified@example.test");
    assert_eq!(ask(&world, &world.unverified().token(), PATH, &body).is(200), json!({ "decision": false }));
}
