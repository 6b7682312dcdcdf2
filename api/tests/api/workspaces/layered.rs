//! R4, M2, P2: a workspace's own admins, in `layered`: they manage its people there and nowhere else.

use serde_json::{Value, json};

use crate::support::{House, Person, World};

/// A house with two private workspaces, and Wanda, who is a Developer in the organization and Admin of one.
struct Layered<'w> {
    house: House<'w>,
    mine: String,
    other: String,
    wanda: Person,
    dan: Person,
    vic: Person,
}

fn layered(world: &World) -> Layered<'_> {
    let house = House::new(world, "layered");
    let (mine, other) = (house.workspace("Mine", "private"), house.workspace("Other", "private"));
    let wanda = house.join("wanda", "developer");
    let (dan, vic) = (house.join("dan", "developer"), house.join("vic", "viewer"));
    let made = Layered { house, mine, other, wanda, dan, vic };
    made.house.top.put(&made.at(&made.mine, &made.wanda), &json!({ "role": "admin" })).is(201);
    made
}

impl Layered<'_> {
    fn at(&self, workspace: &str, person: &Person) -> String {
        format!("/v1/workspaces/{workspace}/members/{}", person.member)
    }
}

#[test]
fn r4_a_workspaces_admin_appoints_changes_and_removes_there() {
    let world = World::new();
    let all = layered(&world);
    let (wanda, vic) = (&all.wanda, &all.vic);
    let path = all.at(&all.mine, vic);
    let offered = wanda.get(&format!("/v1/workspaces/{}/member-candidates", all.mine)).is(200);
    let names: Vec<_> =
        offered["data"].as_array().expect("a list").iter().map(|row| &row["user"]["name"]).collect();
    assert_eq!(names, ["Dan", "Vic"]);

    vic.get(&format!("/v1/workspaces/{}", all.mine)).refused(404, "not_found");
    wanda.put(&path, &json!({ "role": null })).is(201);
    vic.get(&format!("/v1/workspaces/{}", all.mine)).is(200);
    for role in ["developer", "admin", "viewer"] {
        let preview = wanda.put(&format!("{path}?preview=true"), &json!({ "role": role })).is(200);
        let changed = wanda.put(&path, &json!({ "role": role })).is(200);
        assert_eq!(changed["workspace_role"]["key"], role);
        assert_eq!(changed["changes"], preview["changes"]);
    }
    let project = all.house.project(&all.mine, "Plan");
    wanda.put(&format!("{path}/restriction"), &json!({ "projects": [project] })).is(201);
    wanda.delete(&path).is(200);
    vic.get(&format!("/v1/workspaces/{}", all.mine)).refused(404, "not_found");
}

#[test]
fn r4_and_nowhere_else() {
    let world = World::new();
    let all = layered(&world);
    let (wanda, vic) = (&all.wanda, &all.vic);
    let body = json!({ "role": "viewer" });
    wanda.put(&all.at(&all.other, vic), &body).refused(404, "not_found");
    all.house.top.put(&all.at(&all.other, wanda), &json!({ "role": null })).is(201);
    wanda.put(&all.at(&all.other, vic), &body).refused(403, "permission_denied");
    // In the organization a Developer looks at the directory.
    wanda.patch(&all.house.member(vic), &json!({ "role": "developer" })).refused(403, "permission_denied");
    let set = format!("{}/workspaces", all.house.member(vic));
    wanda.put(&set, &json!({ "workspaces": [] })).refused(403, "permission_denied");
    let invite = json!({ "invites": [{ "email": "new@layered.test" }], "workspaces": [{ "id": all.mine }] });
    wanda.post(&all.house.path("/invitations"), &invite).refused(403, "permission_denied");
}

#[test]
fn r4_an_override_replaces_and_may_lower() {
    let world = World::new();
    let all = layered(&world);
    let project = all.house.project(&all.mine, "Plan");
    let content =
        || all.dan.get(&format!("/v1/projects/{project}")).is(200)["permissions"]["content"].clone();
    all.wanda.put(&all.at(&all.mine, &all.dan), &json!({ "role": null })).is(201);
    assert_eq!(content(), "full", "a Developer");
    all.wanda.put(&all.at(&all.mine, &all.dan), &json!({ "role": "viewer" })).is(200);
    assert_eq!(content(), "view", "lowered here");
    let member = all.house.top.get(&all.house.member(&all.dan)).is(200);
    assert_eq!(member["role"]["key"], "developer");
    let here =
        member["workspaces"].as_array().expect("a list").iter().find(|row| row["id"] == json!(all.mine));
    assert_eq!(here.expect("in it")["role"]["key"], "viewer");
}

#[test]
fn r4_owners_and_admins_of_the_organization_are_locked() {
    let world = World::new();
    let all = layered(&world);
    let boss = all.house.join("boss", "admin");
    for target in [&all.house.top, &boss] {
        for person in [&all.wanda, &all.house.top] {
            for role in [Value::Null, json!("viewer")] {
                person
                    .put(&all.at(&all.mine, target), &json!({ "role": role }))
                    .refused(409, "implicit_member");
            }
            person.delete(&all.at(&all.mine, target)).refused(409, "implicit_member");
        }
    }
    all.wanda
        .put(&all.at(&all.mine, &all.dan), &json!({ "role": "owner" }))
        .invalid("/role", "no_workspace_role");
}

#[test]
fn r4_somebody_who_steps_down_keeps_no_say() {
    let world = World::new();
    let all = layered(&world);
    let own = all.at(&all.mine, &all.wanda);
    all.wanda.put(&own, &json!({ "role": "viewer" })).is(200);
    all.wanda.put(&own, &json!({ "role": "admin" })).refused(403, "permission_denied");
    all.wanda.put(&all.at(&all.mine, &all.vic), &json!({ "role": null })).refused(403, "permission_denied");
}
