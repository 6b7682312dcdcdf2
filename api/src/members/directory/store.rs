//! Members by what a directory is searched and sorted by.
//!
//! Few columns are asked for, and the people behind them when the page is known: what is walked along is the index
//! alone.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::access::Status;
use shared::ids::{GroupId, MemberId, RoleId, WorkspaceId};

use super::filter::{Filter, Kept, Within};
use super::find::Ended;
use super::order::{Order, Position, SortKey};
use crate::access::store::status_key;
use crate::authz::need::SeesPeople;
use crate::authz::{Proof, Reading};
use crate::db::columns::{At, Key};
use crate::db::schema::{
    group_memberships, member_activity, member_words, memberships, workspace_memberships,
};
use crate::http::Refusal;
use crate::members::store::{self, Row, lasts};

fn keys(roles: &[RoleId]) -> Vec<Key<RoleId>> {
    roles.iter().copied().map(Key).collect()
}

fn members(ids: &[MemberId]) -> Vec<Key<MemberId>> {
    ids.iter().copied().map(Key).collect()
}

/// Every word of a line begins behind a space. A word is letters and digits alone: nothing in it means anything to
/// LIKE.
fn pattern(word: &str) -> String {
    format!("% {word}%")
}

/// Whether a member is on a workspace's list.
macro_rules! listed {
    ($workspace:expr) => {
        exists(
            workspace_memberships::table
                .filter(workspace_memberships::workspace_id.eq(Key($workspace)))
                .filter(workspace_memberships::member_id.eq(memberships::member_id))
                .filter(workspace_memberships::valid_to.is_null()),
        )
    };
}
/// Rows of `memberships`, alone or joined, that the filter shows; but for status, which indexes begin with.
macro_rules! narrowed {
    ($rows:expr, $filter:expr) => {{
        let mut rows = $rows;
        for word in &$filter.words {
            rows = rows.filter(memberships::words.like(pattern(word)));
        }
        if let Some(roles) = &$filter.roles {
            rows = rows.filter(memberships::role_id.eq_any(keys(roles)));
        }
        if let Some(group) = $filter.in_group {
            rows = rows.filter(exists(
                group_memberships::table
                    .filter(group_memberships::group_id.eq(Key(group)))
                    .filter(group_memberships::member_id.eq(memberships::member_id))
                    .filter(group_memberships::valid_to.is_null()),
            ));
        }
        match &$filter.within {
            None => {}
            Some(Within::Inside { workspace, by_role, never }) => {
                rows = rows.filter(
                    memberships::role_id
                        .eq_any(keys(by_role))
                        .or(listed!(*workspace).and(memberships::role_id.ne_all(keys(never)))),
                );
            }
            Some(Within::Outside { workspace, roles }) => {
                rows = rows.filter(memberships::role_id.eq_any(keys(roles))).filter(not(listed!(*workspace)));
            }
        }
        rows
    }};
}

/// Narrows rows of one status as it is kept by whether the membership has ended.
macro_rules! at_a_time {
    ($rows:expr, $kept:expr, $ended:expr, $filter:expr) => {{
        let rows = $rows;
        match ($kept.ended, $ended) {
            (None, _) => rows,
            (Some(false), Ended::Few(none)) if none.is_empty() => rows,
            (Some(false), Ended::Few(ids)) => rows.filter(memberships::member_id.ne_all(members(ids))),
            (Some(true), Ended::Few(ids)) => rows.filter(memberships::member_id.eq_any(members(ids))),
            (Some(false), Ended::Many) => rows.filter(lasts(At($filter.at))),
            (Some(true), Ended::Many) => rows.filter(memberships::expires_at.le(At($filter.at))),
        }
    }};
}

/// Loads the first rows after (or, descending, before) a position in one column, ties broken by the member's id.
macro_rules! first {
    ($tx:expr, $rows:expr, $filter:expr, $column:expr, $member:expr, $value:expr) => {{
        let mut rows = $rows;
        if let Some((value, last)) =
            $filter.cursor.as_ref().and_then(|(key, last)| Some(($value(key)?, Key(*last))))
        {
            rows = if $filter.descending {
                rows.filter($column.lt(value.clone()).or($column.eq(value).and($member.lt(last))))
            } else {
                rows.filter($column.gt(value.clone()).or($column.eq(value).and($member.gt(last))))
            };
        }
        rows = if $filter.descending {
            rows.order(($column.desc(), $member.desc()))
        } else {
            rows.order(($column.asc(), $member.asc()))
        };
        rows.limit(i64::from($filter.limit) + 1).select(($column, $member)).load($tx.sql())?
    }};
}

fn text(key: &SortKey) -> Option<String> {
    key.text().map(str::to_owned)
}
fn role(key: &SortKey) -> Option<Key<RoleId>> {
    key.role().map(Key)
}
fn time(key: &SortKey) -> Option<At> {
    key.time().map(At)
}

fn by_text(rows: Vec<(String, Key<MemberId>)>) -> Vec<Position> {
    rows.into_iter().map(|(text, id)| (SortKey::Text(text), id.0)).collect()
}
fn by_role(rows: Vec<(Key<RoleId>, Key<MemberId>)>) -> Vec<Position> {
    rows.into_iter().map(|(role, id)| (SortKey::Role(role.0), id.0)).collect()
}
fn by_time(rows: Vec<(At, Key<MemberId>)>) -> Vec<Position> {
    rows.into_iter().map(|(at, id)| (SortKey::Time(at.0), id.0)).collect()
}

/// Where the first stand whom the filter shows, of one status, and of one role where one is named; not in the order
/// of their last activity.
pub(super) fn first<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    kept: Kept,
    ended: &Ended,
    of: Option<RoleId>,
) -> Result<Vec<Position>, Refusal> {
    let rows = memberships::table
        .filter(memberships::organization_id.eq(Key(tx.organization())))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::status.eq(status_key(kept.status)))
        .into_boxed();
    let mut rows = at_a_time!(narrowed!(rows, filter), kept, ended, filter);
    if let Some(role) = of {
        rows = rows.filter(memberships::role_id.eq(Key(role)));
    }
    Ok(match filter.order {
        Order::Name => by_text(first!(tx, rows, filter, memberships::words, memberships::member_id, text)),
        Order::Email => {
            by_text(first!(tx, rows, filter, memberships::email_key, memberships::member_id, text))
        }
        // The ids of the built-in roles ascend in the order of the model.
        Order::Role => by_role(first!(tx, rows, filter, memberships::role_id, memberships::member_id, role)),
        Order::JoinedAt | Order::LastActiveAt => {
            by_time(first!(tx, rows, filter, memberships::joined_at, memberships::member_id, time))
        }
    })
}

/// Where the first stand in the order of their last activity.
pub(super) fn last_active<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    ended: &Ended,
) -> Result<Vec<Position>, Refusal> {
    let rows = member_activity::table
        .inner_join(memberships::table.on(memberships::member_id.eq(member_activity::member_id)))
        .filter(member_activity::organization_id.eq(Key(tx.organization())))
        .filter(memberships::valid_to.is_null())
        .into_boxed();
    let mut rows = narrowed!(rows, filter);
    let with = |status| memberships::status.eq(status_key(status));
    rows = match (filter.status, ended) {
        (None, _) => rows,
        (Some(Status::Active), _) => {
            let kept = Kept { status: Status::Active, ended: Some(false) };
            at_a_time!(rows.filter(with(kept.status)), kept, ended, filter)
        }
        (Some(Status::Deactivated), Ended::Few(ids)) => {
            rows.filter(with(Status::Deactivated).or(memberships::member_id.eq_any(members(ids))))
        }
        (Some(Status::Deactivated), Ended::Many) => {
            rows.filter(with(Status::Deactivated).or(memberships::expires_at.le(At(filter.at))))
        }
    };
    // The id of the same table, or no index has this order.
    let (column, member) = (member_activity::last_active_at, member_activity::member_id);
    Ok(by_time(first!(tx, rows, filter, column, member, time)))
}

/// Where everybody of these rows stands, in no order; but for those without the filter's words.
macro_rules! positions {
    ($tx:expr, $filter:expr, $rows:expr) => {{
        macro_rules! by {
            ($from:expr, $column:expr) => {{
                let mut rows = $from.into_boxed();
                for word in &$filter.words {
                    rows = rows.filter(memberships::words.like(pattern(word)));
                }
                rows.select(($column, memberships::member_id)).load($tx.sql())?
            }};
        }
        match $filter.order {
            Order::Name => by_text(by!($rows, memberships::words)),
            Order::Email => by_text(by!($rows, memberships::email_key)),
            Order::Role => by_role(by!($rows, memberships::role_id)),
            Order::JoinedAt => by_time(by!($rows, memberships::joined_at)),
            Order::LastActiveAt => {
                let activity =
                    member_activity::table.on(member_activity::member_id.eq(memberships::member_id));
                by_time(by!($rows.inner_join(activity), member_activity::last_active_at))
            }
        }
    }};
}

/// Where everybody stands who has one of these roles and is kept with the filter's status.
pub(super) fn of_roles<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    roles: &[RoleId],
) -> Result<Vec<Position>, Refusal> {
    let statuses = [Status::Active, Status::Deactivated].into_iter();
    let statuses = statuses.filter(|kept| filter.status.is_none_or(|status| status == *kept));
    let statuses: Vec<&str> = statuses.map(status_key).collect();
    let rows = memberships::table
        .filter(memberships::organization_id.eq(Key(tx.organization())))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::status.eq_any(statuses))
        .filter(memberships::role_id.eq_any(keys(roles)));
    Ok(positions!(tx, filter, rows))
}

/// Where these members stand, but for those without the filter's words.
pub(super) fn of_members<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    ids: &[MemberId],
) -> Result<Vec<Position>, Refusal> {
    let rows = memberships::table
        .filter(memberships::member_id.eq_any(members(ids)))
        .filter(memberships::valid_to.is_null())
        // Said so that no index of the organization is walked for them.
        .filter(not(memberships::organization_id.ne(Key(tx.organization()))));
    Ok(positions!(tx, filter, rows))
}

/// Memberships that are joined to something. Whose they are is said so that no index of the organization is walked
/// for them.
macro_rules! joined {
    ($tx:expr, $table:ident) => {
        $table::table
            .inner_join(memberships::table.on(memberships::member_id.eq($table::member_id)))
            .filter(memberships::valid_to.is_null())
            .filter(not(memberships::organization_id.ne(Key($tx.organization()))))
    };
}

/// Where everybody stands who is in a group.
pub(super) fn of_group<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    group: GroupId,
) -> Result<Vec<Position>, Refusal> {
    let rows = joined!(tx, group_memberships)
        .filter(group_memberships::group_id.eq(Key(group)))
        .filter(group_memberships::valid_to.is_null());
    Ok(positions!(tx, filter, rows))
}

/// Where everybody stands who is on a workspace's list.
pub(super) fn of_list<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    workspace: WorkspaceId,
) -> Result<Vec<Position>, Refusal> {
    let rows = joined!(tx, workspace_memberships)
        .filter(workspace_memberships::workspace_id.eq(Key(workspace)))
        .filter(workspace_memberships::valid_to.is_null());
    Ok(positions!(tx, filter, rows))
}

/// The people behind these memberships, in the same order.
pub(super) fn rows<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    members: &[MemberId],
) -> Result<Vec<Row>, Refusal> {
    let all: Vec<Row> = store::of(tx, members)?;
    let mut all: BTreeMap<MemberId, Row> = all.into_iter().map(|row| (row.id(), row)).collect();
    Ok(members.iter().filter_map(|id| all.remove(id)).collect())
}

/// How many the filter shows.
pub(super) fn count<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    ended: &Ended,
) -> Result<u64, Refusal> {
    let mut total = 0;
    for kept in filter.kept() {
        let rows = memberships::table
            .filter(memberships::organization_id.eq(Key(tx.organization())))
            .filter(memberships::valid_to.is_null())
            .filter(memberships::status.eq(status_key(kept.status)))
            .into_boxed();
        let rows = at_a_time!(narrowed!(rows, filter), kept, ended, filter);
        let here: i64 = rows.count().get_result(tx.sql())?;
        total += here.unsigned_abs();
    }
    Ok(total)
}

/// The words that begin so, in the order of words.
macro_rules! spoken {
    ($tx:expr, $word:expr) => {
        member_words::table
            .filter(member_words::organization_id.eq(Key($tx.organization())))
            .filter(member_words::word.ge($word))
            .filter(member_words::word.lt(format!("{}{}", $word, char::MAX)))
    };
}

/// How often there is a word that begins so; one more than `most` where it is more often.
pub(super) fn count_word<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    word: &str,
    most: usize,
) -> Result<usize, Refusal> {
    // Counted no further than that.
    let behind: Option<Key<MemberId>> = spoken!(tx, word)
        .order((member_words::word, member_words::member_id))
        .offset(most as i64)
        .select(member_words::member_id)
        .first(tx.sql())
        .optional()?;
    if behind.is_some() {
        return Ok(most + 1);
    }
    let count: i64 = spoken!(tx, word).count().get_result(tx.sql())?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Where everybody stands who has all the words, found by one of them; `None` where they are more than `most`.
pub(super) fn of_words<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    by: usize,
    most: usize,
) -> Result<Option<Vec<Position>>, Refusal> {
    let Some(word) = filter.words.get(by) else { return Ok(None) };
    macro_rules! spoken {
        ($rows:expr, $column:expr) => {{
            let mut rows = $rows
                .filter(member_words::organization_id.eq(Key(tx.organization())))
                .filter(member_words::word.ge(word))
                .filter(member_words::word.lt(format!("{word}{}", char::MAX)))
                .into_boxed();
            for (_, word) in filter.words.iter().enumerate().filter(|(at, _)| *at != by) {
                rows = rows.filter(member_words::line.like(pattern(word)));
            }
            rows.limit(most as i64 + 1).select(($column, member_words::member_id)).load(tx.sql())?
        }};
    }
    let mut found = match filter.order {
        // The names are here already.
        Order::Name => by_text(spoken!(member_words::table, member_words::line)),
        Order::Email => by_text(spoken!(joined!(tx, member_words), memberships::email_key)),
        Order::Role => by_role(spoken!(joined!(tx, member_words), memberships::role_id)),
        Order::JoinedAt => by_time(spoken!(joined!(tx, member_words), memberships::joined_at)),
        Order::LastActiveAt => {
            let rows = member_words::table.inner_join(
                member_activity::table.on(member_activity::member_id.eq(member_words::member_id)),
            );
            by_time(spoken!(rows, member_activity::last_active_at))
        }
    };
    if found.len() > most {
        return Ok(None);
    }
    // Somebody may have two words that begin so.
    found.sort_unstable();
    found.dedup();
    Ok(Some(found))
}
