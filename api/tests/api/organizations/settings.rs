//! T4: name, address and logo; quotas.

use serde_json::{Value, json};

use crate::support::{TINY_PNG, World, text};

const ORG: &str = "/v1/organizations/{org}";

#[test]
fn t4_an_address_of_before_still_leads_there_and_is_nobody_elses() {
    let world = World::new();
    let state = |slug: &str| world.stranger().get(&format!("/v1/slugs/{slug}")).is(200)["state"].clone();
    assert_eq!(state("larkfield-two"), "free");
    world.admin().patch(ORG, &json!({ "slug": "larkfield-two" })).is(200);
    for slug in ["larkfield", "larkfield-two"] {
        let found = world.viewer().get(&format!("/v1/organizations/{slug}")).is(200);
        assert_eq!(found["slug"], "larkfield-two");
        world.stranger().get(&format!("/v1/organizations/{slug}")).refused(404, "not_found");
        assert_eq!(state(slug), "taken");
        let body = json!({ "name": "Another", "slug": slug });
        world.stranger().post("/v1/organizations", &body).refused(409, "slug_taken");
    }
    assert_eq!((state("admin"), state("-x-")), (json!("invalid"), json!("invalid")));
    world.admin().patch(ORG, &json!({ "slug": "admin" })).invalid("/slug", "reserved");
    world.viewer().patch(ORG, &json!({ "slug": "mine" })).refused(403, "permission_denied");
    world.admin().patch(ORG, &json!({ "slug": "larkfield" })).is(200);
    world.anonymous().get("/v1/slugs/free-one").refused(401, "unauthenticated");
}

#[test]
fn t4_a_logo_is_shown_to_whoever_has_its_address_and_dies_with_it() {
    let world = World::new();
    let path = format!("{ORG}/logo");
    let set = |data: &str| world.admin().put(&path, &json!({ "data": data }));
    assert_eq!(world.viewer().get(ORG).is(200)["logo_url"], Value::Null);
    let url = text(&set(TINY_PNG).is(200)["logo_url"]);
    assert_eq!(world.viewer().get(ORG).is(200)["logo_url"], json!(url));
    let listed = world.viewer().get("/v1/me/memberships").is(200);
    assert_eq!(listed["data"][0]["organization"]["logo_url"], json!(url));
    // Pages show pictures without a credential.
    let shown = world.ask("GET", &url).send();
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(shown.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert!(shown.header("cache-control").starts_with("private"), "{}", shown.header("cache-control"));

    let second = text(&set(TINY_PNG).is(200)["logo_url"]);
    assert_ne!(second, url, "another picture has another address");
    world.ask("GET", &url).send().refused(404, "not_found");
    world.ask("GET", "/v1/logos/0000").send().refused(404, "not_found");
    world.viewer().put(&path, &json!({ "data": TINY_PNG })).refused(403, "permission_denied");
    world.viewer().delete(&path).refused(403, "permission_denied");
    world.stranger().put(&path, &json!({ "data": TINY_PNG })).refused(404, "not_found");

    let gone = world.admin().delete(&path).is(200);
    assert_eq!(gone["logo_url"], Value::Null);
    world.ask("GET", &second).send().refused(404, "not_found");
    let version = world.version();
    world.admin().delete(&path).is(200);
    assert_eq!(world.version(), version, "nothing was there to take away");
    let url = text(&set(TINY_PNG).is(200)["logo_url"]);
    world.owner().ask("DELETE", ORG).json(&json!({ "confirm": "Larkfield" })).send().is(204);
    world.ask("GET", &url).send().refused(404, "not_found");
}

#[test]
fn t4_what_is_no_small_picture_is_refused() {
    let world = World::new();
    let path = format!("{ORG}/logo");
    let set = |data: &str| world.admin().put(&path, &json!({ "data": data }));
    set("not base64!").invalid("/data", "malformed");
    // <svg xmlns="http://www.w3.org/2000/svg"/>
    set("PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=").invalid("/data", "unknown_picture");
    // GIF89a, and HTML that a browser might take for a page
    set("R0lGODlhAQABAAAAACwAAAAAAQABAAA=").invalid("/data", "unknown_picture");
    set("PGh0bWw+PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==").invalid("/data", "unknown_picture");
    set("").invalid("/data", "unknown_picture");
    // The head of a PNG alone.
    set(&TINY_PNG[..12]).invalid("/data", "unknown_picture");
    // A PNG that says that it has 65,535 pixels to a side.
    let wide = format!("{}AAD//wAA//8I{}", &TINY_PNG[..21], &TINY_PNG[33..]);
    assert_eq!(set(&wide).status, 422);
    set(&format!("{TINY_PNG}{}", "AAAA".repeat(23_000))).refused(422, "validation_failed");
    assert_eq!(world.admin().get(ORG).is(200)["logo_url"], Value::Null);
}

#[test]
fn t4_each_workspace_says_what_it_takes_of_each_quota_to_those_who_may_count() {
    let world = World::new();
    world.owner().put(&format!("{ORG}/plan"), &json!({ "plan": "business" })).is(200);
    let quotas = |who: &str| {
        let page = world.person(who).get(&format!("{ORG}/workspaces")).is(200);
        let rows = page["data"].as_array().expect("a list").clone();
        let open = rows.into_iter().find(|row| row["id"] == json!(world.id("ws")));
        open.map(|row| (row["members_count"].clone(), row["quotas"].clone()))
    };
    let (members, counted) = quotas("owner").expect("listed");
    assert_eq!(
        counted,
        json!([
            { "key": "members", "used": members, "limit": 25 },
            { "key": "projects", "used": 1, "limit": null },
        ])
    );
    let (members, counted) = quotas("viewer").expect("listed");
    assert_eq!(
        counted,
        json!([{ "key": "members", "used": members, "limit": 25 }]),
        "not every project is theirs"
    );
    let plan = |who: &str| world.person(who).get(&format!("{ORG}/plan")).is(200)["quotas"].clone();
    assert_eq!(plan("guest"), json!([]));
    assert_eq!(plan("admin")[1], json!({ "key": "projects", "used": 2, "limit": null }));
    assert_eq!(plan("admin")[0]["limit"], 25);
}
