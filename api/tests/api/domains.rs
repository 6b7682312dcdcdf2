//! D1: claiming a domain, proving it by DNS, and saying how its people come in.

use serde_json::{Value, json};

use crate::support::{Dns, House, Person, World, text};

const DOMAINS: &str = "/v1/organizations/{org}/domains";

fn claim(person: &Person, name: &str) -> Value {
    person.post(DOMAINS, &json!({ "name": name })).is(201)
}

/// Puts the record of a claim into DNS.
fn publish(dns: &Dns, claimed: &Value) {
    dns.add(&text(&claimed["record"]["name"]), &text(&claimed["record"]["value"]));
}

fn verify(claimed: &Value) -> String {
    format!("{DOMAINS}/{}/verify", text(&claimed["id"]))
}

fn one(claimed: &Value) -> String {
    format!("{DOMAINS}/{}", text(&claimed["id"]))
}

/// What was done, newest first.
fn applied(world: &World) -> Vec<Value> {
    world.audit_log("").into_iter().filter(|entry| entry["outcome"] == "applied").collect()
}

#[test]
fn d1_a_claim_says_what_to_put_into_dns_and_the_record_proves_it() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let admin = world.admin();
    let claimed = claim(&admin, " ACME.Test. ");
    assert_eq!(claimed["name"], "acme.test");
    assert_eq!((&claimed["status"], &claimed["join"]), (&json!("pending"), &json!("off")));
    assert_eq!(claimed["record"]["name"], "_usher-challenge.acme.test");
    assert_eq!(claimed["record"]["type"], "TXT");
    assert_eq!(claimed["trusted_methods"], json!(["google", "microsoft", "oidc", "saml"]));
    assert_eq!(claimed["default_role"]["key"], "editor");

    // Claimed again, it is the same claim with the same record.
    let again = admin.post(DOMAINS, &json!({ "name": "acme.test" })).is(200);
    assert_eq!((&again["id"], &again["record"]), (&claimed["id"], &claimed["record"]));

    let refused = admin.post(&verify(&claimed), &json!({}));
    let refused = refused.refused(409, "record_not_found");
    assert!(text(&refused["detail"]).contains("_usher-challenge.acme.test"), "{refused}");
    let shown = admin.get(&one(&claimed)).is(200);
    assert_eq!((&shown["status"], &shown["last_problem"]), (&json!("pending"), &json!("record_not_found")));
    assert!(shown["checked_at"].is_string());

    // Another record at the name proves nothing, nor does the value with something around it.
    dns.add("_usher-challenge.acme.test", "usher-verification=another");
    dns.add("_usher-challenge.acme.test", &format!("{} ", text(&claimed["record"]["value"])));
    admin.post(&verify(&claimed), &json!({})).refused(409, "record_not_found");

    publish(&dns, &claimed);
    let proven = admin.post(&verify(&claimed), &json!({})).is(200);
    assert_eq!((&proven["status"], &proven["last_problem"]), (&json!("verified"), &Value::Null));
    let version = world.version();
    admin.post(&verify(&claimed), &json!({})).is(200);
    assert_eq!(world.version(), version, "a second look changes nothing");

    let actions: Vec<Value> =
        applied(&world).into_iter().take(2).map(|entry| entry["action"].clone()).collect();
    assert_eq!(actions, ["domains.verify", "domains.create"]);
}

#[test]
fn d1_names_are_kept_in_one_form_and_what_belongs_to_many_is_refused() {
    let world = World::new();
    let owner = world.owner();
    assert_eq!(claim(&owner, "BÜCHER.example.")["name"], "xn--bcher-kva.example");
    owner.post(DOMAINS, &json!({ "name": "bücher.example" })).is(200);
    for (name, code) in [
        ("gmail.com", "public_mail_domain"),
        ("Mail.Outlook.com.", "public_mail_domain"),
        ("co.uk", "public_suffix"),
        ("test", "malformed_domain"),
        ("", "required"),
        ("a b.test", "malformed_domain"),
        ("ann@acme.test", "malformed_domain"),
        ("https://acme.test/", "malformed_domain"),
    ] {
        owner.post(DOMAINS, &json!({ "name": name })).invalid("/name", code);
    }
    owner.post(DOMAINS, &json!({ "domain": "acme.test" })).refused(422, "validation_failed");
}

#[test]
fn d1_whoever_may_not_change_members_does_not_claim_and_a_viewer_reads() {
    let world = World::new();
    world.editor().post(DOMAINS, &json!({ "name": "acme.test" })).refused(403, "permission_denied");
    world.guest().get(DOMAINS).refused(403, "permission_denied");
    world.stranger().get(DOMAINS).refused(404, "not_found");
    let seen = world.viewer().get(DOMAINS).is(200);
    assert_eq!(seen["data"][0]["name"], "larkfield.test");
    world.viewer().post(&format!("{DOMAINS}/{{dom}}/verify"), &json!({})).refused(403, "permission_denied");
    world.stranger().get(&format!("{DOMAINS}/{{dom}}")).refused(404, "not_found");
    let elsewhere = "/v1/organizations/{other_org}/domains/{dom}";
    world.stranger().get(elsewhere).refused(404, "not_found");
}

#[test]
fn d1_dns_that_does_not_answer_is_said_clearly_and_changes_nothing() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let owner = world.owner();
    let claimed = claim(&owner, "acme.test");
    publish(&dns, &claimed);
    owner.post(&verify(&claimed), &json!({})).is(200);

    dns.fail(true);
    let answer = owner.post(&verify(&claimed), &json!({}));
    assert_eq!(answer.header("retry-after"), "30");
    answer.refused(503, "dns_unreachable");
    let shown = owner.get(&one(&claimed)).is(200);
    assert_eq!((&shown["status"], &shown["last_problem"]), (&json!("verified"), &json!("dns_unreachable")));
    owner.patch(&one(&claimed), &json!({ "join": "request" })).refused(503, "dns_unreachable");

    dns.fail(false);
    owner.post(&verify(&claimed), &json!({})).is(200);
    owner.patch(&one(&claimed), &json!({ "join": "request" })).is(200);
}

#[test]
fn d1_a_record_that_is_gone_ends_the_proof_and_the_admins_are_told() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let owner = world.owner();
    let claimed = claim(&owner, "acme.test");
    publish(&dns, &claimed);
    owner.post(&verify(&claimed), &json!({})).is(200);
    owner.patch(&one(&claimed), &json!({ "join": "request" })).is(200);

    dns.clear("_usher-challenge.acme.test");
    owner.post(&verify(&claimed), &json!({})).refused(409, "record_not_found");
    let shown = owner.get(&one(&claimed)).is(200);
    assert_eq!((&shown["status"], &shown["join"]), (&json!("pending"), &json!("request")));
    let entry = &applied(&world)[0];
    assert_eq!((&entry["action"], &entry["actor"]["type"]), (&json!("domains.lapse"), &json!("service")));
    for person in [world.owner(), world.admin()] {
        let notices = person.get("/v1/me/notifications").is(200);
        assert!(text(&notices["data"][0]["text"]).contains("acme.test"), "{notices}");
    }
    let editor = world.editor().get("/v1/me/notifications").is(200);
    assert!(!editor.to_string().contains("acme.test"), "{editor}");
    // Nobody comes in by it until it is back.
    let person = world.account("ann@acme.test");
    person.post("/v1/organizations/{org}/join-requests", &json!({})).refused(404, "not_found");
    publish(&dns, &claimed);
    owner.post(&verify(&claimed), &json!({})).is(200);
    person.post("/v1/organizations/{org}/join-requests", &json!({})).is(201);
}

#[test]
fn d1_two_may_claim_a_domain_and_the_first_that_proves_it_has_it() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let (owner, stranger) = (world.owner(), world.stranger());
    let there = "/v1/organizations/{other_org}/domains";
    let mine = claim(&owner, "acme.test");
    let theirs = stranger.post(there, &json!({ "name": "acme.test" })).is(201);
    assert_ne!(mine["record"]["value"], theirs["record"]["value"]);
    publish(&dns, &mine);
    owner.post(&verify(&mine), &json!({})).is(200);

    // Who has not proven it hears nothing of who has.
    let check = format!("{there}/{}/verify", text(&theirs["id"]));
    stranger.post(&check, &json!({})).refused(409, "record_not_found");
    stranger.post(there, &json!({ "name": "acme.test" })).is(200);
    publish(&dns, &theirs);
    let refused = stranger.post(&check, &json!({})).refused(409, "domain_taken");
    assert!(!refused.to_string().contains("Larkfield"), "{refused}");

    // As long as the record of whoever has it stands. It changes hands with the DNS.
    dns.clear("_usher-challenge.acme.test");
    publish(&dns, &theirs);
    stranger.post(&check, &json!({})).is(200);
    assert_eq!(owner.get(&one(&mine)).is(200)["status"], "pending");
    publish(&dns, &mine);
    owner.post(&verify(&mine), &json!({})).refused(409, "domain_taken");
    // Given up, it is free.
    stranger.delete(&format!("{there}/{}", text(&theirs["id"]))).is(204);
    owner.post(&verify(&mine), &json!({})).is(200);
}

#[test]
fn d1_of_two_organizations_that_prove_a_domain_at_once_one_has_it() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let there = "/v1/organizations/{other_org}/domains";
    for round in 0..8 {
        let name = format!("acme{round}.test");
        let (owner, stranger) = (world.owner(), world.stranger());
        let mine = claim(&owner, &name);
        let theirs = stranger.post(there, &json!({ "name": name })).is(201);
        publish(&dns, &mine);
        publish(&dns, &theirs);
        let check = format!("{there}/{}/verify", text(&theirs["id"]));
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| owner.post(&verify(&mine), &json!({})));
            let other = scope.spawn(|| stranger.post(&check, &json!({})));
            (one.join().expect("answered"), other.join().expect("answered"))
        });
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "round {round}: {} {}", one.text, other.text);
    }
}

#[test]
fn d3_a_domain_lets_nobody_in_until_it_is_proven_and_switched_on() {
    let dns = Dns::start();
    let world = World::with_dns(&dns);
    let owner = world.owner();
    let claimed = claim(&owner, "acme.test");
    owner.patch(&one(&claimed), &json!({ "join": "open" })).refused(409, "domain_unverified");
    publish(&dns, &claimed);
    owner.post(&verify(&claimed), &json!({})).is(200);
    let open =
        json!({ "join": "open", "default_role": "viewer", "trusted_methods": ["saml", "password", "saml"] });
    let edited = owner.patch(&one(&claimed), &open).is(200);
    assert_eq!((&edited["join"], &edited["default_role"]["key"]), (&json!("open"), &json!("viewer")));
    assert_eq!(edited["trusted_methods"], json!(["password", "saml"]));
    let version = world.version();
    owner.patch(&one(&claimed), &open).is(200);
    assert_eq!(world.version(), version, "the same again changes nothing");
    owner.patch(&one(&claimed), &json!({ "join": "sometimes" })).refused(422, "validation_failed");
    owner
        .patch(&one(&claimed), &json!({ "trusted_methods": ["carrier_pigeon"] }))
        .refused(422, "validation_failed");
    owner
        .patch(&one(&claimed), &json!({ "default_role": "nobody" }))
        .invalid("/default_role", "unknown_role");
    world.editor().patch(&one(&claimed), &json!({ "join": "off" })).refused(403, "permission_denied");
    let stale = owner.ask("PATCH", &one(&claimed)).header("if-match", "\"1\"");
    stale.json(&json!({ "join": "off" })).send().refused(412, "precondition_failed");
    let entry = &applied(&world)[0];
    assert_eq!(entry["action"], "domains.edit");
    assert_eq!((&entry["before"]["join"], &entry["after"]["join"]), (&json!("off"), &json!("open")));
}

#[test]
fn d3_m5_the_default_role_is_no_guest_no_owner_and_lets_nobody_in_itself() {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let path = format!("{DOMAINS}/{{dom}}");
    owner.patch(&path, &json!({ "default_role": "owner" })).refused(409, "use_ownership_transfer");
    admin.patch(&path, &json!({ "default_role": "owner" })).refused(403, "may_not_grant");
    owner.patch(&path, &json!({ "default_role": "admin" })).invalid("/default_role", "role_not_allowed");
    owner.patch(&path, &json!({ "default_role": "guest" })).invalid("/default_role", "role_not_allowed");
    // By its scopes, whatever it is called.
    let recruiter = json!({ "name": "Recruiter", "permissions": { "members": "full" } });
    owner.post("/v1/organizations/{org}/roles", &recruiter).is(201);
    owner.patch(&path, &json!({ "default_role": "recruiter" })).invalid("/default_role", "role_not_allowed");
    owner.patch(&path, &json!({ "default_role": "viewer" })).is(200);
}

#[test]
fn d3_in_the_model_of_seats_people_come_in_as_members_or_observers() {
    let world = World::new();
    let house = House::new(&world, "seats");
    let domains = house.path("/domains");
    let claimed = house.top.post(&domains, &json!({ "name": "acme.test" })).is(201);
    assert_eq!(claimed["default_role"]["key"], "member");
    let path = format!("{domains}/{}", text(&claimed["id"]));
    house.top.patch(&path, &json!({ "default_role": "observer" })).is(200);
    for role in ["admin", "guest"] {
        house.top.patch(&path, &json!({ "default_role": role })).invalid("/default_role", "role_not_allowed");
    }
}

#[test]
fn r5_a_role_that_people_come_in_as_is_deleted_with_a_replacement_alone() {
    let world = World::new();
    let owner = world.owner();
    let path = format!("{DOMAINS}/{{dom}}");
    owner.patch(&path, &json!({ "default_role": "reviewer" })).is(200);
    owner.delete("/v1/organizations/{org}/roles/reviewer").refused(409, "role_in_use");
    owner.delete("/v1/organizations/{org}/roles/reviewer?replacement=viewer").is(200);
    assert_eq!(owner.get(&path).is(200)["default_role"]["key"], "viewer");
}
