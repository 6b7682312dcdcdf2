//! The whole road: from signing up to being let in, changed and let go.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::Browser;
use crate::people::{PASSWORD, Person};
use crate::server::Database;
use crate::stage::{Stage, journey, on};

/// Asks the API as the person in this browser, with the cookie that the app keeps there.
const ASK: &str = "
const [path, done] = arguments;
fetch('/v1/auth/refresh', { method: 'POST' })
  .then(answer => answer.json())
  .then(({ access_token }) => fetch(path, { headers: { authorization: `Bearer ${access_token}` } }))
  .then(async answer => done([answer.status, await answer.json()]), error => done([0, String(error)]));";

#[test]
fn t2_i1_m4_m6_an_owner_invites_changes_and_deactivates_a_colleague() {
    journey("first-journey", walk);
}

/// What a person sees does not depend on the database. Walked where `USHER_E2E_POSTGRES` says how to reach one.
#[test]
fn t2_i1_m4_m6_and_the_same_on_postgres() {
    match Database::create() {
        Some(database) => on(Some(&database), "first-journey-on-postgres", walk),
        None => eprintln!("USHER_E2E_POSTGRES is not set: walked on SQLite alone"),
    }
}

async fn walk(stage: &Stage) {
    let (noor, jonas, mei) =
        (Person::new("Noor Haddad"), Person::new("Jonas Weber"), Person::new("Mei Tanaka"));

    let owner = stage.browser("owner").await;
    signs_up(stage, &owner, &noor).await;
    founds(&owner).await;
    invites(&owner, &[&jonas.email, &mei.email]).await;

    let invitee = stage.browser("invitee").await;
    accepts(stage, &invitee, &jonas).await;
    is_changed(&owner, &invitee).await;
    is_let_go(&owner, &invitee).await;
}

async fn signs_up(stage: &Stage, browser: &Browser, person: &Person) {
    browser.open("/").await;
    browser.find("heading", "Sign in to Usher").await;
    browser.picture("01-sign-in").await;
    browser.press("link", "Create an account").await;
    browser.fill("Your name", &person.name).await;
    browser.fill("Email", &person.email).await;
    browser.fill("Password", PASSWORD).await;
    browser.picture("02-sign-up").await;
    browser.press_button("Create account").await;
    browser.find("heading", "Check your email").await;
    browser.sees(&person.email).await;
    browser.picture("03-check-your-email").await;

    let link = stage.server.mailed_link(&person.email, "verify-email").await;
    browser.open(&link).await;
    browser.press_button("Verify this address").await;
    browser.find("heading", "Your address is verified").await;
    browser.picture("04-verified").await;
    browser.press("link", "Continue").await;
}

async fn founds(browser: &Browser) {
    browser.at("/onboarding").await;
    browser.find("heading", "Set up your organization").await;
    browser.sees("You become its owner.").await;
    browser.fill("Organization name", "Larkfield").await;
    browser.sees("/larkfield").await;
    browser.picture("05-onboarding").await;
    browser.press_button("Create organization").await;
    browser.at("/larkfield/members").await;
    browser.find("heading", "Members").await;
    browser.find("link", "Noor Haddad").await;
    browser.picture("06-members").await;
}

async fn invites(browser: &Browser, emails: &[&str]) {
    browser.press_button("Invite").await;
    browser.find("heading", "Invite people to Larkfield").await;
    // As it comes out of a table, with one that is no address and a role that is none.
    let rows: Vec<String> = emails.iter().map(|email| format!("Somebody,{email},")).collect();
    let table = format!(
        "Name,Email,Role\n{}\nMarco,marco.example.test,\nBoss,boss@example.test,Boss",
        rows.join("\n")
    );
    browser.paste("Email addresses", &table).await;
    browser.sees("boss@example.test is to be “Boss”, a role that does not exist here.").await;
    browser.sees("marco.example.test is not a complete address. Did you mean marco@example.test?").await;
    for email in emails {
        browser.find("button", &format!("Remove {email}")).await;
    }
    browser.fill("A personal note", "See you on Monday.").await;
    browser.find("button", "Send 2 invitations…").await;
    browser.picture("07-invite").await;
    browser.press_button("Send 2 invitations…").await;
    browser.sees("2 people are invited").await;
    for email in emails {
        browser.sees(email).await;
    }
    browser.sees("The mail is on its way").await;
    browser.picture("08-invited").await;
    browser.press_button("Done").await;

    browser.press("link", "Pending…").await;
    browser.at("/larkfield/members?tab=pending").await;
    for email in emails {
        browser.sees(email).await;
    }
    browser.sees("2 invitations").await;
    browser.picture("09-pending").await;
}

async fn accepts(stage: &Stage, browser: &Browser, person: &Person) {
    let link = stage.server.mailed_link(&person.email, "invitations/accept").await;
    browser.open(&link).await;
    browser.find("heading", "Noor Haddad invited you to Larkfield").await;
    // Whoever holds the link is not yet whom it was sent to.
    browser.does_not_see(&[&person.email]).await;
    browser.picture("10-invitation").await;
    browser.press("link", "Create an account").await;
    browser.fill("Your name", &person.name).await;
    browser.fill("Email", &person.email).await;
    browser.fill("Password", PASSWORD).await;
    browser.press_button("Create account").await;
    browser.at("/invitations/accept").await;
    browser.sees("Verify your address first").await;
    browser.picture("11-verify-first").await;

    let link = stage.server.mailed_link(&person.email, "verify-email").await;
    browser.open(&link).await;
    browser.press_button("Verify this address").await;
    browser.press("link", "Continue").await;
    browser.at("/invitations/accept").await;
    browser.find("button", "Accept…").await;
    browser.sees("See you on Monday.").await;
    browser.sees("You will see").await;
    browser.picture("12-accept").await;
    browser.press_button("Accept…").await;
    browser.at("/larkfield/members").await;
    browser.find("link", "Jonas Weber").await;
    browser.picture("13-in").await;
}

async fn is_changed(owner: &Browser, invitee: &Browser) {
    owner.press("link", "Active…").await;
    owner.at("/larkfield/members").await;
    invitee.press("link", "Your access").await;
    invitee.find("heading", "Your access").await;
    invitee.find("button", "Jonas Weber Editor").await;
    invitee.marks_page().await;

    owner.press_button("Role of Jonas Weber: Editor").await;
    owner.find("menuitemradio", "Viewer…").await;
    owner.picture("14-choosing-a-role").await;
    owner.press("menuitemradio", "Viewer…").await;
    owner.sees("Jonas Weber is now a Viewer").await;
    owner.picture("15-role-changed").await;

    invitee.find("button", "Notices, 1 unread").await;
    // Under the own name in the corner, and in what the page is about.
    invitee.find("button", "Jonas Weber Viewer").await;
    invitee.sees_no_more("Editor").await;
    assert!(invitee.page_was_not_reloaded().await, "the change came over the stream");
    invitee.press_button("Notices, 1 unread").await;
    invitee.sees("Noor Haddad").await;
    invitee.picture("16-told").await;
    invitee.keys(Key::Escape + "").await;
}

async fn is_let_go(owner: &Browser, invitee: &Browser) {
    owner.press_button("Actions for Jonas Weber").await;
    owner.press("menuitem", "Deactivate").await;
    owner.sees("Jonas Weber is deactivated").await;
    owner.picture("17-deactivated").await;

    invitee.sees("Your membership of Larkfield is deactivated").await;
    assert!(invitee.page_was_not_reloaded().await, "the end came over the stream");
    invitee.has_no("link", "Members").await;
    invitee.picture("18-out").await;
    let answer = invitee.promise(ASK, vec![json!("/v1/organizations/larkfield/members")]).await;
    assert_eq!(answer[0], json!(403), "{answer}");
    assert_eq!(answer[1]["code"], json!("membership_deactivated"), "{answer}");
    // The account lives on.
    let answer: Value = invitee.promise(ASK, vec![json!("/v1/me")]).await;
    assert_eq!(answer[0], json!(200), "{answer}");
}
