//! One request, as operations see it: everything that the edge read, nothing of actix.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use shared::ids::RequestId;
use shared::problem::{Code, FieldProblem};
use shared::text::TextDenied;

use super::Refusal;
use crate::runtime;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    /// The operation's name, `members.change_role`.
    pub operation: &'static str,
    /// Keys that a replay leaves out of the answer.
    pub secrets: &'static [&'static str],
    /// What is wrong with it before an operation even reads it.
    pub flaw: Option<Flaw>,
    /// The time that everything in this request is decided at.
    pub now: DateTime<Utc>,
    pub method: &'static str,
    /// The path as it was sent, without the query.
    pub path: String,
    /// Path parameters by name.
    pub segments: BTreeMap<&'static str, String>,
    pub query: String,
    pub body: bytes::Bytes,
    pub content_type: Option<String>,
    pub bearer: Option<String>,
    pub refresh_cookie: Option<String>,
    pub origin: Option<String>,
    pub if_match: Option<String>,
    pub at_least: Option<u64>,
    pub idempotency_key: Option<String>,
    /// Whether the query says `preview=true`; taken out of `query` where the operation knows it.
    pub preview: bool,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// Whether the app's own pages sent it, for the audit log.
    pub from_app: bool,
}

/// Something that no operation can make sense of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    Preview,
    AtLeast,
    IdempotencyKey,
    TooLarge,
}

impl Flaw {
    /// What it is answered with.
    pub fn refusal(self) -> Refusal {
        match self {
            Self::Preview => Refusal::field("?preview", "malformed", "preview is true or false, once."),
            Self::AtLeast => Refusal::field("Usher-At-Least", "malformed", "A version is a whole number."),
            Self::IdempotencyKey => Refusal::field(
                "Idempotency-Key",
                "too_long",
                "An Idempotency-Key has at most 255 characters.",
            ),
            Self::TooLarge => Refusal::new(
                Code::BodyTooLarge,
                format!("A body has at most {} KiB here. Split it.", super::edge::BODY_LIMIT / 1024),
            ),
        }
    }
}

/// A row's revision as an entity tag (RFC 9110 §8.8.3).
pub fn etag(revision: i64) -> String {
    format!("\"{revision}\"")
}

/// A query of no parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

/// A body that an operation does not take: nothing, or `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoBody {}

impl Request {
    /// What nobody asked for over HTTP, as logs know requests: a command of the operator, or the service's own doing.
    /// `said` is what was typed, or who does it.
    pub(crate) fn unasked(operation: &'static str, said: &str, now: DateTime<Utc>) -> Self {
        Self {
            id: runtime::new_id(),
            operation,
            secrets: &[],
            now,
            method: "",
            path: String::new(),
            segments: BTreeMap::new(),
            query: String::new(),
            body: bytes::Bytes::new(),
            content_type: None,
            bearer: None,
            refresh_cookie: None,
            origin: None,
            if_match: None,
            at_least: None,
            idempotency_key: None,
            preview: false,
            flaw: None,
            ip: None,
            user_agent: Some(said.to_owned()),
            from_app: false,
        }
    }

    /// A path parameter; the router has matched it.
    pub fn segment(&self, name: &str) -> &str {
        self.segments.get(name).map_or("", String::as_str)
    }

    /// The id that a path parameter holds. A malformed one is answered like one that does not exist.
    pub fn id_of<T: std::str::FromStr>(&self, name: &str) -> Result<T, Refusal> {
        self.segment(name).parse().map_err(|_| Refusal::not_found())
    }

    /// How the audit log says where a request came from.
    pub fn origin_word(&self) -> &'static str {
        if self.from_app { "app" } else { "api" }
    }

    /// Refuses with 412 when `If-Match` names another revision than this one.
    pub fn expect_revision(&self, revision: i64) -> Result<(), Refusal> {
        let Some(expected) = &self.if_match else { return Ok(()) };
        let matches = expected.split(',').map(str::trim).any(|tag| tag == "*" || tag == etag(revision));
        if matches {
            return Ok(());
        }
        Err(Refusal::new(
            Code::PreconditionFailed,
            "Somebody changed this since you read it. Read it again, then decide.",
        ))
    }

    /// The query, strictly: a parameter that nobody knows is refused, for it may be a typo of one that matters.
    pub fn parse_query<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        // PostgreSQL keeps no NUL in text, so none is looked for either.
        if self.query.contains("%00") {
            return Err(Refusal::field("?", "malformed", "A parameter holds a character that no text has."));
        }
        serde_urlencoded::from_str(&self.query).map_err(|error| {
            let message = error.to_string();
            let name = between_backticks(&message).unwrap_or("query").to_owned();
            let unknown = message.contains("unknown field");
            let (code, detail) = if unknown {
                ("unknown_parameter", format!("There is no parameter “{name}” here."))
            } else {
                ("malformed", format!("This query could not be read: {message}."))
            };
            Refusal::field(format!("?{name}"), code, detail)
        })
    }

    /// The body, strictly. An empty body reads as `{}`.
    pub fn parse_body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        if holds_nul(&self.body) {
            // After what the body is: one in another form is no JSON that could spell anything.
            self.parse_items::<serde::de::IgnoredAny>()?;
            return Err(Refusal::field("", "malformed", "The body holds a character that no text has: NUL."));
        }
        self.parse_items()
    }

    /// The body of an operation that is [`itemized`](super::Spec::itemized): NUL in it is for the items to refuse.
    pub fn parse_items<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        if self.body.is_empty() {
            return parse_json(b"{}");
        }
        let json = self.content_type.as_deref().is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json")
        });
        if !json {
            return Err(Refusal::new(Code::UnsupportedMediaType, "Send the body as application/json."));
        }
        parse_json(&self.body)
    }
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // serde would take an array for a struct too, field by field in order: no name would be checked.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(|_| unreadable())?;
        return Err(Refusal::field("", "malformed", "Send one JSON object."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| refuse(&error))?;
    json.end().map_err(|_| unreadable())?;
    Ok(value)
}

/// Whether the JSON spells NUL in a text. PostgreSQL keeps none.
pub(super) fn holds_nul(json: &[u8]) -> bool {
    json.windows(6).any(|window| window == br"\u0000")
}

fn unreadable() -> Refusal {
    Refusal::new(Code::MalformedBody, "The body is not one JSON document.")
}

fn refuse(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    use serde_json::error::Category;
    match error.inner().classify() {
        Category::Data => {}
        Category::Io | Category::Syntax | Category::Eof => return unreadable(),
    }
    let message = error.inner().to_string();
    // serde_json appends " at line 1 column 2".
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    let mut pointer = pointer_to(error.path());
    let (code, detail) = if let Some((code, detail)) = TextDenied::split(message) {
        (code.to_owned(), detail.to_owned())
    } else if message.starts_with("missing field") {
        let name = between_backticks(message).unwrap_or_default();
        pointer = format!("{pointer}/{name}");
        ("required".to_owned(), format!("“{name}” is needed."))
    } else if message.starts_with("unknown field") {
        let name = between_backticks(message).unwrap_or_default();
        // The path already ends in the unknown key.
        if !pointer.ends_with(&format!("/{name}")) {
            pointer = format!("{pointer}/{name}");
        }
        ("unknown_field".to_owned(), format!("There is no field “{name}” here."))
    } else {
        ("malformed".to_owned(), format!("This could not be read: {message}."))
    };
    Refusal {
        errors: vec![FieldProblem { pointer, code, detail: detail.clone() }],
        ..Refusal::new(Code::ValidationFailed, detail)
    }
}

/// RFC 6901.
fn pointer_to(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn between_backticks(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::auth::wire::SignUp;

    fn first(body: &str) -> (Code, String, String) {
        let refusal = parse_json::<SignUp>(body.as_bytes()).expect_err("refused");
        let field = refusal.errors.first().cloned();
        (
            refusal.code,
            field.as_ref().map(|f| f.pointer.clone()).unwrap_or_default(),
            field.map(|f| f.code).unwrap_or_default(),
        )
    }

    #[test]
    fn a_refused_field_is_named_by_pointer_and_code() {
        let cases = [
            (r#"{"password":"long enough","name":"Bo"}"#, "/email", "required"),
            (r#"{"email":"bo@example.com","password":"short","name":"Bo"}"#, "/password", "too_short"),
            (r#"{"email":"bo","password":"long enough","name":"Bo"}"#, "/email", "malformed_email"),
            (
                r#"{"email":"bo@example.com","password":"long enough","name":"Bo","admin":true}"#,
                "/admin",
                "unknown_field",
            ),
            (r#"{"email":7,"password":"long enough","name":"Bo"}"#, "/email", "malformed"),
        ];
        for (body, pointer, code) in cases {
            assert_eq!(first(body), (Code::ValidationFailed, pointer.to_owned(), code.to_owned()), "{body}");
        }
    }

    #[test]
    fn what_is_no_json_is_a_malformed_body() {
        for body in ["{", "nope", "{}{}", "[", "\u{0}"] {
            let code = parse_json::<NoBody>(body.as_bytes()).expect_err("refused").code;
            assert_eq!(code, Code::MalformedBody, "{body}");
        }
    }
}
