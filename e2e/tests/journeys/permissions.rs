//! Somebody's permissions in one form: previewed, saved as one, and not over what somebody else saved meanwhile.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

#[test]
fn m13_permissions_are_edited_in_one_form() {
    journey("permissions", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "viewer").await;
    let members = format!("/v1/organizations/{org}/members");
    let list = noor.does(server, Method::GET, &format!("{members}?q=jonas"), Value::Null).await;
    let path = format!("{members}/{}", list["data"][0]["id"].as_str().expect("a member"));

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    opens(&browser).await;
    chooses(&browser, "Billing", "View").await;
    browser.sees("Saving adds 1 permission").await;
    browser.sees("Confirmed by the server.").await;
    browser.picture("70-permissions").await;
    browser.press_button("Save permissions").await;
    browser.sees("The permissions of Jonas Weber are saved").await;
    let saved = noor.does(server, Method::GET, &path, Value::Null).await;
    assert_eq!(saved["permissions"]["billing"], json!("view"), "{saved}");

    // Somebody else saves while the form is open.
    opens(&browser).await;
    chooses(&browser, "Audit log", "View").await;
    browser.sees("Confirmed by the server.").await;
    noor.does(server, Method::PATCH, &path, json!({ "role": "editor" })).await;
    browser.press_button("Save permissions").await;
    browser.find("heading", "Somebody changed this meanwhile").await;
    browser.picture("71-meanwhile").await;
    browser.press_button("Keep mine…").await;
    browser.has_no("heading", "Somebody changed this meanwhile").await;
    browser.press_button("Save permissions").await;
    browser.sees("The permissions of Jonas Weber are saved").await;
    // The words of the first save may still stand there.
    until("the second save", async || {
        let saved = noor.does(server, Method::GET, &path, Value::Null).await;
        (saved["permissions"]["audit"] == json!("view")).then_some(())
    })
    .await;
}

async fn opens(browser: &Browser) {
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Edit permissions…").await;
    browser.find("heading", "Permissions of Jonas Weber").await;
}

/// A level of one scope: its three radios have the same names as those of every other.
async fn chooses(browser: &Browser, scope: &str, level: &str) {
    let label = browser
        .driver()
        .query(By::XPath(format!(
            "//*[@role='radiogroup'][@aria-label='{scope}']//label[contains(., '{level}')]"
        )))
        .wait(crate::wait::PATIENCE, std::time::Duration::from_millis(40))
        .and_clickable()
        .first()
        .await
        .expect("a level to choose");
    label.click().await.expect("it is chosen");
}
