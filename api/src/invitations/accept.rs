//! `POST /v1/invitations/accept`, and the same from one's own list

use serde_json::json;
use shared::access::{GrantSource, WhenFull};
use shared::ids::{InvitationId, MemberId, WorkspaceId};
use shared::invitations::rules::{self, Newcomer, Offer, Recorded, State};
use shared::invitations::wire::{Admission, InvitationToken, Queued, QueuedState};
use shared::notifications::{Page, Topic};
use shared::plans::Feature;
use shared::plans::seats::is_paid;
use shared::problem::Code;

use super::store::{self, Found};
use crate::authz::invitee::Answering;
use crate::authz::{InvitationName, Invitee, Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, ByInvitation, Operation, Refusal, Spec};
use crate::members::admit::{CameIn, admins, admit, landing};
use crate::notifications::{Notice, Place};
use crate::outbox::letters;
use crate::shares::offered::Waiting;
use crate::{plans, runtime, seats};

const REFUSALS: &[Code] = &[
    Code::AlreadyMember,
    Code::MemberDeactivated,
    Code::InvitationSenderMayNot,
    Code::AboveCeiling,
    Code::PlanRequired,
    Code::SeatsFull,
];

/// Accepts by the link.
pub struct Accept;
/// Accepts out of one's own list.
pub struct AcceptMine;

impl Operation for Accept {
    const SPEC: Spec = Spec::post("/v1/invitations/accept", "invitations.accept", "Accept an invitation")
        .previews()
        .defers()
        .refuses(REFUSALS);
    type Inner = ();
    type Query = NoQuery;
    type Body = InvitationToken;
    type Answer = Admission;
}

impl Operation for AcceptMine {
    const SPEC: Spec = Spec::post(
        "/v1/me/invitations/{inv}/accept",
        "me.accept_invitation",
        "Accept an invitation that waits for you",
    )
    .previews()
    .defers()
    .refuses(REFUSALS);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Admission;
}

impl ByInvitation for Accept {
    const ANSWERING: Answering = Answering::Accept;
    fn named(ask: &mut Ask<'_, Self>) -> Result<InvitationName, Refusal> {
        Ok(InvitationName::Token(ask.body()?.token.as_str().to_owned()))
    }
    fn run(
        tx: &mut Writing<'_, Invitee>,
        _: Ask<'_, Self>,
        found: Found,
    ) -> Result<Outcome<Admission>, Refusal> {
        accept(tx, found)
    }
}

impl ByInvitation for AcceptMine {
    const ANSWERING: Answering = Answering::Accept;
    fn named(ask: &mut Ask<'_, Self>) -> Result<InvitationName, Refusal> {
        let NoBody {} = ask.body()?;
        Ok(InvitationName::Id(ask.inner))
    }
    fn run(
        tx: &mut Writing<'_, Invitee>,
        _: Ask<'_, Self>,
        found: Found,
    ) -> Result<Outcome<Admission>, Refusal> {
        accept(tx, found)
    }
}

fn accept(tx: &mut Writing<'_, Invitee>, found: Found) -> Result<Outcome<Admission>, Refusal> {
    if found.state(tx.now()) == State::Accepted {
        // The gate let the same person through again: the same answer, nothing written.
        // Asked of the snapshot: the gate may have looked before the first of several at once came through.
        let user = tx.actor().user;
        return Ok(Outcome::unchanged(Admission::In(landing(tx, user, &asked_into(&found))?)));
    }
    let picture = tx.picture();
    let (now, user, name) = (tx.now(), tx.actor().user, tx.actor().name.clone());
    let member = runtime::new_id::<MemberId>();
    let newcomer =
        Newcomer { user, member, grant_id: &mut runtime::new_id, source: GrantSource::Invitation(found.id) };
    let sender = picture.member(found.inviter_member).map(|sender| sender.id);
    let waiting = Waiting::find(tx, found.id)?;
    let offer = Offer { items: waiting.items(tx), ..found.offer.offer(picture.model())? };
    // Nobody comes into a group of a plan that has none; to leave the groups out would not be what was sent.
    if !offer.still_standing(&picture).groups.is_empty() && !plans::has(tx, Feature::Groups)? {
        return Err(Refusal::new(
            Code::PlanRequired,
            "The organization's plan does not include all that this offers. Ask whoever invited you to change it.",
        ));
    }
    let decision = rules::accept(&picture, sender, newcomer, found.role, &offer, now)?;
    if !has_seat(tx, &found)? {
        return wait(tx, &found);
    }
    // Answered first: what is still open for them when they come in is void.
    store::answer(tx, found.id, Recorded::Accepted)?;
    let CameIn { accepted, voided } = admit(tx, user, &decision, &asked_into(&found))?;
    waiting.accepted(tx, member, &decision)?;

    if let Some(sender) = sender.and_then(|sender| picture.member(sender)) {
        let organization = accepted.organization.name.to_string();
        let text = format!("{name} joined {organization}.");
        let page = Page::Member(member);
        let link = tx.app().config.page(page.path(&accepted.organization.slug).trim_start_matches('/'));
        let letter = letters::InvitationAccepted {
            name: name.clone(),
            email: found.email.clone(),
            organization,
            link,
        };
        let notice = Notice::new(Topic::Invitations, "invitations.accepted", text);
        tx.notify(sender.user, &notice.at(page).with(letter))?;
    }
    let record = Record::new(
        "invitations.accept",
        party("member", member, name),
        json!(null),
        json!({ "invitation": found.id, "email": found.email, "role": accepted.membership.role.key }),
    );
    Ok(Outcome::changed(Admission::In(accepted), record).and(voided))
}

/// Whether there is a seat for whoever it is for. One that is open has had its own kept, as far as the plan still has as
/// many.
fn has_seat(tx: &mut Writing<'_, Invitee>, found: &Found) -> Result<bool, Refusal> {
    if !is_paid(tx.snapshot(), found.role) {
        return Ok(true);
    }
    let seats = seats::limited(tx)?;
    Ok(if found.recorded == Recorded::Queued { seats.has_free() } else { seats.has_kept() })
}

/// They wait for a seat, where the model lets people wait; admins are told.
fn wait(tx: &mut Writing<'_, Invitee>, found: &Found) -> Result<Outcome<Admission>, Refusal> {
    match tx.snapshot().model().when_full {
        WhenFull::Block => return Err(seats::full()),
        WhenFull::Queue => {}
    }
    let queued = Admission::Queued(Queued { state: QueuedState::Queued });
    if found.recorded == Recorded::Queued {
        return Ok(Outcome::unchanged(queued).deferred());
    }
    store::queue(tx, found.id)?;
    let (picture, now, name) = (tx.picture(), tx.now(), tx.actor().name.clone());
    let Place { name: organization, .. } = tx.place()?;
    let text =
        format!("{name} accepted an invitation to {organization}, and no seat is free: they wait for one.");
    let notice = Notice::new(Topic::Requests, "invitations.queued", text).at(Page::Invitations);
    tx.notify_all(&admins(&picture, now), &notice)?;
    let record = Record::new(
        "invitations.queue",
        party("invitation", found.id, found.email.clone()),
        json!({ "status": store::status_key(Recorded::Pending) }),
        json!({ "status": store::status_key(Recorded::Queued) }),
    );
    Ok(Outcome::changed(queued, record).deferred())
}

/// The workspaces that the invitation was for.
fn asked_into(found: &Found) -> Vec<WorkspaceId> {
    found.offer.workspaces.keys().copied().collect()
}
