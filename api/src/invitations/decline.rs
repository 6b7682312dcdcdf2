//! `POST /v1/invitations/decline`, and the same from one's own list

use serde_json::json;
use shared::access::{Access, CoreScope, Resource};
use shared::ids::InvitationId;
use shared::invitations::rules::{Recorded, State};
use shared::invitations::wire::InvitationToken;
use shared::notifications::{Page, Topic};

use super::store::{self, Found};
use crate::authz::invitee::Answering;
use crate::authz::{InvitationName, Invitee, Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, ByInvitation, Empty, Operation, Refusal, Spec};
use crate::notifications::Notice;
use crate::organizations;
use crate::outbox::letters;

/// Declines by the link.
pub struct Decline;
/// Declines out of one's own list.
pub struct DeclineMine;

impl Operation for Decline {
    const SPEC: Spec = Spec::post("/v1/invitations/decline", "invitations.decline", "Decline an invitation")
        .silent()
        .previews();
    type Inner = ();
    type Query = NoQuery;
    type Body = InvitationToken;
    type Answer = Empty;
}

impl Operation for DeclineMine {
    const SPEC: Spec = Spec::post(
        "/v1/me/invitations/{inv}/decline",
        "me.decline_invitation",
        "Decline an invitation that waits for you",
    )
    .silent()
    .previews();
    type Inner = InvitationId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl ByInvitation for Decline {
    const ANSWERING: Answering = Answering::Decline;
    fn named(ask: &mut Ask<'_, Self>) -> Result<InvitationName, Refusal> {
        Ok(InvitationName::Token(ask.body()?.token.as_str().to_owned()))
    }
    fn run(tx: &mut Writing<'_, Invitee>, _: Ask<'_, Self>, found: Found) -> Result<Outcome<Empty>, Refusal> {
        decline(tx, found)
    }
}

impl ByInvitation for DeclineMine {
    const ANSWERING: Answering = Answering::Decline;
    fn named(ask: &mut Ask<'_, Self>) -> Result<InvitationName, Refusal> {
        let NoBody {} = ask.body()?;
        Ok(InvitationName::Id(ask.inner))
    }
    fn run(tx: &mut Writing<'_, Invitee>, _: Ask<'_, Self>, found: Found) -> Result<Outcome<Empty>, Refusal> {
        decline(tx, found)
    }
}

fn decline(tx: &mut Writing<'_, Invitee>, found: Found) -> Result<Outcome<Empty>, Refusal> {
    if found.state(tx.now()) == State::Declined {
        return Ok(Outcome::unchanged(Empty {}));
    }
    store::answer(tx, found.id, Recorded::Declined)?;
    // The sender is told, if they are still somebody who sees invitations here.
    let sender = found.inviter_member;
    let sees =
        tx.snapshot().check(sender, Resource::Organization, CoreScope::Members, Access::View, tx.now());
    if let Some(sender) = tx.snapshot().member(sender).filter(|_| sees).map(|member| member.user) {
        let organization = organizations::store::name(tx)?;
        let text = format!("{} declined your invitation to {organization}.", found.email);
        let slug = organizations::store::slug(tx)?;
        let link = tx.app().config.page(Page::Invitations.path(&slug).trim_start_matches('/'));
        let letter = letters::InvitationDeclined { email: found.email.clone(), organization, link };
        let notice = Notice::new(Topic::Invitations, "invitations.declined", text);
        tx.notify(sender, &notice.at(Page::Invitations).with(letter))?;
    }
    let record = Record::new(
        "invitations.decline",
        party("invitation", found.id, found.email),
        json!({ "status": store::status_key(found.recorded) }),
        json!({ "status": "declined" }),
    );
    Ok(Outcome::changed(Empty {}, record))
}
