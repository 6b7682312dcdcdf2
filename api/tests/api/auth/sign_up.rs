//! X1: signing up, verifying, signing in; the tokens that come of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{PASSWORD, PUBLIC_URL, World, text};

#[test]
fn x1_whoever_signs_up_is_signed_in_and_not_verified() {
    let world = World::new();
    let body = json!({ "email": "Bo@Example.test", "password": PASSWORD, "name": "Bo Berg" });
    let answer = world.ask("POST", "/v1/auth/sign-up").json(&body).send();
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["usher_refresh=", "HttpOnly", "SameSite=Strict", "Path=/v1/auth"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Secure"), "development has no TLS: {cookie}");
    let signed = answer.is(201);
    assert_eq!((&signed["token_type"], &signed["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert_eq!(
        (&signed["user"]["email"], &signed["user"]["email_verified"]),
        (&json!("Bo@Example.test"), &json!(false))
    );
    let me = world.ask("GET", "/v1/me").bearer(&text(&signed["access_token"])).send().is(200);
    assert_eq!(me, signed["user"]);
    world
        .ask("POST", "/v1/auth/sign-up")
        .json(&json!({ "email": "bo@example.TEST", "password": PASSWORD, "name": "B" }))
        .send()
        .refused(409, "email_taken");
}

#[test]
fn x1_a_cookie_is_for_tls_alone_where_it_is_not_development() {
    let world = World::without_mail();
    let body = json!({ "email": "owner@larkfield.test", "password": PASSWORD });
    let answer = world.ask("POST", "/v1/auth/sign-in").json(&body).send();
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Secure-usher_refresh=") && cookie.contains("Secure"), "{cookie}");
    answer.is(200);
    // Without a mail server nobody can verify an address, so nobody is held back.
    world.unverified().post("/v1/organizations", &json!({ "name": "Mine" })).is(201);
    world.ask("GET", "/dev/mail").send().refused_here(404, "not_found");
}

#[test]
fn x1_an_address_is_verified_once_by_its_link() {
    let world = World::new();
    let bo = world.sign_up("bo@example.test");
    bo.post("/v1/organizations", &json!({ "name": "Mine" })).refused(403, "email_unverified");
    bo.get("/v1/me").is(200);
    let first = world.mailed("bo@example.test", "verify-email");
    bo.post("/v1/auth/verify-email/resend", &json!({})).is(204);
    let second = world.mailed("bo@example.test", "verify-email");
    let verify =
        |token: &str| world.ask("POST", "/v1/auth/verify-email").json(&json!({ "token": token })).send();
    verify(&first).refused(410, "token_spent");
    verify("nonsense").refused(410, "token_spent");
    assert_eq!(verify(&second).is(200)["email_verified"], true);
    verify(&second).refused(410, "token_spent");
    bo.post("/v1/organizations", &json!({ "name": "Mine" })).is(201);
    let mails = world.mails("bo@example.test").len();
    bo.post("/v1/auth/verify-email/resend", &json!({})).is(204);
    assert_eq!(world.mails("bo@example.test").len(), mails, "it is verified already");
}

#[test]
fn x1_a_verification_link_lives_for_a_day() {
    let world = World::new();
    world.sign_up("bo@example.test");
    let token = world.mailed("bo@example.test", "verify-email");
    world.advance(86_400);
    world
        .ask("POST", "/v1/auth/verify-email")
        .json(&json!({ "token": token }))
        .send()
        .refused(410, "token_spent");
}

#[test]
fn x1_a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let world = World::new();
    let sign_in = |email: &str, password: &str| {
        world.ask("POST", "/v1/auth/sign-in").json(&json!({ "email": email, "password": password })).send()
    };
    let (wrong, unknown) =
        (sign_in("owner@larkfield.test", "not this one"), sign_in("nobody@larkfield.test", PASSWORD));
    assert_eq!(wrong.likeness(), unknown.likeness());
    wrong.refused(401, "invalid_credentials");
    sign_in("not an address", PASSWORD).refused(401, "invalid_credentials");
    sign_in(" OWNER@Larkfield.test ", PASSWORD).is(200);
}

#[test]
fn x1_what_is_typed_is_checked_by_field() {
    let world = World::new();
    for (body, pointer, code) in [
        (json!({ "email": "bo", "password": PASSWORD, "name": "Bo" }), "/email", "malformed_email"),
        (json!({ "email": "bo@example.test", "password": "short", "name": "Bo" }), "/password", "too_short"),
        (json!({ "email": "bo@example.test", "password": PASSWORD, "name": " " }), "/name", "required"),
        (json!({ "email": "bo@example.test", "password": PASSWORD, "name": "a\nb" }), "/name", "malformed"),
        (
            json!({ "email": "bo@example.test", "password": PASSWORD, "name": "Bo", "admin": true }),
            "/admin",
            "unknown_field",
        ),
        (json!({ "email": "bo@example.test", "name": "Bo" }), "/password", "required"),
    ] {
        world.ask("POST", "/v1/auth/sign-up").json(&body).send().invalid(pointer, code);
    }
}

#[test]
fn x1_a_page_of_another_origin_is_refused() {
    let world = World::new();
    let body = json!({ "email": "owner@larkfield.test", "password": PASSWORD });
    let from =
        |origin: &str| world.ask("POST", "/v1/auth/sign-in").header("origin", origin).json(&body).send();
    from(PUBLIC_URL).is(200);
    for origin in ["https://evil.test", "null", "http://127.0.0.1:8081"] {
        from(origin).refused(403, "origin_refused");
    }
}

#[test]
fn h2_an_access_token_is_verified_offline_by_the_published_keys() {
    let world = World::new();
    let set = world.ask("GET", "/.well-known/jwks.json").send().is(200);
    let (token, owner) = (world.owner().token(), world.owner());
    let parts: Vec<&str> = token.split('.').collect();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64");
    let header: Value = serde_json::from_slice(&decode(parts[0])).expect("JSON");
    let claims: Value = serde_json::from_slice(&decode(parts[1])).expect("JSON");
    assert_eq!(header["alg"], "EdDSA");
    let key = set["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .expect("its key");
    assert_eq!((&key["kty"], &key["crv"], key.get("d")), (&json!("OKP"), &json!("Ed25519"), None));
    let public: [u8; 32] = decode(key["x"].as_str().unwrap_or_default()).try_into().expect("32 bytes");
    let public = ed25519_dalek::VerifyingKey::from_bytes(&public).expect("a key");
    let signature = ed25519_dalek::Signature::from_slice(&decode(parts[2])).expect("a signature");
    public.verify_strict(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature).expect("signed by it");
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(PUBLIC_URL), &json!(owner.user)));
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(900));
    assert!(claims["sid"].as_str().is_some_and(|sid| sid.starts_with("ses_")));
}

#[test]
fn h2_a_token_that_was_altered_or_ran_out_is_dead() {
    let world = World::new();
    let token = world.owner().token();
    let me = |token: &str| world.ask("GET", "/v1/me").bearer(token).send();
    me(&token).is(200);
    let (head, signature) = token.rsplit_once('.').expect("three parts");
    let (header, _) = head.split_once('.').expect("three parts");
    let forged = URL_SAFE_NO_PAD.encode(format!(
        r#"{{"iss":"{PUBLIC_URL}","aud":"{PUBLIC_URL}","sub":"{}","exp":99999999999}}"#,
        world.owner().user
    ));
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    for bad in [
        format!("{header}.{forged}.{signature}"),
        format!("{none}.{forged}."),
        head.to_owned(),
        String::new(),
    ] {
        me(&bad).refused(401, "unauthenticated");
    }
    let refused = world.ask("GET", "/v1/me").send();
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    refused.refused(401, "unauthenticated");
    world.advance(901);
    me(&token).refused(401, "unauthenticated");
}
