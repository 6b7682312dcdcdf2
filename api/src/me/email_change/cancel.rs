//! `POST /v1/me/email-change/cancel`

use serde_json::json;
use shared::auth::wire::Token;
use shared::problem::Code;

use super::{over, store};
use crate::authz::Open;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Empty, Operation, Public, Refusal, Spec};

/// Calls a change of address off, by the link that was sent to the old one.
pub struct Cancel;

impl Operation for Cancel {
    const SPEC: Spec = Spec::post(
        "/v1/me/email-change/cancel",
        "me.cancel_email_change",
        "Call a change of address off by its mail's link",
    )
    .silent()
    .refuses(&[Code::NotFound, Code::TokenSpent]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Token;
    type Answer = Empty;
}

impl Public for Cancel {
    const REASON: &'static str = "the secret of the mail is the credential: whoever lost their session to somebody still has the mailbox";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<Empty>, Refusal> {
        let Token { token } = ask.body()?;
        // A stranger's guess takes no write lock.
        let found = open.read(|tx| store::by_cancel(tx, token.as_str()))?.ok_or_else(Refusal::not_found)?;
        open.write(|tx| {
            if !found.is_open(tx.now()) || !store::end_open(tx, found.id, store::Ended::Cancelled)? {
                return Err(over());
            }
            tx.record(found.user, "me.cancel_email_change", json!({ "email": found.email }))
        })?;
        Ok(Empty {}.into())
    }
}
