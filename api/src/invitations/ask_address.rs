//! `POST /v1/invitations/ask-address`

use serde_json::json;
use shared::access::{Access, CoreScope, Resource};
use shared::invitations::rules::Asking;
use shared::invitations::wire::InvitationToken;
use shared::notifications::{Page, Topic};
use shared::problem::Code;
use shared::text::Secret;

use super::store::{self, Found};
use crate::authz::{Holder, Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, ByLink, Empty, Operation, Refusal, Spec};
use crate::notifications::Notice;
use crate::outbox::letters;
use crate::{members, organizations};

/// Asks, with the link of an invitation that is for another address, that it be sent to one's own. It changes
/// nothing and tells nothing: whoever sent it, and the admins, see the address, and decide.
pub struct AskAddress;

impl Operation for AskAddress {
    const SPEC: Spec = Spec::post(
        "/v1/invitations/ask-address",
        "invitations.ask_address",
        "Ask that an invitation for another address be sent to one's own",
    )
    .silent()
    .refuses(&[
        Code::EmailUnverified,
        Code::InvitationNotFound,
        Code::InvitationExpired,
        Code::InvitationUsed,
        Code::TooManyRequests,
    ]);
    type Inner = ();
    type Query = NoQuery;
    type Body = InvitationToken;
    type Answer = Empty;
}

impl ByLink for AskAddress {
    fn token(ask: &mut Ask<'_, Self>) -> Result<Secret, Refusal> {
        ask.body().map(|body| body.token)
    }
    fn run(
        tx: &mut Writing<'_, Holder>,
        _: Ask<'_, Self>,
        found: Found,
        asking: Asking,
    ) -> Result<Outcome<Empty>, Refusal> {
        let (user, name) = (tx.actor().user, tx.actor().name.clone());
        let email = members::store::address(tx, user)?;
        let again = found.asked.as_ref().is_some_and(|asked| asked.user == user && asked.email == email);
        match asking {
            // Nothing to ask for, or asked already: nobody is told twice.
            Asking::Theirs => return Ok(Outcome::unchanged(Empty {})),
            Asking::Note if again => return Ok(Outcome::unchanged(Empty {})),
            Asking::Note => {}
        }
        // By the invitation: many accounts with one link fill nobody's mailbox either.
        tx.app().limits.count(Limited::MailedLink, &found.id.to_string())?;
        store::ask_address(tx, found.id, &email)?;
        tell_sender(tx, &found, &name, &email)?;
        let record = Record::new(
            "invitations.ask_address",
            party("invitation", found.id, found.email),
            json!(null),
            json!({ "email": email }),
        );
        Ok(Outcome::changed(Empty {}, record))
    }
}

/// The sender is told, if they are still somebody who sees invitations here.
fn tell_sender(tx: &mut Writing<'_, Holder>, found: &Found, name: &str, email: &str) -> Result<(), Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let sees =
        picture.check(found.inviter_member, Resource::Organization, CoreScope::Members, Access::View, now);
    let Some(sender) = picture.member(found.inviter_member).filter(|_| sees).map(|member| member.user) else {
        return Ok(());
    };
    let organization = organizations::store::name(tx)?;
    let text = format!("{name} asks that the invitation of {} be sent to {email} instead.", found.email);
    let slug = organizations::store::slug(tx)?;
    let letter = letters::AddressAsked {
        name: name.to_owned(),
        asked: email.to_owned(),
        invited: found.email.clone(),
        organization,
        link: tx.app().config.page(Page::Invitations.path(&slug).trim_start_matches('/')),
    };
    let notice = Notice::new(Topic::Invitations, "invitations.address_asked", text);
    tx.notify(sender, &notice.at(Page::Invitations).with(letter))
}
