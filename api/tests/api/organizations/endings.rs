//! T4: an organization is deleted, is there for nobody, and comes back as it was.

use serde_json::{Value, json};

use crate::support::{Events, Person, World, text};

const ORG: &str = "/v1/organizations/{org}";
const DAY: i64 = 24 * 60 * 60;

fn delete(person: &Person) -> crate::support::Answer {
    person.ask("DELETE", ORG).json(&json!({ "confirm": "Larkfield" })).send()
}

fn restore(person: &Person) -> crate::support::Answer {
    person.post(&format!("{ORG}/restore"), &json!({}))
}

/// The person's membership of Larkfield, as they see it themselves.
fn membership(world: &World, person: &Person) -> Option<Value> {
    let page = person.get("/v1/me/memberships").is(200);
    let id = world.id("org");
    page["data"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["organization"]["id"] == json!(id))
        .cloned()
}

/// Everything that somebody can get at, and why.
fn access(world: &World, name: &str) -> Value {
    let mut answer = world.owner().get(&format!("{ORG}/members/{{{name}}}/access?limit=200")).is(200);
    answer["version"] = Value::Null;
    answer
}

/// What the editor was told of, the latest first.
fn told(world: &World) -> Vec<String> {
    let page = world.editor().get("/v1/me/notifications").is(200);
    page["data"].as_array().expect("a list").iter().map(|one| text(&one["kind"])).collect()
}

#[test]
fn t4_only_the_owner_deletes_and_types_the_name() {
    let world = World::new();
    let version = world.version();
    for (who, status, code) in [
        ("admin", 403, "permission_denied"),
        ("editor", 403, "permission_denied"),
        ("guest", 403, "permission_denied"),
        ("deactivated", 403, "membership_deactivated"),
        ("stranger", 404, "not_found"),
        ("anonymous", 401, "unauthenticated"),
    ] {
        delete(&world.person(who)).refused(status, code);
        restore(&world.person(who)).refused(status, code);
    }
    let owner = world.owner();
    owner.delete(ORG).invalid("/confirm", "required");
    let typed = |name: &str| owner.ask("DELETE", ORG).json(&json!({ "confirm": name })).send();
    typed("larkfield").invalid("/confirm", "confirm_mismatch");
    owner.get(ORG).is(200);
    let made = owner.post(&format!("{ORG}/api-keys"), &json!({ "name": "All", "permissions": {} })).is(201);
    let key = world.ask("DELETE", ORG).bearer(&text(&made["secret"]));
    let refused = key.json(&json!({ "confirm": "Larkfield" })).send();
    assert_eq!(refused.status, 403, "a key deletes nothing: {}", refused.text);
    assert_eq!(world.version(), version + 1, "the key alone was made");
}

#[test]
fn t4_a_deletion_is_rehearsed_with_what_everybody_loses() {
    let world = World::new();
    let version = world.version();
    let path = format!("{ORG}?preview=true");
    let rehearsed =
        world.owner().ask("DELETE", &path).json(&json!({ "confirm": "Larkfield" })).send().is(200);
    assert_eq!((&rehearsed["preview"], &rehearsed["version"]), (&json!(true), &json!(version)));
    let changes = &rehearsed["changes"];
    assert_eq!(changes["gained"], 0);
    assert!(changes["lost"].as_u64().is_some_and(|lost| lost > 0), "{changes}");
    let rows = changes["data"].as_array().expect("a list");
    assert!(rows.iter().all(|row| row["after"] == "none" && row["scope"] != "ownership"), "{changes}");
    assert!(rows.iter().any(|row| row["member"] == json!(world.id("admin"))));
    assert_eq!(world.version(), version);
    world.editor().get(ORG).is(200);
    assert!(told(&world).iter().all(|kind| kind != "organizations.delete"), "nobody is told of a rehearsal");
}

#[test]
fn t4_a_deleted_organization_is_there_for_nobody_and_comes_back_as_it_was() {
    let world = World::new();
    let people = ["owner", "admin", "editor", "viewer", "guest", "nora"];
    let before: Vec<Value> = people.iter().map(|name| access(&world, name)).collect();
    let listed = membership(&world, &world.editor());
    let version = world.version();
    delete(&world.owner()).is(204);

    let unknown = world.stranger().get(ORG).likeness();
    for name in people {
        let person = world.person(name);
        for path in ["", "/members", "/workspaces", "/access-model", "/plan", "/audit-log"] {
            assert_eq!(person.get(&format!("{ORG}{path}")).likeness(), unknown, "{name} {path}");
        }
        for path in ["/v1/workspaces/{ws}", "/v1/projects/{prj}", "/v1/organizations/{slug}"] {
            let path = path.replace("{slug}", "larkfield");
            person.get(&path).refused(404, "not_found");
        }
        person.patch(ORG, &json!({ "name": "Still here" })).refused(404, "not_found");
        assert_eq!(membership(&world, &person).is_some(), name == "owner", "{name}");
        assert_eq!(person.get("/v1/me").is(200)["default_workspace"], Value::Null, "{name}");
    }
    let own = membership(&world, &world.owner()).expect("what its owner can restore");
    assert!(own["deletion"]["restorable_until"].is_string(), "{own}");
    assert_eq!(own["workspaces"], json!([]));
    delete(&world.owner()).refused(404, "not_found");
    assert_eq!(world.owner().get("/v1/organizations").is(200)["data"], json!([]));
    assert_eq!(told(&world)[0], "organizations.delete");
    for (who, button) in [("owner", true), ("editor", false)] {
        let mails = world.mails(&world.person(who).email);
        let said = mails[0]["text"].as_str().expect("a text");
        assert!(said.contains("restore it"), "{said}");
        assert_eq!(!mails[0]["links"].as_array().expect("a list").is_empty(), button, "{who}: {}", mails[0]);
    }

    for (who, status, code) in [
        ("admin", 403, "permission_denied"),
        ("editor", 403, "permission_denied"),
        ("stranger", 404, "not_found"),
        ("anonymous", 401, "unauthenticated"),
    ] {
        restore(&world.person(who)).refused(status, code);
    }
    let rehearsed = world.owner().post(&format!("{ORG}/restore?preview=true"), &json!({})).is(200);
    assert_eq!(rehearsed["changes"]["lost"], 0);
    world.owner().get(ORG).refused(404, "not_found");
    let back = restore(&world.owner()).is(200);
    assert_eq!((&back["name"], &back["version"]), (&json!("Larkfield"), &json!(version + 2)));
    assert!(back["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{}", back["changes"]);

    let after: Vec<Value> = people.iter().map(|name| access(&world, name)).collect();
    assert_eq!(after, before);
    assert_eq!(membership(&world, &world.editor()), listed);
    restore(&world.owner()).is(200);
    assert_eq!(world.version(), version + 2, "one that is there is left as it is");
    let log = world.audit_log("");
    let acts: Vec<&Value> =
        log.iter().filter(|row| row["outcome"] == "applied").map(|row| &row["action"]).collect();
    assert_eq!(acts[..2], [&json!("organizations.restore"), &json!("organizations.delete")]);
}

#[test]
fn t4_after_thirty_days_it_is_gone_for_all_and_its_address_stays_taken() {
    let world = World::new();
    delete(&world.owner()).is(204);
    world.advance(30 * DAY - 60);
    restore(&world.owner()).is(200);
    delete(&world.owner()).is(204);
    world.advance(30 * DAY);
    restore(&world.owner()).refused(404, "not_found");
    assert_eq!(membership(&world, &world.owner()), None);
    assert_eq!(membership(&world, &world.editor()), None);
    let body = json!({ "name": "Another", "slug": "larkfield" });
    world.stranger().post("/v1/organizations", &body).refused(409, "slug_taken");
}

#[test]
fn t4_the_deployment_says_for_how_long() {
    let world = World::with(&["--dev", "--restore-days", "2"]);
    delete(&world.owner()).is(204);
    world.advance(2 * DAY - 60);
    assert!(membership(&world, &world.owner()).is_some());
    world.advance(60);
    assert_eq!(membership(&world, &world.owner()), None);
    restore(&world.owner()).refused(404, "not_found");
}

#[test]
fn t4_keys_checks_invitations_and_open_pages_end_with_it_and_live_again() {
    let world = World::new();
    let made =
        world.owner().post(&format!("{ORG}/api-keys"), &json!({ "name": "Back end", "check": true })).is(201);
    let secret = text(&made["secret"]);
    let question = json!({
        "subject": { "type": "user", "id": world.id("nora_user") },
        "action": { "name": "content.view" },
        "resource": { "type": "project", "id": world.id("prj") },
    });
    let check = || world.ask("POST", "/access/v1/evaluation").bearer(&secret).json(&question).send();
    let token = world.id("waiting_token");
    let lookup = || world.ask("POST", "/v1/invitations/lookup").json(&json!({ "token": token })).send();
    assert_eq!(check().is(200)["decision"], true);
    lookup().is(200);
    let mut page = Events::open(world.editor().ask("GET", &format!("{ORG}/stream")));
    page.wait_for("version");

    delete(&world.owner()).is(204);
    assert_eq!(page.wait_for("end"), json!({ "code": "not_found" }));
    assert_eq!(page.next(), None);
    assert_ne!(check().status, 200);
    let of_nora = || world.nora().post("/access/v1/evaluation", &question);
    assert_ne!(of_nora().body["decision"], json!(true));
    lookup().refused(404, "invitation_not_found");
    world
        .invited()
        .post("/v1/invitations/accept", &json!({ "token": token }))
        .refused(404, "invitation_not_found");
    assert_eq!(world.invited().get("/v1/me/invitations").is(200)["data"], json!([]));

    restore(&world.owner()).is(200);
    assert_eq!(check().is(200)["decision"], true);
    assert_eq!(of_nora().is(200)["decision"], true);
    lookup().is(200);
    world.invited().post("/v1/invitations/accept", &json!({ "token": token })).is(200);
}
