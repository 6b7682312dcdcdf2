//! G1, G3, G4, G5: `…/groups`.

use serde_json::{Value, json};

use crate::support::{World, text};

const GROUPS: &str = "/v1/organizations/{org}/groups";
const CREW: &str = "/v1/organizations/{org}/groups/{grp}";
const NORA: &str = "/v1/organizations/{org}/groups/{grp}/members/{nora}";
const PLAN: &str = "/v1/organizations/{org}/plan";

fn names(list: &Value) -> Vec<String> {
    list["data"].as_array().expect("a list").iter().map(|row| text(&row["name"])).collect()
}

#[test]
fn g1_groups_are_made_renamed_found_and_deleted() {
    let world = World::new();
    let admin = world.admin();
    let preview = admin.post(&format!("{GROUPS}?preview=true"), &json!({ "name": "Design" })).is(200);
    assert_eq!((&preview["preview"], &preview["changes"]["total"]), (&json!(true), &json!(0)));
    let made = admin.post(GROUPS, &json!({ "name": "Design" })).is(201);
    assert_eq!((&made["members_count"], &made["frozen"]), (&json!(0), &json!(false)));
    assert_eq!(made["changes"]["total"], 0);
    let path = format!("{GROUPS}/{}", text(&made["id"]));
    for name in ["Design", "design", "  DESIGN "] {
        admin.post(GROUPS, &json!({ "name": name })).refused(409, "group_taken");
    }
    admin.patch(&path, &json!({ "name": "crew" })).refused(409, "group_taken");
    let renamed = admin.patch(&path, &json!({ "name": "Art" })).is(200);
    assert_eq!(renamed["name"], "Art");
    assert_eq!(
        names(&world.viewer().get(GROUPS).is(200)),
        ["Art", "Crew"],
        "by name, for whoever sees members"
    );
    let found = world.viewer().get(&format!("{GROUPS}?q=cre&include=total")).is(200);
    assert_eq!((names(&found), &found["total"]), (vec!["Crew".to_owned()], &json!(1)));
    let own = world.editor().get(&format!("{GROUPS}?member=me")).is(200);
    assert_eq!(names(&own), ["Crew"]);
    assert_eq!(names(&world.viewer().get(&format!("{GROUPS}?member={{other_member}}")).is(200)), [""; 0]);
    let version = world.version();
    let deleted = admin.delete(&path).is(200);
    assert_eq!((&deleted["name"], world.version()), (&json!("Art"), version + 1));
    admin.get(&path).refused(404, "not_found");
    admin.post(GROUPS, &json!({ "name": "Art" })).is(201);
    let log = world.audit_log("");
    let done = log.iter().filter(|entry| entry["outcome"] == "applied");
    let log: Vec<String> = done.take(4).map(|entry| text(&entry["action"])).collect();
    assert_eq!(log, ["groups.create", "groups.delete", "groups.rename", "groups.create"]);
}

#[test]
fn g1_who_may_not_is_refused_and_who_does_not_see_members_sees_no_group() {
    let world = World::new();
    for person in [world.viewer(), world.editor()] {
        person.post(GROUPS, &json!({ "name": "X" })).refused(403, "permission_denied");
        person.patch(CREW, &json!({ "name": "X" })).refused(403, "permission_denied");
        person.delete(CREW).refused(403, "permission_denied");
        person.put(NORA, &json!({})).refused(403, "permission_denied");
        person.delete(&NORA.replace("{nora}", "{other_member}")).refused(404, "not_found");
        person.get(CREW).is(200);
    }
    for path in [GROUPS, CREW, "/v1/organizations/{org}/groups.csv"] {
        world.guest().get(path).refused(403, "permission_denied");
        world.stranger().get(path).refused(404, "not_found");
    }
    world.admin().get(&format!("{GROUPS}/{{other_grp}}")).refused(404, "not_found");
}

#[test]
fn g1_a_member_is_put_in_told_and_taken_out() {
    let world = World::new();
    let (admin, version) = (world.admin(), world.version());
    let added = admin.put(NORA, &json!({})).is(201);
    assert_eq!((&added["members_count"], world.version()), (&json!(2), version + 1));
    let again = admin.put(NORA, &json!({})).is(200);
    assert_eq!((&again["members_count"], world.version()), (&json!(2), version + 1));
    let notice = world.nora().get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(notice["text"], "Admin added you to the group Crew in Larkfield.");
    let inside = world.viewer().get("/v1/organizations/{org}/members?group={grp}&include=total").is(200);
    assert_eq!(inside["total"], 2);
    let ids: Vec<&Value> = inside["data"].as_array().expect("a list").iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&json!(world.id("editor")), &json!(world.id("nora"))]);
    for nobody in ["{other_grp}", "grp_x"] {
        let list = world.viewer().get(&format!("/v1/organizations/{{org}}/members?group={nobody}")).is(200);
        assert_eq!(list["data"], json!([]));
    }
    admin.delete(NORA).is(200);
    admin.delete(NORA).refused(404, "not_found");
    let log = world.audit_log("&action=groups.remove_member");
    let entry = log.iter().find(|entry| entry["outcome"] == "applied").expect("an entry");
    assert_eq!(
        (&entry["target"]["name"], &entry["before"]["member"]["name"]),
        (&json!("Crew"), &json!("Nora"))
    );
}

#[test]
fn g1_many_go_in_and_out_at_once_each_by_the_same_rule() {
    let world = World::new();
    let (admin, version) = (world.admin(), world.version());
    let path = format!("{CREW}/members");
    let body = json!({
        "add": [world.id("nora"), world.id("viewer"), world.id("nora"), world.id("other_member"), world.id("owner")],
        "remove": [world.id("editor"), world.id("deactivated")],
    });
    let preview = admin.post(&format!("{path}?preview=true"), &body).is(200);
    assert_eq!(preview["problems"].as_array().map(Vec::len), Some(3), "{preview}");
    assert_eq!(world.version(), version);
    let answer = admin.post(&path, &body).is(200);
    let results = answer["results"].as_array().expect("a list").iter();
    let results: Vec<(&str, &str)> = results
        .map(|one| (one["status"].as_str().unwrap_or(""), one["code"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        results,
        [
            ("applied", ""),
            ("applied", ""),
            ("refused", "duplicate"),
            ("refused", "not_found"),
            ("refused", "owner_protected"),
            ("applied", ""),
            ("unchanged", ""),
        ]
    );
    assert_eq!((&answer["members_count"], world.version()), (&json!(2), version + 1), "one version for all");
    admin.post(&path, &json!({})).invalid("/add", "out_of_range");
    admin.post(&path, &json!({ "add": [], "drop": [] })).invalid("/drop", "unknown_field");
    world.editor().post(&path, &body).refused(403, "permission_denied");
}

#[test]
fn g3_the_matrix_is_exported_and_holds_no_formula() {
    let world = World::new();
    world.admin().post(GROUPS, &json!({ "name": "=1+1" })).is(201);
    world.admin().put(NORA, &json!({})).is(201);
    let answer = world.viewer().get("/v1/organizations/{org}/groups.csv");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let rows: Vec<&str> = answer.text.lines().collect();
    assert_eq!(
        rows,
        [
            "Name,Email,Role,Status,'=1+1,Crew",
            "Editor,editor@larkfield.test,Editor,active,,yes",
            "Nora,nora@larkfield.test,Editor,active,,yes",
        ]
    );
    let one = world.viewer().get("/v1/organizations/{org}/groups.csv?group={grp}");
    assert!(one.text.starts_with("Name,Email,Role,Status,Crew\r\n"), "{}", one.text);
    world.viewer().get("/v1/organizations/{org}/groups.csv?groups=x").invalid("?groups", "unknown_parameter");
}

#[test]
fn g4_on_a_lower_plan_groups_say_so_and_after_a_downgrade_they_are_frozen_not_lost() {
    let world = World::new();
    let admin = world.admin();
    admin.put(NORA, &json!({})).is(201);
    admin.put(PLAN, &json!({ "plan": "pro" })).is(200);
    let frozen = admin.get(CREW).is(200);
    assert_eq!((&frozen["frozen"], &frozen["members_count"]), (&json!(true), &json!(2)));
    let refused = admin.post(GROUPS, &json!({ "name": "X" })).refused(403, "plan_required");
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("Business")), "{refused}");
    admin.patch(CREW, &json!({ "name": "X" })).refused(403, "plan_required");
    admin.put(&NORA.replace("{nora}", "{viewer}"), &json!({})).refused(403, "plan_required");
    admin
        .post(&format!("{CREW}/members"), &json!({ "add": [world.id("viewer")] }))
        .refused(403, "plan_required");
    // What takes away is never held up.
    admin.delete(NORA).is(200);
    admin.post(&format!("{CREW}/members"), &json!({ "remove": [world.id("editor")] })).is(200);
    admin.delete(CREW).is(200);
    admin.put(PLAN, &json!({ "plan": "business" })).is(200);
    admin.post(GROUPS, &json!({ "name": "X" })).is(201);
}

#[test]
fn g5_being_in_a_group_changes_no_role_seat_or_status() {
    let world = World::new();
    let path = "/v1/organizations/{org}/members/{nora}";
    let seen = |row: Value| [row["role"].clone(), row["seat"].clone(), row["status"].clone()];
    let before = seen(world.admin().get(path).is(200));
    world.admin().put(NORA, &json!({})).is(201);
    assert_eq!(seen(world.admin().get(path).is(200)), before);
    for who in ["{guest}", "{deactivated}"] {
        world.admin().put(&NORA.replace("{nora}", who), &json!({})).is(201);
    }
    world.guest().get("/v1/workspaces/{ws}").refused(404, "not_found");
}

#[test]
fn an_edit_of_a_group_that_was_not_seen_is_refused() {
    let world = World::new();
    let seen = world.admin().get(CREW).header("etag").to_owned();
    world.owner().patch(CREW, &json!({ "name": "Band" })).is(200);
    for method in ["PATCH", "DELETE"] {
        let ask = world.admin().ask(method, CREW).header("if-match", &seen);
        ask.json(&json!({})).send().refused(412, "precondition_failed");
    }
}
