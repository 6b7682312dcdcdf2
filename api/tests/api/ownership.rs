//! M10: `POST …/ownership-transfer`

use serde_json::{Value, json};

use crate::support::{House, Person, World, text};

const TRANSFER: &str = "/v1/organizations/{org}/ownership-transfer";

fn role(person: &Person) -> Value {
    person.get("/v1/organizations/{org}/members/me").is(200)["role"]["key"].clone()
}

fn to(world: &World, whom: &str) -> Value {
    json!({ "member": world.filled(whom) })
}

#[test]
fn m10_ownership_moves_at_once_and_the_old_owner_is_an_admin() {
    let world = World::new();
    let (owner, admin) = (world.owner(), world.admin());
    let before = world.version();
    let rehearsed = owner.post(&format!("{TRANSFER}?preview=true"), &to(&world, "{admin}")).is(200);
    assert_eq!((rehearsed["preview"].clone(), world.version()), (json!(true), before));
    let done = owner.post(TRANSFER, &to(&world, "{admin}"));
    assert_eq!(done.header("usher-version"), (before + 1).to_string());
    let done = done.is(200);
    assert_eq!(done["changes"], rehearsed["changes"]);
    assert_eq!(done["membership"]["role"]["key"], "admin");
    assert_eq!((role(&owner), role(&admin)), (json!("admin"), json!("owner")));
    let counts =
        admin.get("/v1/organizations/{org}/members?include=counts").is(200)["counts"]["role"].clone();
    assert_eq!(counts["owner"], 1);

    // Both are told, in the app and by mail.
    let told = |person: &Person| text(&person.get("/v1/me/notifications").is(200)["data"][0]["text"]);
    assert_eq!(told(&admin), "Owner made you the owner of Larkfield.");
    assert_eq!(told(&owner), "You handed Larkfield on to Admin.");
    assert!(text(&world.mails("admin@larkfield.test")[0]["subject"]).contains("made you the owner"));
    assert!(text(&world.mails("owner@larkfield.test")[0]["subject"]).contains("handed Larkfield on"));
    let log = admin.get("/v1/organizations/{org}/audit-log?action=organizations.transfer_ownership").is(200);
    let entry = &log["data"][0];
    assert_eq!(entry["before"]["owner"]["id"], world.id("owner"));
    assert_eq!(entry["after"]["owner"]["id"], world.id("admin"));

    // The one who was may go now, and the one who is may not.
    owner.post(TRANSFER, &to(&world, "{admin}")).refused(403, "permission_denied");
    admin.post("/v1/organizations/{org}/leave", &json!({})).refused(409, "use_ownership_transfer");
    owner.post("/v1/organizations/{org}/leave", &json!({})).is(200);
}

#[test]
fn m10_nobody_but_an_active_admin_inherits() {
    let world = World::new();
    let owner = world.owner();
    for whom in ["{editor}", "{viewer}", "{guest}", "{deactivated}", "{owner}"] {
        owner.post(TRANSFER, &to(&world, whom)).refused(409, "heir_not_admin");
    }
    owner.post("/v1/organizations/{org}/members/{admin}/deactivate", &json!({})).is(200);
    owner.post(TRANSFER, &to(&world, "{admin}")).refused(409, "heir_not_admin");
    owner.post("/v1/organizations/{org}/members/{admin}/activate", &json!({})).is(200);
    // The owner's membership never ends.
    let end = json!({ "expires_at": "2199-01-01T00:00:00Z" });
    owner.patch("/v1/organizations/{org}/members/{admin}", &end).is(200);
    owner.post(TRANSFER, &to(&world, "{admin}")).refused(409, "heir_not_admin");
    for unknown in ["{other_member}", "nonsense", "mem_00000000000000000000000000"] {
        owner.post(TRANSFER, &to(&world, unknown)).refused(404, "not_found");
    }
    owner.post(TRANSFER, &json!({})).invalid("/member", "required");
    assert_eq!(role(&owner), "owner");
}

#[test]
fn m10_only_the_owner_hands_it_on() {
    let world = World::new();
    for person in [world.admin(), world.editor(), world.viewer(), world.guest()] {
        person.post(TRANSFER, &to(&world, "{admin}")).refused(403, "permission_denied");
    }
    world.stranger().post(TRANSFER, &to(&world, "{admin}")).refused(404, "not_found");
    world.deactivated().post(TRANSFER, &to(&world, "{admin}")).refused(403, "membership_deactivated");
}

#[test]
fn m10_where_nobody_owns_there_is_nothing_to_hand_on() {
    let world = World::new();
    let house = House::new(&world, "granular");
    let second = house.join("second", "admin");
    let body = json!({ "member": second.member });
    house.top.post(&house.path("/ownership-transfer"), &body).refused(404, "not_found");
}

#[test]
fn m8_where_nobody_owns_the_last_lasting_admin_neither_leaves_nor_is_removed() {
    let world = World::new();
    let house = House::new(&world, "granular");
    house.top.post(&house.path("/leave"), &json!({})).refused(409, "last_admin");
    let second = house.join("second", "admin");
    let end = json!({ "expires_at": "2199-01-01T00:00:00Z" });
    house.top.patch(&house.member(&second), &end).is(200);
    // One who leaves on a day that is set does not last.
    second.delete(&house.member(&house.top)).refused(409, "last_admin");
    house.top.patch(&house.member(&second), &json!({ "expires_at": null })).is(200);
    second.delete(&house.member(&house.top)).is(200);
    second.post(&house.path("/leave"), &json!({})).refused(409, "last_admin");
}
