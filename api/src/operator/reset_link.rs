//! `usher users reset-link`

use std::collections::BTreeMap;
use std::fmt;

use shared::text::EmailAddress;

use super::{Database, OperatorError};
use crate::auth::links::store::{self, Purpose};
use crate::config;
use crate::db::Verdict;
use crate::db::lock::Lock;
use crate::http::{Refusal, Request};
use crate::runtime::{self, Clock};

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
    let request = command("users.reset_link", "usher users reset-link");
    let made =
        db.write::<_, Refusal>(|conn| store::hand_over_reset(conn, &request, address).map(Verdict::Commit))?;
    let (address, secret) = made.ok_or_else(|| OperatorError::NoAccount(address.to_string()))?;
    Ok(ResetLink { address, link: config::link(public_url, Purpose::ResetPassword.page(), &secret) })
}

/// A command, as logs know requests.
pub(super) fn command(operation: &'static str, said: &str) -> Request {
    Request {
        id: runtime::new_id(),
        operation,
        secrets: &[],
        now: Clock::default().now(),
        method: "",
        path: String::new(),
        segments: BTreeMap::new(),
        query: String::new(),
        body: bytes::Bytes::new(),
        content_type: None,
        bearer: None,
        refresh_cookie: None,
        origin: None,
        if_match: None,
        at_least: None,
        idempotency_key: None,
        preview: false,
        flaw: None,
        ip: None,
        user_agent: Some(said.to_owned()),
        from_app: false,
    }
}
