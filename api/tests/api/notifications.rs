//! What people are told in the app.

use serde_json::{Value, json};

use crate::support::{Person, World, text};

const PREFERENCES: &str = "/v1/me/notification-preferences";
const NORA: &str = "/v1/organizations/{org}/members/{nora}";

fn choose(person: &Person, topic: &str, in_app: bool, by_mail: bool) {
    let body = json!({ "preferences": [{ "topic": topic, "in_app": in_app, "by_mail": by_mail }] });
    person.put(PREFERENCES, &body).is(200);
}

/// How many mails this person has got with such a subject.
fn mails(world: &World, to: &str, subject: &str) -> Vec<Value> {
    let sent = world.mails(to).into_iter();
    sent.filter(|mail| text(&mail["subject"]).contains(subject)).collect()
}

fn kinds(person: &Person) -> Vec<String> {
    let all = person.get("/v1/me/notifications?limit=200").is(200);
    all["data"].as_array().expect("a list").iter().map(|row| text(&row["kind"])).collect()
}

#[test]
fn notices_are_one_s_own_newest_first_and_read_by_id_or_all() {
    let world = World::new();
    let nora = world.nora();
    for role in ["viewer", "editor", "viewer"] {
        world.admin().patch("/v1/organizations/{org}/members/{nora}", &json!({ "role": role })).is(200);
    }
    let all = nora.get("/v1/me/notifications").is(200)["data"].clone();
    let rows = all.as_array().expect("a list");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row["read_at"] == Value::Null && row["organization"] == world.id("org")));
    let (newest, first) = (text(&rows[0]["id"]), text(&rows[2]["id"]));
    // Somebody else's ids are passed over.
    world.stranger().post("/v1/me/notifications/read", &json!({ "notifications": [newest] })).is(204);
    nora.post("/v1/me/notifications/read", &json!({ "notifications": [first] })).is(204);
    let unread = nora.get("/v1/me/notifications?unread=true").is(200);
    assert_eq!(unread["data"].as_array().map(Vec::len), Some(2));
    nora.post("/v1/me/notifications/read", &json!({})).is(204);
    assert_eq!(nora.get("/v1/me/notifications?unread=true").is(200)["data"], json!([]));
    let page = nora.get("/v1/me/notifications?limit=2").is(200);
    let cursor = text(&page["next_cursor"]);
    let rest = nora.get(&format!("/v1/me/notifications?limit=2&cursor={cursor}")).is(200);
    assert_eq!((rest["data"][0]["id"].clone(), &rest["next_cursor"]), (json!(first), &Value::Null));
    nora.get("/v1/me/notifications?unread=maybe").refused(422, "validation_failed");
}

#[test]
fn h5_everybody_sees_where_they_are_told_of_what_and_chooses() {
    let world = World::new();
    let nora = world.nora();
    let shown = nora.get(PREFERENCES).is(200);
    let rows = shown["data"].as_array().expect("a list");
    let of = |rows: &[Value], topic: &str| rows.iter().find(|row| row["topic"] == topic).expect("it").clone();
    let role = of(rows, "role");
    assert_eq!(
        (&role["in_app"], &role["by_mail"], &role["required"]),
        (&json!(true), &json!(true), &json!(false))
    );
    let access = of(rows, "access");
    assert_eq!((&access["in_app"], &access["by_mail"]), (&json!(true), &json!(false)));
    assert_eq!(of(rows, "membership")["required"], true);
    let body = json!({ "preferences": [{ "topic": "role", "in_app": false, "by_mail": true }] });
    let after = nora.put(PREFERENCES, &body).is(200);
    let role = of(after["data"].as_array().expect("a list"), "role");
    assert_eq!((&role["in_app"], &role["by_mail"]), (&json!(false), &json!(true)));
    assert_eq!(nora.get(PREFERENCES).is(200), after);
    assert_eq!(nora.put(PREFERENCES, &body).is(200), after, "the same again");
    // A put is the whole set.
    assert_eq!(nora.put(PREFERENCES, &json!({ "preferences": [] })).is(200), shown);
    // One's own, and nobody else's.
    choose(&world.editor(), "role", false, false);
    assert_eq!(nora.get(PREFERENCES).is(200), shown);
    world.anonymous().get(PREFERENCES).refused(401, "unauthenticated");
}

#[test]
fn h5_what_is_required_cannot_be_turned_off_and_nonsense_is_refused() {
    let world = World::new();
    let nora = world.nora();
    let put = |topic: &str, in_app: bool, by_mail: bool| {
        let one = json!({ "topic": topic, "in_app": in_app, "by_mail": by_mail });
        nora.put(PREFERENCES, &json!({ "preferences": [one] }))
    };
    put("membership", true, false).invalid("/preferences/0/by_mail", "required");
    put("account", false, true).invalid("/preferences/0/in_app", "required");
    put("membership", true, true).is(200);
    put("weather", true, true).refused(422, "validation_failed");
    let twice = json!({ "topic": "role", "in_app": true, "by_mail": false });
    nora.put(PREFERENCES, &json!({ "preferences": [twice, twice] }))
        .invalid("/preferences/1/topic", "duplicate");
    nora.put(PREFERENCES, &json!({})).refused(422, "validation_failed");
    nora.put(PREFERENCES, &json!({ "preferences": [], "all": true })).refused(422, "validation_failed");
}

#[test]
fn h5_preferences_decide_between_app_and_mail() {
    let world = World::new();
    let nora = world.nora();
    let give = |role: &str| {
        let path = "/v1/projects/{prj}/collaborators/{nora}";
        world.admin().put(path, &json!({ "role": role }));
    };
    give("viewer");
    assert_eq!(kinds(&nora), ["projects.granted"]);
    assert!(mails(&world, "nora@larkfield.test", "gave you access").is_empty(), "by mail only who wants it");
    choose(&nora, "access", false, true);
    give("editor");
    assert_eq!(kinds(&nora).len(), 1, "not in the app");
    let sent = mails(&world, "nora@larkfield.test", "gave you access");
    assert_eq!(sent.len(), 1);
    let (plain, html) = (text(&sent[0]["text"]), text(&sent[0]["html"]));
    for part in [&plain, &html] {
        assert!(part.contains("/account/notices"), "{part}");
        assert!(part.contains(&format!("/projects/{}", world.id("prj"))), "{part}");
    }
    choose(&nora, "access", false, false);
    give("viewer");
    assert_eq!(kinds(&nora).len(), 1);
    assert_eq!(mails(&world, "nora@larkfield.test", "gave you access").len(), 1);
}

#[test]
fn h5_a_notice_says_what_it_is_about_and_leads_there() {
    let world = World::new();
    let nora = world.nora();
    world.admin().put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "viewer" }));
    let page = nora.get("/v1/me/notifications?include=total,counts").is(200);
    let row = &page["data"][0];
    assert_eq!((&row["topic"], &row["kind"]), (&json!("access"), &json!("projects.granted")));
    assert!(text(&row["link"]).ends_with(&format!("/projects/{}", world.id("prj"))), "{row}");
    assert_eq!((&page["total"], &page["counts"]["state"]), (&json!(1), &json!({ "unread": 1, "read": 0 })));
    nora.post("/v1/me/notifications/read", &json!({})).is(204);
    let page = nora.get("/v1/me/notifications?unread=false&include=total,counts").is(200);
    assert_eq!((&page["total"], &page["counts"]["state"]), (&json!(1), &json!({ "unread": 0, "read": 1 })));
    assert_eq!(page["data"].as_array().map(Vec::len), Some(1));
    nora.get("/v1/me/notifications?include=all").invalid("?include", "unknown_value");
}

#[test]
fn h5_a_rehearsal_tells_nobody_and_nobody_is_told_what_they_did() {
    let world = World::new();
    let path = "/v1/projects/{prj}/collaborators/{nora}";
    let before = kinds(&world.admin());
    world.admin().put(&format!("{path}?preview=true"), &json!({ "role": "viewer" })).is(200);
    world.admin().patch(&format!("{NORA}?preview=true"), &json!({ "role": "viewer" })).is(200);
    assert_eq!(kinds(&world.nora()), [""; 0]);
    assert!(mails(&world, "nora@larkfield.test", "role").is_empty());
    world.admin().put("/v1/projects/{prj}/collaborators/{nora}", &json!({ "role": "viewer" })).is(201);
    assert_eq!(kinds(&world.admin()), before);
}

#[test]
fn m4_a_changed_role_is_told_in_the_app_and_by_mail() {
    let world = World::new();
    world.admin().patch(NORA, &json!({ "role": "viewer" })).is(200);
    assert_eq!(kinds(&world.nora()), ["members.change_role"]);
    assert_eq!(mails(&world, "nora@larkfield.test", "changed your role").len(), 1);
    choose(&world.nora(), "role", true, false);
    world.admin().patch(NORA, &json!({ "role": "editor" })).is(200);
    assert_eq!(kinds(&world.nora()).len(), 2);
    assert_eq!(mails(&world, "nora@larkfield.test", "changed your role").len(), 1);
    // To be removed is told in any case.
    world.admin().delete(NORA).is(200);
    assert_eq!(mails(&world, "nora@larkfield.test", "removed you").len(), 1);
}

#[test]
fn m4_what_a_group_is_given_or_loses_is_told_to_those_it_changes_something_for() {
    let world = World::new();
    let grant = "/v1/projects/{secret}/groups/{grp}";
    world.admin().put(&format!("{grant}?preview=true"), &json!({ "role": "viewer" })).is(200);
    assert_eq!(kinds(&world.editor()), ["groups.add_member"], "as the world began");
    world.admin().put(grant, &json!({ "role": "viewer" })).is(201);
    assert_eq!(kinds(&world.editor())[..1], ["projects.granted"]);
    assert_eq!(kinds(&world.nora()), [""; 0], "who is not in the group");
    world.admin().put("/v1/organizations/{org}/groups/{grp}/members/{nora}", &json!({})).is(201);
    assert_eq!(kinds(&world.nora()), ["groups.add_member"]);
    world.admin().delete(grant).is(200);
    assert_eq!(kinds(&world.editor())[..2], ["projects.taken", "projects.granted"]);
    assert_eq!(kinds(&world.nora()), ["projects.taken", "groups.add_member"]);
    // An admin gets at everything: nothing changes for them, and they are told nothing.
    assert!(!kinds(&world.owner()).iter().any(|kind| kind.starts_with("projects.")));
}

#[test]
fn m4_r5_everybody_whose_access_a_role_changes_is_told() {
    let world = World::new();
    for member in ["{nora}", "{editor}"] {
        let path = format!("/v1/organizations/{{org}}/members/{member}");
        world.owner().patch(&path, &json!({ "role": world.id("role") })).is(200);
    }
    let before = (kinds(&world.nora()).len(), kinds(&world.editor()).len());
    let edit = json!({ "permissions": { "content": "full", "members": "view" } });
    world.owner().patch("/v1/organizations/{org}/roles/{role}", &edit).is(200);
    for (person, before) in [(world.nora(), before.0), (world.editor(), before.1)] {
        let after = kinds(&person);
        assert_eq!((after.len(), after[0].as_str()), (before + 1, "roles.edit"));
    }
    assert!(!kinds(&world.viewer()).contains(&"roles.edit".to_owned()));
}

#[test]
fn h5_many_put_into_a_group_at_once_are_each_told_once() {
    let world = World::new();
    let body = json!({ "add": [world.id("nora"), world.id("viewer")], "remove": [world.id("editor")] });
    world.admin().post("/v1/organizations/{org}/groups/{grp}/members", &body).is(200);
    assert_eq!(kinds(&world.nora()), ["groups.add_member"]);
    assert!(kinds(&world.viewer()).contains(&"groups.add_member".to_owned()));
    assert_eq!(kinds(&world.editor()), ["groups.remove_member", "groups.add_member"]);
}

#[test]
fn h5_a_changed_password_is_told_whatever_was_chosen() {
    let world = World::new();
    let nora = world.nora();
    world.ask("POST", "/v1/auth/forgot-password").json(&json!({ "email": nora.email })).send();
    let token = world.mailed(&nora.email, "reset-password");
    let body = json!({ "token": token, "password": crate::support::PASSWORD });
    world.ask("POST", "/v1/auth/reset-password").json(&body).send().is(204);
    let sent = mails(&world, &nora.email, "Your password was changed");
    assert!(text(&sent[0]["text"]).contains("Mail about this is always sent."), "{sent:?}");
    let session = json!({ "email": nora.email, "password": crate::support::PASSWORD });
    let signed_in = world.ask("POST", "/v1/auth/sign-in").json(&session).send().is(200);
    let ask = world.ask("GET", "/v1/me/notifications").bearer(&text(&signed_in["access_token"]));
    assert_eq!(ask.send().is(200)["data"][0]["kind"], "auth.reset_password");
}
