//! Invitations that wait for a seat: sent in order, as soon as there is one.

use serde_json::json;
use shared::ids::UserId;
use shared::invitations::rules::Recorded;
use shared::plans::seats::is_paid;

use super::link::{Link, Words, expiry};
use super::problems::Problems;
use super::store::{self, Found, Renewed};
use crate::access::role;
use crate::authz::need::{Holds, Members, Operator};
use crate::authz::{Proof, Record, Writing, party};
use crate::http::Refusal;
use crate::{join_requests, members, organizations, seats};

/// Sends those for which there is a seat, the first in line first. One that nobody could accept as it is, or that
/// is for a role without a seat, holds up nobody behind it. The entries of what was sent.
pub(crate) fn send(tx: &mut Writing<'_, Operator>) -> Result<Vec<Record>, Refusal> {
    let mut free = seats::of(tx)?.free();
    let waiting = store::queued(tx)?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let (picture, now, mut records) = (tx.picture(), tx.now(), Vec::new());
    let mut problems = Problems::new(tx, &waiting, now)?;
    for found in waiting {
        let paid = is_paid(&picture, found.role);
        if paid && free == Some(0) {
            continue;
        }
        // What was shared with the address is looked at when it is accepted.
        if problems.of(&found, &[])?.is_some() {
            continue;
        }
        records.extend(send_one(tx, &found)?);
        free = free.map(|free| free.saturating_sub(u64::from(paid)));
    }
    Ok(records)
}

/// Its time begins now, and whoever made it is its sender still.
fn send_one(tx: &mut Writing<'_, Operator>, found: &Found) -> Result<Vec<Record>, Refusal> {
    let (picture, now) = (tx.picture(), tx.now());
    let link = Link::new(tx, found.delivery);
    let days = found.days.min(organizations::store::invitation_days(tx)?);
    let expires_at = expiry(now, days, found.offer.ends);
    let renewed = Renewed {
        recorded: Recorded::Pending,
        token_hash: &link.hash,
        delivery: found.delivery,
        delivery_state: link.delivery_state,
        expires_at,
    };
    store::renew(tx, found.id, &renewed)?;
    let organization = organizations::store::name(tx)?;
    let words = Words {
        inviter: &found.inviter_name,
        organization: &organization,
        role: role(picture.model(), found.role)?,
        message: found.message.as_deref(),
        expires_at,
        ends: found.offer.ends,
        replaces: false,
    };
    link.send(tx, found.id, &found.email, &words)?;
    let mut records = Vec::new();
    let accounts = members::store::accounts(tx, vec![found.email_key.clone()])?;
    for account in accounts.values().filter(|account| account.verified) {
        records.extend(told(tx, account.user, &words)?);
    }
    let text = format!("A seat is free in {organization}: your invitation to {} was sent.", found.email);
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
