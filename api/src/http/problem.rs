//! A refusal as an answer: problem details (RFC 9457).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use shared::ids::RequestId;
use shared::problem::Problem;

use super::Refusal;

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The body.
pub fn body(refusal: &Refusal, request: RequestId) -> Problem {
    let code = refusal.code;
    Problem {
        kind: format!("/docs#{}", code.key()),
        title: code.title().to_owned(),
        status: code.status(),
        detail: refusal.detail.clone().into_owned(),
        instance: request.to_string(),
        code,
        errors: refusal.errors.clone(),
        email_hint: refusal.email_hint.clone(),
    }
}

/// The answer. What broke on our side is logged here, once, with its cause.
pub fn respond(refusal: &Refusal, request: RequestId) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(cause) = &refusal.cause {
        tracing::error!(%request, code = refusal.code.key(), cause = %cause, "a request failed");
    }
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, MEDIA_TYPE));
    if let Some(seconds) = refusal.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(serde_json::to_vec(&body(refusal, request)).unwrap_or_default())
}
