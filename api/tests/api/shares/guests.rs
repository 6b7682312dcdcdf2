//! P3, P4: an item shared with somebody who is no member makes a guest, who sees that item and nothing else.

use serde_json::{Value, json};

use crate::support::{Person, World, text};

const SHARES: &str = "/v1/projects/{prj}/shares";
const BO: &str = "bo@example.test";

fn with(key: &str, access: &str) -> Value {
    json!({ "item": { "type": "document", "id": key, "name": format!("Plan {key}") }, "email": BO, "access": access })
}

/// Shares an item with Bo, who accepts.
fn guest(world: &World, access: &str) -> (Person, Value) {
    let shared = world.owner().post(SHARES, &with("42", access)).is(201);
    let bo = world.account(BO);
    accept(world, &bo).is(200);
    (bo, shared)
}

fn accept(world: &World, bo: &Person) -> crate::support::Answer {
    let token = world.mailed(BO, "invitations/accept");
    bo.post("/v1/invitations/accept", &json!({ "token": token }))
}

fn items(person: &Person) -> Vec<(String, String)> {
    let rows = person.get("/v1/organizations/{org}/members/me/access").is(200)["data"].clone();
    let rows = rows.as_array().expect("a list").iter();
    let of = |row: &Value| (text(&row["resource"]["id"]), text(&row["permissions"]["content"]));
    rows.filter(|row| row["resource"]["type"] == "document").map(of).collect()
}

#[test]
fn p3_somebody_without_a_membership_becomes_a_guest_by_accepting() {
    let world = World::new();
    let preview = world.owner().post(&format!("{SHARES}?preview=true"), &with("42", "full")).is(200);
    let rows = preview["changes"]["data"].as_array().expect("a list");
    assert!(rows.iter().all(|row| row["member"] == Value::Null && row["resource"]["id"] == "42"), "{rows:?}");
    assert_eq!(rows.len(), 2, "content and comments");
    assert_eq!(preview["seats"]["before"], preview["seats"]["after"], "a guest is free");
    assert!(world.mails(BO).is_empty());

    let shared = world.owner().post(SHARES, &with("42", "full")).is(201);
    assert_eq!((&shared["status"], &shared["member"]), (&json!("pending"), &Value::Null));
    assert!(shared["invitation"].is_string() && shared.get("link").is_none(), "the mail carries it");
    let mail = &world.mails(BO)[0];
    assert_eq!(mail["subject"], "Owner wants to share Plan 42 with you");
    let invitation = text(&shared["invitation"]);
    let pending = world.owner().get(&format!("/v1/organizations/{{org}}/invitations/{invitation}")).is(200);
    assert_eq!((&pending["role"]["key"], &pending["status"]), (&json!("guest"), &json!("pending")));

    let bo = world.account(BO);
    let accepted = accept(&world, &bo).is(200);
    assert_eq!(
        (&accepted["membership"]["role"]["key"], &accepted["workspace"]),
        (&json!("guest"), &Value::Null)
    );
    accept(&world, &bo).is(200);
    assert_eq!(items(&bo), [("42".to_owned(), "full".to_owned())]);
    let path = format!("{SHARES}/{}", text(&shared["id"]));
    let active = world.owner().get(&path).is(200);
    assert_eq!((&active["status"], &active["invitation"]), (&json!("active"), &Value::Null));
    assert_eq!(active["member"], accepted["membership"]["id"]);
    let member = world.owner().get("/v1/organizations/{org}/members?q=bo@").is(200)["data"][0].clone();
    assert_eq!((&member["seat"], &member["role"]["key"]), (&json!("free"), &json!("guest")));

    let gone = world.owner().delete(&path).is(200);
    assert_eq!(gone["changes"]["lost"], 2);
    assert_eq!(items(&bo), []);
}

#[test]
fn p3_no_list_count_or_search_shows_a_guest_anything_else() {
    let world = World::new();
    let (bo, _) = guest(&world, "view");
    let secrets = ["Apollo", "Zeus", "Vault", "Crew", "Nora", "nora@larkfield.test"];
    let ids = ["ws", "private", "prj", "secret", "nora", "admin", "viewer", "inv", "grp"]
        .map(|name| world.id(name));
    let own = world.owner().get("/v1/organizations/{org}/members?q=bo@").is(200)["data"][0]["id"].clone();
    for route in usher_api::routes::all() {
        let (method, path) = (route.spec.method, route.spec.path);
        if method != "GET" || route.streamed || !path.contains('{') || path.starts_with("/v1/me") {
            continue;
        }
        // Of what is not theirs to see it is not said whether it is there.
        let scope = if path.ends_with("/explain") { "?scope=content" } else { "" };
        let answer = bo.get(&format!("{}{scope}", path.replace("{member}", "me")));
        assert!(matches!(answer.status, 200 | 403 | 404 | 422), "{path}: {}", answer.text);
        for hidden in secrets.iter().map(|name| (*name).to_owned()).chain(ids.clone()) {
            assert!(!answer.text.contains(&hidden), "{path} says {hidden}: {}", answer.text);
        }
    }
    for path in ["/v1/organizations/{org}/workspaces", "/v1/organizations/{org}/snapshot"] {
        bo.get(path).is(200);
    }
    assert_eq!(bo.get("/v1/organizations/{org}/workspaces").is(200)["data"], json!([]));
    bo.get("/v1/organizations/{org}/members").refused(403, "permission_denied");
    bo.get("/v1/organizations/{org}/invitations").refused(403, "permission_denied");
    bo.get("/v1/projects/{prj}").refused(404, "not_found");
    bo.get("/v1/projects/{prj}/shares").refused(404, "not_found");
    bo.get("/v1/projects/{prj}/access").refused(404, "not_found");
    let rows = bo.get("/v1/organizations/{org}/members/me/access").is(200)["data"].clone();
    let kinds: Vec<&str> =
        rows.as_array().expect("a list").iter().filter_map(|row| row["resource"]["type"].as_str()).collect();
    assert_eq!(kinds, ["organization", "document"]);
    assert_eq!(rows[1]["why"]["content"][0]["source"], "grant");
    let memberships = bo.get("/v1/me/memberships").is(200)["data"].clone();
    assert_eq!((&memberships[0]["id"], &memberships[0]["workspaces"]), (&own, &json!([])));
}

#[test]
fn p3_a_second_item_comes_with_the_same_invitation() {
    let world = World::new();
    let first = world.owner().post(SHARES, &with("42", "view")).is(201);
    let second = world.admin().post(SHARES, &with("43", "full")).is(201);
    assert_eq!(first["invitation"], second["invitation"]);
    assert_eq!(world.mails(BO)[0]["subject"], "Admin wants to share Plan 43 with you, too");
    let higher = world.owner().post(SHARES, &with("42", "full")).is(201);
    assert_eq!(higher["id"], first["id"]);
    let bo = world.account(BO);
    accept(&world, &bo).is(200);
    let both = ["42", "43"].map(|key| (key.to_owned(), "full".to_owned()));
    assert_eq!(items(&bo), both);
}

#[test]
fn p3_a_pending_share_is_taken_back_and_its_invitation_with_the_last() {
    let world = World::new();
    let first = world.owner().post(SHARES, &with("42", "view")).is(201);
    let second = world.owner().post(SHARES, &with("43", "view")).is(201);
    let bo = world.account(BO);
    let token = world.mailed(BO, "invitations/accept");
    let path = |share: &Value| format!("{SHARES}/{}", text(&share["id"]));
    world.owner().delete(&path(&first)).is(200);
    bo.post("/v1/invitations/lookup", &json!({ "token": token })).is(200);
    world.owner().delete(&path(&second)).is(200);
    bo.post("/v1/invitations/lookup", &json!({ "token": token })).refused(404, "invitation_not_found");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
    // And anew.
    world.owner().post(SHARES, &with("42", "view")).is(201);
    accept(&world, &bo).is(200);
    assert_eq!(items(&bo), [("42".to_owned(), "view".to_owned())]);
}

#[test]
fn p3_an_invitation_that_was_there_brings_the_item_too() {
    let world = World::new();
    let token = world.invite(BO, "viewer");
    let shared = world.owner().post(SHARES, &with("42", "full")).is(201);
    assert_eq!(shared["status"], "pending");
    let bo = world.account(BO);
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    assert_eq!(accepted["membership"]["role"]["key"], "viewer");
    assert_eq!(items(&bo), [("42".to_owned(), "full".to_owned())]);
    // Its invitation is not the share's to close.
    world.owner().delete(&format!("{SHARES}/{}", text(&shared["id"]))).is(200);
    bo.get("/v1/projects/{prj}").is(200);
}

#[test]
fn p3_it_is_asked_again_at_acceptance_what_whoever_shared_holds() {
    let world = World::new();
    world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "admin" })).is(201);
    let shared = world.viewer().post(SHARES, &with("42", "full")).is(201);
    let bo = world.account(BO);
    world.owner().delete("/v1/projects/{prj}/collaborators/{viewer}").is(200);
    accept(&world, &bo).refused(409, "invitation_sender_may_not");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    // Somebody who may sends it again, and stands for it.
    let invitation = text(&shared["invitation"]);
    world
        .admin()
        .post(&format!("/v1/organizations/{{org}}/invitations/{invitation}/resend"), &json!({}))
        .is(200);
    accept(&world, &bo).is(200);
    assert_eq!(items(&bo), [("42".to_owned(), "full".to_owned())]);
}

#[test]
fn p3_the_projects_admin_brings_in_guests_and_nobody_else() {
    let world = World::new();
    world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "admin" })).is(201);
    world.viewer().post(SHARES, &with("42", "full")).is(201);
    let invite = json!({ "invites": [{ "email": "al@example.test", "role": "guest" }] });
    world.viewer().post("/v1/organizations/{org}/invitations", &invite).refused(403, "permission_denied");
    let bo = world.account(BO);
    accept(&world, &bo).is(200);
    assert_eq!(items(&bo), [("42".to_owned(), "full".to_owned())]);
    let bo_there =
        world.owner().get("/v1/organizations/{org}/members?q=bo@").is(200)["data"][0]["id"].clone();
    let path = format!("/v1/projects/{{prj}}/collaborators/{}", text(&bo_there));
    world.viewer().put(&path, &json!({ "role": "viewer" })).refused(422, "reach_shared");
}

#[test]
fn p3_without_a_mail_server_the_link_is_in_the_answer_once() {
    let world = World::without_mail();
    let shared = world.owner().post(SHARES, &with("42", "view")).is(201);
    assert!(shared["link"].as_str().is_some_and(|link| link.contains("/invitations/accept#")), "{shared}");
    let shown = world.owner().get(&format!("{SHARES}/{}", text(&shared["id"]))).is(200);
    assert!(shown.get("link").is_none());
}

#[test]
fn p3_where_the_model_has_no_guests_only_members_are_shared_with() {
    let world = World::new();
    for model in ["granular", "layered", "governed"] {
        let al = world.account(&format!("{model}@example.test"));
        let body = json!({ "name": model, "access_model": model });
        let made = al.post("/v1/organizations", &body).is(201);
        let ws = text(&made["default_workspace"]["id"]);
        let project = al.post(&format!("/v1/workspaces/{ws}/projects"), &json!({ "name": "P" })).is(201);
        let shares = format!("/v1/projects/{}/shares", text(&project["id"]));
        al.post(&shares, &with("42", "view")).refused(422, "no_guests");
        assert_eq!(al.get(&shares).is(200)["data"], json!([]));
    }
}

#[test]
fn p3_a_declined_or_revoked_invitation_brings_nothing() {
    let world = World::new();
    let shared = world.owner().post(SHARES, &with("42", "view")).is(201);
    let bo = world.account(BO);
    let token = world.mailed(BO, "invitations/accept");
    bo.post("/v1/invitations/decline", &json!({ "token": token })).is(204);
    world.owner().get(&format!("{SHARES}/{}", text(&shared["id"]))).refused(404, "not_found");
    assert_eq!(world.owner().get(&format!("{SHARES}?item_type=document")).is(200)["data"], json!([]));
    // The person is asked anew, and the same share is there again.
    let again = world.owner().post(SHARES, &with("42", "full")).is(201);
    assert_ne!(again["invitation"], shared["invitation"]);
    accept(&world, &bo).is(200);
    assert_eq!(items(&bo), [("42".to_owned(), "full".to_owned())]);
}

#[test]
fn p3_l10_who_could_not_share_it_leads_nobody_else_to_it_and_opens_nothing_again() {
    let world = World::new();
    let owner = world.owner();
    let body = json!({ "name": "Clerk", "permissions": { "members": "full", "content": "view" } });
    owner.post("/v1/organizations/{org}/roles", &body).is(201);
    let clerk = world.join("clerk@example.test", "clerk");
    let shared = owner.post(SHARES, &with("42", "full")).is(201);
    let path = format!("/v1/organizations/{{org}}/invitations/{}", text(&shared["invitation"]));
    let (readdress, resend) = (format!("{path}/readdress"), format!("{path}/resend"));
    let elsewhere = json!({ "email": "ally@example.test" });
    clerk.post(&format!("{readdress}?preview=true"), &elsewhere).refused(403, "may_not_grant");
    clerk.post(&readdress, &elsewhere).refused(403, "may_not_grant");
    // Whom the owner meant is sent it again.
    clerk.post(&resend, &json!({})).is(200);
    owner.delete(&path).is(204);
    clerk.post(&resend, &json!({})).refused(403, "may_not_grant");
    assert!(world.mails("ally@example.test").is_empty());
    owner.post(&readdress, &elsewhere).is(200);
    let ally = world.account("ally@example.test");
    let token = world.mailed("ally@example.test", "invitations/accept");
    ally.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    assert_eq!(items(&ally), [("42".to_owned(), "full".to_owned())]);
}

/// Bo goes by another address.
fn moves(world: &World, bo: &Person) {
    bo.post("/v1/me/email-change", &json!({ "email": "bo@new.test" })).is(200);
    let token = json!({ "token": world.mailed("bo@new.test", "email-change") });
    bo.post("/v1/me/email-change/confirm", &token).is(200);
}

#[test]
fn p3_m9_whoever_goes_by_another_address_has_their_share_still_and_loses_it_with_it() {
    let at_the_old_address: [fn(&World); 2] = [
        |world| {
            let again = world.owner().post(SHARES, &with("42", "full")).is(201);
            assert_eq!((&again["status"], &again["member"]), (&json!("pending"), &Value::Null));
        },
        |world| {
            let ally = json!({ "email": "ally@example.test" });
            let mut body = with("42", "full");
            body["email"] = ally["email"].clone();
            let shared = world.owner().post(SHARES, &body).is(201);
            let invitation = text(&shared["invitation"]);
            let path = format!("/v1/organizations/{{org}}/invitations/{invitation}/readdress");
            world.owner().post(&path, &json!({ "email": BO })).is(200);
        },
    ];
    for shares_again in at_the_old_address {
        let world = World::new();
        let (bo, first) = guest(&world, "view");
        moves(&world, &bo);
        shares_again(&world);
        let path = format!("{SHARES}/{}", text(&first["id"]));
        let theirs = world.owner().get(&path).is(200);
        assert_eq!((&theirs["status"], &theirs["email"]), (&json!("active"), &json!("bo@new.test")));
        assert_eq!(items(&bo), [("42".to_owned(), "view".to_owned())]);
        world.owner().delete(&path).is(200);
        assert_eq!(items(&bo), []);
        accept(&world, &world.account(BO)).is(200);
    }
}
