//! One's own account: a password forgotten, sessions seen and ended, several tabs, signing out.

use crate::browser::Browser;
use crate::people::{PASSWORD, Person, signs_in_with};
use crate::stage::{Stage, journey};

const NEW_PASSWORD: &str = "another walk at dawn";

#[test]
fn x1_a_password_is_forgotten_and_a_session_ended() {
    journey("account", walk);
}

async fn walk(stage: &Stage) {
    let noor = Person::with_account("Noor Haddad", &stage.server).await;
    noor.founds(&stage.server, "Larkfield").await;
    let noor = noor.person;

    let desk = stage.browser("desk").await;
    forgets(stage, &desk, &noor).await;
    ends_a_session(stage, &desk, &noor).await;
    restores_two_tabs(&desk).await;
    signs_out(&desk).await;
}

async fn forgets(stage: &Stage, browser: &Browser, person: &Person) {
    browser.open("/sign-in").await;
    browser.press("link", "Forgotten password").await;
    browser.at("/forgot-password").await;
    browser.fill("Email", &person.email).await;
    browser.picture("30-forgotten").await;
    browser.press_button("Send the link").await;
    browser.find("heading", "Check your email").await;
    // The page says the same of an address that nobody has.
    browser.sees("If there is an account with").await;

    let link = stage.server.mailed_link(&person.email, "reset-password").await;
    browser.open(&link).await;
    browser.fill("New password", NEW_PASSWORD).await;
    browser.picture("31-new-password").await;
    browser.press_button("Change password").await;
    browser.find("heading", "Your password is changed").await;

    browser.open(&link).await;
    browser.fill("New password", PASSWORD).await;
    browser.press_button("Change password").await;
    browser.find("heading", "This link no longer works").await;
    browser.picture("32-spent-link").await;

    signs_in_with(browser, person, PASSWORD).await;
    browser.sees("Address or password is wrong.").await;
    browser.picture("33-wrong-password").await;
    browser.fill("Password", NEW_PASSWORD).await;
    browser.press_button("Sign in").await;
    browser.at("/larkfield/members").await;
}

async fn ends_a_session(stage: &Stage, desk: &Browser, person: &Person) {
    let elsewhere = stage.browser("elsewhere").await;
    signs_in_with(&elsewhere, person, NEW_PASSWORD).await;
    elsewhere.at("/larkfield/members").await;
    elsewhere.find("link", "Noor Haddad").await;

    desk.press_button("Noor Haddad Owner").await;
    desk.press("menuitem", "Account and emails").await;
    desk.at("/account").await;
    desk.find("heading", "Sessions").await;
    desk.sees("This one").await;
    desk.find("button", "Sign out everywhere else").await;
    desk.picture("34-sessions").await;
    desk.press_button("End").await;
    desk.sees("Session ended").await;
    desk.has_no("button", "End").await;

    // Its page is told over the stream, and asks nothing more.
    elsewhere.find("heading", "Sign in to Usher").await;
    elsewhere.sees("You were signed out.").await;
    elsewhere.picture("35-ended-elsewhere").await;
}

/// Each tab asks the one cookie who this is, and the cookie changes with each answer.
async fn restores_two_tabs(browser: &Browser) {
    browser.open("/larkfield/members").await;
    browser.find("link", "Noor Haddad").await;
    let at_once = "window.open('/larkfield/workspaces'); window.open('/account'); location.reload();";
    browser.script(at_once, Vec::new()).await;
    let tabs = crate::wait::until("three tabs", async || {
        browser.driver().windows().await.ok().filter(|tabs| tabs.len() == 3)
    })
    .await;
    let first = browser.driver().window().await.expect("a tab");
    let mut titles = Vec::new();
    for tab in tabs {
        browser.driver().switch_to_window(tab.clone()).await.expect("a tab");
        browser.find("button", "Noor Haddad Owner").await;
        titles.push(browser.driver().title().await.expect("a title"));
        // It goes on working with the token that it got.
        browser.driver().refresh().await.expect("the page again");
        browser.find("button", "Noor Haddad Owner").await;
        if tab != first {
            browser.driver().close_window().await.expect("the tab closes");
        }
    }
    titles.sort();
    assert_eq!(titles, ["Account · Usher", "Members · Usher", "Workspaces · Usher"]);
    browser.driver().switch_to_window(first).await.expect("the first tab");
}

async fn signs_out(browser: &Browser) {
    browser.press_button("Noor Haddad Owner").await;
    browser.picture("36-user-menu").await;
    browser.press("menuitem", "Sign out").await;
    browser.find("heading", "Sign in to Usher").await;
    browser.does_not_see(&["You were signed out", "Larkfield"]).await;
    browser.open("/larkfield/members").await;
    browser.find("heading", "Sign in to Usher").await;
}
