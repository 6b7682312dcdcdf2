//! The only place that talks HTTP.
//!
//! | file | holds |
//! | --- | --- |
//! | `token` | the access token, in memory alone, and its refresh: one under way at a time |
//! | `auth` | signing up, in and out, and the links of mails |
//!
//! Pages call [`get`], [`post`], [`patch`], [`put`], [`delete`] and [`delete_with`] with the wire bodies of `shared`, or
//! [`send`] for anything else. A 401 is answered by one refresh and one more try.

pub(crate) mod auth;
pub(crate) mod token;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::Pin;

use gloo_net::http::{Method, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::Problem;
use wasm_bindgen::JsCast;

pub(crate) use crate::failure::Failure;
use crate::json;

/// A request, before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    body: Option<String>,
    idempotency_key: Option<String>,
    /// The revision that it is a change of.
    revision: Option<String>,
    with_token: bool,
}

impl Call {
    /// A request to this path, such as `/v1/me`, with its query.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self::to(method, path.into())
    }

    fn to(method: Method, path: String) -> Self {
        // What is created is created once, however often it is sent. Signing in ignores the key, and the links
        // of invitations do the same thing twice without one.
        let keyless = path.starts_with("/v1/auth/") || path.starts_with("/v1/invitations/");
        let keyed = method == Method::POST && !keyless;
        let idempotency_key = if keyed { random_key() } else { None };
        Self { method, path, body: None, idempotency_key, revision: None, with_token: true }
    }

    /// With this JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).ok();
        self
    }

    /// Only where the thing is still at this revision, if one is known: else 412.
    pub(crate) fn if_match(mut self, revision: Option<String>) -> Self {
        self.revision = revision;
        self
    }

    /// Without a credential: signing in, and links of mails.
    pub(crate) fn anonymous(mut self) -> Self {
        self.with_token = false;
        self
    }

    /// Why it is not sent: the app is shown as somebody else sees it, and this would change something as the
    /// reader. Pages do not offer it; this is what holds where one forgot.
    fn forbidden(&self) -> Option<String> {
        let reads = self.method == Method::GET || self.path.starts_with("/v1/auth/");
        if reads { None } else { READ_ONLY.with_borrow(Clone::clone) }
    }

    /// A change without a body.
    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// A change of some fields.
    pub(crate) fn patch(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::new(Method::PATCH, path).json(body)
    }

    /// What is to be there in place of what was.
    pub(crate) fn put(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self::new(Method::PUT, path).json(body)
    }

    /// A removal.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    fn build(&self, token: Option<&str>) -> Result<gloo_net::http::Request, Failure> {
        let mut builder =
            RequestBuilder::new(&self.path).method(self.method.clone()).header("Accept", "application/json");
        if let Some(token) = token {
            builder = builder.header("Authorization", &format!("Bearer {token}"));
        }
        if let Some(key) = &self.idempotency_key {
            builder = builder.header("Idempotency-Key", key);
        }
        if let Some(revision) = &self.revision {
            builder = builder.header("If-Match", revision);
        }
        match &self.body {
            Some(body) => builder.header("Content-Type", "application/json").body(body.clone()),
            None => builder.build(),
        }
        .map_err(|_| Failure::Unreachable)
    }

    /// Sends it, and once more where the credential had died or an answer was lost on the way.
    async fn exchange(&self) -> Result<Response, Failure> {
        let token = if self.with_token { token::fresh().await } else { None };
        let mut response = self.build(token.as_deref())?.send().await;
        if response.is_err() && (self.idempotency_key.is_some() || self.method == Method::GET) {
            gloo_timers::future::TimeoutFuture::new(600).await;
            response = self.build(token.as_deref())?.send().await;
        }
        let response = response.map_err(|_| Failure::Unreachable)?;
        if response.status() != 401 || token.is_none() {
            return Ok(response);
        }
        match token::renew(token).await {
            Some(token) => self.build(Some(&token))?.send().await.map_err(|_| Failure::Unreachable),
            None => Ok(response),
        }
    }
}

/// An answer on its way. In a box, so that those who await it are compiled smaller.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// Sends a request and reads the answer.
pub(crate) fn send<T: DeserializeOwned + 'static>(call: Call) -> Answer<T> {
    Box::pin(async { Ok(answered(call).await?.body) })
}

/// Sends a change, and reads the answer with the version that it made: what an undo names.
pub(crate) async fn act<T: DeserializeOwned>(call: Call) -> Result<(T, Option<u64>), Failure> {
    let Answered { body, version, revision: _ } = answered(call).await?;
    Ok((body, version))
}

/// An answer, with what its headers say of it.
struct Answered<T> {
    body: T,
    /// Of what was answered.
    revision: Option<String>,
    /// The organization's.
    version: Option<u64>,
}

async fn answered<T: DeserializeOwned>(call: Call) -> Result<Answered<T>, Failure> {
    let Answered { body: Text { text, status }, revision, version } = Box::pin(told(call)).await?;
    // Nothing, and an object without fields, are both an answer that says no more than its status.
    json::read(&text)
        .or_else(|_| json::read("null"))
        .map(|body| Answered { body, revision, version })
        .map_err(|_| Failure::Garbled { status })
}

/// A body before it is read.
struct Text {
    text: String,
    status: u16,
}

/// All of it that is the same for every body, so that it is compiled once.
async fn told(call: Call) -> Result<Answered<Text>, Failure> {
    if let Some(reason) = call.forbidden() {
        return Err(Failure::ReadOnly { reason });
    }
    let response = call.exchange().await?;
    let header = |name: &str| response.headers().get(name);
    let status = response.status();
    let version = header("Usher-Version").and_then(|text| text.parse().ok());
    let revision = header("ETag");
    let retry_after = header("Retry-After").and_then(|text| text.parse().ok());
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    if !(200..300).contains(&status) {
        return Err(refused(&text, status, retry_after));
    }
    if let (Some(version), true) = (version, call.method != Method::GET) {
        OWN_VERSIONS.with_borrow_mut(|own| {
            own.insert(version);
        });
    }
    Ok(Answered { body: Text { text, status }, revision, version })
}

fn refused(text: &str, status: u16, retry_after: Option<u32>) -> Failure {
    match json::read::<Problem>(text) {
        Ok(problem) => Failure::Problem { problem: Box::new(problem), retry_after },
        Err(_) => Failure::Garbled { status },
    }
}

/// Fetches a file and hands it to the person: a link could not carry the credential.
pub(crate) async fn download(path: impl Into<String>, name: &str, kind: &str) -> Result<(), Failure> {
    let response = Call::new(Method::GET, path).exchange().await?;
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    if !(200..300).contains(&status) {
        return Err(refused(&text, status, None));
    }
    hand_over(&text, name, kind).ok_or(Failure::Garbled { status })
}

fn hand_over(text: &str, name: &str, kind: &str) -> Option<()> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&text.into());
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement =
        web_sys::window()?.document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url).ok()
}

/// Reads: `get::<Page<Member>>(path).await`.
pub(crate) fn get<T: DeserializeOwned + 'static>(path: impl Into<String>) -> Answer<T> {
    send(Call::new(Method::GET, path))
}

/// Reads, with the revision that a change of it can name.
pub(crate) async fn get_revision<T: DeserializeOwned>(
    path: impl Into<String>,
) -> Result<(T, Option<String>), Failure> {
    let Answered { body, revision, version: _ } = answered(Call::new(Method::GET, path)).await?;
    Ok((body, revision))
}

/// Creates or does something. It carries an `Idempotency-Key`, so a lost answer does no harm.
pub(crate) fn post<T: DeserializeOwned + 'static>(
    path: impl Into<String>,
    body: &impl Serialize,
) -> Answer<T> {
    send(Call::new(Method::POST, path).json(body))
}

/// Does something that takes no body.
pub(crate) fn post_empty<T: DeserializeOwned + 'static>(path: impl Into<String>) -> Answer<T> {
    send(Call::new(Method::POST, path))
}

/// Changes some fields.
pub(crate) fn patch<T: DeserializeOwned + 'static>(
    path: impl Into<String>,
    body: &impl Serialize,
) -> Answer<T> {
    send(Call::new(Method::PATCH, path).json(body))
}

/// Replaces.
pub(crate) fn put<T: DeserializeOwned + 'static>(
    path: impl Into<String>,
    body: &impl Serialize,
) -> Answer<T> {
    send(Call::new(Method::PUT, path).json(body))
}

/// Puts something there that takes no body.
pub(crate) fn put_empty<T: DeserializeOwned + 'static>(path: impl Into<String>) -> Answer<T> {
    send(Call::new(Method::PUT, path))
}

pub(crate) fn delete_with<T: DeserializeOwned + 'static>(
    path: impl Into<String>,
    body: &impl Serialize,
) -> Answer<T> {
    send(Call::new(Method::DELETE, path).json(body))
}

/// Takes away. `T` is `()` where the answer is empty, `Changed<…>` or `Changes` where access changes.
pub(crate) fn delete<T: DeserializeOwned + 'static>(path: impl Into<String>) -> Answer<T> {
    send(Call::new(Method::DELETE, path))
}

/// From now on nothing is changed, for this reason; or again, for none.
pub(crate) fn read_only(reason: Option<String>) {
    READ_ONLY.set(reason);
}

thread_local! {
    static READ_ONLY: RefCell<Option<String>> = const { RefCell::new(None) };
    static OWN_VERSIONS: RefCell<BTreeSet<u64>> = const { RefCell::new(BTreeSet::new()) };
}

/// Whether this version was made by a change sent from this page.
pub(crate) fn made_here(version: u64) -> bool {
    OWN_VERSIONS.with_borrow(|own| own.contains(&version))
}

/// A key that no other request has.
fn random_key() -> Option<String> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let mut bytes = [0u8; 16];
    // Not `randomUUID`: that one is missing on plain HTTP, where a trial installation may live.
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
