//! Somebody goes: what they leave is shown first, heirs are chosen, and all of it is undone with one press.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn z4_z5_somebody_goes_with_heirs_and_comes_back_by_undo() {
    journey("offboarding", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let list = noor.does(server, Method::GET, &workspaces, Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace").to_owned();
    let path = format!("/v1/workspaces/{workspace}/projects");
    let project = noor.does(server, Method::POST, &path, json!({ "name": "Mobile app" })).await;
    let project = project["id"].as_str().expect("a project").to_owned();
    let (jonas, lena) = (
        Person::with_account("Jonas Weber", server).await,
        Person::with_account("Lena Fischer", server).await,
    );
    noor.invites(server, &org, &[&jonas.person.email], "admin").await;
    noor.invites(server, &org, &[&lena.person.email], "editor").await;
    let members = format!("/v1/organizations/{org}/members");
    let found = noor.does(server, Method::GET, &format!("{members}?q=jonas"), Value::Null).await;
    let id = found["data"][0]["id"].as_str().expect("a member").to_owned();
    // He is only an editor by now, the one admin of a project, and has invited somebody.
    jonas.invites(server, &org, &["friend@example.test"], "viewer").await;
    noor.does(server, Method::PATCH, &format!("{members}/{id}"), json!({ "role": "editor" })).await;
    let collaborator = format!("/v1/projects/{project}/collaborators/{id}");
    noor.does(server, Method::PUT, &collaborator, json!({ "role": "admin" })).await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.press("link", "Jonas Weber").await;
    browser.find("heading", "Jonas Weber…").await;
    browser.press_button("Remove…").await;
    browser.find("heading", "Remove Jonas Weber from Larkfield?").await;
    browser.sees("friend@example.test").await;
    browser.choose("Who administers Mobile app", "Lena Fischer").await;
    browser.picture("90-what-he-leaves").await;
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.picture("91-what-he-leaves-narrow-dark").await;
    browser.looks(Screen::Desk, Theme::Light).await;
    browser.press_button("Remove Jonas").await;
    browser.sees("Jonas Weber is removed").await;
    browser.picture("92-gone").await;
    let found = noor.does(server, Method::GET, &format!("{members}?q=jonas"), Value::Null).await;
    assert_eq!(found["data"], json!([]));
    browser.press_button("Undo").await;
    browser.sees("Undone. All access is as it was before.").await;
    browser.find("link", "Jonas Weber").await;
    // The log says both, and offers the inverse of what can still be undone.
    browser.press("link", "Audit log").await;
    browser.find("heading", "Audit log").await;
    browser.sees("undo.apply").await;
    browser.picture("93-both-in-the-log").await;
}
