//! HEAD is GET without the body (RFC 9110 §9.3.2), wherever there is a GET.

use actix_web::dev::{ResourceDef, ServiceRequest};
use actix_web::http::Method;

use super::route::Route;

/// The addresses whose GET stays open: there HEAD would never come to an end.
pub fn streams(routes: &[Route]) -> Vec<ResourceDef> {
    routes.iter().filter(|route| route.streamed).map(|route| ResourceDef::new(route.spec.path)).collect()
}

/// Turns HEAD into GET before anything is routed. The connection remembers what was asked, and leaves the body of
/// the answer out.
pub fn as_get(request: &mut ServiceRequest, streams: &[ResourceDef]) {
    if request.method() == Method::HEAD && !streams.iter().any(|stream| stream.is_match(request.path())) {
        request.head_mut().method = Method::GET;
    }
}
