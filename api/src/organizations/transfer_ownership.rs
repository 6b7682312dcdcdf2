//! `POST …/ownership-transfer`

use serde_json::json;
use shared::access::Denied;
use shared::members::ownership::transfer;
use shared::notifications::{Page, Topic};
use shared::organizations::wire::{Organization, TransferOwnership as Body};
use shared::problem::Code;

use super::{show, store};
use crate::authz::need::{Full, InOrganization, Ownership};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::members::{self, store::find};
use crate::notifications::Notice;
use crate::outbox::letters::{OwnershipHandedOn, OwnershipReceived};

/// Hands the organization on to an active admin, at once. Whoever had it is an admin from then on. Where the model
/// has no owner there is nothing of the kind: 404.
pub struct TransferOwnership;

impl Operation for TransferOwnership {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/ownership-transfer",
        "organizations.transfer_ownership",
        "Hand ownership on to an admin",
    )
    .previews()
    .refuses(&[Code::HeirNotAdmin]);
    type Inner = ();
    type Query = NoQuery;
    type Body = Body;
    type Answer = Organization;
}

impl Write for TransferOwnership {
    type Need = InOrganization<Ownership, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Organization>, Refusal> {
        tx.actor().require_person()?;
        if !tx.snapshot().model().has_owner {
            return Err(Denied::NoOwnership.into());
        }
        let Body { member: heir } = ask.body()?;
        let heir = heir.parse().map_err(|_| Refusal::not_found())?;
        let actor = tx.member()?;
        let decision = transfer(tx.snapshot(), actor, heir, tx.now())?;
        let (owner, next) = (find(tx, actor)?, find(tx, heir)?);
        tx.apply(&decision)?;

        let row = store::find(tx)?;
        let (organization, link) = (row.name.to_string(), tx.app().config.page(row.slug.as_str()));
        let text = format!("You handed {organization} on to {}.", next.name());
        tx.tell(owner.user(), "organizations.transfer_ownership", text)?;
        let received = OwnershipReceived {
            actor: owner.name().to_owned(),
            organization: organization.clone(),
            role: members::role_name(tx, heir)?,
            link: link.clone(),
        };
        let text = format!("{} made you the owner of {organization}.", owner.name());
        let notice = Notice::new(Topic::Membership, "organizations.transfer_ownership", text)
            .at(Page::OwnAccess)
            .with(received);
        tx.notify(next.user(), &notice)?;
        let role = members::role_name(tx, actor)?;
        let handed_on = OwnershipHandedOn { heir: next.name().to_owned(), organization, role, link };
        tx.mail(owner.email(), &handed_on, None)?;

        let version = tx.version();
        let body = show::body(tx, version)?;
        let record = Record::new(
            "organizations.transfer_ownership",
            party("member", heir, next.name()),
            json!({ "owner": party("member", actor, owner.name()) }),
            json!({ "owner": party("member", heir, next.name()) }),
        );
        Ok(Outcome::changed(body, record))
    }
}
