//! What every operation does alike: bodies, keys, versions, headers.

use serde_json::{Value, json};

use crate::support::{Answer, Ask, World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";
const INVITATIONS: &str = "/v1/organizations/{org}/invitations";
const INVITATIONS_RESEND: &str = "/v1/organizations/{org}/invitations/{inv}/resend";

#[test]
fn a_body_is_json_and_nothing_else() {
    let world = World::new();
    let patch = || world.admin().ask("PATCH", NORA);
    let body = r#"{"role":"viewer"}"#;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "application/merge-patch+json",
    ] {
        patch().header("content-type", kind).body(body).send().refused(415, "unsupported_media_type");
    }
    patch().body(body).send().refused(415, "unsupported_media_type");
    let json = |body: &'static str| patch().header("content-type", "application/json").body(body).send();
    for broken in ["{", "nope", "{}{}", "{\"role\":\"viewer\",}", "\u{feff}{}"] {
        json(broken).refused(400, "malformed_body");
    }
    for list in ["[]", r#" ["viewer"]"#] {
        json(list).invalid("", "malformed");
    }
    json(r#"{"role":7}"#).invalid("/role", "malformed");
    json(r#"{"rolle":"viewer"}"#).invalid("/rolle", "unknown_field");
    assert_eq!(world.admin().get(NORA).is(200)["role"]["key"], "editor");
    patch().header("content-type", "Application/JSON; charset=utf-8").body(body).send().is(200);
}

#[test]
fn a_body_that_is_too_large_is_413() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "x".repeat(300 * 1024) }] });
    world.admin().post(INVITATIONS, &body).refused(413, "body_too_large");
}

#[test]
fn refusals_come_in_the_order_of_the_contract() {
    let world = World::new();
    let bad = json!({ "rolle": 1 });
    let send = |ask: Ask| ask.header("if-match", "\"0\"").json(&bad).send();
    send(world.ask("PATCH", NORA)).refused(401, "unauthenticated");
    send(world.stranger().ask("PATCH", NORA)).refused(404, "not_found");
    send(world.viewer().ask("PATCH", NORA)).refused(403, "permission_denied");
    send(world.admin().ask("PATCH", NORA)).refused(412, "precondition_failed");
    world.admin().patch(NORA, &bad).refused(422, "validation_failed");
    world.admin().patch("/v1/organizations/{org}/members/{owner}", &bad).refused(403, "owner_protected");
    world.owner().patch(NORA, &json!({ "role": "owner" })).refused(409, "use_ownership_transfer");
}

#[test]
fn the_same_idempotency_key_is_answered_from_the_first_time_without_secrets() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "bo@example.test" }], "delivery": "link" });
    let send = |key: &str, body: &Value| {
        world.admin().ask("POST", INVITATIONS).header("idempotency-key", key).json(body).send()
    };
    let first = send("one", &body);
    assert_eq!(first.header("idempotency-replayed"), "");
    let version = world.version();
    let again = send("one", &body);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("usher-version"), first.header("usher-version"));
    let (first, again) = (first.is(200), again.is(200));
    assert!(first["results"][0]["link"].is_string());
    let mut without = first.clone();
    without["results"][0].as_object_mut().expect("a result").remove("link");
    assert_eq!(again, without);
    assert_eq!(world.version(), version);
    send("one", &json!({ "invites": [{ "email": "al@example.test" }] }))
        .refused(422, "idempotency_key_reused");
    assert_eq!(send("two", &body).is(200)["results"][0]["code"], "invitation_pending");
    // A key belongs to one person, and to a day.
    let other =
        world.owner().ask("POST", INVITATIONS).header("idempotency-key", "one").json(&body).send().is(200);
    assert_eq!(other["results"][0]["code"], "invitation_pending");
    world.advance(86_400);
    let later = send("one", &json!({ "invites": [{ "email": "al@example.test" }] }));
    assert_eq!(later.header("idempotency-replayed"), "");
    later.is(200);
}

#[test]
fn an_idempotency_key_is_for_one_path_and_does_nothing_for_sign_in() {
    let world = World::new();
    let deactivate = |who: &str| {
        let path = format!("/v1/organizations/{{org}}/members/{{{who}}}/deactivate");
        world.admin().ask("POST", &path).header("idempotency-key", "k").json(&json!({})).send()
    };
    deactivate("nora").is(200);
    let other = deactivate("editor");
    assert_eq!(other.header("idempotency-replayed"), "");
    assert_eq!(other.is(200)["id"], world.id("editor"));
    let founded = |name: &str| {
        world
            .owner()
            .ask("POST", "/v1/organizations")
            .header("idempotency-key", "o")
            .json(&json!({ "name": name }))
            .send()
    };
    let first = founded("Twice").is(201);
    assert_eq!(founded("Twice").is(201)["id"], first["id"]);
    founded("Other").refused(422, "idempotency_key_reused");
    let long = "k".repeat(256);
    let refused =
        world.admin().ask("POST", INVITATIONS).header("idempotency-key", &long).json(&json!({})).send();
    refused.invalid("Idempotency-Key", "too_long");
}

#[test]
fn the_same_key_sent_at_once_does_it_once() {
    let world = World::new();
    let admin = world.admin();
    let body = json!({ "name": "Once" });
    let answers: Vec<_> = std::thread::scope(|scope| {
        let send = || {
            admin
                .ask("POST", "/v1/organizations/{org}/workspaces")
                .header("idempotency-key", "once")
                .json(&body)
                .send()
        };
        let running: Vec<_> = (0..6).map(|_| scope.spawn(send)).collect();
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    for answer in answers {
        assert!(
            matches!((answer.status, answer.code()), (201, _) | (409, "idempotency_in_flight")),
            "{}",
            answer.text
        );
    }
    let listed = world.owner().get("/v1/organizations/{org}/workspaces").is(200);
    let once = listed["data"].as_array().expect("a list").iter().filter(|row| row["name"] == "Once").count();
    assert_eq!(once, 1);
}

#[test]
fn a_version_that_was_seen_can_be_asked_for() {
    let world = World::new();
    let version = world.version();
    let ask = |version: &str| world.admin().ask("GET", NORA).header("usher-at-least", version).send();
    let answer = ask(&version.to_string());
    assert_eq!(answer.header("usher-version"), version.to_string());
    answer.is(200);
    let ahead = ask(&(version + 1).to_string());
    assert_eq!(ahead.header("retry-after"), "1");
    ahead.refused(503, "version_not_reached");
    ask("soon").invalid("Usher-At-Least", "malformed");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let world = World::new();
    let answers = [
        world.owner().get("/v1/me"),
        world.ask("GET", "/v1/me").send(),
        world.ask("GET", "/v1/nothing").send(),
        world.ask("GET", "/healthz").send(),
        world.ask("GET", "/.well-known/jwks.json").send(),
        world.ask("POST", "/v1/auth/sign-in").json(&json!({})).send(),
    ];
    for answer in answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ] {
            assert_eq!(answer.header(name), value, "{name}: {answer:?}");
        }
    }
    let own = world.owner().get("/v1/me");
    assert_eq!(own.header("cache-control"), "no-store");
    assert!(own.header("x-request-id").starts_with("req_"));
}

#[test]
fn the_server_says_that_it_lives_and_that_it_is_ready() {
    let world = World::new();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(world.ask("GET", path).send().status, 200, "{path}");
    }
    let document = world.ask("GET", "/openapi.json").send().is(200);
    assert!(text(&document["openapi"]).starts_with("3.1"));
}

#[test]
fn head_is_get_without_the_body() {
    let world = World::new();
    let headers = |answer: &Answer| {
        let own = ["date", "x-request-id"];
        let rest = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
        rest.map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    let page = world.ask("GET", "/sign-in").send();
    // A development build has the app where it was built.
    let asset = page.text.split('"').find(|part| part.ends_with(".css") || part.ends_with(".js"));
    let asset = asset.unwrap_or("/no-such.css").to_owned();
    let paths = [
        "/v1/me",
        NORA,
        "/v1/organizations/{org}/members.csv",
        "/v1/organizations/{other_org}",
        "/v1/nothing",
        "/.well-known/authzen-configuration",
        "/openapi.json",
        "/healthz",
        "/",
        "/sign-in",
        "/organizations/larkfield/members",
        &asset,
    ];
    for path in paths {
        for coding in ["identity", "gzip"] {
            let send = |method: &str| {
                let ask = world.ask(method, path).bearer(&world.owner().token());
                ask.header("accept-encoding", coding).send()
            };
            let (get, head) = (send("GET"), send("HEAD"));
            assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path} {coding}");
            assert_eq!(headers(&head), headers(&get), "{path} {coding}");
            assert!(!get.text.is_empty(), "{path}");
        }
    }
    assert_eq!(world.ask("HEAD", "/v1/me").send().status, 401);
    for path in ["/v1/organizations/{org}/stream", "/v1/auth/sign-in", INVITATIONS_RESEND] {
        assert_eq!(world.owner().ask("HEAD", path).send().status, 405, "{path}");
    }
}

#[test]
fn a_slug_stands_wherever_an_organization_does_and_is_never_given_out_twice() {
    let world = World::new();
    assert_eq!(world.owner().get("/v1/organizations/{slug}").is(200)["id"], world.id("org"));
    world.owner().get("/v1/organizations/{slug}/members/me").is(200);
    world.owner().patch("/v1/organizations/{slug}", &json!({ "slug": "lark" })).is(200);
    // The address of before still leads there, for whoever belongs there.
    for address in ["{slug}", "lark"] {
        let path = format!("/v1/organizations/{address}");
        assert_eq!(world.owner().get(&path).is(200)["slug"], "lark");
        world.stranger().get(&path).refused(404, "not_found");
    }
    let stranger = world.stranger();
    stranger
        .post("/v1/organizations", &json!({ "name": "X", "slug": world.id("slug") }))
        .refused(409, "slug_taken");
    stranger.post("/v1/organizations", &json!({ "name": "X", "slug": "lark" })).refused(409, "slug_taken");
    world
        .stranger()
        .patch("/v1/organizations/{other_org}", &json!({ "slug": "lark" }))
        .refused(409, "slug_taken");
    for bad in ["ab", "Lark", "a_b", "-lark", "x".repeat(49).as_str()] {
        stranger
            .post("/v1/organizations", &json!({ "name": "X", "slug": bad }))
            .refused(422, "validation_failed");
    }
}
