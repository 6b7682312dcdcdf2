//! `POST /v1/invitations/accept`, and the same from one's own list

use serde_json::json;
use shared::access::GrantSource;
use shared::ids::{InvitationId, MemberId, WorkspaceId};
use shared::invitations::rules::{self, Newcomer, Offer, Recorded, State};
use shared::invitations::wire::{Accepted, InvitationToken};
use shared::notifications::{Page, Topic};
use shared::plans::Feature;
use shared::problem::Code;

use super::store::{self, Found};
use crate::authz::invitee::Answering;
use crate::authz::{InvitationName, Invitee, Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, ByInvitation, Operation, Refusal, Spec};
use crate::members::admit::{CameIn, admit, landing};
use crate::notifications::Notice;
use crate::outbox::letters;
use crate::shares::offered::Waiting;
use crate::{plans, runtime};

const REFUSALS: &[Code] = &[
    Code::AlreadyMember,
    Code::MemberDeactivated,
    Code::InvitationSenderMayNot,
    Code::AboveCeiling,
    Code::PlanRequired,
];

/// Accepts by the link.
pub struct Accept;
/// Accepts out of one's own list.
pub struct AcceptMine;

impl Operation for Accept {
    const SPEC: Spec = Spec::post("/v1/invitations/accept", "invitations.accept", "Accept an invitation")
        .previews()
        .refuses(REFUSALS);
    type Inner = ();
    type Query = NoQuery;
    type Body = InvitationToken;
    type Answer = Accepted;
}

impl Operation for AcceptMine {
    const SPEC: Spec = Spec::post(
        "/v1/me/invitations/{inv}/accept",
        "me.accept_invitation",
        "Accept an invitation that waits for you",
    )
    .previews()
    .refuses(REFUSALS);
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Accepted;
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
    ) -> Result<Outcome<Accepted>, Refusal> {
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
    ) -> Result<Outcome<Accepted>, Refusal> {
        accept(tx, found)
    }
}

fn accept(tx: &mut Writing<'_, Invitee>, found: Found) -> Result<Outcome<Accepted>, Refusal> {
    if found.state(tx.now()) == State::Accepted {
        // The gate let the same person through again: the same answer, nothing written.
        // Asked of the snapshot: the gate may have looked before the first of several at once came through.
        let user = tx.actor().user;
        return Ok(Outcome::unchanged(landing(tx, user, &asked_into(&found))?));
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
    Ok(Outcome::changed(accepted, record).and(voided))
}

/// The workspaces that the invitation was for.
fn asked_into(found: &Found) -> Vec<WorkspaceId> {
    found.offer.workspaces.keys().copied().collect()
}
