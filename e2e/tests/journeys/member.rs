//! One member's page: what they can get at and why, and a change tried before it is made.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

/// Keeps what the server answers to a change, as the page gets it.
const LISTEN: &str = "
const fetched = window.fetch;
window.fetch = async (...all) => {
  const answer = await fetched(...all);
  const method = all[0]?.method ?? all[1]?.method;
  if (method === 'PATCH') answer.clone().json().then(body => { window.saved = body; });
  return answer;
};";

#[test]
fn m3_z1_access_is_explained_and_a_change_previewed() {
    journey("member", walk);
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
    browser.press("link", "Jonas Weber").await;
    browser.find("heading", "Jonas Weber…").await;
    explains(&browser).await;
    tries(&browser).await;
    tells(stage, &jonas.person).await;
}

async fn explains(browser: &Browser) {
    browser.find("heading", "Effective access in Larkfield").await;
    opens(browser, "Mobile app").await;
    browser.find("region", "Sources of access to Mobile app").await;
    browser.sees("Result").await;
    browser.picture("50-why").await;
}

/// Opens a row. What opens has no role of its own in every browser: it is found as the element that it is.
async fn opens(browser: &Browser, row: &str) {
    let summary = browser
        .driver()
        .query(By::XPath(format!("//summary[contains(., '{row}')]")))
        .wait(crate::wait::PATIENCE, std::time::Duration::from_millis(40))
        .and_clickable()
        .first()
        .await
        .expect("a row to open");
    summary.click().await.expect("it opens");
}

async fn tries(browser: &Browser) {
    browser.script(LISTEN, Vec::new()).await;
    browser.marks_page().await;
    browser.choose("New role", "Viewer").await;
    browser.find("button", "Change to Viewer").await;
    let headline = said(browser).await;
    let (gained, lost) = figures(&headline);
    assert!(gained + lost > 0, "a viewer has other access than an editor: {headline}");
    browser.picture("51-tried").await;
    browser.press_button("Change to Viewer").await;
    browser.sees("Jonas Weber is now a Viewer").await;
    let saved = until("what the server answered", async || {
        Some(browser.script("return window.saved ?? null", Vec::new()).await).filter(|saved| !saved.is_null())
    })
    .await;
    let changes = &saved["changes"];
    assert_eq!(changes["gained"], json!(gained), "{headline}: {changes}");
    assert_eq!(changes["lost"], json!(lost), "{headline}: {changes}");
    assert!(browser.page_was_not_reloaded().await);
    browser.picture("52-changed").await;

    browser.press_button("Undo").await;
    browser.sees("Undone. All access is as it was before.").await;
    browser.sees("Editor").await;
}

/// What trying says, once it says it of this change.
async fn said(browser: &Browser) -> String {
    until("what the change would do", async || {
        let text = browser.text().await;
        let begin = text.find("Changing Editor to Viewer")?;
        let end = text[begin..].find(" in ").map(|end| begin + end)?;
        Some(text[begin..end].to_owned())
    })
    .await
}

/// `adds 2 and removes 14 permissions`: 2 and 14.
fn figures(headline: &str) -> (u64, u64) {
    let after = |word: &str| {
        let (_, rest) = headline.split_once(word)?;
        rest.split_whitespace().next()?.parse().ok()
    };
    (after("adds ").unwrap_or_default(), after("removes ").unwrap_or_default())
}

/// The same evaluation, read by the person themselves.
async fn tells(stage: &Stage, person: &Person) {
    let browser = stage.browser("jonas").await;
    signs_in(&browser, person).await;
    browser.at("/larkfield/members").await;
    browser.press("link", "Your access").await;
    browser.find("heading", "Projects in Larkfield").await;
    opens(&browser, "Website").await;
    browser.find("region", "Sources of access to Website").await;
    assert!(!browser.has("heading", "Try a change").await, "nobody changes their own access");
    browser.picture("53-your-access").await;
}

#[test]
fn figures_are_read_out_of_what_is_said() {
    assert_eq!(figures("Changing Editor to Viewer removes 14 permissions"), (0, 14));
    assert_eq!(figures("Changing Editor to Viewer adds 2 and removes 1 permission"), (2, 1));
}
