//! `POST /v1/auth/verify-email`

use shared::auth::wire::Token;
use shared::me::wire::User;
use shared::problem::Code;

use super::links::store::{Purpose, expect_secret, spend_secret};
use super::origin;
use super::store;
use crate::authz::Open;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::me;

/// Proves an address by the secret that was mailed to it.
///
/// From then on the address is this account's alone. If another account proved it first, this one is
/// refused and the link is not used up.
pub struct VerifyEmail;

impl Operation for VerifyEmail {
    const SPEC: Spec =
        Spec::post("/v1/auth/verify-email", "auth.verify_email", "Verify an address by its mail's link")
            .refuses(&[Code::OriginRefused, Code::EmailTaken, Code::TokenSpent]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Token;
    type Answer = User;
}

impl Public for VerifyEmail {
    const REASON: &'static str =
        "the secret of the mail is the credential, in whichever browser it is opened";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<User>, Refusal> {
        origin::check(open.app(), open.request())?;
        let Token { token } = ask.body()?;
        // A stranger's guess takes no write lock.
        open.read(|tx| expect_secret(tx, token.as_str(), Purpose::VerifyEmail))?;
        let user = open.write(|tx| {
            let proven = spend_secret(tx, token.as_str(), Purpose::VerifyEmail)?;
            store::mark_verified(tx, proven.email)?;
            tx.record(proven.user, "auth.verify_email", serde_json::json!({ "email": proven.address }))?;
            me::store::user_of(tx, proven.user)
        })?;
        Ok(user.into())
    }
}
