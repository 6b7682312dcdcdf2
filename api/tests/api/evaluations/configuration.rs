//! The metadata document.

use crate::support::{PUBLIC_URL, World};

const PATH: &str = "/.well-known/authzen-configuration";

#[test]
fn h1_the_configuration_says_where_everything_is() {
    let world = World::new();
    let whole = |point: &str| {
        serde_json::json!({
            "policy_decision_point": point,
            "access_evaluation_endpoint": format!("{point}/access/v1/evaluation"),
            "access_evaluations_endpoint": format!("{point}/access/v1/evaluations"),
            "search_subject_endpoint": format!("{point}/access/v1/search/subject"),
            "search_resource_endpoint": format!("{point}/access/v1/search/resource"),
            "search_action_endpoint": format!("{point}/access/v1/search/action"),
            "usher_staleness_seconds": 2,
        })
    };
    let ask =
        |path: &str| world.ask("GET", path).header("host", "evil.example").header("x-request-id", "7").send();
    let answer = ask(PATH);
    assert_eq!((answer.header("content-type"), answer.header("x-request-id")), ("application/json", "7"));
    assert_eq!(answer.is(200), whole(PUBLIC_URL));
    for name in ["org", "slug", "other_org"] {
        let id = world.id(name);
        assert_eq!(
            ask(&format!("{PATH}/pdp/{id}")).is(200),
            whole(&format!("{PUBLIC_URL}/pdp/{id}")),
            "{name}"
        );
    }
    // Everybody may read it, so it does not say which organizations there are.
    ask(&format!("{PATH}/pdp/nobody-has-this")).is(200);
    for bad in ["%2e%2e", "a%2fb", "A", "a%20b", "%00", "%22"] {
        assert_eq!(ask(&format!("{PATH}/pdp/{bad}")).status, 404, "{bad}");
    }
    assert_eq!(world.ask("POST", PATH).send().status, 405);
}

#[test]
fn h1_what_the_configuration_names_answers() {
    let world = World::new();
    for path in [PATH.to_owned(), format!("{PATH}/pdp/{{org}}"), format!("{PATH}/pdp/{{slug}}")] {
        let document = world.ask("GET", &path).send().is(200);
        for (name, url) in document.as_object().expect("an object") {
            let Some(at) = url.as_str().filter(|_| name.ends_with("_endpoint")) else { continue };
            let path = at.strip_prefix(PUBLIC_URL).expect("the public URL");
            let body = serde_json::json!({
                "subject": { "type": "user", "id": world.nora().user }, "action": { "name": "content.view" },
                "resource": { "type": "project", "id": world.id("prj") },
            });
            super::check(&world, path, &body).is(200);
        }
    }
}
