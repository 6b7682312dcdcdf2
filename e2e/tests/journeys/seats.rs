//! A plan with three seats: what is counted before it is sent, who waits in line, and who comes in when a seat is freed.

use reqwest::Method;
use serde_json::json;

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Acting, Person, signs_in};
use crate::server::Server;
use crate::stage::{Stage, journey};
use crate::wait::until;

#[test]
fn s3_s7_people_wait_in_line_for_a_seat_and_are_invited_when_one_is_free() {
    journey("seats", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let jonas = Person::with_account("Jonas Weber", server).await;
    noor.invites(server, &org, &[&jonas.person.email], "editor").await;
    has_plan(&noor, server, &org, "pro").await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.find("link", "2 of 3 seats").await;
    invites_past_the_limit(&browser).await;
    sees_who_waits(&browser).await;
    frees_a_seat(server, &browser).await;
    finds_none_free(&browser).await;

    // A plan that has fewer now: who was invited has no seat any more.
    let mei = Person::with_account("Mei Tanaka", server).await;
    has_plan(&noor, server, &org, "free").await;
    let hers = stage.browser("mei").await;
    signs_in(&hers, &mei.person).await;
    hers.at("/onboarding").await;
    let old = waits_in_line(server, &hers).await;
    has_plan(&noor, server, &org, "business").await;
    comes_in(server, &hers, &old).await;
    browser.open("/larkfield/settings").await;
    browser.sees("of 25 used").await;
    browser.picture("seats-plan").await;
}

async fn has_plan(noor: &Acting, server: &Server, org: &str, plan: &str) {
    noor.does(server, Method::PUT, &format!("/v1/organizations/{org}/plan"), json!({ "plan": plan })).await;
}

async fn invites_past_the_limit(browser: &Browser) {
    browser.press_button("Invite").await;
    browser.find("heading", "Invite people to Larkfield").await;
    // A member takes no other seat.
    browser.paste("Email addresses", "jonas.weber@example.test, mei.tanaka@example.test").await;
    browser.sees("Takes 1 of 1 free seat").await;
    browser.sees("jonas.weber@example.test is already a member.").await;
    browser.find("button", "Send 1 invitation…").await;
    browser.paste("Email addresses", "kai.lind@example.test, ada.abel@example.test").await;
    browser.sees("2 people wait for a seat").await;
    browser.sees("kai.lind@example.test waits for a seat").await;
    browser.find("link", "change the plan").await;
    browser.find("button", "Invite 1, 2 wait for a seat…").await;
    browser.picture("seats-invite").await;
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.picture("seats-invite-narrow-dark").await;
    browser.looks(Screen::Desk, Theme::Light).await;
    browser.press_button("Invite 1, 2 wait for a seat…").await;
    browser.sees("1 person is invited, 2 wait for a seat").await;
    browser.sees("Waits for a free seat as Editor, no. 2 in line").await;
    browser.picture("seats-invited").await;
    browser.press_button("Done").await;
}

async fn sees_who_waits(browser: &Browser) {
    browser.find("link", "1 reserved by an invitation").await;
    browser.picture("seats-directory").await;
    browser.press("link", "2 waiting").await;
    browser.at("/larkfield/members?tab=pending&state=queued").await;
    browser.sees("Waits for a seat, no. 1").await;
    browser.does_not_see(&["mei.tanaka@example.test", "Send now"]).await;
    browser.picture("seats-waiting").await;
    browser.press_button("Remove the filter State").await;
    browser.sees("Seat reserved").await;
}

async fn frees_a_seat(server: &Server, browser: &Browser) {
    browser.press("link", "2 of 3 seats").await;
    browser.at("/larkfield/members?seat=paid").await;
    browser.press("link", "Jonas Weber").await;
    browser.sees("Frees 1 seat.").await;
    browser.press_button("Remove…").await;
    browser.find("button", "Remove Jonas, free 1 seat").await;
    browser.picture("seats-remove").await;
    browser.press_button("Cancel").await;
    browser.press_button("Deactivate").await;
    browser.sees("Jonas Weber is deactivated").await;
    // The first in line has mail.
    server.mailed_link("kai.lind@example.test", "invitations/accept").await;
}

async fn finds_none_free(browser: &Browser) {
    browser.sees("Takes a paid seat, and none is free.").await;
    browser.press_button("Activate").await;
    browser
        .sees("no seat is free. Deactivate or remove somebody with a paid seat, or change the plan.")
        .await;
    browser.picture("seats-none-free").await;
    browser.press_button("Free a seat").await;
    browser.at("/larkfield/members?seat=paid").await;
    browser.find("link", "1 of 3 seats").await;
    browser.find("link", "2 reserved by invitations").await;
    browser.find("link", "1 waiting").await;
}

/// Answers the link that it was tried with: it is not the one that lets her in.
async fn waits_in_line(server: &Server, hers: &Browser) -> String {
    let link = server.mailed_link("mei.tanaka@example.test", "invitations/accept").await;
    hers.open(&link).await;
    hers.find("heading", "Noor Haddad invited you to Larkfield").await;
    hers.press_button("Accept").await;
    hers.find("heading", "You are in line").await;
    hers.sees("when a seat is free").await;
    hers.picture("seats-in-line").await;
    // The link says so, too.
    hers.open(&link).await;
    hers.find("heading", "You are in line").await;
    hers.find("button", "Decline").await;
    link
}

async fn comes_in(server: &Server, hers: &Browser, old: &str) {
    let new = until("another link", async || {
        let link = server.mailed_link("mei.tanaka@example.test", "invitations/accept").await;
        (link != old).then_some(link)
    });
    hers.open(&new.await).await;
    hers.find("heading", "Noor Haddad invited you to Larkfield").await;
    hers.press_button("Accept").await;
    hers.find("heading", "You are in Larkfield").await;
}
