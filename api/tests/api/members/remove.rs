//! M8: `DELETE …/members/{member}` and `POST …/leave`

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, fragment, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

#[test]
fn m8_removal_ends_everything_in_one_version() {
    let world = World::new();
    let nora = world.nora();
    nora.post("/v1/workspaces/{ws}/projects", &json!({ "name": "Hers" })).is(201);
    let before = world.version();
    let removed = world.admin().delete(NORA).is(200);
    assert_eq!(removed["id"], world.id("nora"));
    assert!(removed["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0));
    assert_eq!(world.version(), before + 1);
    for path in ["/v1/organizations/{org}", "/v1/workspaces/{ws}", "/v1/projects/{prj}"] {
        nora.get(path).refused(404, "not_found");
    }
    world.admin().get(NORA).refused(404, "not_found");
    world.admin().delete(NORA).refused(404, "not_found");
    assert_eq!(nora.get("/v1/me/memberships").is(200)["data"], json!([]));
    let projects = world.owner().get("/v1/workspaces/{ws}/projects").is(200);
    assert_eq!(projects["data"].as_array().map(Vec::len), Some(2), "what they made stays");
    assert!(!world.audit_log(&format!("&actor={}", nora.user)).is_empty(), "their entries stay");
    assert_eq!(
        nora.get("/v1/me/notifications").is(200)["data"][0]["text"],
        "Admin removed you from Larkfield."
    );
    assert!(
        world.mails("nora@larkfield.test")[0]["text"]
            .as_str()
            .is_some_and(|text| text.contains("removed you"))
    );
}

#[test]
fn m8_a_return_needs_a_new_invitation_and_brings_nothing_back() {
    let world = World::new();
    let token = world.invite("bo@example.test", "admin");
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let member = bo.get("/v1/organizations/{org}/members/me").is(200)["id"].clone();
    world
        .owner()
        .delete(&format!("/v1/organizations/{{org}}/members/{}", member.as_str().unwrap_or_default()))
        .is(200);
    // The link of then leads nowhere any more.
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(410, "invitation_used");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    // Invited again, they are in at once, for they have an account, with the role of now.
    let body = json!({ "invites": [{ "email": "bo@example.test", "role": "viewer" }] });
    let answer = world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    assert_eq!(answer["results"][0]["status"], "added");
    let back = bo.get("/v1/organizations/{org}/members/me").is(200);
    assert_eq!(back["role"]["key"], "viewer");
    assert_ne!(back["id"], member);
}

#[test]
fn m8_who_leaves_is_out_and_the_others_stay() {
    let world = World::new();
    let editor = world.editor();
    let left = editor.post("/v1/organizations/{org}/leave", &json!({})).is(200);
    assert_eq!(left["id"], world.id("editor"));
    editor.get("/v1/organizations/{org}").refused(404, "not_found");
    editor.post("/v1/organizations/{org}/leave", &json!({})).refused(404, "not_found");
    let entry = world.audit_log("&action=members.leave")[0].clone();
    assert_eq!((&entry["target"]["id"], &entry["after"]), (&json!(world.id("editor")), &Value::Null));
    assert_eq!(entry["before"]["role"], "editor");
}

#[test]
fn m8_the_owner_neither_leaves_nor_is_removed() {
    let world = World::new();
    world.owner().post("/v1/organizations/{org}/leave", &json!({})).refused(409, "use_ownership_transfer");
    world.owner().delete("/v1/organizations/{org}/members/me").refused(409, "use_leave");
    world.admin().delete("/v1/organizations/{org}/members/{owner}").refused(403, "owner_protected");
    world.admin().delete("/v1/organizations/{org}/members/me").refused(409, "use_leave");
    world.editor().delete("/v1/organizations/{org}/members/me").refused(403, "permission_denied");
}

#[test]
fn m8_open_invitations_of_the_removed_are_void() {
    let world = World::new();
    let bo = world.join("bo@example.test", "viewer");
    // Two addresses of one person: the second is invited while the person is a member by the first.
    bo.post("/v1/me/emails", &json!({ "email": "bo@second.test" })).is(201);
    let token = world.invite("bo@second.test", "editor");
    world.verify("bo@second.test");
    let path = format!("/v1/organizations/{{org}}/members/{}", bo.member);
    world.owner().delete(&path).is(200);
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
}

#[test]
fn m8_an_invitation_older_than_the_end_is_void_whenever_its_address_is_proven() {
    let world = World::new();
    let bo = world.join("bo@example.test", "viewer");
    let cy = world.join("cy@example.test", "viewer");
    let opened = |person: &Person, token: &Value| {
        ["lookup", "accept", "decline"].map(|act| {
            let answer = person.post(&format!("/v1/invitations/{act}"), token);
            (answer.status, answer.code().to_owned())
        })
    };
    let gone = [404_u16; 3].map(|status| (status, "invitation_not_found".to_owned()));
    let ends: [(&Person, &str, &dyn Fn() -> Answer); 2] = [
        (&bo, "bo@second.test", &|| {
            world.owner().delete(&format!("/v1/organizations/{{org}}/members/{}", bo.member))
        }),
        (&cy, "cy@second.test", &|| cy.post("/v1/organizations/{org}/leave", &json!({}))),
    ];
    for (person, second, end) in ends {
        let token = json!({ "token": world.invite(second, "editor") });
        let id = world.invitation_to(second);
        end().is(200);
        // Only now does anybody know whose address that is.
        person.post("/v1/me/emails", &json!({ "email": second })).is(201);
        world.verify(second);
        assert_eq!(opened(person, &token), gone);
        assert_eq!(person.get("/v1/me/invitations").is(200)["data"], json!([]));
        for act in ["accept", "decline"] {
            let path = format!("/v1/me/invitations/{id}/{act}");
            person.post(&path, &json!({})).refused(404, "not_found");
        }
        // One that is issued now is a way back.
        let path = format!("/v1/organizations/{{org}}/invitations/{id}/resend");
        let again = world.owner().post(&path, &json!({})).is(200);
        assert_eq!(person.get("/v1/me/invitations").is(200)["data"][0]["id"], id);
        let token = json!({ "token": fragment(&text(&again["link"])) });
        person.post("/v1/invitations/accept", &token).is(200);
    }
}

#[test]
fn m8_an_invitation_older_than_the_end_is_void_after_a_stay_by_an_undo() {
    let world = World::new();
    let bo = world.join("bo@example.test", "viewer");
    let token = json!({ "token": world.invite("bo@second.test", "editor") });
    let remove = || {
        world.owner().delete(&format!("/v1/organizations/{{org}}/members/{}", bo.member)).is(200);
        json!({ "version": world.version() })
    };
    world.owner().post("/v1/organizations/{org}/undo", &remove()).is(200);
    let again = remove();
    bo.post("/v1/me/emails", &json!({ "email": "bo@second.test" })).is(201);
    world.verify("bo@second.test");
    bo.post("/v1/invitations/accept", &token).refused(404, "invitation_not_found");
    world.owner().post("/v1/organizations/{org}/undo", &again).is(200);
    bo.post("/v1/invitations/accept", &token).refused(404, "invitation_not_found");
    assert_eq!(bo.get("/v1/me/invitations").is(200)["data"], json!([]));
}

#[test]
fn m8_sign_in_lands_elsewhere_and_a_return_lands_as_anybodys_does() {
    let world = World::new();
    let nora = world.nora();
    nora.put("/v1/me/default-workspace", &json!({ "workspace": world.id("ws") })).is(200);
    world.admin().delete(NORA).is(200);
    assert_eq!(nora.get("/v1/me").is(200)["default_workspace"], Value::Null);
    let body = json!({ "invites": [{ "email": nora.email, "role": "viewer" }] });
    let answer = world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    assert_eq!(answer["results"][0]["status"], "added");
    assert_eq!(nora.get("/v1/me").is(200)["default_workspace"], world.id("ws"));
}
