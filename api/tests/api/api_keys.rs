//! H2: API keys.

use serde_json::{Value, json};

use crate::support::{Answer, World, text};

const KEYS: &str = "/v1/organizations/{org}/api-keys";
const MEMBERS: &str = "/v1/organizations/{org}/members";
const CHECK: &str = "/access/v1/evaluation";

/// A key of this person's: its id and its secret.
fn key(world: &World, by: &str, body: &Value) -> (String, String) {
    let made = world.person(by).post(KEYS, body).is(201);
    (text(&made["id"]), text(&made["secret"]))
}

fn send(world: &World, method: &str, path: &str, secret: &str, body: &Value) -> Answer {
    world.ask(method, path).bearer(secret).json(body).send()
}

fn get(world: &World, path: &str, secret: &str) -> Answer {
    world.ask("GET", path).bearer(secret).send()
}

fn question(world: &World) -> Value {
    json!({
        "subject": { "type": "user", "id": world.nora().user }, "action": { "name": "content.view" },
        "resource": { "type": "project", "id": world.id("prj") },
    })
}

#[test]
fn h2_a_key_is_made_shown_once_listed_and_revoked() {
    let world = World::new();
    let body = json!({ "name": "Reports", "permissions": { "members": "view" } });
    let made = world.admin().post(KEYS, &body);
    assert!(!made.header("usher-version").is_empty());
    let made = made.is(201);
    let (id, secret) = (text(&made["id"]), text(&made["secret"]));
    assert!(id.starts_with("key_") && secret.starts_with("usk_") && secret.len() > 40, "{made}");
    assert_eq!(
        (&made["name"], &made["check"], &made["status"]),
        (&json!("Reports"), &json!(false), &json!("active"))
    );
    assert_eq!(
        (&made["permissions"]["members"], &made["permissions"]["billing"]),
        (&json!("view"), &json!("none"))
    );
    assert_eq!(made["created_by"], json!({ "id": world.admin().user, "name": "Admin" }));
    let path = format!("{KEYS}/{id}");
    let mut without = made.clone();
    without.as_object_mut().expect("a key").remove("secret");
    assert_eq!(world.owner().get(&path).is(200), without, "never again with its secret");
    let listed = world.owner().get(KEYS).is(200);
    assert_eq!(listed["data"][0], without, "newest first");
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(2));

    get(&world, MEMBERS, &secret).is(200);
    world.owner().delete(&path).is(204);
    get(&world, MEMBERS, &secret).refused(401, "unauthenticated");
    world.owner().get(&path).refused(404, "not_found");
    world.owner().delete(&path).refused(404, "not_found");
    let mut log = world.audit_log("");
    log.retain(|entry| entry["outcome"] == "applied");
    let acts: Vec<&str> = log.iter().filter_map(|entry| entry["action"].as_str()).take(2).collect();
    assert_eq!(acts, ["api_keys.revoke", "api_keys.create"]);
    assert_eq!(log[1]["target"], json!({ "type": "api_key", "id": id, "name": "Reports" }));
    assert!(!json!(log).to_string().contains(&secret), "the log has no secret");
}

#[test]
fn h2_keys_are_managed_with_integrations_alone() {
    let world = World::new();
    let body = json!({ "name": "Mine" });
    for name in ["editor", "viewer", "guest"] {
        let person = world.person(name);
        person.post(KEYS, &body).refused(403, "permission_denied");
        person.get(KEYS).refused(403, "permission_denied");
        person.get(&format!("{KEYS}/{{key}}")).refused(403, "permission_denied");
        person.delete(&format!("{KEYS}/{{key}}")).refused(403, "permission_denied");
    }
    world.deactivated().post(KEYS, &body).refused(403, "membership_deactivated");
    world.stranger().post(KEYS, &body).refused(404, "not_found");
    world.owner().delete(&format!("{KEYS}/{{other_key}}")).refused(404, "not_found");
    world.ask("POST", KEYS).json(&body).send().refused(401, "unauthenticated");
}

#[test]
fn h2_what_a_key_may_be_made_with_is_checked() {
    let world = World::new();
    let owner = world.owner();
    owner.post(KEYS, &json!({})).invalid("/name", "required");
    owner.post(KEYS, &json!({ "name": "K", "scopes": [] })).invalid("/scopes", "unknown_field");
    let permissions = |scope: &str, level: &str| json!({ "name": "K", "permissions": { scope: level } });
    owner.post(KEYS, &permissions("magic", "view")).invalid("/permissions/magic", "unknown_scope");
    owner.post(KEYS, &permissions("members", "some")).refused(422, "validation_failed");
    owner.post(KEYS, &permissions("ownership", "full")).invalid("/permissions/ownership", "not_for_keys");
    owner.post(KEYS, &permissions("ownership", "none")).is(201);
    let past = json!({ "name": "K", "expires_at": "2020-01-01T00:00:00Z" });
    owner.post(KEYS, &past).invalid("/expires_at", "in_the_past");
}

#[test]
fn h2_a_key_does_what_it_was_made_for_and_no_more() {
    let world = World::new();
    let (id, secret) = key(&world, "admin", &json!({ "name": "K", "permissions": { "members": "view" } }));
    get(&world, MEMBERS, &secret).is(200);
    get(&world, "/v1/organizations/{org}", &secret).is(200);
    let invite = json!({ "invites": [{ "email": "new@example.test" }] });
    let invitations = "/v1/organizations/{org}/invitations";
    send(&world, "POST", invitations, &secret, &invite).refused(403, "permission_denied");
    send(&world, "PATCH", "/v1/organizations/{org}", &secret, &json!({ "name": "X" }))
        .refused(403, "permission_denied");
    send(&world, "POST", "/v1/workspaces/{ws}/projects", &secret, &json!({ "name": "X" }))
        .refused(404, "not_found");
    get(&world, "/v1/organizations/{org}/audit-log", &secret).refused(403, "permission_denied");
    get(&world, "/v1/projects/{prj}", &secret).refused(404, "not_found");
    world.admin().post(invitations, &invite).is(200);
    // What is a person's own stays a person's own.
    get(&world, "/v1/me", &secret).refused(403, "permission_denied");
    send(&world, "POST", "/v1/organizations", &secret, &json!({ "name": "X" }))
        .refused(403, "permission_denied");
    send(&world, "POST", "/v1/organizations/{org}/leave", &secret, &json!({}))
        .refused(403, "permission_denied");
    // The other organizations of whoever made it are none of its business.
    let hers = world.admin().post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    let hers = format!("/v1/organizations/{}", text(&hers["id"]));
    get(&world, &hers, &secret).refused(404, "not_found");
    get(&world, "/v1/organizations/{other_org}", &secret).refused(404, "not_found");
    // What it did and was refused is told by its own name.
    let refused = world.audit_log("&action=invitations.create");
    let by_key = refused.iter().find(|entry| entry["outcome"] == "refused").expect("the refusal");
    assert_eq!(by_key["actor"], json!({ "type": "api_key", "id": id, "name": "K" }));
}

#[test]
fn h2_a_key_acts_in_the_name_of_its_maker_and_gives_nothing_that_it_lacks() {
    let world = World::new();
    let everything = [
        "general",
        "members",
        "projects",
        "content",
        "comments",
        "workflows",
        "data",
        "reporting",
        "workspace.general",
        "workspace.members",
        "settings.general",
        "settings.members",
        "settings.data_sources",
        "settings.publishing",
    ];
    let permissions: Value = everything.iter().map(|scope| ((*scope).to_owned(), json!("full"))).collect();
    let (id, wide) = key(&world, "owner", &json!({ "name": "Wide", "permissions": permissions }));
    let role = |secret: &str, role: &str| {
        send(&world, "PATCH", "/v1/organizations/{org}/members/{nora}", secret, &json!({ "role": role }))
    };
    assert_eq!(role(&wide, "viewer").is(200)["role"]["key"], "viewer");
    role(&wide, "admin").refused(403, "may_not_grant");
    assert_eq!(
        world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "admin" })).status,
        200
    );
    let entry = &world.audit_log("&action=members.change_role")[2];
    assert_eq!(entry["actor"], json!({ "type": "api_key", "id": id, "name": "Wide" }));
    // A key makes no keys, whatever else it may.
    let (_, manager) =
        key(&world, "owner", &json!({ "name": "M", "permissions": { "integrations": "full" } }));
    get(&world, KEYS, &manager).is(200);
    send(&world, "POST", KEYS, &manager, &json!({ "name": "Next" })).refused(403, "permission_denied");
    send(&world, "DELETE", &format!("{KEYS}/{id}"), &manager, &json!({})).is(204);
    get(&world, MEMBERS, &wide).refused(401, "unauthenticated");
}

#[test]
fn h2_demoting_its_maker_demotes_a_key_at_once() {
    let world = World::new();
    let body = json!({ "name": "K", "check": true, "permissions": { "members": "full", "general": "full" } });
    let (_, secret) = key(&world, "admin", &body);
    let rename =
        |name: &str| send(&world, "PATCH", "/v1/organizations/{org}", &secret, &json!({ "name": name }));
    rename("Renamed").is(200);
    let demote = |role: &str| {
        world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": role })).is(200)
    };
    demote("viewer");
    rename("Again").refused(403, "permission_denied");
    get(&world, MEMBERS, &secret).is(200);
    send(&world, "POST", CHECK, &secret, &question(&world)).is(200);
    // A guest does not see the directory, so neither does the key.
    demote("guest");
    get(&world, MEMBERS, &secret).refused(403, "permission_denied");
    assert_eq!(send(&world, "POST", CHECK, &secret, &question(&world)).status, 403);
    demote("admin");
    rename("Again").is(200);
    assert_eq!(send(&world, "POST", CHECK, &secret, &question(&world)).is(200), json!({ "decision": true }));
}

#[test]
fn m6_m8_a_key_sleeps_with_its_maker_and_dies_with_them() {
    let world = World::new();
    let body = json!({ "name": "K", "check": true, "permissions": { "members": "view" } });
    let (id, secret) = key(&world, "admin", &body);
    let check = || send(&world, "POST", CHECK, &secret, &question(&world));
    check().is(200);
    let act = |verb: &str| world.owner().post(&format!("{MEMBERS}/{{admin}}/{verb}"), &json!({})).is(200);
    act("deactivate");
    get(&world, MEMBERS, &secret).refused(403, "membership_deactivated");
    assert_eq!(check().status, 403);
    act("activate");
    get(&world, MEMBERS, &secret).is(200);
    check().is(200);
    world.owner().delete(&format!("{MEMBERS}/{{admin}}")).is(200);
    get(&world, MEMBERS, &secret).refused(401, "unauthenticated");
    assert_eq!(check().status, 401);
    world.owner().get(&format!("{KEYS}/{id}")).refused(404, "not_found");
    // A return brings nothing of it back.
    let back = json!({ "invites": [{ "email": "admin@larkfield.test", "role": "admin" }] });
    let added = world.owner().post("/v1/organizations/{org}/invitations", &back).is(200);
    assert_eq!(added["results"][0]["status"], "added");
    get(&world, MEMBERS, &secret).refused(401, "unauthenticated");
    assert_eq!(check().status, 401);
}

#[test]
fn h2_a_key_ends_when_it_was_to_end_or_is_revoked() {
    let world = World::new();
    let now = text(&world.ask("GET", "/dev/clock").send().is(200)["now"]);
    let soon = now.replace(&now[..4], &format!("{}", now[..4].parse::<u32>().expect("a year") + 1));
    let body =
        json!({ "name": "K", "check": true, "permissions": { "members": "view" }, "expires_at": soon });
    let (id, secret) = key(&world, "owner", &body);
    let check = |secret: &str| send(&world, "POST", CHECK, secret, &question(&world));
    check(&secret).is(200);
    world.advance(367 * 86_400);
    get(&world, MEMBERS, &secret).refused(401, "unauthenticated");
    assert_eq!(check(&secret).status, 401);
    assert_eq!(world.owner().get(&format!("{KEYS}/{id}")).is(200)["status"], "expired");
    let (id, secret) = key(&world, "owner", &json!({ "name": "K", "check": true }));
    check(&secret).is(200);
    world.owner().delete(&format!("{KEYS}/{id}")).is(204);
    assert_eq!(check(&secret).status, 401, "dead with the next request");
}

#[test]
fn h2_what_is_no_key_is_answered_like_no_credential() {
    let world = World::new();
    let good = world.id("key_secret");
    let cut = &good[..good.len() - 1];
    let longer = format!("{good}x");
    for bad in ["usk_", "usk_x", cut, &longer, "usk", &good.to_uppercase(), "usk_\u{e9}"] {
        let v1 = get(&world, MEMBERS, bad);
        assert_eq!(v1.status, 401, "{bad}");
        assert_eq!(v1.likeness(), world.ask("GET", MEMBERS).send().likeness(), "{bad}");
        let check = send(&world, "POST", CHECK, bad, &question(&world));
        let none = world.ask("POST", CHECK).json(&question(&world)).send();
        assert_eq!((check.status, check.likeness()), (401, none.likeness()), "{bad}");
    }
}

#[test]
fn h2_a_repeated_request_makes_one_key_and_does_not_show_it_again() {
    let world = World::new();
    let make = || {
        let ask = world.owner().ask("POST", KEYS).header("idempotency-key", "one");
        ask.json(&json!({ "name": "Once" })).send()
    };
    let (first, again) = (make().is(201), make());
    assert_eq!(again.header("idempotency-replayed"), "true");
    let again = again.is(201);
    assert!(again["secret"].is_null());
    assert_eq!(again["id"], first["id"]);
}
