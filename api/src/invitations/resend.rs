//! `POST …/invitations/{inv}/resend`

use serde_json::json;
use shared::access::Seat;
use shared::ids::InvitationId;
use shared::invitations::rules::{may_invite, not_yet_a_member, resending};
use shared::invitations::wire::Resent;
use shared::problem::Code;

use super::create::prospect;
use super::link::{Link, expiry};
use super::revoke::state_word;
use super::{body, store};
use crate::access::role;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{members, organizations, outbox, shares};

/// Sends an invitation again: same choices, a new token, a new period. Whoever sends it answers for it
/// from now on.
pub struct Resend;

impl Operation for Resend {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/invitations/{inv}/resend",
        "invitations.resend",
        "Send an invitation again, with a new link",
    )
    .secrets(&["link"])
    .previews()
    .refuses(&[
        Code::InvitationNotPending,
        Code::MayNotGrant,
        Code::AlreadyMember,
        Code::PreconditionFailed,
    ]);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Resent;
}

impl Write for Resend {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Resent>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let NoBody {} = ask.body()?;
        let (state, now) = (found.state(tx.now()), tx.now());
        resending(state).map_err(|_| not_pending())?;
        let picture = tx.picture();
        // They may have come in another way since.
        let accounts = members::store::accounts(tx, vec![found.email_key.clone()])?;
        for account in accounts.values() {
            not_yet_a_member(&picture, account.user)?;
        }
        let offer = found.offer.offer(picture.model())?.still_standing(&picture);
        may_invite(&picture, tx.member()?, found.role, &offer, now)?;
        if !tx.request().preview {
            tx.app().limits.count(Limited::Invitations, &tx.actor().user.to_string())?;
        }

        let link = Link::new(tx, found.delivery);
        let expires_at = expiry(now, organizations::store::invitation_days(tx)?);
        outbox::void(tx.sql(), found.id)?;
        store::renew(tx, found.id, &link.hash, link.delivery_state, expires_at)?;
        shares::offered::take_over(tx, &found)?;
        let role = role(picture.model(), found.role)?;
        link.send(tx, found.id, &found.email, role, found.message.as_deref(), expires_at)?;
        let record = Record::new(
            "invitations.resend",
            party("invitation", found.id, found.email),
            json!({ "status": state_word(state), "expires_at": found.expires_at }),
            json!({ "status": "pending", "expires_at": expires_at }),
        );
        let renewed = store::find(tx, found.id)?;
        let invitation = body::body(tx, renewed)?;
        let prospective = prospect(&picture, role, &offer, now)?;
        let seats = u64::from(role.seat == Seat::Paid);
        let resent = Resent { invitation, link: link.by_hand() };
        Ok(Outcome::changed(resent, record).rehearsed(prospective, seats, Vec::new()))
    }
}

pub(super) fn not_pending() -> Refusal {
    Refusal::new(Code::InvitationNotPending, "This invitation was accepted. Change the member instead.")
}
