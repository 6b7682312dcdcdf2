//! The names that an answer about somebody's access says, beside those of workspaces and projects.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{GrantId, ItemId, MemberId, ShareId, UserId};

use crate::authz::Proof;
use crate::authz::need::SeesOne;
use crate::db::columns::{At, Key};
use crate::db::schema::{grants, items, memberships, organizations, shares, users};
use crate::http::Refusal;

/// What the organization is called.
pub(crate) fn organization_name<P: Proof>(tx: &mut P) -> Result<String, Refusal>
where
    P::Need: SeesOne,
{
    let organization = tx.organization();
    let named = organizations::table.filter(organizations::id.eq(Key(organization)));
    Ok(named.select(organizations::name).first(tx.sql())?)
}

/// The names of these people, as far as they are or were members: somebody who gave access may have left.
pub(crate) fn names<P: Proof>(tx: &mut P, of: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, String>, Refusal>
where
    P::Need: SeesOne,
{
    if of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let organization = tx.organization();
    let ids: Vec<Key<UserId>> = of.iter().copied().map(Key).collect();
    let rows: Vec<(Key<UserId>, String)> = memberships::table
        .inner_join(users::table)
        .filter(memberships::organization_id.eq(Key(organization)))
        .filter(memberships::user_id.eq_any(ids))
        .select((users::id, users::name))
        .distinct()
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// When these grants were given.
pub(crate) fn given_at<P: Proof>(
    tx: &mut P,
    of: &BTreeSet<GrantId>,
) -> Result<BTreeMap<GrantId, DateTime<Utc>>, Refusal>
where
    P::Need: SeesOne,
{
    let organization = Key(tx.organization());
    let ids: Vec<Key<GrantId>> = of.iter().copied().map(Key).collect();
    let mut given = BTreeMap::new();
    // SQLite takes some 32,000 parameters.
    for ids in ids.chunks(10_000) {
        let rows: Vec<(Key<GrantId>, At)> = grants::table
            .filter(grants::organization_id.eq(organization))
            .filter(grants::valid_to.is_null())
            .filter(grants::id.eq_any(ids))
            .select((grants::id, grants::created_at))
            .load(tx.sql())?;
        given.extend(rows.into_iter().map(|(id, at)| (id.0, at.0)));
    }
    Ok(given)
}

/// What these items are called.
pub(crate) fn item_names<P: Proof>(
    tx: &mut P,
    of: &BTreeSet<ItemId>,
) -> Result<BTreeMap<ItemId, String>, Refusal>
where
    P::Need: SeesOne,
{
    if of.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Key<ItemId>> = of.iter().copied().map(Key).collect();
    let rows: Vec<(Key<ItemId>, String)> = items::table
        .filter(items::organization_id.eq(Key(tx.organization())))
        .filter(items::valid_to.is_null())
        .filter(items::id.eq_any(ids))
        .select((items::id, items::name))
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// Which share made which grant of a member.
pub(super) fn shares_of<P: Proof>(tx: &mut P, member: MemberId) -> Result<BTreeMap<GrantId, ShareId>, Refusal>
where
    P::Need: SeesOne,
{
    let rows: Vec<(Option<Key<GrantId>>, Key<ShareId>)> = shares::table
        .filter(shares::organization_id.eq(Key(tx.organization())))
        .filter(shares::ended_at.is_null())
        .filter(shares::member_id.eq(Key(member)))
        .select((shares::grant_id, shares::id))
        .load(tx.sql())?;
    Ok(rows.into_iter().filter_map(|(grant, share)| Some((grant?.0, share.0))).collect())
}
