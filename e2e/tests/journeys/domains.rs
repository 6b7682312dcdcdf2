//! A domain: claimed, proven by a record in a real DNS, opened for requests; and somebody there who is let in.

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

    let ann = Person::with_account("Ann Berg", server).await;
    let asking = stage.browser("ann").await;
    signs_in(&asking, &ann.person).await;
    asks(&asking).await;
    lets_in(&browser).await;
    asking.open("/larkfield/members").await;
    asking.find("heading", "Members").await;
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
    browser.sees("An admin has to answer.").await;
    browser.picture("94-asked").await;
}

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
    browser.press_button("Approve").await;
    browser.sees("Ann Berg is in, and was told").await;
    browser.find("heading", "Nobody is asking to join").await;
}
