//! D2, D3: who sees that they could come in, asks, and comes straight in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Acme, JOINABLE, RECORD, REQUESTS, actions, ask};
use crate::support::text;

#[test]
fn d2_somebody_at_the_domain_sees_the_name_alone_and_asks_and_is_let_in() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@acme.test");
    let list = ann.get(JOINABLE).is(200);
    assert_eq!(list["data"].as_array().expect("a list").len(), 1);
    let keys: BTreeSet<&str> =
        list["data"][0].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["email", "id", "name", "request", "straight_in"]));
    assert_eq!(list["data"][0]["name"], "Larkfield");
    assert_eq!((&list["data"][0]["straight_in"], &list["data"][0]["request"]), (&json!(false), &Value::Null));

    let rehearsed = ann.post(&format!("{REQUESTS}?preview=true"), &json!({})).is(200);
    assert_eq!(rehearsed["seats"], json!({ "before": 0, "after": 0, "limit": null }), "how many are inside");
    let asked = ann.post(REQUESTS, &json!({ "note": "I work in design." })).is(201);
    assert_eq!((&asked["status"], &asked["organization"]["name"]), (&json!("pending"), &json!("Larkfield")));
    assert_eq!(asked["reason"], Value::Null);
    assert!(asked.get("joined").is_none(), "{asked}");
    // Asked again, it is the same request.
    let again = ask(&ann).is(200);
    assert_eq!((&again["id"], &again["note"]), (&asked["id"], &json!("I work in design.")));
    assert_eq!(ann.get(JOINABLE).is(200)["data"][0]["request"]["id"], asked["id"]);

    // Until then they see nothing private.
    for path in ["", "/members", "/workspaces", "/invitations", "/roles", "/domains", "/join-requests"] {
        ann.get(&format!("/v1/organizations/{{org}}{path}")).refused(404, "not_found");
    }

    // Those who may answer are told, in the app and by mail.
    for person in [acme.world.owner(), acme.world.admin()] {
        let told = person.get("/v1/me/notifications").is(200)["data"][0]["text"].clone();
        assert_eq!(told, "Ann (ann@acme.test) asks to join Larkfield.");
        let mail = acme.world.mails(&person.email)[0].clone();
        assert_eq!(mail["subject"], "Ann asks to join Larkfield");
        assert!(text(&mail["text"]).contains("I work in design."), "{mail}");
    }
    assert!(
        acme.world
            .mails("editor@larkfield.test")
            .iter()
            .all(|mail| mail["subject"] != "Ann asks to join Larkfield")
    );

    let list = acme.world.admin().get(&format!("{REQUESTS}?include=total,counts&status=pending")).is(200);
    assert_eq!(list["total"], 2, "the asker of the world, and Ann");
    assert_eq!(list["counts"]["status"]["pending"], 2);
    let row = &list["data"][0];
    assert_eq!(
        (&row["user"]["email"], &row["user"]["email_verified"]),
        (&json!("ann@acme.test"), &json!(true))
    );
    assert_eq!((&row["domain"]["name"], &row["domain"]["verified"]), (&json!("acme.test"), &json!(true)));
    assert_eq!((&row["suggested_role"]["key"], &row["source"]), (&json!("editor"), &json!("domain")));

    // A rehearsal writes nothing; the act does the same for good.
    let path = format!("{REQUESTS}/{}/approve", text(&asked["id"]));
    let body = json!({ "role": "viewer", "note": "Welcome." });
    let version = acme.world.version();
    let preview = acme.world.admin().post(&format!("{path}?preview=true"), &body).is(200);
    assert_eq!(preview["preview"], true);
    assert!(preview["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{preview}");
    assert_eq!((&preview["changes"]["lost"], acme.world.version()), (&json!(0), version));
    let approved = acme.world.admin().post(&path, &body).is(200);
    assert_eq!((&approved["status"], &approved["decided_by"]["name"]), (&json!("approved"), &json!("Admin")));
    for count in ["total", "gained", "lost"] {
        assert_eq!(approved["changes"][count], preview["changes"][count]);
    }
    assert_eq!(acme.world.version(), version + 1);

    let here = ann.get("/v1/organizations/{org}").is(200);
    assert_eq!(here["membership"]["role"]["key"], "viewer");
    let mail = acme.world.mails("ann@acme.test")[0].clone();
    assert_eq!(mail["subject"], "Admin let you into Larkfield");
    assert!(text(&mail["text"]).contains("Welcome."), "{mail}");
    assert_eq!(
        ann.get("/v1/me/notifications").is(200)["data"][0]["text"],
        "Admin let you into Larkfield as Viewer. They wrote: “Welcome.”"
    );
    assert_eq!(ann.get(JOINABLE).is(200)["data"], json!([]));
    assert_eq!(ann.get("/v1/me/join-requests").is(200)["data"][0]["status"], "approved");
    assert_eq!(actions(&acme.world)[..2], ["join_requests.approve", "join_requests.create"]);

    // The same answer again is the same; another one is too late.
    let version = acme.world.version();
    acme.world.admin().post(&path, &body).is(200);
    assert_eq!(acme.world.version(), version);
    acme.deny(&asked).refused(409, "join_request_closed");
    ask(&ann).refused(409, "already_member");
}

#[test]
fn d2_who_is_denied_is_told_and_may_ask_again_after_a_week() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@acme.test");
    let asked = ask(&ann).is(201);
    let path = format!("{REQUESTS}/{}/deny", text(&asked["id"]));
    let denied = acme.world.admin().post(&path, &json!({ "note": "We do not know you." })).is(200);
    assert_eq!(denied["status"], "denied");
    acme.deny(&asked).is(200);
    acme.approve(&asked, "viewer").refused(409, "join_request_closed");
    let mail = acme.world.mails("ann@acme.test")[0].clone();
    assert_eq!(mail["subject"], "Your request to join Larkfield was denied");
    assert!(text(&mail["text"]).contains("We do not know you."), "{mail}");
    assert!(!mail.to_string().contains("Admin "), "it names nobody: {mail}");
    let mine = ann.get(JOINABLE).is(200)["data"][0]["request"].clone();
    assert_eq!((&mine["status"], &mine["answer_note"]), (&json!("denied"), &json!("We do not know you.")));
    assert!(mine["ask_again_at"].is_string());
    ask(&ann).refused(409, "join_request_denied");
    acme.world.advance(7 * 24 * 3600);
    ask(&ann).is(201);
}

#[test]
fn d2_a_request_is_taken_back_by_whoever_asked_alone() {
    let acme = Acme::asking();
    let (ann, ben) = (acme.world.account("ann@acme.test"), acme.world.account("ben@acme.test"));
    let asked = ask(&ann).is(201);
    let path = format!("/v1/me/join-requests/{}", text(&asked["id"]));
    ben.delete(&path).refused(404, "not_found");
    ann.delete(&path).is(204);
    ann.delete(&path).is(204);
    acme.approve(&asked, "viewer").refused(409, "join_request_closed");
    let asked = ask(&ann).is(201);
    acme.approve(&asked, "viewer").is(200);
    ann.delete(&format!("/v1/me/join-requests/{}", text(&asked["id"]))).refused(409, "join_request_closed");
}

#[test]
fn d2_d3_a_look_alike_an_unverified_address_and_a_closed_domain_see_nothing() {
    let acme = Acme::open();
    for email in ["ann@xacme.test", "ann@acme.test.evil.test", "ann@mail.acme.test", "ann@acme.test.co"] {
        let person = acme.world.account(email);
        assert_eq!(person.get(JOINABLE).is(200)["data"], json!([]), "{email}");
        ask(&person).refused(404, "not_found");
    }
    // An address that is typed in and not proven counts for nothing.
    let ben = acme.world.account("ben@elsewhere.test");
    ben.post("/v1/me/emails", &json!({ "email": "ben@acme.test" })).is(201);
    assert_eq!(ben.get(JOINABLE).is(200)["data"], json!([]));
    ask(&ben).refused(404, "not_found");
    let eve = acme.world.sign_up("eve@acme.test");
    assert_eq!(eve.get(JOINABLE).is(200)["data"], json!([]));
    ask(&eve).refused(403, "email_unverified");
    acme.world.verify("ben@acme.test");
    assert_eq!(ben.get(JOINABLE).is(200)["data"][0]["email"], "ben@acme.test");

    acme.world.owner().patch(&acme.domain, &json!({ "join": "off" })).is(200);
    assert_eq!(ben.get(JOINABLE).is(200)["data"], json!([]));
    let here = ask(&ben);
    let nowhere = ben.post("/v1/organizations/nobody-has-this/join-requests", &json!({}));
    assert_eq!(here.likeness(), nowhere.likeness());
    here.refused(404, "not_found");
}

#[test]
fn d3_people_at_an_open_domain_come_straight_in_by_a_trusted_method() {
    let acme = Acme::open();
    let ann = acme.world.account("ANN@Acme.TEST");
    assert_eq!(ann.get(JOINABLE).is(200)["data"][0]["straight_in"], true);
    let version = acme.world.version();
    let preview = ann.post(&format!("{REQUESTS}?preview=true"), &json!({})).is(200);
    assert_eq!((&preview["preview"], acme.world.version()), (&json!(true), version));
    assert_eq!(preview["seats"], json!({ "before": 0, "after": 1, "limit": null }), "theirs alone");
    // From the organization's own address.
    let joined = ann.post("/v1/organizations/{slug}/join-requests", &json!({})).is(201);
    assert_eq!(
        (&joined["status"], &joined["joined"]["membership"]["role"]["key"]),
        (&json!("approved"), &json!("viewer"))
    );
    assert_eq!(joined["joined"]["organization"]["name"], "Larkfield");
    assert_eq!(acme.world.version(), version + 1);
    ann.get("/v1/organizations/{org}").is(200);
    let entry = acme.world.audit_log("")[0].clone();
    assert_eq!((&entry["action"], &entry["after"]["domain"]), (&json!("members.join"), &json!("acme.test")));
    ask(&ann).refused(409, "already_member");
    // Where sign-in lands.
    assert_eq!(ann.get("/v1/me").is(200)["default_workspace"], json!(acme.world.id("ws")));
}

#[test]
fn d3_who_signed_in_another_way_asks_and_the_admins_see_why() {
    let acme = Acme::new(&json!({ "join": "open", "default_role": "viewer" }));
    let ann = acme.world.account("ann@acme.test");
    assert_eq!(ann.get(JOINABLE).is(200)["data"][0]["straight_in"], false);
    let asked = ask(&ann).is(201);
    assert_eq!((&asked["status"], &asked["reason"]), (&json!("pending"), &json!("method_not_trusted")));
    ann.get("/v1/organizations/{org}").refused(404, "not_found");
    let row = acme.world.admin().get(REQUESTS).is(200)["data"][0].clone();
    assert_eq!(
        (&row["reason"], &row["suggested_role"]["key"]),
        (&json!("method_not_trusted"), &json!("viewer"))
    );
    // Trusted from now on, they come in, and the request is answered by that.
    acme.world.owner().patch(&acme.domain, &json!({ "trusted_methods": ["password"] })).is(200);
    assert_eq!(ask(&ann).is(201)["status"], "approved");
    let all = format!("{REQUESTS}?status=superseded,pending,approved");
    let rows = acme.world.admin().get(&all).is(200);
    let statuses: Vec<&Value> =
        rows["data"].as_array().expect("a list").iter().map(|row| &row["status"]).take(2).collect();
    assert_eq!(statuses, ["approved", "superseded"]);
}

#[test]
fn d3_a_role_that_has_come_to_let_others_in_is_given_to_nobody_by_itself() {
    let acme =
        Acme::new(&json!({ "join": "open", "default_role": "reviewer", "trusted_methods": ["password"] }));
    let edit = json!({ "permissions": { "content": "view", "comments": "full", "members": "full" } });
    acme.world.owner().patch("/v1/organizations/{org}/roles/reviewer", &edit).is(200);
    let ann = acme.world.account("ann@acme.test");
    assert_eq!(ask(&ann).is(201)["status"], "pending");
}

#[test]
fn d2_the_domain_is_looked_up_again_before_anybody_comes_in_by_it() {
    let acme = Acme::open();
    let (ann, ben) = (acme.world.account("ann@acme.test"), acme.world.account("ben@acme.test"));
    let asked = acme.dns.asked();
    assert_eq!(ask(&ann).is(201)["status"], "approved");
    assert_eq!(acme.dns.asked(), asked, "it was looked up a moment ago");
    acme.world.advance(3600);
    acme.dns.fail(true);
    ask(&ben).refused(503, "dns_unreachable");
    acme.dns.fail(false);
    acme.dns.clear(RECORD);
    ask(&ben).refused(404, "not_found");
    assert_eq!(acme.world.owner().get(&acme.domain).is(200)["status"], "pending");
    acme.dns.add(RECORD, &acme.value);
    // Only an admin proves it again.
    ask(&ben).refused(404, "not_found");
    acme.world.owner().post(&format!("{}/verify", acme.domain), &json!({})).is(200);
    assert_eq!(ask(&ben).is(201)["status"], "approved");
}
