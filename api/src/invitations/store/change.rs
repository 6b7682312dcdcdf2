//! What becomes of an invitation that is there.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use shared::ids::{InvitationId, MemberId, OrganizationId, RoleId, UserId};
use shared::invitations::rules::Recorded;
use shared::invitations::wire::{Delivery, DeliveryState};
use shared::text::EmailAddress;

use super::rows::{StoredOffer, UNANSWERED, key_of, status_key};
use crate::authz::need::{Admits, Enters, Holds, Members};
use crate::authz::{Holder, Invitee, Proof, Record, Writing, party};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{invitations, user_emails};
use crate::http::Refusal;
use crate::outbox;

/// Writes values into the row of one invitation of the organization.
macro_rules! set {
    ($tx:expr, $id:expr, $values:expr) => {{
        let organization = Key($tx.organization());
        diesel::update(invitations::table.filter(invitations::organization_id.eq(organization)))
            .filter(invitations::id.eq(Key($id)))
            .set($values)
            .execute($tx.sql())?;
        Ok(())
    }};
}

/// What a new link of an invitation is to be.
#[derive(Debug)]
pub struct Renewed<'a> {
    /// Pending, or queued where there is no seat for it yet.
    pub recorded: Recorded,
    pub token_hash: &'a str,
    pub delivery: Delivery,
    pub delivery_state: DeliveryState,
    pub expires_at: DateTime<Utc>,
    /// Who stands for it from now on; none: whoever did.
    pub sender: Option<(MemberId, UserId)>,
}

/// Gives it a new token: whatever the old one was, it is dead. What was asked with the old one is answered, or no
/// longer anybody's to ask.
pub fn renew<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    renewed: &Renewed<'_>,
) -> Result<(), Refusal> {
    let now = At(tx.now());
    let Renewed { recorded, token_hash, delivery, delivery_state, expires_at, sender } = *renewed;
    // A mail with the old one does not leave any more.
    outbox::void(tx.sql(), id)?;
    if let Some(sender) = sender {
        vouch(tx, id, sender)?;
    }
    set!(
        tx,
        id,
        (
            invitations::status.eq(status_key(recorded)),
            invitations::token_hash.eq(token_hash),
            invitations::delivery.eq(key_of(delivery)),
            invitations::delivery_state.eq(key_of(delivery_state)),
            invitations::issued_at.eq(now),
            invitations::expires_at.eq(At(expires_at)),
            invitations::accepted_user_id.eq(None::<Key<UserId>>),
            invitations::asked_user_id.eq(None::<Key<UserId>>),
            invitations::asked_email.eq(None::<&str>),
            invitations::asked_at.eq(None::<At>),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// This member stands for it from now on, as if they had made it now.
pub fn vouch<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    (member, user): (MemberId, UserId),
) -> Result<(), Refusal> {
    let now = At(tx.now());
    set!(
        tx,
        id,
        (
            invitations::inviter_member_id.eq(Key(member)),
            invitations::inviter_user_id.eq(Key(user)),
            invitations::vouched_at.eq(now),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// Whom it is for accepted it, and waits for a seat from now on. It is sent anew when one is free.
pub fn queue<N: Enters>(tx: &mut Writing<'_, N>, id: InvitationId) -> Result<(), Refusal> {
    let user = Key(tx.actor().user);
    set!(
        tx,
        id,
        (
            invitations::status.eq(status_key(Recorded::Queued)),
            invitations::accepted_user_id.eq(Some(user)),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// It is for another address from now on. Whoever was turned away from it before was another matter.
pub fn readdress<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    email: &EmailAddress,
) -> Result<(), Refusal> {
    set!(
        tx,
        id,
        (
            invitations::email.eq(email.as_str()),
            invitations::email_key.eq(email.key()),
            invitations::last_refusal_code.eq(None::<&str>),
            invitations::last_refusal_at.eq(None::<At>),
        )
    )
}

/// Notes that the actor asked for it at an address of theirs.
pub fn ask_address(tx: &mut Writing<'_, Holder>, id: InvitationId, email: &str) -> Result<(), Refusal> {
    let (user, now) = (Key(tx.actor().user), At(tx.now()));
    set!(
        tx,
        id,
        (
            invitations::asked_user_id.eq(Some(user)),
            invitations::asked_email.eq(Some(email)),
            invitations::asked_at.eq(Some(now)),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// Changes what it offers. The actor is its sender from now on.
pub fn edit<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    role: RoleId,
    offer: &StoredOffer,
    message: Option<&str>,
    expires_at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (inviter_member, inviter_user) = (tx.member()?, tx.actor().user);
    set!(
        tx,
        id,
        (
            invitations::role_id.eq(Key(role)),
            invitations::offer.eq(Json::of(offer)),
            invitations::message.eq(message),
            invitations::expires_at.eq(At(expires_at)),
            invitations::inviter_member_id.eq(Key(inviter_member)),
            invitations::inviter_user_id.eq(Key(inviter_user)),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// Changes the roles that it offers because one of them is deleted. Its sender stays who they are.
pub fn replace_role<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    role: RoleId,
    offer: &StoredOffer,
) -> Result<(), Refusal> {
    set!(
        tx,
        id,
        (
            invitations::role_id.eq(Key(role)),
            invitations::offer.eq(Json::of(offer)),
            invitations::revision.eq(invitations::revision + 1),
        )
    )
}

/// Closes it without an answer.
pub fn revoke<N: Admits>(tx: &mut Writing<'_, N>, id: InvitationId) -> Result<(), Refusal> {
    let organization = tx.organization();
    close(tx.sql(), organization, id, Recorded::Revoked, None)
}

/// Closes it with the invited person's answer.
pub fn answer(tx: &mut Writing<'_, Invitee>, id: InvitationId, recorded: Recorded) -> Result<(), Refusal> {
    let (organization, user) = (tx.organization(), tx.actor().user);
    close(tx.sql(), organization, id, recorded, Some(user))
}

/// A mail that would bring it and has not left does not leave any more.
fn close(
    conn: &mut AnyConn,
    organization: OrganizationId,
    id: InvitationId,
    recorded: Recorded,
    by: Option<UserId>,
) -> Result<(), Refusal> {
    let accepted_by = by.filter(|_| recorded == Recorded::Accepted);
    diesel::update(
        invitations::table
            .filter(invitations::organization_id.eq(Key(organization)))
            .filter(invitations::id.eq(Key(id))),
    )
    .set((
        invitations::status.eq(status_key(recorded)),
        invitations::accepted_user_id.eq(accepted_by.map(Key)),
        invitations::revision.eq(invitations::revision + 1),
    ))
    .execute(conn)?;
    outbox::void(conn, id)
}

/// Voids what is open for an address: somebody who was removed needs a new invitation, and whoever was
/// admitted another way needs none.
///
/// An extra address that nobody has proven says nothing about whose invitations are meant.
pub fn void_for<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<Vec<Record>, Refusal> {
    let organization = Key(tx.organization());
    let keys: Vec<String> = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::is_primary.or(user_emails::verified_at.is_not_null()))
        .select(user_emails::address_key)
        .load(tx.sql())?;
    let open: Vec<(Key<InvitationId>, String, String)> = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::email_key.eq_any(keys))
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .select((invitations::id, invitations::email, invitations::status))
        .load(tx.sql())?;
    let mut records = Vec::new();
    for (id, email, status) in open {
        close(tx.sql(), organization.0, id.0, Recorded::Revoked, None)?;
        records.push(Record::new(
            "invitations.revoke",
            party("invitation", id.0, email),
            json!({ "status": status }),
            json!({ "status": "revoked" }),
        ));
    }
    Ok(records)
}
