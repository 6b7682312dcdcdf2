//! Accounts, sessions, and the secrets of mails to a person.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::ids::{EmailId, SessionId, UserId};
use shared::text::{EmailAddress, Name, search_key};

use crate::authn::secrets;
use crate::authz::OwnWriting;
use crate::authz::open::OpenTx;
use crate::authz::own::Own;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{refresh_tokens, sessions, user_emails, user_secrets, users};
use crate::http::Refusal;
use crate::outbox::letters::Letter;
use crate::runtime;

/// How long a session lives after it was last refreshed.
const SESSION: TimeDelta = TimeDelta::days(30);

/// What the secret of a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    VerifyEmail,
    ResetPassword,
}

impl Purpose {
    const fn key(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
        }
    }

    /// The page of the app that its link opens.
    pub(crate) const fn page(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ResetPassword => "reset-password",
        }
    }

    const fn lifetime(self) -> TimeDelta {
        match self {
            Self::VerifyEmail => TimeDelta::hours(24),
            Self::ResetPassword => TimeDelta::hours(1),
        }
    }
}

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
    type Row = (Key<UserId>, Key<EmailId>, String, String, Option<String>);
    let row: Option<Row> = user_emails::table
        .inner_join(users::table.on(users::id.eq(user_emails::user_id)))
        .filter(user_emails::address_key.eq(key))
        .filter(user_emails::is_primary.eq(true).or(user_emails::verified_at.is_not_null()))
        .select((users::id, user_emails::id, user_emails::address, users::name, users::password_hash))
        .first(tx.sql())
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
            users::search_text.eq(search_key(&format!("{name} {address}"))),
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

/// Begins a session.
pub(super) fn start_session(tx: &mut OpenTx<'_>, user: UserId) -> Result<Started, Refusal> {
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

/// Ends one session, with every token of it.
pub(super) fn end_session(tx: &mut OpenTx<'_>, session: SessionId) -> Result<(), Refusal> {
    let now = tx.now();
    diesel::update(
        sessions::table.filter(sessions::id.eq(Key(session))).filter(sessions::ended_at.is_null()),
    )
    .set(sessions::ended_at.eq(At(now)))
    .execute(tx.sql())?;
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
    Ok(())
}

/// A new secret for a mail to this address.
pub(super) fn new_secret(
    tx: &mut OpenTx<'_>,
    user: UserId,
    email: EmailId,
    purpose: Purpose,
) -> Result<String, Refusal> {
    let now = tx.now();
    Ok(keep_secret(tx.sql(), now, user, email, purpose)?)
}

/// The same, for one of the caller's own addresses.
pub(crate) fn own_secret(
    tx: &mut OwnWriting<'_>,
    email: EmailId,
    purpose: Purpose,
) -> Result<String, Refusal> {
    let (now, user) = (tx.now(), tx.user());
    Ok(keep_secret(tx.sql(), now, user, email, purpose)?)
}

fn keep_secret(
    conn: &mut AnyConn,
    now: DateTime<Utc>,
    user: UserId,
    email: EmailId,
    purpose: Purpose,
) -> QueryResult<String> {
    void_secrets(conn, user, email, purpose)?;
    let secret = secrets::new_secret();
    diesel::insert_into(user_secrets::table)
        .values((
            user_secrets::hash.eq(secrets::hash(&secret)),
            user_secrets::user_id.eq(Key(user)),
            user_secrets::email_id.eq(Key(email)),
            user_secrets::kind.eq(purpose.key()),
            user_secrets::created_at.eq(At(now)),
            user_secrets::expires_at.eq(At(now + purpose.lifetime())),
        ))
        .execute(conn)?;
    Ok(secret)
}

/// The last mail's link is the only one that works: of an account where it changes the password, of an
/// address where it proves that. A deleted secret and one that never was are answered alike.
fn void_secrets(conn: &mut AnyConn, user: UserId, email: EmailId, purpose: Purpose) -> QueryResult<usize> {
    let of_user = user_secrets::table
        .filter(user_secrets::user_id.eq(Key(user)))
        .filter(user_secrets::kind.eq(purpose.key()));
    match purpose {
        Purpose::ResetPassword => diesel::delete(of_user).execute(conn),
        Purpose::VerifyEmail => {
            diesel::delete(of_user.filter(user_secrets::email_id.eq(Key(email)))).execute(conn)
        }
    }
}

/// What the secret of a mail proves: that whoever has it reads the mail of this address.
#[derive(Debug)]
pub(super) struct Proven {
    pub user: UserId,
    pub email: EmailId,
    pub address: String,
    pub is_primary: bool,
    pub verified: bool,
}

/// Refuses a secret that is not good, or no more.
pub(super) fn expect_secret(tx: &mut OpenTx<'_>, secret: &str, purpose: Purpose) -> Result<(), Refusal> {
    let good = user_secrets::table
        .filter(user_secrets::hash.eq(secrets::hash(secret)))
        .filter(user_secrets::kind.eq(purpose.key()))
        .filter(user_secrets::used_at.is_null())
        .filter(user_secrets::expires_at.gt(At(tx.now())));
    let found: Option<Key<UserId>> = good.select(user_secrets::user_id).first(tx.sql()).optional()?;
    found.map(drop).ok_or_else(Refusal::token_spent)
}

/// Spends a secret. Two presses at once: the second finds it spent.
pub(super) fn spend_secret(tx: &mut OpenTx<'_>, secret: &str, purpose: Purpose) -> Result<Proven, Refusal> {
    let now = tx.now();
    let good = user_secrets::table
        .filter(user_secrets::hash.eq(secrets::hash(secret)))
        .filter(user_secrets::kind.eq(purpose.key()))
        .filter(user_secrets::used_at.is_null())
        .filter(user_secrets::expires_at.gt(At(now)));
    let spent: Option<Key<EmailId>> = diesel::update(good)
        .set(user_secrets::used_at.eq(At(now)))
        .returning(user_secrets::email_id)
        .get_result(tx.sql())
        .optional()?;
    let email = spent.ok_or_else(Refusal::token_spent)?;
    let row: Option<(Key<UserId>, String, bool, Option<At>)> = user_emails::table
        .filter(user_emails::id.eq(email))
        .select((
            user_emails::user_id,
            user_emails::address,
            user_emails::is_primary,
            user_emails::verified_at,
        ))
        .first(tx.sql())
        .optional()?;
    let (user, address, is_primary, verified_at) = row.ok_or_else(Refusal::token_spent)?;
    Ok(Proven { user: user.0, email: email.0, address, is_primary, verified: verified_at.is_some() })
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

/// Mails a link that lets this account choose a new password.
pub(super) fn mail_reset(tx: &mut OpenTx<'_>, account: &Account) -> Result<(), Refusal> {
    let secret = new_secret(tx, account.user, account.email, Purpose::ResetPassword)?;
    write_reset(tx, account, &secret)
}

/// The work of [`mail_reset`] for an address that no account holds, with nothing left of it but the time:
/// rows are written, rolled back, and a transaction is committed.
pub(super) fn pretend_reset(tx: &mut OpenTx<'_>, address: &EmailAddress) -> Result<(), Refusal> {
    let nobody = Account {
        user: runtime::new_id(),
        email: runtime::new_id(),
        address: address.to_string(),
        name: address.to_string(),
        password_hash: None,
    };
    diesel::sql_query("SAVEPOINT pretended").execute(tx.sql())?;
    void_secrets(tx.sql(), nobody.user, nobody.email, Purpose::ResetPassword)?;
    write_reset(tx, &nobody, &secrets::new_secret())?;
    diesel::sql_query("ROLLBACK TO SAVEPOINT pretended").execute(tx.sql())?;
    Ok(())
}

fn write_reset(tx: &mut OpenTx<'_>, account: &Account, secret: &str) -> Result<(), Refusal> {
    let link = tx.app().config.link(Purpose::ResetPassword.page(), secret);
    tx.mail(&account.address, &Letter::ResetPassword { name: account.name.clone(), link })?;
    tx.record(account.user, "auth.forgot_password", serde_json::json!({ "email": account.address }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_changes_the_password_lives_shorter_than_one_that_proves_an_address() {
        assert_eq!(Purpose::VerifyEmail.lifetime(), TimeDelta::days(1));
        assert_eq!(Purpose::ResetPassword.lifetime(), TimeDelta::minutes(60));
        assert_ne!(Purpose::VerifyEmail.key(), Purpose::ResetPassword.key());
    }
}
