//! Accounts and their sessions.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::auth::wire::Method;
use shared::ids::{EmailId, SessionId, UserId};
use shared::text::{EmailAddress, Name};

use crate::authn::secrets;
use crate::authz::open::OpenTx;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::notice::{self, Notice};
use crate::db::schema::{refresh_tokens, sessions, user_emails, user_secrets, users};
use crate::http::Refusal;
use crate::runtime;

/// How long a session lives after it was last refreshed.
const SESSION: TimeDelta = TimeDelta::days(30);

/// An account that an address leads to.
#[derive(Debug)]
pub(super) struct Account {
    pub user: UserId,
    pub email: EmailId,
    pub address: String,
    pub name: String,
    pub password_hash: Option<String>,
}

/// The account that holds this address: as its primary one, or verified. No two do.
pub(super) fn by_address(tx: &mut OpenTx<'_>, key: &str) -> Result<Option<Account>, Refusal> {
    Ok(holder(tx.sql(), key)?)
}

/// The same for the operator, who comes without a request.
pub(super) fn holder(conn: &mut AnyConn, key: &str) -> QueryResult<Option<Account>> {
    type Row = (Key<UserId>, Key<EmailId>, String, String, Option<String>);
    let row: Option<Row> = user_emails::table
        .inner_join(users::table.on(users::id.eq(user_emails::user_id)))
        .filter(user_emails::address_key.eq(key))
        .filter(user_emails::is_primary.eq(true).or(user_emails::verified_at.is_not_null()))
        .select((users::id, user_emails::id, user_emails::address, users::name, users::password_hash))
        .first(conn)
        .optional()?;
    Ok(row.map(|(user, email, address, name, password_hash)| Account {
        user: user.0,
        email: email.0,
        address,
        name,
        password_hash,
    }))
}

/// Makes an account with its primary address, not verified. A taken address breaks a rule of the table.
pub(super) fn create(
    tx: &mut OpenTx<'_>,
    address: &EmailAddress,
    name: &Name,
    password_hash: &str,
) -> Result<(UserId, EmailId), Refusal> {
    let (user, email, now) = (runtime::new_id::<UserId>(), runtime::new_id::<EmailId>(), tx.now());
    diesel::insert_into(users::table)
        .values((
            users::id.eq(Key(user)),
            users::name.eq(name.as_str()),
            users::password_hash.eq(password_hash),
            users::created_at.eq(At(now)),
            users::revision.eq(1),
        ))
        .execute(tx.sql())?;
    diesel::insert_into(user_emails::table)
        .values((
            user_emails::id.eq(Key(email)),
            user_emails::user_id.eq(Key(user)),
            user_emails::address.eq(address.as_str()),
            user_emails::address_key.eq(address.key()),
            user_emails::is_primary.eq(true),
            user_emails::created_at.eq(At(now)),
        ))
        .execute(tx.sql())?;
    Ok((user, email))
}

/// Whether this is the account's password still. Locks the account's row until the end of the transaction,
/// as choosing a new password does.
pub(super) fn still_has_password(
    tx: &mut OpenTx<'_>,
    user: UserId,
    password_hash: &str,
) -> Result<bool, Refusal> {
    let account = users::table.filter(users::id.eq(Key(user))).filter(users::password_hash.eq(password_hash));
    let found = diesel::update(account).set(users::revision.eq(users::revision + 1)).execute(tx.sql())?;
    Ok(found == 1)
}

/// Chooses a new password.
pub(super) fn set_password(tx: &mut OpenTx<'_>, user: UserId, password_hash: &str) -> Result<(), Refusal> {
    diesel::update(users::table.filter(users::id.eq(Key(user))))
        .set((users::password_hash.eq(password_hash), users::revision.eq(users::revision + 1)))
        .execute(tx.sql())?;
    Ok(())
}

/// A session with a refresh token that nobody has seen yet.
#[derive(Debug)]
pub(super) struct Started {
    pub session: SessionId,
    pub refresh: String,
}

/// Begins a session of somebody who proved in this way who they are.
pub(super) fn start_session(tx: &mut OpenTx<'_>, user: UserId, method: Method) -> Result<Started, Refusal> {
    let (session, now) = (runtime::new_id::<SessionId>(), tx.now());
    let (ip, user_agent) = (tx.request().ip.clone(), tx.request().user_agent.clone());
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(Key(session)),
            sessions::user_id.eq(Key(user)),
            sessions::created_at.eq(At(now)),
            sessions::last_seen_at.eq(At(now)),
            sessions::expires_at.eq(At(now + SESSION)),
            sessions::ip.eq(ip),
            sessions::user_agent.eq(user_agent),
            sessions::method.eq(method.key()),
        ))
        .execute(tx.sql())?;
    add_token(tx, session)
}

fn add_token(tx: &mut OpenTx<'_>, session: SessionId) -> Result<Started, Refusal> {
    let (refresh, now) = (secrets::new_secret(), tx.now());
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(secrets::hash(&refresh)),
            refresh_tokens::session_id.eq(Key(session)),
            refresh_tokens::issued_at.eq(At(now)),
        ))
        .execute(tx.sql())?;
    Ok(Started { session, refresh })
}

/// A refresh token that was presented, and its session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presented {
    pub user: UserId,
    pub session: SessionId,
    pub spent_at: Option<DateTime<Utc>>,
    /// Whether the session goes on.
    pub alive: bool,
}

/// The token of this hash.
pub(super) fn presented(tx: &mut OpenTx<'_>, hash: &str) -> Result<Option<Presented>, Refusal> {
    type Row = (Key<UserId>, Key<SessionId>, Option<At>, Option<At>, At);
    let now = tx.now();
    let row: Option<Row> = refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .filter(refresh_tokens::hash.eq(hash))
        .select((
            sessions::user_id,
            sessions::id,
            refresh_tokens::spent_at,
            sessions::ended_at,
            sessions::expires_at,
        ))
        .first(tx.sql())
        .optional()?;
    Ok(row.map(|(user, session, spent_at, ended_at, expires_at)| Presented {
        user: user.0,
        session: session.0,
        spent_at: spent_at.map(|at| at.0),
        alive: ended_at.is_none() && now < expires_at.0,
    }))
}

/// Spends this token, if it is not, and gives its session another one and another 30 days.
pub(super) fn rotate(tx: &mut OpenTx<'_>, hash: &str, session: SessionId) -> Result<Started, Refusal> {
    let now = tx.now();
    let token = refresh_tokens::table
        .filter(refresh_tokens::hash.eq(hash))
        .filter(refresh_tokens::spent_at.is_null());
    diesel::update(token).set(refresh_tokens::spent_at.eq(At(now))).execute(tx.sql())?;
    diesel::update(sessions::table.filter(sessions::id.eq(Key(session))))
        .set((sessions::expires_at.eq(At(now + SESSION)), sessions::last_seen_at.eq(At(now))))
        .execute(tx.sql())?;
    // A session that is refreshed for months keeps no more of its old tokens than one that is left alone.
    let old = refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(Key(session)))
        .filter(refresh_tokens::spent_at.lt(At(now - SESSION)));
    diesel::delete(old).execute(tx.sql())?;
    add_token(tx, session)
}

/// Ends one session of this person, with every token of it.
pub(super) fn end_session(tx: &mut OpenTx<'_>, user: UserId, session: SessionId) -> Result<(), Refusal> {
    let now = tx.now();
    diesel::update(
        sessions::table.filter(sessions::id.eq(Key(session))).filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(At(now)))
    .execute(tx.sql())?;
    notice::tell(tx.sql(), &Notice::SessionsEnded { user })?;
    Ok(())
}

/// Ends every session of an account.
pub(super) fn end_sessions(tx: &mut OpenTx<'_>, user: UserId) -> Result<(), Refusal> {
    let now = tx.now();
    diesel::update(
        sessions::table.filter(sessions::user_id.eq(Key(user))).filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(At(now)))
    .execute(tx.sql())?;
    notice::tell(tx.sql(), &Notice::SessionsEnded { user })?;
    Ok(())
}

/// Marks an address as verified, if it is not yet.
pub(super) fn mark_verified(tx: &mut OpenTx<'_>, email: EmailId) -> Result<(), Refusal> {
    let now = tx.now();
    let row =
        user_emails::table.filter(user_emails::id.eq(Key(email))).filter(user_emails::verified_at.is_null());
    diesel::update(row).set(user_emails::verified_at.eq(At(now))).execute(tx.sql())?;
    Ok(())
}

/// Takes every address but this one from an account, with the links that were mailed to them.
pub(super) fn drop_other_addresses(tx: &mut OpenTx<'_>, user: UserId, kept: EmailId) -> Result<(), Refusal> {
    let secrets = user_secrets::table
        .filter(user_secrets::user_id.eq(Key(user)))
        .filter(user_secrets::email_id.ne(Key(kept)));
    diesel::delete(secrets).execute(tx.sql())?;
    let others =
        user_emails::table.filter(user_emails::user_id.eq(Key(user))).filter(user_emails::id.ne(Key(kept)));
    diesel::delete(others).execute(tx.sql())?;
    Ok(())
}
