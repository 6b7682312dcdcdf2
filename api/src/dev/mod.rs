//! What `--dev` adds: the mails that would have left, and a clock that can be moved.
//!
//! | file | what it is |
//! | --- | --- |
//! | `local` | nobody but this machine comes in |
//! | `mail` | `/dev/mail` and `/dev/mailbox` |
//! | `letters` | `/dev/letters`: every kind of mail |
//! | `clock` | `/dev/clock` |
//!
//! These are no operations of the product: they have no permission, are not in the OpenAPI document, and
//! are not there at all without `--dev`.

mod clock;
mod letters;
mod local;
mod mail;
mod store;

use actix_web::error::BlockingError;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::ids::RequestId;
use shared::problem::Code;

use crate::http::{Refusal, problem};
use crate::runtime;

pub use store::clock_offset;

/// Registers `/dev/*`. For `--dev` alone.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path).default_service(web::to(method_not_allowed));
    cfg.service(
        web::scope("/dev")
            .wrap(from_fn(local::only))
            .service(page("/mail").get(mail::list))
            .service(page("/mailbox").get(mail::mailbox))
            .service(page("/letters").get(letters::list))
            .service(page("/letters/{kind}").get(letters::show))
            .service(page("/clock").get(clock::show).post(clock::advance))
            .default_service(web::to(not_found)),
    );
}

async fn not_found() -> HttpResponse {
    refuse(&Refusal::not_found())
}

async fn method_not_allowed() -> HttpResponse {
    refuse(&Refusal::new(Code::MethodNotAllowed, "This path takes another method."))
}

fn refuse(refusal: &Refusal) -> HttpResponse {
    problem::respond(refusal, runtime::new_id::<RequestId>())
}

type Blocked<T> = Result<Result<T, Refusal>, BlockingError>;

fn done<T>(blocked: Blocked<T>) -> Result<T, Refusal> {
    blocked.map_err(Refusal::internal).flatten()
}

fn json<T: Serialize>(blocked: Blocked<T>) -> HttpResponse {
    let body = done(blocked).and_then(|value| serde_json::to_vec(&value).map_err(Refusal::internal));
    match body {
        Ok(body) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/json"))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(body),
        Err(refusal) => refuse(&refusal),
    }
}

fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Refusal> {
    serde_urlencoded::from_str(request.query_string()).map_err(|error| {
        Refusal::field("?query", "malformed", format!("This query could not be read: {error}."))
    })
}

#[cfg(test)]
mod tests;
