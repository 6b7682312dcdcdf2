//! The edge of the check API. Its answers have a form of their own, so they do not go through `http/edge.rs`: an
//! error is a status and a message, a body that is not JSON is 400, and `X-Request-ID` comes back as it was sent.

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::{Answer, Desk, Kind, Reach, Refused, Stop, answer};
use crate::app::App;
use crate::http::route::{NOT_KEPT, Reply, Route};
use crate::http::{Cookie, Refusal, Request};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AT_LEAST: HeaderName = HeaderName::from_static("usher-at-least");
const VERSION: HeaderName = HeaderName::from_static("usher-version");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// What is compressed is no shorter, and takes longer.
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// Registers the check API: before all others, so that a check passes by no other pattern.
pub(crate) fn configure(routes: &[Route], config: &mut ServiceConfig) {
    for route in routes {
        let Some(kind) = route.check else { continue };
        let method = if kind == Kind::Configuration { web::get() } else { web::post() };
        let resource = web::resource(route.spec.path)
            .default_service(web::to(move |http: HttpRequest| not_allowed(http, kind)))
            .route(method.to(
                move |http: HttpRequest, body: Result<Bytes, actix_web::Error>, app: Data<App>| {
                    serve(kind, http, body, app.into_inner())
                },
            ));
        config.service(resource);
    }
}

async fn not_allowed(http: HttpRequest, kind: Kind) -> HttpResponse {
    let allowed = if kind == Kind::Configuration { "GET" } else { "POST" };
    let refused = Refused::new(405, format!("This address takes {allowed} alone."));
    let mut response = respond(http.headers(), Err(refused));
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

async fn serve(
    kind: Kind,
    http: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    app: Arc<App>,
) -> HttpResponse {
    let headers = http.headers();
    let (head, body) = match Head::read(kind, &http, &app).and_then(|head| Ok((head, whole(body)?))) {
        Ok(read) => read,
        Err(refused) => return respond(headers, Err(refused)),
    };
    // One question is answered here and now; what may take longer does not hold the other requests up.
    let here = match kind {
        Kind::Evaluation | Kind::Configuration => head.answer(&app, &body, Reach::Memory),
        Kind::Evaluations | Kind::SearchSubject | Kind::SearchResource | Kind::SearchAction => {
            Err(Stop::AskDatabase)
        }
    };
    let answered = match here {
        Err(Stop::AskDatabase) => {
            let (token, named) = (head.token.map(str::to_owned), head.named.map(str::to_owned));
            let Head { kind, at_least, since, token: _, named: _ } = head;
            let elsewhere = web::block(move || {
                let (token, named) = (token.as_deref(), named.as_deref());
                Head { kind, token, named, at_least, since }.answer_at_leisure(&app, &body)
            });
            elsewhere.await.unwrap_or_else(|_| Err(Stop::from(Refusal::unavailable())))
        }
        answered => answered,
    };
    respond(headers, answered.map_err(refused))
}

/// The same for whoever has a request in hand and may wait.
pub(crate) fn run(app: &App, kind: Kind, request: &Request) -> Result<Reply, Refusal> {
    let head = Head {
        kind,
        token: request.bearer.as_deref(),
        named: request.segments.get("org").map(String::as_str),
        at_least: request.at_least,
        since: Instant::now(),
    };
    let (status, body, version) = match head.answer_at_leisure(app, &request.body).map_err(refused) {
        Ok(Answer { body, version }) => (200, body.into_bytes().to_vec(), version),
        Err(refused) => (refused.status, message(&refused), None),
    };
    let media = "application/json";
    Ok(Reply {
        status,
        media,
        body: Some(body),
        version,
        etag: None,
        replayed: false,
        cookie: Cookie::Keep,
        caching: NOT_KEPT,
    })
}

/// All of a request but its body, borrowed: a question that memory answers copies nothing of it.
#[derive(Clone, Copy)]
struct Head<'h> {
    kind: Kind,
    token: Option<&'h str>,
    named: Option<&'h str>,
    at_least: Option<u64>,
    since: Instant,
}

impl<'h> Head<'h> {
    fn read(kind: Kind, http: &'h HttpRequest, app: &App) -> Result<Self, Refused> {
        let headers = http.headers();
        let json = text(headers, &CONTENT_TYPE).is_some_and(|kind| {
            kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
        });
        if kind != Kind::Configuration && !json {
            return Err(Refused::new(400, "Send the body as application/json."));
        }
        let at_least = match text(headers, &AT_LEAST).map(str::parse) {
            None => None,
            Some(Ok(version)) => Some(version),
            Some(Err(_)) => return Err(Refused::new(400, "Usher-At-Least is a version: a whole number.")),
        };
        let (token, named) = (token(headers, app), http.match_info().get("org"));
        Ok(Self { kind, token, named, at_least, since: Instant::now() })
    }

    fn answer(self, app: &App, body: &[u8], reach: Reach) -> Result<Answer, Stop> {
        let Self { kind, token, named, at_least, since } = self;
        let desk = Desk { app, reach, now: app.clock.now(), since, token, named, at_least };
        answer(&desk, kind, body)
    }

    /// From memory if that does, else with the database.
    fn answer_at_leisure(self, app: &App, body: &[u8]) -> Result<Answer, Stop> {
        match self.answer(app, body, Reach::Memory) {
            Err(Stop::AskDatabase) => self.answer(app, body, Reach::Database),
            answered => answered,
        }
    }
}

fn whole(body: Result<Bytes, actix_web::Error>) -> Result<Bytes, Refused> {
    body.map_err(|_| Refused::new(413, "The body is too large. Split it."))
}

/// The credential: `Bearer …`. With `--dev` a key may stand alone too, as older runners of the standard's
/// conformance tests send it.
fn token<'h>(headers: &'h HeaderMap, app: &App) -> Option<&'h str> {
    let value = text(headers, &AUTHORIZATION)?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim()),
        None if app.config.dev => Some(value),
        Some(_) | None => None,
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A database that was asked and is to be asked again cannot be: it reaches as far as there is.
fn refused(stop: Stop) -> Refused {
    match stop {
        Stop::Refused(refused) => refused,
        Stop::AskDatabase => Refused::new(500, "It was not your request. Try again in a moment."),
    }
}

/// An error's body: one JSON string.
fn message(refused: &Refused) -> Vec<u8> {
    serde_json::to_vec(&refused.message).unwrap_or_default()
}

fn respond(headers: &HeaderMap, answered: Result<Answer, Refused>) -> HttpResponse {
    let mut response = match answered {
        Ok(Answer { body, version }) => {
            let mut response = HttpResponse::Ok().body(body.into_bytes());
            if let Some(version) = version {
                response.headers_mut().insert(VERSION, HeaderValue::from(version));
            }
            response
        }
        Err(refused) => {
            if let Some(cause) = &refused.cause {
                tracing::error!(cause = %cause, "a check failed");
            }
            let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = HttpResponse::build(status).body(message(&refused));
            if status == StatusCode::UNAUTHORIZED {
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            if let Some(seconds) = refused.retry_after {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
    };
    let out = response.headers_mut();
    out.insert(CONTENT_TYPE, JSON);
    out.insert(CONTENT_ENCODING, IDENTITY);
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(id) = headers.get(REQUEST_ID) {
        out.insert(REQUEST_ID, id.clone());
    }
    response
}
