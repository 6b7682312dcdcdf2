//! A project's access page: its admin lets others in without being an admin of the organization, and a single item
//! is shared with a guest.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::people::{Acting, Person, signs_in};
use crate::stage::{Stage, journey};

struct House {
    noor: Acting,
    project: String,
}

async fn house(stage: &Stage, people: &[(&str, &str)]) -> (House, Vec<Acting>) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let list =
        noor.does(server, Method::GET, &format!("/v1/organizations/{org}/workspaces"), Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace");
    let path = format!("/v1/workspaces/{workspace}/projects");
    let made = noor.does(server, Method::POST, &path, json!({ "name": "Mobile app" })).await;
    let project = made["id"].as_str().expect("an id").to_owned();
    let mut all = Vec::new();
    for (name, role) in people {
        let person = Person::with_account(name, server).await;
        noor.invites(server, &org, &[&person.person.email], role).await;
        all.push(person);
    }
    (House { noor, project }, all)
}

#[test]
fn p2_p5_a_projects_admin_lets_others_in() {
    journey("project", async |stage: &Stage| {
        let (House { noor, project }, people) =
            house(stage, &[("Jonas Weber", "viewer"), ("Mei Tanaka", "viewer")]).await;
        let page = format!("/larkfield/projects/{project}");
        let browser = stage.browser("noor").await;
        signs_in(&browser, &noor.person).await;
        browser.at("/larkfield/members").await;
        browser.open(&page).await;
        browser.find("heading", "Mobile app").await;
        gives(&browser, "Jonas Weber", "Admin").await;
        browser.picture("80-project").await;

        let admin = stage.browser("jonas").await;
        signs_in(&admin, &people[0].person).await;
        admin.at("/larkfield/members").await;
        admin.open(&page).await;
        gives(&admin, "Mei Tanaka", "Editor").await;
        opens(&admin, "Mei Tanaka").await;
        admin.picture("81-why-here").await;
        admin.press_button("Take away…").await;
        admin.find("heading", "Take away what Mei Tanaka was given in Mobile app?").await;
        admin.sees("Removes").await;
        admin.press_button("Take it away").await;
        admin.sees("What Mei Tanaka was given here is taken away").await;
    });
}

async fn gives(browser: &Browser, name: &str, role: &str) {
    browser.press_button("Add people").await;
    browser.find("heading", "Add people to Mobile app").await;
    browser.press("radio", &format!("{name}…")).await;
    browser.choose("Role here", role).await;
    browser.sees("Adds").await;
    browser.press_button("Give access").await;
    browser.sees(&format!("{name} is given {role} here")).await;
    browser.has_no("heading", "Add people to Mobile app").await;
}

async fn opens(browser: &Browser, name: &str) {
    use thirtyfour::prelude::*;
    let summary = browser
        .driver()
        .query(By::XPath(format!("//summary[contains(., '{name}')]")))
        .wait(crate::wait::PATIENCE, std::time::Duration::from_millis(40))
        .and_clickable()
        .first()
        .await
        .expect("a row to open");
    summary.click().await.expect("it opens");
}

#[test]
fn p3_an_item_is_shared_with_a_guest() {
    journey("share", async |stage: &Stage| {
        let (House { noor, project }, _) = house(stage, &[]).await;
        let guest = Person::with_account("Elif Kaya", &stage.server).await;
        let browser = stage.browser("noor").await;
        signs_in(&browser, &noor.person).await;
        browser.at("/larkfield/members").await;
        browser.open(&format!("/larkfield/projects/{project}?tab=shares")).await;
        browser.sees("Nothing is shared").await;
        browser.press_button("Share an item").await;
        browser.find("heading", "Share an item of Mobile app").await;
        browser.fill("Its id", "42").await;
        browser.fill("What people call it", "Brand book").await;
        browser.fill("Email", &guest.person.email).await;
        browser.picture("82-share").await;
        browser.press_button("Share item").await;
        browser.sees("1 item shared").await;
        browser.sees("Brand book").await;
        browser.picture("83-shared").await;
        browser.press_button("Stop").await;
        browser.find("heading", "Stop sharing Brand book…").await;
        browser.press_button("Stop sharing").await;
        browser.sees("Brand book is not shared with").await;
    });
}
