//! The palette by keyboard alone; a workspace that opens to everybody; one, and then an organization, that ends and comes
//! back.

use reqwest::Method;
use serde_json::json;
use thirtyfour::Key;

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn t4_a_workspace_opens_and_what_is_deleted_comes_back_as_it_was() {
    journey("endings", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "editor").await;

    let design = json!({ "name": "Design", "visibility": "private" });
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let design = noor.does(server, Method::POST, &workspaces, design).await;
    let design = design["id"].as_str().expect("a workspace").to_owned();

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    finds_by_letters(&browser).await;
    opens_a_workspace(&browser).await;
    deletes_a_workspace(&browser, &design).await;
    deletes(&browser).await;

    let other = stage.browser("jonas").await;
    signs_in(&other, &jonas.person).await;
    other.open("/larkfield/members").await;
    // To those who cannot restore it, it is not there, and was never named.
    other.find("heading", "There is nothing here for you").await;
    other.does_not_see(&["Larkfield", "Restore"]).await;
    other.open("/").await;
    other.at("/onboarding").await;
    other.find("heading", "Set up your organization").await;
    other.does_not_see(&["Larkfield", "Restore"]).await;
    other.quit().await;

    browser.open("/").await;
    browser.at("/onboarding").await;
    browser.sees("Deleted. You can restore it until").await;
    browser.picture("deleted-onboarding").await;
    browser.press("link", "Restore…").await;
    browser.press_button("Restore Larkfield").await;
    browser.find("heading", "Members").await;
    browser.sees("Larkfield is restored").await;
    browser.sees("Jonas Weber").await;
}

async fn finds_by_letters(browser: &Browser) {
    browser.chord(Key::Control, "k").await;
    browser.find("combobox", "Search people, projects and actions").await;
    browser.picture("palette").await;
    browser.keys("jonas").await;
    browser.find("option", "Jonas Weber…").await;
    browser.picture("palette-person").await;
    browser.keys(Key::Enter + "").await;
    browser.find("heading", "Jonas Weber…").await;
    // What it makes is asked for on the page of its kind, and nowhere on the way.
    for (letters, entry, dialog) in
        [("new gr", "New group…", "New group"), ("new wor", "New workspace…", "New workspace")]
    {
        browser.chord(Key::Control, "k").await;
        browser.keys(letters).await;
        browser.find("option", entry).await;
        browser.keys(Key::Enter + "").await;
        browser.find("heading", dialog).await;
        browser.keys(Key::Escape + "").await;
        browser.has_no("heading", dialog).await;
    }
    browser.chord(Key::Control, "k").await;
    browser.keys("setti").await;
    browser.find("option", "Settings…").await;
    browser.keys(Key::Enter + "").await;
    browser.at("/larkfield/settings").await;
}

async fn opens_a_workspace(browser: &Browser) {
    browser.press("link", "Workspaces…").await;
    browser.press_button("Actions for Design").await;
    browser.press("menuitem", "Edit…").await;
    browser.find("heading", "Edit Design").await;
    browser.press("radio", "Every member…").await;
    browser.sees("For 1 person: +").await;
    browser.sees("Jonas Weber").await;
    browser.sees("Confirmed by the server").await;
    browser.picture("workspace-opens").await;
    browser.press_button("Save workspace").await;
    browser.sees("Design is open to every member. Adds").await;
    browser.press_button("Undo").await;
    browser.sees("Undone").await;
    browser.sees("Private").await;
}

async fn deletes_a_workspace(browser: &Browser, design: &str) {
    browser.press_button("Actions for Design").await;
    browser.press("menuitem", "Delete…").await;
    browser.find("heading", "Delete Design?").await;
    browser.sees("It can be restored for 30 days").await;
    browser.fill("Type Design to delete it", "Design").await;
    browser.press_button("Delete workspace").await;
    browser.find("button", "Restore Design").await;
    browser.picture("workspace-deleted").await;
    // Its own address says so too.
    browser.open(&format!("/larkfield/workspaces/{design}")).await;
    browser.find("heading", "Design is deleted").await;
    browser.picture("workspace-deleted-page").await;
    browser.press_button("Restore Design").await;
    browser.find("heading", "Design").await;
    browser.open("/larkfield/settings").await;
}

async fn deletes(browser: &Browser) {
    browser.picture("settings").await;
    browser.press_button("Delete…").await;
    browser.find("heading", "Delete Larkfield?").await;
    browser.fill("Type Larkfield to delete it", "Larkfield").await;
    browser.press_button("Delete organization").await;
    browser.sees("Larkfield is deleted").await;
    browser.find("button", "Restore Larkfield").await;
    browser.find("button", "Switch organization or workspace. Now in Larkfield").await;
    browser.has_no("link", "Members").await;
    browser.picture("deleted").await;
}
