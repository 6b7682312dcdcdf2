//! `PATCH …/invitations/{inv}`

use serde_json::json;
use shared::access::Seat;
use shared::ids::InvitationId;
use shared::invitations::rules::{Recorded, editing, may_invite};
use shared::invitations::wire::{EditInvitation, Invitation};
use shared::problem::Code;

use super::create::prospect;
use super::link::expiry;
use super::resend::not_pending;
use super::{body, offer, queue, store};
use crate::access::{role, role_named};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Changes what an open invitation offers. Its link stays; whoever edits it answers for it from now on.
pub struct Edit;

impl Operation for Edit {
    const SPEC: Spec = Spec::patch(
        "/v1/organizations/{org}/invitations/{inv}",
        "invitations.edit",
        "Change what an invitation offers, before it is accepted",
    )
    .previews()
    .refuses(&[
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::InvitationNotPending,
        Code::ReachShared,
        Code::AboveCeiling,
        Code::PreconditionFailed,
        Code::ImplicitMember,
        Code::PlanRequired,
        Code::NoSeat,
    ]);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = EditInvitation;
    type Answer = Invitation;
}

impl Write for Edit {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Invitation>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let asked = ask.body()?;
        let (picture, now) = (tx.picture(), tx.now());
        let role = match &asked.role {
            Some(text) => role_named(picture.model(), text, "/role")?,
            None => role(picture.model(), found.role)?,
        };
        let mut edited = offer::edited(tx, &found.offer, &asked)?;
        // Whoever makes more of it than a guest's single items stands for all of it.
        edited.only_items &= role.id == found.role && edited == found.offer;
        let message = match &asked.message {
            Some(message) => Some(message.as_str()).filter(|text| !text.is_empty()),
            None => found.message.as_deref(),
        };
        editing(found.state(now)).map_err(|_| not_pending())?;
        let bundles = edited.offer(picture.model())?.still_standing(&picture);
        may_invite(&picture, tx.member()?, role.id, &bundles, now)?;
        if role.id == found.role && edited == found.offer && message == found.message.as_deref() {
            return Ok(Outcome::unchanged(body::body(tx, found)?));
        }
        let expires_at = expiry(found.issued_at, found.days, edited.ends);
        store::edit(tx, found.id, role.id, &edited, message, expires_at)?;
        // It may be that nothing holds it up any more.
        let sent = if found.recorded == Recorded::Queued { queue::send(tx)? } else { Vec::new() };
        let renewed = store::find(tx, found.id)?;
        let waits = renewed.recorded == Recorded::Queued;
        let answer = body::body(tx, renewed)?;
        let record = Record::new(
            "invitations.edit",
            party("invitation", found.id, found.email.clone()),
            json!({ "role": found.role, "offer": found.offer, "message": found.message }),
            json!({ "role": role.id, "offer": edited, "message": message }),
        );
        let prospective = prospect(&picture, role, &bundles, now)?;
        let seats = u64::from(role.seat == Seat::Paid && !waits);
        Ok(Outcome::changed(answer, record).and(sent).rehearsed(prospective, seats, Vec::new()))
    }
}
