//! The edge: actix's requests in, answers out. Nothing behind this file knows actix.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie as HttpCookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use shared::ids::RequestId;
use shared::problem::Code;

use super::operation::{Cookie, Spec};
use super::request::Flaw;
use super::route::{Reply, Route};
use super::{Refusal, Request, problem};
use crate::app::App;
use crate::runtime;

/// The most bytes of a body: a thousand addresses and a message fit well.
pub const BODY_LIMIT: usize = 256 * 1024;

/// Registers every route: the only place that does.
pub fn configure(routes: &[Route], config: &mut ServiceConfig) {
    let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
    for route in routes.iter().filter(|route| !route.streamed && route.check.is_none()) {
        by_path.entry(route.spec.path).or_default().push(route.clone());
    }
    for (path, routes) in by_path {
        let mut resource = web::resource(path).default_service(web::to(method_not_allowed));
        for route in routes {
            let method = actix_web::http::Method::from_bytes(route.spec.method.as_bytes())
                .expect("a declaration names an HTTP method");
            let route = Arc::new(route);
            resource = resource.route(web::method(method).to(
                move |http: HttpRequest, body: Result<Bytes, actix_web::Error>, app: Data<App>| {
                    serve(Arc::clone(&route), http, body, app)
                },
            ));
        }
        config.service(resource);
    }
}

pub(crate) async fn method_not_allowed() -> HttpResponse {
    let refusal = Refusal::new(Code::MethodNotAllowed, "This address does not take this method.");
    problem::respond(&refusal, runtime::new_id())
}

async fn serve(
    route: Arc<Route>,
    http: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    app: Data<App>,
) -> HttpResponse {
    let id = runtime::new_id::<RequestId>();
    let started = std::time::Instant::now();
    let app = app.into_inner();
    let request = read(&route.spec, &http, body, &app, id);
    let (shared, run) = (Arc::clone(&app), route.run);
    let result =
        web::block(move || run(&shared, &request)).await.unwrap_or_else(|_| Err(Refusal::unavailable()));
    let mut response = match result {
        Ok(reply) => respond(reply, &app),
        Err(refusal) => problem::respond(&refusal, id),
    };
    identify(&mut response, id);
    tracing::info!(
        request = %id,
        operation = route.spec.name,
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// Says which request this answers, to find it in the log.
pub(crate) fn identify(response: &mut HttpResponse, id: RequestId) {
    if let Ok(value) = header::HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(header::HeaderName::from_static("x-request-id"), value);
    }
}

/// Everything that an operation reads of a request.
pub(crate) fn read(
    spec: &Spec,
    http: &HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    app: &App,
    id: RequestId,
) -> Request {
    let headers = http.headers();
    let mut segments = BTreeMap::new();
    for name in parameters(spec.path) {
        // A control character stands in no id and no slug: such a segment is one that names nothing.
        let segment = http.match_info().query(name);
        let names = !segment.chars().any(char::is_control);
        segments.insert(name, if names { segment.to_owned() } else { String::new() });
    }
    // What is the matter with it is said after 401 and 404: a stranger learns nothing from it.
    let mut flaw = body.is_err().then_some(Flaw::TooLarge);
    let (query, preview) = take_preview(http.query_string());
    if preview.is_none() {
        flaw = Some(Flaw::Preview);
    }
    let bearer = text(headers, "authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    let at_least = text(headers, "usher-at-least").map(|text| text.parse());
    if at_least.as_ref().is_some_and(Result::is_err) {
        flaw = Some(Flaw::AtLeast);
    }
    let idempotency_key = text(headers, "idempotency-key").filter(|key| !key.is_empty());
    if idempotency_key.as_ref().is_some_and(|key| key.len() > 255) {
        flaw = Some(Flaw::IdempotencyKey);
    }
    Request {
        flaw,
        id,
        operation: spec.name,
        secrets: spec.secrets,
        now: app.clock.now(),
        method: spec.method,
        path: http.path().to_owned(),
        segments,
        query,
        body: body.unwrap_or_default(),
        content_type: text(headers, "content-type"),
        bearer,
        refresh_cookie: http.cookie(cookie_name(app)).map(|cookie| cookie.value().to_owned()),
        origin: text(headers, "origin"),
        if_match: if_match(headers),
        at_least: at_least.and_then(Result::ok),
        idempotency_key,
        preview: preview.unwrap_or_default(),
        ip: address(http, app),
        user_agent: text(headers, "user-agent").map(|agent| agent.chars().take(300).collect()),
        from_app: text(headers, "sec-fetch-site").as_deref() == Some("same-origin"),
    }
}

fn parameters(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// `preview` is everybody's parameter, so it is taken out before an operation reads its own.
/// `None` for a value that is neither true nor false, which may have been meant as true, and for more than one.
fn take_preview(query: &str) -> (String, Option<bool>) {
    let is_own = |pair: &&str| pair.split('=').next() == Some("preview");
    let (own, rest): (Vec<&str>, Vec<&str>) =
        query.split('&').filter(|pair| !pair.is_empty()).partition(is_own);
    let preview = match own.as_slice() {
        [] | ["preview=false"] => Some(false),
        ["preview=true"] => Some(true),
        _ => None,
    };
    (rest.join("&"), preview)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn address(http: &HttpRequest, app: &App) -> Option<String> {
    if app.config.trust_proxy {
        // The last entry is the one that our own proxy wrote; those before it are the caller's word.
        let forwarded = text(http.headers(), "x-forwarded-for");
        let last = forwarded.as_deref().and_then(|list| list.rsplit(',').next()).map(str::trim);
        return last.filter(|entry| entry.parse::<std::net::IpAddr>().is_ok()).map(str::to_owned);
    }
    http.peer_addr().map(|peer| peer.ip().to_string())
}

/// Every `If-Match` line as one. A value that cannot be read is kept as one that matches nothing.
fn if_match(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> =
        headers.get_all("if-match").map(|value| value.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn cookie_name(app: &App) -> &'static str {
    if app.config.dev { "usher_refresh" } else { "__Secure-usher_refresh" }
}

fn respond(reply: Reply, app: &App) -> HttpResponse {
    let Reply { status, media, body, version, etag, replayed, cookie, caching } = reply;
    let mut response = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::OK));
    response.insert_header((header::CACHE_CONTROL, caching));
    if let Some(version) = version {
        response.insert_header(("Usher-Version", version.to_string()));
    }
    if let Some(etag) = etag {
        response.insert_header((header::ETAG, etag));
    }
    if replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    let cookie = match cookie {
        Cookie::Keep => None,
        Cookie::Set(secret) => Some(refresh_cookie(app, secret, CookieDuration::days(30))),
        Cookie::Clear => Some(refresh_cookie(app, String::new(), CookieDuration::ZERO)),
    };
    if let Some(cookie) = cookie {
        response.cookie(cookie);
    }
    match body {
        None => response.finish(),
        Some(body) => response.insert_header((header::CONTENT_TYPE, media)).body(body),
    }
}

fn refresh_cookie(app: &App, secret: String, age: CookieDuration) -> HttpCookie<'static> {
    HttpCookie::build(cookie_name(app), secret)
        .path("/v1/auth")
        .http_only(true)
        .secure(!app.config.dev)
        .same_site(SameSite::Strict)
        .max_age(age)
        .finish()
}
