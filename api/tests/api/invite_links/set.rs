//! I8: on, off, set anew and reset.

use serde_json::json;

use super::{LINK, RESET, join, lookup, set, uses};
use crate::support::{PUBLIC_URL, World, text};

#[test]
fn i8_the_link_is_off_until_an_admin_turns_it_on_and_another_one_every_time() {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let old = world.id("link_token");
    assert_eq!(owner.delete(LINK).status, 204);
    owner.get(LINK).refused(404, "link_disabled");
    owner.post(RESET, &json!({})).refused(404, "link_disabled");
    owner.delete(LINK).refused(404, "link_disabled");
    lookup(&world, &old).refused(404, "link_not_found");
    let set = admin.put(LINK, &json!({ "role": "editor" })).is(201);
    let token = text(&set["token"]);
    assert_ne!(token, old);
    assert_eq!(set["url"], format!("{PUBLIC_URL}/join#{token}"));
    assert!(text(&set["id"]).starts_with("lnk_"));
    for (field, value) in [
        ("uses", json!(0)),
        ("max_uses", json!(null)),
        ("expires_at", json!(null)),
        ("allowed_domains", json!([])),
        ("approval", json!(false)),
        ("state", json!("open")),
        ("reset_suggested", json!(null)),
        ("set_by", json!({ "name": "Admin" })),
    ] {
        assert_eq!(set[field], value, "{field}");
    }
    assert_eq!(set["role"]["key"], "editor");
    // It is copied again, by any admin.
    assert_eq!(owner.get(LINK).is(200)["token"], token);
    lookup(&world, &old).refused(404, "link_not_found");
    assert_eq!(
        lookup(&world, &token).is(200),
        json!({ "organization": { "name": "Larkfield" }, "role": { "name": "Editor" }, "approval": false })
    );
}

#[test]
fn i8_only_who_may_let_people_in_sees_or_touches_the_link() {
    let world = World::new();
    for person in [world.editor(), world.viewer(), world.guest()] {
        person.get(LINK).refused(403, "permission_denied");
        person.put(LINK, &json!({ "role": "viewer" })).refused(403, "permission_denied");
        person.post(RESET, &json!({})).refused(403, "permission_denied");
        person.delete(LINK).refused(403, "permission_denied");
    }
    for person in [world.stranger(), world.invited()] {
        person.get(LINK).refused(404, "not_found");
        person.put(LINK, &json!({ "role": "viewer" })).refused(404, "not_found");
    }
    world.deactivated().get(LINK).refused(403, "membership_deactivated");
    world.anonymous().get(LINK).refused(401, "unauthenticated");
}

#[test]
fn i8_the_link_gives_no_role_that_invites_others_or_gets_single_items_alone() {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let role = |role: &str| json!({ "role": role });
    owner.put(LINK, &role("guest")).invalid("/role", "role_not_allowed");
    owner.put(LINK, &role("admin")).invalid("/role", "role_not_allowed");
    owner.put(LINK, &role("spy")).invalid("/role", "unknown_role");
    owner.put(LINK, &role("owner")).refused(409, "use_ownership_transfer");
    admin.put(LINK, &role("owner")).refused(403, "may_not_grant");
    // By what it gives, not by what it is called.
    let recruiter = json!({ "name": "Recruiter", "permissions": { "members": "full" } });
    let recruiter = owner.post("/v1/organizations/{org}/roles", &recruiter).is(201);
    owner.put(LINK, &role(&text(&recruiter["id"]))).invalid("/role", "role_not_allowed");
    assert_eq!(owner.get(LINK).is(200)["role"]["key"], "viewer");
}

#[test]
fn i8_nobody_sets_a_link_to_more_than_they_hold() {
    let world = World::new();
    let owner = world.owner();
    let recruiter = json!({ "name": "Recruiter", "permissions": { "members": "full" } });
    owner.post("/v1/organizations/{org}/roles", &recruiter).is(201);
    let rita = world.join("rita@example.test", "recruiter");
    rita.put(LINK, &json!({ "role": "editor" })).refused(403, "may_not_grant");
    owner.put(LINK, &json!({ "role": "editor" })).is(200);
    rita.post(RESET, &json!({})).refused(403, "may_not_grant");
    // Closing a door gives nobody anything.
    assert_eq!(rita.delete(LINK).status, 204);
}

#[test]
fn i8_limits_are_checked_and_kept_and_a_repeat_changes_nothing() {
    let world = World::new();
    let owner = world.owner();
    for (body, pointer, code) in [
        (json!({ "role": "viewer", "max_uses": 0 }), "/max_uses", "out_of_range"),
        (json!({ "role": "viewer", "max_uses": 100_001 }), "/max_uses", "out_of_range"),
        (json!({ "role": "viewer", "expires_at": "2020-01-01T00:00:00Z" }), "/expires_at", "past"),
        (
            json!({ "role": "viewer", "allowed_domains": ["nonsense"] }),
            "/allowed_domains/0",
            "malformed_domain",
        ),
        (json!({ "role": "viewer", "mx_uses": 1 }), "/mx_uses", "unknown_field"),
        (json!({}), "/role", "required"),
    ] {
        owner.put(LINK, &body).invalid(pointer, code);
    }
    let body = json!({
        "role": "viewer", "max_uses": 5, "expires_at": "2099-01-01T00:00:00Z",
        "allowed_domains": ["@Acme.Test", "acme.test", " larkfield.test "], "approval": true,
    });
    let before = owner.get(LINK).is(200);
    let set = owner.put(LINK, &body).is(200);
    assert_eq!(set["allowed_domains"], json!(["acme.test", "larkfield.test"]));
    assert_eq!((&set["max_uses"], &set["approval"]), (&json!(5), &json!(true)));
    assert_eq!(
        (&set["token"], &set["id"]),
        (&before["token"], &before["id"]),
        "the same role, the same link"
    );
    let version = world.version();
    owner.put(LINK, &body).is(200);
    assert_eq!(world.version(), version);
    // What is left out is no limit.
    let bare = owner.put(LINK, &json!({ "role": "viewer" })).is(200);
    assert_eq!((&bare["max_uses"], &bare["allowed_domains"]), (&json!(null), &json!([])));
}

#[test]
fn i8_another_role_or_a_reset_makes_another_link_and_the_old_one_is_dead() {
    let world = World::new();
    let owner = world.owner();
    let first = set(&world, &json!({ "role": "viewer", "max_uses": 9 }));
    join(&world.account("bo@example.test"), &first).is(200);
    assert_eq!(uses(&world), 1);
    let reset = owner.post(RESET, &json!({})).is(200);
    let second = text(&reset["token"]);
    assert_ne!(second, first);
    assert_eq!((&reset["uses"], &reset["max_uses"]), (&json!(0), &json!(9)), "set as the old one");
    let third = set(&world, &json!({ "role": "editor" }));
    let ada = world.account("ada@example.test");
    let never = join(&ada, "never-was").refused(404, "link_not_found");
    for dead in [&first, &second] {
        let gone = join(&ada, dead).refused(404, "link_not_found");
        assert_eq!(gone["detail"], never["detail"]);
        lookup(&world, dead).refused(404, "link_not_found");
    }
    assert_eq!(join(&ada, &third).is(200)["membership"]["role"]["key"], "editor");
    let actions: Vec<String> =
        world.audit_log("").iter().take(6).map(|entry| text(&entry["action"])).collect();
    let ours: Vec<&str> =
        actions.iter().map(String::as_str).filter(|action| action.starts_with("invite_links")).collect();
    assert_eq!(ours[..3], ["invite_links.join", "invite_links.set", "invite_links.reset"]);
    let log = world.audit_log("");
    assert!(!log.iter().any(|entry| entry.to_string().contains(&third)), "the log holds no token");
}

#[test]
fn i8_a_preview_shows_what_one_who_joins_gets_and_writes_nothing() {
    let world = World::new();
    let version = world.version();
    let path = format!("{LINK}?preview=true");
    let preview = world.owner().put(&path, &json!({ "role": "editor" })).is(200);
    assert_eq!(preview["preview"], true);
    let rows = preview["changes"]["data"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["member"].is_null() && row["scope"] == "content"), "{preview}");
    world.owner().post(&format!("{RESET}?preview=true"), &json!({})).is(200);
    world.owner().delete(&format!("{LINK}?preview=true")).is(200);
    let bo = world.account("bo@example.test");
    let body = json!({ "token": world.id("link_token") });
    let joined = bo.post("/v1/invite-links/join?preview=true", &body).is(200);
    assert!(joined["changes"]["gained"].as_u64() > Some(0), "{joined}");
    assert_eq!(world.version(), version);
    assert_eq!(uses(&world), 0);
    assert_eq!(bo.get("/v1/organizations/{org}").status, 404);
}

#[test]
fn i8_if_match_refuses_who_has_not_seen_the_last_change() {
    let world = World::new();
    let owner = world.owner();
    let etag = owner.get(LINK);
    let etag = etag.header("etag").to_owned();
    owner.put(LINK, &json!({ "role": "viewer", "max_uses": 3 })).is(200);
    let stale = |method: &str, path: &str| owner.ask(method, path).header("If-Match", &etag);
    stale("PUT", LINK).json(&json!({ "role": "viewer" })).send().refused(412, "precondition_failed");
    stale("POST", RESET).json(&json!({})).send().refused(412, "precondition_failed");
    stale("DELETE", LINK).send().refused(412, "precondition_failed");
}

#[test]
fn i8_a_replayed_reset_leaves_the_secret_out() {
    let world = World::new();
    let reset = || {
        let ask = world.owner().ask("POST", RESET).header("Idempotency-Key", "once");
        ask.json(&json!({})).send().is(200)
    };
    let (first, again) = (reset(), reset());
    assert_eq!(first["id"], again["id"]);
    assert!(first["token"].is_string() && again["token"].is_null() && again["url"].is_null(), "{again}");
}

#[test]
fn r5_the_link_is_turned_off_with_the_role_that_it_gives() {
    let world = World::new();
    let token = set(&world, &json!({ "role": world.id("role") }));
    world.owner().delete("/v1/organizations/{org}/roles/{role}?replacement=viewer").is(200);
    world.owner().get(LINK).refused(404, "link_disabled");
    lookup(&world, &token).refused(404, "link_not_found");
    assert_eq!(world.audit_log("&action=invite_links.disable").len(), 1);
}

#[test]
fn i8_the_token_stands_in_no_row_as_it_is() {
    let world = World::new();
    let token = set(&world, &json!({ "role": "viewer", "max_uses": 2 }));
    assert!(token.len() >= 43, "256 bits");
    // A link survives the server: sealed, it is opened by the next one.
    let world = world.restarted();
    assert_eq!(world.owner().get(LINK).is(200)["token"], token);
}
