//! G4, S6: `…/plan`, and what a plan does not have.

use serde_json::json;

use crate::support::World;

const PLAN: &str = "/v1/organizations/{org}/plan";

#[test]
fn s6_every_member_sees_the_plan_and_the_lowest_one_that_has_a_feature() {
    let world = World::new();
    let plan = world.guest().get(PLAN).is(200);
    assert_eq!((&plan["plan"], &plan["name"]), (&json!("enterprise"), &json!("Enterprise")));
    let groups = plan["features"].as_array().expect("a list").iter().find(|one| one["key"] == "groups");
    assert_eq!(groups, Some(&json!({ "key": "groups", "included": true, "lowest_plan": "business" })));
    world.stranger().get(PLAN).refused(404, "not_found");
}

#[test]
fn g4_on_a_development_server_whoever_has_billing_changes_it() {
    let world = World::new();
    let plan = world.admin().put(PLAN, &json!({ "plan": "free" })).is(200);
    assert_eq!(plan["plan"], "free");
    assert!(plan["features"].as_array().expect("a list").iter().all(|one| one["included"] == false));
    assert_eq!(world.owner().get("/v1/organizations/{org}").is(200)["plan"], "free");
    let entry = world.audit_log("&action=plans.change")[0].clone();
    assert_eq!(
        (&entry["before"], &entry["after"]),
        (&json!({ "plan": "enterprise" }), &json!({ "plan": "free" }))
    );
    let version = world.version();
    world.admin().put(PLAN, &json!({ "plan": "free" })).is(200);
    assert_eq!(world.version(), version, "the same again is nothing");
    world.admin().put(PLAN, &json!({ "plan": "gold" })).invalid("/plan", "unknown_plan");
    world.editor().put(PLAN, &json!({ "plan": "pro" })).refused(403, "permission_denied");
    world.stranger().put(PLAN, &json!({ "plan": "pro" })).refused(404, "not_found");
}

#[test]
fn s6_elsewhere_nobody_inside_changes_it() {
    let world = World::without_mail();
    world.owner().put(PLAN, &json!({ "plan": "free" })).refused(403, "permission_denied");
    assert_eq!(world.owner().get(PLAN).is(200)["plan"], "enterprise");
}

#[test]
fn r1_a_role_of_ones_own_needs_a_plan_that_has_them_and_is_kept_after_a_downgrade() {
    let world = World::new();
    world.owner().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": "reviewer" })).is(200);
    let roles = "/v1/organizations/{org}/roles";
    let made = json!({ "name": "More", "permissions": {} });
    for plan in ["free", "pro"] {
        world.owner().put(PLAN, &json!({ "plan": plan })).is(200);
        let refused = world.owner().post(roles, &made).refused(403, "plan_required");
        assert!(refused["detail"].as_str().is_some_and(|text| text.contains("Business")), "{refused}");
        world.owner().post(&format!("{roles}?preview=true"), &made).refused(403, "plan_required");
        world
            .owner()
            .patch(&format!("{roles}/reviewer"), &json!({ "name": "Other" }))
            .refused(403, "plan_required");
    }
    // What is there gives what it gave, can be read, and can be taken away.
    world.nora().get("/v1/projects/{prj}").is(200);
    assert_eq!(world.owner().get(&format!("{roles}/reviewer")).is(200)["members_count"], 1);
    world.owner().delete(&format!("{roles}/reviewer?replacement=viewer")).is(200);
    world.owner().put(PLAN, &json!({ "plan": "business" })).is(200);
    world.owner().post(roles, &made).is(201);
}
