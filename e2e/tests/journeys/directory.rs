//! The members directory: what is searched, filtered and sorted is in the address; the keys work.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::Browser;
use crate::people::{Acting, Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

const FIRST: [&str; 8] = ["Ada", "Bo", "Elif", "Ines", "Jonas", "Kenji", "Mei", "Priya"];
const LAST: [&str; 7] = ["Abel", "Cruz", "Kaya", "Lind", "Okoro", "Tanaka", "Weber"];

#[test]
fn m1_the_directory_is_searched_filtered_sorted_and_keyed() {
    journey("directory", walk);
}

async fn walk(stage: &Stage) {
    let noor = Person::with_account("Noor Haddad", &stage.server).await;
    let org = noor.founds(&stage.server, "Larkfield").await;
    fill(stage, &noor, &org).await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    pages(&browser).await;
    searches(&browser).await;
    filters(&browser).await;
    sorts(&browser).await;
    keys(&browser).await;
    on_a_phone(&browser).await;
}

/// 56 people join: who has an account is added at once. Every fourth is a viewer.
async fn fill(stage: &Stage, noor: &Acting, org: &str) {
    let mut invites = Vec::new();
    for first in FIRST {
        for last in LAST {
            let person = Person::with_account(&format!("{first} {last}"), &stage.server).await;
            let role = if invites.len() % 4 == 3 { "viewer" } else { "editor" };
            invites.push(json!({ "email": person.person.email, "role": role }));
        }
    }
    for some in invites.chunks(28) {
        let path = format!("/v1/organizations/{org}/invitations");
        let answer = noor.does(&stage.server, Method::POST, &path, json!({ "invites": some })).await;
        let added = answer["results"].as_array().into_iter().flatten();
        assert!(added.clone().all(|result| result["status"] == json!("added")), "{answer}");
        assert_eq!(added.count(), some.len());
    }
}

async fn pages(browser: &Browser) {
    browser.sees("50 of 57 people").await;
    browser.picture("40-directory").await;
    browser.press_button("Load more").await;
    browser.sees("57 people").await;
    browser.has_no("button", "Load more").await;
}

async fn searches(browser: &Browser) {
    browser.fill_as("searchbox", "Search members", "mei web").await;
    browser.at("/larkfield/members?q=mei%20web").await;
    browser.sees("1 found").await;
    browser.find("link", "Mei Weber").await;
    browser.has_no("link", "Noor Haddad").await;
    browser.picture("41-searched").await;
    // The address is the view: it opens as it was.
    browser.driver().refresh().await.expect("the page again");
    browser.find("link", "Mei Weber").await;
    browser.has_no("link", "Noor Haddad").await;
    let field = browser.find("searchbox", "Search members").await;
    assert_eq!(field.prop("value").await.expect("a value").as_deref(), Some("mei web"));
    browser.fill_as("searchbox", "Search members", "nobody of that name").await;
    browser.find("heading", "Nobody matches “nobody of that name”").await;
    browser.picture("42-nobody").await;
    browser.press_button("Clear filters").await;
    browser.at("/larkfield/members").await;
}

async fn filters(browser: &Browser) {
    browser.sees("57 people").await;
    browser.press_button("Role").await;
    browser.press("menuitemcheckbox", "Viewer…").await;
    browser.at("/larkfield/members?role=viewer").await;
    browser.keys(Key::Escape + "").await;
    browser.sees("14 found").await;
    browser.has_no("link", "Noor Haddad").await;
    browser.find("button", "Remove the filter Role").await;
    browser.picture("43-filtered").await;
    browser.driver().refresh().await.expect("the page again");
    browser.sees("14 found").await;
    browser.find("button", "Remove the filter Role").await;
    browser.driver().back().await.expect("back");
    browser.at("/larkfield/members").await;
    browser.sees("57 people").await;
    browser.driver().forward().await.expect("forward");
    browser.at("/larkfield/members?role=viewer").await;
    browser.sees("14 found").await;
    browser.press_button("Remove the filter Role").await;
    browser.at("/larkfield/members").await;
}

async fn sorts(browser: &Browser) {
    begins_with(browser, "Ada Abel").await;
    browser.press_button("Member").await;
    browser.at("/larkfield/members?sort=-name").await;
    begins_with(browser, "Priya Weber").await;
    browser.driver().refresh().await.expect("the page again");
    begins_with(browser, "Priya Weber").await;
    browser.find("columnheader", "Member").await;
}

async fn begins_with(browser: &Browser, name: &str) {
    let first = "return document.querySelector('table[aria-label=Members] tbody a')?.textContent";
    until(&format!("{name} to be first"), async || {
        (browser.script(first, Vec::new()).await == json!(name)).then_some(())
    })
    .await;
}

async fn keys(browser: &Browser) {
    browser.keys("/").await;
    has_focus(browser, "Search members").await;
    browser.keys("ada").await;
    browser.at("/larkfield/members?q=ada&sort=-name").await;
    browser.keys(Key::Escape + "").await;
    browser.at("/larkfield/members?sort=-name").await;
    has_focus(browser, "Search members").await;
    browser.keys(Key::Escape + "").await;

    browser.keys("i").await;
    browser.find("heading", "Invite people to Larkfield").await;
    has_focus(browser, "Email addresses").await;
    browser.keys(Key::Escape + "").await;
    browser.has_no("heading", "Invite people to Larkfield").await;

    browser.press_button("Invite").await;
    browser.find("heading", "Invite people to Larkfield").await;
    browser.keys(Key::Escape + "").await;
    browser.has_no("heading", "Invite people to Larkfield").await;
    has_focus(browser, "Invite").await;

    browser.keys("?").await;
    browser.find("heading", "Keyboard shortcuts").await;
    browser.picture("44-shortcuts").await;
    browser.keys(Key::Escape + "").await;
    browser.has_no("heading", "Keyboard shortcuts").await;

    // j goes to a row, x selects it.
    browser.keys("jx").await;
    browser.sees("1 selected").await;
    browser.picture("45-selected").await;
}

async fn has_focus(browser: &Browser, name: &str) {
    let focus = "return (document.activeElement?.computedName ?? '').trim()";
    let mut last = Value::Null;
    let found = crate::wait::within(crate::wait::PATIENCE, async || {
        last = browser.script(focus, Vec::new()).await;
        (last == json!(name)).then_some(())
    })
    .await;
    assert!(found.is_some(), "the focus is on {last} and not on “{name}”");
}

async fn on_a_phone(browser: &Browser) {
    use crate::browser::{Screen, Theme};
    browser.looks(Screen::Phone, Theme::Light).await;
    browser.open("/larkfield/members").await;
    browser.find("link", "Ada Abel").await;
    browser.picture("46-phone").await;
    browser.press_button("Open navigation").await;
    browser.find("link", "Workspaces").await;
    browser.picture("47-phone-navigation").await;
    browser.press("link", "Workspaces").await;
    browser.at("/larkfield/workspaces").await;
}
