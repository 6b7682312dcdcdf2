//! How the world came about: over HTTP, as people do it, once for all tests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::database::Database;
use super::dns::Dns;
use super::person::Person;
use super::world::{Place, mailed, sign_up, text, verify};

/// The world as every test finds it. It is founded again before the tokens of its people run out: on a busy machine
/// all tests together take longer than the quarter of an hour for which one is good.
pub(super) fn founded() -> Arc<Founded> {
    static FOUNDED: Mutex<Option<(Instant, Arc<Founded>)>> = Mutex::new(None);
    let mut kept = FOUNDED.lock().unwrap_or_else(PoisonError::into_inner);
    match &*kept {
        Some((at, founded)) if at.elapsed() < GOOD_FOR => Arc::clone(founded),
        Some(_) | None => {
            let founded = Arc::new(found());
            *kept = Some((Instant::now(), Arc::clone(&founded)));
            founded
        }
    }
}

/// Half of what a token is good for: the other half is for the test.
const GOOD_FOR: Duration = Duration::from_secs(450);

/// A database to copy, and who and what is in it.
pub(super) struct Founded {
    pub(super) database: Database,
    pub(super) names: BTreeMap<&'static str, String>,
    pub(super) people: BTreeMap<&'static str, Standing>,
}

/// Somebody's account.
#[derive(Clone)]
pub(super) struct Standing {
    pub(super) email: String,
    pub(super) user: String,
    pub(super) member: String,
    pub(super) token: String,
}

/// Who is invited, and as what.
const MEMBERS: [(&str, &str); 6] = [
    ("admin", "admin"),
    ("editor", "editor"),
    ("viewer", "viewer"),
    ("guest", "guest"),
    ("deactivated", "editor"),
    ("nora", "editor"),
];

fn found() -> Founded {
    let place = Place::new(Database::empty(), &["--dev"], BTreeMap::new());
    let (mut names, mut people) = (BTreeMap::new(), BTreeMap::new());

    let owner = account(&place, "owner@larkfield.test");
    let organization = owner.post("/v1/organizations", &json!({ "name": "Larkfield" })).is(201);
    let (org, ws) = (text(&organization["id"]), text(&organization["default_workspace"]["id"]));
    let vault = json!({ "name": "Vault", "visibility": "private" });
    let private = owner.post(&format!("/v1/organizations/{org}/workspaces"), &vault).is(201);
    let private = text(&private["id"]);
    let project = |ws: &str, name: &str| {
        let body = json!({ "name": name });
        text(&owner.post(&format!("/v1/workspaces/{ws}/projects"), &body).is(201)["id"])
    };
    names.extend([("prj", project(&ws, "Apollo")), ("secret", project(&private, "Zeus"))]);

    let reviewer = json!({ "name": "Reviewer", "permissions": { "content": "view", "comments": "full" } });
    let role = owner.post(&format!("/v1/organizations/{org}/roles"), &reviewer).is(201);
    names.insert("role", text(&role["id"]));

    let invite = |email: &str, role: &str| {
        let body = json!({ "invites": [{ "email": email, "role": role }] });
        let invited = owner.post(&format!("/v1/organizations/{org}/invitations"), &body).is(200);
        text(&invited["results"][0]["invitation"]["id"])
    };
    for (name, role) in MEMBERS {
        let email = format!("{name}@larkfield.test");
        invite(&email, role);
        let token = mailed(&place, &email, "invitations/accept");
        let mut person = account(&place, &email);
        let accepted = person.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
        person.member = text(&accepted["membership"]["id"]);
        names.insert(name, person.member.clone());
        if name == "nora" {
            names.insert("nora_user", person.user.clone());
        }
        people.insert(name, standing(&person));
    }
    let crew = owner.post(&format!("/v1/organizations/{org}/groups"), &json!({ "name": "Crew" })).is(201);
    let crew = text(&crew["id"]);
    let inside = format!("/v1/organizations/{org}/groups/{crew}/members/{}", names["editor"]);
    owner.put(&inside, &json!({})).is(201);
    names.insert("grp", crew);
    let deactivated = &names["deactivated"];
    owner.post(&format!("/v1/organizations/{org}/members/{deactivated}/deactivate"), &json!({})).is(200);
    names.insert("inv", invite("pending@example.test", "editor"));
    let waiting = invite("invited@example.test", "editor");
    people.insert("invited", standing(&account(&place, "invited@example.test")));
    people.insert("unverified", standing(&sign_up(&place, "unverified@example.test")));
    place
        .ask("POST", "/v1/auth/forgot-password")
        .json(&json!({ "email": "nora@larkfield.test" }))
        .send()
        .is(204);
    names.extend([
        ("waiting", waiting),
        ("waiting_token", mailed(&place, "invited@example.test", "invitations/accept")),
        ("verify_token", mailed(&place, "unverified@example.test", "verify-email")),
        ("reset_token", mailed(&place, "nora@larkfield.test", "reset-password")),
    ]);

    let (id, secret) = key(&owner, &org);
    names.extend([("key", id), ("key_secret", secret)]);
    let item = json!({ "item": { "type": "page", "id": "1", "name": "Rota" },
        "email": "viewer@larkfield.test", "access": "view" });
    let prj = names["prj"].clone();
    let shared = owner.post(&format!("/v1/projects/{prj}/shares"), &item).is(201);
    names.insert("shr", text(&shared["id"]));

    let (domain, request) = asked(&place, &owner, &org, "larkfield.test");
    names.extend([("dom", domain), ("jrq", request)]);
    let link = json!({ "role": "viewer" });
    let link = owner.put(&format!("/v1/organizations/{org}/invite-link"), &link).is(201);
    names.insert("link_token", text(&link["token"]));
    // There is no logo yet: what is asked for is nobody's.
    names.insert("logo", "0".repeat(26));

    let own = text(&organization["membership"]["id"]);
    people.insert("owner", standing(&Person { member: own.clone(), ..owner.clone() }));
    names.extend([("owner", own), ("slug", text(&organization["slug"]))]);
    names.extend([("org", org.clone()), ("ws", ws), ("private", private)]);
    names.extend(otherside(&place, &mut people));

    drop(owner);
    Founded { database: place.into_database().settled(), names, people }
}

/// The other organization, with something of each kind in it.
fn otherside(
    place: &Arc<Place>,
    people: &mut BTreeMap<&'static str, Standing>,
) -> [(&'static str, String); 12] {
    let stranger = account(place, "stranger@otherside.test");
    let organization = stranger.post("/v1/organizations", &json!({ "name": "Otherside" })).is(201);
    let (org, ws) = (text(&organization["id"]), text(&organization["default_workspace"]["id"]));
    let project =
        stranger.post(&format!("/v1/workspaces/{ws}/projects"), &json!({ "name": "Hermes" })).is(201);
    let role = json!({ "name": "Spy", "permissions": {} });
    let role = stranger.post(&format!("/v1/organizations/{org}/roles"), &role).is(201);
    let group = json!({ "name": "Spies" });
    let group = stranger.post(&format!("/v1/organizations/{org}/groups"), &group).is(201);
    let body = json!({ "invites": [{ "email": "somebody@otherside.test" }] });
    let invited = stranger.post(&format!("/v1/organizations/{org}/invitations"), &body).is(200);
    let shared = json!({ "item": { "type": "page", "id": "1" },
        "email": "somebody@otherside.test", "access": "view" });
    let prj = text(&project["id"]);
    let shared = stranger.post(&format!("/v1/projects/{prj}/shares"), &shared).is(201);
    people.insert("stranger", standing(&stranger));
    let (key, _) = key(&stranger, &org);
    let (domain, request) = asked(place, &stranger, &org, "otherside.test");
    [
        ("other_dom", domain),
        ("other_jrq", request),
        ("other_grp", text(&group["id"])),
        ("other_shr", text(&shared["id"])),
        ("other_role", text(&role["id"])),
        ("other_org", org),
        ("other_slug", text(&organization["slug"])),
        ("other_ws", ws),
        ("other_prj", text(&project["id"])),
        ("other_member", text(&organization["membership"]["id"])),
        ("other_key", key),
        ("other_inv", text(&invited["results"][0]["invitation"]["id"])),
    ]
}

/// A proven domain of the organization, and the request of somebody at it.
fn asked(place: &Arc<Place>, admin: &Person, org: &str, name: &str) -> (String, String) {
    let domains = format!("/v1/organizations/{org}/domains");
    let claimed = admin.post(&domains, &json!({ "name": name })).is(201);
    Dns::common().add(&text(&claimed["record"]["name"]), &text(&claimed["record"]["value"]));
    let domain = text(&claimed["id"]);
    admin.post(&format!("{domains}/{domain}/verify"), &json!({})).is(200);
    admin.patch(&format!("{domains}/{domain}"), &json!({ "join": "request" })).is(200);
    let asker = account(place, &format!("asker@{name}"));
    let request = asker.post(&format!("/v1/organizations/{org}/join-requests"), &json!({})).is(201);
    (domain, text(&request["id"]))
}

/// A key that checks, and its secret.
fn key(person: &Person, org: &str) -> (String, String) {
    let body = json!({ "name": "Back end", "check": true });
    let made = person.post(&format!("/v1/organizations/{org}/api-keys"), &body).is(201);
    (text(&made["id"]), text(&made["secret"]))
}

fn account(place: &Arc<Place>, email: &str) -> Person {
    let person = sign_up(place, email);
    verify(place, email);
    person
}

fn standing(person: &Person) -> Standing {
    let Person { email, user, member, .. } = person.clone();
    Standing { email, user, member, token: person.token() }
}
