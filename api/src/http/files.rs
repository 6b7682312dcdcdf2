//! The app, out of this binary (a development build reads it from the disk, so that a new build of the app
//! needs no new build of the server: of one that was built while there was an app, as `cargo xtask build` does).

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use actix_web::{HttpRequest, HttpResponse};

use super::{Refusal, headers, problem};
use crate::runtime;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Dist;

/// Serves a file of the app, and the app's page for every address that is a page of it.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    let api = ["v1/", "access/", "pdp/"].iter().any(|prefix| path.starts_with(prefix))
        || path.starts_with(".well-known/")
        || path.starts_with("dev/");
    if api || request.method() != actix_web::http::Method::GET {
        return problem::respond(&Refusal::not_found(), runtime::new_id());
    }
    // A dot means a file: the app's own addresses never hold one in their last part.
    let file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if file && path != "index.html" {
        return asset(&request, path)
            .unwrap_or_else(|| problem::respond(&Refusal::not_found(), runtime::new_id()));
    }
    page().unwrap_or_else(|| {
        HttpResponse::NotFound()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body("The app is not built. Run `cargo xtask build`, then load this page again.\n")
    })
}

fn page() -> Option<HttpResponse> {
    let index = Dist::get("index.html")?;
    let policy = headers::app_policy(std::str::from_utf8(&index.data).ok()?);
    Some(
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, policy))
            .body(index.data.into_owned()),
    )
}

fn asset(request: &HttpRequest, path: &str) -> Option<HttpResponse> {
    let plain = Dist::get(path)?;
    let brotli = accepts_brotli(request).then(|| Dist::get(&format!("{path}.br"))).flatten();
    // Trunk names what it hashes `name-0123456789abcdef…`: such a file never changes.
    let hashed = path.rsplit('/').next().is_some_and(|name| {
        name.split(['-', '.']).any(|part| part.len() >= 16 && part.bytes().all(|b| b.is_ascii_hexdigit()))
            || name
                .split('-')
                .nth(1)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()) && rest.len() > 16)
    });
    let caching = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, media_type(path))).insert_header((CACHE_CONTROL, caching));
    response.insert_header((VARY, "accept-encoding"));
    Some(match brotli {
        Some(file) => response.insert_header((CONTENT_ENCODING, "br")).body(file.data.into_owned()),
        None => response.body(plain.data.into_owned()),
    })
}

fn accepts_brotli(request: &HttpRequest) -> bool {
    let accepted =
        request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "br"))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
