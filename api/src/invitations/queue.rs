//! Invitations that wait for a seat: sent in order, as soon as there is one.

use serde_json::json;
use shared::ids::UserId;
use shared::invitations::rules::Recorded;
use shared::plans::seats::is_paid;

use super::link::{Link, Words, expiry};
use super::problems::Problems;
use super::store::{self, Found, Renewed};
use crate::access::role;
use crate::authz::need::{Holds, Members, Sees};
use crate::authz::{Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::{join_requests, organizations, seats};

/// Sends those for which there is a seat, the first in line first. One that nobody could accept as it is, or that
/// is for a role without a seat, holds up nobody behind it. The entries of what was sent.
pub(crate) fn send<N: Holds<Members> + Sees<Members>>(
    tx: &mut Writing<'_, N>,
) -> Result<Vec<Record>, Refusal> {
    let mut free = seats::of(tx)?.free();
    let (picture, now) = (tx.picture(), tx.now());
    let mut waiting = store::queued(tx)?;
    waiting.retain(|found| free != Some(0) || !is_paid(&picture, found.role));
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let mut problems = Problems::new(tx, &waiting, now)?;
    let here = Here {
        organization: organizations::store::name(tx)?,
        days: organizations::store::invitation_days(tx)?,
    };
    let mut records = Vec::new();
    for found in waiting {
        let paid = is_paid(&picture, found.role);
        // What was shared with the address is looked at when it is accepted.
        if paid && free == Some(0) || problems.of(&found, &[])?.is_some() {
            continue;
        }
        let user = problems.account(&found).filter(|account| account.verified).map(|account| account.user);
        records.extend(send_one(tx, &found, user, &here)?);
        free = free.map(|free| free.saturating_sub(u64::from(paid)));
    }
    Ok(records)
}

/// What all of them share.
struct Here {
    /// Its name.
    organization: String,
    /// The longest that an invitation is good for.
    days: u8,
}

/// Its time begins now, and whoever made it is its sender still. `user`: whose address it is, if somebody has shown it
/// to be theirs.
fn send_one<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    found: &Found,
    user: Option<UserId>,
    here: &Here,
) -> Result<Vec<Record>, Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let link = Link::new(tx, found.delivery);
    let expires_at = expiry(now, found.days.min(here.days), found.offer.ends);
    let renewed = Renewed {
        recorded: Recorded::Pending,
        token_hash: &link.hash,
        delivery: found.delivery,
        delivery_state: link.delivery_state,
        expires_at,
        sender: None,
    };
    store::renew(tx, found.id, &renewed)?;
    let organization = &here.organization;
    let words = Words {
        inviter: &found.inviter_name,
        organization,
        role: role(picture.model(), found.role)?,
        message: found.message.as_deref(),
        expires_at,
        ends: found.offer.ends,
        replaces: found.accepted_by.is_some(),
    };
    link.send(tx, found.id, &found.email, &words)?;
    let mut records = match user {
        Some(user) => told(tx, user, &words)?,
        None => Vec::new(),
    };
    let text = if link.by_hand().is_none() {
        format!("A seat is free in {organization}: your invitation to {} was sent.", found.email)
    } else {
        format!(
            "A seat is free in {organization} for {}, and no mail brings the link: make a new one and pass it on.",
            found.email
        )
    };
    tx.tell(found.inviter_user, "invitations.sent", text)?;
    records.push(Record::new(
        "invitations.send",
        party("invitation", found.id, found.email.clone()),
        json!({ "status": store::status_key(Recorded::Queued) }),
        json!({ "status": store::status_key(Recorded::Pending), "expires_at": expires_at }),
    ));
    Ok(records)
}

/// Tells somebody who has an account, in the app. Whoever asked to be let in is asked in now: what they asked is
/// answered, and that is what the entries say.
pub(super) fn told<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    user: UserId,
    words: &Words<'_>,
) -> Result<Vec<Record>, Refusal> {
    let superseded = join_requests::store::supersede(tx, user)?;
    let Words { inviter, organization, role, .. } = words;
    let text = format!("{inviter} invited you to {organization} as {}.", role.name);
    tx.tell(user, "invitations.received", text)?;
    Ok(superseded)
}
