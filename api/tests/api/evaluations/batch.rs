//! Many questions at once.

use serde_json::{Value, json};

use super::{check, question, resource};
use crate::support::World;

const PATH: &str = "/access/v1/evaluations";

fn decisions(answer: &Value) -> Vec<bool> {
    assert!(answer.get("decision").is_none(), "{answer}");
    let list = answer["evaluations"].as_array().expect("a list");
    list.iter().map(|one| one["decision"].as_bool().expect("a decision")).collect()
}

fn actions(world: &World, names: &[&str], semantic: Option<&str>) -> Value {
    let items: Vec<Value> = names.iter().map(|name| json!({ "action": { "name": name } })).collect();
    let mut body = question(&world.viewer().user, "ignored.view", &resource(world, "project", "prj"));
    body["evaluations"] = json!(items);
    if let Some(semantic) = semantic {
        body["options"] = json!({ "evaluations_semantic": semantic });
    }
    body
}

#[test]
fn h1_a_list_is_answered_in_its_order_and_length() {
    let world = World::new();
    let body = actions(&world, &["content.view", "content.full", "comments.view", "members.full"], None);
    let answer = check(&world, PATH, &body);
    assert_eq!(answer.header("usher-version"), world.version().to_string());
    assert_eq!(decisions(&answer.is(200)), [true, false, true, false]);
}

#[test]
fn h1_the_three_semantics_end_after_what_they_wait_for() {
    let world = World::new();
    let names = ["content.view", "content.full", "comments.view", "members.full"];
    let asked =
        |semantic: &str| decisions(&check(&world, PATH, &actions(&world, &names, Some(semantic))).is(200));
    assert_eq!(asked("execute_all"), [true, false, true, false]);
    assert_eq!(asked("deny_on_first_deny"), [true, false]);
    assert_eq!(asked("permit_on_first_permit"), [true]);
    let late = ["content.full", "members.full", "content.view", "content.view"];
    let asked =
        |semantic: &str| decisions(&check(&world, PATH, &actions(&world, &late, Some(semantic))).is(200));
    assert_eq!(asked("permit_on_first_permit"), [false, false, true]);
    assert_eq!(asked("deny_on_first_deny"), [false]);
    for wrong in [json!("execute_some"), json!(""), json!(7), json!({})] {
        let mut body = actions(&world, &names, None);
        body["options"] = json!({ "evaluations_semantic": wrong, "extra": 1 });
        assert_eq!(check(&world, PATH, &body).status, 400, "{wrong}");
    }
    let mut body = actions(&world, &names, None);
    body["options"] = json!([]);
    assert_eq!(check(&world, PATH, &body).status, 400);
    body["options"] = json!({ "evaluations_semantic": null, "extra": 1 });
    assert_eq!(decisions(&check(&world, PATH, &body).is(200)).len(), 4);
}

#[test]
fn h1_without_a_list_it_is_one_evaluation() {
    let world = World::new();
    let mut body = question(&world.viewer().user, "content.view", &resource(&world, "project", "prj"));
    assert_eq!(check(&world, PATH, &body).is(200), json!({ "decision": true }));
    for empty in [json!([]), Value::Null] {
        body["evaluations"] = empty;
        assert_eq!(check(&world, PATH, &body).is(200), json!({ "decision": true }));
    }
    body["evaluations"] = json!({});
    assert_eq!(check(&world, PATH, &body).status, 400);
    assert_eq!(check(&world, PATH, &json!({})).status, 400);
    assert_eq!(check(&world, PATH, &json!({ "evaluations": [] })).status, 400);
}

#[test]
fn h1_an_item_takes_the_place_of_a_default_whole() {
    let world = World::new();
    let body = json!({
        "subject": { "type": "user", "id": world.viewer().user },
        "action": { "name": "content.view" },
        "resource": { "type": "project", "id": world.id("prj") },
        "evaluations": [
            {},
            { "action": { "name": "content.full" } },
            { "resource": { "type": "project", "id": world.id("secret") } },
            { "subject": { "type": "user", "id": world.admin().user }, "resource": { "type": "project", "id": world.id("secret") } },
            { "resource": { "id": world.id("prj") } },
            { "resource": null, "context": { "explain": true } },
        ],
    });
    let answer = check(&world, PATH, &body).is(200);
    assert_eq!(decisions(&answer), [true, false, false, true, false, true]);
    let error = &answer["evaluations"][4]["context"]["error"];
    assert_eq!((&error["status"], &error["message"]), (&json!(400), &json!("resource.type is missing.")));
    assert_eq!(answer["evaluations"][5]["context"]["reason"]["access"], "view");
    assert_eq!(answer["evaluations"][0], json!({ "decision": true }));
}

#[test]
fn h1_an_item_that_lacks_something_is_a_no_and_costs_the_others_nothing() {
    let world = World::new();
    let ask = |semantic: &str| {
        let viewer = json!({ "type": "user", "id": world.viewer().user });
        let prj = resource(&world, "project", "prj");
        let body = json!({
            "subject": viewer, "resource": prj, "options": { "evaluations_semantic": semantic },
            "evaluations": [
                { "action": { "name": "content.view" } }, {}, 7, { "action": { "name": 7 } }, { "action": [] },
                { "subject": "me", "action": { "name": "content.view" } }, { "action": { "name": "comments.view" } },
            ],
        });
        check(&world, PATH, &body).is(200)
    };
    let all = ask("execute_all");
    assert_eq!(decisions(&all), [true, false, false, false, false, false, true]);
    for at in 1..6 {
        assert_eq!(all["evaluations"][at]["context"]["error"]["status"], 400, "{all}");
    }
    assert_eq!(decisions(&ask("deny_on_first_deny")), [true, false]);
    assert_eq!(decisions(&ask("permit_on_first_permit")), [true]);
}

#[test]
fn h1_defaults_of_a_wrong_type_are_400_and_a_list_has_a_limit() {
    let world = World::new();
    for name in ["subject", "action", "resource", "context"] {
        let mut body = actions(&world, &["content.view"], None);
        body[name] = json!("x");
        assert_eq!(check(&world, PATH, &body).status, 400, "{name}");
    }
    let many = vec!["content.view"; 1_000];
    assert_eq!(decisions(&check(&world, PATH, &actions(&world, &many, None)).is(200)).len(), 1_000);
    assert_eq!(check(&world, PATH, &actions(&world, &vec!["content.view"; 1_001], None)).status, 400);
}
