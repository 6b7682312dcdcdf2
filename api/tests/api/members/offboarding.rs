//! `GET`, `POST …/members/{member}/offboarding`: Z4, what goes with somebody and who takes it on.

use serde_json::{Value, json};

use crate::support::{World, text};

const PATH: &str = "/v1/organizations/{org}/members/{admin}/offboarding";

/// The admin leaves: an invitation of theirs, a key, a group of one.
fn world() -> World {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let body = json!({ "invites": [{ "email": "friend@example.test", "role": "viewer" }] });
    admin.post("/v1/organizations/{org}/invitations", &body).is(200);
    admin.post("/v1/organizations/{org}/api-keys", &json!({ "name": "Nightly", "check": true })).is(201);
    let alone = owner.post("/v1/organizations/{org}/groups", &json!({ "name": "Alone" })).is(201);
    let alone = text(&alone["id"]);
    owner.put(&format!("/v1/organizations/{{org}}/groups/{alone}/members/{{admin}}"), &json!({})).is(201);
    world
}

fn friend(world: &World) -> Value {
    let list = world.owner().get("/v1/organizations/{org}/invitations?q=friend").is(200);
    list["data"][0].clone()
}

#[test]
fn z4_what_somebody_would_leave_is_named_before_they_go() {
    let world = world();
    let version = world.version();
    let left = world.owner().get(PATH).is(200);
    assert_eq!(left["version"], version);
    assert_eq!(left["member"], world.id("admin"));
    assert_eq!(left["invitations"][0]["email"], "friend@example.test");
    assert_eq!(left["keys"][0]["name"], "Nightly");
    assert_eq!(left["groups"][0]["name"], "Alone");
    let (before, after) = (&left["seats"]["before"], &left["seats"]["after"]);
    assert_eq!(before.as_u64(), after.as_u64().map(|after| after + 1), "their seat is free then");
    assert_eq!(world.version(), version);
}

#[test]
fn z4_a_project_that_nobody_else_administers_goes_to_an_heir() {
    let world = World::new();
    let owner = world.owner();
    let path = "/v1/organizations/{org}/members/{nora}/offboarding";
    assert_eq!(owner.get(path).is(200)["projects"], json!([]));
    owner.put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "admin" })).is(201);
    let left = owner.get(path).is(200);
    assert_eq!(left["projects"][0]["name"], "Apollo");
    let prj = world.id("prj");
    let body = |heir: &str| json!({ "act": "remove", "heirs": { "projects": { &prj: heir } } });
    let editor = body(&world.id("editor"));
    let preview = owner.post(&format!("{path}?preview=true"), &editor).is(200);
    let before = world.version();
    let done = owner.post(path, &editor).is(200);
    assert_eq!(done["changes"], preview["changes"]);
    assert_eq!(world.version(), before + 1, "all of it is one version");
    let gains: Vec<&Value> = done["changes"]["data"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|row| row["member"] == world.id("editor") && row["scope"] == "settings.members")
        .collect();
    assert_eq!(gains.len(), 1);
    owner.get("/v1/organizations/{org}/members/{nora}").refused(404, "not_found");
    world.editor().put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "viewer" })).is(201);
    // All of it comes back together, too.
    world.owner().post("/v1/organizations/{org}/undo", &json!({ "version": before + 1 })).is(200);
    owner.get("/v1/organizations/{org}/members/{nora}").is(200);
    world.editor().delete("/v1/projects/{prj}/collaborators/{viewer}").refused(403, "permission_denied");
    // Of what was undone there is an entry each, and none of what stays.
    let undone = world.audit_log("&action=undo.apply");
    let undone: Vec<&Value> = undone.iter().map(|entry| &entry["after"]["undoes"]["action"]).collect();
    assert_eq!(undone, ["members.remove", "projects.set_collaborator"]);
}

#[test]
fn z4_what_many_leave_who_go_together_is_named_for_each() {
    let world = world();
    let owner = world.owner();
    let rehearsed = |names: &[&str]| {
        let ids = names.iter().map(|name| world.id(name)).collect::<Vec<_>>().join(",");
        owner.get(&format!("/v1/organizations/{{org}}/offboarding?members={ids}")).is(200)["data"].clone()
    };
    for admin in ["nora", "viewer"] {
        let path = format!("/v1/projects/{{prj}}/collaborators/{{{admin}}}");
        owner.put(&path, &json!({ "role": "admin" })).is(201);
        owner
            .put(&format!("/v1/organizations/{{org}}/groups/{{grp}}/members/{{{admin}}}"), &json!({}))
            .is(201);
    }
    assert_eq!(rehearsed(&["nora"]), json!([]), "the viewer stays");
    let version = world.version();
    // Neither stays with the project, nor is anybody left in the group: each leaves both.
    let left = rehearsed(&["nora", "viewer", "editor", "deactivated", "other_member"]);
    let rows = left.as_array().expect("a list");
    let of = |name: &str| {
        rows.iter().find(|row| row["member"] == world.id(name)).unwrap_or_else(|| panic!("no {name}: {left}"))
    };
    for name in ["nora", "viewer"] {
        assert_eq!(of(name)["projects"][0]["name"], "Apollo");
        assert_eq!(of(name)["groups"][0]["name"], "Crew");
    }
    assert_eq!(of("editor")["projects"], json!([]));
    let (before, after) = (&of("nora")["seats"]["before"], &of("nora")["seats"]["after"]);
    assert_eq!(before.as_u64(), after.as_u64().map(|after| after + 3), "of all together: {left}");
    assert_eq!((rows.len(), world.version()), (3, version));
    // One is answered as by their own page.
    let alone = rehearsed(&["admin"]);
    assert_eq!(alone, json!([owner.get(PATH).is(200)]));
    assert_eq!(rehearsed(&[]), json!([]));

    let list = "/v1/organizations/{org}/offboarding";
    world.nora().get(list).refused(403, "permission_denied");
    world.stranger().get(list).refused(404, "not_found");
    let many = vec![world.id("nora"); 201].join(",");
    owner.get(&format!("{list}?members={many}")).invalid("?members", "too_many");
    assert_eq!(owner.get(&format!("{list}?members=nonsense")).is(200)["data"], json!([]));
}

#[test]
fn z4_invitations_are_taken_over_by_an_heir_who_may_send_them_and_closed_otherwise() {
    let world = world();
    let owner = world.owner();
    let body = |heir: &str| json!({ "act": "deactivate", "heirs": { "invitations": heir } });
    let done = owner.post(&format!("{PATH}?preview=true"), &body(&world.id("nora"))).is(200);
    assert_eq!(done["preview"], true);
    let done = owner.post(PATH, &body(&world.owner().member)).is(200);
    assert_eq!(done["invitations"][0]["status"], "taken_over");
    assert_eq!(done["member"]["status"], "deactivated");
    let invitation = friend(&world);
    assert_eq!(
        (&invitation["status"], &invitation["invited_by"]["id"]),
        (&json!("pending"), &json!(world.owner().user))
    );
    // The link that was sent still opens.
    let token = world.mailed("friend@example.test", "invitations/accept");
    let friend = world.account("friend@example.test");
    friend.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
}

#[test]
fn z4_an_heir_who_could_not_send_it_gets_none() {
    let world = world();
    let done = world
        .owner()
        .post(PATH, &json!({ "act": "remove", "heirs": { "invitations": world.id("nora") } }))
        .is(200);
    assert_eq!(
        done["invitations"][0],
        json!({
            "id": friend_id(&done), "status": "revoked", "code": "permission_denied",
        })
    );
    assert_eq!(friend(&world)["status"], "revoked");
    assert_eq!(world.audit_log("&action=invitations.revoke")[0]["target"]["name"], "friend@example.test");
}

#[test]
fn z4_l10_nobody_hands_on_a_share_that_they_could_not_make() {
    for (who, lets_in) in [("clerk", false), ("owner", true)] {
        let world = World::new();
        let owner = world.owner();
        let roles = [
            ("Clerk", json!({ "members": "full", "content": "view" })),
            ("Spare", json!({ "content": "view" })),
        ];
        for (name, permissions) in roles {
            let body = json!({ "name": name, "permissions": permissions });
            owner.post("/v1/organizations/{org}/roles", &body).is(201);
        }
        let (clerk, dora) =
            (world.join("clerk@example.test", "clerk"), world.join("dora@example.test", "spare"));
        let lead = json!({ "role": "admin" });
        owner.put(&format!("/v1/projects/{{prj}}/collaborators/{}", dora.member), &lead).is(201);
        let share = json!({
            "item": { "type": "document", "id": "42", "name": "Plan" }, "email": "bo@example.test", "access": "full",
        });
        dora.post("/v1/projects/{prj}/shares", &share).is(201);
        let body = json!({ "act": "remove", "heirs": { "invitations": owner.member } });
        let path = format!("/v1/organizations/{{org}}/members/{}/offboarding", dora.member);
        if who == "clerk" { &clerk } else { &owner }.post(&path, &body).is(200);
        let token = json!({ "token": world.mailed("bo@example.test", "invitations/accept") });
        let accepted = world.account("bo@example.test").post("/v1/invitations/accept", &token);
        if lets_in {
            accepted.is(200);
        } else {
            accepted.refused(409, "invitation_sender_may_not");
        }
    }
}

fn friend_id(done: &Value) -> Value {
    done["invitations"][0]["id"].clone()
}

#[test]
fn z4_keys_end_with_a_removal_and_rest_with_a_deactivation() {
    let world = world();
    let (owner, keys) = (world.owner(), "/v1/organizations/{org}/api-keys");
    let names = || {
        let list = owner.get(keys).is(200);
        list["data"].as_array().expect("a list").iter().map(|key| text(&key["name"])).collect::<Vec<_>>()
    };
    owner.post(PATH, &json!({ "act": "deactivate" })).is(200);
    assert!(names().contains(&"Nightly".to_owned()), "it rests");
    owner.post(PATH, &json!({ "act": "remove", "keys": "keep" })).invalid("/keys", "not_kept");
    let done = owner.post(PATH, &json!({ "act": "deactivate", "keys": "revoke" })).is(200);
    assert_eq!(done["keys_revoked"], 1);
    assert!(!names().contains(&"Nightly".to_owned()));
    assert_eq!(world.audit_log("&action=api_keys.revoke")[0]["target"]["name"], "Nightly");
}

#[test]
fn z4_who_may_not_do_it_to_them_may_not_rehearse_it_either() {
    let world = world();
    for name in ["editor", "viewer", "guest"] {
        world.person(name).get(PATH).refused(403, "permission_denied");
        world.person(name).post(PATH, &json!({ "act": "remove" })).refused(403, "permission_denied");
    }
    world.stranger().get(PATH).refused(404, "not_found");
    let of_owner = format!("/v1/organizations/{{org}}/members/{}/offboarding", world.owner().member);
    world.admin().post(&of_owner, &json!({ "act": "deactivate" })).refused(403, "owner_protected");
    world.admin().post(PATH, &json!({ "act": "remove" })).refused(409, "use_leave");
}

#[test]
fn z4_heirs_that_cannot_be_are_refused_and_nothing_is_half_done() {
    let world = world();
    let (owner, before) = (world.owner(), world.version());
    let heir = |heirs: Value| json!({ "act": "remove", "heirs": heirs });
    let of = |id: &str| heir(json!({ "invitations": id }));
    owner.post(PATH, &of(&world.id("admin"))).invalid("/heirs/invitations", "is_leaving");
    owner.post(PATH, &of(&world.id("deactivated"))).refused(409, "member_deactivated");
    owner.post(PATH, &of(&world.id("other_member"))).refused(404, "not_found");
    let (prj, secret) = (world.id("prj"), world.id("secret"));
    let both = json!({ "projects": { &prj: world.id("nora"), &secret: world.id("guest") } });
    owner.post(PATH, &heir(both)).refused(422, "reach_shared");
    owner.post(PATH, &json!({ "act": "vanish" })).invalid("/act", "malformed");
    assert_eq!(world.version(), before);
    assert_eq!(friend(&world)["status"], "pending");
}
