//! Whoever is behind a request: a person in a session, or an API key in the name of the person who made it.

use diesel::prelude::*;
use shared::auth::wire::Method;
use shared::ids::{SessionId, UserId};
use shared::problem::Code;

use super::api_keys::{self, ApiKey};
use super::tokens;
use crate::app::App;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{sessions, user_emails, users};
use crate::http::{Refusal, Request};

type Row = (Key<UserId>, Key<SessionId>, String, Option<At>, (At, String));

/// A person, in a session that is alive.
#[derive(Debug, Clone)]
pub struct Principal {
    pub user: UserId,
    pub session: SessionId,
    pub name: String,
    pub verified: bool,
    /// How the session was begun.
    pub method: Method,
}

/// Whoever calls an organization's operations: a person, or one of the organization's keys.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person; of a key, the one who made it.
    pub user: UserId,
    pub name: String,
    pub verified: bool,
    pub key: Option<ApiKey>,
}

impl From<Principal> for Caller {
    fn from(principal: Principal) -> Self {
        let Principal { user, session: _, name, verified, method: _ } = principal;
        Self { user, name, verified, key: None }
    }
}

impl Principal {
    /// 403 while the address has to be verified and is not.
    pub fn require_verified(&self, app: &App) -> Result<(), Refusal> {
        require_verified(self.verified, app)
    }
}

impl Caller {
    /// The same of the person behind a key.
    pub fn require_verified(&self, app: &App) -> Result<(), Refusal> {
        require_verified(self.verified, app)
    }
}

fn require_verified(verified: bool, app: &App) -> Result<(), Refusal> {
    if verified || !app.config.require_verified_email() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::EmailUnverified,
        "Open the link in the mail that we sent to your address, then try again.",
    ))
}

/// The answer to no credential, a bad one, and one that is dead.
pub fn unauthenticated() -> Refusal {
    Refusal::new(Code::Unauthenticated, "Sign in, then try again.")
}

/// The person whom the request's token stands for; 401 for none, a bad one, or an ended session.
pub fn authenticate(conn: &mut AnyConn, app: &App, request: &Request) -> Result<Principal, Refusal> {
    optional(conn, app, request)?.ok_or_else(unauthenticated)
}

/// The same where signing in is not asked for: no credential is nobody, a dead one is still 401. A key has no
/// account of its own, so it is nobody here, and is told so.
pub fn optional(conn: &mut AnyConn, app: &App, request: &Request) -> Result<Option<Principal>, Refusal> {
    let Some(token) = &request.bearer else { return Ok(None) };
    if api_keys::is_key(token) {
        api_keys::find(conn, app, token, request.now)?.ok_or_else(unauthenticated)?;
        return Err(Refusal::new(
            Code::PermissionDenied,
            "An API key acts in its organization, not in anybody's account. Sign in as a person for this.",
        ));
    }
    let principal = session(conn, app, token, request.now)?;
    Ok(Some(principal))
}

/// Whoever calls an organization's operation.
pub fn caller(conn: &mut AnyConn, app: &App, request: &Request) -> Result<Caller, Refusal> {
    match &request.bearer {
        Some(token) if api_keys::is_key(token) => {
            api_keys::find(conn, app, token, request.now)?.ok_or_else(unauthenticated)
        }
        Some(_) | None => authenticate(conn, app, request).map(Caller::from),
    }
}

/// The session that an access token stands for, as the database has it now.
pub(super) fn session(
    conn: &mut AnyConn,
    app: &App,
    token: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Principal, Refusal> {
    let bearer = tokens::verify(&app.keys, &app.config.public_url, token, now).ok_or_else(unauthenticated)?;
    let row: Option<Row> = sessions::table
        .inner_join(users::table)
        .inner_join(user_emails::table.on(user_emails::user_id.eq(users::id).and(user_emails::is_primary)))
        .filter(sessions::id.eq(Key(bearer.session)))
        .filter(sessions::user_id.eq(Key(bearer.user)))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(At(now)))
        .select((
            users::id,
            sessions::id,
            users::name,
            user_emails::verified_at,
            (sessions::last_seen_at, sessions::method),
        ))
        .first(conn)
        .optional()?;
    let Some((user, session, name, verified_at, (seen, method))) = row else { return Err(unauthenticated()) };
    let known = Method::ALL.into_iter().find(|known| known.key() == method);
    let method = known.ok_or_else(|| Refusal::internal(format!("a session began by {method}")))?;
    app.activity.saw_session(session.0, seen.0, now);
    Ok(Principal { user: user.0, session: session.0, name, verified: verified_at.is_some(), method })
}
