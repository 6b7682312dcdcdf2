//! Every page in every look: nothing sticks out, nothing is without a name, the browser has no complaint.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Screen, Theme};
use crate::people::{Person, signs_in};
use crate::stage::{Stage, journey};
use crate::wait::until;

const LOOKS: [(Screen, Theme, &str); 3] = [
    (Screen::Desk, Theme::Light, "light"),
    (Screen::Desk, Theme::Dark, "dark"),
    (Screen::Narrow, Theme::Light, "narrow"),
];

/// What is wrong with the page that is shown. The argument is the width that it has to fit into.
const CHECK: &str = r#"
const [width] = arguments;
const wrong = [];
const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const outside = element => {
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (getComputedStyle(up).overflowX !== 'visible' && up !== document.body && up !== document.documentElement) return false;
  }
  return true;
};
const root = document.scrollingElement;
if (root.scrollWidth > width) wrong.push(`the page is ${root.scrollWidth} wide in ${width}`);
for (const element of document.body.querySelectorAll('*')) {
  if (element.closest('svg, .vh, .skip') || !shown(element)) continue;
  const box = element.getBoundingClientRect();
  if (box.width > 1 && box.right > width + 1 && outside(element)) {
    wrong.push(`sticks out to ${Math.round(box.right)} of ${width}: ${element.outerHTML.slice(0, 120)}`);
    break;
  }
}
// What is behind an open dialog cannot be reached, and then the browser gives it no name.
const front = document.querySelector('dialog:modal') ?? document;
for (const element of front.querySelectorAll('button, a[href], input, select, textarea, summary')) {
  if (!shown(element)) continue;
  if (['', 'none', 'generic'].includes(element.computedRole)) continue;
  if (!(element.computedName ?? '').trim()) wrong.push(`has no name: ${element.outerHTML.slice(0, 160)}`);
}
const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) wrong.push(`the id ${id} stands twice`);
if (document.querySelectorAll('h1').length !== 1 && !document.querySelector('dialog[open]')) wrong.push(`${document.querySelectorAll('h1').length} first headings`);
return wrong;
"#;

/// The address, what its heading says, and the name of its pictures.
type Shown<'a> = (&'a str, &'a str, &'a str);

const OUTSIDE: [Shown; 3] = [
    ("/sign-in", "Sign in to Usher", "sign-in"),
    ("/sign-up", "Create your account", "sign-up"),
    ("/forgot-password", "Forgotten password", "forgotten-password"),
];

const INSIDE: [Shown; 13] = [
    ("/onboarding", "Another organization", "onboarding"),
    ("/larkfield/members", "Members", "members"),
    ("/larkfield/members?tab=pending", "Members", "pending"),
    ("/larkfield/members?q=nobody", "Nobody matches “nobody”", "nobody"),
    ("/larkfield/members/me", "Your access", "your-access"),
    ("/larkfield/matrix", "People × projects", "people-projects"),
    ("/larkfield/workspaces", "Workspaces", "workspaces"),
    ("/larkfield/invite-link", "Invite link", "invite-link"),
    ("/larkfield/settings", "Settings", "settings"),
    ("/larkfield/audit-log", "Audit log", "audit-log"),
    ("/larkfield/roles", "Roles", "roles"),
    ("/larkfield/groups", "Groups", "groups"),
    ("/account", "Account", "account"),
];

#[test]
fn every_page_fits_names_its_controls_and_makes_no_complaint() {
    journey("looks", walk);
}

async fn walk(stage: &Stage) {
    let server = &stage.server;
    let noor = Person::with_account("Noor Haddad", server).await;
    let org = noor.founds(server, "Larkfield").await;
    let list =
        noor.does(server, Method::GET, &format!("/v1/organizations/{org}/workspaces"), Value::Null).await;
    let workspace = list["data"][0]["id"].as_str().expect("a first workspace").to_owned();
    let mut project = String::new();
    for name in ["Mobile app", "Website"] {
        let made = noor
            .does(
                server,
                Method::POST,
                &format!("/v1/workspaces/{workspace}/projects"),
                json!({ "name": name }),
            )
            .await;
        made["id"].as_str().expect("an id").clone_into(&mut project);
    }
    // A name as long as names are, and one that is hard to break.
    for name in ["Jonas Weber", "Anastasia Konstantinopoulou Featherstonehaugh", "Mei Tanaka"] {
        let person = Person::with_account(name, server).await;
        noor.invites(server, &org, &[&person.person.email], "editor").await;
    }
    noor.invites(
        server,
        &org,
        &["kai.lind@example.test", "someone.with.a.very.long.name@example.test"],
        "viewer",
    )
    .await;
    let groups = format!("/v1/organizations/{org}/groups");
    for name in ["client-harbor", "a-group-with-a-name-that-goes-on-for-longer-than-a-column"] {
        noor.does(server, Method::POST, &groups, json!({ "name": name })).await;
    }
    let invited = server.mailed_link("kai.lind@example.test", "invitations/accept").await;

    let browser = stage.browser("noor").await;
    let mut wrong = Vec::new();
    for page in OUTSIDE {
        look(&browser, page, &mut wrong).await;
    }
    look(&browser, (&invited, "Noor Haddad invited you to Larkfield", "invitation"), &mut wrong).await;

    signs_in(&browser, &noor.person).await;
    browser.at("/larkfield/members").await;
    for page in INSIDE {
        look(&browser, page, &mut wrong).await;
    }
    let workspace = format!("/larkfield/workspaces/{workspace}");
    look(&browser, (&workspace, "Larkfield", "workspace"), &mut wrong).await;
    let people = format!("{workspace}?tab=people");
    look(&browser, (&people, "Larkfield", "workspace-people"), &mut wrong).await;
    let project = format!("/larkfield/projects/{project}");
    look(&browser, (&project, "Website", "project"), &mut wrong).await;
    let shares = format!("{project}?tab=shares");
    look(&browser, (&shares, "Website", "project-shares"), &mut wrong).await;
    look(&browser, ("/larkfield/nowhere/at/all", "…", "not-found"), &mut wrong).await;

    browser.open("/larkfield/members").await;
    browser.press("link", "Jonas Weber").await;
    look_here(&browser, "Jonas Weber…", "member", &mut wrong).await;
    browser.open("/larkfield/members").await;
    browser.press_button("Invite").await;
    browser.fill("Email addresses", "ines@example.test").await;
    look_here(&browser, "Invite people to Larkfield", "invite", &mut wrong).await;
    browser.open("/larkfield/members").await;
    browser.press_button("Actions for Jonas Weber").await;
    browser.press("menuitem", "Edit permissions…").await;
    look_here(&browser, "Permissions of Jonas Weber", "permissions", &mut wrong).await;
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

async fn look(browser: &Browser, (address, heading, name): Shown<'_>, wrong: &mut Vec<String>) {
    browser.open(address).await;
    look_here(browser, heading, name, wrong).await;
}

async fn look_here(browser: &Browser, heading: &str, name: &str, wrong: &mut Vec<String>) {
    browser.find("heading", heading).await;
    until("the page to be complete", async || {
        let waits = "return !!document.querySelector('[aria-busy=true]')";
        (browser.script(waits, Vec::new()).await == json!(false)).then_some(())
    })
    .await;
    for (screen, theme, look) in LOOKS {
        browser.looks(screen, theme).await;
        browser.picture(&format!("look-{name}-{look}")).await;
        let found = browser.script(CHECK, vec![json!(screen.width())]).await;
        let found = found.as_array().expect("a list").iter().filter_map(Value::as_str);
        wrong.extend(found.map(|what| format!("{name}, {look}: {what}")));
    }
    browser.looks(Screen::Desk, Theme::Light).await;
    for entry in browser.complaints().await {
        // Who comes without a session is asked for one, and has none. An organization whose link is off has none.
        let expected = [("/v1/auth/refresh", "401"), ("/invite-link", "404")];
        if !expected
            .iter()
            .any(|(path, status)| entry.message.contains(path) && entry.message.contains(status))
        {
            wrong.push(format!("{name}: {}", entry.message));
        }
    }
}
