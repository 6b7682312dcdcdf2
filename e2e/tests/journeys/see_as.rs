//! The app as somebody else sees it: a member, and whoever would have a role that is not saved yet. Nothing can be
//! changed meanwhile, and one press leaves it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn z6_the_app_is_seen_as_somebody_else_sees_it() {
    journey("see-as", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let body = json!({ "name": "Board room", "visibility": "private" });
    noor.does(server, Method::POST, &workspaces, body).await;
    let list = noor.does(server, Method::GET, &workspaces, Value::Null).await;
    let open = list["data"].as_array().into_iter().flatten().find(|one| one["name"] == json!("Larkfield"));
    let open = open.and_then(|one| one["id"].as_str()).expect("the first workspace");
    let path = format!("/v1/workspaces/{open}/projects");
    noor.does(server, Method::POST, &path, json!({ "name": "Mobile app" })).await;
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "editor").await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    as_a_member(&browser).await;
    as_a_role(&browser).await;
    // Nothing of all that was done as anybody.
    let log =
        noor.does(server, Method::GET, &format!("/v1/organizations/{org}/audit-log"), Value::Null).await;
    let by_jonas = log["data"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry["actor"]["name"] == json!("Jonas Weber"));
    assert_eq!(by_jonas.filter(|entry| entry["action"] != json!("members.join")).count(), 0, "{log}");
}

async fn as_a_member(browser: &Browser) {
    browser.press("link", "Workspaces").await;
    browser.find("link", "Board room").await;
    browser.press("link", "Members").await;
    browser.press("link", "Jonas Weber").await;
    browser.press_button("See as Jonas").await;
    browser.sees("You see Usher as Jonas Weber, Editor.").await;
    // An editor has no audit log, and is not in the private workspace.
    browser.has_no("link", "Audit log").await;
    browser.press("link", "Workspaces").await;
    browser.find("link", "Larkfield").await;
    browser.has_no("link", "Board room").await;
    browser.picture("80-seen-as-jonas").await;
    let create = browser.find("button", "New workspace").await;
    assert_eq!(create.attr("aria-disabled").await.expect("an attribute").as_deref(), Some("true"));
    let reason = create.attr("title").await.expect("an attribute").unwrap_or_default();
    assert!(reason.contains("You see this as Jonas Weber"), "{reason}");
    browser.press("link", "Your access").await;
    browser.find("heading", "Your access").await;
    browser.sees("Mobile app").await;
    browser.does_not_see(&["Board room"]).await;
    browser.picture("81-their-access").await;
    browser.press_button("Leave this view").await;
    browser.find("link", "Audit log").await;
    browser.find("heading", "Your access").await;
    browser.sees("Owner").await;
}

async fn as_a_role(browser: &Browser) {
    browser.press("link", "Roles").await;
    browser.press_button("New role").await;
    browser.fill("Name", "Reader").await;
    browser.choose("Start from", "Viewer").await;
    browser.press_button("Start role").await;
    browser.press("gridcell", "Reader, Members: View").await;
    browser.keys("n").await;
    browser.find("gridcell", "Reader, Members: None").await;
    // It was never saved.
    browser.press_button("See as it").await;
    browser.sees("You see Usher as somebody with the role Reader").await;
    browser.has_no("link", "Members").await;
    browser.press("link", "Your access").await;
    browser.find("heading", "Your access").await;
    browser.sees("Mobile app").await;
    browser.picture("82-seen-as-a-role").await;
    browser.press_button("Leave this view").await;
    browser.find("link", "Members").await;
}
