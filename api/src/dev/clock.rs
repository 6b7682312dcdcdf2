//! A clock that can be moved ahead: expiry, retries and reminders follow it.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::problem::Code;

use super::{json, refuse, store};
use crate::app::App;
use crate::db::Verdict;
use crate::http::Refusal;
use crate::upkeep;

#[derive(Debug, Serialize)]
struct Now {
    now: DateTime<Utc>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: i64,
}

/// A hundred years. Much further ahead, dates leave the form that they are stored in.
const FURTHEST: i64 = 100 * 366 * 24 * 3_600;

/// What time it is.
pub(super) async fn show(app: web::Data<App>) -> HttpResponse {
    let read = web::block(move || {
        // Another process over the same database may have moved it.
        app.clock.set_offset(app.db.read(super::clock_offset)?);
        Ok(Now { now: app.clock.now() })
    });
    json(read.await)
}

/// Moves it ahead, for every process and for good. What falls due by then is done before the answer.
pub(super) async fn advance(app: web::Data<App>, body: web::Bytes) -> HttpResponse {
    let seconds = match parse(&body) {
        Ok(advance) => advance.advance_seconds,
        Err(refusal) => return refuse(&refusal),
    };
    let moved = web::block(move || {
        let offset = app.db.write(|conn| {
            let offset = store::advance(conn, seconds)?;
            if offset > FURTHEST {
                return Err(too_far());
            }
            Ok(Verdict::Commit(offset))
        })?;
        app.clock.set_offset(offset);
        upkeep::do_due(&app);
        app.outbox_wake.notify_one();
        Ok(Now { now: app.clock.now() })
    });
    json(moved.await)
}

fn parse(body: &[u8]) -> Result<Advance, Refusal> {
    let advance: Advance = serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            refused("malformed", "Send {\"advance_seconds\": 3600}: a whole number, and nothing else.")
        } else {
            Refusal::new(Code::MalformedBody, "The body is not one JSON document.")
        }
    })?;
    match advance.advance_seconds {
        ..0 => Err(refused("too_small", "The clock never goes back.")),
        0..=FURTHEST => Ok(advance),
        _ => Err(too_far()),
    }
}

fn too_far() -> Refusal {
    refused("too_large", "The clock goes a hundred years ahead at most.")
}

fn refused(code: &str, detail: &str) -> Refusal {
    Refusal::field("/advance_seconds", code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_ahead_and_never_back() {
        assert_eq!(parse(b"{\"advance_seconds\":0}").expect("allowed").advance_seconds, 0);
        assert_eq!(parse(b"{\"advance_seconds\":604800}").expect("allowed").advance_seconds, 604_800);
        for (body, code) in [
            ("{\"advance_seconds\":-1}", Code::ValidationFailed),
            ("{\"advance_seconds\":9223372036854775807}", Code::ValidationFailed),
            ("{\"advance_seconds\":\"1\"}", Code::ValidationFailed),
            ("{\"advance_seconds\":1.5}", Code::ValidationFailed),
            ("{\"advance_seconds\":1,\"x\":1}", Code::ValidationFailed),
            ("{}", Code::ValidationFailed),
            ("[]", Code::ValidationFailed),
            ("", Code::MalformedBody),
            ("{", Code::MalformedBody),
        ] {
            assert_eq!(parse(body.as_bytes()).expect_err("refused").code, code, "{body}");
        }
    }
}
