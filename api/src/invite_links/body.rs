//! The link as answers show it.

use serde_json::{Value, json};
use shared::audit_log::wire::Party;
use shared::invite_links::rules::{Spent, reset_suggested, stands};
use shared::invite_links::wire::{InviteLink, InviteLinkState};
use shared::me::wire::Named;
use shared::problem::Code;

use super::store::{self, Link};
use crate::access::{role, role_ref};
use crate::authz::need::{Holds, Members};
use crate::authz::{Proof, party};
use crate::http::Refusal;

/// The link, with its token.
pub(super) fn body<P: Proof>(tx: &mut P, link: &Link) -> Result<InviteLink, Refusal>
where
    P::Need: Holds<Members>,
{
    let left = store::somebody_left(tx, link)?;
    let (picture, now) = (tx.picture(), tx.now());
    let days = tx.app().config.stale_link_days;
    let sealed = tx.app().keys.open(&link.sealed_token).map(String::from_utf8);
    let token = match sealed {
        Some(Ok(token)) => token,
        Some(Err(_)) | None => return Err(Refusal::internal("a link was sealed with another key")),
    };
    // Whoever set it stands for it with all they hold, whatever the credential may use of it that asks.
    let standing = stands(&picture.uncapped(), Some(link.setter_member), link.role, now);
    let state = match (standing, link.limits.let_in(now)) {
        (Err(_), _) => InviteLinkState::SetterMayNot,
        (Ok(()), Err(Spent::Expired)) => InviteLinkState::Expired,
        (Ok(()), Err(Spent::UsedUp)) => InviteLinkState::UsedUp,
        (Ok(()), Ok(())) => InviteLinkState::Open,
    };
    tx.shows_revision(link.revision);
    Ok(InviteLink {
        id: link.id,
        url: tx.app().config.link("join", &token),
        token,
        role: role_ref(role(picture.model(), link.role)?),
        uses: link.limits.uses,
        max_uses: link.limits.max_uses,
        expires_at: link.limits.expires_at,
        allowed_domains: link.allowed_domains.clone(),
        approval: link.approval,
        state,
        set_by: Named { name: link.setter_name.clone() },
        created_at: link.created_at,
        reset_suggested: reset_suggested(link.created_at, left, days, now),
    })
}

/// What an entry keeps of a link. Never the token.
pub(super) fn facts<P: Proof>(tx: &P, link: &Link) -> Result<Value, Refusal> {
    Ok(json!({
        "id": link.id,
        "role": role(tx.snapshot().model(), link.role)?.key,
        "max_uses": link.limits.max_uses,
        "expires_at": link.limits.expires_at,
        "allowed_domains": link.allowed_domains,
        "approval": link.approval,
    }))
}

/// How an entry names the link.
pub(super) fn target(link: &Link) -> Party {
    party("invite_link", link.id, "the invite link")
}

/// The 404 to whoever may let people in, while the link is off.
pub(super) fn disabled() -> Refusal {
    Refusal::new(Code::LinkDisabled, "The invite link is off. Turn it on to have one.")
}

/// The 404 that unknown tokens share with those that were reset or turned off.
pub(super) fn unknown() -> Refusal {
    Refusal::new(
        Code::LinkNotFound,
        "This link leads nowhere: it was reset, or turned off. Ask whoever passed it on for a new one.",
    )
}

/// The 410 of a link that is alive and lets nobody in.
pub(super) fn spent(why: Spent) -> Refusal {
    match why {
        Spent::Expired => Refusal::new(
            Code::LinkExpired,
            "This link has expired. Ask an admin for a new one, or to prolong it.",
        ),
        Spent::UsedUp => Refusal::new(
            Code::LinkUsedUp,
            "As many people came by this link as it was made for. Ask an admin for a new one.",
        ),
    }
}
