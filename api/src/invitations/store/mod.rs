//! Invitations in the database.

mod change;
mod gate;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{InvitationId, MemberId, RoleId, UserId};
use shared::invitations::rules::{Recorded, State};
use shared::invitations::wire::{Delivery, DeliveryState};
use shared::text::EmailAddress;

pub use change::{
    Renewed, answer, ask_address, edit, queue, readdress, renew, replace_role, revoke, void_for, vouch,
};
pub use gate::{address_of, by_id, by_token, membership_of, note_refusal, outlived};
pub(super) use rows::key_of;
pub use rows::{Asked, Found, StoredGrant, StoredOffer};
use rows::{Row, found, rows};
pub(crate) use rows::{UNANSWERED, read_status, status_key};

use crate::authz::need::{Admits, Holds, Members, Sees};
use crate::authz::{Proof, Reading, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{invitations, users};
use crate::http::{Refusal, page};

/// Waits for an answer in time, or for a seat.
macro_rules! open {
    ($now:expr) => {
        invitations::status
            .eq(status_key(Recorded::Queued))
            .or(invitations::status.eq(status_key(Recorded::Pending)).and(invitations::expires_at.gt($now)))
    };
}

/// One invitation of the organization.
pub fn find<P: Proof>(tx: &mut P, id: InvitationId) -> Result<Found, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let row: Option<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::id.eq(Key(id)))
        .first(tx.sql())
        .optional()?;
    row.map(found).transpose()?.ok_or_else(Refusal::not_found)
}

/// What the list of invitations is narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub text: Option<String>,
    /// Empty: all but accepted.
    pub states: Vec<State>,
    pub limit: u32,
    pub cursor: Option<(DateTime<Utc>, InvitationId)>,
}

macro_rules! narrowed {
    ($query:expr, $organization:expr, $now:expr, $filter:expr) => {{
        let pending = || invitations::status.eq(status_key(Recorded::Pending));
        let mut query = $query.filter(invitations::organization_id.eq($organization)).into_boxed();
        if let Some(text) = &$filter.text {
            query = query.filter(invitations::email_key.like(text.clone()).escape('\\'));
        }
        if $filter.states.is_empty() {
            query = query.filter(invitations::status.ne(status_key(Recorded::Accepted)));
        } else {
            // What is asked for, as states that are stored: an expired one is stored as pending.
            let stored = |recorded: Recorded, state: State| {
                $filter.states.contains(&state).then_some(status_key(recorded))
            };
            let plain: Vec<&str> = [
                stored(Recorded::Queued, State::Queued),
                stored(Recorded::Accepted, State::Accepted),
                stored(Recorded::Declined, State::Declined),
                stored(Recorded::Revoked, State::Revoked),
            ]
            .into_iter()
            .flatten()
            .collect();
            let (open, expired) =
                ($filter.states.contains(&State::Pending), $filter.states.contains(&State::Expired));
            query = match (open, expired) {
                (true, true) => query.filter(pending().or(invitations::status.eq_any(plain))),
                (true, false) => query.filter(
                    pending().and(invitations::expires_at.gt(At($now))).or(invitations::status.eq_any(plain)),
                ),
                (false, true) => query.filter(
                    pending().and(invitations::expires_at.le(At($now))).or(invitations::status.eq_any(plain)),
                ),
                (false, false) => query.filter(invitations::status.eq_any(plain)),
            };
        }
        query
    }};
}

/// A page of invitations, newest first.
pub fn list<N: Sees<Members>>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
) -> Result<(Vec<Found>, Option<String>), Refusal> {
    let (organization, now) = (Key(tx.organization()), tx.now());
    let mut query = narrowed!(rows!(), organization, now, filter);
    if let Some((at, id)) = filter.cursor {
        query = query.filter(
            invitations::created_at
                .lt(At(at))
                .or(invitations::created_at.eq(At(at)).and(invitations::id.lt(Key(id)))),
        );
    }
    let rows: Vec<Row> = query
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(i64::from(filter.limit) + 1)
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, filter.limit, |row| (row.times.0.0, row.id.0));
    Ok((rows.into_iter().map(found).collect::<Result<_, _>>()?, next))
}

/// How many invitations the filter shows.
pub fn total<N: Sees<Members>>(tx: &mut Reading<'_, N>, filter: &Filter) -> Result<u64, Refusal> {
    let (organization, now) = (Key(tx.organization()), tx.now());
    let query = narrowed!(invitations::table, organization, now, filter);
    let total: i64 = query.count().get_result(tx.sql())?;
    Ok(total.unsigned_abs())
}

/// A new invitation.
#[derive(Debug)]
pub struct New<'a> {
    pub id: InvitationId,
    pub email: &'a EmailAddress,
    pub role: RoleId,
    /// Pending, or queued.
    pub recorded: Recorded,
    pub offer: &'a StoredOffer,
    pub message: Option<&'a str>,
    pub delivery: Delivery,
    pub delivery_state: DeliveryState,
    pub token_hash: &'a str,
    pub days: u8,
    pub expires_at: DateTime<Utc>,
}

/// What is over of the invitations to these addresses gives way to new ones: its token is dead with it, and so
/// is what was shared by it.
pub fn give_way<N: Admits>(tx: &mut Writing<'_, N>, keys: Vec<String>) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let same = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::email_key.eq_any(keys))
        .filter(invitations::status.ne(status_key(Recorded::Accepted)))
        .filter(diesel::dsl::not(open!(now)));
    let gone: Vec<Key<InvitationId>> = same.select(invitations::id).load(tx.sql())?;
    if gone.is_empty() {
        return Ok(());
    }
    crate::shares::store::end_of(tx, &gone)?;
    diesel::delete(invitations::table.filter(invitations::organization_id.eq(organization)))
        .filter(invitations::id.eq_any(gone))
        .execute(tx.sql())?;
    Ok(())
}

/// Invitations of one statement: PostgreSQL takes 65,535 values in one, SQLite half of that.
const AT_ONCE: usize = 1_000;

/// Writes them. What is over for their addresses has given way before.
pub fn insert<N: Admits>(tx: &mut Writing<'_, N>, new: &[New<'_>]) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let inviter_member = tx.member()?;
    let inviter_user = tx.actor().user;
    for new in new.chunks(AT_ONCE) {
        let rows: Vec<_> = new
            .iter()
            .map(|new| {
                (
                    invitations::id.eq(Key(new.id)),
                    invitations::organization_id.eq(organization),
                    (invitations::email.eq(new.email.as_str()), invitations::email_key.eq(new.email.key())),
                    invitations::role_id.eq(Key(new.role)),
                    invitations::offer.eq(Json::of(new.offer)),
                    invitations::message.eq(new.message),
                    invitations::status.eq(status_key(new.recorded)),
                    (
                        invitations::delivery.eq(key_of(new.delivery)),
                        invitations::delivery_state.eq(key_of(new.delivery_state)),
                    ),
                    invitations::token_hash.eq(new.token_hash),
                    (
                        invitations::inviter_user_id.eq(Key(inviter_user)),
                        invitations::inviter_member_id.eq(Key(inviter_member)),
                    ),
                    (
                        invitations::created_at.eq(now),
                        invitations::issued_at.eq(now),
                        invitations::vouched_at.eq(now),
                        invitations::expires_at.eq(At(new.expires_at)),
                        invitations::days.eq(i32::from(new.days)),
                    ),
                    invitations::revision.eq(1),
                )
            })
            .collect();
        let into = diesel::insert_into(invitations::table);
        match tx.sql() {
            AnyConn::Pg(pg) => into.values(rows).execute(pg)?,
            AnyConn::Sqlite(lite) => into.values(rows).execute(lite)?,
        };
    }
    Ok(())
}

/// Which of these addresses have an open invitation.
pub fn open_among<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    keys: Vec<String>,
) -> Result<BTreeSet<String>, Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let open: Vec<String> = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::email_key.eq_any(keys))
        .filter(open!(now))
        .select(invitations::email_key)
        .load(tx.sql())?;
    Ok(open.into_iter().collect())
}

/// These invitations of the organization, by id.
pub fn find_all<P: Proof>(tx: &mut P, ids: &[InvitationId]) -> Result<BTreeMap<InvitationId, Found>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let ids: Vec<Key<InvitationId>> = ids.iter().copied().map(Key).collect();
    let rows: Vec<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::id.eq_any(ids))
        .load(tx.sql())?;
    rows.into_iter().map(|row| found(row).map(|found| (found.id, found))).collect()
}

/// The open invitation of an address, if it has one.
pub fn open_for<N: Admits>(tx: &mut Writing<'_, N>, email: &EmailAddress) -> Result<Option<Found>, Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let row: Option<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::email_key.eq(email.key()))
        .filter(open!(now))
        .first(tx.sql())
        .optional()?;
    row.map(found).transpose()
}

/// Whether it was made to bring shares, and nothing else.
pub fn is_for_items_alone<N: Admits>(tx: &mut Writing<'_, N>, id: InvitationId) -> Result<bool, Refusal> {
    let organization = Key(tx.organization());
    let row: Option<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::id.eq(Key(id)))
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .first(tx.sql())
        .optional()?;
    Ok(row.map(found).transpose()?.is_some_and(|found| found.offer.only_items))
}

/// Every invitation that was not answered and offers this role, expired ones too: they can be sent again.
pub fn unanswered_with_role<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    role: RoleId,
) -> Result<Vec<Found>, Refusal> {
    let organization = Key(tx.organization());
    let rows: Vec<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .load(tx.sql())?;
    let found = rows.into_iter().map(found).collect::<Result<Vec<_>, _>>()?;
    let offers = |found: &Found| found.role == role || found.offer.roles().any(|over| over == role);
    Ok(found.into_iter().filter(offers).collect())
}

/// Those that wait for a seat, the first in line first, at most as many as one call invites.
pub(super) fn queued<P: Proof>(tx: &mut P) -> Result<Vec<Found>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let rows: Vec<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::status.eq(status_key(Recorded::Queued)))
        .order((invitations::created_at, invitations::id))
        .limit(AT_ONCE as i64)
        .load(tx.sql())?;
    rows.into_iter().map(found).collect()
}

/// Which place in line each of those has that wait for a seat, from 1.
pub(super) fn places<P: Proof>(tx: &mut P) -> Result<BTreeMap<InvitationId, u64>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let ids: Vec<Key<InvitationId>> = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::status.eq(status_key(Recorded::Queued)))
        .order((invitations::created_at, invitations::id))
        .select(invitations::id)
        .load(tx.sql())?;
    Ok(ids.into_iter().map(|id| id.0).zip(1..).collect())
}

/// Every invitation of these members' that waits for an answer or for a seat, expired ones too, oldest first.
pub(crate) fn sent_by<P: Proof>(tx: &mut P, members: &[MemberId]) -> Result<Vec<Found>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let rows: Vec<Row> = rows!()
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::inviter_member_id.eq_any(members.iter().copied().map(Key)))
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .order((invitations::created_at, invitations::id))
        .load(tx.sql())?;
    rows.into_iter().map(found).collect()
}

/// Makes another member its sender. Its link stays as it is.
pub(crate) fn hand_over<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: InvitationId,
    heir: MemberId,
    user: UserId,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(
        invitations::table
            .filter(invitations::organization_id.eq(organization))
            .filter(invitations::id.eq(Key(id))),
    )
    .set((
        invitations::inviter_member_id.eq(Key(heir)),
        invitations::inviter_user_id.eq(Key(user)),
        invitations::revision.eq(invitations::revision + 1),
    ))
    .execute(tx.sql())?;
    Ok(())
}

/// How many open invitations offer each role, to the organization or in a workspace.
pub fn open_by_role<P: Proof>(tx: &mut P) -> Result<BTreeMap<RoleId, u64>, Refusal>
where
    P::Need: Sees<Members>,
{
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let rows: Vec<(Key<RoleId>, Json)> = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(open!(now))
        .select((invitations::role_id, invitations::offer))
        .load(tx.sql())?;
    let mut counts = BTreeMap::new();
    for (role, offer) in rows {
        let offer: StoredOffer = offer.read()?;
        for role in offer.roles().chain([role.0]).collect::<BTreeSet<RoleId>>() {
            *counts.entry(role).or_default() += 1;
        }
    }
    Ok(counts)
}
