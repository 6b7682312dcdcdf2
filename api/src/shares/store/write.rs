//! Making shares, handing them on, and ending them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{GrantId, InvitationId, ItemId, MemberId, ShareId, UserId};
use shared::shares::wire::ShareAccess;

use super::rows::access_key;
use crate::authz::need::Admits;
use crate::authz::{Proof, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::shares;
use crate::http::Refusal;

/// What a share is to be.
#[derive(Debug)]
pub(in crate::shares) struct Written<'a> {
    pub id: ShareId,
    pub item: ItemId,
    pub email: &'a str,
    pub email_key: &'a str,
    pub access: ShareAccess,
    pub expires_at: Option<DateTime<Utc>>,
    pub member: Option<MemberId>,
    pub grant: Option<GrantId>,
    pub invitation: Option<InvitationId>,
}

/// Writes it, by the actor: a new one, or in place of the one with this id.
pub(in crate::shares) fn write<N: Admits>(
    tx: &mut Writing<'_, N>,
    written: &Written<'_>,
    is_new: bool,
) -> Result<(), Refusal> {
    let (organization, now, by) = (Key(tx.organization()), At(tx.now()), Key(tx.actor().user));
    let Written { id, item, email, email_key, access, expires_at, member, grant, invitation } = written;
    let values = (
        (shares::email.eq(*email), shares::email_key.eq(*email_key)),
        shares::access.eq(access_key(*access)),
        shares::expires_at.eq(expires_at.map(At)),
        shares::member_id.eq(member.map(Key)),
        shares::grant_id.eq(grant.map(Key)),
        shares::invitation_id.eq(invitation.map(Key)),
        shares::created_by.eq(by),
        // The grant that it had is closed by now, and so is the share with it.
        shares::ended_at.eq(None::<At>),
    );
    if is_new {
        diesel::insert_into(shares::table)
            .values((
                shares::id.eq(Key(*id)),
                shares::organization_id.eq(organization),
                shares::item_id.eq(Key(*item)),
                shares::created_at.eq(now),
                values,
            ))
            .execute(tx.sql())?;
    } else {
        diesel::update(shares::table.filter(shares::id.eq(Key(*id))))
            .filter(shares::organization_id.eq(organization))
            .set(values)
            .execute(tx.sql())?;
    }
    Ok(())
}

/// A share that was offered is a member's now.
pub(in crate::shares) fn activate<N>(
    tx: &mut Writing<'_, N>,
    id: ShareId,
    member: MemberId,
    grant: GrantId,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(shares::table.filter(shares::id.eq(Key(id))))
        .filter(shares::organization_id.eq(organization))
        .set((shares::member_id.eq(Key(member)), shares::grant_id.eq(Key(grant))))
        .execute(tx.sql())?;
    Ok(())
}

/// Whoever shares what was offered is the actor from now on.
pub(in crate::shares) fn take_over<N: Admits>(tx: &mut Writing<'_, N>, id: ShareId) -> Result<(), Refusal> {
    let by = tx.actor().user;
    hand_over(tx, id, by)
}

/// Somebody else answers for it from now on.
pub(in crate::shares) fn hand_over<N: Admits>(
    tx: &mut Writing<'_, N>,
    id: ShareId,
    by: UserId,
) -> Result<(), Refusal> {
    let (organization, by) = (Key(tx.organization()), Key(by));
    diesel::update(shares::table.filter(shares::id.eq(Key(id))))
        .filter(shares::organization_id.eq(organization))
        .set(shares::created_by.eq(by))
        .execute(tx.sql())?;
    Ok(())
}

/// It is over.
pub(in crate::shares) fn end<N>(tx: &mut Writing<'_, N>, id: ShareId) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    diesel::update(shares::table.filter(shares::id.eq(Key(id))))
        .filter(shares::organization_id.eq(organization))
        .filter(shares::ended_at.is_null())
        .set(shares::ended_at.eq(now))
        .execute(tx.sql())?;
    Ok(())
}

/// What these invitations offered is over, for they are gone.
pub(crate) fn end_of<N: Admits>(tx: &mut Writing<'_, N>, gone: &[Key<InvitationId>]) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    diesel::update(shares::table.filter(shares::invitation_id.eq_any(gone.to_vec())))
        .filter(shares::organization_id.eq(organization))
        .filter(shares::grant_id.is_null())
        .filter(shares::ended_at.is_null())
        .set(shares::ended_at.eq(now))
        .execute(tx.sql())?;
    Ok(())
}
