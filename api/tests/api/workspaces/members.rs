//! M2, M15, R4: who is in a workspace, and as what.

use serde_json::{Value, json};

use crate::support::{Person, World, text};

const PRIVATE: &str = "/v1/workspaces/{private}/members";
const OPEN: &str = "/v1/workspaces/{ws}/members";
const SECRET: &str = "/v1/projects/{secret}";

fn names(answer: &Value) -> Vec<String> {
    answer["data"].as_array().expect("a list").iter().map(|row| text(&row["user"]["name"])).collect()
}

fn row<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let rows = answer["data"].as_array().expect("a list");
    rows.iter().find(|row| row["user"]["name"] == name).unwrap_or_else(|| panic!("no {name}: {answer}"))
}

fn put(person: &Person, path: &str, role: &Value) -> crate::support::Answer {
    person.put(path, &json!({ "role": role }))
}

#[test]
fn m15_a_member_is_added_to_a_private_workspace_and_given_a_role_there() {
    let world = World::new();
    let (owner, viewer) = (world.owner(), world.viewer());
    let path = format!("{PRIVATE}/{{viewer}}");
    viewer.get(SECRET).refused(404, "not_found");

    let preview = put(&owner, &format!("{path}?preview=true"), &Value::Null).is(200);
    viewer.get(SECRET).refused(404, "not_found");
    let version = world.version();
    let added = put(&owner, &path, &Value::Null).is(201);
    assert_eq!(added["changes"], preview["changes"]);
    assert_eq!(
        (&added["role"]["key"], &added["workspace_role"], &added["via"], &added["implicit"]),
        (&json!("viewer"), &Value::Null, &json!("listed"), &json!(false))
    );
    assert_eq!(world.version(), version + 1);
    assert_eq!(viewer.get(SECRET).is(200)["permissions"]["content"], "view");

    let again = put(&owner, &path, &Value::Null).is(200);
    assert_eq!((&again["changes"]["total"], world.version()), (&json!(0), version + 1));

    let preview = put(&owner, &format!("{path}?preview=true"), &json!("editor")).is(200);
    let changed = put(&owner, &path, &json!("editor")).is(200);
    assert_eq!(changed["changes"], preview["changes"]);
    assert_eq!(
        (&changed["workspace_role"]["key"], &changed["role"]["key"]),
        (&json!("editor"), &json!("viewer"))
    );
    assert_eq!(viewer.get(SECRET).is(200)["permissions"]["content"], "full");
    assert_eq!(viewer.get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view", "there alone");

    let log = world.audit_log("&action=workspaces.add_member");
    assert_eq!((log.len(), &log[0]["target"]["id"]), (1, &json!(world.id("viewer"))));
    let log = world.audit_log("&action=workspaces.change_member_role");
    assert_eq!((&log[0]["before"]["role"], &log[0]["after"]["role"]), (&Value::Null, &json!("editor")));
    let told = viewer.get("/v1/me/notifications").is(200);
    assert!(told["data"][0]["text"].as_str().is_some_and(|text| text.contains("Vault")), "{told}");
}

#[test]
fn m2_an_override_replaces_and_may_lower_also_in_an_open_workspace() {
    let world = World::new();
    let path = format!("{OPEN}/{{nora}}");
    let lowered = put(&world.admin(), &path, &json!("viewer")).is(200);
    assert_eq!((&lowered["workspace_role"]["key"], &lowered["via"]), (&json!("viewer"), &json!("listed")));
    assert!(lowered["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0));
    assert_eq!(world.nora().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "view");
    put(&world.admin(), &path, &Value::Null).is(200);
    assert_eq!(world.nora().get("/v1/projects/{prj}").is(200)["permissions"]["content"], "full");
    let version = world.version();
    put(&world.admin(), &format!("{OPEN}/{{editor}}"), &Value::Null).is(200);
    assert_eq!(world.version(), version, "everybody is in an open workspace with their own role already");
}

#[test]
fn m2_text_for_others_and_nothing_for_who_does_not_see_it() {
    let world = World::new();
    for person in [world.viewer(), world.editor()] {
        put(&person, &format!("{OPEN}/{{nora}}"), &json!("viewer")).refused(403, "permission_denied");
        put(&person, &format!("{OPEN}/{{other_member}}"), &json!("viewer")).refused(404, "not_found");
        put(&person, &format!("{PRIVATE}/{{nora}}"), &json!("viewer")).refused(404, "not_found");
        person.get(OPEN).is(200);
        person.get(PRIVATE).refused(404, "not_found");
    }
    for person in [world.guest(), world.stranger()] {
        put(&person, &format!("{OPEN}/{{nora}}"), &json!("viewer")).refused(404, "not_found");
        person.get(OPEN).refused(404, "not_found");
    }
    put(&world.deactivated(), &format!("{OPEN}/{{nora}}"), &json!("viewer"))
        .refused(403, "membership_deactivated");
    put(&world.anonymous(), &format!("{OPEN}/{{nora}}"), &json!("viewer")).refused(401, "unauthenticated");
}

#[test]
fn m2_implicit_members_are_locked() {
    let world = World::new();
    for path in [OPEN, PRIVATE] {
        for target in ["{admin}", "{owner}"] {
            for person in [world.owner(), world.admin()] {
                let path = format!("{path}/{target}");
                for role in [Value::Null, json!("viewer")] {
                    put(&person, &path, &role).refused(409, "implicit_member");
                    put(&person, &format!("{path}?preview=true"), &role).refused(409, "implicit_member");
                }
                person.delete(&path).refused(409, "implicit_member");
                let list = json!({ "projects": [] });
                person.put(&format!("{path}/restriction"), &list).refused(409, "implicit_member");
                person.delete(&format!("{path}/restriction")).refused(409, "implicit_member");
            }
        }
    }
    let listed = world.owner().get(OPEN).is(200);
    let admin = row(&listed, "Admin");
    assert_eq!((&admin["implicit"], &admin["via"]), (&json!(true), &json!("implicit")));
}

#[test]
fn m15_who_cannot_be_added_and_as_what() {
    let world = World::new();
    let (owner, version) = (world.owner(), world.version());
    let nora = format!("{PRIVATE}/{{nora}}");
    for unknown in ["{other_member}", "mem_01jdd00000e00800000000zzzz", "nonsense", "{prj}"] {
        put(&owner, &format!("{PRIVATE}/{unknown}"), &Value::Null).refused(404, "not_found");
    }
    put(&owner, &format!("{PRIVATE}/{{guest}}"), &Value::Null).refused(422, "reach_shared");
    put(&owner, &format!("{PRIVATE}/{{deactivated}}"), &Value::Null).refused(409, "member_deactivated");
    put(&owner, &nora, &json!("king")).invalid("/role", "unknown_role");
    for role in ["owner", "guest"] {
        put(&owner, &nora, &json!(role)).invalid("/role", "no_workspace_role");
    }
    owner.put(&nora, &json!({ "rôle": "viewer" })).invalid("/rôle", "unknown_field");
    owner.put(&nora, &json!({ "role": 7 })).invalid("/role", "malformed");
    assert_eq!(world.version(), version);
    assert!(!names(&owner.get(PRIVATE).is(200)).contains(&"Nora".to_owned()));
}

#[test]
fn m15_the_form_offers_active_members_who_are_not_in_it() {
    let world = World::new();
    let path = "/v1/workspaces/{private}/member-candidates";
    let offered = world.admin().get(&format!("{path}?include=total")).is(200);
    assert_eq!(names(&offered), ["Editor", "Nora", "Viewer"], "no guest, no admin, nobody deactivated");
    assert_eq!((&offered["total"], &offered["data"][2]["role"]["key"]), (&json!(3), &json!("viewer")));
    assert_eq!(names(&world.admin().get(&format!("{path}?q=nor")).is(200)), ["Nora"]);
    put(&world.admin(), &format!("{PRIVATE}/{{nora}}"), &Value::Null).is(201);
    assert_eq!(names(&world.admin().get(path).is(200)), ["Editor", "Viewer"]);
    assert_eq!(names(&world.admin().get("/v1/workspaces/{ws}/member-candidates").is(200)), [""; 0]);
    // In it now, and without a say over who is.
    world.nora().get(path).refused(403, "permission_denied");
    world.viewer().get(path).refused(404, "not_found");
}

#[test]
fn m2_the_table_is_searched_sorted_and_paged() {
    let world = World::new();
    let owner = world.owner();
    let all = owner.get(&format!("{OPEN}?include=total")).is(200);
    assert_eq!(names(&all), ["Admin", "Editor", "Nora", "Owner", "Viewer"]);
    assert_eq!(all["total"], 5);
    assert_eq!(row(&all, "Nora")["via"], "open");
    assert_eq!(names(&owner.get(&format!("{OPEN}?sort=-name&limit=2")).is(200)), ["Viewer", "Owner"]);
    assert_eq!(names(&owner.get(&format!("{OPEN}?q=EDIT")).is(200)), ["Editor"]);
    let (mut joined, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{OPEN}?sort=role&limit=2{cursor}")).is(200);
        joined.extend(names(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(joined, names(&owner.get(&format!("{OPEN}?sort=role")).is(200)));
    assert_eq!(joined[..2], ["Owner", "Admin"]);
    owner.get(&format!("{OPEN}?sort=joined_at")).invalid("?sort", "unknown_value");
    owner.get(&format!("{OPEN}?role=viewer")).invalid("?role", "unknown_parameter");
    put(&owner, &format!("{PRIVATE}/{{viewer}}"), &json!("editor")).is(201);
    assert_eq!(names(&owner.get(PRIVATE).is(200)), ["Admin", "Owner", "Viewer"]);
    // Whoever is made a guest is in no workspace, and whoever is deactivated is not shown.
    owner.post("/v1/organizations/{org}/members/{viewer}/deactivate", &json!({})).is(200);
    assert_eq!(names(&owner.get(PRIVATE).is(200)), ["Admin", "Owner"]);
    owner.post("/v1/organizations/{org}/members/{viewer}/activate", &json!({})).is(200);
    assert_eq!(row(&owner.get(PRIVATE).is(200), "Viewer")["workspace_role"]["key"], "editor");
}

#[test]
fn m2_somebody_elses_change_in_between_is_seen() {
    let world = World::new();
    let path = format!("{PRIVATE}/{{nora}}");
    let member = "/v1/organizations/{org}/members/{nora}";
    let seen = world.admin().get(member).header("etag").to_owned();
    put(&world.owner(), &path, &Value::Null).is(201);
    let body = json!({ "role": "viewer" });
    let stale = world.admin().ask("PUT", &path).header("if-match", &seen).json(&body).send();
    stale.refused(412, "precondition_failed");
    let fresh = world.admin().get(member).header("etag").to_owned();
    world.admin().ask("PUT", &path).header("if-match", &fresh).json(&body).send().is(200);
}
