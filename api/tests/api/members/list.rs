//! `GET …/members`

use serde_json::{Value, json};

use crate::support::{World, text};

fn names(page: &Value) -> Vec<String> {
    let rows = page["data"].as_array().expect("a list");
    rows.iter().map(|row| text(&row["user"]["name"])).collect()
}

fn directory(world: &World, query: &str) -> Value {
    world.viewer().get(&format!("/v1/organizations/{{org}}/members?{query}")).is(200)
}

#[test]
fn m1_the_directory_shows_everybody_who_is_active() {
    let world = World::new();
    let page = directory(&world, "include=total,counts");
    assert_eq!(names(&page), ["Admin", "Editor", "Guest", "Nora", "Owner", "Viewer"]);
    assert_eq!(page["next_cursor"], Value::Null);
    assert_eq!(page["total"], 6);
    assert_eq!(page["counts"]["status"], json!({ "active": 6, "deactivated": 1 }));
    assert_eq!(
        page["counts"]["role"],
        json!({ "owner": 1, "admin": 1, "editor": 2, "viewer": 1, "guest": 1 })
    );
    let editor = &page["data"][1];
    assert_eq!(editor["id"], world.id("editor"));
    assert_eq!(editor["user"]["email"], "editor@larkfield.test");
    assert_eq!(editor["role"]["key"], "editor");
    assert_eq!((&editor["status"], &editor["seat"]), (&json!("active"), &json!("paid")));
    assert_eq!((&editor["implicit"], &editor["restricted"]), (&json!(false), &json!(false)));
    let place = json!({ "id": world.id("ws"), "name": "Larkfield", "role": null, "via": "open" });
    assert_eq!((&editor["workspaces"], &editor["expires_soon"]), (&json!([place]), &json!(false)));
    assert_eq!(editor["projects_count"], 1);
    assert_eq!(page["data"][2]["seat"], "free", "a guest takes no seat");
    assert_eq!(page["data"][0]["implicit"], true, "an admin is in everything");
}

#[test]
fn m1_what_the_asker_does_not_see_is_neither_named_nor_counted() {
    let world = World::new();
    let admin = |page: Value| page["data"][0].clone();
    let seen = admin(directory(&world, "q=admin"));
    assert_eq!((seen["workspaces"].as_array().map(Vec::len), &seen["projects_count"]), (Some(1), &json!(1)));
    let seen = admin(world.owner().get("/v1/organizations/{org}/members?q=admin").is(200));
    assert_eq!((seen["workspaces"].as_array().map(Vec::len), &seen["projects_count"]), (Some(2), &json!(2)));
}

#[test]
fn m1_search_finds_parts_of_names_and_addresses_as_text() {
    let world = World::new();
    world.join("zoe.ångström@example.test", "viewer");
    for (q, found) in [
        ("edit", vec!["Editor"]),
        ("EDITOR@LARK", vec!["Editor"]),
        ("angstrom", vec!["Zoe.ångström"]),
        ("%C3%85NGSTR%C3%96M", vec!["Zoe.ångström"]),
        ("%25", vec![]),
        ("_", vec![]),
        ("%27", vec![]),
        ("%5C", vec![]),
        ("nobody", vec![]),
    ] {
        assert_eq!(names(&directory(&world, &format!("q={q}"))), found, "{q}");
    }
    assert_eq!(names(&directory(&world, "q=%20%20")).len(), 7, "spaces are no search");
}

#[test]
fn m1_filters_by_role_status_seat_and_workspace() {
    let world = World::new();
    for (query, found) in [
        ("role=owner,admin", vec!["Admin", "Owner"]),
        ("role=editor", vec!["Editor", "Nora"]),
        ("status=deactivated", vec!["Deactivated"]),
        ("status=all&role=editor", vec!["Deactivated", "Editor", "Nora"]),
        ("seat=free", vec!["Guest"]),
        ("seat=paid&role=guest", vec![]),
        ("seat=paid&role=viewer,guest", vec!["Viewer"]),
        ("workspace={ws}", vec!["Admin", "Editor", "Nora", "Owner", "Viewer"]),
        ("workspace={private}", vec![]),
        ("workspace={other_ws}", vec![]),
        ("workspace=nonsense", vec![]),
    ] {
        assert_eq!(names(&directory(&world, query)), found, "{query}");
    }
    let owner = world.owner().get("/v1/organizations/{org}/members?workspace={private}").is(200);
    assert_eq!(names(&owner), ["Admin", "Owner"], "who is in a private workspace by role");
    let total = directory(&world, "role=editor&include=total&limit=1");
    assert_eq!((&total["total"], total["data"].as_array().map(Vec::len)), (&json!(2), Some(1)));
}

#[test]
fn m1_pages_joined_are_the_unpaged_answer_in_every_order() {
    let world = World::new();
    // Somebody was active lately, somebody else never.
    world.editor().get("/v1/organizations/{org}").is(200);
    let mut orders = Vec::new();
    for sort in ["name", "email", "role", "joined_at", "last_active_at"] {
        for sort in [sort.to_owned(), format!("-{sort}")] {
            let whole = directory(&world, &format!("status=all&sort={sort}"));
            let (mut joined, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = directory(&world, &format!("status=all&sort={sort}&limit=2{cursor}"));
                joined.extend(names(&page));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(joined, names(&whole), "{sort}");
            assert_eq!(joined.len(), 7, "{sort}");
            orders.push(joined);
        }
    }
    for pair in orders.chunks(2) {
        let turned: Vec<String> = pair[1].iter().rev().cloned().collect();
        assert_eq!(pair[0], turned, "descending is ascending turned round");
    }
    assert_eq!(orders[4][0], "Owner", "by role, the highest first");
    assert_eq!(orders[6][0], "Owner", "by time of joining, the founder first");
}

#[test]
fn m1_a_query_that_cannot_be_understood_is_refused_by_name() {
    let world = World::new();
    let refused = |query: &str, pointer: &str, code: &str| {
        world.owner().get(&format!("/v1/organizations/{{org}}/members?{query}")).invalid(pointer, code);
    };
    refused("role=king", "?role", "unknown_role");
    refused("status=gone", "?status", "unknown_value");
    refused("seat=window", "?seat", "unknown_value");
    refused("sort=height", "?sort", "unknown_value");
    refused("include=everything", "?include", "unknown_value");
    refused("limit=0", "?limit", "out_of_range");
    refused("limit=201", "?limit", "out_of_range");
    refused("cursor=nonsense", "?cursor", "malformed");
    refused("statsu=all", "?statsu", "unknown_parameter");
    refused("preview=true", "?preview", "unknown_parameter");
    let page = world.owner().get("/v1/organizations/{org}/members?limit=1&sort=joined_at").is(200);
    let cursor = text(&page["next_cursor"]);
    refused(&format!("sort=name&cursor={cursor}"), "?cursor", "unknown_value");
}
