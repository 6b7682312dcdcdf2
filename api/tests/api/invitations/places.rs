//! I1: what an invitation gives beside the role: workspaces with roles, projects with scopes, groups, and
//! scopes of the organization.

use serde_json::{Value, json};

use crate::support::{House, World, fragment, text};

const INVITATIONS: &str = "/v1/organizations/{org}/invitations";

fn offer(world: &World) -> Value {
    json!({
        "invites": [{ "email": "bo@example.test", "role": "viewer" }],
        "workspaces": [{ "id": world.id("private"), "role": "editor" }, { "id": world.id("ws") }],
        "projects": [
            { "id": world.id("prj"), "role": "editor" },
            { "id": world.id("secret"), "permissions": { "settings.members": "full" } },
        ],
        "permissions": { "billing": "view" },
        "groups": [world.id("grp")],
        "delivery": "link",
    })
}

fn invite(world: &World, body: &Value) -> (Value, String) {
    let invited = world.admin().post(INVITATIONS, body).is(200);
    let result = invited["results"][0].clone();
    assert_eq!(result["status"], "sent", "{invited}");
    let token = fragment(result["link"].as_str().expect("a link"));
    (result["invitation"].clone(), token)
}

#[test]
fn i1_everything_is_chosen_before_it_is_sent_and_there_once_it_is_accepted() {
    let world = World::new();
    let body = offer(&world);
    let preview = world.admin().post(&format!("{INVITATIONS}?preview=true"), &body).is(200);
    let gains = preview["changes"]["data"].as_array().expect("a list").clone();
    let (invitation, token) = invite(&world, &body);
    let place = |id: &str| {
        let rows = invitation["workspaces"].as_array().expect("a list");
        rows.iter().find(|row| row["id"] == json!(world.id(id))).expect("there").clone()
    };
    assert_eq!((&place("private")["role"]["key"], &place("ws")["role"]), (&json!("editor"), &Value::Null));
    let project = |id: &str| {
        let rows = invitation["projects"].as_array().expect("a list");
        rows.iter().find(|row| row["id"] == json!(world.id(id))).expect("there").clone()
    };
    assert_eq!((&project("prj")["role"], &project("secret")["role"]), (&json!("editor"), &Value::Null));
    assert_eq!(project("secret")["permissions"]["settings.members"], "full");
    assert_eq!(
        (&invitation["permissions"]["billing"], &invitation["groups"][0]["name"]),
        (&json!("view"), &json!("Crew"))
    );

    let bo = world.account("bo@example.test");
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let member = format!("/v1/organizations/{{org}}/members/{}", text(&accepted["membership"]["id"]));
    let shown = world.admin().get(&member).is(200);
    assert_eq!(
        (&shown["permissions"]["billing"], &shown["groups"][0]["name"]),
        (&json!("view"), &json!("Crew"))
    );
    assert_eq!(shown["projects"].as_array().map(Vec::len), Some(2));
    let secret = bo.get("/v1/projects/{secret}").is(200)["permissions"].clone();
    assert_eq!((&secret["content"], &secret["settings.members"]), (&json!("full"), &json!("full")));
    assert_eq!(bo.get("/v1/projects/{prj}").is(200)["permissions"]["content"], "full");
    assert!(gains.iter().any(|row| row["scope"] == "billing" && row["after"] == "view"), "{preview}");
    let total = accepted["changes"]["total"].as_u64().expect("a number");
    assert_eq!(preview["changes"]["total"], total, "the preview is what then happens");
}

#[test]
fn i1_each_id_and_scope_is_read_strictly() {
    let world = World::new();
    let admin = world.admin();
    let with = |key: &str, value: Value| {
        let mut body = json!({ "invites": [{ "email": "bo@example.test" }] });
        body[key] = value;
        admin.post(INVITATIONS, &body)
    };
    for id in [world.id("other_ws"), "nonsense".to_owned(), world.id("prj")] {
        with("workspaces", json!([{ "id": id }])).refused(404, "not_found");
    }
    for id in [world.id("other_prj"), "nonsense".to_owned()] {
        with("projects", json!([{ "id": id, "role": "viewer" }])).refused(404, "not_found");
        with("restrict_to", json!([id])).refused(404, "not_found");
    }
    for id in [world.id("other_grp"), "nonsense".to_owned(), world.id("role")] {
        with("groups", json!([id])).refused(404, "not_found");
    }
    let ws = world.id("private");
    with("workspaces", json!([{ "id": ws, "role": "king" }])).invalid("/workspaces/0/role", "unknown_role");
    with("workspaces", json!([{ "id": ws, "role": "guest" }]))
        .invalid("/workspaces/0/role", "no_workspace_role");
    with("workspaces", json!([{ "id": ws }, { "id": ws }])).invalid("/workspaces/1/id", "duplicate");
    let prj = world.id("prj");
    with("projects", json!([{ "id": prj }])).invalid("/projects/0/role", "required");
    with("projects", json!([{ "id": prj, "role": "king" }])).invalid("/projects/0/role", "unknown_role");
    with("projects", json!([{ "id": prj, "role": "viewer", "permissions": {} }]))
        .invalid("/projects/0/permissions", "conflict");
    with("projects", json!([{ "id": prj, "permissions": { "members": "view" } }]))
        .invalid("/projects/0/permissions/members", "misplaced_scope");
    with("permissions", json!({ "raketen": "view" })).invalid("/permissions/raketen", "unknown_scope");
    with("permissions", json!({ "ownership": "full" })).invalid("/permissions/ownership", "misplaced_scope");
    let pending = admin.get(&format!("{INVITATIONS}?q=bo@example.test")).is(200);
    assert_eq!(pending["data"], json!([]));
}

#[test]
fn i1_nobody_invites_to_more_than_they_hold() {
    let world = World::new();
    let house = House::new(&world, "granular");
    let project = house.project(&house.workspace, "Apollo");
    let max = house.join_with(
        "max",
        &json!({ "role": "member", "permissions": { "members": "full", "general": "view" } }),
    );
    let outcome = |offer: Value| {
        let mut body = offer;
        body["invites"] = json!([{ "email": "new@granular.test", "role": "member" }]);
        let answer = max.post(&house.path("/invitations?preview=true"), &body);
        if answer.status != 200 {
            return answer.code().to_owned();
        }
        answer.body["problems"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(outcome(json!({ "permissions": { "general": "view" } })), "");
    assert_eq!(outcome(json!({ "permissions": { "general": "full" } })), "may_not_grant");
    assert_eq!(outcome(json!({ "permissions": { "billing": "view" } })), "may_not_grant");
    assert_eq!(
        outcome(json!({ "projects": [{ "id": project, "permissions": { "data": "view" } }] })),
        "not_found"
    );
    let seats = House::new(&world, "seats");
    let project = seats.project(&seats.workspace, "Apollo");
    let body = json!({
        "invites": [{ "email": "ob@seats.test", "role": "observer" }, { "email": "gus@seats.test", "role": "guest" }],
        "projects": [{ "id": project, "permissions": { "content": "full" } }],
    });
    let answer = seats.top.post(&seats.path("/invitations"), &body).is(200);
    let codes: Vec<_> =
        answer["results"].as_array().expect("a list").iter().map(|row| &row["code"]).collect();
    assert_eq!(codes, ["above_ceiling", "reach_shared"]);
}

#[test]
fn i1_what_is_gone_by_the_time_is_left_out_and_what_the_sender_lost_refuses_it() {
    let world = World::new();
    let (_, token) = invite(&world, &offer(&world));
    world.owner().delete("/v1/organizations/{org}/groups/{grp}").is(200);
    world.owner().delete("/v1/projects/{secret}").is(204);
    let bo = world.account("bo@example.test");
    let preview = bo.post("/v1/invitations/accept?preview=true", &json!({ "token": token })).is(200);
    assert!(preview["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0));
    // Its sender, an admin, steps down: what it offers is more than they hold now.
    world.owner().patch("/v1/organizations/{org}/members/{admin}", &json!({ "role": "viewer" })).is(200);
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(409, "invitation_sender_may_not");
    let invitation = world.invitation_to("bo@example.test");
    let resent = world.owner().post(&format!("{INVITATIONS}/{invitation}/resend"), &json!({})).is(200);
    let token = fragment(resent["link"].as_str().expect("a link"));
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let member = format!("/v1/organizations/{{org}}/members/{}", text(&accepted["membership"]["id"]));
    let shown = world.owner().get(&member).is(200);
    assert_eq!((&shown["groups"], &shown["permissions"]["billing"]), (&json!([]), &json!("view")));
    assert_eq!(shown["projects"].as_array().map(Vec::len), Some(1));
}

#[test]
fn i4_an_edit_replaces_what_it_says_and_keeps_the_rest() {
    let world = World::new();
    let (invitation, _) = invite(&world, &offer(&world));
    let path = format!("{INVITATIONS}/{}", text(&invitation["id"]));
    let admin = world.admin();
    let edited = admin.patch(&path, &json!({ "permissions": { "audit": "view" } })).is(200);
    assert_eq!(
        (&edited["permissions"]["audit"], &edited["permissions"]["billing"]),
        (&json!("view"), &json!("none"))
    );
    for key in ["workspaces", "projects", "groups", "restrict_to", "role"] {
        assert_eq!(edited[key], invitation[key], "{key}");
    }
    let edited = admin.patch(&path, &json!({ "groups": [], "workspaces": [] })).is(200);
    assert_eq!((&edited["groups"], &edited["workspaces"]), (&json!([]), &json!([])));
    assert_eq!(edited["projects"], invitation["projects"]);
    admin.patch(&path, &json!({ "groups": [world.id("other_grp")] })).refused(404, "not_found");
    admin.patch(&path, &json!({ "permissions": { "x": "view" } })).invalid("/permissions/x", "unknown_scope");
    world.viewer().patch(&path, &json!({ "groups": [] })).refused(403, "permission_denied");
}

#[test]
fn i4_what_the_editor_cannot_see_was_not_theirs_to_leave_out() {
    let world = World::new();
    let house = House::new(&world, "granular");
    let (seen, hidden) = (house.workspace.clone(), house.workspace("Hidden", "private"));
    let (apollo, zeus) = (house.project(&seen, "Apollo"), house.project(&hidden, "Zeus"));
    let all = json!({ "permissions": { "members": "full" } });
    let max = house.join_with(
        "max",
        &json!({ "role": "member", "permissions": all["permissions"],
        "projects": [{ "id": apollo, "permissions": { "reporting": "full" } }] }),
    );
    let body = json!({
        "invites": [{ "email": "new@granular.test", "role": "member" }],
        "workspaces": [{ "id": hidden }],
        "projects": [{ "id": zeus, "permissions": { "reporting": "view" } }],
    });
    let invited = house.top.post(&house.path("/invitations"), &body).is(200);
    let path = house.path(&format!("/invitations/{}", text(&invited["results"][0]["invitation"]["id"])));
    let shown = max.get(&path).is(200);
    assert_eq!((&shown["workspaces"], &shown["projects"]), (&json!([]), &json!([])), "and not shown");
    // Max would answer for what is hidden from him, which he does not hold: nothing of it is dropped in silence.
    let edit =
        json!({ "projects": [{ "id": apollo, "permissions": { "reporting": "view" } }], "workspaces": [] });
    max.patch(&path, &edit).refused(403, "may_not_grant");
    max.patch(&path, &json!({ "projects": [{ "id": zeus, "permissions": {} }] })).refused(404, "not_found");
    let still = house.top.get(&path).is(200);
    assert_eq!(
        (&still["workspaces"][0]["name"], &still["projects"][0]["name"]),
        (&json!("Hidden"), &json!("Zeus"))
    );
}

#[test]
fn g4_groups_come_with_the_plan() {
    let world = World::new();
    world.owner().put("/v1/organizations/{org}/plan", &json!({ "plan": "pro" })).is(200);
    world.admin().post(INVITATIONS, &offer(&world)).refused(403, "plan_required");
    let mut body = offer(&world);
    body["groups"] = json!([]);
    world.admin().post(INVITATIONS, &body).is(200);
}
