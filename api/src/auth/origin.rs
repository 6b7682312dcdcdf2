//! Which pages may call `/v1/auth/*`: the app's own.

use shared::problem::Code;

use crate::app::App;
use crate::http::{Refusal, Request};

/// Refuses a page of another origin. A request without `Origin` is no page's: no browser leaves it out of a
/// POST (Fetch standard, §3.2), and whoever is not in a browser has no cookie of somebody else's.
pub(super) fn check(app: &App, request: &Request) -> Result<(), Refusal> {
    let Some(origin) = &request.origin else { return Ok(()) };
    if same(origin, &app.config.public_url) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::OriginRefused,
        "Only the app's own pages may do this. Open it at its own address.",
    ))
}

/// Whether an origin is that of this URL. Browsers write origins in lower case and without a default port.
fn same(origin: &str, url: &str) -> bool {
    normal(origin) == normal(url)
}

fn normal(url: &str) -> String {
    let url = url.trim_end_matches('/').to_ascii_lowercase();
    let port = if url.starts_with("https://") { ":443" } else { ":80" };
    url.strip_suffix(port).unwrap_or(&url).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_url_is_the_only_origin() {
        for origin in ["https://usher.example.com", "https://usher.example.com:443"] {
            assert!(same(origin, "https://Usher.example.com"), "{origin}");
        }
        let others = [
            "null",
            "http://usher.example.com",
            "https://usher.example.com:8443",
            "https://usher.example.com.evil.test",
            "https://evil.test",
        ];
        for origin in others {
            assert!(!same(origin, "https://usher.example.com"), "{origin}");
        }
    }
}
