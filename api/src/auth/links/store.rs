//! The secrets of mails to a person: stored as hashes, each good once and not for long.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::ids::{EmailId, UserId};
use shared::text::EmailAddress;

use crate::auth::store::{Account, holder};
use crate::authn::secrets;
use crate::authz::OwnWriting;
use crate::authz::open::OpenTx;
use crate::authz::own::{self, Own};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{user_emails, user_secrets};
use crate::http::{Refusal, Request};
use crate::outbox::letters;
use crate::runtime;

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

/// A new secret for a mail to this address.
pub(in crate::auth) fn new_secret(
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
pub(in crate::auth) struct Proven {
    pub user: UserId,
    pub email: EmailId,
    pub address: String,
    pub is_primary: bool,
    pub verified: bool,
}

/// Refuses a secret that is not good, or no more.
pub(in crate::auth) fn expect_secret(
    tx: &mut OpenTx<'_>,
    secret: &str,
    purpose: Purpose,
) -> Result<(), Refusal> {
    let good = user_secrets::table
        .filter(user_secrets::hash.eq(secrets::hash(secret)))
        .filter(user_secrets::kind.eq(purpose.key()))
        .filter(user_secrets::used_at.is_null())
        .filter(user_secrets::expires_at.gt(At(tx.now())));
    let found: Option<Key<UserId>> = good.select(user_secrets::user_id).first(tx.sql()).optional()?;
    found.map(drop).ok_or_else(Refusal::token_spent)
}

/// Spends a secret. Two presses at once: the second finds it spent.
pub(in crate::auth) fn spend_secret(
    tx: &mut OpenTx<'_>,
    secret: &str,
    purpose: Purpose,
) -> Result<Proven, Refusal> {
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

/// Mails a link that lets this account choose a new password.
pub(in crate::auth) fn mail_reset(tx: &mut OpenTx<'_>, account: &Account) -> Result<(), Refusal> {
    let secret = new_secret(tx, account.user, account.email, Purpose::ResetPassword)?;
    write_reset(tx, account, &secret)
}

/// The secret that [`mail_reset`] would mail, for the operator to hand over, with the address as it was written.
pub(crate) fn hand_over_reset(
    conn: &mut AnyConn,
    request: &Request,
    address: &EmailAddress,
) -> Result<Option<(String, String)>, Refusal> {
    let Some(account) = holder(conn, &address.key())? else { return Ok(None) };
    let secret = keep_secret(conn, request.now, account.user, account.email, Purpose::ResetPassword)?;
    let detail = serde_json::json!({ "email": account.address });
    own::record(conn, request, account.user, request.operation, detail)?;
    Ok(Some((account.address, secret)))
}

/// The work of [`mail_reset`] for an address that no account holds, with nothing left of it but the time:
/// rows are written, rolled back, and a transaction is committed.
pub(in crate::auth) fn pretend_reset(tx: &mut OpenTx<'_>, address: &EmailAddress) -> Result<(), Refusal> {
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
    tx.mail(&account.address, &letters::ResetPassword { name: account.name.clone(), link })?;
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
