//! The person behind a request.

use diesel::prelude::*;
use shared::ids::{SessionId, UserId};
use shared::problem::Code;

use super::tokens;
use crate::app::App;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{sessions, user_emails, users};
use crate::http::{Refusal, Request};

type Row = (Key<UserId>, Key<SessionId>, String, Option<At>, At);

/// Who is calling, in a session that is alive.
#[derive(Debug, Clone)]
pub struct Principal {
    pub user: UserId,
    pub session: SessionId,
    pub name: String,
    pub verified: bool,
}

impl Principal {
    /// 403 while the address has to be verified and is not.
    pub fn require_verified(&self, app: &App) -> Result<(), Refusal> {
        if self.verified || !app.config.require_verified_email() {
            return Ok(());
        }
        Err(Refusal::new(
            Code::EmailUnverified,
            "Open the link in the mail that we sent to your address, then try again.",
        ))
    }
}

fn unauthenticated() -> Refusal {
    Refusal::new(Code::Unauthenticated, "Sign in, then try again.")
}

/// Whoever the request's bearer token stands for; 401 for none, a bad one, or an ended session.
pub fn authenticate(conn: &mut AnyConn, app: &App, request: &Request) -> Result<Principal, Refusal> {
    optional(conn, app, request)?.ok_or_else(unauthenticated)
}

/// The same where signing in is not asked for: no credential is nobody, a dead one is still 401.
pub fn optional(conn: &mut AnyConn, app: &App, request: &Request) -> Result<Option<Principal>, Refusal> {
    let Some(token) = &request.bearer else { return Ok(None) };
    let issuer = &app.config.public_url;
    let bearer = tokens::verify(&app.keys, issuer, token, request.now).ok_or_else(unauthenticated)?;
    let row: Option<Row> = sessions::table
        .inner_join(users::table)
        .inner_join(user_emails::table.on(user_emails::user_id.eq(users::id).and(user_emails::is_primary)))
        .filter(sessions::id.eq(Key(bearer.session)))
        .filter(sessions::user_id.eq(Key(bearer.user)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(At(request.now)))
        .select((users::id, sessions::id, users::name, user_emails::verified_at, sessions::last_seen_at))
        .first(conn)
        .optional()?;
    let Some((user, session, name, verified_at, seen)) = row else { return Err(unauthenticated()) };
    app.activity.saw_session(session.0, seen.0, request.now);
    Ok(Some(Principal { user: user.0, session: session.0, name, verified: verified_at.is_some() }))
}
