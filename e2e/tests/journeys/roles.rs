//! A role of one's own: started from another, written with the keyboard, its effect shown while it is written and
//! reported again when it is saved; then deleted, with a replacement for whoever has it.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

/// Keeps what the server answers to a change, as the page gets it; previews are not changes.
const LISTEN: &str = "
const fetched = window.fetch;
window.fetch = async (...all) => {
  const answer = await fetched(...all);
  const asked = all[0];
  if (asked.method === 'PATCH' && !asked.url.includes('preview')) answer.clone().json().then(body => { window.saved = body; });
  return answer;
};";

#[test]
fn r1_r5_a_role_is_written_with_its_effect_beside_it() {
    journey("roles", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let list = noor.does(server, Method::GET, &workspaces, Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace").to_owned();
    for name in ["Mobile app", "Website"] {
        let path = format!("/v1/workspaces/{workspace}/projects");
        noor.does(server, Method::POST, &path, json!({ "name": name })).await;
    }
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "editor").await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    starts(&browser).await;
    let members = noor
        .does(server, Method::GET, &format!("/v1/organizations/{org}/members?q=jonas"), Value::Null)
        .await;
    let member = members["data"][0]["id"].as_str().expect("Jonas").to_owned();
    let path = format!("/v1/organizations/{org}/members/{member}");
    noor.does(server, Method::PATCH, &path, json!({ "role": "analyst" })).await;
    writes(&browser).await;
    fits_a_phone(&browser).await;
    deletes(&browser).await;
}

async fn starts(browser: &Browser) {
    browser.press("link", "Roles").await;
    browser.at("/larkfield/roles").await;
    browser.find("gridcell", "Owner, Ownership: Full").await;
    browser.find("gridcell", "Viewer, Members: View").await;
    browser.picture("60-roles").await;
    browser.press_button("New role").await;
    browser.fill("Name", "Analyst").await;
    browser.choose("Start from", "Viewer").await;
    browser.press_button("Start role").await;
    browser.at("/larkfield/roles?role=new").await;
    browser.sees("Analyst is not saved yet.").await;
    browser.sees("Nobody has it yet.").await;
    browser.sees("Confirmed by the server").await;
    browser.picture("61-new-role").await;
    browser.press_button("Save role").await;
    browser.sees("Analyst is saved.").await;
    browser.at("/larkfield/roles?role=analyst").await;
}

/// What the bar says it does: `+2`.
async fn gained(browser: &Browser) -> u64 {
    until("what the change would do", async || {
        let text = browser.text().await;
        let (_, rest) = text.split_once("For 1 person: +")?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    })
    .await
}

async fn writes(browser: &Browser) {
    // Somebody else gave it to Jonas: the page hears of it.
    browser.find("link", "1 person has it").await;
    browser.script(LISTEN, Vec::new()).await;
    browser.press("gridcell", "Analyst, Content: View").await;
    browser.keys("f").await;
    browser.find("gridcell", "Analyst, Content: Full").await;
    browser.keys(Key::Down + "").await;
    browser.chord(Key::Control, "z").await;
    browser.find("gridcell", "Analyst, Content: View").await;
    browser.sees_no_more("Discard").await;

    browser.press("gridcell", "Analyst, Content: View").await;
    browser.keys(" ").await;
    browser.find("gridcell", "Analyst, Content: Full").await;
    browser.sees("1 change to Analyst.").await;
    let shown = gained(browser).await;
    browser.sees("Confirmed by the server").await;
    browser.picture("62-role-changed").await;
    browser.press_button("See who").await;
    browser.find("heading", "What changes with Analyst").await;
    browser.sees("Jonas Weber").await;
    browser.picture("63-whom-it-changes").await;
    browser.keys(Key::Escape + "").await;
    browser.chord(Key::Control, "s").await;
    browser.sees("Analyst is saved. Adds").await;
    let saved = until("what the server answered", async || {
        Some(browser.script("return window.saved ?? null", Vec::new()).await).filter(|saved| !saved.is_null())
    })
    .await;
    assert_eq!(saved["changes"]["gained"], json!(shown), "the bar said so before: {}", saved["changes"]);

    // What only the owner holds stands there, locked.
    browser.press("gridcell", "Analyst, Ownership: None").await;
    browser.keys("f").await;
    browser.sees("Only Owner can hold this.").await;
}

async fn fits_a_phone(browser: &Browser) {
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.find("combobox", "Role shown").await;
    browser.picture("64-roles-narrow-dark").await;
    browser.choose("Role shown", "Editor").await;
    browser.at("/larkfield/roles?role=editor").await;
    browser.find("gridcell", "Editor, Content: Full").await;
    browser.choose("Role shown", "Analyst").await;
    browser.looks(Screen::Desk, Theme::Light).await;
}

async fn deletes(browser: &Browser) {
    browser.press_button("Delete…").await;
    browser.find("heading", "Delete Analyst?").await;
    browser.sees("1 person has it.").await;
    browser.choose("They get", "Viewer").await;
    browser.sees("Removes").await;
    browser.picture("65-role-deleted").await;
    browser.press_button("Delete Analyst").await;
    browser.sees("Analyst is deleted").await;
    browser.has_no("gridcell", "Analyst, Content: Full").await;
}
