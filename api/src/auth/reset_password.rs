//! `POST /v1/auth/reset-password`

use shared::auth::wire;
use shared::notifications::{Page, Topic};
use shared::problem::Code;

use super::links::store::{Purpose, expect_secret, spend_secret};
use super::origin;
use super::store;
use crate::authz::Open;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Empty, Operation, Public, Refusal, Spec};
use crate::live::Event;
use crate::me;
use crate::notifications::Notice;
use crate::outbox::letters;

/// Chooses a new password by the secret of a mail, and ends every session of the account.
///
/// Whoever opened the mail has the mailbox, so the address is verified with it. If it was the primary
/// address and nobody had proved it until now, the account may have been made by somebody else in this
/// person's name: the other addresses go, or their owner could take the account back by a reset of their
/// own (Sudhodanan and Paverd, "Pre-hijacked accounts", USENIX Security 2022).
pub struct ResetPassword;

impl Operation for ResetPassword {
    const SPEC: Spec = Spec::post(
        "/v1/auth/reset-password",
        "auth.reset_password",
        "Choose a new password by its mail's link",
    )
    .silent()
    .refuses(&[Code::OriginRefused, Code::TokenSpent]);
    type Inner = ();
    type Query = NoQuery;
    type Body = wire::ResetPassword;
    type Answer = Empty;
}

impl Public for ResetPassword {
    const REASON: &'static str = "the secret of the mail is the credential";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<Empty>, Refusal> {
        let app = open.app();
        origin::check(app, open.request())?;
        let wire::ResetPassword { token, password } = ask.body()?;
        // A stranger's guess costs neither a hash nor the write lock.
        open.read(|tx| expect_secret(tx, token.as_str(), Purpose::ResetPassword))?;
        let hash = app.passwords.hash(password.as_str())?;
        let user = open.write(|tx| {
            let proven = spend_secret(tx, token.as_str(), Purpose::ResetPassword)?;
            // First the password, whose row sign-in locks too: a sign-in with the old one under way is
            // then either among the sessions that end, or refused.
            store::set_password(tx, proven.user, &hash)?;
            store::end_sessions(tx, proven.user)?;
            if proven.is_primary && !proven.verified {
                store::drop_other_addresses(tx, proven.user, proven.email)?;
            }
            store::mark_verified(tx, proven.email)?;
            let me = me::store::user_of(tx, proven.user)?;
            let text =
                "The password of your account was changed. If that was not you, choose another one now.";
            let notice = Notice::new(Topic::Account, "auth.reset_password", text)
                .at(Page::Account)
                .with(letters::PasswordChanged { name: me.name.to_string() });
            tx.notify(proven.user, &notice)?;
            tx.record(proven.user, "auth.reset_password", serde_json::json!({ "email": proven.address }))?;
            Ok(proven.user)
        })?;
        app.publish(Event::SessionEnded { user });
        // The cookie stays: in this browser somebody else may be signed in.
        Ok(Empty {}.into())
    }
}
