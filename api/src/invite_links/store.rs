//! The shareable link in the database. A row stands while the link is on.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::ids::{InviteLinkId, MemberId, OrganizationId, RoleId, UserId};
use shared::invite_links::rules::Limits;
use shared::text::{EmailAddress, MailDomain};

use crate::access::store::status_key;
use crate::authz::need::{Holds, Members};
use crate::authz::{Joiner, Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{
    invite_links, memberships, organization_versions, organizations, user_emails, users,
};
use crate::http::Refusal;

/// The link, whole.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: InviteLinkId,
    pub organization: OrganizationId,
    pub role: RoleId,
    pub sealed_token: Vec<u8>,
    pub limits: Limits,
    pub allowed_domains: Vec<MailDomain>,
    pub approval: bool,
    pub setter_name: String,
    pub setter_member: MemberId,
    pub created_at: DateTime<Utc>,
    /// The version that its token was made in.
    pub created_in: i64,
    pub revision: i64,
}

#[derive(Queryable)]
struct Row {
    id: Key<InviteLinkId>,
    organization: Key<OrganizationId>,
    role: Key<RoleId>,
    sealed_token: Vec<u8>,
    limits: (Option<i32>, i32, Option<At>),
    allowed_domains: Json,
    approval: bool,
    setter: (Key<MemberId>, String),
    created: (At, i64),
    revision: i64,
}

macro_rules! rows {
    () => {
        invite_links::table.inner_join(users::table.on(users::id.eq(invite_links::setter_user_id))).select((
            invite_links::id,
            invite_links::organization_id,
            invite_links::role_id,
            invite_links::sealed_token,
            (invite_links::max_uses, invite_links::uses, invite_links::expires_at),
            invite_links::allowed_domains,
            invite_links::approval,
            (invite_links::setter_member_id, users::name),
            (invite_links::created_at, invite_links::created_in),
            invite_links::revision,
        ))
    };
}

fn link(row: Row) -> Result<Link, Refusal> {
    let Row {
        id,
        organization,
        role,
        sealed_token,
        limits: (max_uses, uses, expires_at),
        allowed_domains,
        approval,
        setter,
        created,
        revision,
    } = row;
    Ok(Link {
        id: id.0,
        organization: organization.0,
        role: role.0,
        sealed_token,
        limits: Limits {
            max_uses: max_uses.map(i32::unsigned_abs),
            uses: uses.unsigned_abs(),
            expires_at: expires_at.map(|at| at.0),
        },
        allowed_domains: allowed_domains.read()?,
        approval,
        setter_member: setter.0.0,
        setter_name: setter.1,
        created_at: created.0.0,
        created_in: created.1,
        revision,
    })
}

/// The link of the organization, if it is on.
pub fn find<P: Proof>(tx: &mut P) -> Result<Option<Link>, Refusal>
where
    P::Need: Holds<Members>,
{
    let organization = Key(tx.organization());
    let row: Option<Row> =
        rows!().filter(invite_links::organization_id.eq(organization)).first(tx.sql()).optional()?;
    row.map(link).transpose()
}

/// The link with this token. For its lookup, and for the gate of who walks in. That of a deleted organization is
/// gone with it.
pub fn by_token(conn: &mut AnyConn, hash: &str) -> Result<Option<Link>, Refusal> {
    let row: Option<Row> = rows!()
        .inner_join(organizations::table.on(organizations::id.eq(invite_links::organization_id)))
        .filter(invite_links::token_hash.eq(hash))
        .filter(organizations::deleted_at.is_null())
        .first(conn)
        .optional()?;
    row.map(link).transpose()
}

/// The verified addresses of somebody at the door.
pub fn verified_addresses(conn: &mut AnyConn, user: UserId) -> Result<Vec<EmailAddress>, Refusal> {
    let addresses: Vec<String> = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::verified_at.is_not_null())
        .select(user_emails::address)
        .load(conn)?;
    addresses.into_iter().map(|address| address.parse().map_err(Refusal::internal)).collect()
}

/// What a link is set to.
#[derive(Debug)]
pub struct Set<'a> {
    pub role: RoleId,
    pub max_uses: Option<u32>,
    pub expires_at: Option<DateTime<Utc>>,
    pub allowed_domains: &'a [MailDomain],
    pub approval: bool,
}

/// A token that is made now.
#[derive(Debug)]
pub struct NewToken {
    pub id: InviteLinkId,
    pub hash: String,
    pub sealed: Vec<u8>,
}

/// Turns the link on, in place of the one before: its token is dead, and uses are counted anew.
pub fn open<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    token: &NewToken,
    set: &Set<'_>,
) -> Result<(), Refusal> {
    close(tx)?;
    let (organization, now, version) = (Key(tx.organization()), At(tx.now()), tx.version());
    let (setter_member, setter_user) = (Key(tx.member()?), Key(tx.actor().user));
    diesel::insert_into(invite_links::table)
        .values((
            (invite_links::id.eq(Key(token.id)), invite_links::organization_id.eq(organization)),
            invite_links::role_id.eq(Key(set.role)),
            (invite_links::token_hash.eq(&token.hash), invite_links::sealed_token.eq(&token.sealed)),
            (invite_links::max_uses.eq(set.max_uses.map(u32::cast_signed)), invite_links::uses.eq(0)),
            invite_links::expires_at.eq(set.expires_at.map(At)),
            invite_links::allowed_domains.eq(Json::of(&set.allowed_domains)),
            invite_links::approval.eq(set.approval),
            (invite_links::setter_user_id.eq(setter_user), invite_links::setter_member_id.eq(setter_member)),
            (invite_links::created_at.eq(now), invite_links::created_in.eq(version.cast_signed())),
            invite_links::revision.eq(1),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Sets it anew, and keeps its token. The actor stands for it from now on.
pub fn edit<N: Holds<Members>>(tx: &mut Writing<'_, N>, set: &Set<'_>) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    let (setter_member, setter_user) = (Key(tx.member()?), Key(tx.actor().user));
    diesel::update(invite_links::table.filter(invite_links::organization_id.eq(organization)))
        .set((
            invite_links::role_id.eq(Key(set.role)),
            invite_links::max_uses.eq(set.max_uses.map(u32::cast_signed)),
            invite_links::expires_at.eq(set.expires_at.map(At)),
            invite_links::allowed_domains.eq(Json::of(&set.allowed_domains)),
            invite_links::approval.eq(set.approval),
            invite_links::setter_user_id.eq(setter_user),
            invite_links::setter_member_id.eq(setter_member),
            invite_links::stalled_at.eq(None::<At>),
            invite_links::revision.eq(invite_links::revision + 1),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Turns it off.
pub fn close<N: Holds<Members>>(tx: &mut Writing<'_, N>) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::delete(invite_links::table.filter(invite_links::organization_id.eq(organization)))
        .execute(tx.sql())?;
    Ok(())
}

/// Counts one more whom it let in, or let ask: what it stood still for is over.
pub fn count_use(tx: &mut Writing<'_, Joiner>, id: InviteLinkId) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(
        invite_links::table
            .filter(invite_links::organization_id.eq(organization))
            .filter(invite_links::id.eq(Key(id))),
    )
    .set((invite_links::uses.eq(invite_links::uses + 1), invite_links::stalled_at.eq(None::<At>)))
    .execute(tx.sql())?;
    Ok(())
}

/// When the first of those left, or was deactivated, who were active in the organization since a version and are
/// not now. Read off the memberships, so that whoever comes back, or whose removal is undone, counts no longer.
pub fn somebody_left<P: Proof>(tx: &mut P, link: &Link) -> Result<Option<DateTime<Utc>>, Refusal>
where
    P::Need: Holds<Members>,
{
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let later = diesel::alias!(memberships as later);
    let active = status_key(shared::access::Status::Active);
    let still_here = later
        .filter(later.field(memberships::member_id).eq(memberships::member_id))
        .filter(later.field(memberships::valid_to).is_null())
        .filter(later.field(memberships::status).eq(active));
    let version: Option<i64> = memberships::table
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::valid_to.gt(link.created_in))
        .filter(memberships::status.eq(active))
        .filter(diesel::dsl::not(diesel::dsl::exists(still_here)))
        .select(diesel::dsl::min(memberships::valid_to))
        .first(tx.sql())?;
    let left = match version {
        None => None,
        Some(version) => organization_versions::table
            .filter(organization_versions::organization_id.eq(organization))
            .filter(organization_versions::version.eq(version))
            .select(organization_versions::at)
            .first::<At>(tx.sql())
            .optional()?,
    };
    // A membership that ran out by itself closes no row.
    let ran_out: Option<At> = memberships::table
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::status.eq(active))
        .filter(memberships::expires_at.le(now))
        .filter(memberships::expires_at.gt(At(link.created_at)))
        .order(memberships::expires_at)
        .select(memberships::expires_at.assume_not_null())
        .first(tx.sql())
        .optional()?;
    Ok(left.into_iter().chain(ran_out).min().map(|at| at.0))
}

/// Notes that a join was refused, and not for what whoever came could help; says of which organization, once a
/// day. For the gate of who walks in.
pub fn note_stalled(
    conn: &mut AnyConn,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<OrganizationId>, Refusal> {
    let link = invite_links::table.filter(invite_links::token_hash.eq(hash)).filter(
        invite_links::stalled_at.is_null().or(invite_links::stalled_at.lt(At(now - TimeDelta::days(1)))),
    );
    let organization: Option<Key<OrganizationId>> = diesel::update(link)
        .set(invite_links::stalled_at.eq(Some(At(now))))
        .returning(invite_links::organization_id)
        .get_result(conn)
        .optional()?;
    Ok(organization.map(|id| id.0))
}

/// What the organization of a link is called, to tell its admins. For the gate of who walks in.
pub fn place(conn: &mut AnyConn, id: OrganizationId) -> Result<(String, String), Refusal> {
    let of = organizations::table.filter(organizations::id.eq(Key(id)));
    Ok(of.select((organizations::name, organizations::slug)).first(conn)?)
}
