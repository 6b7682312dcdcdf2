//! People × projects: moved in and changed by keys, previewed, saved, taken back.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

#[test]
fn z7_the_matrix_is_read_and_changed_by_keys() {
    journey("matrix", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let list =
        noor.does(server, Method::GET, &format!("/v1/organizations/{org}/workspaces"), Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace");
    let mut projects = Vec::new();
    for name in ["Atlas", "Borealis", "Comet"] {
        let path = format!("/v1/workspaces/{workspace}/projects");
        let made = noor.does(server, Method::POST, &path, json!({ "name": name })).await;
        projects.push(made["id"].as_str().expect("an id").to_owned());
    }
    for (name, role) in [("Ada Abel", "viewer"), ("Jonas Weber", "editor")] {
        let person = Person::with_account(name, server).await;
        noor.invites(server, &org, &[&person.person.email], role).await;
    }

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.press("link", "People × projects").await;
    browser.at("/larkfield/matrix").await;
    browser.sees("3 people × 3 projects").await;
    cell(&browser, "View, role").await;
    browser.picture("90-matrix").await;

    // Ada is the first row; her second project.
    browser.script("document.querySelector('[role=grid]').focus()", Vec::new()).await;
    browser.keys(thirtyfour::Key::Right + "f").await;
    cell(&browser, "Full, direct grant, not saved").await;
    browser.sees("Confirmed by the server.").await;
    browser.picture("91-matrix-changed").await;
    browser.press_button("Save 1 change…").await;
    browser.sees("1 change is saved").await;
    cell(&browser, "Full, direct grant").await;
    let path = format!("/v1/projects/{}/access?q=ada", projects[1]);
    let access = noor.does(server, Method::GET, &path, Value::Null).await;
    assert_eq!(access["data"][0]["direct"], json!(true), "{access}");
    let sources = access["data"][0]["sources"].as_array().expect("sources");
    let given = sources.iter().find(|source| source["source"] == "grant").expect("the grant");
    assert_eq!(given["level"]["key"], json!("editor"), "{access}");

    browser.press_button("Undo").await;
    browser.sees("1 change is taken back").await;
    cell(&browser, "View, role").await;
    filters(&browser).await;
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.picture("92-matrix-narrow").await;
}

/// Waits until the cell that the keys are on is called this.
async fn cell(browser: &Browser, words: &str) {
    let now = "const grid = document.querySelector('[role=grid]');
        return document.getElementById(grid?.getAttribute('aria-activedescendant'))?.ariaLabel ?? null";
    until(&format!("the cell to be “{words}”"), async || {
        (browser.script(now, Vec::new()).await == json!(words)).then_some(())
    })
    .await;
}

async fn filters(browser: &Browser) {
    browser.choose("How far", "View").await;
    browser.at("/larkfield/matrix?level=view").await;
    browser.sees("1 person × 3 projects").await;
    browser.press_button("Clear filters").await;
    browser.sees("3 people × 3 projects").await;
    browser.fill_as("searchbox", "Search projects", "comet").await;
    browser.sees("3 people × 1 project").await;
    browser.picture("93-matrix-filtered").await;
}
