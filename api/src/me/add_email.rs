//! `POST /v1/me/emails`

use serde_json::json;
use shared::me::wire::{AddEmail as Body, Email};

use super::store;
use crate::auth::links::store::{Purpose, own_secret};
use crate::authz::{OwnOutcome, OwnWriting, own::Own};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};
use crate::outbox::letters;

/// The most addresses of one account: each can be mailed to.
const MOST: i64 = 10;

/// Adds an address and mails a link to it. Adding it again mails a new link, until it is verified.
///
/// Where another account holds the address, the answer is the same and the row is there, but no link
/// exists: nothing tells that account's holder from a stranger's guess, its mailbox stays quiet, and the
/// address cannot be verified here while it is theirs. Once they gave it up, adding it again mails a link.
pub struct AddEmail;

impl Operation for AddEmail {
    const SPEC: Spec =
        Spec::post("/v1/me/emails", "me.add_email", "Add an address; a link is mailed to it").created();
    type Inner = ();
    type Query = NoQuery;
    type Body = Body;
    type Answer = Email;
}

impl OwnWrite for AddEmail {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<Email>, Refusal> {
        let Body { email: address } = ask.body()?;
        tx.app().limits.count(Limited::MailedLink, &tx.user().to_string())?;
        let key = address.key();
        let email = match store::email_by_key(tx, &key)? {
            Some(verified) if verified.verified => return Ok(OwnOutcome::unchanged(verified)),
            Some(waiting) => waiting,
            None if store::count_emails(tx)? >= MOST => {
                let detail = format!("An account has at most {MOST} addresses. Remove one first.");
                return Err(Refusal::field("/email", "too_many", detail));
            }
            None => store::add_email(tx, &address)?,
        };
        if !store::is_held_elsewhere(tx, &key)? {
            let token = own_secret(tx, email.id, Purpose::VerifyEmail)?;
            let link = tx.app().config.link(Purpose::VerifyEmail.page(), &token);
            let name = tx.principal().name.clone();
            tx.mail(email.address.as_str(), &letters::EmailAdded { name, link })?;
        }
        let detail = json!({ "email": email.address });
        Ok(OwnOutcome::changed(email, "me.add_email", detail))
    }
}
