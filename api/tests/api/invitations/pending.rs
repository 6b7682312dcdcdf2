//! I4: the pending tab: list, show, resend, revoke.

use serde_json::{Value, json};

use crate::support::{World, fragment, text};

const INVITATIONS: &str = "/v1/organizations/{org}/invitations";

fn addresses(page: &Value) -> Vec<String> {
    page["data"].as_array().expect("a list").iter().map(|row| text(&row["email"])).collect()
}

#[test]
fn i4_every_invitation_not_accepted_is_listed() {
    let world = World::new();
    let page = world.viewer().get(&format!("{INVITATIONS}?include=total")).is(200);
    assert_eq!(addresses(&page), ["invited@example.test", "pending@example.test"]);
    assert_eq!(page["total"], 2);
    let row = &page["data"][1];
    assert_eq!((&row["status"], &row["role"]["key"]), (&json!("pending"), &json!("editor")));
    assert_eq!(row["invited_by"], json!({ "id": world.owner().user, "name": "Owner", "is_member": true }));
    assert_eq!(row["groups"], json!([]));
    assert!(!page.to_string().contains(&world.id("waiting_token")), "never the token");
    world.guest().get(INVITATIONS).refused(403, "permission_denied");
}

#[test]
fn i4_states_and_search_narrow_the_list() {
    let world = World::new();
    world.owner().delete(&format!("{INVITATIONS}/{{inv}}")).is(204);
    world.invited().post("/v1/me/invitations/{waiting}/decline", &json!({})).is(204);
    world.invite("late@example.test", "viewer");
    world.advance(604_800);
    world.invite("new@example.test", "viewer");
    let listed = |query: &str| addresses(&world.owner().get(&format!("{INVITATIONS}?{query}")).is(200));
    assert_eq!(listed("status=pending"), ["new@example.test"]);
    assert_eq!(listed("status=expired"), ["late@example.test"]);
    assert_eq!(listed("status=declined"), ["invited@example.test"]);
    assert_eq!(listed("status=revoked"), ["pending@example.test"]);
    assert_eq!(listed("status=accepted").len(), 6);
    assert_eq!(listed("status=pending,expired"), ["new@example.test", "late@example.test"]);
    let page = world.owner().get(&format!("{INVITATIONS}?status=revoked&include=total,counts")).is(200);
    let counts = json!({ "pending": 1, "expired": 1, "declined": 1, "revoked": 1, "accepted": 6 });
    assert_eq!((&page["total"], &page["counts"]), (&json!(1), &json!({ "status": counts })));
    assert_eq!(listed("q=LATE"), ["late@example.test"]);
    assert!(listed("q=%25").is_empty());
    world.owner().get(&format!("{INVITATIONS}?status=gone")).invalid("?status", "unknown_value");
}

#[test]
fn i4_pages_joined_are_the_unpaged_answer() {
    let world = World::new();
    let all = "status=pending,accepted";
    let whole = addresses(&world.owner().get(&format!("{INVITATIONS}?{all}")).is(200));
    let (mut joined, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.owner().get(&format!("{INVITATIONS}?{all}&limit=3{cursor}")).is(200);
        joined.extend(addresses(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((joined.len(), joined), (8, whole));
    world.owner().get(&format!("{INVITATIONS}?cursor=nope")).invalid("?cursor", "malformed");
}

#[test]
fn i4_resending_makes_a_new_token_and_kills_the_old_one() {
    let world = World::new();
    let old = world.invite("bo@example.test", "editor");
    let id = world.invitation_to("bo@example.test");
    let resent = world.admin().post(&format!("{INVITATIONS}/{id}/resend"), &json!({})).is(200);
    assert_eq!((&resent["id"], &resent["status"]), (&json!(id), &json!("pending")));
    let new = fragment(resent["link"].as_str().unwrap_or_default());
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/lookup", &json!({ "token": old })).refused(404, "invitation_not_found");
    bo.post("/v1/invitations/accept", &json!({ "token": new })).is(200);
    world
        .admin()
        .post(&format!("{INVITATIONS}/{id}/resend"), &json!({}))
        .refused(409, "invitation_not_pending");
}

#[test]
fn i4_what_is_over_is_issued_again_with_the_same_choices() {
    let world = World::new();
    let body = json!({
        "invites": [{ "email": "bo@example.test", "role": "viewer" }], "message": "Hello again",
        "workspaces": [{ "id": world.id("private") }],
    });
    world.owner().post(INVITATIONS, &body).is(200);
    let id = world.invitation_to("bo@example.test");
    let path = format!("{INVITATIONS}/{id}");
    let before = world.owner().get(&path).is(200);
    for over in ["revoked", "expired", "declined"] {
        match over {
            "revoked" => drop(world.owner().delete(&path).is(204)),
            "expired" => world.advance(604_800),
            _ => {
                let bo = world.account("bo@example.test");
                bo.post(&format!("/v1/me/invitations/{id}/decline"), &json!({})).is(204);
            }
        }
        assert_eq!(world.owner().get(&path).is(200)["status"], over);
        let again = world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
        for field in ["id", "email", "role", "workspaces", "projects", "message"] {
            assert_eq!(again[field], before[field], "{field} after it was {over}");
        }
        assert_eq!(again["status"], "pending");
        let secret = world.mailed("bo@example.test", "invitations/accept");
        world.ask("POST", "/v1/invitations/lookup").json(&json!({ "token": secret })).send().is(200);
    }
}

#[test]
fn i4_a_revoked_link_leads_nowhere_with_the_next_request() {
    let world = World::new();
    let path = format!("{INVITATIONS}/{{waiting}}");
    world.admin().delete(&path).is(204);
    let secret = json!({ "token": world.id("waiting_token") });
    world.invited().post("/v1/invitations/lookup", &secret).refused(404, "invitation_not_found");
    world.invited().post("/v1/invitations/accept", &secret).refused(404, "invitation_not_found");
    world.invited().post("/v1/me/invitations/{waiting}/accept", &json!({})).refused(404, "not_found");
    assert_eq!(world.invited().get("/v1/me/invitations").is(200)["data"], json!([]));
    let version = world.version();
    world.admin().delete(&path).is(204);
    assert_eq!(world.version(), version, "nothing to revoke twice");
    assert_eq!(world.audit_log("&action=invitations.revoke").len(), 1);
}

#[test]
fn i4_an_accepted_one_is_not_revoked() {
    let world = World::new();
    world.invited().post("/v1/me/invitations/{waiting}/accept", &json!({})).is(200);
    world.admin().delete(&format!("{INVITATIONS}/{{waiting}}")).refused(409, "invitation_not_pending");
}

#[test]
fn i4_the_delivery_of_the_mail_is_seen() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    world.owner().post(INVITATIONS, &body).is(200);
    let id = world.invitation_to("bo@example.test");
    assert_eq!(world.mails("bo@example.test").len(), 1);
    let shown = world.owner().get(&format!("{INVITATIONS}/{id}")).is(200);
    assert_eq!(shown["delivery_state"], "sent");
}

#[test]
fn i4_one_that_is_over_before_its_mail_left_has_no_mail_on_its_way() {
    // Nobody listens there: every mail waits.
    let world = World::with(&["--smtp-url", "smtp://127.0.0.1:9"]);
    let path = format!("{INVITATIONS}/{{waiting}}");
    let state = || text(&world.owner().get(&path).is(200)["delivery_state"]);
    let resend = || world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    resend();
    assert_eq!(state(), "waiting");
    world.owner().delete(&path).is(204);
    assert_eq!(state(), "failed");
    for answer in ["decline", "accept"] {
        resend();
        assert_eq!(state(), "waiting", "another mail");
        let answered = world.invited().post(&format!("/v1/me/invitations/{{waiting}}/{answer}"), &json!({}));
        assert!(answered.status < 300, "{answer}: {}", answered.text);
        assert_eq!(state(), "failed", "{answer}");
    }
}

#[test]
fn if_match_refuses_who_has_not_seen_the_last_change() {
    let world = World::new();
    let path = format!("{INVITATIONS}/{{inv}}");
    let seen = world.admin().get(&path).header("etag").to_owned();
    world.owner().post(&format!("{path}/resend"), &json!({})).is(200);
    world.admin().ask("DELETE", &path).header("if-match", &seen).send().refused(412, "precondition_failed");
    let fresh = world.admin().get(&path).header("etag").to_owned();
    world.admin().ask("DELETE", &path).header("if-match", &fresh).send().is(204);
}

#[test]
fn i4_an_open_one_is_edited_and_its_link_stays() {
    let world = World::new();
    let path = format!("{INVITATIONS}/{{waiting}}");
    let body =
        json!({ "role": "viewer", "workspaces": [{ "id": world.id("private") }], "message": "New words" });
    let preview = world.admin().patch(&format!("{path}?preview=true"), &body).is(200);
    assert_eq!(preview["preview"], true);
    let edited = world.admin().patch(&path, &body).is(200);
    assert_eq!((&edited["role"]["key"], &edited["message"]), (&json!("viewer"), &json!("New words")));
    assert_eq!(edited["workspaces"][0]["name"], "Vault");
    let version = world.version();
    world.admin().patch(&path, &body).is(200);
    assert_eq!(world.version(), version, "nothing changed");
    let invited = world.invited();
    let accepted =
        invited.post("/v1/invitations/accept", &json!({ "token": world.id("waiting_token") })).is(200);
    assert_eq!(
        (&accepted["membership"]["role"]["key"], &accepted["workspace"]["name"]),
        (&json!("viewer"), &json!("Vault"))
    );
    world.admin().patch(&path, &json!({ "role": "editor" })).refused(409, "invitation_not_pending");
}

#[test]
fn i4_an_edit_gives_no_more_than_an_invitation_may() {
    let world = World::new();
    let path = format!("{INVITATIONS}/{{inv}}");
    world.owner().patch(&path, &json!({ "role": "owner" })).refused(409, "use_ownership_transfer");
    world.admin().patch(&path, &json!({ "role": "owner" })).refused(403, "may_not_grant");
    world.viewer().patch(&path, &json!({ "role": "guest" })).refused(403, "permission_denied");
    world.admin().patch(&path, &json!({ "role": "king" })).invalid("/role", "unknown_role");
    world.admin().patch(&path, &json!({ "email": "other@example.test" })).invalid("/email", "unknown_field");
    world
        .admin()
        .patch(&path, &json!({ "workspaces": [{ "id": world.id("other_ws") }] }))
        .refused(404, "not_found");
    world.owner().delete(&path).is(204);
    world.admin().patch(&path, &json!({ "role": "viewer" })).refused(409, "invitation_not_pending");
}
