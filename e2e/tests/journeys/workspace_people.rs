//! Who is in a workspace: added, given another role there, limited, taken out; and all of somebody's workspaces
//! from the directory.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn m2_m15_m16_m17_people_of_a_workspace() {
    journey("workspace-people", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let body = json!({ "name": "Client work", "visibility": "private" });
    let made = noor.does(server, Method::POST, &format!("/v1/organizations/{org}/workspaces"), body).await;
    let workspace = made["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/workspaces/{workspace}/projects");
    for name in ["Harbor site", "Harbor app"] {
        noor.does(server, Method::POST, &path, json!({ "name": name })).await;
    }
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "editor").await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.open(&format!("/larkfield/workspaces/{workspace}?tab=people")).await;
    browser.sees("Locked, by role").await;
    adds(&browser).await;
    overrides(&browser).await;
    limits(&browser).await;
    removes(&browser).await;
    from_the_directory(&browser).await;

    let roster =
        noor.does(server, Method::GET, &format!("/v1/workspaces/{workspace}/members"), Value::Null).await;
    let jonas =
        roster["data"].as_array().into_iter().flatten().find(|row| row["user"]["name"] == "Jonas Weber");
    assert_eq!(jonas.expect("Jonas is in it again")["workspace_role"]["key"], json!("viewer"), "{roster}");
}

async fn adds(browser: &Browser) {
    browser.press_button("Add member").await;
    browser.find("heading", "Add somebody to Client work").await;
    browser.press("radio", "Jonas Weber…").await;
    browser.sees("Adds").await;
    browser.picture("60-add-member").await;
    browser.press_button("Add Jonas Weber").await;
    browser.sees("Jonas Weber is in Client work").await;
    browser.find("button", "Role of Jonas Weber here: Inherited").await;
}

async fn overrides(browser: &Browser) {
    browser.press_button("Role of Jonas Weber here: Inherited").await;
    browser.find("menuitemradio", "Viewer…").await;
    browser.picture("61-role-here").await;
    browser.press("menuitemradio", "Viewer…").await;
    browser.sees("Jonas Weber is Viewer in Client work now").await;
    browser.find("button", "Role of Jonas Weber here: Viewer").await;
    browser.press_button("Undo").await;
    browser.sees("Jonas Weber has their own role in Client work again").await;
    browser.find("button", "Role of Jonas Weber here: Inherited").await;
}

async fn limits(browser: &Browser) {
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Limit to projects…").await;
    browser.find("heading", "Projects of Jonas Weber").await;
    browser.press("radio", "Only some").await;
    browser.press("checkbox", "Harbor app").await;
    browser.sees("Removes").await;
    browser.picture("62-limit").await;
    browser.press_button("Save for Jonas").await;
    browser.sees("Jonas Weber is limited to one project").await;
    browser.sees("1 project").await;
}

async fn removes(browser: &Browser) {
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Remove from this workspace…").await;
    browser.find("heading", "Remove Jonas Weber from Client work?").await;
    browser.sees("Removes").await;
    browser.picture("63-remove").await;
    browser.press_button("Remove Jonas").await;
    browser.sees("Jonas Weber is out of Client work").await;
    browser.has_no("button", "Role of Jonas Weber here…").await;
}

async fn from_the_directory(browser: &Browser) {
    browser.open("/larkfield/members").await;
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Workspaces…").await;
    browser.find("heading", "Workspaces of Jonas Weber").await;
    browser.press("switch", "Client work").await;
    browser.choose("Role in Client work", "Viewer").await;
    browser.sees("Adds").await;
    browser.picture("64-workspaces").await;
    browser.press_button("Save workspaces").await;
    browser.sees("The workspaces of Jonas Weber are saved").await;
}
