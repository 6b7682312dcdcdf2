//! Somebody goes: what they leave is shown first, heirs are chosen, and all of it is undone with one press.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Acting, Person, signs_in};
use crate::stage::{Stage, journey};

#[test]
fn z4_z5_somebody_goes_with_heirs_and_comes_back_by_undo() {
    journey("offboarding", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let workspaces = format!("/v1/organizations/{org}/workspaces");
    let list = noor.does(server, Method::GET, &workspaces, Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace").to_owned();
    let path = format!("/v1/workspaces/{workspace}/projects");
    let project = noor.does(server, Method::POST, &path, json!({ "name": "Mobile app" })).await;
    let project = project["id"].as_str().expect("a project").to_owned();
    let (jonas, lena) = (
        Person::with_account("Jonas Weber", server).await,
        Person::with_account("Lena Fischer", server).await,
    );
    noor.invites(server, &org, &[&jonas.person.email], "admin").await;
    noor.invites(server, &org, &[&lena.person.email], "editor").await;
    let members = format!("/v1/organizations/{org}/members");
    let found = noor.does(server, Method::GET, &format!("{members}?q=jonas"), Value::Null).await;
    let id = found["data"][0]["id"].as_str().expect("a member").to_owned();
    // He is only an editor by now, the one admin of a project, and has invited somebody.
    jonas.invites(server, &org, &["friend@example.test"], "viewer").await;
    noor.does(server, Method::PATCH, &format!("{members}/{id}"), json!({ "role": "editor" })).await;
    let collaborator = format!("/v1/projects/{project}/collaborators/{id}");
    noor.does(server, Method::PUT, &collaborator, json!({ "role": "admin" })).await;

    let browser = stage.browser("noor").await;
    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    browser.press("link", "Jonas Weber").await;
    browser.find("heading", "Jonas Weber…").await;
    browser.press_button("Remove…").await;
    browser.find("heading", "Remove Jonas Weber from Larkfield?").await;
    browser.sees("friend@example.test").await;
    browser.choose_found("Who administers Mobile app", "fisch", "Lena Fischer…").await;
    browser.fill_as("combobox", "Who sends 1 pending invitation from now on", "lena").await;
    let unfit = browser.find("option", "Lena Fischer…").await;
    assert_eq!(unfit.attr("aria-disabled").await.expect("an option").as_deref(), Some("true"));
    browser.sees("Needs Full on Members to send invitations.").await;
    browser.picture("90-who-may-inherit").await;
    // The list goes, and the dialog stays.
    browser.keys(Key::Escape + "").await;
    browser.has_no("option", "Lena Fischer…").await;
    browser.find("heading", "Remove Jonas Weber from Larkfield?").await;
    browser.picture("90-what-he-leaves").await;
    browser.looks(Screen::Narrow, Theme::Dark).await;
    browser.picture("91-what-he-leaves-narrow-dark").await;
    browser.looks(Screen::Desk, Theme::Light).await;
    browser.press_button("Remove Jonas, free 1 seat").await;
    browser.sees("Jonas Weber is removed").await;
    browser.picture("92-gone").await;
    let found = noor.does(server, Method::GET, &format!("{members}?q=jonas"), Value::Null).await;
    assert_eq!(found["data"], json!([]));
    browser.press_button("Undo").await;
    browser.sees("Undone. All access is as it was before.").await;
    browser.find("link", "Jonas Weber").await;
    hands_over(stage, &browser, &noor, &jonas.person, &project).await;
    goes_with_another(&browser).await;
    // The log says both, and offers the inverse of what can still be undone.
    browser.press("link", "Audit log").await;
    browser.find("heading", "Audit log").await;
    browser.sees("undo.apply").await;
    browser.picture("93-both-in-the-log").await;
}

/// Deactivated with one press; what that leaves is offered to be handed over.
async fn hands_over(stage: &Stage, browser: &Browser, noor: &Acting, jonas: &Person, project: &str) {
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Deactivate").await;
    browser.sees("Jonas Weber is deactivated").await;
    // The invitation is hers since the removal: undo gives back access alone.
    browser.sees("Jonas leaves 1 project without another admin").await;
    browser.picture("94-loose-ends").await;
    browser.press_button("Choose who takes it on").await;
    browser.find("heading", "What Jonas Weber left").await;
    browser.choose_found("Who administers Mobile app", "lena", "Lena Fischer…").await;
    browser.picture("95-handed-over").await;
    browser.press_button("Hand it over").await;
    browser.sees("What Jonas Weber left is taken on").await;
    browser.has_no("button", "Choose who…").await;
    let access =
        noor.does(&stage.server, Method::GET, &format!("/v1/projects/{project}/access"), Value::Null).await;
    assert!(access.to_string().contains("Lena Fischer"), "{access}");
    // What a removal would take from his return is said, although he can do nothing now.
    browser.press_button("Remove…").await;
    browser.sees("that a return would give back go for good").await;
    browser.picture("96-removed-while-deactivated").await;
    browser.press_button("Cancel").await;
    let his = stage.browser("jonas").await;
    signs_in(&his, jonas).await;
    his.at("/onboarding").await;
    his.find("heading", "Your membership is deactivated").await;
    his.sees("Larkfield").await;
    his.does_not_see(&["The invitation went to another address"]).await;
    his.picture("97-deactivated-at-home").await;
    his.quit().await;
    browser.press_button("Activate").await;
    browser.sees("Jonas Weber is active again, with the same access").await;
}

/// Both admins of a project at once: each is said to leave it, with the way to where an heir is chosen.
async fn goes_with_another(browser: &Browser) {
    browser.press("link", "Members").await;
    browser.press("checkbox", "Select Jonas Weber").await;
    browser.press("checkbox", "Select Lena Fischer").await;
    browser.press_button("Remove").await;
    browser.find("heading", "Remove 2 people").await;
    browser.find("heading", "Leave something behind 2").await;
    browser.sees("No other admin of Mobile app").await;
    browser.picture("96-what-both-leave").await;
    browser.press("link", "Lena Fischer").await;
    browser.find("heading", "Lena Fischer…").await;
}
