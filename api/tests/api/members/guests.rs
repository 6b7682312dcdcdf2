//! P4: a member becomes a guest, where the model leaves that to the organization, and where it does not.

use std::process::Command;

use serde_json::json;

use crate::support::{Person, World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";
const GUEST: &str = "guest";

#[test]
fn m4_a_member_who_becomes_a_guest_keeps_no_container() {
    let world = World::new();
    let admin = world.admin();
    let viewer = json!({ "role": "viewer" });
    admin.put("/v1/workspaces/{private}/members/{nora}", &viewer).is(201);
    admin.put("/v1/projects/{prj}/collaborators/{nora}", &viewer).is(201);
    let preview = admin.patch(&format!("{NORA}?preview=true"), &json!({ "role": GUEST })).is(200);
    assert_eq!(preview["changes"]["gained"], 0, "{preview}");
    assert_eq!((&preview["seats"]["before"], &preview["seats"]["after"]), (&json!(5), &json!(4)));
    world.nora().get("/v1/projects/{secret}").is(200);
    let changed = admin.patch(NORA, &json!({ "role": GUEST })).is(200);
    assert_eq!(changed["changes"], preview["changes"]);
    assert_eq!((&changed["workspaces"], &changed["projects"]), (&json!([]), &json!([])));
    for path in ["/v1/workspaces/{ws}", "/v1/projects/{prj}", "/v1/projects/{secret}"] {
        world.nora().get(path).refused(404, "not_found");
    }
    // Nothing old comes back with the old role.
    admin.patch(NORA, &json!({ "role": "editor" })).is(200);
    world.nora().get("/v1/projects/{secret}").refused(404, "not_found");
}

/// An organization of `seats` and somebody who takes part in it.
fn seats(world: &World, role: &str) -> (Person, String, Person) {
    let founder = world.account("founder@seats.test");
    let body = json!({ "name": "Seats", "access_model": "seats" });
    let organization = founder.post("/v1/organizations", &body).is(201);
    let path = format!("/v1/organizations/{}", text(&organization["id"]));
    let body = json!({ "invites": [{ "email": "maria@seats.test", "role": role }], "delivery": "link" });
    let invited = founder.post(&format!("{path}/invitations"), &body).is(200);
    let link = text(&invited["results"][0]["link"]);
    let (_, token) = link.split_once('#').expect("a secret");
    let mut maria = world.account("maria@seats.test");
    let accepted = maria.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    maria.member = text(&accepted["membership"]["id"]);
    (founder, path, maria)
}

#[test]
fn p4_in_seats_nobody_inside_makes_a_guest_and_they_are_told_whom_to_ask() {
    let world = World::with_support("help@usher.test");
    for role in ["member", "observer", "admin"] {
        let world = if role == "member" { &world } else { &World::with_support("help@usher.test") };
        let (founder, path, maria) = seats(world, role);
        let member = format!("{path}/members/{}", maria.member);
        for query in ["", "?preview=true"] {
            let asked = founder.patch(&format!("{member}{query}"), &json!({ "role": GUEST }));
            let refused = asked.refused(409, "guest_conversion");
            let detail = refused["detail"].as_str().unwrap_or_default();
            assert!(detail.contains("help@usher.test") && detail.contains(&maria.user), "{detail}");
        }
        let body = json!({ "action": "change_role", "members": [maria.member], "role": GUEST });
        let bulk = founder.post(&format!("{path}/members/bulk"), &body).is(200);
        assert_eq!(bulk["results"][0]["code"], "guest_conversion");
        let preview = founder.post(&format!("{path}/members/bulk?preview=true"), &body).is(200);
        for told in [&bulk["results"][0]["detail"], &preview["problems"][0]["detail"]] {
            let told = told.as_str().unwrap_or_default();
            assert!(told.contains("help@usher.test") && told.contains(&maria.user), "{told}");
        }
        assert_eq!(founder.get(&member).is(200)["role"]["key"], role);
    }
}

#[test]
fn p4_in_seats_no_role_of_ones_own_is_a_way_round_it() {
    let world = World::new();
    let (founder, path, maria) = seats(&world, "member");
    let member = format!("{path}/members/{}", maria.member);
    let body = json!({ "name": "Helper", "permissions": { "content": "view" } });
    founder.post(&format!("{path}/roles"), &body).is(201);
    founder.patch(&member, &json!({ "role": "helper" })).is(200);
    let helper = format!("{path}/roles/helper");
    founder.delete(&format!("{helper}?replacement=guest")).refused(409, "guest_conversion");
    let shared = json!({ "reach": "shared", "seat": "free", "permissions": {} });
    founder.patch(&helper, &shared).refused(409, "guest_conversion");
    assert_eq!(founder.get(&member).is(200)["role"]["key"], "helper");
}

/// `usher members to-guest`, and what it printed.
fn to_guest(database: &str, organization: &str, person: &str, more: &[&str]) -> (Option<i32>, String) {
    let mut usher = Command::new(env!("CARGO_BIN_EXE_usher"));
    usher.args(["members", "to-guest", person, "--organization", organization, "--database-url", database]);
    let output = usher.args(more).output().expect("a process");
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    (output.status.code(), said)
}

#[test]
fn p4_the_operator_makes_a_guest_previewed_and_audited() {
    let world = World::new();
    let (founder, path, maria) = seats(&world, "member");
    let slug = text(&founder.get(&path).is(200)["slug"]);
    let (user, member) = (maria.user.clone(), maria.member.clone());
    let founder_email = founder.email.clone();
    drop((founder, maria));
    let world = world.while_stopped(|database| {
        let (code, said) = to_guest(database, &slug, &user, &["--preview"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("Paid seats: 2 before, 1 after. Nothing was written."), "{said}");
        assert!(
            said.contains("content from full to none") || said.contains("members from view to none"),
            "{said}"
        );
        let (code, said) = to_guest(database, &slug, &user, &[]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&user) && said.contains("was Member and is Guest now"), "{said}");
        let (code, said) = to_guest(database, &slug, "MARIA@seats.test", &[]);
        assert!(code == Some(0) && said.contains("is Guest already"), "{said}");
        for (organization, person) in [("nowhere", user.as_str()), (slug.as_str(), "nobody@seats.test")] {
            let (code, said) = to_guest(database, organization, person, &[]);
            assert!(code == Some(1) && said.starts_with("usher: "), "{said}");
        }
        let (code, said) = to_guest(database, &slug, &founder_email, &[]);
        assert!(code == Some(1) && said.contains("last member who can manage members"), "{said}");
    });
    let body = json!({ "email": founder_email, "password": crate::support::PASSWORD });
    let signed_in = world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200);
    let token = text(&signed_in["access_token"]);
    let get = |path: String| world.ask("GET", &path).bearer(&token).send().is(200);
    let row = get(format!("{path}/members/{member}"));
    assert_eq!((&row["role"]["key"], &row["seat"]), (&json!("guest"), &json!("free")));
    let log = get(format!("{path}/audit-log?action=members.change_role"));
    let entry = &log["data"][0];
    assert_eq!(entry["actor"], json!({ "type": "operator", "id": "operator", "name": "The operator" }));
    assert_eq!((&entry["after"]["role"], &entry["outcome"]), (&json!("guest"), &json!("applied")));
    assert_eq!(log["data"].as_array().map(Vec::len), Some(1), "the preview and the repeat left none");
    let body = json!({ "email": "maria@seats.test", "password": crate::support::PASSWORD });
    let hers = text(&world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200)["access_token"]);
    let notices = world.ask("GET", "/v1/me/notifications").bearer(&hers).send().is(200);
    assert_eq!(notices["data"][0]["text"], "The operator changed your role in Seats from Member to Guest.");
}
