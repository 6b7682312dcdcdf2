//! What is wrong with a request itself.

use serde_json::{Value, json};

use super::{check, question, resource};
use crate::support::World;

const PATHS: [&str; 5] = [
    "/access/v1/evaluation",
    "/access/v1/evaluations",
    "/access/v1/search/subject",
    "/access/v1/search/resource",
    "/access/v1/search/action",
];

fn whole(world: &World) -> Value {
    question(&world.nora().user, "content.view", &resource(world, "project", "prj"))
}

#[test]
fn h1_a_request_that_lacks_something_is_400_with_a_message() {
    let world = World::new();
    let needed: [(&str, &[&str]); 5] = [
        (
            PATHS[0],
            &[
                "/subject",
                "/subject/type",
                "/subject/id",
                "/action",
                "/action/name",
                "/resource",
                "/resource/type",
                "/resource/id",
            ],
        ),
        (
            PATHS[1],
            &[
                "/subject",
                "/subject/type",
                "/subject/id",
                "/action",
                "/action/name",
                "/resource",
                "/resource/type",
                "/resource/id",
            ],
        ),
        (
            PATHS[2],
            &[
                "/subject",
                "/subject/type",
                "/action",
                "/action/name",
                "/resource",
                "/resource/type",
                "/resource/id",
            ],
        ),
        (
            PATHS[3],
            &[
                "/subject",
                "/subject/type",
                "/subject/id",
                "/action",
                "/action/name",
                "/resource",
                "/resource/type",
            ],
        ),
        (
            PATHS[4],
            &["/subject", "/subject/type", "/subject/id", "/resource", "/resource/type", "/resource/id"],
        ),
    ];
    for (path, members) in needed {
        check(&world, path, &whole(&world)).is(200);
        for member in members {
            let name = member.trim_start_matches('/').replace('/', ".");
            for wrong in [Value::Null, json!(7), json!([]), json!(true)] {
                let mut body = whole(&world);
                *body.pointer_mut(member).expect("there") = wrong.clone();
                let answer = check(&world, path, &body);
                assert_eq!(answer.status, 400, "{path} {member} {wrong}: {}", answer.text);
                assert_eq!(answer.header("content-type"), "application/json");
                assert!(
                    answer.body.as_str().is_some_and(|said| said.contains(&name)),
                    "{path}: {}",
                    answer.text
                );
            }
            let mut body = whole(&world);
            let (parent, last) = member.rsplit_once('/').expect("a path");
            body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object").remove(last);
            assert_eq!(check(&world, path, &body).status, 400, "{path} without {member}");
        }
    }
}

#[test]
fn h1_a_body_that_is_no_object_is_400() {
    let world = World::new();
    let key = world.id("key_secret");
    for path in PATHS {
        for body in
            ["", "null", "[]", "\"x\"", "7", "{", "{}{}", "{\"subject\":{},\"subject\":{}}", "\u{feff}{}"]
        {
            let ask = world.ask("POST", path).bearer(&key).header("content-type", "application/json");
            let answer = ask.body(body).send();
            assert_eq!(answer.status, 400, "{path} {body:?}: {}", answer.text);
            assert!(answer.body.is_string(), "{path} {body:?}: {}", answer.text);
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
            let ask = world.ask("POST", path).bearer(&key).header("content-type", kind);
            assert_eq!(ask.body(whole(&world).to_string()).send().status, 400, "{path} {kind}");
        }
        let ask = world.ask("POST", path).bearer(&key);
        assert_eq!(ask.body(whole(&world).to_string()).send().status, 400, "{path} without a content type");
        let ask =
            world.ask("POST", path).bearer(&key).header("content-type", "Application/JSON; charset=utf-8");
        ask.body(whole(&world).to_string()).send().is(200);
        let ask = world.ask("POST", path).bearer(&key).header("usher-at-least", "soon");
        assert_eq!(ask.json(&whole(&world)).send().status, 400);
    }
}

#[test]
fn h1_members_that_nobody_knows_are_ignored_in_any_order() {
    let world = World::new();
    let user = world.nora().user;
    let prj = world.id("prj");
    let body = format!(
        r#"{{"x":{{"y":[1,null]}},"resource":{{"properties":{{"a":{{}}}},"id":"{prj}","type":"project","etag":7}},
            "context":{{"ip":"::1"}},"action":{{"properties":null,"name":"content.full"}},
            "subject":{{"id":"{user}","extra":true,"type":"user","properties":{{}}}}}}"#
    );
    for path in PATHS {
        let ask = world
            .ask("POST", path)
            .bearer(&world.id("key_secret"))
            .header("content-type", "application/json");
        ask.body(body.clone()).send().is(200);
    }
}

#[test]
fn h1_without_a_good_credential_it_is_401() {
    let world = World::new();
    for path in PATHS {
        for credential in
            [None, Some("Bearer"), Some("Bearer nonsense"), Some("Basic Og=="), Some("Bearer usk_x")]
        {
            let mut ask = world.ask("POST", path);
            if let Some(value) = credential {
                ask = ask.header("authorization", value);
            }
            let answer = ask.json(&whole(&world)).send();
            assert_eq!(
                (answer.status, answer.header("www-authenticate")),
                (401, "Bearer"),
                "{path} {credential:?}"
            );
            assert!(answer.body.is_string());
        }
    }
}

#[test]
fn h1_another_method_is_405() {
    let world = World::new();
    for path in PATHS {
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let answer =
                world.ask(method, path).header("x-request-id", "mine").bearer(&world.id("key_secret")).send();
            assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method} {path}");
            assert_eq!(answer.header("x-request-id"), "mine", "{method} {path}");
        }
    }
}

#[test]
fn h1_the_request_id_comes_back_as_it_was_sent_also_with_errors() {
    let world = World::new();
    let key = world.id("key_secret");
    let id = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716";
    for path in PATHS {
        let send = |token: &str, body: &Value| {
            world.ask("POST", path).header("x-request-id", id).bearer(token).json(body).send()
        };
        for (status, answer) in [
            (200, send(&key, &whole(&world))),
            (400, send(&key, &json!({}))),
            (401, send("usk_x", &whole(&world))),
        ] {
            assert_eq!((answer.status, answer.header("x-request-id")), (status, id), "{path}");
        }
    }
    assert_eq!(check(&world, PATHS[0], &whole(&world)).header("x-request-id"), "");
}

#[test]
fn h1_an_address_beside_these_is_no_page() {
    let world = World::new();
    for path in
        ["/access/v1", "/access/v1/nothing", "/access/v2/evaluation", "/pdp/x", "/pdp/x/access/v1/none"]
    {
        world.ask("GET", path).send().refused_here(404, "not_found");
    }
}
