//! The check API: "may this subject do this on that", for a host product to ask before it acts. The contract is
//! the OpenID AuthZEN Authorization API 1.0, and `docs/check-api.md` says how to use it.
//!
//! A check is answered from memory, on the thread that read it: who asks ([`caller`]), in which organization
//! ([`home`]), and the answer ([`decide`]) need no database. Each step is written once and told how far it may
//! [`Reach`]: where memory does not do, the whole question is asked again on a thread that may wait for the
//! database, and what was found there is remembered.
//!
//! | file | what it is |
//! | --- | --- |
//! | `declare` | the operations, for the URL map and the document |
//! | `serve` | the edge: these answers have a form of their own, errors too |
//! | `asked`, `field` | reading requests: unknown members are ignored, what is missing is said |
//! | `caller`, `home` | who asks, and about which organization |
//! | `decide` | one question |
//! | `batch` | many questions |
//! | `search`, `token` | who, what and which, page by page at one version |
//! | `reason` | why, where that was asked for |
//! | `configuration` | the metadata document |
//! | `store` | what memory did not know |

mod asked;
mod batch;
mod caller;
mod configuration;
mod decide;
pub mod declare;
mod field;
pub mod home;
mod reason;
mod search;
mod serve;
mod store;
mod token;

use std::borrow::Cow;
use std::time::Instant;

use chrono::{DateTime, Utc};
use shared::problem::Code;

use crate::app::App;
use crate::http::Refusal;
pub(crate) use serve::{configure, run};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Evaluation,
    Evaluations,
    SearchSubject,
    SearchResource,
    SearchAction,
    Configuration,
}

/// How far a step may go for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// What this process knows, and within the published bound.
    Memory,
    /// The database too: it may take its time.
    Database,
}

/// One request, as far as every kind has it.
struct Desk<'a> {
    app: &'a App,
    reach: Reach,
    now: DateTime<Utc>,
    /// When it came, to measure waiting by.
    since: Instant,
    /// The credential.
    token: Option<&'a str>,
    /// The organization that the path names, by id or slug.
    named: Option<&'a str>,
    /// The version that the asker has seen.
    at_least: Option<u64>,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    body: Body,
    /// The organization's version that it was given at; none where several were asked about.
    version: Option<u64>,
}

#[derive(Debug, PartialEq, Eq)]
enum Body {
    Allowed,
    Denied,
    Json(Vec<u8>),
}

impl Body {
    fn of<T: serde::Serialize>(value: &T) -> Result<Self, Stop> {
        Ok(Self::Json(serde_json::to_vec(value).map_err(Refusal::internal)?))
    }

    fn into_bytes(self) -> bytes::Bytes {
        match self {
            Self::Allowed => bytes::Bytes::from_static(br#"{"decision":true}"#),
            Self::Denied => bytes::Bytes::from_static(br#"{"decision":false}"#),
            Self::Json(json) => json.into(),
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
enum Stop {
    /// Memory does not do.
    AskDatabase,
    Refused(Refused),
}

/// A request that is not answered: the standard's form is a status and a message.
#[derive(Debug)]
struct Refused {
    status: u16,
    message: Cow<'static, str>,
    retry_after: Option<u64>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Refused {
    fn new(status: u16, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, message: message.into(), retry_after: None, cause: None }
    }
}

impl Stop {
    /// The request itself cannot be read, or lacks something.
    fn bad(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused(Refused::new(400, message))
    }

    fn unauthenticated() -> Self {
        Self::Refused(Refused::new(
            401,
            "Send an API key or an access token that is good: Authorization: Bearer …",
        ))
    }

    fn forbidden(message: &'static str) -> Self {
        Self::Refused(Refused::new(403, message))
    }

    /// Unknown and foreign organizations are answered alike.
    fn no_organization() -> Self {
        Self::Refused(Refused::new(404, "There is no such organization, or it is not yours to ask about."))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, detail, errors: _, email_hint: _, retry_after, cause } = refusal;
        if code == Code::Unauthenticated {
            return Self::unauthenticated();
        }
        Self::Refused(Refused { status: code.status(), message: detail, retry_after, cause })
    }
}

/// Answers, reaching no further than it is told.
fn answer(desk: &Desk<'_>, kind: Kind, body: &[u8]) -> Result<Answer, Stop> {
    match kind {
        Kind::Evaluation => decide::evaluation(desk, body),
        Kind::Evaluations => batch::evaluations(desk, body),
        Kind::SearchSubject => search::subjects(desk, body),
        Kind::SearchResource => search::resources(desk, body),
        Kind::SearchAction => search::actions(desk, body),
        Kind::Configuration => configuration::document(desk),
    }
}
