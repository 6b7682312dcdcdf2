//! P3, R7: `POST GET DELETE /v1/projects/{prj}/shares[/{shr}]`, with members

use serde_json::{Value, json};

use crate::support::{World, text};

const SHARES: &str = "/v1/projects/{prj}/shares";

fn with(email: &str, access: &str) -> Value {
    json!({ "item": { "type": "document", "id": "42", "name": "Plan" }, "email": email, "access": access })
}

#[test]
fn p3_a_member_just_gets_the_share_and_is_told() {
    let world = World::new();
    let made = world.admin().post(SHARES, &with("Viewer@larkfield.test", "full")).is(201);
    assert_eq!(
        (&made["status"], &made["access"], &made["member"], &made["email"]),
        (&json!("active"), &json!("full"), &json!(world.id("viewer")), &json!("viewer@larkfield.test"))
    );
    assert_eq!(made["item"], json!({ "type": "document", "id": "42", "name": "Plan" }));
    assert_eq!((&made["project"], &made["shared_by"]["name"]), (&json!(world.id("prj")), &json!("Admin")));
    let gained: Vec<&Value> = made["changes"]["data"].as_array().expect("a list").iter().collect();
    assert_eq!(gained.len(), 2, "nobody else gains: {gained:?}");
    assert_eq!(
        (&gained[0]["resource"], &gained[0]["scope"], &gained[0]["after"]),
        (&json!({ "type": "document", "id": "42" }), &json!("content"), &json!("full"))
    );
    let notice = world.viewer().get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(notice["text"], "Admin shared Plan with you: full.");
    let mail = &world.mails("viewer@larkfield.test")[0];
    assert_eq!(mail["subject"], "Admin shared Plan with you");

    let id = text(&made["id"]);
    let shown = world.owner().get(&format!("{SHARES}/{id}")).is(200);
    assert_eq!(shown["id"], made["id"]);
    let entries = world.audit_log("&action=shares.create");
    assert_eq!(
        (&entries[0]["target"]["name"], &entries[0]["after"]["access"]),
        (&json!("Plan"), &json!("full"))
    );
}

#[test]
fn p3_a_second_share_with_the_same_person_replaces_the_level() {
    let world = World::new();
    let first = world.owner().post(SHARES, &with("viewer@larkfield.test", "view")).is(201);
    let version = world.version();
    let same = world.owner().post(SHARES, &with("viewer@larkfield.test", "view")).is(201);
    assert_eq!((&same["id"], world.version()), (&first["id"], version), "it is so already");
    let second = world.owner().post(SHARES, &with("VIEWER@larkfield.test", "full")).is(201);
    assert_eq!((&second["id"], &second["access"]), (&first["id"], &json!("full")));
    let listed = world.owner().get(&format!("{SHARES}?item_type=document&item_id=42")).is(200);
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
    let lower = world.owner().post(SHARES, &with("viewer@larkfield.test", "view")).is(201);
    assert_eq!(lower["changes"]["lost"], 2);
}

#[test]
fn p3_a_share_is_taken_back() {
    let world = World::new();
    let made = world.owner().post(SHARES, &with("viewer@larkfield.test", "full")).is(201);
    let path = format!("{SHARES}/{}", text(&made["id"]));
    world.viewer().delete(&path).refused(403, "permission_denied");
    let preview = world.owner().delete(&format!("{path}?preview=true")).is(200);
    let taken = world.owner().delete(&path).is(200);
    assert_eq!((&taken["status"], &taken["changes"]), (&json!("revoked"), &preview["changes"]));
    assert_eq!(taken["changes"]["lost"], 2);
    world.owner().get(&path).refused(404, "not_found");
    world.owner().delete(&path).refused(404, "not_found");
    // The item is free to be named in another project again.
    let other = world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Borealis" })).is(201);
    let there = format!("/v1/projects/{}/shares", text(&other["id"]));
    world.owner().post(&there, &with("viewer@larkfield.test", "view")).is(201);
    world.owner().post(SHARES, &with("nora@larkfield.test", "view")).refused(409, "item_elsewhere");
}

#[test]
fn p3_who_manages_the_project_shares_and_nobody_gives_more_than_they_hold() {
    let world = World::new();
    let viewer = world.viewer();
    viewer.post(SHARES, &with("nora@larkfield.test", "view")).refused(403, "permission_denied");
    world.guest().post(SHARES, &with("nora@larkfield.test", "view")).refused(404, "not_found");
    let scopes = json!({ "permissions": { "settings.members": "full" } });
    world.owner().put("/v1/projects/{prj}/members/{viewer}/scopes", &scopes).is(201);
    viewer.post(SHARES, &with("guest@larkfield.test", "full")).refused(403, "may_not_grant");
    let shared = viewer.post(SHARES, &with("guest@larkfield.test", "view")).is(201);
    viewer.post(SHARES, &with("nora@larkfield.test", "view")).refused(403, "may_not_grant");
    viewer.post(SHARES, &with("owner@larkfield.test", "view")).refused(403, "owner_protected");
    let full = world.owner().post(SHARES, &with("guest@larkfield.test", "full")).is(201);
    assert_eq!(full["id"], shared["id"]);
    viewer.delete(&format!("{SHARES}/{}", text(&full["id"]))).refused(403, "may_not_grant");
}

#[test]
fn p3_refused_by_state_and_ceiling() {
    let world = World::new();
    let share = |email: &str| world.owner().post(SHARES, &with(email, "view"));
    share("deactivated@larkfield.test").refused(409, "member_deactivated");
    share("admin@larkfield.test").refused(409, "implicit_member");
    assert_eq!(world.owner().get(&format!("{SHARES}?item_type=document")).is(200)["data"], json!([]));
}

#[test]
fn r7_a_share_ends_to_the_second_and_gives_nothing_after() {
    let world = World::new();
    let now: chrono::DateTime<chrono::Utc> =
        text(&world.owner().get("/dev/clock").is(200)["now"]).parse().expect("a time");
    let until = |seconds| {
        let mut body = with("guest@larkfield.test", "view");
        body["expires_at"] = json!(now + chrono::TimeDelta::seconds(seconds));
        body
    };
    world.owner().post(SHARES, &until(-5)).invalid("/expires_at", "past");
    let made = world.owner().post(SHARES, &until(3_600)).is(201);
    let held = || {
        let rows = world.guest().get("/v1/organizations/{org}/members/me/access").is(200)["data"].clone();
        rows[1]["permissions"]["content"].clone()
    };
    assert_eq!(held(), "view");
    world.advance(3_601);
    assert_eq!(held(), "none");
    let path = format!("{SHARES}/{}", text(&made["id"]));
    assert_eq!(world.owner().get(&path).is(200)["status"], "expired");
    assert_eq!(world.owner().get(&format!("{SHARES}?status=expired")).is(200)["data"][0]["id"], made["id"]);
    world.owner().delete(&path).is(200);
}

#[test]
fn p3_shares_are_listed_searched_and_paged() {
    let world = World::new();
    let owner = world.owner();
    for (n, email) in ["viewer@larkfield.test", "nora@larkfield.test", "new@example.test"].iter().enumerate()
    {
        let item = json!({ "type": "sheet", "id": n.to_string(), "name": format!("Sheet {n}") });
        owner.post(SHARES, &json!({ "item": item, "email": email, "access": "view" })).is(201);
    }
    let emails = |query: &str| -> Vec<String> {
        let listed = owner.get(&format!("{SHARES}?item_type=sheet&{query}")).is(200);
        listed["data"].as_array().expect("a list").iter().map(|row| text(&row["email"])).collect()
    };
    let all = ["new@example.test", "nora@larkfield.test", "viewer@larkfield.test"];
    assert_eq!(emails(""), all, "newest first");
    assert_eq!(emails("status=pending"), ["new@example.test"]);
    assert_eq!(emails("status=active"), ["nora@larkfield.test", "viewer@larkfield.test"]);
    assert_eq!(emails("status=pending,active"), all);
    assert_eq!(emails("status=expired"), Vec::<String>::new());
    assert_eq!(emails("q=NORA"), ["nora@larkfield.test"]);
    assert_eq!(emails("item_id=0"), ["viewer@larkfield.test"]);
    let page = owner.get(&format!("{SHARES}?item_type=sheet&limit=2")).is(200);
    let next = text(&page["next_cursor"]);
    let rest = owner.get(&format!("{SHARES}?item_type=sheet&limit=2&cursor={next}")).is(200);
    assert_eq!((rest["data"].as_array().map(Vec::len), &rest["next_cursor"]), (Some(1), &Value::Null));
    owner.get(&format!("{SHARES}?status=lost")).invalid("?status", "unknown_value");
    world.guest().get(SHARES).refused(404, "not_found");
}

#[test]
fn p3_what_is_no_item_and_no_share_is_refused() {
    let world = World::new();
    let owner = world.owner();
    let tried = |path: &str, value: Value| {
        let mut body = with("viewer@larkfield.test", "view");
        match path.split_once('/') {
            Some((outer, inner)) => body[outer][inner] = value,
            None => body[path] = value,
        }
        owner.post(SHARES, &body)
    };
    for ours in ["project", "workspace", "organization", "user", "group"] {
        tried("item/type", json!(ours)).invalid("/item/type", "reserved");
    }
    tried("item/type", json!("Document")).invalid("/item/type", "malformed");
    tried("item/id", json!("")).invalid("/item/id", "required");
    tried("item/id", json!("x".repeat(201))).invalid("/item/id", "too_long");
    tried("item/name", json!("x".repeat(201))).invalid("/item/name", "too_long");
    tried("item/id", json!("\u{0}")).invalid("", "malformed");
    tried("email", json!("nobody")).invalid("/email", "malformed_email");
    tried("access", json!("none")).invalid("/access", "malformed");
    tried("access", json!("edit")).invalid("/access", "malformed");
    tried("item/colour", json!("red")).invalid("/item/colour", "unknown_field");
    owner
        .post("/v1/projects/{other_prj}/shares", &with("viewer@larkfield.test", "view"))
        .refused(404, "not_found");
    for id in ["{other_shr}", "shr_01jdd00000e00800000000zzzz", "shr_x"] {
        owner.get(&format!("{SHARES}/{id}")).refused(404, "not_found");
        owner.delete(&format!("{SHARES}/{id}")).refused(404, "not_found");
    }
    // A share of another project of the same organization is not this project's.
    owner.get("/v1/projects/{secret}/shares/{shr}").refused(404, "not_found");
    owner.delete("/v1/projects/{secret}/shares/{shr}").refused(404, "not_found");
}

#[test]
fn p3_shares_end_with_the_member_and_with_the_project() {
    let world = World::new();
    let owner = world.owner();
    owner.post(SHARES, &with("nora@larkfield.test", "full")).is(201);
    owner.delete("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!(owner.get(&format!("{SHARES}?item_type=document")).is(200)["data"], json!([]));
    owner.post(SHARES, &with("guest@larkfield.test", "full")).is(201);
    owner.delete("/v1/projects/{prj}").is(204);
    let rows = world.guest().get("/v1/organizations/{org}/members/me/access").is(200)["data"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "the organization alone: {rows}");
}
