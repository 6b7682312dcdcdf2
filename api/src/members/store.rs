//! Members in the database: who they are, and a page of them. What they may do is in the snapshot.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::Member;
use shared::ids::{MemberId, OrganizationId, RoleId, UserId, WorkspaceId};
use shared::members::rules::Past;

use super::list::{FEW, Filter, MANY, Order, SortKey, Within};
use crate::access::store::read_status;
use crate::authz::need::{Admits, Enters, SeesOne, SeesPeople};
use crate::authz::own::Own;
use crate::authz::{OwnWriting, Proof, Reading, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{
    group_memberships, member_activity, member_words, memberships, user_emails, users, workspace_memberships,
    workspaces,
};
use crate::http::{Refusal, page};

/// The person behind a membership, as the directory shows them.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    member: Key<MemberId>,
    user: Key<UserId>,
    role: Key<RoleId>,
    name: String,
    words: String,
    email: (String, String),
    joined_at: At,
    last_active_at: At,
    seen: bool,
    valid_from: i64,
}

impl Row {
    pub fn id(&self) -> MemberId {
        self.member.0
    }
    pub fn user(&self) -> UserId {
        self.user.0
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn email(&self) -> &str {
        &self.email.0
    }
    pub fn joined_at(&self) -> DateTime<Utc> {
        self.joined_at.0
    }
    pub fn last_active_at(&self) -> Option<DateTime<Utc>> {
        self.seen.then_some(self.last_active_at.0)
    }

    /// The version that made this row: its revision.
    pub fn revision(&self) -> i64 {
        self.valid_from
    }

    /// Where the row stands in this order.
    fn position(&self, order: Order) -> SortKey {
        match order {
            Order::Name => SortKey::Text(self.words.clone()),
            Order::Email => SortKey::Text(self.email.1.clone()),
            Order::Role => SortKey::Role(self.role.0),
            Order::JoinedAt => SortKey::Time(self.joined_at.0),
            Order::LastActiveAt => SortKey::Time(self.last_active_at.0),
        }
    }
}

macro_rules! people {
    () => {
        memberships::table
            .inner_join(users::table)
            .inner_join(
                user_emails::table
                    .on(user_emails::user_id.eq(memberships::user_id).and(user_emails::is_primary)),
            )
            .inner_join(member_activity::table.on(member_activity::member_id.eq(memberships::member_id)))
            .filter(memberships::valid_to.is_null())
    };
}

macro_rules! columns {
    () => {
        (
            memberships::member_id,
            memberships::user_id,
            memberships::role_id,
            users::name,
            memberships::words,
            (user_emails::address, memberships::email_key),
            memberships::joined_at,
            member_activity::last_active_at,
            member_activity::seen,
            memberships::valid_from,
        )
    };
}

/// One member.
pub fn find<P: Proof>(tx: &mut P, id: MemberId) -> Result<Row, Refusal>
where
    P::Need: SeesOne,
{
    let organization = Key(tx.organization());
    let row = people!()
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::member_id.eq(Key(id)))
        .select(columns!())
        .first(tx.sql())
        .optional()?;
    row.ok_or_else(Refusal::not_found)
}

/// The members on a workspace's list.
macro_rules! listed {
    ($workspace:expr) => {
        workspace_memberships::table
            .filter(workspace_memberships::workspace_id.eq(Key($workspace)))
            .filter(workspace_memberships::valid_to.is_null())
            .select(workspace_memberships::member_id)
    };
}

fn keys(roles: &[RoleId]) -> Vec<Key<RoleId>> {
    roles.iter().copied().map(Key).collect()
}

macro_rules! narrowed {
    ($tx:expr, $filter:expr) => {{
        let organization = Key($tx.organization());
        let mut rows = people!()
            .filter(memberships::organization_id.eq(organization))
            .filter(member_activity::organization_id.eq(organization))
            .into_boxed();
        for word in &$filter.words {
            // A word is letters and digits alone: nothing in it means anything to LIKE.
            rows = rows.filter(memberships::words.like(format!("% {word}%")));
        }
        if let Some(few) = &$filter.few {
            rows =
                rows.filter(memberships::member_id.eq_any(few.iter().copied().map(Key).collect::<Vec<_>>()));
        }
        if let Some(status) = $filter.status {
            rows = rows.filter(memberships::status.eq(status));
        }
        if let Some(roles) = &$filter.roles {
            rows =
                rows.filter(memberships::role_id.eq_any(roles.iter().copied().map(Key).collect::<Vec<_>>()));
        }
        if let Some(at) = $filter.alive_at {
            rows = rows.filter(memberships::expires_at.is_null().or(memberships::expires_at.gt(At(at))));
        }
        if let Some(group) = $filter.in_group {
            let inside = group_memberships::table
                .filter(group_memberships::organization_id.eq(organization))
                .filter(group_memberships::group_id.eq(Key(group)))
                .filter(group_memberships::valid_to.is_null())
                .select(group_memberships::member_id);
            rows = rows.filter(memberships::member_id.eq_any(inside));
        }
        match &$filter.within {
            None => {}
            Some(Within::Inside { workspace, by_role, never }) => {
                rows = rows.filter(
                    memberships::role_id.eq_any(keys(by_role)).or(memberships::member_id
                        .eq_any(listed!(*workspace))
                        .and(memberships::role_id.ne_all(keys(never)))),
                );
            }
            Some(Within::Outside { workspace, roles }) => {
                rows = rows
                    .filter(memberships::role_id.eq_any(keys(roles)))
                    .filter(memberships::member_id.ne_all(listed!(*workspace)));
            }
        }
        rows
    }};
}

/// Rows after (or, descending, before) a position in one column, ties broken by the member's id.
macro_rules! ordered {
    ($rows:expr, $filter:expr, $column:expr, $member:expr, $value:expr) => {{
        let mut rows = $rows;
        if let Some((_, last)) = &$filter.cursor {
            let last = Key(*last);
            if let Some(value) = $value {
                rows = if $filter.descending {
                    rows.filter($column.lt(value.clone()).or($column.eq(value).and($member.lt(last))))
                } else {
                    rows.filter($column.gt(value.clone()).or($column.eq(value).and($member.gt(last))))
                };
            }
        }
        if $filter.descending {
            rows.order(($column.desc(), $member.desc()))
        } else {
            rows.order(($column.asc(), $member.asc()))
        }
    }};
}

/// Finds out who can be meant by the words that are searched for, where those are few.
pub(crate) fn narrow<N: SeesPeople>(tx: &mut Reading<'_, N>, filter: &mut Filter) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    // Two words that many have may still be had together by few.
    let most = if filter.words.len() > 1 { MANY } else { FEW };
    let mut few = filter.few.take();
    for word in &filter.words {
        let has: Vec<Key<MemberId>> = member_words::table
            .filter(member_words::organization_id.eq(organization))
            .filter(member_words::word.ge(word))
            .filter(member_words::word.lt(format!("{word}{}", char::MAX)))
            .limit(most as i64 + 1)
            .select(member_words::member_id)
            .load(tx.sql())?;
        if has.len() <= most {
            let has = has.into_iter().map(|id| id.0);
            few = Some(match few.take() {
                None => has.collect(),
                Some(few) => has.filter(|id| few.contains(id)).collect(),
            });
        }
    }
    filter.few = few.filter(|few| few.len() <= FEW);
    Ok(())
}

/// A page of the directory, or of a workspace's table.
pub(crate) fn page<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
) -> Result<(Vec<Row>, Option<String>), Refusal> {
    let rows = narrowed!(tx, filter);
    let cursor = filter.cursor.as_ref().map(|cursor| cursor.0.clone());
    let text = cursor.clone().and_then(SortKey::text);
    let role = cursor.clone().and_then(SortKey::role).map(Key);
    let time = cursor.and_then(SortKey::time).map(At);
    let rows = match filter.order {
        Order::Name => ordered!(rows, filter, memberships::words, memberships::member_id, text),
        Order::Email => ordered!(rows, filter, memberships::email_key, memberships::member_id, text),
        // The ids of the built-in roles ascend in the order of the model.
        Order::Role => ordered!(rows, filter, memberships::role_id, memberships::member_id, role),
        Order::JoinedAt => ordered!(rows, filter, memberships::joined_at, memberships::member_id, time),
        Order::LastActiveAt => {
            // The id of the same table, or no index has this order.
            ordered!(rows, filter, member_activity::last_active_at, member_activity::member_id, time)
        }
    };
    let rows: Vec<Row> = rows.limit(i64::from(filter.limit) + 1).select(columns!()).load(tx.sql())?;
    Ok(page::cut(rows, filter.limit, |row| (row.position(filter.order), row.member.0)))
}

/// How many members the filter shows.
pub(crate) fn total<N: SeesPeople>(tx: &mut Reading<'_, N>, filter: &Filter) -> Result<u64, Refusal> {
    let total: i64 = narrowed!(tx, filter).count().get_result(tx.sql())?;
    Ok(total.unsigned_abs())
}

/// An account that has an address.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    pub user: UserId,
    /// Whether the address is proven to be theirs.
    pub verified: bool,
}

/// The accounts that have these addresses, as their first or verified, by address.
pub fn accounts<N: Admits>(
    tx: &mut Writing<'_, N>,
    keys: Vec<String>,
) -> Result<BTreeMap<String, Account>, Refusal> {
    let mut found = BTreeMap::new();
    // SQLite takes some 32,000 parameters, PostgreSQL 65,535; a call names a thousand addresses at most.
    let rows: Vec<(String, Key<UserId>, Option<At>)> = user_emails::table
        .filter(user_emails::address_key.eq_any(keys))
        .filter(user_emails::is_primary.or(user_emails::verified_at.is_not_null()))
        .select((user_emails::address_key, user_emails::user_id, user_emails::verified_at))
        .load(tx.sql())?;
    for (key, user, verified_at) in rows {
        found.insert(key, Account { user: user.0, verified: verified_at.is_some() });
    }
    Ok(found)
}

/// Where mail to this person goes. A proof of the act that they are told of is at hand.
pub fn address<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<String, Refusal> {
    let address = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::is_primary)
        .select(user_emails::address)
        .first(tx.sql())?;
    Ok(address)
}

/// Sign-in lands here from now on.
pub fn set_default_workspace<N: Enters>(
    tx: &mut Writing<'_, N>,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<(), Refusal> {
    diesel::update(users::table.filter(users::id.eq(Key(user))))
        .set(users::default_workspace_id.eq(Some(Key(workspace))))
        .execute(tx.sql())?;
    Ok(())
}

/// The same for somebody whom another let in, where sign-in lands nowhere yet.
pub fn set_first_default_workspace<N: Enters>(
    tx: &mut Writing<'_, N>,
    user: UserId,
    workspace: WorkspaceId,
) -> Result<(), Refusal> {
    let nowhere = users::table.filter(users::id.eq(Key(user))).filter(users::default_workspace_id.is_null());
    diesel::update(nowhere).set(users::default_workspace_id.eq(Some(Key(workspace)))).execute(tx.sql())?;
    Ok(())
}

/// What somebody is, or was, in an organization that they stand at the door of: before there is a proof, so this
/// takes the bare transaction.
pub fn past(
    conn: &mut AnyConn,
    organization: OrganizationId,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<Past, Refusal> {
    type Standing = (Key<MemberId>, Key<RoleId>, String, Option<At>);
    let theirs = || {
        memberships::table
            .filter(memberships::user_id.eq(Key(user)))
            .filter(memberships::organization_id.eq(Key(organization)))
    };
    let standing: Option<Standing> = theirs()
        .filter(memberships::valid_to.is_null())
        .select((memberships::member_id, memberships::role_id, memberships::status, memberships::expires_at))
        .first(conn)
        .optional()?;
    let standing = match standing {
        None => None,
        Some((id, role, status, expires_at)) => Some(Member {
            id: id.0,
            user,
            role: role.0,
            status: read_status(&status)?,
            expires_at: expires_at.map(|at| at.0),
        }),
    };
    let ever = standing.is_some() || diesel::select(diesel::dsl::exists(theirs())).get_result(conn)?;
    Ok(Past::of(standing.as_ref(), ever, at))
}

/// Sign-in lands in no workspace of this organization any more.
pub(super) fn forget_default_workspace<N>(tx: &mut Writing<'_, N>, user: UserId) -> Result<(), Refusal> {
    let here = workspaces::table
        .filter(workspaces::organization_id.eq(Key(tx.organization())))
        .select(workspaces::id.nullable());
    let me = users::table.filter(users::id.eq(Key(user))).filter(users::default_workspace_id.eq_any(here));
    diesel::update(me).set(users::default_workspace_id.eq(None::<Key<WorkspaceId>>)).execute(tx.sql())?;
    Ok(())
}

/// The same for an organization that one founds, where sign-in lands nowhere yet.
pub fn set_own_default_workspace(tx: &mut OwnWriting<'_>, workspace: WorkspaceId) -> Result<(), Refusal> {
    let user = Key(tx.user());
    diesel::update(users::table.filter(users::id.eq(user)).filter(users::default_workspace_id.is_null()))
        .set(users::default_workspace_id.eq(Some(Key(workspace))))
        .execute(tx.sql())?;
    Ok(())
}
