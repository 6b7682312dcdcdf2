//! People and what they have, arranged over the API: what a journey is not about.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::Server;

pub(crate) const PASSWORD: &str = "a long walk at dusk";

/// Somebody, and whether they have an account yet is the server's business.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
}

impl Person {
    pub(crate) fn new(name: &str) -> Self {
        let email = format!("{}@example.test", name.to_lowercase().replace(' ', "."));
        Self { name: name.to_owned(), email }
    }

    /// Somebody with an account and a verified address.
    pub(crate) async fn with_account(name: &str, server: &Server) -> Acting {
        let person = Self::new(name);
        let body = json!({ "email": person.email, "password": PASSWORD, "name": person.name });
        let (status, answer) = server.call(Method::POST, "/v1/auth/sign-up", None, Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let link = server.mailed_link(&person.email, "verify-email").await;
        let body = json!({ "token": secret(&link) });
        let (status, answer) = server.call(Method::POST, "/v1/auth/verify-email", None, Some(&body)).await;
        assert!(status.is_success(), "{answer}");
        person.signed_in(server).await
    }

    /// A new session of this person's.
    pub(crate) async fn signed_in(self, server: &Server) -> Acting {
        let body = json!({ "email": self.email, "password": PASSWORD });
        let (status, answer) = server.call(Method::POST, "/v1/auth/sign-in", None, Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let token = answer["access_token"].as_str().expect("an access token").to_owned();
        Acting { person: self, token }
    }
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub(crate) struct Acting {
    pub(crate) person: Person,
    token: String,
}

impl Acting {
    /// A call that has to succeed.
    pub(crate) async fn does(&self, server: &Server, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.tries(server, method, path, body).await;
        assert!(status.is_success(), "{} {path}: {answer}", self.person.name);
        answer
    }

    /// A call that may be refused. No body where it is null.
    pub(crate) async fn tries(
        &self,
        server: &Server,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        server.call(method, path, Some(&self.token), (!body.is_null()).then_some(&body)).await
    }

    /// Creates an organization and answers its slug.
    pub(crate) async fn founds(&self, server: &Server, name: &str) -> String {
        let answer = self.does(server, Method::POST, "/v1/organizations", json!({ "name": name })).await;
        answer["slug"].as_str().expect("a slug").to_owned()
    }

    /// Invites by mail and answers the results.
    pub(crate) async fn invites(&self, server: &Server, org: &str, emails: &[&str], role: &str) -> Value {
        let invites: Vec<Value> = emails.iter().map(|email| json!({ "email": email })).collect();
        let body = json!({ "invites": invites, "role": role });
        let mut answer =
            self.does(server, Method::POST, &format!("/v1/organizations/{org}/invitations"), body).await;
        answer["results"].take()
    }
}

/// What follows the `#` of a mailed link.
pub(crate) fn secret(link: &str) -> &str {
    link.split_once('#').map(|(_, secret)| secret).expect("a link with a secret")
}

/// Signs in on the page.
pub(crate) async fn signs_in(browser: &Browser, person: &Person) {
    signs_in_with(browser, person, PASSWORD).await;
}

pub(crate) async fn signs_in_with(browser: &Browser, person: &Person, password: &str) {
    browser.open("/sign-in").await;
    browser.fill("Email", &person.email).await;
    browser.fill("Password", password).await;
    browser.press_button("Sign in").await;
}
