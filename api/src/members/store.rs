//! Members in the database: who they are, and a page of them. What they may do is in the snapshot.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::not;
use diesel::prelude::*;
use shared::access::Member;
use shared::ids::{MemberId, OrganizationId, RoleId, UserId, WorkspaceId};
use shared::members::rules::Past;

use crate::access::store::read_status;
use crate::authz::need::{Enters, SeesOne, SeesPeople};
use crate::authz::own::Own;
use crate::authz::{OwnWriting, Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{member_activity, memberships, user_emails, users, workspaces};
use crate::http::Refusal;

/// The person behind a membership, as the directory shows them.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    member: Key<MemberId>,
    user: Key<UserId>,
    name: String,
    email: String,
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
        &self.email
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
            users::name,
            user_emails::address,
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

/// Those of these members who are there, in no order.
pub(crate) fn of<P: Proof>(tx: &mut P, members: &[MemberId]) -> Result<Vec<Row>, Refusal>
where
    P::Need: SeesPeople,
{
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let members: Vec<Key<MemberId>> = members.iter().copied().map(Key).collect();
    let rows = people!()
        .filter(memberships::member_id.eq_any(members))
        // Said so that no index of the organization is walked for them.
        .filter(not(memberships::organization_id.ne(Key(tx.organization()))))
        .select(columns!())
        .load(tx.sql())?;
    Ok(rows)
}

/// An account that has an address.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    pub user: UserId,
    /// Whether the address is proven to be theirs.
    pub verified: bool,
}

/// The accounts that have these addresses, as their first or verified, by address. Who is invited, and who is asked in,
/// is asked with a proof of that at hand.
pub fn accounts<P: Proof>(tx: &mut P, keys: Vec<String>) -> Result<BTreeMap<String, Account>, Refusal> {
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

/// Whether a membership has no end, or one that is still to come.
#[diesel::dsl::auto_type]
pub(crate) fn lasts(at: At) -> _ {
    memberships::expires_at.is_null().or(memberships::expires_at.gt(at))
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

/// The same for somebody whom another let in, or back in, where sign-in lands nowhere yet.
pub fn set_first_default_workspace<N>(
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

/// Sign-in lands in no workspace of this organization any more. Answers with the one that it did.
pub(super) fn forget_default_workspace<N>(
    tx: &mut Writing<'_, N>,
    user: UserId,
) -> Result<Option<WorkspaceId>, Refusal> {
    let here = workspaces::table
        .filter(workspaces::organization_id.eq(Key(tx.organization())))
        .select(workspaces::id.nullable());
    let me = users::table.filter(users::id.eq(Key(user))).filter(users::default_workspace_id.eq_any(here));
    let landing: Option<Option<Key<WorkspaceId>>> =
        me.select(users::default_workspace_id).first(tx.sql()).optional()?;
    let Some(landing) = landing.flatten() else { return Ok(None) };
    diesel::update(me).set(users::default_workspace_id.eq(None::<Key<WorkspaceId>>)).execute(tx.sql())?;
    Ok(Some(landing.0))
}

/// The same for an organization that one founds, where sign-in lands nowhere yet.
pub fn set_own_default_workspace(tx: &mut OwnWriting<'_>, workspace: WorkspaceId) -> Result<(), Refusal> {
    let user = Key(tx.user());
    diesel::update(users::table.filter(users::id.eq(user)).filter(users::default_workspace_id.is_null()))
        .set(users::default_workspace_id.eq(Some(Key(workspace))))
        .execute(tx.sql())?;
    Ok(())
}
