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
