//! A domain: claimed, proven by a record in a real DNS, opened for requests; and two people there, one of whom is
//! let in and one is not, while their pages wait for the answer.

use thirtyfour::Key;

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn d1_d2_t5_a_domain_is_proven_and_somebody_there_asks_and_is_let_in() {
    journey("domains", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    noor.founds(server, "Larkfield").await;
    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    let value = claims(&browser).await;
    proves(stage, &browser, &value).await;

    is_switched_in_the_invite_dialog(&browser).await;

    let ann = Person::with_account("Ann Berg", server).await;
    let asking = stage.browser("ann").await;
    signs_in(&asking, &ann.person).await;
    asks(&asking).await;
    lets_in(&browser).await;
    asking.at("/larkfield/members").await;
    asking.sees("You are in Larkfield").await;
    assert!(asking.page_was_not_reloaded().await, "the page heard of the answer by itself");
    server.mailed_text(&ann.person.email, "Start with the styles.").await;

    let kai = Person::with_account("Kai Lind", server).await;
    let turned_down = stage.browser("kai").await;
    signs_in(&turned_down, &kai.person).await;
    asks(&turned_down).await;
    declines(&browser).await;
    turned_down.sees("Your request was denied: “Ask again in spring.”").await;
    assert!(turned_down.page_was_not_reloaded().await, "the page heard of the answer by itself");
    turned_down.picture("98-denied").await;
}

/// All that a domain can be set to can be chosen where people are invited, too.
async fn is_switched_in_the_invite_dialog(browser: &Browser) {
    browser.open("/larkfield/members?dialog=invite").await;
    browser.find("heading", "Invite people to Larkfield").await;
    browser.sees("They ask, and an admin answers").await;
    browser.press("radio", "Join at once").await;
    browser.sees("They come straight in as Editor").await;
    browser.press("radio", "Invite only").await;
    browser.sees("Only who is invited").await;
    browser.press("radio", "Ask to join").await;
    browser.sees("They ask, and an admin answers").await;
    browser.press_button("Close (Esc)").await;
    browser.open("/larkfield/domains").await;
    browser.sees("They see the name of the organization and nothing else").await;
}

async fn claims(browser: &Browser) -> String {
    browser.press("link", "Domains").await;
    browser.at("/larkfield/domains").await;
    browser.find("heading", "No domain is claimed").await;
    browser.press_button("Add domain").await;
    browser.fill("Domain", "gmail.com").await;
    browser.press_button("Claim the domain").await;
    browser.sees("Anybody can have an address at this domain.").await;
    browser.fill("Domain", "Example.TEST").await;
    browser.press_button("Claim the domain").await;
    browser.sees("_usher-challenge.example.test").await;
    browser.sees("Waiting for DNS").await;
    browser.press_button("Check now").await;
    browser.sees("The record is not there").await;
    browser.picture("90-domain-waits").await;
    let text = browser.text().await;
    let value = text.split_whitespace().find(|word| word.starts_with("usher-verification="));
    value.expect("the value of the record").to_owned()
}

async fn proves(stage: &Stage, browser: &Browser, value: &str) {
    stage.server.dns.add("_usher-challenge.example.test", value);
    browser.press_button("Check now").await;
    browser.sees("Verified").await;
    browser.press("radio", "Ask to join").await;
    browser.sees("People at example.test can ask to join").await;
    browser.picture("91-domain-proven").await;
    browser.press("radio", "Join at once").await;
    browser.sees("Trusted ways of signing in").await;
    browser.looks(Screen::Phone, Theme::Dark).await;
    browser.picture("92-domain-rule-phone").await;
    browser.looks(Screen::Desk, Theme::Light).await;
    browser.press("radio", "Ask to join").await;
    browser.sees_no_more("Trusted ways of signing in").await;
}

async fn asks(browser: &Browser) {
    browser.at("/onboarding").await;
    browser.find("heading", "Your colleagues may be here already").await;
    browser.sees("Larkfield").await;
    browser.press_button("Ask to join…").await;
    browser.fill("A note to their admins (optional)", "I work in design.").await;
    browser.picture("93-asking").await;
    browser.press_button("Ask to join").await;
    browser.find("heading", "Your request is with Larkfield").await;
    browser.sees("Looking for the answer every").await;
    browser.picture("94-asked").await;
    browser.marks_page().await;
}

/// With a note and a role, by the keys alone.
async fn lets_in(browser: &Browser) {
    browser.open("/larkfield/members?tab=requests").await;
    browser.sees("Ann Berg").await;
    browser.sees("I work in design.").await;
    browser.sees("example.test, proven by DNS").await;
    browser.picture("95-request").await;
    browser.looks(Screen::Phone, Theme::Dark).await;
    browser.picture("96-request-phone").await;
    browser.looks(Screen::Desk, Theme::Light).await;
    browser.choose("Role for Ann Berg", "As Viewer").await;
    browser.keys("j").await;
    browser.press_button("Add a note to the answer").await;
    browser.fill("Note to Ann Berg (optional)", "Start with the styles.").await;
    // Back out of the field, within the request.
    browser.chord(Key::Shift, "\u{e004}").await;
    browser.keys("y").await;
    browser.sees("Ann Berg is in, and was told").await;
    browser.find("heading", "Nobody is asking to join").await;
}

async fn declines(browser: &Browser) {
    // It came by itself, too.
    browser.sees("Kai Lind").await;
    browser.keys("j").await;
    browser.keys(Key::Backspace + "").await;
    browser.find("heading", "Decline the request of Kai Lind?").await;
    browser.fill("Note to them (optional)", "Ask again in spring.").await;
    browser.picture("97-declining").await;
    browser.press_button("Decline the request").await;
    browser.sees("The request of Kai Lind is declined").await;
    browser.find("heading", "Nobody is asking to join").await;
}
