//! `POST /v1/me/email-change`

use serde_json::json;
use shared::me::wire::{ChangeEmail, EmailChange};
use shared::problem::Code;

use super::{mails, store, taken, unchanged};
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};
use crate::me;

/// Begins a change of the address that the account goes by. An earlier one that waits is called off.
pub struct Start;

impl Operation for Start {
    const SPEC: Spec =
        Spec::post("/v1/me/email-change", "me.change_email", "Change my address; a link is mailed to it")
            .refuses(&[Code::EmailTaken]);
    type Inner = ();
    type Query = NoQuery;
    type Body = ChangeEmail;
    type Answer = EmailChange;
}

impl OwnWrite for Start {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<EmailChange>, Refusal> {
        let ChangeEmail { email } = ask.body()?;
        tx.app().limits.count(Limited::MailedLink, &tx.user().to_string())?;
        let old = me::store::primary_email(tx)?.address;
        if old == email {
            return Err(unchanged());
        }
        if me::store::is_held_elsewhere(tx, &email.key())? {
            return Err(taken());
        }
        let (links, change) = store::begin(tx, &email)?;
        let name = tx.principal().name.clone();
        let mails = mails(tx.app(), &links, &name, &email, None);
        tx.mail(email.as_str(), &mails.to_new)?;
        tx.mail(old.as_str(), &mails.to_old)?;
        let detail = json!({ "before": old, "after": email });
        Ok(OwnOutcome::changed(change, "me.change_email", detail))
    }
}
