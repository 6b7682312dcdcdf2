//! I9, I11: whoever holds a link that is for another address may ask for it, and nothing is told or consumed.

use serde_json::{Value, json};

use crate::support::{Answer, Person, World, text};

fn ask(person: &Person, secret: &str) -> Answer {
    person.post("/v1/invitations/ask-address", &json!({ "token": secret }))
}

fn shown(world: &World) -> Value {
    world.viewer().get("/v1/organizations/{org}/invitations/{waiting}").is(200)
}

#[test]
fn i9_another_account_asks_and_the_sender_decides() {
    let world = World::new();
    let (secret, kai) = (world.id("waiting_token"), world.account("kai@example.test"));
    assert_eq!(ask(&kai, &secret).is(204), Value::Null);
    let asked = shown(&world);
    assert_eq!(asked["asked_address"]["email"], "kai@example.test");
    assert_eq!((&asked["status"], &asked["email"]), (&json!("pending"), &json!("invited@example.test")));
    let notices = world.owner().get("/v1/me/notifications").is(200);
    let told = text(&notices["data"][0]["text"]);
    assert!(told.contains("kai@example.test") && told.contains("invited@example.test"), "{told}");
    let mailed = || {
        let asks = |mail: &&Value| text(&mail["subject"]).contains("at another address");
        world.mails(&world.owner().email).iter().filter(asks).count()
    };
    assert_eq!(mailed(), 1);
    // The link still is what it was, for whom it was.
    kai.post("/v1/invitations/accept", &json!({ "token": secret })).refused(403, "invitation_wrong_account");
    let version = world.version();
    ask(&kai, &secret).is(204);
    assert_eq!((world.version(), mailed()), (version, 1), "nobody is told twice");
    assert_eq!(world.audit_log("&action=invitations.ask_address").len(), 1);

    let path = "/v1/organizations/{org}/invitations/{waiting}/readdress";
    let moved = world.admin().post(path, &json!({ "email": "kai@example.test" })).is(200);
    assert!(moved.get("asked_address").is_none());
    let secret = world.mailed("kai@example.test", "invitations/accept");
    kai.post("/v1/invitations/accept", &json!({ "token": secret })).is(200);
}

#[test]
fn i9_asking_tells_nothing_and_needs_a_live_link() {
    let world = World::new();
    let secret = world.id("waiting_token");
    ask(&world.anonymous(), &secret).refused(401, "unauthenticated");
    ask(&world.unverified(), &secret).refused(403, "email_unverified");
    ask(&world.stranger(), "unknown").refused(404, "invitation_not_found");
    assert!(shown(&world).get("asked_address").is_none());
    // A member is told no more than anybody: which organization it is stays unsaid.
    let (member, stranger) = (ask(&world.editor(), &secret), ask(&world.stranger(), &secret));
    assert_eq!((member.status, member.text), (stranger.status, stranger.text));
    // For whom it is there is nothing to ask.
    let before = world.version();
    ask(&world.invited(), &secret).is(204);
    assert_eq!(world.version(), before);
    world.owner().delete("/v1/organizations/{org}/invitations/{waiting}").is(204);
    ask(&world.stranger(), &secret).refused(404, "invitation_not_found");
}

#[test]
fn i9_an_expired_link_asks_for_nothing() {
    let world = World::new();
    let secret = world.invite("bo@example.test", "viewer");
    world.advance(604_800);
    ask(&world.stranger(), &secret).refused(404, "invitation_not_found");
    ask(&world.account("bo@example.test"), &secret).refused(410, "invitation_expired");
}

#[test]
fn i9_the_invited_address_added_and_verified_lets_in() {
    let world = World::new();
    let (kai, secret) = (world.account("kai@example.test"), world.id("waiting_token"));
    let accept = || kai.post("/v1/invitations/accept", &json!({ "token": secret }));
    accept().refused(403, "invitation_wrong_account");
    // The world has an account with that address: another one is used here.
    let secret = world.invite("kai.second@example.test", "viewer");
    let accept = || kai.post("/v1/invitations/accept", &json!({ "token": secret }));
    accept().refused(403, "invitation_wrong_account");
    kai.post("/v1/me/emails", &json!({ "email": " KAI.second@example.test " })).is(201);
    let looked = kai.post("/v1/invitations/lookup", &json!({ "token": secret })).is(200);
    assert!(
        looked.get("email").is_none() && looked.get("workspace").is_none(),
        "an address that is not proven yet"
    );
    accept().refused(403, "email_unverified");
    world.verify("kai.second@example.test");
    accept().is(200);
}

#[test]
fn i11_domains_are_compared_in_one_form() {
    let world = World::new();
    let token = world.invite("bo@xn--bcher-kva.example", "viewer");
    let bo = world.account("bo@Bücher.example");
    bo.post("/v1/invitations/accept", &json!({ "token": token })).is(200);
    for address in ["BO@bücher.example", "bo@XN--BCHER-KVA.example", "bo\u{200b}@bu\u{308}cher.example\u{a0}"]
    {
        let body = json!({ "invites": [{ "email": address }] });
        let answer = world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
        assert_eq!(answer["results"][0]["code"], "already_member", "{address:?}");
    }
}

#[test]
fn i6_whoever_is_asked_first_sees_it_in_the_app_too() {
    let world = World::new();
    world.owner().patch("/v1/organizations/{org}", &json!({ "existing_accounts": "ask" })).is(200);
    let bo = world.account("bo@example.test");
    let body = json!({ "invites": [{ "email": "bo@example.test" }], "role": "viewer" });
    world.admin().post("/v1/organizations/{org}/invitations", &body).is(200);
    let notices = bo.get("/v1/me/notifications").is(200);
    assert_eq!(notices["data"][0]["text"], "Admin invited you to Larkfield as Viewer.");
}
