//! Somebody who is signed in, and asks.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::client::{Answer, Ask};
use super::world::Place;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Somebody, with a session or without.
#[derive(Clone)]
pub(crate) struct Person {
    pub(super) place: Arc<Place>,
    pub(crate) email: String,
    /// `usr_…`; empty for nobody.
    pub(crate) user: String,
    /// `mem_…` in Larkfield; empty for who is none.
    pub(crate) member: String,
    /// The token, and how often the clock had been moved when it was given.
    pub(super) token: Arc<Mutex<(u32, String)>>,
}

impl Person {
    pub(super) fn new(place: &Arc<Place>, email: &str, user: &str, member: &str, token: &str) -> Self {
        Self {
            place: Arc::clone(place),
            email: email.to_owned(),
            user: user.to_owned(),
            member: member.to_owned(),
            token: Arc::new(Mutex::new((place.moves(), token.to_owned()))),
        }
    }

    /// The access token; a new one where the clock was moved since.
    pub(crate) fn token(&self) -> String {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if token.0 != self.place.moves() && !token.1.is_empty() {
            let body = json!({ "email": self.email, "password": PASSWORD });
            let signed_in = self.place.ask("POST", "/v1/auth/sign-in").json(&body).send().is(200);
            *token = (self.place.moves(), signed_in["access_token"].as_str().expect("a token").to_owned());
        }
        token.1.clone()
    }

    /// A request of theirs. `{org}`, `{ws}`, `{editor}` … in the path stand for the world's ids.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        let ask = self.place.ask(method, path);
        let token = self.token();
        if token.is_empty() { ask } else { ask.bearer(&token) }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send()
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path).json(body).send()
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask("PUT", path).json(body).send()
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.ask("PATCH", path).json(body).send()
    }
}
