//! I4: sending again and to another address, the end of an access, and what stands in the way, as admins see it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{House, World, fragment, text};

const INVITATIONS: &str = "/v1/organizations/{org}/invitations";

fn time(value: &Value) -> DateTime<Utc> {
    text(value).parse().expect("a time")
}

fn now(world: &World) -> DateTime<Utc> {
    time(&world.ask("GET", "/dev/clock").send().is(200)["now"])
}

/// Invites one address by hand; answers with the path of its invitation and its secret.
fn invited(world: &World, email: &str, more: &Value) -> (String, String) {
    let mut body = json!({ "invites": [{ "email": email }], "delivery": "link" });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    let result = &answer["results"][0];
    assert_eq!(result["status"], "sent", "{answer}");
    let path = format!("{INVITATIONS}/{}", text(&result["invitation"]["id"]));
    (path, fragment(&text(&result["link"])))
}

fn looks(world: &World, secret: &str) -> u16 {
    world.ask("POST", "/v1/invitations/lookup").json(&json!({ "token": secret })).send().status
}

#[test]
fn i4_sending_again_restarts_the_same_period() {
    let world = World::new();
    let (path, old) = invited(&world, "bo@example.test", &json!({ "expires_in_days": 2 }));
    world.advance(86_400 + 3_600);
    let preview = world.owner().post(&format!("{path}/resend?preview=true"), &json!({})).is(200);
    assert_eq!(preview["preview"], true);
    assert_eq!(looks(&world, &old), 200, "a rehearsal kills no link");
    let again = world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    assert!((time(&again["expires_at"]) - now(&world) - TimeDelta::days(2)).abs() < TimeDelta::minutes(1));
    assert_eq!(again["invited_by"]["name"], "Owner", "whoever sends it answers for it");
    assert_eq!((looks(&world, &old), looks(&world, &fragment(&text(&again["link"])))), (404, 200));
    // A shorter time of the organization holds for it, too.
    world.owner().patch("/v1/organizations/{org}", &json!({ "invitation_days": 1 })).is(200);
    let again = world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    assert!((time(&again["expires_at"]) - now(&world) - TimeDelta::days(1)).abs() < TimeDelta::minutes(1));
}

#[test]
fn i4_a_mail_that_takes_the_place_of_another_says_so() {
    let world = World::new();
    world.owner().post(INVITATIONS, &json!({ "invites": [{ "email": "bo@example.test" }] })).is(200);
    let says = || text(&world.mails("bo@example.test")[0]["text"]).contains("no longer works");
    assert!(!says());
    let path = format!("{INVITATIONS}/{}", world.invitation_to("bo@example.test"));
    world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    assert!(says());
}

#[test]
fn i7_a_new_link_is_made_by_hand_where_the_mail_does_not_arrive() {
    let world = World::new();
    world.owner().post(INVITATIONS, &json!({ "invites": [{ "email": "bo@example.test" }] })).is(200);
    let path = format!("{INVITATIONS}/{}/resend", world.invitation_to("bo@example.test"));
    let by_hand = world.owner().post(&path, &json!({ "delivery": "link" })).is(200);
    assert_eq!(by_hand["delivery_state"], "none");
    assert_eq!(looks(&world, &fragment(&text(&by_hand["link"]))), 200);
    assert_eq!(world.mails("bo@example.test").len(), 1, "nothing more was mailed");
    let mailed = world.owner().post(&path, &json!({ "delivery": "email" })).is(200);
    assert!(mailed.get("link").is_none());
    assert_eq!(world.mails("bo@example.test").len(), 2);
    world.owner().post(&path, &json!({ "delivery": "pigeon" })).refused(422, "validation_failed");
}

#[test]
fn i4_an_invitation_is_sent_to_another_address() {
    let world = World::new();
    let (path, old) = invited(
        &world,
        "typo@example.test",
        &json!({ "role": "viewer", "message": "Hello", "workspaces": [{ "id": world.id("private") }] }),
    );
    let to = |email: &str| json!({ "email": email });
    let readdress = format!("{path}/readdress");
    let owner = world.owner();
    world.viewer().post(&readdress, &to("bo@example.test")).refused(403, "permission_denied");
    world.stranger().post(&readdress, &to("bo@example.test")).refused(404, "not_found");
    owner.post(&readdress, &to("nope")).invalid("/email", "malformed_email");
    owner.post(&readdress, &to("Nora@Larkfield.test")).refused(409, "already_member");
    owner.post(&readdress, &to("deactivated@larkfield.test")).refused(409, "member_deactivated");
    owner.post(&readdress, &to("pending@example.test")).refused(409, "invitation_pending");
    let preview = owner.post(&format!("{readdress}?preview=true"), &to("bo@example.test")).is(200);
    assert!(preview["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0));
    assert_eq!(looks(&world, &old), 200, "nothing has happened so far");

    let moved = owner.post(&readdress, &to("bo@example.test")).is(200);
    assert_eq!((&moved["email"], &moved["message"]), (&json!("bo@example.test"), &json!("Hello")));
    assert_eq!((&moved["role"]["key"], &moved["workspaces"][0]["name"]), (&json!("viewer"), &json!("Vault")));
    assert_eq!(moved["invited_by"]["name"], "Owner");
    let new = fragment(&text(&moved["link"]));
    assert_eq!((looks(&world, &old), looks(&world, &new)), (404, 200));
    world
        .account("typo@example.test")
        .post("/v1/invitations/accept", &json!({ "token": new }))
        .refused(403, "invitation_wrong_account");
    world.account("bo@example.test").post("/v1/invitations/accept", &json!({ "token": new })).is(200);
    owner.post(&readdress, &to("al@example.test")).refused(409, "invitation_not_pending");
    let entries = world.audit_log("&action=invitations.readdress");
    let entries: Vec<&Value> = entries.iter().filter(|entry| entry["outcome"] == "applied").collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (&entries[0]["before"]["email"], &entries[0]["after"]["email"]),
        (&json!("typo@example.test"), &json!("bo@example.test"))
    );
}

#[test]
fn i4_what_was_shared_comes_along_to_another_address() {
    let world = World::new();
    let share = json!({ "item": { "type": "document", "id": "7", "name": "Plan" }, "email": "typo@example.test", "access": "view" });
    world.admin().post("/v1/projects/{prj}/shares", &share).is(201);
    let path = format!("{INVITATIONS}/{}", world.invitation_to("typo@example.test"));
    let shown = world.admin().get(&path).is(200);
    let item = &shown["items"][0];
    assert_eq!(
        (&item["type"], &item["id"], &item["name"], &item["access"]),
        (&json!("document"), &json!("7"), &json!("Plan"), &json!("view"))
    );
    assert_eq!(item["project"], world.id("prj"));
    world.admin().post(&format!("{path}/readdress"), &json!({ "email": "bo@example.test" })).is(200);
    let secret = world.mailed("bo@example.test", "invitations/accept");
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).is(200);
    let shares = world.admin().get("/v1/projects/{prj}/shares").is(200);
    assert_eq!(
        (&shares["data"][0]["email"], &shares["data"][0]["status"]),
        (&json!("bo@example.test"), &json!("active"))
    );
}

#[test]
fn i1_an_invitation_may_end_the_access_that_it_gives() {
    let world = World::new();
    let end = now(&world) + TimeDelta::days(30);
    let ends = json!({ "access_expires_at": end });
    let bad = json!({ "invites": [{ "email": "bo@example.test" }], "access_expires_at": now(&world) - TimeDelta::seconds(1) });
    world.admin().post(INVITATIONS, &bad).invalid("/access_expires_at", "past");
    let (path, secret) = invited(&world, "bo@example.test", &ends);
    assert_eq!(time(&world.admin().get(&path).is(200)["access_expires_at"]), end);
    let later = json!({ "access_expires_at": end + TimeDelta::days(1) });
    let edited = world.admin().patch(&path, &later).is(200);
    assert_eq!(time(&edited["access_expires_at"]), end + TimeDelta::days(1));
    let bo = world.account("bo@example.test");
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": secret })).is(200);
    let member = format!("/v1/organizations/{{org}}/members/{}", text(&accepted["membership"]["id"]));
    assert_eq!(time(&world.admin().get(&member).is(200)["expires_at"]), end + TimeDelta::days(1));
    world.advance(31 * 86_400);
    bo.get("/v1/organizations/{org}").refused(403, "membership_deactivated");
}

#[test]
fn i1_a_link_never_outlives_the_access_that_it_gives() {
    let world = World::new();
    let end = now(&world) + TimeDelta::days(3);
    let (path, secret) = invited(&world, "bo@example.test", &json!({ "access_expires_at": end }));
    assert_eq!(time(&world.admin().get(&path).is(200)["expires_at"]), end);
    let lifted = world.admin().patch(&path, &json!({ "access_expires_at": null })).is(200);
    assert!(time(&lifted["expires_at"]) > end + TimeDelta::days(3), "its own seven days again");
    world.admin().patch(&path, &json!({ "access_expires_at": end })).is(200);
    world.advance(3 * 86_400);
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).refused(410, "invitation_expired");
    assert_eq!(world.admin().get(&path).is(200)["problem"], "access_over");
    world.admin().post(&format!("{path}/resend"), &json!({})).refused(409, "access_over");
    // Anew, with another end.
    invited(&world, "al@example.test", &json!({ "access_expires_at": now(&world) + TimeDelta::days(1) }));
}

#[test]
fn i6_who_is_added_at_once_has_the_same_end() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    let end = now(&world) + TimeDelta::days(9);
    let body = json!({ "invites": [{ "email": "bo@example.test" }], "access_expires_at": end });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    assert_eq!(answer["results"][0]["status"], "added");
    let own = bo.get("/v1/organizations/{org}/members/me").is(200);
    assert_eq!(time(&own["expires_at"]), end);
}

#[test]
fn i4_a_sender_who_may_no_longer_is_shown_to_admins() {
    let world = World::new();
    let (path, secret) = invited(&world, "bo@example.test", &json!({ "role": "admin" }));
    let shown = || world.owner().get(&path).is(200);
    assert!(shown().get("problem").is_none());
    world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "editor" })).is(200);
    assert_eq!(
        (&shown()["problem"], &shown()["invited_by"]["is_member"]),
        (&json!("invitation_sender_may_not"), &json!(true))
    );
    let listed = world.viewer().get(&format!("{INVITATIONS}?q=bo@example.test")).is(200);
    assert_eq!(listed["data"][0]["problem"], "invitation_sender_may_not");
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).refused(409, "invitation_sender_may_not");
    assert_eq!(shown()["status"], "pending", "the token is kept");
    world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "admin" })).is(200);
    assert!(shown().get("problem").is_none(), "it is worked out as things are");
    world.owner().delete("/v1/organizations/{org}/members/{admin}").is(200);
    assert_eq!(
        (&shown()["problem"], &shown()["invited_by"]["is_member"]),
        (&json!("invitation_sender_may_not"), &json!(false))
    );
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).refused(409, "invitation_sender_may_not");
    let taken = world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    assert!(taken.get("problem").is_none());
    bo.post("/v1/invitations/accept", &json!({ "token": fragment(&text(&taken["link"])) })).is(200);
}

#[test]
fn g4_an_invitation_into_groups_waits_for_a_plan_that_has_them() {
    let world = World::new();
    let (path, secret) =
        invited(&world, "bo@example.test", &json!({ "role": "guest", "groups": [world.id("grp")] }));
    world.owner().put("/v1/organizations/{org}/plan", &json!({ "plan": "pro" })).is(200);
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).refused(403, "plan_required");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    assert_eq!(world.owner().get(&path).is(200)["problem"], "plan_required");
    world.admin().post(&format!("{path}/resend"), &json!({})).refused(403, "plan_required");
    world.admin().patch(&path, &json!({ "groups": [] })).is(200);
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).is(200);
}

#[test]
fn i4_what_nobody_sees_any_more_is_issued_again_with_the_rest() {
    let world = World::new();
    let house = House::new(&world, "granular");
    let hidden = house.workspace("Hidden", "private");
    let project = house.project(&hidden, "Zeus");
    let body = json!({
        "invites": [{ "email": "new@granular.test", "role": "member" }], "workspaces": [{ "id": hidden }], "delivery": "link",
        "projects": [{ "id": project, "permissions": { "reporting": "view" } }],
    });
    let invited = house.top.post(&house.path("/invitations"), &body).is(200);
    let path = house.path(&format!("/invitations/{}", text(&invited["results"][0]["invitation"]["id"])));
    house.top.delete(&path).is(204);
    let again = house.top.post(&format!("{path}/resend"), &json!({})).is(200);
    assert_eq!(again["workspaces"][0]["name"], "Hidden");
    // Somebody who does not hold what it gives cannot take it over.
    let max = house.join_with("max", &json!({ "role": "member", "permissions": { "members": "full" } }));
    max.post(&format!("{path}/resend"), &json!({})).refused(403, "may_not_grant");
    max.post(&format!("{path}/readdress"), &json!({ "email": "max2@granular.test" }))
        .refused(403, "may_not_grant");
}

#[test]
fn i9_an_address_that_turns_out_to_be_a_members_is_shown_to_be_in_the_way() {
    let world = World::new();
    let bo = world.join("bo@example.test", "viewer");
    let (path, secret) = invited(&world, "bo@second.test", &json!({}));
    let problem = || world.owner().get(&path).is(200)["problem"].clone();
    let added = bo.post("/v1/me/emails", &json!({ "email": "bo@second.test" })).is(201);
    assert_eq!(problem(), Value::Null, "anybody can type an address in");
    world.verify("bo@second.test");
    assert_eq!(problem(), "already_member");
    assert_eq!(bo.get("/v1/me/invitations").is(200)["data"], json!([]));
    bo.post("/v1/invitations/accept", &json!({ "token": secret })).refused(409, "already_member");
    let member = format!("/v1/organizations/{{org}}/members/{}", bo.member);
    world.owner().post(&format!("{member}/deactivate"), &json!({})).is(200);
    assert_eq!(problem(), "member_deactivated");
    // Where they give it up it is anybody's again.
    bo.delete(&format!("/v1/me/emails/{}", text(&added["id"]))).is(204);
    assert_eq!(problem(), Value::Null);
}
