//! `usher users reset-link`

use std::fmt;

use shared::text::EmailAddress;

use super::{Database, OperatorError};
use crate::auth::links::store::{self, Purpose};
use crate::config;
use crate::db::Verdict;
use crate::db::lock::Lock;
use crate::http::{Refusal, Request};
use crate::runtime::Clock;

/// A link to hand over.
#[derive(Debug)]
pub struct ResetLink {
    /// Whose it is: the address as they wrote it.
    pub address: String,
    pub link: String,
}

impl fmt::Display for ResetLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.link)
    }
}

/// Makes the link that `POST /v1/auth/forgot-password` would mail. Earlier ones of the account end.
pub fn reset_link(
    database: &Database,
    public_url: &str,
    address: &EmailAddress,
) -> Result<ResetLink, OperatorError> {
    let engine = database.engine()?;
    let _lock = Lock::take(&engine)?;
    let db = database.open()?;
    let request = Request::unasked("users.reset_link", "usher users reset-link", Clock::default().now());
    let made =
        db.write::<_, Refusal>(|conn| store::hand_over_reset(conn, &request, address).map(Verdict::Commit))?;
    let (address, secret) = made.ok_or_else(|| OperatorError::NoAccount(address.to_string()))?;
    Ok(ResetLink { address, link: config::link(public_url, Purpose::ResetPassword.page(), &secret) })
}
