//! S2, S3, S5, S7, S8: paid seats, and who waits for one.

mod doors;
mod members;
mod queue;
mod races;

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, text};

/// An organization of Ada's with few seats: three on the plan Pro, of which Ada takes one.
struct Place {
    world: World,
    ada: Person,
    org: String,
}

impl Place {
    fn new(model: &str) -> Self {
        Self::on("pro", model)
    }

    fn on(plan: &str, model: &str) -> Self {
        let world = World::new();
        let ada = world.account("ada@acme.test");
        let made = ada.post("/v1/organizations", &json!({ "name": "Acme", "access_model": model })).is(201);
        let place = Self { world, ada, org: text(&made["id"]) };
        place.plan(plan);
        place
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/organizations/{}{rest}", self.org)
    }

    fn plan(&self, plan: &str) {
        self.ada.put(&self.path("/plan"), &json!({ "plan": plan })).is(200);
    }

    /// used, reserved, free, queued
    fn seats(&self) -> (u64, u64, Option<u64>, u64) {
        let seats = self.ada.get(&self.path("/seats")).is(200);
        let count = |key: &str| seats[key].as_u64().expect("a count");
        (count("used"), count("reserved"), seats["free"].as_u64(), count("queued"))
    }

    fn invite(&self, emails: &[&str], role: &str) -> Vec<Value> {
        let invites: Vec<Value> =
            emails.iter().map(|email| json!({ "email": email, "role": role })).collect();
        let body = json!({ "invites": invites });
        let invited = self.ada.post(&self.path("/invitations"), &body).is(200);
        invited["results"].as_array().expect("a list").clone()
    }

    /// The invitation of an address, as the list has it.
    fn invitation(&self, email: &str) -> Value {
        let query = format!("/invitations?q={email}&status=pending,queued,expired,accepted,declined,revoked");
        self.ada.get(&self.path(&query)).is(200)["data"][0].clone()
    }

    fn status(&self, email: &str) -> String {
        text(&self.invitation(email)["status"])
    }

    fn act(&self, email: &str, act: &str) -> Answer {
        let id = text(&self.invitation(email)["id"]);
        self.ada.post(&self.path(&format!("/invitations/{id}/{act}")), &json!({}))
    }

    fn revoke(&self, email: &str) {
        let id = text(&self.invitation(email)["id"]);
        assert_eq!(self.ada.delete(&self.path(&format!("/invitations/{id}"))).status, 204);
    }

    /// Somebody with an account, and what they are answered who accept by the newest mail.
    fn accept(&self, email: &str) -> (Person, Answer) {
        let mut person = self.world.account(email);
        let answer = self.accept_as(&person);
        person.member = answer.body["membership"]["id"].as_str().unwrap_or_default().to_owned();
        (person, answer)
    }

    fn accept_as(&self, person: &Person) -> Answer {
        let token = self.world.mailed(&person.email, "invitations/accept");
        person.post("/v1/invitations/accept", &json!({ "token": token }))
    }

    /// Somebody who was invited, and accepted.
    fn join(&self, email: &str, role: &str) -> Person {
        self.invite(&[email], role);
        let (person, answer) = self.accept(email);
        answer.is(200);
        person
    }

    fn member(&self, person: &Person, rest: &str) -> String {
        self.path(&format!("/members/{}{rest}", person.member))
    }

    fn actions(&self) -> Vec<String> {
        let log = self.ada.get(&self.path("/audit-log?limit=200")).is(200);
        log["data"].as_array().expect("a list").iter().map(|entry| text(&entry["action"])).collect()
    }
}

fn statuses(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["status"].as_str().unwrap_or_default()).collect()
}

#[test]
fn s2_members_take_seats_by_their_roles_and_invitations_keep_them() {
    let place = Place::new("seats");
    assert_eq!(place.seats(), (1, 0, Some(2), 0));
    place.invite(&["mo@acme.test"], "member");
    place.invite(&["ob@acme.test", "gu@acme.test"], "observer");
    assert_eq!(place.seats(), (1, 1, Some(1), 0), "who only reads takes none");
    let (mo, answer) = place.accept("mo@acme.test");
    answer.is(200);
    assert_eq!(place.seats(), (2, 0, Some(1), 0));
    place.ada.post(&place.member(&mo, "/deactivate"), &json!({})).is(200);
    assert_eq!(place.seats(), (1, 0, Some(2), 0));
    let seats = place.ada.get(&place.path("/seats")).is(200);
    assert_eq!(seats["limit"], 3);
    place.plan("enterprise");
    let seats = place.ada.get(&place.path("/seats")).is(200);
    assert_eq!((&seats["limit"], &seats["free"], &seats["used"]), (&Value::Null, &Value::Null, &json!(1)));
}

#[test]
fn s7_whoever_sees_members_sees_the_seats_and_nobody_else() {
    let place = Place::new("granular");
    let mo = place.join("mo@acme.test", "member");
    mo.get(&place.path("/seats")).refused(403, "permission_denied");
    let seeing = json!({ "permissions": { "members": "view" } });
    place.ada.patch(&place.member(&mo, ""), &seeing).is(200);
    assert_eq!(mo.get(&place.path("/seats")).is(200)["used"], 2);
    place.world.stranger().get(&place.path("/seats")).refused(404, "not_found");
    place.world.anonymous().get(&place.path("/seats")).refused(401, "unauthenticated");
}

#[test]
fn z1_a_preview_says_how_many_seats_there_are() {
    let place = Place::new("studio");
    let body = json!({ "invites": [{ "email": "a@acme.test" }, { "email": "b@acme.test" }, { "email": "c@acme.test" }] });
    let preview = place.ada.post(&place.path("/invitations?preview=true"), &body).is(200);
    assert_eq!(preview["seats"], json!({ "before": 1, "after": 3, "limit": 3 }), "the third waits");
    assert_eq!(place.seats(), (1, 0, Some(2), 0), "nothing was written");
    let a = place.join("a@acme.test", "editor");
    let preview = place.ada.delete(&place.member(&a, "?preview=true")).is(200);
    assert_eq!(preview["seats"], json!({ "before": 2, "after": 1, "limit": 3 }));
    let left = place.ada.get(&place.member(&a, "/offboarding")).is(200);
    assert_eq!(left["seats"], json!({ "before": 2, "after": 1, "limit": 3 }));
}
