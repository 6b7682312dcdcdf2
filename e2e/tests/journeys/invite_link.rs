//! One link for everybody: turned on, passed on, joined by, and reset once somebody is let go.

use serde_json::json;

use crate::browser::Browser;
use crate::people::{PASSWORD, Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn i8_v3_a_link_is_turned_on_passed_on_joined_by_and_reset() {
    journey("invite-link", walk);
}

async fn walk(stage: &Stage) {
    let noor = Person::with_account("Noor Haddad", &stage.server).await;
    noor.founds(&stage.server, "Larkfield").await;
    let owner = stage.browser("owner").await;
    signs_in(&owner, &noor.person).await;
    owner.at("/larkfield/members").await;
    let link = turns_it_on(&owner).await;

    let jonas = Person::new("Jonas Weber");
    let joiner = stage.browser("joiner").await;
    joins(stage, &joiner, &jonas, &link).await;
    is_reset(&owner).await;

    let late = stage.browser("late").await;
    late.open(&link).await;
    late.find("heading", "This link leads nowhere").await;
    late.does_not_see(&["Larkfield", "Noor"]).await;
    late.picture("54-dead").await;
}

async fn turns_it_on(owner: &Browser) -> String {
    owner.press("link", "Invite link").await;
    owner.at("/larkfield/invite-link").await;
    owner.find("heading", "The link is off").await;
    owner.picture("50-link-off").await;
    owner.fill("How many people", "10").await;
    owner.press_button("Turn on").await;
    owner.find("heading", "The link is on").await;
    owner.sees("0 of 10 joined").await;
    owner.picture("51-link-on").await;
    let link = owner.script("return document.querySelector('.linkbox input').value;", Vec::new()).await;
    link.as_str().expect("a link").to_owned()
}

async fn joins(stage: &Stage, joiner: &Browser, person: &Person, link: &str) {
    joiner.open(link).await;
    joiner.find("heading", "Join Larkfield").await;
    joiner.does_not_see(&["Noor"]).await;
    joiner.picture("52-join").await;
    joiner.press("link", "Create an account").await;
    joiner.fill("Your name", &person.name).await;
    joiner.fill("Email", &person.email).await;
    joiner.fill("Password", PASSWORD).await;
    joiner.press_button("Create account").await;
    joiner.at("/join").await;
    joiner.sees("Verify your address first").await;

    let verify = stage.server.mailed_link(&person.email, "verify-email").await;
    joiner.open(&verify).await;
    joiner.press_button("Verify this address").await;
    joiner.press("link", "Continue").await;
    joiner.at("/join").await;
    // Nothing is joined by opening the page.
    joiner.find("button", "Join Larkfield").await;
    joiner.press_button("Join Larkfield").await;
    joiner.at("/larkfield/members").await;
    joiner.find("link", "Jonas Weber").await;
}

async fn is_reset(owner: &Browser) {
    owner.open("/larkfield/members").await;
    owner.at("/larkfield/members").await;
    owner.press_button("Actions for Jonas Weber").await;
    owner.press("menuitem", "Deactivate").await;
    owner.sees("Whoever left may still have the invite link").await;
    owner.picture("53-reset-offered").await;
    owner.press_button("Reset the invite link").await;
    owner.sees("The invite link is reset").await;
    owner.open("/larkfield/invite-link").await;
    owner.sees("0 of 10 joined").await;
    let text = owner.text().await;
    assert!(!text.contains("may still have this link"), "{}", json!(text));
}
