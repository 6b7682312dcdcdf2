//! T4: a workspace is opened to everybody, and closed to all who are not listed: `PATCH /v1/workspaces/{ws}`

use serde_json::{Value, json};

use crate::support::{House, Person, World, text};

const WS: &str = "/v1/workspaces/{ws}";
const VAULT: &str = "/v1/workspaces/{private}";
const PEOPLE: [&str; 7] = ["owner", "admin", "editor", "viewer", "guest", "deactivated", "nora"];

fn open() -> Value {
    json!({ "visibility": "open" })
}

fn private() -> Value {
    json!({ "visibility": "private" })
}

/// Everything that each of them can get at, and why.
fn access(world: &World) -> Vec<Value> {
    let of = |name: &str| {
        let path = format!("/v1/organizations/{{org}}/members/{{{name}}}/access?limit=200");
        let mut answer = world.owner().get(&path).is(200);
        answer["version"] = Value::Null;
        answer
    };
    PEOPLE.map(of).to_vec()
}

/// The first that somebody was told.
fn told(person: &Person) -> Value {
    person.get("/v1/me/notifications").is(200)["data"][0].clone()
}

#[test]
fn t4_an_open_workspace_is_closed_to_all_who_are_not_listed() {
    let world = World::new();
    let (admin, before) = (world.admin(), access(&world));
    let version = world.version();
    let shown = admin.get(WS);
    let revision = shown.header("etag").to_owned();
    let preview = admin.patch(&format!("{WS}?preview=true"), &private()).is(200);
    assert_eq!((&preview["preview"], &preview["changes"]["gained"]), (&json!(true), &json!(0)));
    assert!(preview["changes"]["lost"].as_u64().is_some_and(|lost| lost > 0), "{preview}");
    assert_eq!((world.version(), access(&world)), (version, before.clone()));

    let answer = admin.ask("PATCH", WS).header("if-match", &revision).json(&private()).send();
    assert_eq!(answer.header("usher-version"), (version + 1).to_string());
    assert_ne!(answer.header("etag"), revision);
    let closed = answer.is(200);
    assert_eq!(closed["changes"], preview["changes"]);
    assert_eq!((&closed["visibility"], &closed["members_count"]), (&json!("private"), &json!(2)));
    for (name, status) in [("owner", 200), ("admin", 200), ("editor", 404), ("viewer", 404), ("nora", 404)] {
        assert_eq!(world.person(name).get(WS).status, status, "{name}");
        assert_eq!(world.person(name).get("/v1/projects/{prj}").status, status, "{name}");
    }
    for name in ["editor", "viewer", "nora"] {
        let notice = told(&world.person(name));
        assert_eq!(notice["kind"], "workspaces.set_visibility", "{name}: {notice}");
        assert!(text(&notice["text"]).ends_with("private. You are not in it any more."), "{notice}");
    }
    for name in ["owner", "guest"] {
        assert_ne!(
            told(&world.person(name))["kind"],
            "workspaces.set_visibility",
            "nothing changed for {name}"
        );
    }
    let entry = world.audit_log("&action=workspaces.set_visibility")[0].clone();
    assert_eq!((&entry["before"], &entry["after"]), (&open(), &private()));
    assert_eq!((&entry["target"]["id"], &entry["version"]), (&json!(world.id("ws")), &json!(version + 1)));

    // As it is already: no version, nobody told.
    let again = admin.patch(WS, &private()).is(200);
    assert_eq!((&again["changes"]["total"], world.version()), (&json!(0), version + 1));
    let stale = admin.ask("PATCH", WS).header("if-match", &revision).json(&open()).send();
    stale.refused(412, "precondition_failed");

    let opened = admin.patch(WS, &open()).is(200);
    assert_eq!(opened["changes"]["gained"], closed["changes"]["lost"]);
    assert_eq!(access(&world), before, "and nothing was forgotten meanwhile");
    let notice = told(&world.nora());
    assert!(text(&notice["text"]).ends_with("to every member. You are in it now."), "{notice}");

    // A server that begins now reads the same facts.
    admin.patch(WS, &private()).is(200);
    let now = access(&world);
    drop(admin);
    let world = world.restarted();
    assert_eq!(access(&world), now);
    world.nora().get(WS).refused(404, "not_found");
}

#[test]
fn t4_a_name_and_who_is_in_it_are_saved_together_and_each_has_its_entry() {
    let world = World::new();
    let version = world.version();
    let both = json!({ "name": "Studio", "visibility": "private" });
    let done = world.owner().patch(WS, &both).is(200);
    assert_eq!((&done["name"], &done["visibility"]), (&json!("Studio"), &json!("private")));
    assert_eq!(world.version(), version + 1);
    let log: Vec<Value> =
        world.audit_log("").into_iter().filter(|row| row["version"] == version + 1).collect();
    let mut actions: Vec<String> = log.iter().map(|row| text(&row["action"])).collect();
    actions.sort();
    assert_eq!(actions, ["workspaces.rename", "workspaces.set_visibility"]);
    assert!(log.iter().all(|row| row["target"]["name"] == "Studio"), "{log:?}");
    // Undone are the facts alone: it keeps its name.
    let undone =
        world.admin().post("/v1/organizations/{org}/undo", &json!({ "version": version + 1 })).is(200);
    assert_eq!(undone["actions"], json!(["workspaces.set_visibility"]));
    let now = world.owner().get(WS).is(200);
    assert_eq!((&now["name"], &now["visibility"]), (&json!("Studio"), &json!("open")));
}

#[test]
fn t4_only_whoever_manages_the_place_opens_and_closes_it() {
    let world = World::new();
    let version = world.version();
    let unknown = world.nora().patch("/v1/workspaces/ws_00000000000000000000000000", &open());
    for (name, path, status, code) in [
        ("editor", WS, 403, "permission_denied"),
        ("viewer", WS, 403, "permission_denied"),
        ("guest", WS, 404, "not_found"),
        ("nora", VAULT, 404, "not_found"),
        ("stranger", WS, 404, "not_found"),
        ("anonymous", WS, 401, "unauthenticated"),
    ] {
        for body in [open(), private()] {
            let refused = world.person(name).patch(path, &body);
            if status == 404 {
                assert_eq!(refused.likeness(), unknown.likeness(), "{name}");
            }
            refused.refused(status, code);
        }
    }
    let owner = world.owner();
    owner.patch(WS, &json!({ "visibility": "secret" })).refused(422, "validation_failed");
    owner.patch(WS, &json!({ "visible": "open" })).refused(422, "validation_failed");
    assert_eq!(world.version(), version);
}

#[test]
fn l10_nobody_opens_or_closes_a_workspace_to_somebody_above_them() {
    // Vic administers the lab by grants of its own, and is a viewer.
    let world = World::new();
    let owner = world.owner();
    let general = json!({ "name": "Keeper", "permissions": {
        "workspace.general": "full", "workspace.members": "full", "projects": "view", "content": "view",
    } });
    let role = text(&owner.post("/v1/organizations/{org}/roles", &general).is(201)["id"]);
    owner.put(&format!("{VAULT}/members/{{viewer}}"), &json!({ "role": role })).is(201);
    let (keeper, version) = (world.viewer(), world.version());
    for query in ["", "?preview=true"] {
        keeper.patch(&format!("{VAULT}{query}"), &open()).refused(403, "may_not_grant");
    }
    world.editor().get(VAULT).refused(404, "not_found");
    keeper.patch(VAULT, &json!({ "name": "Safe" })).is(200);
    assert_eq!(world.version(), version + 1, "a name is theirs to give");
    owner.patch(VAULT, &open()).is(200);
    keeper.patch(VAULT, &private()).refused(403, "may_not_grant");
    world.editor().get(VAULT).is(200);
}

#[test]
fn r4_a_workspaces_own_admin_opens_and_closes_it_and_no_other() {
    let world = World::new();
    let house = House::new(&world, "layered");
    let (mine, other) = (house.workspace("Mine", "private"), house.workspace("Other", "private"));
    let (wanda, dan, vic) =
        (house.join("wanda", "developer"), house.join("dan", "developer"), house.join("vic", "viewer"));
    let at = |workspace: &str| format!("/v1/workspaces/{workspace}");
    let appoint = |role: &str| {
        let path = format!("{}/members/{}", at(&mine), wanda.member);
        house.top.put(&path, &json!({ "role": role }));
    };
    appoint("admin");
    wanda.patch(&at(&mine), &open()).is(200);
    for person in [&dan, &vic] {
        person.get(&at(&mine)).is(200);
        person.get(&at(&other)).refused(404, "not_found");
    }
    wanda.patch(&at(&mine), &private()).is(200);
    vic.get(&at(&mine)).refused(404, "not_found");
    wanda.get(&at(&mine)).is(200);
    wanda.patch(&at(&other), &open()).refused(404, "not_found");
    appoint("developer");
    wanda.patch(&at(&mine), &open()).refused(403, "permission_denied");
}

#[test]
fn t6_the_one_workspace_of_a_governed_organization_stays_open() {
    let world = World::new();
    let house = House::new(&world, "governed");
    let path = format!("/v1/workspaces/{}", house.workspace);
    let version = house.version();
    for query in ["", "?preview=true"] {
        house.top.patch(&format!("{path}{query}"), &private()).refused(409, "single_workspace");
    }
    house.join("mo", "member").patch(&path, &private()).refused(403, "permission_denied");
    house.top.patch(&path, &json!({ "name": "Works", "visibility": "open" })).is(200);
    assert!(house.version() > version);
}

#[test]
fn t4_lists_roles_and_grants_of_a_workspace_outlast_its_closing() {
    let world = World::new();
    let owner = world.owner();
    // Nora is kept to no project of it, the viewer is a reviewer in it, the editor was given one project by name.
    owner.put(&format!("{WS}/members/{{nora}}/restriction"), &json!({ "projects": [] })).is(201);
    owner.put(&format!("{WS}/members/{{viewer}}"), &json!({ "role": "reviewer" })).is(200);
    owner.put("/v1/projects/{prj}/collaborators/{editor}", &json!({ "role": "viewer" })).is(201);
    owner.put("/v1/projects/{prj}/groups/{grp}", &json!({ "role": "editor" })).is(201);
    let before = access(&world);
    let preview = owner.patch(&format!("{WS}?preview=true"), &private()).is(200);
    let kept = preview["kept"].as_array().expect("a list");
    let through: Vec<String> = kept.iter().map(|row| text(&row["through"]["type"])).collect();
    assert!(kept.iter().all(|row| row["member"] == json!(world.id("editor"))), "{kept:?}");
    assert!(
        through.iter().any(|kind| kind == "group") && through.iter().any(|kind| kind == "grant"),
        "{kept:?}"
    );
    let closed = owner.patch(WS, &private()).is(200);
    assert_eq!(
        closed["members_count"], 3,
        "the owner, the admin and the viewer with a role of their own here"
    );

    world.viewer().get("/v1/projects/{prj}").is(200);
    world.viewer().get(WS).is(200);
    let editors = world.editor().get("/v1/projects/{prj}").is(200);
    assert_eq!(
        (&editors["permissions"]["content"], &editors["permissions"]["comments"]),
        (&json!("full"), &json!("full"))
    );
    world.nora().get(WS).refused(404, "not_found");
    let roster = owner.get(&format!("{WS}/members")).is(200);
    let ids: Vec<&Value> = roster["data"].as_array().expect("a list").iter().map(|row| &row["id"]).collect();
    assert!(
        ids.contains(&&json!(world.id("viewer"))) && !ids.contains(&&json!(world.id("nora"))),
        "{roster}"
    );
    // What is shown of her can be saved as it is shown.
    let hers = owner.get("/v1/organizations/{org}/members/{nora}").is(200);
    assert_eq!((&hers["restricted"], &hers["restrict_to"]), (&json!(false), &Value::Null));
    // Out of it she is kept to nothing there; put back by hand, her list still holds, and can be lifted.
    owner.delete(&format!("{WS}/members/{{nora}}/restriction")).refused(404, "not_found");
    owner.put(&format!("{WS}/members/{{nora}}"), &json!({})).is(201);
    world.nora().get("/v1/projects/{prj}").refused(404, "not_found");
    owner.delete(&format!("{WS}/members/{{nora}}")).is(200);
    owner.put(&format!("{WS}/members/{{nora}}"), &json!({})).is(201);
    world.nora().get("/v1/projects/{prj}").is(200);
    owner.delete(&format!("{WS}/members/{{nora}}")).is(200);
    owner.patch(WS, &open()).is(200);
    owner.put(&format!("{WS}/members/{{nora}}/restriction"), &json!({ "projects": [] })).is(201);
    assert_eq!(access(&world), before);
}

#[test]
fn t3_nobody_lands_in_a_workspace_that_closed_to_them() {
    let world = World::new();
    let (nora, ws) = (world.nora(), json!(world.id("ws")));
    let signs_in = || {
        let body = json!({ "email": nora.email, "password": crate::support::PASSWORD });
        world.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200)["user"]["default_workspace"].clone()
    };
    let lands = || nora.get("/v1/me").is(200)["default_workspace"].clone();
    assert_eq!((lands(), signs_in()), (ws.clone(), ws.clone()));
    world.owner().patch(WS, &private()).is(200);
    assert_eq!((lands(), signs_in()), (Value::Null, Value::Null));
    nora.put("/v1/me/default-workspace", &json!({ "workspace": ws })).refused(404, "not_found");
    let listed = nora.get("/v1/me/memberships").is(200);
    assert_eq!(listed["data"][0]["workspaces"], json!([]));
    world.owner().patch(WS, &open()).is(200);
    assert_eq!((lands(), signs_in()), (ws.clone(), ws), "the choice was kept");
}

#[test]
fn t4_a_workspace_comes_back_as_open_as_it_was_when_it_was_deleted() {
    let world = World::new();
    let owner = world.owner();
    owner.patch(VAULT, &open()).is(200);
    owner.delete(VAULT).is(204);
    let deleted = owner.get("/v1/organizations/{org}/deleted-workspaces").is(200);
    assert_eq!(deleted["data"][0]["visibility"], "open");
    assert_eq!(owner.post(&format!("{VAULT}/restore"), &json!({})).is(200)["visibility"], "open");
    world.nora().get(VAULT).is(200);
    owner.patch(VAULT, &private()).is(200);
    world.nora().get(VAULT).refused(404, "not_found");
}

#[test]
fn i5_somebody_who_was_invited_before_comes_into_what_is_open_then() {
    let world = World::new();
    let owner = world.owner();
    owner.patch(WS, &private()).is(200);
    owner.patch(VAULT, &open()).is(200);
    let (token, invited) = (world.id("waiting_token"), world.invited());
    let landed = invited.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    assert_eq!(landed["workspace"]["id"], json!(world.id("private")), "{landed}");
    invited.get(VAULT).is(200);
    invited.get(WS).refused(404, "not_found");
}
