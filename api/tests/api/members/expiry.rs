//! R7: an end on a membership or a grant: shown, and enforced to the second.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{World, text};

const NORA: &str = "/v1/organizations/{org}/members/{nora}";

fn now(world: &World) -> DateTime<Utc> {
    let clock = world.ask("GET", "/dev/clock").send().is(200);
    clock["now"].as_str().expect("a time").parse().expect("a time")
}

/// A moment that is so many seconds ahead of the server's clock, and not less.
fn ahead(world: &World, seconds: i64) -> Value {
    json!(now(world) + TimeDelta::seconds(seconds))
}

#[test]
fn r7_a_membership_ends_at_its_moment() {
    let world = World::new();
    let end = ahead(&world, 3600);
    let set = world.admin().patch(NORA, &json!({ "expires_at": end })).is(200);
    assert_eq!((&set["expires_at"], &set["expires_soon"]), (&end, &json!(true)));
    let listed = world.admin().get("/v1/organizations/{org}/members?q=nora").is(200);
    assert_eq!((&listed["data"][0]["expires_at"], &listed["data"][0]["expires_soon"]), (&end, &json!(true)));
    world.advance(3600 - 60);
    world.nora().get("/v1/projects/{prj}").is(200);
    world.advance(60);
    world.nora().get("/v1/projects/{prj}").refused(403, "membership_deactivated");
    let rows = world.admin().get("/v1/workspaces/{ws}/members?q=nora").is(200);
    assert_eq!(rows["data"], json!([]));
    // Taken off again, the very same access is back.
    let back = world.admin().patch(NORA, &json!({ "expires_at": null })).is(200);
    assert_eq!((&back["expires_at"], &back["expires_soon"]), (&Value::Null, &json!(false)));
    world.nora().get("/v1/projects/{prj}").is(200);
}

#[test]
fn r7_whose_membership_has_ended_is_nowhere_active() {
    let world = World::new();
    let owner = world.owner();
    let ids = |query: &str| {
        let page = owner.get(&format!("/v1/organizations/{{org}}/members?limit=200&{query}")).is(200);
        let mut ids: Vec<String> =
            page["data"].as_array().expect("a list").iter().map(|row| text(&row["id"])).collect();
        assert_eq!(page["total"].as_u64(), Some(ids.len() as u64), "{query}");
        ids.sort();
        ids
    };
    let counts = || owner.get("/v1/organizations/{org}/members?include=counts").is(200)["counts"].clone();
    let used = || {
        let plan = owner.get("/v1/organizations/{org}/plan").is(200);
        let quotas = plan["quotas"].as_array().expect("a list");
        let members = quotas.iter().find(|quota| quota["key"] == "members").expect("one of members");
        members["used"].as_u64().expect("a number")
    };
    let (nora, before) = (world.id("nora"), used());
    assert_eq!(counts()["status"], json!({ "active": 6, "deactivated": 1 }));
    let role = text(&owner.get(NORA).is(200)["role"]["key"]);
    owner.patch(NORA, &json!({ "expires_at": ahead(&world, 3600) })).is(200);
    world.advance(3600);

    assert_eq!(counts()["status"], json!({ "active": 5, "deactivated": 2 }));
    assert_eq!(owner.get(NORA).is(200)["status"], "deactivated");
    assert_eq!(used(), before - 1);
    // By whatever it is searched, narrowed and sorted, each is of one status.
    for narrowed in
        ["", "q=nora&", "q=larkfield&", &format!("role={role}&"), &format!("workspace={}&", world.id("ws"))]
    {
        for sort in ["name", "-name", "email", "role", "joined_at", "-last_active_at"] {
            let query = |status| format!("{narrowed}sort={sort}&include=total&status={status}");
            let (on, off, all) = (ids(&query("active")), ids(&query("deactivated")), ids(&query("all")));
            assert!(!on.contains(&nora) && off.contains(&nora) && all.contains(&nora), "{narrowed}{sort}");
            assert_eq!(on.len() + off.len(), all.len(), "{narrowed}{sort}");
        }
    }
    // Page by page as well.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/organizations/{{org}}/members?status=deactivated&limit=1{cursor}");
        let page = owner.get(&path).is(200);
        paged.extend(page["data"].as_array().expect("a list").iter().map(|row| text(&row["id"])));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    paged.sort();
    assert_eq!(paged, ids("include=total&status=deactivated"));

    let mine = world.nora().get("/v1/me/memberships").is(200)["data"][0]["status"].clone();
    assert_eq!(mine, "deactivated");
    let invite = json!({ "invites": [{ "email": "nora@larkfield.test" }] });
    let answer = owner.post("/v1/organizations/{org}/invitations", &invite).is(200);
    assert_eq!(answer["results"][0]["code"], "member_deactivated", "{answer}");
    // What sends the admin there is what helps.
    let back = owner.post(&format!("{NORA}/activate"), &json!({})).is(200);
    assert_eq!((&back["status"], &back["expires_at"]), (&json!("active"), &Value::Null));
    world.nora().get("/v1/projects/{prj}").is(200);
    assert_eq!(counts()["status"], json!({ "active": 6, "deactivated": 1 }));
}

#[test]
fn r7_whose_membership_has_ended_is_given_what_a_deactivated_member_is() {
    let world = World::new();
    let owner = world.owner();
    owner.patch(NORA, &json!({ "expires_at": ahead(&world, 3600) })).is(200);
    world.advance(3600);
    let give = |who: &str| {
        let member = format!("/v1/organizations/{{org}}/members/{who}");
        let edit = |body: Value| owner.patch(&member, &body);
        let project = [json!({ "id": world.id("prj"), "permissions": { "content": "view" } })];
        let share = json!({ "item": { "type": "document", "id": "7" }, "access": "view",
            "email": text(&owner.get(&member).is(200)["user"]["email"]) });
        let into = json!({ "add": [world.id(who.trim_matches(['{', '}']))] });
        let answers = [
            owner.put(&format!("/v1/projects/{{prj}}/collaborators/{who}"), &json!({ "role": "viewer" })),
            owner.put(
                &format!("/v1/projects/{{prj}}/members/{who}/scopes"),
                &json!({ "permissions": { "content": "view" } }),
            ),
            owner.post("/v1/projects/{prj}/shares", &share),
            edit(json!({ "permissions": { "audit": "view" } })),
            edit(json!({ "projects": project })),
            owner.put(&format!("/v1/workspaces/{{private}}/members/{who}"), &json!({ "role": null })),
            owner.put(
                &format!("{member}/workspaces"),
                &json!({ "workspaces": [{ "id": world.id("private"), "role": null }] }),
            ),
            // What keeps what they have, and says who they will be: as with everybody.
            owner.put(&format!("/v1/organizations/{{org}}/groups/{{grp}}/members/{who}"), &json!({})),
            owner.post("/v1/organizations/{org}/groups/{grp}/members", &into),
            edit(json!({ "role": "viewer" })),
            owner.put(
                &format!("/v1/workspaces/{{ws}}/members/{who}/restriction"),
                &json!({ "projects": [world.id("prj")] }),
            ),
        ];
        answers.map(|answer| (answer.status, answer.code().to_owned()))
    };
    let deactivated = give("{deactivated}");
    assert_eq!(deactivated[..7], [(); 7].map(|()| (409, "member_deactivated".to_owned())));
    assert!(deactivated[7..].iter().all(|(status, _)| *status < 300), "{deactivated:?}");
    assert_eq!(give("{nora}"), deactivated);
    // Whoever prolongs the membership in the same save gives to a member.
    let body = json!({ "expires_at": ahead(&world, 60), "permissions": { "reporting": "view" } });
    owner.patch(NORA, &body).is(200);
}

#[test]
fn r7_a_grant_ends_at_its_moment() {
    let world = World::new();
    let end = ahead(&world, 600);
    let body = json!({ "role": "editor", "expires_at": end });
    world.admin().put("/v1/projects/{secret}/collaborators/{viewer}", &body).is(201);
    let member = "/v1/organizations/{org}/members/{viewer}";
    let shown = world.admin().get(member).is(200)["projects"][0].clone();
    assert_eq!(
        (&shown["role"], &shown["expires_at"], &shown["expires_soon"]),
        (&json!("editor"), &end, &json!(true))
    );
    // Whoever saves other scopes on it does not make it last by the way.
    let body = json!({ "projects": [{ "id": world.id("secret"), "permissions": { "content": "view" } }] });
    let saved = world.admin().patch(member, &body).is(200)["projects"][0].clone();
    assert_eq!((&saved["expires_at"], &saved["permissions"]["content"]), (&end, &json!("view")));
    world.advance(540);
    world.viewer().get("/v1/projects/{secret}").is(200);
    world.advance(60);
    world.viewer().get("/v1/projects/{secret}").refused(404, "not_found");
    assert_eq!(world.admin().get(member).is(200)["projects"], json!([]));
}

#[test]
fn r7_what_cannot_end() {
    let world = World::new();
    let end = ahead(&world, 3600);
    let body = json!({ "expires_at": end });
    let owner = "/v1/organizations/{org}/members/{owner}";
    world.admin().patch(owner, &body).refused(403, "owner_protected");
    world.owner().patch(owner, &body).refused(409, "use_ownership_transfer");
    world.editor().patch(NORA, &body).refused(403, "permission_denied");
    let past = json!({ "expires_at": "2020-01-01T00:00:00Z" });
    world.admin().patch(NORA, &past).invalid("/expires_at", "past");
    for bad in [json!("soon"), json!(7), json!("2027-13-01T00:00:00Z"), json!({})] {
        world.admin().patch(NORA, &json!({ "expires_at": bad })).invalid("/expires_at", "malformed");
    }
    let far = world.admin().patch(NORA, &json!({ "expires_at": "+262142-12-31T23:59:59Z" }));
    assert!(far.status == 422 || far.status == 200, "{}", far.text);
}

#[test]
fn m11_an_end_for_many() {
    let world = World::new();
    let (path, end) = ("/v1/organizations/{org}/members/bulk", ahead(&world, 3600));
    let members = json!([world.id("nora"), world.id("owner"), world.id("viewer")]);
    let body = json!({ "action": "set_expiry", "expires_at": end, "members": members });
    let preview = world.admin().post(&format!("{path}?preview=true"), &body).is(200);
    assert_eq!(preview["problems"], json!([{ "subject": world.id("owner"), "code": "owner_protected" }]));
    let done = world.admin().post(path, &body).is(200);
    let status: Vec<_> =
        done["results"].as_array().expect("a list").iter().map(|row| &row["status"]).collect();
    assert_eq!(status, ["applied", "refused", "applied"]);
    assert_eq!(world.admin().get(NORA).is(200)["expires_at"], end);
    let off = json!({ "action": "set_expiry", "expires_at": null, "members": [world.id("nora")] });
    world.admin().post(path, &off).is(200);
    assert_eq!(world.admin().get(NORA).is(200)["expires_at"], Value::Null);
    assert_eq!(world.audit_log("&action=members.set_expiry").len(), 3);
}
