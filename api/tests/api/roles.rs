//! R1, R5: `…/roles`, the organization's own roles.

use serde_json::{Value, json};

use crate::support::{World, text};

const ROLES: &str = "/v1/organizations/{org}/roles";
const REVIEWER: &str = "/v1/organizations/{org}/roles/reviewer";
const NORA: &str = "/v1/organizations/{org}/members/{nora}";

/// Gives Nora the role that nobody has yet.
fn reviewing(world: &World) {
    world.owner().patch(NORA, &json!({ "role": "reviewer" })).is(200);
}

/// The rows of `changes` about Nora on the project.
fn rows(world: &World, changes: &Value) -> Vec<(String, String, String)> {
    let data = changes["data"].as_array().expect("a list");
    let here = |row: &&Value| row["member"] == world.id("nora") && row["resource"]["id"] == world.id("prj");
    let row = |row: &Value| (text(&row["scope"]), text(&row["before"]), text(&row["after"]));
    data.iter().filter(here).map(row).collect()
}

#[test]
fn r1_roles_are_listed_with_what_hangs_on_them() {
    let world = World::new();
    reviewing(&world);
    world.invite("later@example.test", "reviewer");
    let list = world.viewer().get(ROLES).is(200);
    let keys: Vec<String> =
        list["data"].as_array().expect("a list").iter().map(|role| text(&role["key"])).collect();
    assert_eq!(keys, ["owner", "admin", "editor", "viewer", "guest", "reviewer"]);
    let own = &list["data"][5];
    assert_eq!((&own["built_in"], &own["id"]), (&json!(false), &json!(world.id("role"))));
    assert_eq!(
        [&own["members_count"], &own["overrides_count"], &own["invitations_count"]],
        [&json!(1), &json!(0), &json!(1)]
    );
    assert_eq!(own["permissions"]["comments"], "full");
    assert_eq!(own["permissions"]["billing"], "none", "every scope is there");
    assert_eq!((&own["ceiling"]["billing"], &own["ceiling"]["ownership"]), (&json!("full"), &json!("none")));
    let first = world.viewer().get(&format!("{ROLES}?limit=4")).is(200);
    let rest = world.viewer().get(&format!("{ROLES}?cursor={}", text(&first["next_cursor"]))).is(200);
    assert_eq!(rest["data"][1]["key"], "reviewer");
    world.guest().get(ROLES).refused(403, "permission_denied");
    world.stranger().get(ROLES).refused(404, "not_found");
}

#[test]
fn r1_a_role_is_made_named_by_its_key_and_given() {
    let world = World::new();
    let body = json!({
        "name": "Support lead", "description": "Answers, and sees who is who",
        "permissions": { "members": "view", "content": "full", "comments": "full" },
    });
    let preview = world.admin().post(&format!("{ROLES}?preview=true"), &body).is(200);
    assert_eq!((&preview["preview"], &preview["changes"]["total"]), (&json!(true), &json!(0)));
    world.admin().get(&format!("{ROLES}/support_lead")).refused(404, "not_found");
    let version = world.version();
    let made = world.admin().post(ROLES, &body).is(201);
    assert_eq!(world.version(), version + 1);
    assert_eq!(
        (&made["key"], &made["seat"], &made["reach"]),
        (&json!("support_lead"), &json!("paid"), &json!("granted"))
    );
    assert_eq!(made["changes"]["total"], 0, "nobody has it yet");
    let by_id = world.admin().get(&format!("{ROLES}/{}", text(&made["id"]))).is(200);
    assert_eq!(by_id["name"], "Support lead");
    let model = world.viewer().get("/v1/organizations/{org}/access-model").is(200);
    assert!(model["roles"].as_array().expect("a list").iter().any(|role| role["key"] == "support_lead"));
    let nora = world.admin().patch(NORA, &json!({ "role": "support_lead" })).is(200);
    assert_eq!(nora["role"]["name"], "Support lead");
    let list = world.viewer().get("/v1/organizations/{org}/members?role=support_lead").is(200);
    assert_eq!(list["data"][0]["id"], world.id("nora"));
    let entry = world.audit_log("&action=roles.create")[0].clone();
    assert_eq!(
        (&entry["target"]["name"], &entry["after"]["key"]),
        (&json!("Support lead"), &json!("support_lead"))
    );
}

#[test]
fn r1_a_key_is_made_from_the_name_and_never_twice() {
    let world = World::new();
    let make = |body: Value| world.admin().post(ROLES, &body);
    let named = |name: &str| text(&make(json!({ "name": name, "permissions": {} })).is(201)["key"]);
    assert_eq!(named("Editor"), "editor_2");
    assert_eq!(named("Reviewer"), "reviewer_2");
    assert_eq!(named("評価"), "role");
    make(json!({ "name": "X", "key": "viewer", "permissions": {} })).refused(409, "role_taken");
    make(json!({ "name": "X", "key": "reviewer", "permissions": {} })).refused(409, "role_taken");
    make(json!({ "name": "X", "key": "No Key", "permissions": {} })).invalid("/key", "malformed");
    make(json!({ "name": "X", "key": world.id("role"), "permissions": {} })).invalid("/key", "reserved");
    make(json!({ "name": "X" })).invalid("/permissions", "required");
    make(json!({ "permissions": {} })).invalid("/name", "required");
}

#[test]
fn r1_what_is_no_role_is_refused_by_field() {
    let world = World::new();
    let make = |body: Value| world.admin().post(ROLES, &body);
    let role = |rest: Value| {
        let mut body = json!({ "name": "X", "permissions": {} });
        for (key, value) in rest.as_object().expect("a map") {
            body[key] = value.clone();
        }
        body
    };
    let unknown =
        make(role(json!({ "permissions": { "memberz": "view", "content": "view", "x/y": "full" } })));
    let body = unknown.invalid("/permissions/memberz", "unknown_scope");
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(2), "each is named: {body}");
    make(role(json!({ "ceiling": { "x/y": "full" } }))).invalid("/ceiling/x~1y", "unknown_scope");
    make(role(json!({ "permissions": { "content": "edit" } }))).refused(422, "validation_failed");
    make(role(json!({ "seat": "sofa" }))).invalid("/seat", "malformed");
    make(role(json!({ "reach": "far" }))).invalid("/reach", "malformed");
    make(role(json!({ "rank": 3 }))).invalid("/rank", "unknown_field");

    let flawed = |rest: Value, pointer: &str, code: &str| {
        let body = make(role(rest)).refused(422, "role_invalid");
        assert_eq!(
            (&body["errors"][0]["pointer"], &body["errors"][0]["code"]),
            (&json!(pointer), &json!(code))
        );
    };
    flawed(
        json!({ "permissions": { "content": "full" }, "ceiling": { "content": "view" } }),
        "/permissions/content",
        "baseline_above_ceiling",
    );
    flawed(json!({ "ceiling": { "ownership": "view" } }), "/ceiling/ownership", "ownership");
    flawed(
        json!({ "permissions": { "content": "full" }, "seat": "free" }),
        "/permissions/content",
        "free_paid_work",
    );
    flawed(
        json!({ "permissions": { "content": "view" }, "ceiling": { "content": "full" }, "seat": "free" }),
        "/ceiling/content",
        "free_paid_work",
    );
    flawed(
        json!({ "permissions": { "content": "view" }, "ceiling": { "content": "full" }, "reach": "everything" }),
        "/ceiling",
        "everything_with_room",
    );
    flawed(
        json!({ "permissions": { "content": "view" }, "reach": "shared" }),
        "/permissions",
        "shared_with_baseline",
    );
}

#[test]
fn r1_a_ceiling_that_is_left_out_follows_the_seat_and_the_reach() {
    let world = World::new();
    let make = |body: Value| world.admin().post(ROLES, &body).is(201);
    let free = make(json!({ "name": "Reader", "seat": "free", "permissions": { "content": "view" } }));
    assert_eq!(free["ceiling"], free["permissions"]);
    let shared = make(json!({ "name": "Client", "reach": "shared", "permissions": {} }));
    assert_eq!((&shared["seat"], &shared["ceiling"]["content"]), (&json!("free"), &json!("full")));
    assert_eq!(shared["ceiling"]["data"], "none");
    let everywhere =
        make(json!({ "name": "Auditor", "reach": "everything", "permissions": { "audit": "view" } }));
    assert_eq!(everywhere["ceiling"], everywhere["permissions"]);
    // It follows an edit too, until somebody says otherwise.
    let path = format!("{ROLES}/reader");
    let edited = world.admin().patch(&path, &json!({ "permissions": { "data": "view" } })).is(200);
    assert_eq!((&edited["ceiling"]["data"], &edited["ceiling"]["content"]), (&json!("view"), &json!("none")));
}

#[test]
fn l10_nobody_makes_changes_or_deletes_a_role_above_what_they_hold() {
    let world = World::new();
    let recruiter = json!({
        "name": "Recruiter", "permissions": { "members": "full", "general": "view", "content": "view" },
    });
    world.owner().post(ROLES, &recruiter).is(201);
    let above = json!({ "name": "Bookkeeper", "permissions": { "billing": "full" } });
    world.owner().post(ROLES, &above).is(201);
    world.owner().patch(NORA, &json!({ "role": "recruiter" })).is(200);
    let nora = world.nora();
    let make = |permissions: Value| nora.post(ROLES, &json!({ "name": "X", "permissions": permissions }));
    make(json!({ "billing": "view" })).refused(403, "may_not_grant");
    make(json!({ "content": "full" })).refused(403, "may_not_grant");
    let everywhere = json!({ "name": "X", "reach": "everything", "permissions": { "content": "view" } });
    nora.post(ROLES, &everywhere).refused(403, "may_not_grant");
    make(json!({ "content": "view", "members": "view" })).is(201);
    let bookkeeper = format!("{ROLES}/bookkeeper");
    nora.patch(&bookkeeper, &json!({ "name": "Y" })).refused(403, "may_not_grant");
    nora.delete(&bookkeeper).refused(403, "may_not_grant");
    // Nor does anybody raise themselves by way of their own role.
    nora.patch(
        &format!("{ROLES}/recruiter"),
        &json!({ "permissions": { "members": "full", "audit": "view" } }),
    )
    .refused(403, "may_not_grant");
    world.editor().post(ROLES, &json!({ "name": "X", "permissions": {} })).refused(403, "permission_denied");
    world.editor().patch(REVIEWER, &json!({ "name": "X" })).refused(403, "permission_denied");
    world.editor().delete(REVIEWER).refused(403, "permission_denied");
    world
        .admin()
        .patch(REVIEWER, &json!({ "permissions": { "ownership": "full" } }))
        .refused(422, "role_invalid");
}

#[test]
fn r5_an_edit_shows_whom_it_changes_and_then_tells_them() {
    let world = World::new();
    reviewing(&world);
    let body = json!({ "permissions": { "content": "full", "comments": "full" } });
    let preview = world.admin().patch(&format!("{REVIEWER}?preview=true"), &body).is(200);
    let expected = vec![("content".to_owned(), "view".to_owned(), "full".to_owned())];
    assert_eq!(rows(&world, &preview["changes"]), expected);
    let (version, notices) = (world.version(), "/v1/me/notifications");
    let told = world.nora().get(notices).is(200)["data"].as_array().map(Vec::len);
    let edited = world.admin().patch(REVIEWER, &body).is(200);
    assert_eq!(edited["changes"], preview["changes"], "what was previewed is what happened");
    assert_eq!(world.version(), version + 1);
    let now = world.nora().get(notices).is(200)["data"].clone();
    assert_eq!(
        now.as_array().map(Vec::len),
        told.map(|count| count + 1),
        "one notice, and only after the save"
    );
    assert_eq!(
        (&now[0]["kind"], &now[0]["text"]),
        (
            &json!("roles.edit"),
            &json!("Admin changed the role Reviewer in Larkfield, and with it your access.")
        )
    );
    let prj = world.nora().get("/v1/projects/{prj}").is(200);
    assert_eq!(prj["permissions"]["content"], "full", "in force at once");
    let entry = world.audit_log("&action=roles.edit")[0].clone();
    assert_eq!(
        (&entry["before"]["baseline"]["content"], &entry["after"]["baseline"]["content"]),
        (&json!("view"), &json!("full"))
    );
    let again = world.admin().patch(REVIEWER, &body).is(200);
    assert_eq!(
        (&again["changes"]["total"], world.version()),
        (&json!(0), version + 1),
        "the same again is nothing"
    );
    // A new name changes nobody's access, and nobody is told.
    world.admin().patch(REVIEWER, &json!({ "name": "Proof reader" })).is(200);
    assert_eq!(world.nora().get(notices).is(200)["data"], now);
}

#[test]
fn r5_an_edit_that_was_not_seen_is_refused() {
    let world = World::new();
    let seen = world.admin().get(REVIEWER).header("etag").to_owned();
    world.owner().patch(REVIEWER, &json!({ "name": "Checker" })).is(200);
    let stale = |method: &str| {
        let ask = world.admin().ask(method, REVIEWER).header("if-match", &seen);
        ask.json(&json!({})).send().refused(412, "precondition_failed");
    };
    stale("PATCH");
    stale("DELETE");
    let fresh = world.admin().get(REVIEWER).header("etag").to_owned();
    world.admin().ask("DELETE", REVIEWER).header("if-match", &fresh).send().is(200);
}

#[test]
fn r1_the_roles_of_the_model_stay_as_they_are() {
    let world = World::new();
    for role in ["owner", "editor", "guest"] {
        let path = format!("{ROLES}/{role}");
        world.owner().patch(&path, &json!({ "name": "Other" })).refused(409, "built_in_role");
        world.owner().delete(&path).refused(409, "built_in_role");
        world.owner().delete(&format!("{path}?replacement=viewer")).refused(409, "built_in_role");
    }
    world.owner().patch(&format!("{ROLES}/nobody"), &json!({})).refused(404, "not_found");
    world.owner().delete(&format!("{ROLES}/{{other_role}}")).refused(404, "not_found");
}

#[test]
fn r5_a_role_that_nobody_has_is_deleted_and_one_in_use_needs_a_replacement() {
    let world = World::new();
    reviewing(&world);
    for query in ["", "?preview=true"] {
        world.admin().delete(&format!("{REVIEWER}{query}")).refused(409, "role_in_use");
    }
    world.admin().delete(&format!("{REVIEWER}?replacement=king")).invalid("?replacement", "unknown_role");
    world.admin().delete(&format!("{REVIEWER}?replacement=reviewer")).invalid("?replacement", "same_role");
    world
        .admin()
        .delete(&format!("{REVIEWER}?replacment=viewer"))
        .invalid("?replacment", "unknown_parameter");
    world.owner().delete(&format!("{REVIEWER}?replacement=owner")).refused(409, "use_ownership_transfer");
    world.admin().delete(&format!("{REVIEWER}?replacement=owner")).refused(403, "may_not_grant");
    let preview = world.admin().delete(&format!("{REVIEWER}?replacement=editor&preview=true")).is(200);
    assert!(rows(&world, &preview["changes"]).contains(&(
        "data".to_owned(),
        "none".to_owned(),
        "full".to_owned()
    )));
    let version = world.version();
    let deleted = world.admin().delete(&format!("{REVIEWER}?replacement=editor")).is(200);
    assert_eq!(deleted["changes"], preview["changes"]);
    assert_eq!((world.version(), &deleted["key"]), (version + 1, &json!("reviewer")));
    assert_eq!(world.admin().get(NORA).is(200)["role"]["key"], "editor");
    world.admin().get(REVIEWER).refused(404, "not_found");
    world.admin().patch(NORA, &json!({ "role": "reviewer" })).invalid("/role", "unknown_role");
    let notice = world.nora().get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(
        notice["text"],
        "Admin deleted the role Reviewer in Larkfield. You have the role Editor in its place."
    );
    let entry = world.audit_log("&action=roles.delete")[0].clone();
    assert_eq!(entry["after"]["members"], json!([world.id("nora")]));
    world.admin().post(ROLES, &json!({ "name": "Reviewer", "permissions": {} })).is(201);
}

#[test]
fn r5_a_replacement_takes_the_invitations_too() {
    let world = World::new();
    let token = world.invite("new@example.test", "reviewer");
    world.invite("gone@example.test", "reviewer");
    let gone = world.invitation_to("gone@example.test");
    world.owner().delete(&format!("/v1/organizations/{{org}}/invitations/{gone}")).is(204);
    world.admin().delete(REVIEWER).refused(409, "role_in_use");
    world.admin().delete(&format!("{REVIEWER}?replacement=viewer")).is(200);
    let list = world.admin().get("/v1/organizations/{org}/invitations?status=pending,revoked").is(200);
    let of = |email: &str| {
        let list = list["data"].as_array().expect("a list").iter();
        text(&list.clone().find(|one| one["email"] == email).expect("listed")["role"]["key"])
    };
    assert_eq!(of("new@example.test"), "viewer");
    assert_eq!(of("gone@example.test"), "reviewer", "what was closed says what it was");
    let person = world.account("new@example.test");
    let mine = person.get("/v1/me/invitations").is(200);
    assert_eq!(mine["data"][0]["role"]["name"], "Viewer");
    let accepted = person.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    assert_eq!(accepted["membership"]["role"]["key"], "viewer");
    let again = format!("/v1/organizations/{{org}}/invitations/{gone}/resend");
    world.admin().post(&again, &json!({})).invalid("/role", "unknown_role");
}

#[test]
fn r1_a_role_of_ones_own_is_invited_with_and_shown_to_the_invited_person() {
    let world = World::new();
    world.invite("new@example.test", "reviewer");
    let person = world.account("new@example.test");
    assert_eq!(person.get("/v1/me/invitations").is(200)["data"][0]["role"]["name"], "Reviewer");
    let token = world.invite("other@example.test", "reviewer");
    let shown = world.ask("POST", "/v1/invitations/lookup").json(&json!({ "token": token })).send().is(200);
    assert_eq!(shown["role"]["name"], "Reviewer");
}

#[test]
fn l9_no_edit_of_a_role_leaves_an_organization_without_an_admin() {
    let world = World::new();
    let founder = world.account("founder@seats.test");
    let body = json!({ "name": "Seats", "access_model": "seats" });
    let organization = founder.post("/v1/organizations", &body).is(201);
    let path = format!("/v1/organizations/{}", text(&organization["id"]));
    let own = format!("{path}/members/{}", text(&organization["membership"]["id"]));
    let body = json!({ "name": "Manager", "permissions": { "members": "full", "general": "full" } });
    founder.post(&format!("{path}/roles"), &body).is(201);
    founder.post(&format!("{path}/roles"), &json!({ "name": "Idle", "permissions": {} })).is(201);
    founder.patch(&own, &json!({ "role": "manager" })).is(200);
    let role = format!("{path}/roles/manager");
    founder.patch(&role, &json!({ "permissions": { "members": "view" } })).refused(409, "last_admin");
    founder.delete(&format!("{role}?replacement=idle")).refused(409, "last_admin");
    founder.patch(&role, &json!({ "name": "Boss" })).is(200);
}

#[test]
fn l5_a_deactivated_member_keeps_a_role_until_its_replacement() {
    let world = World::new();
    let member = "/v1/organizations/{org}/members/{deactivated}";
    world.owner().patch(member, &json!({ "role": "reviewer" })).is(200);
    world.admin().delete(REVIEWER).refused(409, "role_in_use");
    let deleted = world.admin().delete(&format!("{REVIEWER}?replacement=viewer")).is(200);
    assert_eq!(deleted["changes"]["total"], 0, "they have no access to change");
    assert_eq!(world.admin().get(member).is(200)["role"]["key"], "viewer");
}
