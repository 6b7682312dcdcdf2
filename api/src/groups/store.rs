//! The rows of groups. Who is in one, and what it is granted, are facts of access and stand in `access/store`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{GroupId, MemberId};
use shared::text::{Name, search_key};

use crate::authz::need::{Holds, Inside, Members, Sees};
use crate::authz::{Proof, Reading, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::{group_memberships, groups, memberships, user_emails, users};
use crate::http::Refusal;

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: GroupId,
    pub(crate) name: Name,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) revision: i64,
}

type Columns = (Key<GroupId>, String, At, i64);

const COLUMNS: (groups::id, groups::name, groups::created_at, groups::revision) =
    (groups::id, groups::name, groups::created_at, groups::revision);

fn row((id, name, created_at, revision): Columns) -> Result<Row, Refusal> {
    Ok(Row { id: id.0, name: name.parse().map_err(Refusal::internal)?, created_at: created_at.0, revision })
}

/// Every group, in no order, or those whose names hold this pattern.
pub(crate) fn all<P: Proof>(tx: &mut P, pattern: Option<String>) -> Result<Vec<Row>, Refusal>
where
    P::Need: Inside,
{
    let mut rows = groups::table
        .filter(groups::organization_id.eq(Key(tx.organization())))
        .filter(groups::valid_to.is_null())
        .select(COLUMNS)
        .into_boxed();
    if let Some(pattern) = pattern {
        rows = rows.filter(groups::search_text.like(pattern).escape('\\'));
    }
    let rows: Vec<Columns> = rows.load(tx.sql())?;
    rows.into_iter().map(row).collect()
}

/// One group.
pub(crate) fn one<P: Proof>(tx: &mut P, id: GroupId) -> Result<Row, Refusal>
where
    P::Need: Inside,
{
    let found: Option<Columns> = groups::table
        .filter(groups::organization_id.eq(Key(tx.organization())))
        .filter(groups::id.eq(Key(id)))
        .filter(groups::valid_to.is_null())
        .select(COLUMNS)
        .first(tx.sql())
        .optional()?;
    row(found.ok_or_else(Refusal::not_found)?)
}

/// Whether another group than this one has the name.
pub(super) fn is_name_taken<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    name: &Name,
    but: Option<GroupId>,
) -> Result<bool, Refusal> {
    let holder: Option<Key<GroupId>> = groups::table
        .filter(groups::organization_id.eq(Key(tx.organization())))
        .filter(groups::search_text.eq(search_key(name.as_str())))
        .filter(groups::valid_to.is_null())
        .select(groups::id)
        .first(tx.sql())
        .optional()?;
    Ok(holder.is_some_and(|holder| Some(holder.0) != but))
}

/// Opens the row. Before the decision is applied: what hangs on the group refers to it.
pub(super) fn insert<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: GroupId,
    name: Name,
) -> Result<Row, Refusal> {
    let row = Row { id, name, created_at: tx.now(), revision: 1 };
    let (organization, version) = (tx.organization(), tx.version());
    diesel::insert_into(groups::table)
        .values((
            groups::id.eq(Key(row.id)),
            groups::organization_id.eq(Key(organization)),
            groups::name.eq(row.name.as_str()),
            groups::search_text.eq(search_key(row.name.as_str())),
            groups::created_at.eq(At(row.created_at)),
            groups::revision.eq(row.revision),
            groups::valid_from.eq(version.cast_signed()),
        ))
        .execute(tx.sql())?;
    Ok(row)
}

/// Gives the group another name. No fact of access hangs on it, so the row stays the same.
pub(super) fn rename<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    row: Row,
    name: Name,
) -> Result<Row, Refusal> {
    let organization = tx.organization();
    let renamed = Row { name, revision: row.revision + 1, ..row };
    diesel::update(groups::table.filter(groups::id.eq(Key(renamed.id))))
        .filter(groups::organization_id.eq(Key(organization)))
        .filter(groups::valid_to.is_null())
        .set((
            groups::name.eq(renamed.name.as_str()),
            groups::search_text.eq(search_key(renamed.name.as_str())),
            groups::revision.eq(renamed.revision),
        ))
        .execute(tx.sql())?;
    Ok(renamed)
}

/// Somebody who is in a group.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) member: MemberId,
    pub(super) name: String,
    pub(super) email: String,
}

/// Everybody who is in some group, by id.
pub(super) fn people<N: Sees<Members>>(
    tx: &mut Reading<'_, N>,
) -> Result<BTreeMap<MemberId, Person>, Refusal> {
    let organization = Key(tx.organization());
    let inside = group_memberships::table
        .filter(group_memberships::organization_id.eq(organization))
        .filter(group_memberships::valid_to.is_null())
        .select(group_memberships::member_id);
    let rows: Vec<(Key<MemberId>, String, String)> = memberships::table
        .inner_join(users::table)
        .inner_join(
            user_emails::table.on(user_emails::user_id.eq(memberships::user_id).and(user_emails::is_primary)),
        )
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::member_id.eq_any(inside))
        .select((memberships::member_id, users::name, user_emails::address))
        .load(tx.sql())?;
    let person = |(member, name, email): (Key<MemberId>, String, String)| {
        (member.0, Person { member: member.0, name, email })
    };
    Ok(rows.into_iter().map(person).collect())
}
