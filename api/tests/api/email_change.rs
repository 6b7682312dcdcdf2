//! M9: another address for an account.

use std::thread;

use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, Person, World, text};

const CHANGE: &str = "/v1/me/email-change";
const OLD: &str = "nora@larkfield.test";
const NEW: &str = "nora@new.test";

fn start(person: &Person, email: &str) -> Answer {
    person.post(CHANGE, &json!({ "email": email }))
}

fn confirm(person: &Person, token: &str) -> Answer {
    person.post("/v1/me/email-change/confirm", &json!({ "token": token }))
}

/// From the old address, by nobody who is signed in.
fn cancel(world: &World, token: &str) -> Answer {
    world.ask("POST", "/v1/me/email-change/cancel").json(&json!({ "token": token })).send()
}

fn sign_in(world: &World, email: &str) -> Answer {
    world.ask("POST", "/v1/auth/sign-in").json(&json!({ "email": email, "password": PASSWORD })).send()
}

fn waiting(person: &Person) -> Value {
    person.get(CHANGE).is(200)["email_change"].clone()
}

fn directory(world: &World, q: &str) -> Vec<String> {
    let found = world.owner().get(&format!("/v1/organizations/{{org}}/members?q={q}")).is(200);
    found["data"].as_array().expect("a list").iter().map(|row| text(&row["user"]["email"])).collect()
}

#[test]
fn m9_until_the_link_is_pressed_by_that_person_everything_uses_the_old_address() {
    let world = World::new();
    let nora = world.nora();
    assert_eq!(waiting(&nora), Value::Null);
    let change = start(&nora, NEW).is(200);
    assert_eq!((&change["email"], &change["proposed_by"]), (&json!(NEW), &Value::Null));
    assert_eq!(waiting(&nora), change);

    // The old address is told at once, with a way to call it off.
    let told = world.mails(OLD)[0].clone();
    assert!(text(&told["text"]).contains(NEW), "{told}");
    assert!(text(&told["links"][0]).contains("/email-change#cancel_"), "{told}");
    let token = world.mailed(NEW, "email-change");

    assert_eq!(nora.get("/v1/me").is(200)["email"], OLD);
    sign_in(&world, NEW).refused(401, "invalid_credentials");
    sign_in(&world, OLD).is(200);
    assert_eq!(directory(&world, "nora"), [OLD]);

    // In nobody else's session, and in none.
    confirm(&world.admin(), &token).refused(404, "not_found");
    world
        .ask("POST", "/v1/me/email-change/confirm")
        .json(&json!({ "token": token }))
        .send()
        .refused(401, "unauthenticated");
    confirm(&nora, "nonsense").refused(404, "not_found");

    let now = confirm(&nora, &token).is(200);
    assert_eq!((&now["email"], &now["email_verified"]), (&json!(NEW), &json!(true)));
    assert_eq!(now, nora.get("/v1/me").is(200), "the session lives on");
    assert_eq!(waiting(&nora), Value::Null);
    sign_in(&world, OLD).refused(401, "invalid_credentials");
    sign_in(&world, NEW).is(200);
    let addresses = nora.get("/v1/me/emails").is(200);
    assert_eq!(addresses["data"].as_array().map(Vec::len), Some(1), "{addresses}");
    assert!(text(&world.mails(OLD)[0]["subject"]).contains("was changed"));

    confirm(&nora, &token).refused(410, "token_spent");
    let called_off = text(&told["links"][0]);
    cancel(&world, called_off.split_once('#').map_or("", |link| link.1)).refused(410, "token_spent");
}

#[test]
fn m9_every_organization_follows_and_has_it_in_its_log() {
    let world = World::new();
    let nora = world.nora();
    let own = nora.post("/v1/organizations", &json!({ "name": "Hers" })).is(201);
    let version = world.version();
    start(&nora, NEW).is(200);
    confirm(&nora, &world.mailed(NEW, "email-change")).is(200);

    assert_eq!(directory(&world, "new"), [NEW]);
    assert_eq!(directory(&world, "nora%20larkfield"), Vec::<String>::new());
    let sorted = world.owner().get("/v1/organizations/{org}/members?sort=email&limit=200").is(200);
    let emails: Vec<String> =
        sorted["data"].as_array().expect("a list").iter().map(|row| text(&row["user"]["email"])).collect();
    assert!(emails.is_sorted(), "{emails:?}");
    assert_eq!(world.version(), version, "it is no change of access");

    let expected = (json!({ "email": OLD }), json!({ "email": NEW }));
    let here = world.audit_log("&action=members.change_email&target={nora}");
    assert_eq!(here.len(), 1, "once");
    assert_eq!((here[0]["before"].clone(), here[0]["after"].clone()), expected);
    assert_eq!((&here[0]["actor"]["id"], &here[0]["version"]), (&json!(nora.user), &Value::Null));
    let path = format!("/v1/organizations/{}/audit-log?action=members.change_email", text(&own["id"]));
    let there = nora.get(&path).is(200);
    assert_eq!(there["data"][0]["target"]["id"], own["membership"]["id"]);
    assert_eq!((there["data"][0]["before"].clone(), there["data"][0]["after"].clone()), expected);
}

#[test]
fn m9_a_projects_list_of_shares_follows() {
    let world = World::new();
    let nora = world.nora();
    let share = json!({ "item": { "type": "page", "id": "7" }, "email": OLD, "access": "view" });
    world.owner().post("/v1/projects/{prj}/shares", &share).is(201);
    let listed = |q: &str| {
        let page =
            world.owner().get(&format!("/v1/projects/{{prj}}/shares?item_type=page&item_id=7&q={q}")).is(200);
        let rows = page["data"].as_array().expect("a list").iter();
        rows.map(|row| text(&row["email"])).collect::<Vec<_>>()
    };
    assert_eq!(listed("nora"), [OLD]);
    start(&nora, NEW).is(200);
    confirm(&nora, &world.mailed(NEW, "email-change")).is(200);
    assert_eq!(listed("nora"), [NEW]);
    assert_eq!((listed("new.test"), listed("larkfield")), (vec![NEW.to_owned()], vec![]));
}

#[test]
fn m9_the_old_address_calls_it_off() {
    let world = World::new();
    let nora = world.nora();
    start(&nora, NEW).is(200);
    let (token, off) = (world.mailed(NEW, "email-change"), world.mailed(OLD, "email-change"));
    cancel(&world, "cancel_nonsense").refused(404, "not_found");
    // Neither link does the other's work.
    cancel(&world, &token).refused(404, "not_found");
    confirm(&nora, &off).refused(404, "not_found");
    cancel(&world, &off).is(204);
    assert_eq!(waiting(&nora), Value::Null);
    confirm(&nora, &token).refused(410, "token_spent");
    cancel(&world, &off).refused(410, "token_spent");
    assert_eq!(nora.get("/v1/me").is(200)["email"], OLD);
}

#[test]
fn m9_a_link_is_good_for_a_day_and_the_newest_alone() {
    let world = World::new();
    let nora = world.nora();
    start(&nora, NEW).is(200);
    let first = world.mailed(NEW, "email-change");
    start(&nora, "nora@other.test").is(200);
    confirm(&nora, &first).refused(410, "token_spent");
    let second = world.mailed("nora@other.test", "email-change");
    world.advance(86_399);
    assert_eq!(waiting(&nora)["email"], "nora@other.test");
    world.advance(1);
    confirm(&nora, &second).refused(410, "token_spent");
    assert_eq!(waiting(&nora), Value::Null);
    // It is out of the way of another one.
    start(&nora, NEW).is(200);
    nora.delete(CHANGE).is(204);
    nora.delete(CHANGE).is(204);
    confirm(&nora, &world.mailed(NEW, "email-change")).refused(410, "token_spent");
}

#[test]
fn m9_an_address_that_is_taken_is_refused_then_and_at_the_end() {
    let world = World::new();
    let nora = world.nora();
    start(&nora, "editor@larkfield.test").refused(409, "email_taken");
    start(&nora, OLD).invalid("/email", "unchanged");
    start(&nora, "nonsense").invalid("/email", "malformed_email");
    start(&nora, NEW).is(200);
    let token = world.mailed(NEW, "email-change");
    let other = world.account(NEW);
    confirm(&nora, &token).refused(409, "email_taken");
    assert_eq!(nora.get("/v1/me").is(200)["email"], OLD);
    // Once it is free again the same link does.
    start(&other, "other@new.test").is(200);
    confirm(&other, &world.mailed("other@new.test", "email-change")).is(200);
    confirm(&nora, &token).is(200);
}

#[test]
fn m9_links_that_were_mailed_to_the_old_address_are_dead() {
    let world = World::new();
    let nora = world.nora();
    world.ask("POST", "/v1/auth/forgot-password").json(&json!({ "email": OLD })).send().is(204);
    let reset = world.mailed(OLD, "reset-password");
    // One of their own that is verified can take its place, too.
    nora.post("/v1/me/emails", &json!({ "email": NEW })).is(201);
    world.verify(NEW);
    start(&nora, NEW).is(200);
    confirm(&nora, &world.mailed(NEW, "email-change")).is(200);
    let body = json!({ "token": reset, "password": "another horse battery" });
    world.ask("POST", "/v1/auth/reset-password").json(&body).send().refused(410, "token_spent");
    // The old address is free for whoever has it.
    world.account(OLD);
}

#[test]
fn m9_an_admin_proposes_and_the_person_decides() {
    let world = World::new();
    let nora = world.nora();
    let path = "/v1/organizations/{org}/members/{nora}/email-change";
    let proposed = world.admin().post(path, &json!({ "email": NEW })).is(200);
    assert_eq!((&proposed["email"], &proposed["proposed_by"]["name"]), (&json!(NEW), &json!("Larkfield")));
    assert_eq!(waiting(&nora), proposed);
    let shown = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(shown["email_change"], proposed);
    let notices = nora.get("/v1/me/notifications").is(200);
    assert!(text(&notices["data"][0]["text"]).contains(NEW), "{notices}");
    assert!(text(&world.mails(OLD)[0]["text"]).contains("Admin (Larkfield)"));
    let entry = world.audit_log("&action=members.propose_email")[0].clone();
    assert_eq!((&entry["before"]["email"], &entry["after"]["email"]), (&json!(OLD), &json!(NEW)));

    // Whoever proposed it may read that mailbox, and still has no session of hers.
    let token = world.mailed(NEW, "email-change");
    confirm(&world.admin(), &token).refused(404, "not_found");
    assert_eq!(nora.get("/v1/me").is(200)["email"], OLD);
    confirm(&nora, &token).is(200);
    let shown = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!((&shown["email_change"], &shown["user"]["email"]), (&Value::Null, &json!(NEW)));

    // What she does by herself is not theirs to see.
    start(&nora, "nora@own.test").is(200);
    let shown = world.owner().get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(shown["email_change"], Value::Null);
}

#[test]
fn m9_nobody_proposes_to_somebody_above_them() {
    let world = World::new();
    let body = json!({ "email": NEW });
    let to = |who: &str| format!("/v1/organizations/{{org}}/members/{who}/email-change");
    world.admin().post(&to("{owner}"), &body).refused(403, "owner_protected");
    for person in [world.editor(), world.viewer()] {
        person.post(&to("{nora}"), &body).refused(403, "permission_denied");
    }
    world.admin().post(&to("{other_member}"), &body).refused(404, "not_found");
    let taken = json!({ "email": "editor@larkfield.test" });
    world.admin().post(&to("{nora}"), &taken).refused(409, "email_taken");
    world.owner().post(&to("me"), &body).is(200);
    confirm(&world.owner(), &world.mailed(NEW, "email-change")).is(200);
}

#[test]
fn m9_a_proposal_ends_with_the_membership() {
    let world = World::new();
    let nora = world.nora();
    let body = json!({ "email": NEW });
    world.admin().post("/v1/organizations/{org}/members/{nora}/email-change", &body).is(200);
    world.admin().delete("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(waiting(&nora), Value::Null);
    confirm(&nora, &world.mailed(NEW, "email-change")).refused(410, "token_spent");
}

#[test]
fn m9_confirmed_or_called_off_but_never_both() {
    let world = World::new();
    let nora = world.nora();
    for round in 0..6 {
        let (old, new) = (text(&nora.get("/v1/me").is(200)["email"]), format!("nora{round}@new.test"));
        start(&nora, &new).is(200);
        let (token, off) = (world.mailed(&new, "email-change"), world.mailed(&old, "email-change"));
        let (confirmed, cancelled) = thread::scope(|scope| {
            let one = scope.spawn(|| confirm(&nora, &token).status);
            let other = scope.spawn(|| cancel(&world, &off).status);
            (one.join().expect("answered"), other.join().expect("answered"))
        });
        let now = text(&nora.get("/v1/me").is(200)["email"]);
        match (confirmed, cancelled) {
            (200, 410) => assert_eq!(now, new),
            (410, 204) => assert_eq!(now, old),
            other => panic!("round {round}: {other:?}"),
        }
    }
}

#[test]
fn m9_of_two_accounts_one_gets_the_address() {
    let world = World::new();
    for round in 0..4 {
        let new = format!("shared{round}@new.test");
        let people = [
            world.account(&format!("a{round}@example.test")),
            world.account(&format!("b{round}@example.test")),
        ];
        let tokens = people.each_ref().map(|person| {
            start(person, &new).is(200);
            world.mailed(&new, "email-change")
        });
        let answers: Vec<Answer> = thread::scope(|scope| {
            let running: Vec<_> =
                people.iter().zip(&tokens).map(|(who, token)| scope.spawn(|| confirm(who, token))).collect();
            running.into_iter().map(|one| one.join().expect("answered")).collect()
        });
        let mut said: Vec<(u16, &str)> =
            answers.iter().map(|answer| (answer.status, answer.code())).collect();
        said.sort_unstable();
        assert_eq!(said, [(200, ""), (409, "email_taken")], "round {round}");
    }
}

/// How often this is answered before it is refused as too much.
fn answered(ask: impl Fn(usize) -> Answer, most: usize) -> usize {
    let refused = (0..most).find(|turn| {
        let answer = ask(*turn);
        let too_many = answer.status == 429;
        if too_many {
            answer.refused(429, "too_many_requests");
        }
        too_many
    });
    refused.unwrap_or(most)
}

#[test]
fn m9_nobody_fills_mailboxes_with_links_to_new_addresses() {
    // Without `--dev`, whose limits are generous.
    let world = World::with(&["--smtp-url", "smtp://127.0.0.1:9"]);
    let nora = world.nora();
    let own = answered(|turn| start(&nora, &format!("nora{turn}@new.test")), 20);
    assert!((5..20).contains(&own), "{own}");
    let owner = world.owner();
    let propose = |name: &str| {
        let path = format!("/v1/organizations/{{org}}/members/{{{name}}}/email-change");
        owner.post(&path, &json!({ "email": format!("{name}@new.test") }))
    };
    let to_one = answered(|_| propose("viewer"), 20);
    assert!((5..20).contains(&to_one), "{to_one}");
    // A few for each of many: no one of them has too many.
    let others = ["admin", "editor", "guest", "deactivated"];
    let by_one = answered(|turn| propose(others[turn % others.len()]), 5 * others.len());
    assert!(by_one < 5 * others.len(), "{by_one}");
}
