//! What becomes of members: an organization handed on, somebody deleted, an address changed.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Acting, PASSWORD, Person, signs_in, signs_in_with};
use crate::stage::{Stage, journey};

#[test]
fn m10_the_owner_hands_the_organization_on() {
    journey("ownership", hands_on);
}

#[test]
fn m7_somebody_added_by_mistake_is_deleted_by_their_address() {
    journey("deletion", deletes);
}

#[test]
fn m9_an_address_is_changed_by_its_link_and_called_off_by_the_other() {
    journey("email-change", changes_address);
}

/// An organization of Noor's, with one more member.
async fn with_member(stage: &Stage, name: &str, role: &str) -> (Acting, Acting) {
    let noor = Person::with_account("Noor Haddad", &stage.server).await;
    let org = noor.founds(&stage.server, "Larkfield").await;
    let other = Person::with_account(name, &stage.server).await;
    noor.invites(&stage.server, &org, &[&other.person.email], role).await;
    (noor, other)
}

/// The page in every look, for somebody to look at.
async fn pictures(browser: &Browser, name: &str) {
    for (screen, theme, look) in [
        (Screen::Narrow, Theme::Light, "narrow"),
        (Screen::Desk, Theme::Dark, "dark"),
        (Screen::Desk, Theme::Light, "light"),
    ] {
        browser.looks(screen, theme).await;
        browser.picture(&format!("{name}-{look}")).await;
    }
}

async fn hands_on(stage: &Stage) {
    let (noor, mei) = with_member(stage, "Mei Tanaka", "admin").await;
    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.press_button("Actions for Mei Tanaka").await;
    pictures(&browser, "life-row-menu").await;
    browser.press("menuitem", "Make them the owner…").await;
    browser.find("heading", "Make Mei Tanaka the owner of Larkfield?").await;
    let button = browser.find("button", "Make Mei the owner").await;
    assert!(!button.is_enabled().await.expect("a button"), "the name has to be typed");
    browser.fill("Type Larkfield to hand it on", "Larkfield").await;
    pictures(&browser, "life-hand-on").await;
    browser.press_button("Make Mei the owner").await;
    browser.sees("Mei Tanaka is the owner now, and you are an admin").await;
    browser.press_button("Actions for Mei Tanaka").await;
    browser.has_no("menuitem", "Make them the owner…").await;

    // From the settings it goes back, and nobody else has that card.
    browser.open("/larkfield/settings").await;
    browser.find("heading", "Settings").await;
    browser.has_no("heading", "Ownership").await;
    let hers = stage.browser("mei").await;
    signs_in(&hers, &mei.person).await;
    hers.at("/larkfield/members").await;
    hers.open("/larkfield/settings").await;
    hers.find("heading", "Ownership").await;
    hers.choose_found("New owner", "noor", "Noor Haddad…").await;
    pictures(&hers, "life-ownership-card").await;
    hers.press_button("Hand on…").await;
    hers.fill("Type Larkfield to hand it on", "Larkfield").await;
    hers.press_button("Make Noor the owner").await;
    hers.sees("Noor Haddad is the owner now, and you are an admin").await;
    hers.has_no("heading", "Ownership").await;
}

async fn deletes(stage: &Stage) {
    let (noor, jonas) = with_member(stage, "Jonas Weber", "editor").await;
    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.press("link", "Jonas Weber").await;
    browser.find("heading", "Jonas Weber…").await;
    browser.press_button("Delete…").await;
    browser.find("heading", "Delete Jonas Weber from Larkfield?").await;
    browser.find("button", "Deactivate instead").await;
    let label = format!("Type {} to delete them", jonas.person.email);
    browser.fill(&label, "somebody@example.test").await;
    let button = browser.find("button", "Delete Jonas, free 1 seat").await;
    assert!(!button.is_enabled().await.expect("a button"), "it is another address");
    browser.fill(&label, &jonas.person.email).await;
    pictures(&browser, "life-delete").await;
    browser.press_button("Delete Jonas, free 1 seat").await;
    browser.sees("Jonas Weber is deleted").await;
    browser.at("/larkfield/members").await;
    browser.has_no("link", "Jonas Weber").await;
    let (status, answer) =
        jonas.tries(&stage.server, Method::GET, "/v1/organizations/larkfield", Value::Null).await;
    assert_eq!((status.as_u16(), &answer["code"]), (404, &json!("not_found")));
    jonas.does(&stage.server, Method::GET, "/v1/me", Value::Null).await;
}

async fn changes_address(stage: &Stage) {
    let (noor, jonas) = with_member(stage, "Jonas Weber", "editor").await;
    let (old, new) = (jonas.person.email.clone(), "jonas@new.test");
    let his = stage.browser("jonas").await;
    signs_in(&his, &jonas.person).await;
    his.at("/larkfield/members").await;
    his.open("/account").await;
    his.press_button("Change…").await;
    his.fill("New address", new).await;
    pictures(&his, "life-change-address").await;
    his.press_button("Send the link").await;
    his.sees("Your address becomes jonas@new.test").await;
    pictures(&his, "life-address-waits").await;

    // The old address calls it off, in a browser where nobody is signed in.
    let elsewhere = stage.browser("elsewhere").await;
    elsewhere.open(&stage.server.mailed_link(&old, "email-change").await).await;
    elsewhere.find("heading", "Call the change off?").await;
    pictures(&elsewhere, "life-call-off").await;
    elsewhere.press_button("Call the change off").await;
    elsewhere.find("heading", "The change is called off").await;
    his.open(&stage.server.mailed_link(new, "email-change").await).await;
    his.press_button("Use the new address").await;
    his.find("heading", "This link no longer works").await;

    // An admin proposes it; the link does nothing in anybody else's session.
    let hers = stage.browser("noor").await;
    signs_in(&hers, &noor.person).await;
    hers.at("/larkfield/members").await;
    hers.press_button("Actions for Jonas Weber").await;
    hers.press("menuitem", "Change email…").await;
    hers.find("heading", "Another address for Jonas Weber").await;
    hers.fill("New address", new).await;
    pictures(&hers, "life-propose").await;
    hers.press_button("Send the link").await;
    hers.sees("A link is on its way to jonas@new.test").await;
    hers.press("link", "Jonas Weber").await;
    hers.sees("New address proposed").await;
    pictures(&hers, "life-proposed").await;
    let link = stage.server.mailed_link(new, "email-change").await;
    hers.open(&link).await;
    hers.press_button("Use the new address").await;
    hers.find("heading", "This link is not for this account").await;
    pictures(&hers, "life-not-yours").await;

    // Signed out it asks for that first, and comes back to where it was.
    elsewhere.open(&link).await;
    elsewhere.find("heading", "Sign in to confirm your new address").await;
    elsewhere.press("link", "Sign in").await;
    elsewhere.fill("Email", &old).await;
    elsewhere.fill("Password", PASSWORD).await;
    elsewhere.press_button("Sign in").await;
    elsewhere.find("heading", "Confirm your new address").await;
    pictures(&elsewhere, "life-confirm").await;
    elsewhere.press_button("Use the new address").await;
    elsewhere.find("heading", "Your address is changed").await;
    pictures(&elsewhere, "life-changed").await;

    // The session of before lives on, and signing in is by the new one.
    his.open("/account").await;
    his.sees(new).await;
    let fresh = stage.browser("fresh").await;
    signs_in_with(&fresh, &Person { name: jonas.person.name.clone(), email: new.to_owned() }, PASSWORD).await;
    fresh.at("/larkfield/members").await;
}
