//! `POST …/members/{member}/email-change`

use serde_json::json;
use shared::ids::MemberId;
use shared::me::wire::ChangeEmail as Body;
use shared::me::wire::EmailChange;
use shared::members::rules;
use shared::problem::Code;

use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::me::email_change::{mails, store as changes, taken, unchanged};
use crate::organizations;

/// Proposes another address to a member. It is theirs to take: until they press the link that is sent to the new
/// one, signed in as themselves, everything uses the old one, which is told at once and can call it off.
pub struct ProposeEmail;

impl Operation for ProposeEmail {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/members/{member}/email-change",
        "members.propose_email",
        "Propose another address to a member",
    )
    .refuses(&[Code::OwnerProtected, Code::MayNotGrant, Code::EmailTaken]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = Body;
    type Answer = EmailChange;
}

impl Write for ProposeEmail {
    type Need = InOrganization<Members, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<EmailChange>, Refusal> {
        let member = ask.inner;
        let person = store::find(tx, member)?;
        rules::may_propose_email(tx.snapshot(), tx.member()?, member, tx.now())?;
        let Body { email } = ask.body()?;
        // Nobody's mailbox is filled, and nobody fills many.
        tx.app().limits.count(Limited::MailedLink, &person.user().to_string())?;
        tx.app().limits.count(Limited::ProposedAddresses, &tx.actor().user.to_string())?;
        if person.email() == email.as_str() {
            return Err(unchanged());
        }
        let (actor, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
        let Some((links, change)) = changes::propose(tx, person.user(), &email, organization.clone())? else {
            return Err(taken());
        };
        let by = format!("{actor} ({organization})");
        let mails = mails(tx.app(), &links, person.name(), &email, Some(&by));
        tx.mail(email.as_str(), &mails.to_new, None)?;
        tx.mail(person.email(), &mails.to_old, None)?;
        let text = format!(
            "{actor} of {organization} proposed that your account goes by {email}. Open the link that was sent there \
             to take it, or call it off in your account."
        );
        tx.tell(person.user(), "members.propose_email", text)?;
        let record = Record::new(
            "members.propose_email",
            party("member", member, person.name()),
            json!({ "email": person.email() }),
            json!({ "email": email }),
        );
        Ok(Outcome::changed(change, record))
    }
}
