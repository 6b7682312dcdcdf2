//! Who, on what, and what.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ask, check, ids, may, question, resource};
use crate::support::World;

const SUBJECT: &str = "/access/v1/search/subject";
const RESOURCE: &str = "/access/v1/search/resource";
const ACTION: &str = "/access/v1/search/action";

fn subjects(action: &str, on: &Value) -> Value {
    json!({ "subject": { "type": "user" }, "action": { "name": action }, "resource": on })
}

fn resources(user: &str, action: &str, kind: &str) -> Value {
    json!({ "subject": { "type": "user", "id": user }, "action": { "name": action }, "resource": { "type": kind } })
}

fn set(found: &Value) -> BTreeSet<String> {
    ids(found).into_iter().collect()
}

const PEOPLE: [&str; 8] = ["owner", "admin", "editor", "viewer", "guest", "deactivated", "nora", "stranger"];

#[test]
fn l12_searches_are_the_evaluations_of_every_candidate() {
    let world = World::new();
    for (kind, name) in
        [("organization", "org"), ("workspace", "private"), ("project", "prj"), ("project", "secret")]
    {
        let on = resource(&world, kind, name);
        for action in
            ["members.view", "content.view", "content.full", "ownership.full", "workspace.general.view"]
        {
            let found = check(&world, SUBJECT, &subjects(action, &on)).is(200);
            let expected: BTreeSet<String> = PEOPLE
                .iter()
                .filter(|who| may(&world, who, action, &on))
                .map(|who| world.person(who).user)
                .collect();
            assert_eq!(set(&found), expected, "{action} on {name}");
            for hit in found["results"].as_array().expect("results") {
                assert_eq!(hit.as_object().map(serde_json::Map::len), Some(2), "type and id: {hit}");
                assert_eq!(hit["type"], "user");
            }
        }
    }
    let places = [
        ("organization", "org"),
        ("workspace", "ws"),
        ("workspace", "private"),
        ("project", "prj"),
        ("project", "secret"),
    ];
    for who in PEOPLE {
        let user = world.person(who).user;
        for action in ["members.view", "content.view", "content.full", "projects.full"] {
            for kind in ["organization", "workspace", "project"] {
                let found = check(&world, RESOURCE, &resources(&user, action, kind)).is(200);
                let expected: BTreeSet<String> = places
                    .iter()
                    .filter(|(of, name)| {
                        *of == kind && may(&world, who, action, &resource(&world, kind, name))
                    })
                    .map(|(_, name)| world.id(name))
                    .collect();
                assert_eq!(set(&found), expected, "{who} {action} {kind}");
            }
        }
        let on = resource(&world, "project", "prj");
        let body = json!({ "subject": { "type": "user", "id": user }, "resource": on });
        let names = ids(&check(&world, ACTION, &body).is(200));
        let model = world.owner().get("/v1/organizations/{org}/access-model").is(200);
        for scope in model["scopes"].as_array().expect("scopes") {
            for level in ["view", "full"] {
                let name = format!("{}.{level}", scope["key"].as_str().expect("a key"));
                assert_eq!(names.contains(&name), may(&world, who, &name, &on), "{who} {name}");
            }
        }
    }
}

#[test]
fn h1_what_is_searched_for_needs_no_id_and_an_id_is_ignored() {
    let world = World::new();
    let on = resource(&world, "project", "prj");
    let whole = question(&world.viewer().user, "content.full", &on);
    let found = check(&world, SUBJECT, &whole).is(200);
    assert_eq!(found, check(&world, SUBJECT, &subjects("content.full", &on)).is(200));
    assert!(!set(&found).contains(&world.viewer().user));
    let found = check(
        &world,
        RESOURCE,
        &question(&world.viewer().user, "content.view", &resource(&world, "project", "secret")),
    )
    .is(200);
    assert_eq!(ids(&found), [world.id("prj")]);
    let found = check(&world, ACTION, &whole).is(200);
    assert!(ids(&found).contains(&"comments.view".to_owned()));
}

#[test]
fn t1_what_is_unknown_or_foreign_finds_nothing() {
    let world = World::new();
    let empty = |path: &str, body: &Value| {
        let answer = check(&world, path, body);
        assert_eq!(answer.text, r#"{"results":[]}"#, "{path} {body}");
        answer.likeness()
    };
    let known = resource(&world, "project", "prj");
    let gone = json!({ "type": "project", "id": "prj_01jdd00000e00800000000zzzz" });
    let foreign = resource(&world, "project", "other_prj");
    assert_eq!(
        empty(SUBJECT, &subjects("content.view", &gone)),
        empty(SUBJECT, &subjects("content.view", &foreign))
    );
    empty(SUBJECT, &subjects("nothing.view", &known));
    empty(SUBJECT, &subjects("content.view", &json!({ "type": "planet", "id": "7" })));
    let mut other = subjects("content.view", &known);
    other["subject"]["type"] = json!("service");
    empty(SUBJECT, &other);
    let (nobody, stranger) = ("usr_01jdd00000e00800000000zzzz", world.stranger().user);
    assert_eq!(
        empty(RESOURCE, &resources(nobody, "content.view", "project")),
        empty(RESOURCE, &resources(&stranger, "content.view", "project"))
    );
    empty(RESOURCE, &resources(&world.viewer().user, "content.view", "planet"));
    empty(RESOURCE, &resources(&world.viewer().user, "nothing", "project"));
    for (user, on) in [
        (nobody, &known),
        (stranger.as_str(), &known),
        (world.viewer().user.as_str(), &gone),
        (world.viewer().user.as_str(), &foreign),
    ] {
        empty(ACTION, &json!({ "subject": { "type": "user", "id": user }, "resource": on }));
    }
}

#[test]
fn l12_pages_joined_are_the_whole_at_one_version() {
    let world = World::new();
    let on = resource(&world, "project", "prj");
    for (path, body) in [
        (SUBJECT, subjects("content.view", &on)),
        (RESOURCE, resources(&world.admin().user, "content.view", "project")),
        (RESOURCE, resources(&world.admin().user, "members.view", "workspace")),
        (ACTION, json!({ "subject": { "type": "user", "id": world.editor().user }, "resource": on })),
    ] {
        let whole = check(&world, path, &body).is(200);
        assert!(whole.get("page").is_none(), "whole: {whole}");
        for limit in [1, 2, 3, 1_000] {
            let (mut joined, mut pages, mut asked) = (Vec::new(), 0, body.clone());
            asked["page"] = json!({ "limit": limit });
            loop {
                let answer = check(&world, path, &asked);
                assert!(answer.text.starts_with(r#"{"page":"#), "page comes first: {}", answer.text);
                let page = answer.is(200);
                let found = ids(&page);
                assert_eq!(page["page"]["count"], found.len());
                assert!(found.len() <= limit);
                joined.extend(found);
                pages += 1;
                let next = page["page"]["next_token"].as_str().expect("a token").to_owned();
                if next.is_empty() {
                    break;
                }
                // The limit may be said again, or left out.
                asked["page"] = if pages % 2 == 0 {
                    json!({ "token": next, "limit": limit })
                } else {
                    json!({ "token": next })
                };
            }
            assert_eq!(joined, ids(&whole), "{path} by {limit}");
        }
    }
}

#[test]
fn h1_a_search_goes_on_at_its_version_whatever_happens_meanwhile() {
    let world = World::new();
    let on = resource(&world, "project", "prj");
    let body = subjects("content.view", &on);
    let whole = ids(&check(&world, SUBJECT, &body).is(200));
    let mut asked = body.clone();
    asked["page"] = json!({ "limit": 2 });
    let first = check(&world, SUBJECT, &asked);
    let version = first.header("usher-version").to_owned();
    let first = first.is(200);
    for person in ["nora", "viewer"] {
        world.admin().delete(&format!("/v1/organizations/{{org}}/members/{{{person}}}")).is(200);
    }
    world.join("late@example.test", "editor");
    let mut joined = ids(&first);
    let mut next = first["page"]["next_token"].as_str().expect("a token").to_owned();
    while !next.is_empty() {
        asked["page"] = json!({ "token": next });
        let answer = check(&world, SUBJECT, &asked);
        assert_eq!(answer.header("usher-version"), version);
        let page = answer.is(200);
        joined.extend(ids(&page));
        next = page["page"]["next_token"].as_str().expect("a token").to_owned();
    }
    assert_eq!(joined, whole);
    assert_ne!(ids(&check(&world, SUBJECT, &body).is(200)), whole);
}

#[test]
fn h1_a_token_is_for_the_same_search_by_the_same_caller() {
    let world = World::new();
    let (on, other) = (resource(&world, "project", "prj"), resource(&world, "project", "secret"));
    let mut body = subjects("content.view", &on);
    body["page"] = json!({ "limit": 1 });
    let token =
        check(&world, SUBJECT, &body).is(200)["page"]["next_token"].as_str().expect("a token").to_owned();
    assert!(!token.is_empty());
    body["page"] = json!({ "token": token });
    check(&world, SUBJECT, &body).is(200);
    let refused = |path: &str, body: &Value| {
        let answer = check(&world, path, body);
        assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text);
    };
    for (pointer, value) in [
        ("/page/token", json!("nonsense")),
        ("/page/token", json!(format!("{token}x"))),
        ("/page/token", json!(7)),
        ("/action/name", json!("content.full")),
        ("/resource", other),
        ("/subject/type", json!("email")),
    ] {
        let mut changed = body.clone();
        *changed.pointer_mut(pointer).expect("there") = value;
        refused(SUBJECT, &changed);
    }
    let mut changed = body.clone();
    changed["page"]["limit"] = json!(2);
    refused(SUBJECT, &changed);
    let mut other = question(&world.viewer().user, "content.view", &on);
    other["page"] = json!({ "token": token });
    refused(ACTION, &other);
    assert_eq!(ask(&world, &world.viewer().token(), SUBJECT, &body).status, 400, "somebody else's token");
}

#[test]
fn h1_a_limit_is_a_whole_number() {
    let world = World::new();
    let mut body = subjects("content.view", &resource(&world, "project", "prj"));
    for bad in [json!(-1), json!("2"), json!(1.5), json!([]), json!(true)] {
        body["page"] = json!({ "limit": bad });
        assert_eq!(check(&world, SUBJECT, &body).status, 400, "{bad}");
    }
    body["page"] = json!([]);
    assert_eq!(check(&world, SUBJECT, &body).status, 400);
    body["page"] = json!({ "limit": 0 });
    let none = check(&world, SUBJECT, &body).is(200);
    assert_eq!((&none["results"], &none["page"]["count"]), (&json!([]), &json!(0)));
    assert_ne!(none["page"]["next_token"], "");
    for all in [
        json!({}),
        json!({ "limit": u64::MAX }),
        json!({ "token": "" }),
        json!({ "token": null, "limit": null, "properties": { "a": 1 } }),
    ] {
        body["page"] = all;
        assert_eq!(check(&world, SUBJECT, &body).is(200)["page"]["next_token"], "");
    }
}

#[test]
fn h1_a_person_finds_what_they_may_know() {
    let world = World::new();
    let on = resource(&world, "project", "prj");
    let find = |who: &str, path: &str, body: &Value| ask(&world, &world.person(who).token(), path, body);
    let all = set(&check(&world, SUBJECT, &subjects("content.view", &on)).is(200));
    assert_eq!(set(&find("viewer", SUBJECT, &subjects("content.view", &on)).is(200)), all);
    // Of a place that they do not see, nothing; whoever does not see the directory finds themselves.
    let hidden = resource(&world, "project", "secret");
    assert_eq!(
        ids(&find("viewer", SUBJECT, &subjects("content.view", &hidden)).is(200)),
        Vec::<String>::new()
    );
    assert_eq!(ids(&find("guest", SUBJECT, &subjects("content.view", &on)).is(200)), Vec::<String>::new());
    let viewer = world.viewer().user;
    assert_eq!(
        ids(&find("viewer", RESOURCE, &resources(&viewer, "content.view", "project")).is(200)),
        [world.id("prj")]
    );
    let admin = world.admin().user;
    assert_eq!(
        ids(&find("viewer", RESOURCE, &resources(&admin, "content.view", "project")).is(200)),
        [world.id("prj")]
    );
    assert_eq!(find("guest", RESOURCE, &resources(&admin, "content.view", "project")).status, 403);
    // In two organizations, one has to be named.
    world.viewer().post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    assert_eq!(find("viewer", RESOURCE, &resources(&viewer, "content.view", "project")).status, 400);
    let named = find(
        "viewer",
        "/pdp/{org}/access/v1/search/resource",
        &resources(&viewer, "content.view", "project"),
    );
    assert_eq!(ids(&named.is(200)), [world.id("prj")]);
    assert_eq!(find("invited", RESOURCE, &resources(&viewer, "content.view", "project")).status, 404);
}
