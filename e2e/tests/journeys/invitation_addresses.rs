//! An invitation for one address, in front of somebody with another: each way on leads somewhere.

use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn i4_i9_an_invitation_finds_the_person_at_another_address() {
    journey("invitation-addresses", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    noor.invites(server, &org, &["kai.old@example.test", "mei.work@example.test"], "editor").await;
    let to_kai = server.mailed_link("kai.old@example.test", "invitations/accept").await;
    let to_mei = server.mailed_link("mei.work@example.test", "invitations/accept").await;

    let kai = Person::with_account("Kai Lind", server).await;
    let browser = stage.browser("kai").await;
    signs_in(&browser, &kai.person).await;
    browser.at("/onboarding").await;
    asks_for_it(&browser, &to_kai).await;

    let admin = stage.browser("noor").await;
    signs_in(&admin, &noor.person).await;
    admin.at("/larkfield/members").await;
    sends_it_there(&admin).await;

    let moved = server.mailed_link("kai.lind@example.test", "invitations/accept").await;
    browser.open(&moved).await;
    browser.find("heading", "Noor Haddad invited you to Larkfield").await;
    browser.press_button("Accept").await;
    browser.find("heading", "You are in Larkfield").await;
    browser.open(&to_kai).await;
    browser.find("heading", "There is no invitation here").await;

    sends_again(&admin).await;
    takes_a_revocation_back(stage, &admin).await;
    adds_the_address(stage, &to_mei).await;
}

async fn asks_for_it(browser: &Browser, link: &str) {
    browser.open(link).await;
    browser.find("heading", "This invitation is for another address").await;
    opens(browser, "I want it at this account").await;
    browser.press_button("Ask for it").await;
    browser.sees("Asked.").await;
    browser.picture("24-asked-for-it").await;
}

async fn sends_it_there(admin: &Browser) {
    admin.open("/larkfield/members?tab=pending").await;
    admin.sees("kai.lind@example.test asks for it").await;
    admin.picture("25-asked-seen").await;
    admin.press_button("Send it there…").await;
    admin.find("heading", "Send it to another address").await;
    admin.picture("26-another-address").await;
    admin.press_button("Send it there").await;
    admin.sees("The old link is dead").await;
    admin.sees_no_more("asks for it").await;
}

async fn sends_again(admin: &Browser) {
    admin.sees("mei.work@example.test").await;
    admin.press("checkbox", "Select the invitation of mei.work@example.test").await;
    admin.press_button("Send again…").await;
    admin.find("heading", "Send these invitations again").await;
    admin.picture("27-send-again").await;
    admin.press_button("Send 1 invitation again").await;
    admin.sees("1 invitation is sent again.").await;
    admin.press_button("Done").await;
}

/// Taken back, a revocation is another link.
async fn takes_a_revocation_back(stage: &Stage, admin: &Browser) {
    let server = &stage.server;
    let revoked = server.mailed_link("mei.work@example.test", "invitations/accept").await;
    admin.press_button("Revoke").await;
    admin.sees("The invitation of mei.work@example.test is revoked").await;
    admin.picture("29-revoked").await;
    admin.press_button("Undo").await;
    admin.sees("A new link is on its way for mei.work@example.test").await;
    let elsewhere = stage.browser("elsewhere").await;
    elsewhere.open(&revoked).await;
    elsewhere.find("heading", "There is no invitation here").await;
    let again = server.mailed_link("mei.work@example.test", "invitations/accept").await;
    elsewhere.open(&again).await;
    elsewhere.find("heading", "Noor Haddad invited you to Larkfield").await;
}

async fn adds_the_address(stage: &Stage, dead: &str) {
    let server = &stage.server;
    let mei = Person::with_account("Mei Tanaka", server).await;
    let browser = stage.browser("mei").await;
    signs_in(&browser, &mei.person).await;
    browser.at("/onboarding").await;
    browser.open(dead).await;
    browser.find("heading", "There is no invitation here").await;
    let link = server.mailed_link("mei.work@example.test", "invitations/accept").await;
    browser.open(&link).await;
    browser.find("heading", "This invitation is for another address").await;
    opens(&browser, "That address is mine").await;
    browser.fill("The invited address", "another@example.test").await;
    browser.press_button("Add it to my account").await;
    browser.sees("This is another one.").await;
    browser.fill("The invited address", "mei.work@example.test").await;
    browser.press_button("Add it to my account").await;
    browser.sees("A link went there").await;
    browser.picture("28-verify-it-first").await;
    let verify = server.mailed_link("mei.work@example.test", "verify-email").await;
    browser.open(&verify).await;
    browser.press_button("Verify this address").await;
    browser.sees("verified").await;
    browser.open(&link).await;
    browser.find("heading", "Noor Haddad invited you to Larkfield").await;
    browser.press_button("Accept").await;
    browser.find("heading", "You are in Larkfield").await;
}

/// What opens has no role of its own in every browser: it is found as the element that it is.
async fn opens(browser: &Browser, words: &str) {
    let summary = browser
        .driver()
        .query(By::XPath(format!("//summary[contains(., '{words}')]")))
        .wait(crate::wait::PATIENCE, std::time::Duration::from_millis(40))
        .and_clickable()
        .first()
        .await
        .expect("something to open");
    summary.click().await.expect("it opens");
}
