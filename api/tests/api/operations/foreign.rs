//! T1, L6: an id of another tenant answers like one that does not exist, and like one that is malformed.

use serde_json::Value;
use usher_api::http::route::{GateKind, Route};
use usher_api::routes;

use super::table;
use crate::support::{Answer, Person, World};

const UNKNOWN: &str = "01jdd00000e00800000000zzzz";

/// Ids that this parameter must not take: of somebody else, of nobody, and nonsense.
fn wrong(world: &World, route: &Route, parameter: &str) -> Vec<String> {
    let own = route.spec.path.starts_with("/v1/me/");
    let (prefix, foreign) = match parameter {
        "org" => ("org", vec![world.id("other_org"), world.id("other_slug"), "nobody-has-this".to_owned()]),
        "ws" => ("ws", vec![world.id("other_ws")]),
        "prj" => ("prj", vec![world.id("other_prj")]),
        "member" => ("mem", vec![world.id("other_member")]),
        "key" => ("key", vec![world.id("other_key")]),
        "inv" if own => ("inv", vec![world.id("inv"), world.id("other_inv")]),
        "inv" => ("inv", vec![world.id("other_inv")]),
        "dom" => ("dom", vec![world.id("other_dom")]),
        "jrq" if own => ("jrq", vec![world.id("jrq"), world.id("other_jrq")]),
        "jrq" => ("jrq", vec![world.id("other_jrq")]),
        "role" => ("rol", vec![world.id("other_role"), "spy".to_owned()]),
        "grp" => ("grp", vec![world.id("other_grp")]),
        "shr" => ("shr", vec![world.id("other_shr")]),
        "ses" => ("ses", vec![table::another_session(world, &world.stranger())]),
        "id" => ("eml", vec![table::another_email(&world.stranger())]),
        other => panic!("a path takes {{{other}}}, and this test does not know a foreign one"),
    };
    let made_up =
        [format!("{prefix}_{UNKNOWN}"), format!("{prefix}_x"), world.id("nora").replace("mem_", "usr_")];
    foreign
        .into_iter()
        .chain(made_up)
        .chain(["%00".to_owned(), "..%2f".to_owned(), "%ff%fe".to_owned()])
        .collect()
}

fn ask(world: &World, person: &Person, route: &Route, path: &str) -> Answer {
    let ask = person.ask(route.spec.method, path);
    match table::body(route.spec.name) {
        Some(body) => {
            let body: Value = serde_json::from_str(&world.filled(&body.to_string())).expect("JSON");
            ask.json(&body).send()
        }
        None => ask.send(),
    }
}

#[test]
fn t1_an_id_of_another_tenant_answers_like_one_that_does_not_exist() {
    let world = World::new();
    let mut seen = 0;
    // What is open to everybody is the same for everybody.
    let open = |route: &Route| matches!(route.gate, GateKind::Public { .. });
    // Which addresses are taken is no tenant's secret: founding an organization says the same.
    let asks_for_a_free_one = |route: &Route| route.spec.name == "organizations.check_slug";
    for route in routes::all().into_iter().filter(|route| !open(route) && !asks_for_a_free_one(route)) {
        let path = route.spec.path;
        let parameters = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        for parameter in parameters {
            let ids = wrong(&world, &route, parameter);
            for person in [world.owner(), world.viewer(), world.guest()] {
                let answers: Vec<(String, Answer)> = ids
                    .iter()
                    .map(|id| {
                        let path =
                            path.replace(&format!("{{{parameter}}}"), id).replace("{member}", "{nora}");
                        (path.clone(), ask(&world, &person, &route, &path))
                    })
                    .collect();
                for (path, answer) in &answers {
                    let said = format!("{} {} as {}", route.spec.method, path, person.email);
                    // Whoever may not even look at the area is told that, whatever the id.
                    // The check API says it in the form of its standard.
                    let hidden =
                        answer.status == 404 && (answer.code() == "not_found" || route.check.is_some());
                    let barred = answer.status == 403 && answer.code() == "permission_denied";
                    assert!(hidden || (barred && parameter != "org"), "{said}: {}", answer.text);
                    assert_eq!(answer.likeness(), answers[0].1.likeness(), "{said}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 500, "only {seen}");
}

#[test]
fn t1_a_stranger_learns_nothing_from_an_organization_that_exists() {
    let world = World::new();
    let open = |route: &Route| matches!(route.gate, GateKind::Public { .. });
    let inside = |route: &&Route| route.spec.path.contains("{org}") && !open(route);
    for route in routes::all().iter().filter(inside) {
        let here = ask(&world, &world.stranger(), route, &route.spec.path.replace("{member}", "{nora}"));
        let nowhere =
            route.spec.path.replace("{org}", &format!("org_{UNKNOWN}")).replace("{member}", "{nora}");
        let nowhere = ask(&world, &world.stranger(), route, &nowhere);
        assert_eq!(here.status, 404, "{} {}", route.spec.method, route.spec.path);
        assert_eq!(here.likeness(), nowhere.likeness(), "{} {}", route.spec.method, route.spec.path);
    }
}

#[test]
fn t1_known_is_403_and_unknown_is_404_to_somebody_who_may_look() {
    let world = World::new();
    let viewer = world.viewer();
    for (method, path) in [
        ("PATCH", "/v1/organizations/{org}/members/{id}"),
        ("DELETE", "/v1/organizations/{org}/members/{id}"),
        ("POST", "/v1/organizations/{org}/members/{id}/deactivate"),
        ("POST", "/v1/organizations/{org}/members/{id}/activate"),
    ] {
        let to = |id: &str| viewer.ask(method, &path.replace("{id}", id)).json(&serde_json::json!({})).send();
        to("{nora}").refused(403, "permission_denied");
        to("{other_member}").refused(404, "not_found");
        to(&format!("mem_{UNKNOWN}")).refused(404, "not_found");
    }
    for (method, path) in [
        ("DELETE", "/v1/organizations/{org}/invitations/{id}"),
        ("POST", "/v1/organizations/{org}/invitations/{id}/resend"),
        ("POST", "/v1/organizations/{org}/invitations/{id}/readdress"),
    ] {
        let to = |id: &str| viewer.ask(method, &path.replace("{id}", id)).json(&serde_json::json!({})).send();
        to("{inv}").refused(403, "permission_denied");
        to("{other_inv}").refused(404, "not_found");
    }
    // A guest does not see the directory: whether there is such a member is not said.
    let guest = world.guest();
    guest.get("/v1/organizations/{org}/members/{nora}").refused(403, "permission_denied");
    guest.get("/v1/organizations/{org}/members/{other_member}").refused(403, "permission_denied");
}
