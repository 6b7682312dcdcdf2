//! Domains in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::auth::wire::Method;
use shared::domains::rules;
use shared::domains::wire::{DomainStatus, JoinMode};
use shared::ids::{DomainId, OrganizationId, RoleId};

use super::proof::Claim;
use crate::authz::need::{Holds, Members, Operator, Sees};
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{domains, organizations};
use crate::http::Refusal;

/// A domain, whole.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) id: DomainId,
    pub(crate) organization: OrganizationId,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) join: JoinMode,
    pub(crate) default_role: RoleId,
    pub(crate) trusted: Vec<Method>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) checked_at: Option<DateTime<Utc>>,
    /// What came in the way of the last look: the code of the refusal.
    pub(crate) last_problem: Option<String>,
    pub(crate) revision: i64,
}

impl Found {
    /// What a look is about.
    pub(crate) fn claim(&self) -> Claim {
        let Self { id, organization, name, token, .. } = self;
        Claim { id: *id, organization: *organization, name: name.clone(), token: token.clone() }
    }

    pub(crate) fn status(&self) -> DomainStatus {
        if self.verified_at.is_some() { DomainStatus::Verified } else { DomainStatus::Pending }
    }

    /// Whether the last look is too old, or came to nothing.
    pub(crate) fn needs_a_look(&self, now: DateTime<Utc>) -> bool {
        self.last_problem.is_some() || rules::needs_a_look(self.checked_at, now)
    }
}

#[derive(Queryable)]
struct Row {
    id: Key<DomainId>,
    organization: Key<OrganizationId>,
    name: String,
    token: String,
    join: String,
    default_role: Key<RoleId>,
    trusted: Json,
    created_at: At,
    verified_at: Option<At>,
    checked_at: Option<At>,
    last_problem: Option<String>,
    revision: i64,
}

fn found(row: Row) -> Result<Found, Refusal> {
    let Row {
        id,
        organization,
        name,
        token,
        join,
        default_role,
        trusted,
        created_at,
        verified_at,
        checked_at,
        last_problem,
        revision,
    } = row;
    let mode = JoinMode::ALL.into_iter().find(|mode| mode.key() == join);
    Ok(Found {
        id: id.0,
        organization: organization.0,
        name,
        token,
        join: mode.ok_or_else(|| Refusal::internal(format!("a row holds the unknown mode {join}")))?,
        default_role: default_role.0,
        trusted: trusted.read()?,
        created_at: created_at.0,
        verified_at: verified_at.map(|at| at.0),
        checked_at: checked_at.map(|at| at.0),
        last_problem,
        revision,
    })
}

/// Every domain of the organization, by name.
pub(crate) fn all<P: Proof>(tx: &mut P) -> Result<Vec<Found>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let rows: Vec<Row> = domains::table
        .filter(domains::organization_id.eq(organization))
        .order((domains::name.asc(), domains::id.asc()))
        .load(tx.sql())?;
    rows.into_iter().map(found).collect()
}

/// One of them.
pub(super) fn find<P: Proof>(tx: &mut P, id: DomainId) -> Result<Found, Refusal>
where
    P::Need: Sees<Members>,
{
    known(tx, id)?.ok_or_else(Refusal::not_found)
}

/// The same, where it may have been given up.
pub(crate) fn known<P: Proof>(tx: &mut P, id: DomainId) -> Result<Option<Found>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = tx.organization();
    one(tx.sql(), organization, id)
}

/// The one of this name.
pub(super) fn named<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    name: &str,
) -> Result<Option<Found>, Refusal> {
    let organization = Key(tx.organization());
    let row: Option<Row> = domains::table
        .filter(domains::organization_id.eq(organization))
        .filter(domains::name.eq(name))
        .first(tx.sql())
        .optional()?;
    row.map(found).transpose()
}

/// A new claim.
#[derive(Debug)]
pub(super) struct New<'a> {
    pub(super) id: DomainId,
    pub(super) name: &'a str,
    pub(super) token: &'a str,
    pub(super) default_role: RoleId,
    pub(super) trusted: &'a [Method],
}

/// Writes it: not proven, and letting nobody in.
pub(super) fn insert<N: Holds<Members>>(tx: &mut Writing<'_, N>, new: &New<'_>) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    diesel::insert_into(domains::table)
        .values((
            domains::id.eq(Key(new.id)),
            domains::organization_id.eq(organization),
            domains::name.eq(new.name),
            domains::token.eq(new.token),
            domains::join_mode.eq(JoinMode::Off.key()),
            domains::default_role_id.eq(Key(new.default_role)),
            domains::trusted_methods.eq(Json::of(&new.trusted)),
            domains::created_at.eq(now),
            domains::revision.eq(1),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Takes the domain as proven: a rule of the table refuses it to all but the first.
pub(super) fn prove<N: Holds<Members>>(tx: &mut Writing<'_, N>, id: DomainId) -> Result<(), Refusal> {
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    diesel::update(domains::table.filter(domains::organization_id.eq(organization)))
        .filter(domains::id.eq(Key(id)))
        .set((domains::verified_at.eq(now), domains::revision.eq(domains::revision + 1)))
        .execute(tx.sql())?;
    Ok(())
}

/// Takes it as not proven any more; whether it was until now.
pub(super) fn lapse(tx: &mut Writing<'_, Operator>, id: DomainId) -> Result<bool, Refusal> {
    end_proof(tx.sql(), id)
}

/// The same for a domain whose organization is deleted, and so has no log to write to any more.
pub(super) fn end_proof(conn: &mut AnyConn, id: DomainId) -> Result<bool, Refusal> {
    let proven = domains::table.filter(domains::id.eq(Key(id))).filter(domains::verified_at.is_not_null());
    let ended = diesel::update(proven)
        .set((domains::verified_at.eq(None::<At>), domains::revision.eq(domains::revision + 1)))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Changes how people come in by it.
pub(super) fn edit<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    id: DomainId,
    join: JoinMode,
    default_role: RoleId,
    trusted: &[Method],
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(domains::table.filter(domains::organization_id.eq(organization)))
        .filter(domains::id.eq(Key(id)))
        .set((
            domains::join_mode.eq(join.key()),
            domains::default_role_id.eq(Key(default_role)),
            domains::trusted_methods.eq(Json::of(&trusted)),
            domains::revision.eq(domains::revision + 1),
        ))
        .execute(tx.sql())?;
    Ok(())
}

/// Gives the claim up.
pub(super) fn delete<N: Holds<Members>>(tx: &mut Writing<'_, N>, id: DomainId) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::delete(domains::table.filter(domains::organization_id.eq(organization)))
        .filter(domains::id.eq(Key(id)))
        .execute(tx.sql())?;
    Ok(())
}

/// Whether people with an address at one of the domains come in as this role.
pub(crate) fn gives<N: Holds<Members>>(tx: &mut Writing<'_, N>, role: RoleId) -> Result<bool, Refusal> {
    let given = domains::table
        .filter(domains::organization_id.eq(Key(tx.organization())))
        .filter(domains::default_role_id.eq(Key(role)));
    Ok(diesel::select(diesel::dsl::exists(given)).get_result(tx.sql())?)
}

/// People come in as another role, because theirs is deleted.
pub(crate) fn replace_role<N: Holds<Members>>(
    tx: &mut Writing<'_, N>,
    role: RoleId,
    by: RoleId,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(domains::table.filter(domains::organization_id.eq(organization)))
        .filter(domains::default_role_id.eq(Key(role)))
        .set((domains::default_role_id.eq(Key(by)), domains::revision.eq(domains::revision + 1)))
        .execute(tx.sql())?;
    Ok(())
}

fn one(conn: &mut AnyConn, organization: OrganizationId, id: DomainId) -> Result<Option<Found>, Refusal> {
    let row: Option<Row> = domains::table
        .filter(domains::organization_id.eq(Key(organization)))
        .filter(domains::id.eq(Key(id)))
        .first(conn)
        .optional()?;
    row.map(found).transpose()
}

/// The proven domain of this name, whoever has it. For looks alone: no answer names another organization.
pub(super) fn holder(conn: &mut AnyConn, name: &str) -> Result<Option<Found>, Refusal> {
    let row: Option<Row> = domains::table
        .filter(domains::name.eq(name))
        .filter(domains::verified_at.is_not_null())
        .first(conn)
        .optional()?;
    row.map(found).transpose()
}

/// A proven domain that lets people in, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Letting {
    pub(crate) domain: Found,
    pub(crate) organization: String,
    pub(crate) slug: String,
}

/// Those of these names. For the gate of asking, and for a person's own list.
pub(crate) fn letting_in(conn: &mut AnyConn, names: &[String]) -> Result<Vec<Letting>, Refusal> {
    let rows: Vec<(Row, (String, String))> = domains::table
        .inner_join(organizations::table)
        .filter(domains::name.eq_any(names))
        .filter(domains::verified_at.is_not_null())
        .filter(domains::join_mode.ne(JoinMode::Off.key()))
        .filter(organizations::deleted_at.is_null())
        .order((organizations::name.asc(), domains::id.asc()))
        .select((domains::all_columns, (organizations::name, organizations::slug)))
        .load(conn)?;
    let letting = |(row, (organization, slug))| Ok(Letting { domain: found(row)?, organization, slug });
    rows.into_iter().map(letting).collect()
}

/// Notes what a look came to. It changes nothing for anybody by itself.
pub(super) fn note_look(
    conn: &mut AnyConn,
    id: DomainId,
    now: DateTime<Utc>,
    problem: Option<&str>,
) -> Result<(), Refusal> {
    diesel::update(domains::table.filter(domains::id.eq(Key(id))))
        .set((domains::checked_at.eq(At(now)), domains::last_problem.eq(problem)))
        .execute(conn)?;
    Ok(())
}
