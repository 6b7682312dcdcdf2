//! HTTP as a client speaks it, and what it is answered.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Body, Client, RequestBuilder};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use serde_json::Value;

static HTTP: LazyLock<Client> = LazyLock::new(|| {
    let client = Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(60)).no_proxy();
    client.build().expect("a client")
});

/// A request that is being put together.
pub(crate) struct Ask {
    request: RequestBuilder,
    said: String,
}

impl Ask {
    pub(crate) fn new(method: &str, url: &str) -> Self {
        let parsed = Method::from_bytes(method.as_bytes()).expect("a method");
        Self { request: HTTP.request(parsed, url), said: format!("{method} {url}") }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, refresh: &str) -> Self {
        self.header("cookie", &format!("usher_refresh={refresh}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        let request = self.request.header("content-type", "application/json").body(body.to_string());
        Self { request, said: format!("{} {}", self.said, cut(&body.to_string())) }
    }

    pub(crate) fn body(self, body: impl Into<Body>) -> Self {
        Self { request: self.request.body(body), ..self }
    }

    /// Sends it and reads the whole answer.
    pub(crate) fn send(self) -> Answer {
        let response = self.request.send().unwrap_or_else(|error| panic!("{}: {error:?}", self.said));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().unwrap_or_else(|error| panic!("{}: {error:?}", self.said));
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { said: self.said, status, headers, text, body }
    }

    /// Sends it and leaves the answer open.
    pub(crate) fn open(self) -> reqwest::blocking::Response {
        self.request.send().unwrap_or_else(|error| panic!("{}: {error:?}", self.said))
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    said: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Answer {
    /// The body, if the status is this one.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}\n{}", self.said, self.text);
        self.body
    }

    /// The body of a problem with this status and code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.code()), (status, code), "{}\n{}", self.said, self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.said);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["instance"], self.header("x-request-id"), "{}", self.said);
        self.body
    }

    /// The same of an answer that came from no operation.
    #[track_caller]
    pub(crate) fn refused_here(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.code()), (status, code), "{}\n{}", self.said, self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.said);
        self.body
    }

    /// 422 with this field in its list.
    #[track_caller]
    pub(crate) fn invalid(self, pointer: &str, code: &str) -> Value {
        let said = self.said.clone();
        let body = self.refused(422, "validation_failed");
        let named = body["errors"].as_array().is_some_and(|errors| {
            errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code)
        });
        assert!(named, "{said}: no {code} at {pointer} in {body}");
        body
    }

    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header's text; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The refresh token that the answer puts into the browser.
    #[track_caller]
    pub(crate) fn refresh(&self) -> String {
        let cookie = self.header("set-cookie");
        let value = cookie.strip_prefix("usher_refresh=").and_then(|rest| rest.split(';').next());
        value.unwrap_or_else(|| panic!("{}: no cookie: {cookie:?}", self.said)).to_owned()
    }

    /// Everything but what differs between two requests by nature.
    pub(crate) fn likeness(&self) -> (u16, String, Vec<String>) {
        let instance = self.body["instance"].as_str().unwrap_or("\u{0}");
        let own = ["date", "x-request-id"];
        let headers = self.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
        let mut headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.sort();
        (self.status, self.text.replace(instance, ""), headers)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(300).collect()
}
