//! Headers that every answer carries, and the app's content policy.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Headers of every answer.
pub const EVERYWHERE: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The policy of everything but the app's page: nothing may load.
pub const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds what an answer does not carry yet.
pub fn secure(headers: &mut HeaderMap, tls: bool) {
    let mut add = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    for (name, value) in EVERYWHERE {
        add(name, value);
    }
    add("content-security-policy", API_POLICY);
    if tls {
        add("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

/// The app's policy: our own files, WebAssembly, and just those inline scripts that its page holds.
pub fn app_policy(index_html: &str) -> String {
    let hashes: Vec<String> = inline_scripts(index_html)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'",
        hashes.concat()
    )
}

/// The text of every script element without a `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (tag, body) = rest.split_once('>')?;
        let (script, _) = body.split_once("</script>")?;
        (!tag.contains("src=") && !script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_inline_scripts_of_the_page_may_run() {
        let policy = app_policy("<script type=\"module\">alert(1)</script><script src=\"/a.js\"></script>");
        assert_eq!(policy.matches("'sha256-").count(), 1);
        assert!(policy.contains(&STANDARD.encode(Sha256::digest(b"alert(1)"))));
        assert!(!policy.contains("unsafe-inline"));
    }
}
