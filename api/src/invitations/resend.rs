//! `POST …/invitations/{inv}/resend`

use serde_json::json;
use shared::access::{Seat, WhenFull};
use shared::ids::InvitationId;
use shared::invitations::rules::{Recorded, State, may_invite, not_yet_a_member, resending};
use shared::invitations::wire::{Delivery, ResendInvitation, Resent};
use shared::plans::Feature;
use shared::plans::seats::is_paid;
use shared::problem::Code;
use shared::text::EmailAddress;

use super::body;
use super::create::prospect;
use super::link::{Link, Words, expiry};
use super::revoke::state_word;
use super::store::{self, Found, Renewed};
use crate::access::role;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{members, organizations, plans, seats, shares};

/// Sends an invitation again: same choices, a new token, the same period from the beginning. Whoever sends it
/// answers for it from now on.
pub struct Resend;

impl Operation for Resend {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/invitations/{inv}/resend",
        "invitations.resend",
        "Send an invitation again: a new link, the old one is dead",
    )
    .secrets(&["link"])
    .previews()
    .refuses(RENEWAL);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = ResendInvitation;
    type Answer = Resent;
}

/// What stands in the way of a new link.
pub(super) const RENEWAL: &[Code] = &[
    Code::InvitationNotPending,
    Code::InvitationPending,
    Code::MayNotGrant,
    Code::UseOwnershipTransfer,
    Code::AlreadyMember,
    Code::MemberDeactivated,
    Code::PlanRequired,
    Code::AccessOver,
    Code::ReachShared,
    Code::AboveCeiling,
    Code::ImplicitMember,
    Code::PreconditionFailed,
    Code::NoSeat,
];

impl Write for Resend {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Resent>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let ResendInvitation { delivery } = ask.body()?;
        renew(tx, &found, None, delivery, "invitations.resend")
    }
}

/// A new link for an invitation, to another address where one is given.
pub(super) fn renew(
    tx: &mut Writing<'_, InOrganization<Members, Full>>,
    found: &Found,
    readdressed: Option<&EmailAddress>,
    delivery: Option<Delivery>,
    action: &'static str,
) -> Result<Outcome<Resent>, Refusal> {
    let (state, now) = (found.state(tx.now()), tx.now());
    resending(state).map_err(|_| not_pending())?;
    let picture = tx.picture();
    let key = readdressed.map_or_else(|| found.email_key.clone(), EmailAddress::key);
    // They may have come in another way since.
    let accounts = members::store::accounts(tx, vec![key.clone()])?;
    for account in accounts.values() {
        not_yet_a_member(&picture, account.user, now)?;
    }
    let moves = key != found.email_key;
    if moves && store::open_among(tx, vec![key.clone()])?.contains(&key) {
        return Err(Refusal::new(
            Code::InvitationPending,
            "This address has an open invitation of its own. Resend that one, or revoke it first.",
        ));
    }
    let offer = found.offer.offer(picture.model())?.still_standing(&picture);
    if !offer.groups.is_empty() {
        plans::require(tx, Feature::Groups)?;
    }
    may_invite(&picture, tx.member()?, found.role, &offer, now)?;
    // What others shared comes along to the address that it was for, as long as nobody closed it.
    if moves || matches!(state, State::Revoked | State::Declined) {
        shares::offered::require_all(tx, found)?;
    }
    if !tx.request().preview {
        tx.app().limits.count(Limited::Invitations, &tx.actor().user.to_string())?;
    }

    // The seat of one that is open is kept for it; any other needs one of those that are free.
    let waits = state != State::Pending && is_paid(&picture, found.role) && !seats::limited(tx)?.has_free();
    let recorded = match (waits, picture.model().when_full) {
        (false, _) => Recorded::Pending,
        (true, WhenFull::Queue) => Recorded::Queued,
        (true, WhenFull::Block) => return Err(seats::none_free()),
    };
    let delivery = delivery.unwrap_or(found.delivery);
    let link = Link::new(tx, delivery);
    let days = found.days.min(organizations::store::invitation_days(tx)?);
    let expires_at = expiry(now, days, offer.ends);
    let to = readdressed.map_or(found.email.as_str(), EmailAddress::as_str);
    if let Some(email) = readdressed {
        if moves {
            store::give_way(tx, vec![key])?;
        }
        store::readdress(tx, found.id, email)?;
        shares::store::readdress(tx, found.id, email)?;
    }
    let (token_hash, delivery_state) = (link.hash.as_str(), link.delivery_state);
    let sender = (tx.member()?, tx.actor().user);
    if !moves && (state, recorded) == (State::Queued, Recorded::Queued) {
        // It waits as before: whoever accepted it finds their place in line by the link that they have.
        store::vouch(tx, found.id, sender)?;
    } else {
        let sender = Some(sender);
        let renewed = Renewed { recorded, token_hash, delivery, delivery_state, expires_at, sender };
        store::renew(tx, found.id, &renewed)?;
    }
    shares::offered::take_over(tx, found)?;
    let role = role(picture.model(), found.role)?;
    let organization = organizations::store::name(tx)?;
    let inviter = tx.actor().name.clone();
    let words = Words {
        inviter: &inviter,
        organization: &organization,
        role,
        message: found.message.as_deref(),
        expires_at,
        ends: offer.ends,
        // The link of one that was revoked or declined was dead before.
        replaces: !moves && matches!(state, State::Pending | State::Expired),
    };
    let mut after = json!({ "email": to, "status": store::status_key(recorded) });
    if recorded == Recorded::Pending {
        link.send(tx, found.id, to, &words)?;
        after["expires_at"] = json!(expires_at);
    }
    let mut before = json!({ "email": found.email, "status": state_word(state) });
    if state != State::Queued {
        before["expires_at"] = json!(found.expires_at);
    }
    let record = Record::new(action, party("invitation", found.id, found.email.clone()), before, after);
    let again = store::find(tx, found.id)?;
    let invitation = body::body(tx, again)?;
    let prospective = prospect(&picture, role, &offer, now)?;
    let seats = u64::from(role.seat == Seat::Paid && recorded == Recorded::Pending);
    let link = link.by_hand().filter(|_| recorded == Recorded::Pending);
    let resent = Resent { invitation, link };
    Ok(Outcome::changed(resent, record).rehearsed(prospective, seats, Vec::new()))
}

pub(super) fn not_pending() -> Refusal {
    Refusal::new(Code::InvitationNotPending, "This invitation was accepted. Change the member instead.")
}
