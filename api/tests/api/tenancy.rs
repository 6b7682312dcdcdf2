//! T: tenants.

use serde_json::json;

use crate::support::World;

#[test]
fn t2_a_new_person_founds_an_organization_and_owns_it() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    let founded = bo.post("/v1/organizations", &json!({ "name": "Bo & Co." })).is(201);
    assert_eq!(founded["slug"], "bo-co");
    assert_eq!(founded["access_model"], "studio");
    assert_eq!(founded["membership"]["role"]["key"], "owner");
    assert_eq!(founded["membership"]["permissions"]["ownership"], "full");
    assert_eq!(founded["default_workspace"]["name"], "Bo & Co.");
    assert_eq!(bo.get("/v1/me").is(200)["default_workspace"], founded["default_workspace"]["id"]);
    let id = founded["id"].as_str().expect("an id");
    let again = bo.get(&format!("/v1/organizations/{id}")).is(200);
    assert_eq!(again, founded);
    assert_eq!(bo.get("/v1/organizations/bo-co").is(200), founded);
}
