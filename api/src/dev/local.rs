//! Nobody but this machine comes in.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::middleware::Next;
use shared::problem::Code;

use super::refuse;
use crate::config;
use crate::http::Refusal;

/// Lets a request through that names this machine. The server listens on loopback alone, but a page
/// anywhere can have its own name resolved to 127.0.0.1 and then read what is here as its own (DNS
/// rebinding); the name gives it away. A page that posts without that trick is known by its origin.
pub(super) async fn only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    // HTTP/2 has no Host header: the name stands in the request's target.
    let target = request.uri().authority().map(|authority| authority.as_str().to_owned());
    if is_local(request.headers(), target.as_deref()) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let refusal = Refusal::new(
        Code::OriginRefused,
        "/dev is for this machine alone. Open it at http://127.0.0.1 or localhost.",
    );
    Ok(request.into_response(refuse(&refusal)).map_into_right_body())
}

fn is_local(headers: &HeaderMap, target: Option<&str>) -> bool {
    let host = one(headers, &HOST).or(target);
    let from_here = match headers.get(ORIGIN) {
        None => true,
        Some(origin) => origin.to_str().is_ok_and(config::is_loopback_url),
    };
    from_here && host.is_some_and(config::is_loopback_host)
}

/// A header that is there once.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name);
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn only_a_name_of_this_machine_is_let_through() {
        for host in ["localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8080"] {
            assert!(is_local(&headers(host, None), None), "{host}");
        }
        for host in
            ["", "example.com", "127.0.0.1.example.com", "localhost.example.com:80", "10.0.0.1", "[::2]"]
        {
            assert!(!is_local(&headers(host, None), None), "{host}");
        }
        assert!(!is_local(&HeaderMap::new(), None));
        assert!(is_local(&HeaderMap::new(), Some("127.0.0.1:8080")));
    }

    #[test]
    fn two_names_are_none() {
        let mut two = headers("localhost", None);
        two.append(HOST, HeaderValue::from_static("example.com"));
        assert!(!is_local(&two, None));
    }

    #[test]
    fn a_page_elsewhere_cannot_move_the_clock() {
        assert!(is_local(&headers("localhost:8080", Some("http://localhost:8080")), None));
        for origin in ["https://example.com", "null", "http://127.0.0.1.example.com"] {
            assert!(!is_local(&headers("localhost:8080", Some(origin)), None), "{origin}");
        }
    }
}
