//! Shares, and the names of items, in the database. What a share gives is a grant, and stands in `access/store`.

mod rows;
mod write;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::ItemFact;
use shared::ids::{InvitationId, ItemId, MemberId, ProjectId, ShareId, UserId};
use shared::invitations::rules::Recorded;
use shared::shares::wire::ShareStatus;
use shared::text::EmailAddress;

use crate::authz::need::{Admits, Inside, Members, Sees};
use crate::authz::{Proof, Reading, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::{invitations, items, memberships, shares, user_emails, users};
use crate::http::{Refusal, page};
use crate::invitations::store::{UNANSWERED, status_key};
use crate::members;

pub(crate) use rows::Row;
use rows::{Columns, row, rows};
pub(crate) use write::end_of;
pub(super) use write::{Written, activate, end, hand_over, take_over, write};

/// One share of an item of this project.
pub(super) fn find<P: Proof>(tx: &mut P, project: ProjectId, id: ShareId) -> Result<Row, Refusal>
where
    P::Need: Inside,
{
    let (organization, now) = (Key(tx.organization()), tx.now());
    let found: Option<Columns> = rows!(organization)
        .filter(items::project_id.eq(Key(project)))
        .filter(shares::id.eq(Key(id)))
        .first(tx.sql())
        .optional()?;
    let row = row(found.ok_or_else(Refusal::not_found)?)?;
    if row.status(now) == ShareStatus::Revoked { Err(Refusal::not_found()) } else { Ok(row) }
}

/// What a list of shares is narrowed to.
#[derive(Debug)]
pub(super) struct Filter {
    pub text: Option<String>,
    /// Empty: all that are not over.
    pub states: Vec<ShareStatus>,
    pub kind: Option<String>,
    pub key: Option<String>,
    pub limit: u32,
    pub cursor: Option<(DateTime<Utc>, ShareId)>,
}

/// A page of the shares of a project's items, newest first.
pub(super) fn page<N: Inside>(
    tx: &mut Reading<'_, N>,
    project: ProjectId,
    filter: &Filter,
) -> Result<(Vec<Row>, Option<String>), Refusal> {
    let (organization, now) = (Key(tx.organization()), tx.now());
    let running = || shares::expires_at.is_null().or(shares::expires_at.gt(At(now)));
    let waiting = || invitations::status.nullable().eq_any(UNANSWERED.map(status_key));
    // One that waits for a seat has no time yet.
    let waits = || invitations::status.nullable().eq(status_key(Recorded::Queued));
    let in_time = || invitations::expires_at.nullable().gt(At(now)).or(waits());
    let has = |state| filter.states.is_empty() || filter.states.contains(&state);
    let mut query = rows!(organization)
        .filter(items::project_id.eq(Key(project)))
        // What was offered by an invitation that is no longer open is over.
        .filter(shares::grant_id.is_not_null().or(waiting().assume_not_null()))
        .into_boxed();
    if !has(ShareStatus::Active) {
        query = query.filter(shares::grant_id.is_null().or(shares::expires_at.le(At(now)).assume_not_null()));
    }
    if !has(ShareStatus::Pending) {
        let ran_out = diesel::dsl::not(in_time()).assume_not_null();
        let over = shares::expires_at.le(At(now)).assume_not_null();
        query = query.filter(shares::grant_id.is_not_null().or(ran_out).or(over));
    }
    if !has(ShareStatus::Expired) {
        let brought = shares::grant_id.is_not_null().or(in_time().assume_not_null());
        query = query.filter(running().assume_not_null()).filter(brought);
    }
    if let Some(text) = &filter.text {
        let by_name = items::name.like(text.clone()).escape('\\');
        let by_address = memberships::email_key.nullable().like(text.clone()).escape('\\').assume_not_null();
        let by_offer = shares::email_key.like(text.clone()).escape('\\');
        query = query
            .filter(by_name.or(by_address).or(memberships::member_id.nullable().is_null().and(by_offer)));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(items::kind.eq(kind.clone()));
    }
    if let Some(key) = &filter.key {
        query = query.filter(items::key.eq(key.clone()));
    }
    if let Some((at, id)) = filter.cursor {
        let same = shares::created_at.eq(At(at)).and(shares::id.lt(Key(id)));
        query = query.filter(shares::created_at.lt(At(at)).or(same));
    }
    let found: Vec<Columns> = query
        .order((shares::created_at.desc(), shares::id.desc()))
        .limit(i64::from(filter.limit) + 1)
        .load(tx.sql())?;
    let (found, next) = page::cut(found, filter.limit, |columns| (columns.5.2.0, columns.0.0.0));
    Ok((found.into_iter().map(row).collect::<Result<_, _>>()?, next))
}

/// The share of an item with a person: by their membership, or by their address.
pub(super) fn of_person<N: Admits>(
    tx: &mut Writing<'_, N>,
    item: ItemId,
    email_key: &str,
    member: Option<MemberId>,
) -> Result<Option<Row>, Refusal> {
    let organization = Key(tx.organization());
    let theirs = shares::email_key.eq(email_key.to_owned()).nullable();
    let theirs = theirs.or(shares::member_id.eq(member.map(Key)));
    let found: Option<Columns> = rows!(organization)
        .filter(shares::item_id.eq(Key(item)))
        .filter(theirs)
        // The membership's own first: the address may be somebody's who has left.
        .order(shares::grant_id.is_null().asc())
        .first(tx.sql())
        .optional()?;
    found.map(row).transpose()
}

/// Whether anybody but for this share has, or is offered, a share of the item.
pub(super) fn is_held<N: Admits>(
    tx: &mut Writing<'_, N>,
    item: ItemId,
    but: Option<ShareId>,
) -> Result<bool, Refusal> {
    let (organization, now) = (Key(tx.organization()), tx.now());
    let found: Vec<Columns> = rows!(organization).filter(shares::item_id.eq(Key(item))).load(tx.sql())?;
    for columns in found {
        let row = row(columns)?;
        let live = match row.status(now) {
            ShareStatus::Pending | ShareStatus::Active => true,
            ShareStatus::Expired | ShareStatus::Revoked => false,
        };
        if live && Some(row.id) != but {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is offered by an invitation.
pub(super) fn of_invitation<N>(
    tx: &mut Writing<'_, N>,
    invitation: InvitationId,
) -> Result<Vec<Row>, Refusal> {
    let organization = Key(tx.organization());
    let found: Vec<Columns> = rows!(organization)
        .filter(shares::invitation_id.eq(Key(invitation)))
        .filter(shares::grant_id.is_null())
        .order(shares::id)
        .load(tx.sql())?;
    found.into_iter().map(row).collect()
}

/// The shares that wait with these invitations, with the invitation of each.
pub(crate) fn of_invitations<P: Proof>(
    tx: &mut P,
    invitations: &[InvitationId],
) -> Result<Vec<(InvitationId, Row)>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let ids: Vec<Key<InvitationId>> = invitations.iter().copied().map(Key).collect();
    let found: Vec<Columns> = rows!(organization)
        .filter(shares::invitation_id.eq_any(ids))
        .filter(shares::grant_id.is_null())
        .order(shares::id)
        .load(tx.sql())?;
    let rows = found.into_iter().map(|columns| {
        let row = row(columns)?;
        Ok(row.invitation.map(|(id, ..)| (id, row)))
    });
    Ok(rows.collect::<Result<Vec<_>, Refusal>>()?.into_iter().flatten().collect())
}

/// Keeps what a member has under the address that they go by now: the one that it was shared with is somebody else's
/// to be asked at. What waits for them there is theirs by that.
pub(super) fn follow<N: Admits>(
    tx: &mut Writing<'_, N>,
    share: ShareId,
    item: ItemId,
    member: MemberId,
) -> Result<(), Refusal> {
    let Some(user) = tx.snapshot().member(member).map(|row| row.user) else { return Ok(()) };
    let email: EmailAddress = members::store::address(tx, user)?.parse().map_err(Refusal::internal)?;
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let live =
        || shares::table.filter(shares::organization_id.eq(organization)).filter(shares::ended_at.is_null());
    let waiting = live()
        .filter(shares::item_id.eq(Key(item)))
        .filter(shares::email_key.eq(email.key()))
        .filter(shares::id.ne(Key(share)));
    diesel::update(waiting).set(shares::ended_at.eq(now)).execute(tx.sql())?;
    diesel::update(live().filter(shares::id.eq(Key(share))))
        .set((shares::email.eq(email.as_str()), shares::email_key.eq(email.key())))
        .execute(tx.sql())?;
    Ok(())
}

/// What waits with an invitation is for another address from now on.
pub(crate) fn readdress<N: Admits>(
    tx: &mut Writing<'_, N>,
    invitation: InvitationId,
    email: &EmailAddress,
) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let waiting = shares::table
        .filter(shares::organization_id.eq(organization))
        .filter(shares::invitation_id.eq(Key(invitation)))
        .filter(shares::ended_at.is_null());
    let items: Vec<Key<ItemId>> = waiting.select(shares::item_id).load(tx.sql())?;
    let there = || {
        shares::table
            .filter(shares::organization_id.eq(organization))
            .filter(shares::item_id.eq_any(items.clone()))
            .filter(shares::email_key.eq(email.key()))
            .filter(shares::ended_at.is_null())
    };
    // Nobody with this address is a member: whoever has an item under it goes by another one by now.
    type Had = (Key<ShareId>, Key<ItemId>, Option<Key<MemberId>>);
    let had: Vec<Had> = there()
        .filter(shares::grant_id.is_not_null())
        .select((shares::id, shares::item_id, shares::member_id))
        .load(tx.sql())?;
    for (share, item, member) in had {
        if let Some(member) = member {
            follow(tx, share.0, item.0, member.0)?;
        }
    }
    // Nor is anybody invited: what still stands there of an item leads nowhere.
    diesel::update(there())
        .filter(shares::invitation_id.is_null().or(shares::invitation_id.ne(Key(invitation))))
        .set(shares::ended_at.eq(now))
        .execute(tx.sql())?;
    diesel::update(shares::table.filter(shares::organization_id.eq(organization)))
        .filter(shares::invitation_id.eq(Key(invitation)))
        .filter(shares::ended_at.is_null())
        .set((shares::email.eq(email.as_str()), shares::email_key.eq(email.key())))
        .execute(tx.sql())?;
    Ok(())
}

/// What these people offered that waits with an invitation.
pub(crate) fn waiting_by<P: Proof>(tx: &mut P, users: &[UserId]) -> Result<Vec<Row>, Refusal>
where
    P::Need: Inside,
{
    let organization = Key(tx.organization());
    let found: Vec<Columns> = rows!(organization)
        .filter(shares::created_by.eq_any(users.iter().copied().map(Key)))
        .filter(shares::grant_id.is_null())
        .filter(shares::invitation_id.is_not_null())
        .order(shares::id)
        .load(tx.sql())?;
    let now = tx.now();
    let found: Vec<Row> = found.into_iter().map(row).collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|row| row.status(now) == ShareStatus::Pending).collect())
}

/// Makes an item known, with what people call it.
pub(super) fn insert_item<N: Admits>(
    tx: &mut Writing<'_, N>,
    item: &ItemFact,
    name: &str,
) -> Result<(), Refusal> {
    let (organization, version, now) = (Key(tx.organization()), tx.version(), At(tx.now()));
    diesel::insert_into(items::table)
        .values((
            items::id.eq(Key(item.id)),
            items::organization_id.eq(organization),
            items::project_id.eq(Key(item.project)),
            items::kind.eq(&item.kind),
            items::key.eq(&item.key),
            items::name.eq(name),
            items::created_at.eq(now),
            items::valid_from.eq(version.cast_signed()),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Calls an item something else. No fact of access hangs on it, so the row stays the same.
pub(super) fn rename_item<N: Admits>(
    tx: &mut Writing<'_, N>,
    item: ItemId,
    name: &str,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(items::table.filter(items::id.eq(Key(item))))
        .filter(items::organization_id.eq(organization))
        .filter(items::valid_to.is_null())
        .set(items::name.eq(name))
        .execute(tx.sql())?;
    Ok(())
}
