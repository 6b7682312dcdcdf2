//! P5, Z2: `GET /v1/projects/{prj}/access`

use serde_json::{Value, json};

use crate::support::{World, text};

const ACCESS: &str = "/v1/projects/{prj}/access";

fn names(answer: &Value) -> Vec<String> {
    let rows = answer["data"].as_array().expect("a list");
    rows.iter().map(|row| text(&row["user"]["name"])).collect()
}

#[test]
fn p5_everybody_with_access_is_listed_with_what_and_through_what() {
    let world = World::new();
    world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "editor" })).is(201);
    let answer = world.admin().get(&format!("{ACCESS}?include=total")).is(200);
    assert_eq!(answer["version"], world.version());
    assert_eq!(
        names(&answer),
        ["Admin", "Editor", "Nora", "Owner", "Viewer"],
        "no guest, nobody deactivated"
    );
    assert_eq!((&answer["total"], &answer["groups"]), (&json!(5), &json!([])));

    let viewer = &answer["data"][4];
    assert_eq!((&viewer["member"], &viewer["role"]["key"]), (&json!(world.id("viewer")), &json!("viewer")));
    assert_eq!((&viewer["direct"], &viewer["implicit"]), (&json!(true), &json!(false)));
    assert_eq!(viewer["permissions"]["content"], "full");
    let sources = viewer["sources"].as_array().expect("a list");
    let kinds: Vec<&str> = sources.iter().filter_map(|source| source["source"].as_str()).collect();
    assert_eq!(kinds, ["role", "grant"]);
    assert_eq!(
        (&sources[0]["role"]["name"], &sources[0]["permissions"]["content"]),
        (&json!("Viewer"), &json!("view"))
    );
    let grant = &sources[1];
    assert_eq!(
        (&grant["level"]["key"], &grant["given_by"], &grant["on"]["name"], &grant["counts"]),
        (&json!("editor"), &json!("Owner"), &json!("Apollo"), &json!(true))
    );
    // What takes it away.
    world.admin().delete("/v1/projects/{prj}/collaborators/{viewer}").is(200);
    let after = world.admin().get(ACCESS).is(200);
    assert_eq!(after["data"][4]["direct"], false);

    let owner = &answer["data"][3];
    assert_eq!((&owner["implicit"], &owner["level"]["key"]), (&json!(true), &json!("admin")));
}

#[test]
fn p5_the_list_is_searched_narrowed_sorted_and_paged() {
    let world = World::new();
    let owner = world.owner();
    owner.put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "admin" })).is(201);
    let listed = |query: &str| names(&owner.get(&format!("{ACCESS}?{query}")).is(200));
    assert_eq!(listed("q=nor"), ["Nora"]);
    assert_eq!(listed("q=LARKFIELD.test&limit=2"), ["Admin", "Editor"]);
    assert_eq!(listed("sort=-name"), ["Viewer", "Owner", "Nora", "Editor", "Admin"]);
    assert_eq!(listed("sort=-email&limit=1"), ["Viewer"]);
    assert_eq!(listed("sort=role")[..2], ["Owner", "Admin"]);
    assert_eq!(listed("sort=-role")[0], "Viewer");
    let mut most = listed("sort=level&limit=3");
    most.sort();
    assert_eq!(most, ["Admin", "Owner", "Viewer"]);
    assert_eq!(listed("through=direct"), ["Viewer"]);
    assert_eq!(listed("through=role"), ["Admin", "Editor", "Nora", "Owner"]);
    assert_eq!(listed("through=direct,role").len(), 5);
    for sort in ["name", "-name", "email", "role", "-level"] {
        let whole = listed(&format!("sort={sort}"));
        let (mut joined, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = owner.get(&format!("{ACCESS}?sort={sort}&limit=2{cursor}")).is(200);
            joined.extend(names(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(joined, whole, "{sort}");
    }
    let by_name = owner.get(&format!("{ACCESS}?limit=1")).is(200);
    let cursor = text(&by_name["next_cursor"]);
    owner.get(&format!("{ACCESS}?sort=role&cursor={cursor}")).invalid("?cursor", "unknown_value");
    owner.get(&format!("{ACCESS}?sort=age")).invalid("?sort", "unknown_value");
    owner.get(&format!("{ACCESS}?through=magic")).invalid("?through", "unknown_value");
    owner.get(&format!("{ACCESS}?include=all")).invalid("?include", "unknown_value");
    owner.get(&format!("{ACCESS}?what=x")).invalid("?what", "unknown_parameter");
}

#[test]
fn p5_who_may_not_see_who_works_there_is_refused() {
    let world = World::new();
    world.viewer().get(ACCESS).is(200);
    world.guest().get(ACCESS).refused(404, "not_found");
    world.viewer().get("/v1/projects/{secret}/access").refused(404, "not_found");
    world.owner().get("/v1/projects/{other_prj}/access").refused(404, "not_found");
    // Given the content of a project alone, and nothing of who is in it.
    world.owner().put("/v1/projects/{secret}/collaborators/{viewer}", &json!({ "role": "editor" })).is(201);
    // Here the directory is open to every member, so that is what they see by.
    world.viewer().get("/v1/projects/{secret}/access").is(200);
}

#[test]
fn p7_a_restricted_member_who_makes_a_project_is_listed_on_it() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "bo@example.test" }], "restrict_to": [world.id("prj")], "delivery": "link" });
    let answer = world.owner().post("/v1/organizations/{org}/invitations", &body).is(200);
    let link = text(&answer["results"][0]["link"]);
    let token = link.split('#').nth(1).expect("a secret").to_owned();
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let made = bo.post("/v1/workspaces/{ws}/projects", &json!({ "name": "Mine" })).is(201);
    let path = format!("/v1/projects/{}", text(&made["id"]));
    assert_eq!(bo.get(&path).is(200)["permissions"]["content"], "full");
    let listed = world.owner().get(&format!("{path}/access?q=bo")).is(200);
    assert_eq!(names(&listed), ["Bo"]);
    assert_eq!(listed["data"][0]["sources"][0]["source"], "role");
    let closed = world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Closed" })).is(201);
    let listed = world.owner().get(&format!("/v1/projects/{}/access?q=bo", text(&closed["id"]))).is(200);
    assert_eq!(names(&listed), Vec::<String>::new());
}
