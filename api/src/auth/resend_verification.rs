//! `POST /v1/auth/verify-email/resend`

use serde_json::json;
use shared::problem::Code;

use super::links::store::{Purpose, own_secret};
use super::origin;
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::limits::Limited;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, OwnWrite, Refusal, Spec};
use crate::me;
use crate::outbox::letters;

/// Mails a new link for the primary address; the one before is dead. Nothing happens once it is verified.
pub struct ResendVerification;

impl Operation for ResendVerification {
    const SPEC: Spec = Spec::post(
        "/v1/auth/verify-email/resend",
        "auth.resend_verification",
        "Mail the verification link again",
    )
    .silent()
    .refuses(&[Code::OriginRefused, Code::MailNotConfigured]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl OwnWrite for ResendVerification {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Empty>, Refusal> {
        origin::check(tx.app(), ask.request)?;
        ask.body()?;
        tx.app().limits.count(Limited::MailedLink, &tx.user().to_string())?;
        let primary = me::store::primary_email(tx)?;
        if primary.verified {
            return Ok(OwnOutcome::unchanged(Empty {}));
        }
        if !tx.app().mailer.can_send() {
            return Err(Refusal::new(
                Code::MailNotConfigured,
                "No link can be sent. Ask whoever runs this server.",
            ));
        }
        let token = own_secret(tx, primary.id, Purpose::VerifyEmail)?;
        let link = tx.app().config.link(Purpose::VerifyEmail.page(), &token);
        let name = tx.principal().name.clone();
        tx.mail(primary.address.as_str(), &letters::VerifyEmail { name, link })?;
        Ok(OwnOutcome::changed(Empty {}, "auth.resend_verification", json!({ "email": primary.address })))
    }
}
