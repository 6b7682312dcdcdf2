//! A group: made, given a project with its effect shown before, and people put in by key, by hand and many at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn g1_people_come_into_a_group_by_key_and_by_hand() {
    journey("groups", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    // A project that nobody is in by their role alone.
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let body = json!({ "name": "Clients", "visibility": "private" });
    let made = noor.does(server, Method::POST, &workspaces, body).await;
    let path = format!("/v1/workspaces/{}/projects", made["id"].as_str().expect("an id"));
    noor.does(server, Method::POST, &path, json!({ "name": "Partner portal" })).await;
    for name in ["Amara Diallo", "Jonas Weber", "Mei Tanaka"] {
        let person = Person::with_account(name, server).await;
        noor.invites(server, &org, &[&person.person.email], "viewer").await;
    }
    let elif = Person::with_account("Elif Kaya", server).await;
    noor.invites(server, &org, &[&elif.person.email], "guest").await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    makes(&browser).await;
    gives(&browser).await;
    by_key(&browser).await;
    by_hand(&browser).await;
    many(&browser).await;
    filters(&browser).await;
    deletes(&browser).await;
    let list = noor.does(server, Method::GET, &format!("/v1/organizations/{org}/groups"), Value::Null).await;
    assert_eq!(list["data"], json!([]));
}

async fn makes(browser: &Browser) {
    browser.press("link", "Groups").await;
    browser.at("/larkfield/groups").await;
    browser.find("heading", "No group yet").await;
    browser.picture("70-no-group").await;
    browser.keys("n").await;
    browser.fill("Name", "client-harbor").await;
    browser.press_button("Create group").await;
    browser.find("heading", "client-harbor").await;
}

async fn gives(browser: &Browser) {
    browser.press_button("Add project").await;
    browser.find("heading", "Give client-harbor a project").await;
    browser.choose("Project", "Partner portal (Clients)").await;
    browser.choose("Level", "Editor").await;
    browser.sees("Nothing changes in what they can do.").await;
    browser.press_button("Give project").await;
    browser.find("button", "Editor on Partner portal").await;
}

/// The focus goes to the cell, says what a press would do, and the press does it.
async fn by_key(browser: &Browser) {
    let cell = browser.find("checkbox", "Amara Diallo in client-harbor").await;
    cell.focus().await.expect("the focus");
    browser.sees("Amara in client-harbor: +").await;
    browser.picture("71-before-a-press").await;
    browser.keys(" ").await;
    browser.sees("Amara Diallo is in client-harbor. Adds").await;
}

async fn by_hand(browser: &Browser) {
    // The table may be drawn anew between finding and dragging.
    let dragged = async || {
        let drop = browser.find("button", "client-harbor…").await;
        let row = browser.find("rowheader", "Jonas Weber…").await;
        row.js_drag_to(&drop).await.ok()
    };
    crate::wait::within(crate::wait::PATIENCE, dragged).await.expect("a person is dragged");
    browser.sees("Jonas Weber is in client-harbor. Adds").await;
    browser.find("button", "Take Jonas Weber out").await;
    browser.picture("72-dragged").await;
    browser.press_button("Take Jonas Weber out").await;
    browser.sees("Jonas Weber is out of client-harbor. Removes").await;
    browser.has_no("button", "Take Jonas Weber out").await;
    // The keyboard does the same from anywhere in the row.
    let cell = browser.find("checkbox", "Jonas Weber in client-harbor").await;
    cell.focus().await.expect("the focus");
    browser.keys("a").await;
    browser.find("button", "Take Jonas Weber out").await;
}

async fn many(browser: &Browser) {
    browser.press_button("Add people").await;
    browser.find("heading", "Add people to client-harbor").await;
    browser.press("checkbox", "Add Mei Tanaka").await;
    browser.press("checkbox", "Add Elif Kaya").await;
    browser.sees("For 1 person: +").await;
    browser.sees("Confirmed by the server").await;
    browser.picture("73-many").await;
    browser.press_button("Add 2 people").await;
    browser.sees("2 more people are in client-harbor.").await;
    browser
        .sees(
            "Elif Kaya does not get all of Partner portal: as a Guest, only what is shared with them counts.",
        )
        .await;
    browser.picture("74-group").await;
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.find("combobox", "Group").await;
    browser.find("checkbox", "Mei Tanaka in client-harbor").await;
    browser.picture("75-group-narrow-dark").await;
    browser.looks(Screen::Desk, Theme::Light).await;
}

/// The directory shows who is in a group, and puts whoever is selected into one.
async fn filters(browser: &Browser) {
    browser.open("/larkfield/members").await;
    browser.press_button("Group").await;
    browser.press("menuitemradio", "client-harbor").await;
    browser.sees("4 found").await;
    browser.has_no("link", "Noor Haddad").await;
    browser.press_button("Remove the filter Group").await;
    browser.press("checkbox", "Select Noor Haddad").await;
    browser.press_button("Add to group").await;
    browser.find("heading", "Add 1 person to a group").await;
    browser.press_button("Add 1 person").await;
    browser.sees("Done for 1 person.").await;
    browser.press_button("Done").await;
}

async fn deletes(browser: &Browser) {
    browser.open("/larkfield/groups").await;
    browser.sees("5 people").await;
    browser.press_button("Rename or delete client-harbor").await;
    browser.press("menuitem", "Delete…").await;
    browser.find("heading", "Delete client-harbor?").await;
    browser.sees("Removes").await;
    browser.picture("76-group-deleted").await;
    browser.press_button("Delete client-harbor").await;
    browser.find("heading", "No group yet").await;
}
