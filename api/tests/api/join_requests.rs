//! D2, D3, D5: asking to be let in, coming straight in, and what an admin answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Dns, Person, World, text};

const REQUESTS: &str = "/v1/organizations/{org}/join-requests";
const JOINABLE: &str = "/v1/me/joinable-organizations";

/// Larkfield with acme.test proven.
struct Acme {
    world: World,
    dns: Dns,
    domain: String,
    value: String,
}

const RECORD: &str = "_usher-challenge.acme.test";

impl Acme {
    fn new(edit: &Value) -> Self {
        let dns = Dns::start();
        let world = World::with_dns(&dns);
        let owner = world.owner();
        let claimed = owner.post("/v1/organizations/{org}/domains", &json!({ "name": "acme.test" })).is(201);
        let value = text(&claimed["record"]["value"]);
        dns.add(RECORD, &value);
        let domain = format!("/v1/organizations/{{org}}/domains/{}", text(&claimed["id"]));
        owner.post(&format!("{domain}/verify"), &json!({})).is(200);
        owner.patch(&domain, edit).is(200);
        Self { world, dns, domain, value }
    }

    /// Where people ask.
    fn asking() -> Self {
        Self::new(&json!({ "join": "request" }))
    }

    /// Where people come straight in who signed in by a password.
    fn open() -> Self {
        Self::new(&json!({ "join": "open", "default_role": "viewer", "trusted_methods": ["password"] }))
    }

    fn approve(&self, request: &Value, role: &str) -> Answer {
        let path = format!("{REQUESTS}/{}/approve", text(&request["id"]));
        self.world.admin().post(&path, &json!({ "role": role }))
    }

    fn deny(&self, request: &Value) -> Answer {
        let path = format!("{REQUESTS}/{}/deny", text(&request["id"]));
        self.world.admin().post(&path, &json!({}))
    }
}

fn ask(person: &Person) -> Answer {
    person.post(REQUESTS, &json!({}))
}

fn actions(world: &World) -> Vec<String> {
    let applied = world.audit_log("").into_iter().filter(|entry| entry["outcome"] == "applied");
    applied.map(|entry| text(&entry["action"])).collect()
}

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

    let list = acme.world.admin().get(&format!("{REQUESTS}?include=total")).is(200);
    assert_eq!(list["total"], 2, "the asker of the world, and Ann");
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
        "Admin let you into Larkfield as Viewer."
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

#[test]
fn d2_an_approval_asks_again_whether_what_let_them_ask_still_holds() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@elsewhere.test");
    let second = ann.post("/v1/me/emails", &json!({ "email": "ann@acme.test" })).is(201);
    acme.world.verify("ann@acme.test");
    let asked = ask(&ann).is(201);
    assert_eq!(asked["email"], "ann@acme.test");
    // The record is gone.
    acme.world.advance(3600);
    acme.dns.clear(RECORD);
    acme.approve(&asked, "viewer").refused(409, "record_not_found");
    let row = acme.world.admin().get(REQUESTS).is(200)["data"][0].clone();
    assert_eq!((&row["status"], &row["domain"]["verified"]), (&json!("pending"), &json!(false)));
    acme.dns.add(RECORD, &acme.value);
    acme.world.owner().post(&format!("{}/verify", acme.domain), &json!({})).is(200);
    // The address is.
    ann.delete(&format!("/v1/me/emails/{}", text(&second["id"]))).is(204);
    assert_eq!(acme.world.admin().get(REQUESTS).is(200)["data"][0]["user"]["email_verified"], false);
    acme.approve(&asked, "viewer").refused(409, "requester_unverified");
    ann.post("/v1/me/emails", &json!({ "email": "ann@acme.test" })).is(201);
    acme.world.verify("ann@acme.test");
    // The domain is.
    let owner = acme.world.owner();
    owner.delete(&acme.domain).is(204);
    acme.approve(&asked, "viewer").refused(409, "domain_unverified");
    acme.deny(&asked).is(200);
}

#[test]
fn d2_an_approval_gives_no_more_than_its_admin_has() {
    let acme = Acme::asking();
    let asked = ask(&acme.world.account("ann@acme.test")).is(201);
    acme.approve(&asked, "owner").refused(403, "may_not_grant");
    let path = format!("{REQUESTS}/{}/approve", text(&asked["id"]));
    acme.world.owner().post(&path, &json!({ "role": "owner" })).refused(409, "use_ownership_transfer");
    acme.approve(&asked, "nobody").invalid("/role", "unknown_role");
    acme.world.admin().post(&path, &json!({})).refused(422, "validation_failed");
    acme.approve(&asked, "admin").is(200);
}

#[test]
fn d5_who_may_not_change_members_neither_sees_nor_answers_requests() {
    let world = World::new();
    for person in [world.editor(), world.viewer(), world.guest()] {
        person.get(REQUESTS).refused(403, "permission_denied");
        for (verb, body) in [("approve", json!({ "role": "viewer" })), ("deny", json!({}))] {
            person.post(&format!("{REQUESTS}/{{jrq}}/{verb}"), &body).refused(403, "permission_denied");
        }
    }
    let stranger = world.stranger();
    stranger.get(REQUESTS).refused(404, "not_found");
    let elsewhere = "/v1/organizations/{other_org}/join-requests/{jrq}";
    stranger.post(&format!("{elsewhere}/approve"), &json!({ "role": "viewer" })).refused(404, "not_found");
    stranger.post(&format!("{elsewhere}/deny"), &json!({})).refused(404, "not_found");
}

#[test]
fn d5_an_invitation_closes_the_request_and_an_approval_voids_the_invitation() {
    let acme = Acme::asking();
    let owner = acme.world.owner();
    owner.patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    let ann = acme.world.account("ann@acme.test");
    let asked = ask(&ann).is(201);
    let token = acme.world.invite("ann@acme.test", "viewer");
    acme.approve(&asked, "viewer").refused(409, "join_request_closed");
    let mine = ann.get("/v1/me/join-requests").is(200)["data"][0].clone();
    assert_eq!(mine["status"], "superseded");
    assert_eq!(actions(&acme.world)[..2], ["invitations.create", "join_requests.supersede"]);

    // Asked again beside the invitation, one of the two is answered, and that is the membership.
    let asked = ask(&ann).is(201);
    acme.approve(&asked, "editor").is(200);
    ann.post("/v1/invitations/accept", &json!({ "token": token })).refused(404, "invitation_not_found");
    assert_eq!(ann.get("/v1/organizations/{org}").is(200)["membership"]["role"]["key"], "editor");

    let ben = acme.world.account("ben@acme.test");
    let asked = ask(&ben).is(201);
    let token = acme.world.invite("ben@acme.test", "viewer");
    let again = ask(&ben).is(201);
    assert_ne!(again["id"], asked["id"]);
    ben.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    acme.approve(&again, "editor").refused(409, "join_request_closed");
    let members = owner.get("/v1/organizations/{org}/members?q=acme.test&include=total").is(200);
    assert_eq!(members["total"], 2);
}

#[test]
fn d5_who_is_added_at_once_has_nothing_open_any_more() {
    let acme = Acme::asking();
    let ann = acme.world.account("ann@acme.test");
    ask(&ann).is(201);
    let body = json!({ "invites": [{ "email": "ann@acme.test", "role": "viewer" }] });
    let added = acme.world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    assert_eq!(added["results"][0]["status"], "added");
    assert_eq!(ann.get("/v1/me/join-requests").is(200)["data"][0]["status"], "superseded");
}

#[test]
fn m14_who_was_removed_comes_back_by_an_approved_request_and_by_no_rule() {
    let acme = Acme::open();
    let ann = acme.world.account("ann@acme.test");
    let member = text(&ask(&ann).is(201)["joined"]["membership"]["id"]);
    let owner = acme.world.owner();
    let path = format!("/v1/organizations/{{org}}/members/{member}");
    owner.post(&format!("{path}/deactivate"), &json!({})).is(200);
    ask(&ann).refused(403, "membership_deactivated");
    owner.delete(&path).is(200);
    ask(&ann).refused(403, "needs_invitation");
    assert_eq!(ann.get(JOINABLE).is(200)["data"], json!([]));
    owner.patch(&acme.domain, &json!({ "join": "request" })).is(200);
    let asked = ask(&ann).is(201);
    acme.approve(&asked, "editor").is(200);
    assert_eq!(ann.get("/v1/organizations/{org}").is(200)["membership"]["role"]["key"], "editor");
}

#[test]
fn m14_a_request_of_somebody_deactivated_is_not_approved() {
    let acme = Acme::asking();
    let deactivated = acme.world.deactivated();
    ask(&deactivated).refused(403, "membership_deactivated");
}

#[test]
fn d5_two_approvals_of_one_request_at_once_make_one_member_and_one_entry() {
    let acme = Acme::asking();
    for round in 0..6 {
        let ann = acme.world.account(&format!("ann{round}@acme.test"));
        let asked = ask(&ann).is(201);
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| acme.approve(&asked, "viewer"));
            let other = scope.spawn(|| acme.approve(&asked, "editor"));
            (one.join().expect("answered"), other.join().expect("answered"))
        });
        one.is(200);
        other.is(200);
        let query = format!("/v1/organizations/{{org}}/members?q=ann{round}&include=total");
        assert_eq!(acme.world.owner().get(&query).is(200)["total"], 1);
    }
    let approved =
        actions(&acme.world).into_iter().filter(|action| action == "join_requests.approve").count();
    assert_eq!(approved, 6);
}

#[test]
fn d5_an_approval_and_an_acceptance_at_once_make_one_membership() {
    let acme = Acme::asking();
    acme.world.owner().patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    for round in 0..6 {
        let email = format!("ann{round}@acme.test");
        let ann = acme.world.account(&email);
        let token = acme.world.invite(&email, "viewer");
        let asked = ask(&ann).is(201);
        let (approved, accepted) = std::thread::scope(|scope| {
            let approved = scope.spawn(|| acme.approve(&asked, "editor"));
            let accepted = scope.spawn(|| ann.post("/v1/invitations/accept", &json!({ "token": token })));
            (approved.join().expect("answered"), accepted.join().expect("answered"))
        });
        match (approved.status, accepted.status) {
            (200, 404) => {}
            (409, 200) => assert_eq!(approved.code(), "join_request_closed"),
            both => panic!("round {round}: {both:?} {} {}", approved.text, accepted.text),
        }
        let query = format!("/v1/organizations/{{org}}/members?q={email}&include=total");
        assert_eq!(acme.world.owner().get(&query).is(200)["total"], 1);
    }
}

#[test]
fn d3_ten_presses_at_once_make_one_membership() {
    let acme = Acme::open();
    let ann = acme.world.account("ann@acme.test");
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..10).map(|_| scope.spawn(|| ask(&ann))).collect();
        presses.into_iter().map(|press| press.join().expect("answered")).collect()
    });
    let joined = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(joined, 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.code() == "already_member"));
    let joins = actions(&acme.world).into_iter().filter(|action| action == "members.join").count();
    assert_eq!(joins, 1);
}
