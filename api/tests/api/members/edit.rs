//! M13, R2: `PATCH …/members/{member}`, all or nothing: role, scopes, projects and expiry in one save.

use serde_json::{Value, json};

use crate::support::{House, Person, World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

/// A granular organization with two projects in its open workspace, and a member with nothing.
struct Granular<'w> {
    house: House<'w>,
    apollo: String,
    borealis: String,
    mia: Person,
}

fn granular(world: &World) -> Granular<'_> {
    let house = House::new(world, "granular");
    let (apollo, borealis) =
        (house.project(&house.workspace, "Apollo"), house.project(&house.workspace, "Borealis"));
    let mia = house.join("mia", "member");
    Granular { house, apollo, borealis, mia }
}

impl Granular<'_> {
    fn mia(&self) -> String {
        self.house.member(&self.mia)
    }

    fn patch(&self, body: &Value) -> crate::support::Answer {
        self.house.top.patch(&self.mia(), body)
    }
}

#[test]
fn m13_one_form_one_save_one_version_one_entry() {
    let world = World::new();
    let all = granular(&world);
    all.mia.get(&all.house.path("/members")).refused(403, "permission_denied");
    all.mia.get(&format!("/v1/projects/{}", all.apollo)).refused(404, "not_found");
    let end = "2030-01-01T00:00:00Z";
    let body = json!({
        "permissions": { "members": "view", "billing": "none" },
        "projects": [
            { "id": all.apollo, "permissions": { "reporting": "view" } },
            { "id": all.borealis, "permissions": { "data": "full", "settings.members": "view" } },
        ],
        "restrict_to": [all.apollo],
        "expires_at": end,
    });
    let version = all.house.version();
    let preview = all.house.top.patch(&format!("{}?preview=true", all.mia()), &body).is(200);
    all.mia.get(&format!("/v1/projects/{}", all.apollo)).refused(404, "not_found");
    let saved = all.patch(&body).is(200);
    assert_eq!(saved["changes"], preview["changes"]);
    assert_eq!(all.house.version(), version + 1);
    assert_eq!(
        (&saved["permissions"]["members"], &saved["permissions"]["billing"]),
        (&json!("view"), &json!("none"))
    );
    assert_eq!((&saved["expires_at"], &saved["restricted"]), (&json!(end), &json!(true)));
    assert_eq!(saved["restrict_to"][0]["name"], "Apollo");
    let names: Vec<_> =
        saved["projects"].as_array().expect("a list").iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["Apollo", "Borealis"]);
    assert_eq!(saved["projects"][1]["permissions"]["data"], "full");

    let log = all.house.top.get(&all.house.path("/audit-log?limit=200")).is(200);
    let entries = log["data"].as_array().expect("a list").iter();
    let entries: Vec<_> = entries.filter(|entry| entry["version"] == json!(version + 1)).collect();
    assert_eq!((entries.len(), &entries[0]["action"]), (1, &json!("members.edit")));
    assert_eq!(entries[0]["after"]["permissions"], json!({ "members": "view" }));

    all.mia.get(&all.house.path("/members")).is(200);
    let apollo = all.mia.get(&format!("/v1/projects/{}", all.apollo)).is(200);
    assert_eq!(
        (&apollo["permissions"]["reporting"], &apollo["permissions"]["data"]),
        (&json!("view"), &json!("none"))
    );
    assert_eq!(all.patch(&body).is(200)["changes"]["total"], 0);
    assert_eq!(all.house.version(), version + 1, "the same form again changes nothing");

    // The form can be sent back as it was shown.
    let shown = all.house.top.get(&all.mia()).is(200);
    let project = |row: &Value| json!({ "id": row["id"], "permissions": row["permissions"] });
    let again = json!({
        "role": shown["role"]["key"],
        "permissions": shown["permissions"],
        "projects": shown["projects"].as_array().expect("a list").iter().map(project).collect::<Vec<_>>(),
        "restrict_to": [all.apollo],
        "expires_at": shown["expires_at"],
    });
    assert_eq!(all.patch(&again).is(200)["changes"]["total"], 0);
    assert_eq!(all.house.version(), version + 1);
}

#[test]
fn m13_taking_a_project_off_closes_its_scopes_and_what_is_left_out_stays() {
    let world = World::new();
    let all = granular(&world);
    let on = |id: &str, scope: &str| json!({ "id": id, "permissions": { scope: "full" } });
    let both = json!({ "projects": [on(&all.apollo, "data"), on(&all.borealis, "workflows")] });
    all.patch(&both).is(200);
    all.patch(&json!({ "permissions": { "members": "view" } })).is(200);
    all.mia.get(&format!("/v1/projects/{}", all.borealis)).is(200);
    all.patch(&json!({ "projects": [on(&all.apollo, "data")] })).is(200);
    all.mia.get(&format!("/v1/projects/{}", all.borealis)).refused(404, "not_found");
    all.mia.get(&all.house.path("/members")).is(200);
    all.patch(&json!({ "permissions": {} })).is(200);
    all.mia.get(&all.house.path("/members")).refused(403, "permission_denied");
    all.mia.get(&format!("/v1/projects/{}", all.apollo)).is(200);
    let empty = all.patch(&json!({ "projects": [{ "id": all.apollo, "permissions": {} }] })).is(200);
    assert_eq!(empty["projects"], json!([]), "nothing on a project is no grant");
}

#[test]
fn m13_nothing_of_a_form_is_saved_where_a_part_is_refused() {
    let world = World::new();
    let all = granular(&world);
    let version = all.house.version();
    let good = json!({ "members": "view" });
    let with = |projects: Value| json!({ "permissions": good, "projects": projects });
    let one = |id: &str, permissions: Value| with(json!([{ "id": id, "permissions": permissions }]));
    for id in [world.id("prj"), world.id("other_prj"), "nonsense".to_owned(), all.house.workspace.clone()] {
        all.patch(&one(&id, json!({}))).refused(404, "not_found");
        all.patch(&json!({ "permissions": good, "restrict_to": [id] })).refused(404, "not_found");
    }
    let reads = json!({ "reporting": "view" });
    let twice =
        json!([{ "id": all.apollo, "permissions": reads }, { "id": all.apollo, "permissions": reads }]);
    all.patch(&with(twice)).invalid("/projects/1/id", "duplicate");
    let misplaced = one(&all.apollo, json!({ "members": "view" }));
    all.patch(&misplaced).invalid("/projects/0/permissions/members", "misplaced_scope");
    let unknown = one(&all.apollo, json!({ "raketen": "view" }));
    all.patch(&unknown).invalid("/projects/0/permissions/raketen", "unknown_scope");
    let level = json!({ "permissions": { "members": "some" } });
    all.patch(&level).invalid("/permissions/members", "malformed");
    let ownership = json!({ "permissions": { "ownership": "full" } });
    all.patch(&ownership).invalid("/permissions/ownership", "misplaced_scope");
    all.patch(&json!({ "permissions": good, "role": "king" })).invalid("/role", "unknown_role");
    all.patch(&json!({ "permissions": good, "projekts": [] })).invalid("/projekts", "unknown_field");
    all.patch(&json!({ "projects": [{ "id": all.apollo }] })).invalid("/projects/0/permissions", "required");
    all.mia.get(&all.house.path("/members")).refused(403, "permission_denied");
    assert_eq!(all.house.version(), version);
}

#[test]
fn m13_a_stale_form_is_refused_whatever_part_of_it_changed() {
    let world = World::new();
    let changes: [(&str, &str, Value); 5] = [
        ("PATCH", NORA, json!({ "role": "viewer" })),
        ("PATCH", NORA, json!({ "permissions": { "billing": "view" } })),
        ("PUT", "/v1/projects/{prj}/collaborators/{nora}", json!({ "role": "admin" })),
        ("PUT", "/v1/workspaces/{ws}/members/{nora}/restriction", json!({ "projects": [] })),
        ("PUT", "/v1/organizations/{org}/groups/{grp}/members/{nora}", json!({})),
    ];
    for (method, path, body) in changes {
        let seen = world.admin().get(NORA).header("etag").to_owned();
        let done = world.owner().ask(method, path).json(&body).send();
        assert!(done.status < 300, "{path}: {}", done.text);
        let save = json!({ "permissions": { "audit": "view" } });
        let stale = world.admin().ask("PATCH", NORA).header("if-match", &seen).json(&save).send();
        stale.refused(412, "precondition_failed");
        let fresh = world.admin().get(NORA).header("etag").to_owned();
        assert_ne!(seen, fresh, "{path}");
        world.admin().ask("PATCH", NORA).header("if-match", &fresh).json(&json!({})).send().is(200);
    }
    assert_eq!(world.admin().get(NORA).is(200)["permissions"]["audit"], "none");
}

#[test]
fn m13_ceilings_reach_and_lists_are_those_of_the_role_that_they_are_to_have() {
    let world = World::new();
    let seats = House::new(&world, "seats");
    let project = seats.project(&seats.workspace, "Apollo");
    let olga = seats.join("olga", "observer");
    let olga = seats.member(&olga);
    let edits = json!([{ "id": project, "permissions": { "content": "full", "comments": "full" } }]);
    let above = seats.top.patch(&olga, &json!({ "projects": edits })).refused(422, "above_ceiling");
    assert_eq!(above["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(above["errors"][0]["pointer"], "/projects/0/permissions/content");
    let above = seats.top.patch(&olga, &json!({ "permissions": { "billing": "view" } }));
    assert_eq!(above.refused(422, "above_ceiling")["errors"][0]["pointer"], "/permissions/billing");
    seats.top.patch(&olga, &json!({ "role": "member", "projects": edits })).is(200);
    // In this model nobody who takes part becomes a guest from inside.
    seats.top.patch(&olga, &json!({ "role": "guest" })).refused(409, "guest_conversion");

    let (admin, version) = (world.admin(), world.version());
    let guest = "/v1/organizations/{org}/members/{guest}";
    let reads = json!([{ "id": world.id("prj"), "permissions": { "content": "view" } }]);
    admin.patch(guest, &json!({ "projects": reads })).refused(422, "reach_shared");
    admin.patch(guest, &json!({ "permissions": { "general": "view" } })).refused(422, "reach_shared");
    admin.patch(guest, &json!({ "restrict_to": [] })).refused(422, "reach_shared");
    admin.patch(NORA, &json!({ "role": "guest", "projects": reads })).refused(422, "reach_shared");
    admin.patch(NORA, &json!({ "role": "admin", "restrict_to": [] })).refused(409, "implicit_member");
    let elsewhere = json!({ "restrict_to": [world.id("secret")] });
    admin.patch(NORA, &elsewhere).invalid("/restrict_to", "not_in_workspace");
    assert_eq!(world.version(), version);
}

#[test]
fn p1_a_list_of_projects_counts_in_every_workspace_that_they_are_in() {
    let world = World::new();
    let (admin, nora) = (world.admin(), world.nora());
    admin.put("/v1/workspaces/{private}/members/{nora}", &json!({ "role": null })).is(201);
    let saved = admin.patch(NORA, &json!({ "restrict_to": [world.id("secret")] })).is(200);
    assert_eq!(saved["restrict_to"][0]["name"], "Zeus");
    nora.get("/v1/projects/{secret}").is(200);
    nora.get("/v1/projects/{prj}").refused(404, "not_found");
    let lifted = admin.patch(NORA, &json!({ "restrict_to": null })).is(200);
    assert_eq!((&lifted["restrict_to"], &lifted["restricted"]), (&Value::Null, &json!(false)));
    nora.get("/v1/projects/{prj}").is(200);
}

#[test]
fn m13_the_role_and_the_rest_at_once_and_the_person_is_told() {
    let world = World::new();
    let version = world.version();
    let body = json!({
        "role": "viewer",
        "projects": [{ "id": world.id("prj"), "permissions": { "content": "full" } }],
    });
    let saved = world.admin().patch(NORA, &body).is(200);
    assert_eq!((&saved["role"]["key"], world.version()), (&json!("viewer"), version + 1));
    let project = world.nora().get("/v1/projects/{prj}").is(200);
    assert_eq!(
        (&project["permissions"]["content"], &project["permissions"]["data"]),
        (&json!("full"), &json!("view"))
    );
    assert_eq!(world.audit_log("&action=members.edit").len(), 1);
    assert!(world.audit_log("&action=members.change_role").is_empty());
    let mail = &world.mails("nora@larkfield.test")[0];
    assert!(text(&mail["text"]).contains("Viewer"), "{mail}");
    world.admin().patch(NORA, &json!({ "permissions": { "audit": "view" } })).is(200);
    let told = world.nora().get("/v1/me/notifications").is(200);
    assert_eq!(told["data"][0]["kind"], "members.edit");
}

#[test]
fn m13_nobody_gives_what_they_do_not_hold_nor_takes_what_they_do_not_see() {
    let world = World::new();
    let all = granular(&world);
    let max = all.house.join("max", "member");
    let secret = all.house.workspace("Secret", "private");
    let zeus = all.house.project(&secret, "Zeus");
    all.house.top.patch(&all.house.member(&max), &json!({ "permissions": { "members": "full" } })).is(200);
    let on = |id: &str| json!([{ "id": id, "permissions": { "reporting": "view" } }]);
    all.patch(&json!({ "projects": on(&zeus) })).is(200);

    let mia = all.mia();
    max.patch(&mia, &json!({ "permissions": { "billing": "view" } })).refused(403, "may_not_grant");
    max.patch(&mia, &json!({ "projects": on(&zeus) })).refused(404, "not_found");
    max.patch(&mia, &json!({ "projects": on(&all.apollo) })).refused(404, "not_found");
    let version = all.house.version();
    let kept = max.patch(&mia, &json!({ "projects": [] })).is(200);
    assert_eq!((&kept["changes"]["total"], all.house.version()), (&json!(0), version));
    all.mia.get(&format!("/v1/projects/{zeus}")).is(200);
    max.patch(&mia, &json!({ "role": "admin" })).refused(403, "may_not_grant");
    max.patch(&all.house.member(&all.house.top), &json!({ "permissions": {} })).refused(403, "may_not_grant");
    max.patch(&mia, &json!({ "permissions": { "members": "view" } })).is(200);
    // Nor to oneself.
    max.patch(&all.house.member(&max), &json!({ "permissions": { "members": "full", "billing": "full" } }))
        .refused(403, "may_not_grant");
    all.mia.patch(&mia, &json!({ "permissions": {} })).refused(403, "permission_denied");
}

#[test]
fn l9_the_last_lasting_admin_does_not_expire() {
    let world = World::new();
    let all = granular(&world);
    let own = all.house.member(&all.house.top);
    let end = json!({ "expires_at": "2030-01-01T00:00:00Z" });
    all.house.top.patch(&own, &end).refused(409, "last_admin");
    all.house.top.patch(&own, &json!({ "role": "member" })).refused(409, "last_admin");
    // A grant administers nothing for good.
    all.patch(&json!({ "permissions": { "members": "full" } })).is(200);
    all.house.top.patch(&own, &end).refused(409, "last_admin");
    all.patch(&json!({ "role": "admin" })).is(200);
    all.house.top.patch(&own, &end).is(200);
    all.mia.patch(&all.mia(), &end).refused(409, "last_admin");
}

#[test]
fn r9_a_pattern_fills_the_form() {
    let world = World::new();
    let all = granular(&world);
    let on = |permissions: Value| json!({ "permissions": {}, "projects": [{ "id": all.apollo, "permissions": permissions }] });
    all.patch(&on(json!({ "reporting": "view" }))).is(200);
    let apollo = || all.mia.get(&format!("/v1/projects/{}", all.apollo)).is(200)["permissions"].clone();
    assert_eq!((&apollo()["reporting"], &apollo()["data"]), (&json!("view"), &json!("none")));
    all.mia.get(&format!("/v1/projects/{}", all.borealis)).refused(404, "not_found");
    all.mia.get(&all.house.path("/members")).refused(403, "permission_denied");
    all.patch(&on(json!({ "data": "full", "technical": "full", "workflows": "full" }))).is(200);
    assert_eq!((&apollo()["technical"], &apollo()["reporting"]), (&json!("full"), &json!("none")));
}
