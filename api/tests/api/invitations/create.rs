//! I1, I2, I6, I7, I11: `POST …/invitations`

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{World, fragment, text};

const INVITATIONS: &str = "/v1/organizations/{org}/invitations";

fn time(value: &Value) -> DateTime<Utc> {
    text(value).parse().expect("a time")
}

fn outcomes(answer: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = answer["results"].as_array().expect("a list");
    rows.iter().map(|row| (word(&row["status"]), word(&row["code"]))).collect()
}

#[test]
fn i1_many_are_invited_at_once_and_one_bad_address_does_not_lose_the_rest() {
    let world = World::new();
    let body = json!({ "invites": [
        { "email": "one@example.test" },
        { "email": "two@example.test", "role": "viewer" },
        { "email": "not an address" },
        { "email": " ONE@Example.test " },
        { "email": "editor@larkfield.test" },
        { "email": "deactivated@larkfield.test" },
        { "email": "pending@example.test" },
        { "email": "boss@example.test", "role": "owner" },
        { "email": "king@example.test", "role": "king" },
    ], "message": "Welcome!" });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    let expected = [
        ("sent", ""),
        ("sent", ""),
        ("rejected", "malformed_email"),
        ("rejected", "duplicate"),
        ("rejected", "already_member"),
        ("rejected", "member_deactivated"),
        ("rejected", "invitation_pending"),
        ("rejected", "may_not_grant"),
        ("rejected", "unknown_role"),
    ];
    assert_eq!(outcomes(&answer), expected.map(|(status, code)| (status.to_owned(), code.to_owned())));
    assert_eq!(answer["results"][3]["email"], " ONE@Example.test ", "as it was sent");
    let (first, second) = (&answer["results"][0]["invitation"], &answer["results"][1]["invitation"]);
    assert_eq!(first["role"]["key"], "editor", "what the model begins with");
    assert_eq!(second["role"]["key"], "viewer");
    assert_eq!((&first["status"], &first["message"]), (&json!("pending"), &json!("Welcome!")));
    assert_eq!(first["invited_by"]["name"], "Admin");
    assert_eq!(time(&first["expires_at"]) - time(&first["created_at"]), TimeDelta::seconds(604_800));
    assert!(answer["results"][0].get("link").is_none(), "a mail carries it");
    for to in ["one@example.test", "two@example.test"] {
        let mail = &world.mails(to)[0];
        assert!(mail["text"].as_str().is_some_and(|text| text.contains("Welcome!")), "{mail}");
        assert!(
            mail["links"][0].as_str().is_some_and(|link| link.contains("/invitations/accept#")),
            "{mail}"
        );
    }
    let entries = world.audit_log("&action=invitations.create");
    let applied = entries.iter().filter(|entry| entry["outcome"] == "applied").count();
    assert_eq!(applied, 2 + 8, "two, and those of the world");
    let refused: Vec<&Value> = entries.iter().filter(|entry| entry["outcome"] == "refused").collect();
    assert_eq!(refused.len(), 1, "what the sender may not give");
    assert_eq!(
        (&refused[0]["code"], &refused[0]["target"]["name"]),
        (&json!("may_not_grant"), &json!("boss@example.test"))
    );
}

#[test]
fn i1_an_address_that_no_text_can_hold_does_not_lose_the_rest() {
    let world = World::new();
    let unreadable = [
        r#""n\u0000ul@example.test""#.as_bytes(),
        br#""half\ud800@example.test""#,
        b"\"by\xfftes@example.test\"",
        b"\"raw\0@example.test\"",
    ];
    let items = unreadable.map(|email| [br#"{"email":"#.as_slice(), email, b"}"].concat()).join(&b","[..]);
    let body = [
        br#"{"invites":["#.as_slice(),
        &items,
        br#",{"email":"good@example.test","role":"\u0000"}"#,
        br#",{"email":"good@example.test"},{"email":"better@example.test"}]}"#,
    ]
    .concat();
    let send = || {
        let ask = world.admin().ask("POST", INVITATIONS).header("content-type", "application/json");
        ask.header("idempotency-key", "once").body(body.clone()).send()
    };
    let answer = send().is(200);
    let malformed = ("rejected".to_owned(), "malformed_email".to_owned());
    let outcomes = outcomes(&answer);
    assert_eq!(outcomes[..4], [(); 4].map(|()| malformed.clone()));
    assert_eq!(outcomes[4].1, "unknown_role");
    assert_eq!(outcomes[5].1, "duplicate");
    assert_eq!(outcomes[6].0, "sent");
    assert_eq!(answer["results"][0]["email"], "n\u{fffd}ul@example.test");
    let again = send();
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.is(200)["results"], answer["results"]);
    // What is not of one item is of all of them.
    let body = json!({ "invites": [{ "email": "bo@example.test" }], "message": "a\u{0}b" });
    world.admin().post(INVITATIONS, &body).invalid("/message", "malformed");
}

#[test]
fn i1_places_are_chosen_before_anything_is_sent() {
    let world = World::new();
    let body = world.filled(
        r#"{"invites":[{"email":"bo@example.test"}],"role":"viewer","workspaces":[{"id":"{private}"}],
            "projects":[{"id":"{prj}","role":"editor"}],"delivery":"link"}"#,
    );
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let answer = world.owner().post(INVITATIONS, &body).is(200);
    let invitation = &answer["results"][0]["invitation"];
    assert_eq!(
        invitation["workspaces"],
        json!([{ "type": "workspace", "id": world.id("private"), "name": "Vault", "role": null }])
    );
    let project = &invitation["projects"][0];
    assert_eq!(
        (&project["id"], &project["name"], &project["role"], &project["permissions"]["content"]),
        (&json!(world.id("prj")), &json!("Apollo"), &json!("editor"), &json!("full"))
    );
    let bo = world.account("bo@example.test");
    let token = fragment(answer["results"][0]["link"].as_str().unwrap_or_default());
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    assert_eq!(accepted["workspace"]["name"], "Vault", "they land where they were invited to");
    let project = bo.get("/v1/projects/{prj}").is(200);
    assert_eq!(project["permissions"]["content"], "full");
    assert_eq!(bo.get("/v1/projects/{secret}").is(200)["permissions"]["content"], "view");
}

#[test]
fn i1_somebody_can_be_kept_to_a_list_of_projects() {
    let world = World::new();
    let other = world.owner().post("/v1/workspaces/{ws}/projects", &json!({ "name": "Closed" })).is(201);
    let body = json!({
        "invites": [{ "email": "bo@example.test" }], "restrict_to": [world.id("prj")], "delivery": "link",
    });
    let answer = world.owner().post(INVITATIONS, &body).is(200);
    let token = fragment(answer["results"][0]["link"].as_str().unwrap_or_default());
    let bo = world.account("bo@example.test");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    bo.get("/v1/projects/{prj}").is(200);
    bo.get(&format!("/v1/projects/{}", text(&other["id"]))).refused(404, "not_found");
    let listed = bo.get("/v1/workspaces/{ws}/projects").is(200);
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(bo.get("/v1/organizations/{org}/members/me").is(200)["restricted"], true);
}

#[test]
fn i1_what_makes_no_sense_is_refused_whole() {
    let world = World::new();
    let one = json!([{ "email": "bo@example.test" }]);
    let with = |field: &str, value: Value| {
        let mut body = json!({ "invites": one });
        body[field] = value;
        world.owner().post(INVITATIONS, &body)
    };
    with("invites", json!([])).invalid("/invites", "out_of_range");
    with("role", json!("king")).invalid("/role", "unknown_role");
    with("expires_in_days", json!(8)).invalid("/expires_in_days", "out_of_range");
    with("expires_in_days", json!(0)).invalid("/expires_in_days", "out_of_range");
    with("message", json!("x".repeat(1_001))).invalid("/message", "too_long");
    with("projects", json!([{ "id": world.id("prj"), "role": "king" }]))
        .invalid("/projects/0/role", "unknown_role");
    with("workspaces", json!([{ "id": world.id("other_ws") }])).refused(404, "not_found");
    with("projects", json!([{ "id": world.id("other_prj"), "role": "viewer" }])).refused(404, "not_found");
    with("restrict_to", json!([world.id("secret")])).invalid("/restrict_to", "not_in_workspace");
    assert!(world.mails("bo@example.test").is_empty());
    let guests = json!({ "invites": one, "role": "guest", "workspaces": [{ "id": world.id("ws") }] });
    let answer = world.owner().post(INVITATIONS, &guests).is(200);
    assert_eq!(outcomes(&answer)[0].1, "reach_shared");
}

#[test]
fn i1_a_dry_run_says_what_would_become_of_each_and_writes_nothing() {
    let world = World::new();
    let before = world.version();
    let body = json!({ "invites": [{ "email": "bo@example.test" }, { "email": "nope" }], "dry_run": true });
    let answer = world.owner().post(INVITATIONS, &body).is(200);
    assert_eq!(
        outcomes(&answer),
        [("sent".to_owned(), String::new()), ("rejected".to_owned(), "malformed_email".to_owned())]
    );
    assert!(answer["results"][0].get("invitation").is_none() && answer["results"][0].get("link").is_none());
    assert_eq!(world.version(), before);
    assert!(world.mails("bo@example.test").is_empty());
}

#[test]
fn i2_a_member_is_refused_before_any_token_exists_and_a_live_invitation_says_so() {
    let world = World::new();
    for (email, code) in [
        ("nora@larkfield.test", "already_member"),
        ("deactivated@larkfield.test", "member_deactivated"),
        ("pending@example.test", "invitation_pending"),
        ("PENDING@EXAMPLE.TEST", "invitation_pending"),
    ] {
        let body = json!({ "invites": [{ "email": email }] });
        let answer = world.admin().post(INVITATIONS, &body).is(200);
        assert_eq!(outcomes(&answer)[0], ("rejected".to_owned(), code.to_owned()), "{email}");
        assert!(answer["results"][0].get("invitation").is_none());
    }
}

#[test]
fn i6_an_account_that_exists_is_added_at_once_and_can_leave() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    let body = json!({ "invites": [{ "email": "Bo@Example.test" }], "role": "viewer" });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    assert_eq!(outcomes(&answer)[0].0, "added");
    assert!(answer["changes"]["gained"].as_u64().is_some_and(|gained| gained > 0), "{answer}");
    assert_eq!(bo.get("/v1/organizations/{org}").is(200)["membership"]["role"]["key"], "viewer");
    let notice = bo.get("/v1/me/notifications").is(200)["data"][0].clone();
    assert_eq!(notice["text"], "Admin added you to Larkfield as Viewer.");
    assert!(
        world.mails("bo@example.test")[0]["subject"]
            .as_str()
            .is_some_and(|subject| subject.contains("Larkfield"))
    );
    assert_eq!(world.audit_log("&action=members.add").len(), 1);
    bo.post("/v1/organizations/{org}/leave", &json!({})).is(200);
}

#[test]
fn i6_where_the_organization_asks_first_nothing_happens_without_a_yes() {
    let world = World::new();
    world.owner().patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    let bo = world.account("bo@example.test");
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    assert_eq!(outcomes(&answer)[0].0, "sent");
    bo.get("/v1/organizations/{org}").refused(404, "not_found");
    let waiting = bo.get("/v1/me/invitations").is(200)["data"].clone();
    assert_eq!(
        (&waiting[0]["organization"]["name"], &waiting[0]["inviter"]["name"]),
        (&json!("Larkfield"), &json!("Admin"))
    );
    let accept = format!("/v1/me/invitations/{}/accept", text(&waiting[0]["id"]));
    bo.post(&accept, &json!({})).is(200);
    bo.get("/v1/organizations/{org}").is(200);
    assert_eq!(bo.get("/v1/me/invitations").is(200)["data"], json!([]));
    bo.post(&accept, &json!({})).is(200);
}

#[test]
fn i6_an_account_whose_address_is_not_verified_is_not_added() {
    let world = World::new();
    let body = json!({ "invites": [{ "email": "unverified@example.test" }] });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    assert_eq!(outcomes(&answer)[0].0, "sent", "whoever made it may not be the person");
}

#[test]
fn i7_a_link_to_pass_on_by_hand_sends_no_mail() {
    let world = World::new();
    let body =
        json!({ "invites": [{ "email": "bo@example.test" }], "delivery": "link", "expires_in_days": 2 });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    let result = &answer["results"][0];
    assert_eq!(
        (&result["status"], &result["invitation"]["delivery_state"]),
        (&json!("sent"), &json!("none"))
    );
    let link = text(&result["link"]);
    assert!(link.starts_with("http://127.0.0.1:8080/invitations/accept#"), "{link}");
    assert!(world.mails("bo@example.test").is_empty());
    let id = text(&result["invitation"]["id"]);
    let shown = world.admin().get(&format!("{INVITATIONS}/{id}")).is(200);
    assert!(!shown.to_string().contains(&fragment(&link)), "never the token again");
    assert_eq!(time(&shown["expires_at"]) - time(&shown["created_at"]), TimeDelta::days(2));
    let looked =
        world.ask("POST", "/v1/invitations/lookup").json(&json!({ "token": fragment(&link) })).send().is(200);
    assert_eq!(looked["email_hint"], "b•••@e•••.test");
}

#[test]
fn i7_without_a_mail_server_the_link_is_in_the_answer() {
    let world = World::without_mail();
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    let answer = world.owner().post(INVITATIONS, &body).is(200);
    let result = &answer["results"][0];
    assert_eq!(result["invitation"]["delivery_state"], "not_configured");
    assert!(result["link"].as_str().is_some_and(|link| link.contains("/invitations/accept#")));
}

#[test]
fn i11_addresses_are_compared_normalised() {
    let world = World::new();
    // Composed and decomposed, wide and narrow, large and small, with spaces around.
    let token = world.invite(" Zoe\u{308}.Ｗide@Example.test ", "viewer");
    let zoe = world.account("zoë.wide@example.test");
    zoe.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    for address in ["ZOË.wide@example.test", "zoe\u{308}.wide@EXAMPLE.test"] {
        let body = json!({ "invites": [{ "email": address }] });
        let answer = world.admin().post(INVITATIONS, &body).is(200);
        assert_eq!(outcomes(&answer)[0].1, "already_member", "{address}");
    }
}

#[test]
fn i11_one_accepted_by_an_account_with_another_primary_address_is_that_member() {
    let world = World::new();
    let bo = world.account("bo@example.test");
    let token = world.invite("second@example.test", "viewer");
    bo.post("/v1/me/emails", &json!({ "email": "second@example.test" })).is(201);
    bo.post("/v1/invitations/accept", &json!({ "token": token })).refused(403, "email_unverified");
    world.verify("second@example.test");
    let accepted = bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    let member = text(&accepted["membership"]["id"]);
    let shown = world.admin().get(&format!("/v1/organizations/{{org}}/members/{member}")).is(200);
    assert_eq!(shown["user"]["email"], "bo@example.test");
    let body = json!({ "invites": [{ "email": "second@example.test" }] });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    assert_eq!(outcomes(&answer)[0].1, "already_member");
}

#[test]
fn i3_the_organization_may_shorten_the_time() {
    let world = World::new();
    world
        .owner()
        .patch("/v1/organizations/{org}", &json!({ "invitation_days": 8 }))
        .invalid("/invitation_days", "out_of_range");
    world.owner().patch("/v1/organizations/{org}", &json!({ "invitation_days": 1 })).is(200);
    let body = json!({ "invites": [{ "email": "bo@example.test" }] });
    let answer = world.admin().post(INVITATIONS, &body).is(200);
    let invitation = &answer["results"][0]["invitation"];
    assert_eq!(time(&invitation["expires_at"]) - time(&invitation["created_at"]), TimeDelta::days(1));
    let longer = json!({ "invites": [{ "email": "al@example.test" }], "expires_in_days": 2 });
    world.admin().post(INVITATIONS, &longer).invalid("/expires_in_days", "out_of_range");
}
