//! T2, T6, R1: an organization begins with one of five models, and is as that model says.

use serde_json::{Value, json};

use crate::support::{Person, World, text};

/// An organization of this model, founded by somebody new.
fn founded(world: &World, model: &str) -> (Person, String, Value) {
    let founder = world.account(&format!("founder@{model}.test"));
    let body = json!({ "name": "Founded", "access_model": model });
    let organization = founder.post("/v1/organizations", &body).is(201);
    let path = format!("/v1/organizations/{}", text(&organization["id"]));
    (founder, path, organization)
}

/// Somebody new in it.
fn join(world: &World, founder: &Person, path: &str, email: &str, role: &str) -> Person {
    let body = json!({ "invites": [{ "email": email, "role": role }], "delivery": "link" });
    let invited = founder.post(&format!("{path}/invitations"), &body).is(200);
    let link = text(&invited["results"][0]["link"]);
    let (_, token) = link.split_once('#').expect("a secret");
    let mut person = world.account(email);
    let accepted = person.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    person.member = text(&accepted["membership"]["id"]);
    person
}

#[test]
fn t2_an_organization_can_begin_with_each_of_the_five_models() {
    let world = World::new();
    let expected = [
        ("studio", "owner", "editor", "add", "open", vec!["owner", "admin", "editor", "viewer", "guest"]),
        ("granular", "admin", "member", "ask", "open", vec!["admin", "member"]),
        ("seats", "admin", "member", "ask", "open", vec!["admin", "member", "observer", "guest"]),
        ("layered", "owner", "developer", "ask", "private", vec!["owner", "admin", "developer", "viewer"]),
        ("governed", "owner", "member", "ask", "open", vec!["owner", "admin", "member"]),
    ];
    for (model, top, default, existing, visibility, roles) in expected {
        let (founder, path, organization) = founded(&world, model);
        assert_eq!(organization["access_model"], model);
        assert_eq!(organization["membership"]["role"]["key"], top, "{model}");
        assert_eq!(organization["existing_accounts"], existing, "{model}");
        assert_eq!(founder.get(&path).is(200)["access_model"], model);
        let workspaces = founder.get(&format!("{path}/workspaces")).is(200);
        assert_eq!(workspaces["data"][0]["visibility"], visibility, "{model}");
        let listed = founder.get(&format!("{path}/roles")).is(200);
        let keys: Vec<String> =
            listed["data"].as_array().expect("a list").iter().map(|role| text(&role["key"])).collect();
        assert_eq!(keys, roles, "{model}");
        let invite = json!({ "invites": [{ "email": "somebody@example.test" }], "delivery": "link" });
        let invited = founder.post(&format!("{path}/invitations"), &invite).is(200);
        assert_eq!(invited["results"][0]["invitation"]["role"]["key"], default, "{model}");
        assert_eq!(founder.get(&format!("{path}/access-model")).is(200)["default_role"], default);
    }
}

#[test]
fn t2_an_unknown_model_is_refused_with_those_that_there_are() {
    let world = World::new();
    let founder = world.account("founder@nowhere.test");
    let body = json!({ "name": "Founded", "access_model": "anarchy" });
    let refused = founder.post("/v1/organizations", &body).invalid("/access_model", "unknown_access_model");
    for known in ["studio", "granular", "seats", "layered", "governed"] {
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains(known)), "{refused}");
    }
    assert_eq!(founder.get("/v1/organizations").is(200)["data"], json!([]));
}

#[test]
fn t6_governed_has_one_workspace_and_the_others_have_many() {
    let world = World::new();
    let (founder, path, _) = founded(&world, "governed");
    let second = json!({ "name": "Second" });
    for query in ["", "?preview=true"] {
        founder.post(&format!("{path}/workspaces{query}"), &second).refused(409, "single_workspace");
    }
    assert_eq!(founder.get(&format!("{path}/workspaces")).is(200)["data"].as_array().map(Vec::len), Some(1));
    let member = join(&world, &founder, &path, "member@governed.test", "member");
    member.post(&format!("{path}/workspaces"), &second).refused(403, "permission_denied");
    let (founder, path, _) = founded(&world, "layered");
    let made = founder.post(&format!("{path}/workspaces"), &second).is(201);
    assert_eq!(made["visibility"], "private", "a workspace is as the model makes them");
}

#[test]
fn r1_layered_keeps_members_out_of_workspaces_that_they_are_not_in() {
    let world = World::new();
    let (founder, path, organization) = founded(&world, "layered");
    let workspace = format!("/v1/workspaces/{}", text(&organization["default_workspace"]["id"]));
    let developer = join(&world, &founder, &path, "developer@layered.test", "developer");
    developer.get(&workspace).refused(404, "not_found");
    let admin = join(&world, &founder, &path, "admin@layered.test", "admin");
    admin.get(&workspace).is(200);
}

#[test]
fn r1_a_granular_member_begins_with_nothing() {
    let world = World::new();
    let (founder, path, _) = founded(&world, "granular");
    let member = join(&world, &founder, &path, "member@granular.test", "member");
    let own = member.get(&path).is(200)["membership"]["permissions"].clone();
    assert!(own.as_object().expect("a map").values().all(|access| access == "none"), "{own}");
    member.get(&format!("{path}/members")).refused(403, "permission_denied");
    let model = founder.get(&format!("{path}/access-model")).is(200);
    let patterns: Vec<String> =
        model["patterns"].as_array().expect("a list").iter().map(|one| text(&one["key"])).collect();
    assert_eq!(patterns, ["client_reviewer", "seo_operator"], "R9");
    assert_eq!((&model["when_full"], &model["has_owner"]), (&json!("block"), &json!(false)));
}

#[test]
fn r1_a_governed_member_sees_the_rules_and_works_on_skills() {
    let world = World::new();
    let (founder, path, _) = founded(&world, "governed");
    let member = join(&world, &founder, &path, "member@governed.test", "member");
    let own = member.get(&path).is(200)["membership"]["permissions"].clone();
    for (scope, access) in [
        ("members", "view"),
        ("policies", "view"),
        ("approvals", "view"),
        ("skills", "full"),
        ("versions", "full"),
        ("proposals", "full"),
        ("installs", "full"),
        ("billing", "none"),
    ] {
        assert_eq!(own[scope], access, "{scope}");
    }
}

#[test]
fn r1_an_observer_takes_no_seat_and_edits_nothing() {
    let world = World::new();
    let (founder, path, organization) = founded(&world, "seats");
    let workspace = format!("/v1/workspaces/{}", text(&organization["default_workspace"]["id"]));
    let observer = join(&world, &founder, &path, "observer@seats.test", "observer");
    let row = founder.get(&format!("{path}/members/{}", observer.member)).is(200);
    assert_eq!(row["seat"], "free");
    observer.get(&workspace).is(200);
    observer
        .post(&format!("{workspace}/projects"), &json!({ "name": "X" }))
        .refused(403, "permission_denied");
}
