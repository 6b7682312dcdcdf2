//! `POST …/undo`: Z5, a true inverse for ten minutes.

use serde_json::{Value, json};

use crate::support::{World, text};

const MEMBERS: [&str; 7] = ["owner", "admin", "editor", "viewer", "guest", "deactivated", "nora"];

/// Every fact of the organization, all but the version that it was read at.
fn facts(world: &World) -> Value {
    let members =
        MEMBERS.map(|name| if name == "owner" { "me".to_owned() } else { world.id(name) }).join(",");
    let body = world.owner().get(&format!("/v1/organizations/{{org}}/snapshot?members={members}")).is(200);
    let mut facts = body["facts"].clone();
    facts["version"] = Value::Null;
    facts
}

fn undo(world: &World, version: u64) -> Value {
    world.admin().post("/v1/organizations/{org}/undo", &json!({ "version": version })).is(200)
}

/// Nora has something of each kind: a private workspace with a role of its own there, a list of projects, a group
/// that gives, a grant of her own.
fn furnished() -> World {
    let world = World::new();
    let owner = world.owner();
    let vault = text(&owner.get("/v1/projects/{secret}").is(200)["workspace"]);
    let member = world.id("nora");
    owner.put(&format!("/v1/workspaces/{vault}/members/{member}"), &json!({ "role": "viewer" })).is(201);
    owner
        .put(
            &format!("/v1/workspaces/{{ws}}/members/{member}/restriction"),
            &json!({ "projects": [world.id("prj")] }),
        )
        .is(201);
    owner.put(&format!("/v1/organizations/{{org}}/groups/{{grp}}/members/{member}"), &json!({})).is(201);
    owner.put("/v1/projects/{secret}/groups/{grp}", &json!({ "role": "viewer" })).is(201);
    owner.put(&format!("/v1/projects/{{prj}}/collaborators/{member}"), &json!({ "role": "admin" })).is(201);
    world
}

#[test]
fn z5_each_kind_of_act_is_undone_to_the_very_same_facts() {
    let acts: [(&str, &str, &str, Value); 16] = [
        ("closing a workspace", "PATCH", "/v1/workspaces/{ws}", json!({ "visibility": "private" })),
        ("opening a workspace", "PATCH", "/v1/workspaces/{private}", json!({ "visibility": "open" })),
        ("a role", "PATCH", "/v1/organizations/{org}/members/{nora}", json!({ "role": "viewer" })),
        (
            "a form of permissions",
            "PATCH",
            "/v1/organizations/{org}/members/{nora}",
            json!({ "role": "viewer", "permissions": { "audit": "view" }, "restrict_to": null, "projects": [],
                    "expires_at": "2099-01-01T00:00:00Z" }),
        ),
        ("deactivation", "POST", "/v1/organizations/{org}/members/{nora}/deactivate", json!({})),
        ("activation", "POST", "/v1/organizations/{org}/members/{deactivated}/activate", json!({})),
        ("removal", "DELETE", "/v1/organizations/{org}/members/{nora}", json!({})),
        (
            "many at once",
            "POST",
            "/v1/organizations/{org}/members/bulk",
            json!({ "action": "remove", "members": [] }),
        ),
        (
            "workspaces",
            "PUT",
            "/v1/organizations/{org}/members/{nora}/workspaces",
            json!({ "workspaces": [] }),
        ),
        ("a restriction", "DELETE", "/v1/workspaces/{ws}/members/{nora}/restriction", json!({})),
        ("a collaborator", "PUT", "/v1/projects/{prj}/collaborators/{nora}", json!({ "role": "viewer" })),
        ("no collaborator", "DELETE", "/v1/projects/{prj}/collaborators/{nora}", json!({})),
        ("a group's grant", "DELETE", "/v1/projects/{secret}/groups/{grp}", json!({})),
        ("a group", "DELETE", "/v1/organizations/{org}/groups/{grp}", json!({})),
        ("into a group", "PUT", "/v1/organizations/{org}/groups/{grp}/members/{viewer}", json!({})),
        (
            "a role's form",
            "PATCH",
            "/v1/organizations/{org}/roles/{role}",
            json!({ "permissions": { "content": "full" } }),
        ),
    ];
    let world = furnished();
    for (what, method, path, mut body) in acts {
        if body["members"].is_array() {
            body["members"] = json!([world.id("nora"), world.id("viewer"), world.id("guest")]);
        }
        let before = facts(&world);
        let path = world.filled(path);
        let done = world.owner().ask(method, &path).json(&body).send();
        assert!(done.status < 300, "{what}: {} {:?}", done.status, done.body);
        let version = world.version();
        assert_ne!(facts(&world), before, "{what} changes something");
        let rehearsed = world
            .admin()
            .post("/v1/organizations/{org}/undo?preview=true", &json!({ "version": version }))
            .is(200);
        assert_eq!(world.version(), version, "{what}: a rehearsal writes nothing");
        let undone = undo(&world, version);
        assert_eq!(undone["changes"], rehearsed["changes"], "{what}");
        assert_eq!((&undone["undone"], &undone["version"]), (&json!(version), &json!(version + 1)), "{what}");
        assert_eq!(facts(&world), before, "{what} undone");
        let again = json!({ "version": version });
        world.admin().post("/v1/organizations/{org}/undo", &again).refused(409, "undo_conflict");
        let itself = json!({ "version": version + 1 });
        world.admin().post("/v1/organizations/{org}/undo", &itself).refused(409, "undo_impossible");
    }
}

#[test]
fn z5_somebody_who_was_removed_is_back_as_they_were_and_hears_of_it() {
    let world = furnished();
    let nora = world.nora();
    let before = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    world.owner().delete("/v1/organizations/{org}/members/{nora}").is(200);
    nora.get("/v1/organizations/{org}").refused(404, "not_found");
    let version = world.version();
    undo(&world, version);
    nora.get("/v1/organizations/{org}").is(200);
    let now = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(now["joined_at"], before["joined_at"], "they joined when they did");
    assert_eq!(now["workspaces"], before["workspaces"]);
    let found = world.owner().get("/v1/organizations/{org}/members?q=nora").is(200);
    assert_eq!(found["data"][0]["id"], before["id"], "and are found by their name");
    let told = nora.get("/v1/me/notifications").is(200);
    let told =
        told["data"][0]["text"].as_str().or(told["data"][0]["body"].as_str()).expect("a sentence").to_owned();
    assert!(told.contains("took you back into Larkfield"), "{told}");
    let entry = &world.audit_log("&action=undo.apply")[0];
    assert_eq!(entry["target"]["id"], before["id"]);
    assert_eq!(entry["after"]["undoes"], json!({ "version": version, "action": "members.remove" }));
    assert_eq!(entry["after"]["role"], "editor");
    assert_eq!(entry["version"], version + 1);
}

#[test]
fn z5_their_sign_in_lands_where_it_did_unless_they_chose_another_or_cannot_see_it() {
    let world = World::new();
    let (owner, nora) = (world.owner(), world.nora());
    let landing = || nora.get("/v1/me").is(200)["default_workspace"].clone();
    let private = "/v1/workspaces/{private}/members/{nora}";
    owner.put(private, &json!({ "role": null })).is(201);
    let choose = || {
        nora.put("/v1/me/default-workspace", &json!({ "workspace": world.id("private") })).is(200);
    };
    let remove = || {
        owner.delete("/v1/organizations/{org}/members/{nora}").is(200);
        assert_eq!(landing(), Value::Null);
        world.version()
    };
    choose();
    undo(&world, remove());
    assert_eq!(landing(), world.id("private"), "as they had chosen");

    let bulk = json!({ "action": "remove", "members": [world.id("viewer"), world.id("nora")] });
    owner.post("/v1/organizations/{org}/members/bulk", &bulk).is(200);
    undo(&world, world.version());
    assert_eq!(landing(), world.id("private"), "one of many, too");

    // What they no longer see is not where they land, also once they see it again.
    nora.put("/v1/me/default-workspace", &json!({ "workspace": world.id("ws") })).is(200);
    let removed = remove();
    owner.patch("/v1/workspaces/{ws}", &json!({ "visibility": "private" })).is(200);
    undo(&world, removed);
    owner.patch("/v1/workspaces/{ws}", &json!({ "visibility": "open" })).is(200);
    assert_eq!(landing(), Value::Null);

    choose();
    let removed = remove();
    let own = nora.post("/v1/organizations", &json!({ "name": "Nora’s own" })).is(201);
    undo(&world, removed);
    assert_eq!(landing(), own["default_workspace"]["id"], "chosen since");
}

#[test]
fn z5_only_for_ten_minutes() {
    let world = World::new();
    world.admin().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "viewer" })).is(200);
    let body = json!({ "version": world.version() });
    world.advance(601);
    world.admin().post("/v1/organizations/{org}/undo", &body).refused(409, "undo_expired");
    let nora = world.admin().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(nora["role"]["key"], "viewer");
}

#[test]
fn z5_who_may_not_do_it_now_may_not_undo_it() {
    let world = World::new();
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "viewer" })).is(200);
    let body = json!({ "version": world.version() });
    for name in ["editor", "viewer", "guest", "nora"] {
        world.person(name).post("/v1/organizations/{org}/undo", &body).refused(403, "permission_denied");
    }
    world.stranger().post("/v1/organizations/{org}/undo", &body).refused(404, "not_found");
    world
        .owner()
        .post("/v1/organizations/{org}/undo", &json!({ "version": 9_999 }))
        .refused(404, "not_found");
    undo(&world, body["version"].as_u64().expect("a number"));
}

#[test]
fn z5_what_has_changed_since_is_left_alone_and_nothing_half_done() {
    let world = World::new();
    let role = |role: &str| {
        world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": role })).is(200);
        world.version()
    };
    let first = role("viewer");
    let second = role("admin");
    let before = facts(&world);
    world
        .owner()
        .post("/v1/organizations/{org}/undo", &json!({ "version": first }))
        .refused(409, "undo_conflict");
    assert_eq!((facts(&world), world.version()), (before, second));
    // A group of the same name stands in the way of one that would come back.
    world.owner().delete("/v1/organizations/{org}/groups/{grp}").is(200);
    let gone = world.version();
    world.owner().post("/v1/organizations/{org}/groups", &json!({ "name": "crew" })).is(201);
    world
        .owner()
        .post("/v1/organizations/{org}/undo", &json!({ "version": gone }))
        .refused(409, "undo_conflict");
}

#[test]
fn z5_nothing_comes_back_to_a_guest_and_nobody_becomes_one_with_what_they_were_given_since() {
    let world = World::new();
    let owner = world.owner();
    let given = "/v1/projects/{prj}/collaborators/{nora}";
    let role = |role: &str| {
        owner.patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": role })).is(200);
        world.version()
    };
    let conflicts = |version: u64| {
        let before = facts(&world);
        let body = json!({ "version": version });
        owner.post("/v1/organizations/{org}/undo", &body).refused(409, "undo_conflict");
        assert_eq!(facts(&world), before);
    };
    owner.put(given, &json!({ "role": "admin" })).is(201);
    owner.delete(given).is(200);
    let taken = world.version();
    role("guest");
    conflicts(taken);
    let editor = role("editor");
    owner.put(given, &json!({ "role": "admin" })).is(201);
    conflicts(editor);
}

#[test]
fn z5_places_and_newcomers_and_what_is_no_fact_are_not_undone() {
    let world = World::new();
    let impossible = |what: &str| {
        let body = json!({ "version": world.version() });
        let answer = world.owner().post("/v1/organizations/{org}/undo", &body);
        assert_eq!(answer.code(), "undo_impossible", "{what}");
    };
    world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Hermes" })).is(201);
    impossible("a new project");
    world.owner().delete("/v1/projects/{secret}").is(204);
    impossible("a deleted project");
    world.invite("somebody@example.test", "viewer");
    impossible("an invitation");
    world.join("newcomer@example.test", "viewer");
    impossible("an acceptance");
    world.viewer().post("/v1/organizations/{org}/leave", &json!({})).is(200);
    impossible("that somebody left");
}

#[test]
fn z5_a_share_that_ended_with_a_removal_is_open_again() {
    let world = World::new();
    let shares = || {
        let list = world.owner().get("/v1/projects/{prj}/shares").is(200);
        list["data"].clone()
    };
    let before = shares();
    assert_eq!(before[0]["status"], "active", "{before}");
    world.owner().delete("/v1/organizations/{org}/members/{viewer}").is(200);
    let version = world.version();
    assert_ne!(shares(), before);
    undo(&world, version);
    assert_eq!(shares(), before);
}

#[test]
fn m8_keys_and_invitations_that_a_removal_ended_stay_ended() {
    let world = World::new();
    world.owner().post("/v1/organizations/{org}/api-keys", &json!({ "name": "Ours", "check": true })).is(201);
    let mine = world
        .admin()
        .post("/v1/organizations/{org}/api-keys", &json!({ "name": "Mine", "check": true }))
        .is(201);
    world.owner().delete("/v1/organizations/{org}/members/{admin}").is(200);
    let body = json!({ "version": world.version() });
    world.owner().post("/v1/organizations/{org}/undo", &body).is(200);
    let keys = world.owner().get("/v1/organizations/{org}/api-keys").is(200);
    let ids: Vec<&Value> = keys["data"].as_array().expect("a list").iter().map(|key| &key["id"]).collect();
    assert!(!ids.contains(&&mine["id"]), "{keys}");
}

#[test]
fn m8_who_is_back_by_an_undo_has_nothing_else_open() {
    let world = World::new();
    world.owner().patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    world.owner().delete("/v1/organizations/{org}/members/{nora}").is(200);
    let removed = world.version();
    let invite = json!({ "invites": [{ "email": "nora@larkfield.test", "role": "viewer" }] });
    let sent = world.owner().post("/v1/organizations/{org}/invitations", &invite).is(200);
    assert_eq!(sent["results"][0]["status"], "sent", "{sent}");
    let path =
        format!("/v1/organizations/{{org}}/invitations/{}", text(&sent["results"][0]["invitation"]["id"]));
    let body = json!({ "version": removed });
    world.admin().post("/v1/organizations/{org}/undo?preview=true", &body).is(200);
    assert_eq!(world.owner().get(&path).is(200)["status"], "pending", "a rehearsal voids nothing");
    undo(&world, removed);
    assert_eq!(world.owner().get(&path).is(200)["status"], "revoked");
    assert_eq!(world.nora().get("/v1/me/invitations").is(200)["data"], json!([]));
    let entries = world.audit_log("&action=invitations.revoke");
    assert_eq!((entries.len(), &entries[0]["actor"]["name"]), (1, &json!("Admin")), "{entries:?}");
}
