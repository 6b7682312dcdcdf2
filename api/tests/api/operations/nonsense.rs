//! No input is answered with 5xx.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use usher_api::routes;

use super::table;
use crate::support::World;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}

fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("’ OR 1=1 --; DROP TABLE users"),
        json!("%_\\'\""),
        json!("\u{202e}\u{feff}𝕒é\u{301}"),
        json!("x".repeat(70_000)),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({ "a": { "b": [null, 1, "x"] } }),
        json!("owner"),
        json!("a@b.c"),
        json!("org_01jdd00000e00800000000zzzz"),
    ]
}

fn bodies(valid: &Value, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{".to_vec(),
        b"\xff\xfe{}".to_vec(),
        b"{\"name\":\"\xc3\x28\"}".to_vec(),
        [b"[".repeat(20_000), b"]".repeat(20_000)].concat(),
        format!("{}1{}", "{\"a\":".repeat(3_000), "}".repeat(3_000)).into_bytes(),
        br#"{"name":"\ud800"}"#.to_vec(),
        br#"{"role":1,"role":2}"#.to_vec(),
    ];
    let values = values();
    // Each known field with a value of the wrong kind.
    for key in valid.as_object().into_iter().flat_map(serde_json::Map::keys) {
        for _ in 0..4 {
            let mut body = valid.clone();
            body[key] = values[dice.roll(values.len())].clone();
            bodies.push(body.to_string().into_bytes());
        }
        let mut body = valid.clone();
        body[key] = json!([values[dice.roll(values.len())], values[dice.roll(values.len())]]);
        bodies.push(body.to_string().into_bytes());
    }
    bodies
}

const QUERIES: [&str; 16] = [
    "limit=0",
    "limit=-1",
    "limit=99999999999999999999",
    "limit=%00",
    "cursor=%00",
    "cursor=bm9wZQ",
    "cursor=W10",
    "cursor=WzEsMl0",
    "sort=--name",
    "q=%25%5F%5C%27%00",
    "q=%ff%fe",
    "role=,,,&status=all",
    "include=,",
    "&&&=&=",
    "since=0000-00-00T00:00:00Z",
    "preview=1",
];

#[test]
fn nonsense_is_never_answered_with_5xx() {
    let world = World::new();
    let (owner, mut dice, mut asked) = (world.owner(), Dice(7), 0);
    for route in routes::all().into_iter().filter(|route| !route.streamed) {
        let valid = table::body(route.spec.name).unwrap_or_else(|| json!({}));
        let path = world.filled(
            &route.spec.path.replace("{member}", "{nora}").replace("{ses}", "x").replace("{id}", "x"),
        );
        let answers = if table::writes(&route) {
            let bodies = bodies(&valid, &mut dice);
            let send = |body: Vec<u8>| {
                let ask = owner.ask(route.spec.method, &path).header("content-type", "application/json");
                (String::from_utf8_lossy(&body).chars().take(200).collect::<String>(), ask.body(body).send())
            };
            bodies.into_iter().map(send).collect::<Vec<_>>()
        } else {
            let send = |query: &str| (query.to_owned(), owner.get(&format!("{path}?{query}")));
            QUERIES.iter().map(|query| send(query)).collect()
        };
        for (said, answer) in answers {
            let what = format!("{} {path} {said}", route.spec.method);
            assert!(answer.status < 500, "{what}: {}", answer.text);
            asked += 1;
            if answer.status >= 400 {
                let form =
                    if route.check.is_some() { "application/json" } else { "application/problem+json" };
                assert_eq!(answer.header("content-type"), form, "{what}");
            }
        }
    }
    assert!(asked > 500, "only {asked}");
}

#[test]
fn nonsense_in_the_path_and_headers_is_never_answered_with_5xx() {
    let world = World::new();
    let token = world.owner().token();
    let long = "a".repeat(20_000);
    let paths = [
        "/v1/organizations/%ff",
        "/v1/organizations/%00/members",
        "//",
        "/v1/../etc/passwd",
        "/v1/organizations/\u{fc}",
    ];
    let mut requests: Vec<Vec<u8>> = Vec::new();
    for path in paths {
        requests.push(
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n").into_bytes(),
        );
    }
    for header in [
        "authorization: Bearer \u{ff}",
        "authorization: Bearer",
        "authorization: Bearer a.b.c",
        "authorization: Basic Og==",
        "if-match: \"\"",
        "idempotency-key: \u{e9}",
        "usher-at-least: -1",
        "usher-at-least: 99999999999999999999999",
        "cookie: usher_refresh=\"; x=%ff",
        "accept-encoding: *;q=x",
    ] {
        let head = format!("GET /v1/me HTTP/1.1\r\nhost: x\r\n{header}\r\n");
        requests.push(head.into_bytes());
    }
    requests.push(format!("GET /v1/me HTTP/1.1\r\nhost: x\r\nx-long: {long}\r\n").into_bytes());
    for request in requests {
        let mut socket = TcpStream::connect(world.address()).expect("connected");
        socket.write_all(&request).expect("sent");
        socket.write_all(b"connection: close\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let first = answer.lines().next().unwrap_or_default();
        assert!(!first.contains(" 5"), "{}: {answer}", String::from_utf8_lossy(&request));
    }
}

#[test]
fn an_address_that_is_not_there_is_a_problem_too() {
    let world = World::new();
    world.owner().get("/v1/nothing").refused_here(404, "not_found");
    world.owner().ask("PUT", "/v1/organizations").send().refused_here(405, "method_not_allowed");
    world
        .owner()
        .ask("DELETE", "/v1/organizations/{org}/stream")
        .send()
        .refused_here(405, "method_not_allowed");
}
