//! A link that does not let in says why to whom it may, and nothing to others.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

/// What only the invited person, or nobody signed in, may read.
const NAMES: [&str; 4] = ["Larkfield", "Noor", "Editor", "jonas.weber"];

const DAY: u64 = 86_400;

#[test]
fn i3_i9_i10_a_link_is_honest_and_names_nothing_that_it_must_not() {
    journey("invitation-links", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let invited = ["jonas.weber@example.test", "mei.tanaka@example.test"];
    let results = noor.invites(server, &org, &invited, "editor").await;
    let to_jonas = server.mailed_link(invited[0], "invitations/accept").await;
    let to_mei = server.mailed_link(invited[1], "invitations/accept").await;
    let kai = Person::with_account("Kai Lind", server).await;

    let browser = stage.browser("kai").await;
    signs_in(&browser, &kai.person).await;
    browser.at("/onboarding").await;
    wrong_account(&browser, &to_jonas).await;
    is_told_to_the_sender(stage, &noor.person).await;

    let revoked = results[1]["invitation"]["id"].as_str().expect("an invitation").to_owned();
    noor.does(server, Method::DELETE, &format!("/v1/organizations/{org}/invitations/{revoked}"), Value::Null)
        .await;
    revoked_is_unknown(&browser, &to_mei).await;
    expired(stage, &browser, &to_jonas, &kai.person).await;
}

async fn wrong_account(browser: &Browser, link: &str) {
    browser.open(link).await;
    browser.find("heading", "This invitation is for another address").await;
    browser.sees("kai.lind@example.test").await;
    browser.does_not_see(&NAMES).await;
    browser.picture("20-wrong-account").await;
    browser.press_button("Switch account").await;
    // Signed out, the same link says who invited, to what and as what, and hides the address.
    browser.find("heading", "Noor Haddad invited you to Larkfield").await;
    browser.sees("Editor").await;
    browser.does_not_see(&["jonas.weber"]).await;
}

async fn is_told_to_the_sender(stage: &Stage, sender: &Person) {
    let browser = stage.browser("noor").await;
    signs_in(&browser, sender).await;
    browser.at("/larkfield/members").await;
    browser.open("/larkfield/members?tab=pending").await;
    browser.sees("jonas.weber@example.test").await;
    browser.sees("another account").await;
    browser.does_not_see(&["kai.lind"]).await;
    browser.picture("21-told-to-the-sender").await;
}

async fn revoked_is_unknown(browser: &Browser, link: &str) {
    browser.open(link).await;
    browser.find("heading", "There is no invitation here").await;
    browser.does_not_see(&NAMES).await;
    browser.picture("22-revoked").await;
    let revoked = browser.text().await;

    let (page, secret) = link.split_once('#').expect("a secret");
    let unknown: String = secret.chars().rev().collect();
    browser.open(&format!("{page}#{unknown}")).await;
    browser.find("heading", "There is no invitation here").await;
    assert_eq!(browser.text().await, revoked, "withdrawn and never sent are one page");
}

async fn expired(stage: &Stage, browser: &Browser, link: &str, other: &Person) {
    stage.server.pass(8 * DAY).await;
    browser.open(link).await;
    browser.find("heading", "This invitation has expired").await;
    browser.does_not_see(&NAMES).await;
    browser.picture("23-expired").await;

    signs_in(browser, other).await;
    browser.at("/onboarding").await;
    browser.open(link).await;
    browser.find("heading", "There is no invitation here").await;
    browser.does_not_see(&NAMES).await;
    browser.does_not_see(&["expired"]).await;
    let lookup = json!({ "token": crate::people::secret(link) });
    let call = stage.server.call(Method::POST, "/v1/invitations/accept", None, Some(&lookup)).await;
    assert_eq!(call.0, reqwest::StatusCode::UNAUTHORIZED, "nobody accepts without an account: {}", call.1);
}
