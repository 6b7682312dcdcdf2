//! I3, I5, I9, I10: what a link shows, and how it is accepted and declined.

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, text};

fn token(secret: &str) -> Value {
    json!({ "token": secret })
}

fn lookup(person: &Person, secret: &str) -> Answer {
    person.post("/v1/invitations/lookup", &token(secret))
}

fn accept(person: &Person, secret: &str) -> Answer {
    person.post("/v1/invitations/accept", &token(secret))
}

fn decline(person: &Person, secret: &str) -> Answer {
    person.post("/v1/invitations/decline", &token(secret))
}

#[test]
fn i5_whoever_is_invited_signs_up_from_the_link_and_lands_in_the_workspace() {
    let world = World::new();
    let secret = world.id("waiting_token");
    let invited = world.invited();
    let looked = lookup(&invited, &secret).is(200);
    assert_eq!((&looked["state"], &looked["email"]), (&json!("pending"), &json!("invited@example.test")));
    let accepted = accept(&invited, &secret).is(200);
    assert_eq!(accepted["organization"]["name"], "Larkfield");
    assert_eq!(accepted["workspace"], json!({ "id": world.id("ws"), "name": "Larkfield" }));
    assert_eq!(accepted["membership"]["role"]["key"], "editor");
    assert!(accepted["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{accepted}");
    assert_eq!(invited.get("/v1/me").is(200)["default_workspace"], world.id("ws"));
    invited.get("/v1/projects/{prj}").is(200);
    let entries = world.audit_log("&action=invitations.accept");
    let own: Vec<&Value> = entries.iter().filter(|entry| entry["actor"]["id"] == invited.user).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["after"]["invitation"], world.id("waiting"));
    let notice = world.owner().get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(
        (&notice["kind"], &notice["text"]),
        (&json!("invitations.accepted"), &json!("Invited joined Larkfield."))
    );
}

#[test]
fn i5_i8_the_note_and_what_it_opens_are_for_the_invited_account_alone() {
    let world = World::new();
    let body = json!({
        "invites": [{ "email": "bo@example.test" }], "role": "viewer", "delivery": "link",
        "message": "Come and see.", "workspaces": [{ "id": world.id("ws") }],
    });
    let answer = world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
    let link = text(&answer["results"][0]["link"]);
    let secret = link.split_once('#').map(|(_, secret)| secret.to_owned()).expect("a secret");
    let nobody = lookup(&world.anonymous(), &secret).is(200);
    assert!(nobody.get("message").is_none() && nobody.get("sees").is_none(), "{nobody}");
    let bo = world.account("bo@example.test");
    let looked = lookup(&bo, &secret).is(200);
    assert_eq!(looked["message"], "Come and see.");
    let seen = looked["sees"].clone();
    assert_eq!(bo.get("/v1/me/invitations").is(200)["data"][0]["message"], "Come and see.");
    accept(&bo, &secret).is(200);
    let memberships = bo.get("/v1/me/memberships").is(200);
    let entered = memberships["data"][0]["workspaces"].as_array().expect("a list").iter();
    let entered: Vec<_> = entered.map(|workspace| json!({ "name": workspace["name"] })).collect();
    assert_eq!(seen["workspaces"], json!(entered), "as it is once they are in");
    let projects = bo.get("/v1/workspaces/{ws}/projects").is(200);
    assert_eq!(seen["projects"].as_u64(), projects["data"].as_array().map(|all| all.len() as u64));
    assert!(seen["role"].as_str().is_some_and(|role| role.starts_with("Looks")), "{seen}");
}

#[test]
fn i5_once_more_is_the_same_answer_and_nothing_is_written() {
    let world = World::new();
    let (invited, secret) = (world.invited(), world.id("waiting_token"));
    let first = accept(&invited, &secret).is(200);
    let version = world.version();
    let again = accept(&invited, &secret).is(200);
    for field in ["organization", "workspace", "membership"] {
        assert_eq!(again[field], first[field]);
    }
    assert_eq!(again["changes"]["total"], 0);
    assert_eq!(world.version(), version);
    let by_id = invited.post("/v1/me/invitations/{waiting}/accept", &json!({})).is(200);
    assert_eq!(by_id["membership"], first["membership"]);
}

#[test]
fn i5_a_sender_who_sees_no_invitations_any_more_is_not_told_of_one() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "friend@example.test" }] });
    world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
    let friend = world.account("friend@example.test");
    world.owner().post("/v1/organizations/{org}/members/{admin}/deactivate", &json!({})).is(200);
    decline(&friend, &world.mailed("friend@example.test", "invitations/accept")).is(204);
    let notices = world.admin().get("/v1/me/notifications").is(200);
    let texts: Vec<String> =
        notices["data"].as_array().expect("a list").iter().map(|notice| text(&notice["text"])).collect();
    assert!(texts.iter().all(|text| !text.contains("declined")), "{texts:?}");
}

#[test]
fn i5_declining_tells_the_sender_and_stays_declined() {
    let world = World::new();
    let (invited, secret) = (world.invited(), world.id("waiting_token"));
    assert_eq!(decline(&invited, &secret).is(204), Value::Null);
    decline(&invited, &secret).is(204);
    accept(&invited, &secret).refused(410, "invitation_used");
    let notices = world.owner().get("/v1/me/notifications").is(200);
    assert_eq!(notices["data"][0]["text"], "invited@example.test declined your invitation to Larkfield.");
    assert_eq!(world.audit_log("&action=invitations.decline").len(), 1);
    assert_eq!(invited.get("/v1/me/invitations").is(200)["data"], json!([]));
    invited.get("/v1/organizations/{org}").refused(404, "not_found");
}

#[test]
fn i3_another_account_learns_a_masked_address_and_nothing_else() {
    let world = World::new();
    let secret = world.id("waiting_token");
    for person in [world.stranger(), world.editor(), world.unverified()] {
        for answer in [lookup(&person, &secret), accept(&person, &secret), decline(&person, &secret)] {
            let body = answer.refused(403, "invitation_wrong_account");
            assert_eq!(body["email_hint"], "i•••@e•••.test");
            for hidden in ["Larkfield", "Owner", "Editor", "invited@", "org_", "ws_"] {
                assert!(!body.to_string().contains(hidden), "{hidden}: {body}");
            }
        }
    }
    let shown = world.owner().get("/v1/organizations/{org}/invitations/{waiting}").is(200);
    assert_eq!(
        (&shown["status"], &shown["last_refusal"]["code"]),
        (&json!("pending"), &json!("invitation_wrong_account"))
    );
    accept(&world.invited(), &secret).is(200);
}

#[test]
fn i3_a_token_lives_for_seven_days_to_the_second() {
    let world = World::new();
    let secret = world.invite("bo@example.test", "editor");
    let bo = world.account("bo@example.test");
    world.advance(604_800 - 30);
    lookup(&bo, &secret).is(200);
    world.advance(30);
    for answer in [lookup(&bo, &secret), accept(&bo, &secret), decline(&bo, &secret)] {
        answer.refused(410, "invitation_expired");
    }
    let theirs = text(&lookup(&bo, &secret).refused(410, "invitation_expired")["detail"]);
    assert!(theirs.contains("invited you to Larkfield"), "whom to ask: {theirs}");
    let nobody = lookup(&world.anonymous(), &secret).refused(410, "invitation_expired");
    assert!(!nobody.to_string().contains("Larkfield"), "{nobody}");
    for answer in [lookup(&world.stranger(), &secret), accept(&world.stranger(), &secret)] {
        answer.refused(404, "invitation_not_found");
    }
}

#[test]
fn i9_used_says_so_to_the_invited_and_to_nobody_signed_in_alone() {
    let world = World::new();
    let secret = world.id("waiting_token");
    accept(&world.invited(), &secret).is(200);
    lookup(&world.invited(), &secret).refused(410, "invitation_used");
    lookup(&world.anonymous(), &secret).refused(410, "invitation_used");
    lookup(&world.stranger(), &secret).refused(404, "invitation_not_found");
    accept(&world.stranger(), &secret).refused(404, "invitation_not_found");
    decline(&world.invited(), &secret).refused(410, "invitation_used");
}

#[test]
fn i9_revoked_replaced_and_unknown_are_one_and_the_same() {
    let world = World::new();
    let (revoked, replaced) = (world.invite("bo@example.test", "editor"), world.id("waiting_token"));
    let id = world.invitation_to("bo@example.test");
    world.owner().delete(&format!("/v1/organizations/{{org}}/invitations/{id}")).is(204);
    world.owner().post("/v1/organizations/{org}/invitations/{waiting}/resend", &json!({})).is(200);
    for person in [world.invited(), world.stranger(), world.anonymous()] {
        let unknown = lookup(&person, "x".repeat(43).as_str());
        assert_eq!(unknown.clone().refused(404, "invitation_not_found")["code"], "invitation_not_found");
        for secret in [&revoked, &replaced] {
            assert_eq!(lookup(&person, secret).likeness(), unknown.likeness());
        }
    }
    for person in [world.invited(), world.stranger()] {
        let unknown = accept(&person, "unknown");
        for secret in [&revoked, &replaced] {
            assert_eq!(accept(&person, secret).likeness(), unknown.likeness());
        }
    }
}

#[test]
fn i9_a_member_already_has_its_own_code() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    bo.post("/v1/me/emails", &json!({ "email": "second@example.test" })).is(201);
    let secret = world.invite("second@example.test", "viewer");
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    world.verify("second@example.test");
    accept(&bo, &secret).refused(409, "already_member");
    let path = format!(
        "/v1/organizations/{{org}}/members/{}/deactivate",
        text(&bo.get("/v1/organizations/{org}/members/me").is(200)["id"])
    );
    world.owner().post(&path, &json!({})).is(200);
    let refused = accept(&bo, &secret);
    assert_eq!(refused.status, 409, "{}", refused.text);
}

#[test]
fn i9_a_sender_who_may_no_longer_is_named_by_its_code_and_resending_takes_it_over() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "bo@example.test", "role": "admin" }], "delivery": "link" });
    let answer = world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
    let secret = crate::support::fragment(answer["results"][0]["link"].as_str().unwrap_or_default());
    let bo = world.account("bo@example.test");
    world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "editor" })).is(200);
    accept(&bo, &secret).refused(409, "invitation_sender_may_not");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    let id = world.invitation_to("bo@example.test");
    let resent =
        world.owner().post(&format!("/v1/organizations/{{org}}/invitations/{id}/resend"), &json!({})).is(200);
    assert_eq!(resent["invited_by"]["name"], "Owner");
    accept(&bo, &crate::support::fragment(resent["link"].as_str().unwrap_or_default())).is(200);
}

#[test]
fn i10_signed_out_a_link_shows_names_a_role_and_a_masked_address() {
    let world = World::new();
    let looked = lookup(&world.anonymous(), &world.id("waiting_token")).is(200);
    let expires_at = looked["expires_at"].clone();
    let expected = json!({
        "state": "pending", "organization": { "name": "Larkfield" }, "inviter": { "name": "Owner" },
        "role": { "name": "Editor" }, "email_hint": "i•••@e•••.test", "expires_at": expires_at,
    });
    assert_eq!(looked, expected);
}

#[test]
fn i10_signing_up_from_the_link_does_not_verify_the_address() {
    let world = World::new();
    let secret = world.invite("bo@example.test", "editor");
    let bo = world.sign_up("bo@example.test");
    assert_eq!(bo.get("/v1/me").is(200)["email_verified"], false);
    lookup(&bo, &secret).is(200);
    accept(&bo, &secret).refused(403, "email_unverified");
    let id = world.invitation_to("bo@example.test");
    let shown = world.owner().get(&format!("/v1/organizations/{{org}}/invitations/{id}")).is(200);
    assert_eq!(
        (&shown["status"], &shown["last_refusal"]["code"]),
        (&json!("pending"), &json!("email_unverified"))
    );
    world.verify("bo@example.test");
    accept(&bo, &secret).is(200);
}

#[test]
fn i10_nobody_accepts_signed_out() {
    let world = World::new();
    let secret = world.id("waiting_token");
    accept(&world.anonymous(), &secret).refused(401, "unauthenticated");
    decline(&world.anonymous(), &secret).refused(401, "unauthenticated");
    world
        .ask("POST", "/v1/invitations/lookup")
        .bearer("nonsense")
        .json(&token(&secret))
        .send()
        .refused(401, "unauthenticated");
    world.ask("POST", "/v1/invitations/accept").send().refused(401, "unauthenticated");
}
