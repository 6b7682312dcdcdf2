//! M3: one member's page, and everything that they can get at, with why.

use serde_json::{Value, json};

use crate::support::World;

const ACCESS: &str = "/v1/organizations/{org}/members/{editor}/access";

#[test]
fn m3_a_member_and_oneself_are_shown() {
    let world = World::new();
    let shown = world.viewer().get("/v1/organizations/{org}/members/{editor}").is(200);
    assert_eq!(shown["id"], world.id("editor"));
    let me = world.editor().get("/v1/organizations/{org}/members/me").is(200);
    assert_eq!(me, shown);
    let guest = world.guest().get("/v1/organizations/{org}/members/me").is(200);
    assert_eq!(guest["role"]["key"], "guest", "who does not see the directory sees themselves");
    world.guest().get("/v1/organizations/{org}/members/{editor}").refused(403, "permission_denied");
    assert_eq!(
        shown["user"].as_object().map(serde_json::Map::len),
        Some(4),
        "name, address, picture and id: {shown}"
    );
}

#[test]
fn m3_everything_that_a_member_can_get_at_is_listed_with_why() {
    let world = World::new();
    let access = world.owner().get(ACCESS).is(200);
    assert_eq!(access["version"], world.version());
    let rows = access["data"].as_array().expect("a list");
    let kinds: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| {
            (
                row["resource"]["type"].as_str().unwrap_or_default(),
                row["resource"]["name"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        &kinds[..3],
        [("organization", "Larkfield"), ("workspace", "Larkfield"), ("project", "Apollo")]
    );
    let project = &rows[2];
    assert_eq!(project["permissions"]["content"], "full");
    assert_eq!(project["permissions"]["settings.general"], "view");
    let why = &project["why"]["content"][0];
    assert_eq!(
        (&why["source"], &why["gives"], &why["counts"]),
        (&json!("role"), &json!("full"), &json!(true))
    );
    assert!(why["sentence"].as_str().is_some_and(|text| text.contains("Editor")), "{why}");
}

#[test]
fn m3_what_the_asker_does_not_see_is_not_spoken_of() {
    let world = World::new();
    let of_admin = "/v1/organizations/{org}/members/{admin}/access";
    let (all, seen) = (world.owner().get(of_admin).is(200), world.viewer().get(of_admin).is(200));
    assert_eq!(all["data"].as_array().map(Vec::len), Some(5));
    assert_eq!(seen["data"].as_array().map(Vec::len), Some(3));
    for hidden in ["Vault", "Zeus", &world.id("private"), &world.id("secret")] {
        assert!(!seen.to_string().contains(hidden), "{hidden}");
    }
}

#[test]
fn m3_pages_joined_are_the_unpaged_answer() {
    let world = World::new();
    let of_admin = "/v1/organizations/{org}/members/{admin}/access";
    let whole = world.owner().get(of_admin).is(200)["data"].clone();
    let (mut joined, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.owner().get(&format!("{of_admin}?limit=2{cursor}")).is(200);
        joined.extend(page["data"].as_array().cloned().unwrap_or_default());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(Value::Array(joined), whole);
}

#[test]
fn m3_the_slice_for_the_page_holds_no_more_than_the_asker_sees() {
    let world = World::new();
    let ask = "/v1/organizations/{org}/snapshot?members={admin},{editor},{other_member},nonsense";
    let all = world.owner().get(ask).is(200).to_string();
    assert!(all.contains(&world.id("private")) && all.contains(&world.id("admin")));
    assert!(!all.contains(&world.id("other_member")));
    let seen = world.viewer().get(ask).is(200).to_string();
    assert!(
        seen.contains(&world.id("admin"))
            && !seen.contains(&world.id("private"))
            && !seen.contains(&world.id("secret"))
    );
    let guest = world.guest().get(ask).is(200).to_string();
    assert!(!guest.contains(&world.id("admin")) && !guest.contains(&world.id("ws")), "{guest}");
}

#[test]
fn m3_each_source_says_what_takes_it_away() {
    let world = World::new();
    let given = json!({ "role": "editor", "expires_at": "2099-01-01T00:00:00Z" });
    let made = world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &given).is(201);
    let of_viewer = "/v1/organizations/{org}/members/{viewer}/access";
    let answer = world.admin().get(&format!("{of_viewer}?resource_type=project&q=APO")).is(200);
    assert_eq!(answer["data"].as_array().map(Vec::len), Some(1));
    let row = &answer["data"][0];
    let why = row["why"]["content"].as_array().expect("a list");
    let grant = why.iter().find(|why| why["source"] == "grant").expect("the grant");
    assert_eq!(
        (&grant["grant"], &grant["on"], &grant["expires_at"]),
        (&made["id"], &json!({ "type": "project", "id": world.id("prj") }), &made["expires_at"])
    );
    assert_eq!(why[0].get("grant"), None, "a role is no grant");
    let source = &row["sources"][1];
    assert_eq!((&source["grant"], &source["level"]["key"]), (&made["id"], &json!("editor")));
    assert_eq!((&source["given_by"], &source["on"]["name"]), (&json!("Owner"), &json!("Apollo")));
    // The item that is shared with them, by the host's own words, with the share.
    let items = world.admin().get(&format!("{of_viewer}?resource_type=page")).is(200);
    let item = &items["data"][0];
    assert_eq!(item["resource"], json!({ "type": "page", "id": "1", "name": "Rota" }));
    assert_eq!(item["workspace"]["id"], world.id("ws"));
    let shared = item["sources"].as_array().expect("a list").iter().find(|one| one["on"]["type"] == "page");
    assert_eq!(shared.expect("the share")["share"], world.id("shr"));
    assert!(!items.to_string().contains("itm_"), "an item's own id is nobody's business");
}

#[test]
fn z2_why_and_why_not_with_the_smallest_change_that_turns_it() {
    let world = World::new();
    let path = "/v1/organizations/{org}/members/{viewer}/access/explain";
    let ask = |query: &str| world.owner().get(&format!("{path}?{query}"));
    let no = ask("resource_type=project&resource_id={prj}&scope=content&access=full").is(200);
    assert_eq!((&no["allowed"], &no["result"], &no["need"]), (&json!(false), &json!("view"), &json!("full")));
    assert_eq!(no["blocker"], "no_grant");
    assert_eq!(no["resource"]["name"], "Apollo");
    let flip = &no["smallest_flip"][0];
    assert_eq!(
        (&flip["change"], &flip["on"], &flip["sentence"]),
        (
            &json!("grant"),
            &json!({ "type": "project", "id": world.id("prj") }),
            &json!("Grant full on Apollo.")
        )
    );
    // What it names is what turns it.
    let scopes = json!({ "permissions": { "content": "full" } });
    world.owner().put("/v1/projects/{prj}/members/{viewer}/scopes", &scopes).is(201);
    let yes = ask("resource_type=project&resource_id={prj}&scope=content&access=full").is(200);
    assert_eq!((&yes["allowed"], &yes["blocker"]), (&json!(true), &Value::Null));
    assert_eq!(yes["smallest_flip"][0]["change"], "take_grant");
    assert!(yes["why"].as_array().expect("a list").iter().any(|why| why["grant"].is_string()));
    // Without a level: of what they have. Without a resource: of the organization.
    assert_eq!(ask("scope=members").is(200)["need"], "view");
    let own = world.viewer().get("/v1/organizations/{org}/members/me/access/explain?scope=billing").is(200);
    assert_eq!(own["allowed"], false);
    assert_eq!(ask("resource_type=page&resource_id=1&scope=comments").is(200)["result"], "view");
}

#[test]
fn l13_nothing_is_explained_that_the_asker_does_not_see() {
    let world = World::new();
    let of = |member: &str, query: &str| {
        world.viewer().get(&format!("/v1/organizations/{{org}}/members/{member}/access/explain?{query}"))
    };
    let hidden = "resource_type=project&resource_id={secret}&scope=content";
    of("{admin}", hidden).refused(404, "not_found");
    of("{admin}", "resource_type=workspace&resource_id={private}&scope=workspace.general")
        .refused(404, "not_found");
    for unknown in [
        "resource_type=project&resource_id={other_prj}&scope=content",
        "resource_type=project&resource_id=prj_01jdd00000e00800000000zzzz&scope=content",
        "resource_type=project&resource_id=x&scope=content",
        "resource_type=poem&resource_id=1&scope=content",
        "resource_id=org_01jdd00000e00800000000zzzz&scope=members",
    ] {
        of("{admin}", unknown).refused(404, "not_found");
    }
    of("{other_member}", "scope=members").refused(404, "not_found");
    world
        .guest()
        .get("/v1/organizations/{org}/members/{admin}/access/explain?scope=members")
        .refused(403, "permission_denied");
    of("{admin}", "scope=content").invalid("?scope", "unknown_scope");
    of("{admin}", "scope=sorcery").invalid("?scope", "unknown_scope");
    of("{admin}", "scope=members&access=none").invalid("?access", "unknown_value");
    of("{admin}", "resource_type=project&scope=content").invalid("?resource_id", "required");
    of("{admin}", "resource_type=project&resource_id={prj}").invalid("?scope", "required");
}

#[test]
fn z7_a_slice_holds_items_and_grants_of_those_who_are_asked_about_and_of_nobody_else() {
    let world = World::new();
    let ask = "/v1/organizations/{org}/snapshot?members={viewer}";
    let facts = world.owner().get(ask).is(200)["facts"].clone();
    assert_eq!(facts["items"][0]["key"], "1");
    let grants = facts["grants"].as_array().expect("a list");
    assert!(grants.iter().any(|grant| grant["principal"]["id"] == world.id("viewer")), "{grants:?}");
    // Somebody who sees no directory gets their own rows, whoever they ask about.
    let guest = world.guest().get(ask).is(200)["facts"].clone();
    assert_eq!(guest["members"].as_array().map(Vec::len), Some(1));
    assert_eq!((&guest["items"], &guest["grants"], &guest["projects"]), (&json!([]), &json!([]), &json!([])));
}

#[test]
fn given_a_project_alone_one_sees_the_name_of_its_workspace_and_not_who_is_in_it() {
    let world = World::new();
    world.owner().put("/v1/projects/{secret}/collaborators/{viewer}", &json!({ "role": "editor" })).is(201);
    let listed = world.viewer().get("/v1/organizations/{org}/workspaces").is(200)["data"].clone();
    let names: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["Larkfield", "Vault"]);
    assert_eq!(listed[1]["projects_count"], 1);
    let projects = world.viewer().get("/v1/workspaces/{private}/projects").is(200)["data"].clone();
    assert_eq!((&projects[0]["name"], projects.as_array().map(Vec::len)), (&json!("Zeus"), Some(1)));
}

#[test]
fn z2_the_reasons_say_who_gave_it_and_when() {
    let world = World::new();
    world.owner().put("/v1/projects/{prj}/collaborators/{viewer}", &json!({ "role": "editor" })).is(201);
    let access =
        world.admin().get("/v1/organizations/{org}/members/{viewer}/access?resource_type=project").is(200);
    let row =
        access["data"].as_array().expect("a list").iter().find(|row| row["resource"]["name"] == "Apollo");
    let row = row.expect("the project");
    let given = row["sources"].as_array().expect("a list").iter().find(|source| source["source"] == "grant");
    let given = given.expect("the grant");
    let at: chrono::DateTime<chrono::Utc> =
        given["given_at"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    let name = given["given_by"].as_str().expect("a name");
    let said = row["why"]["content"].as_array().expect("a list").iter().find(|why| why["source"] == "grant");
    let said = said.and_then(|why| why["sentence"].as_str()).expect("a sentence");
    let expected = format!(", given by {name} on {}.", at.format("%-d %B %Y"));
    assert!(said.ends_with(&expected), "{said}");
    let of_project = world.admin().get("/v1/projects/{prj}/access").is(200);
    assert!(of_project.to_string().contains("given_at"), "{of_project}");
}
