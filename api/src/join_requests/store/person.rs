//! What is looked up from the person's side: before there is a proof, or for their own lists.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use shared::domains::rules::Entry;
use shared::ids::{JoinRequestId, OrganizationId, UserId};
use shared::join_requests::wire::{JoinRequestStatus, JoinableOrganization};
use shared::list::PageQuery;
use shared::text::Name;

use super::{Found, Row, found, rows};
use crate::authz::own::Own;
use crate::db::AnyConn;
use crate::db::columns::Key;
use crate::db::schema::{join_requests, memberships, organizations, user_emails, users};
use crate::http::{Refusal, page};
use crate::join_requests::body;
use crate::join_requests::standing::{self, At};

/// The addresses that a person has verified, as they were typed and as they are compared.
pub(in crate::join_requests) fn addresses(
    conn: &mut AnyConn,
    user: UserId,
) -> Result<Vec<(String, String)>, Refusal> {
    let rows = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::verified_at.is_not_null())
        .order((user_emails::is_primary.desc(), user_emails::created_at.asc()))
        .select((user_emails::address, user_emails::address_key))
        .load(conn)?;
    Ok(rows)
}

/// The organization of this id or slug, if the person is a member of it, deactivated or not.
pub(in crate::join_requests) fn located(
    conn: &mut AnyConn,
    user: UserId,
    text: &str,
) -> Result<Option<OrganizationId>, Refusal> {
    let of = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null())
        .select(organizations::id)
        .into_boxed();
    let row: Option<Key<OrganizationId>> = match text.parse::<OrganizationId>() {
        Ok(id) => of.filter(organizations::id.eq(Key(id))).first(conn).optional()?,
        Err(_) => of.filter(organizations::slug.eq(text)).first(conn).optional()?,
    };
    Ok(row.map(|id| id.0))
}

/// In which of these organizations the person is or was a member, and whether they are now.
pub(in crate::join_requests) fn pasts(
    conn: &mut AnyConn,
    user: UserId,
    organizations: Vec<OrganizationId>,
) -> Result<BTreeMap<OrganizationId, bool>, Refusal> {
    let organizations: Vec<Key<OrganizationId>> = organizations.into_iter().map(Key).collect();
    let rows: Vec<(Key<OrganizationId>, Option<i64>)> = memberships::table
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::organization_id.eq_any(organizations))
        .select((memberships::organization_id, memberships::valid_to))
        .load(conn)?;
    let mut pasts = BTreeMap::new();
    for (organization, valid_to) in rows {
        *pasts.entry(organization.0).or_default() |= valid_to.is_none();
    }
    Ok(pasts)
}

/// The person's last request in an organization.
pub(in crate::join_requests) fn last_in(
    conn: &mut AnyConn,
    user: UserId,
    organization: OrganizationId,
) -> Result<Option<Found>, Refusal> {
    let row: Option<Row> = rows!()
        .filter(join_requests::user_id.eq(Key(user)))
        .filter(join_requests::organization_id.eq(Key(organization)))
        .order((join_requests::created_at.desc(), join_requests::id.desc()))
        .first(conn)
        .optional()?;
    row.map(found).transpose()
}

/// One request of the person. Another's is none.
pub(in crate::join_requests) fn of_person(
    conn: &mut AnyConn,
    user: UserId,
    id: JoinRequestId,
) -> Result<Found, Refusal> {
    let row: Option<Row> = rows!()
        .inner_join(organizations::table.on(organizations::id.eq(join_requests::organization_id)))
        .filter(organizations::deleted_at.is_null())
        .filter(join_requests::user_id.eq(Key(user)))
        .filter(join_requests::id.eq(Key(id)))
        .first(conn)
        .optional()?;
    row.map(found).transpose()?.ok_or_else(Refusal::not_found)
}

/// Requests with the names of the organizations, and where the next page begins.
type Asked = (Vec<(Found, Name)>, Option<String>);

/// What the person has asked, newest first.
pub(in crate::join_requests) fn mine<P: Own>(tx: &mut P, query: &PageQuery) -> Result<Asked, Refusal> {
    let limit = page::limit(query.limit)?;
    let mut requests = rows!()
        .inner_join(organizations::table.on(organizations::id.eq(join_requests::organization_id)))
        .filter(organizations::deleted_at.is_null())
        .filter(join_requests::user_id.eq(Key(tx.user())))
        .into_boxed();
    if let Some(cursor) = &query.cursor {
        let (before,): (JoinRequestId,) = page::read_cursor(cursor)?;
        requests = requests.filter(join_requests::id.lt(Key(before)));
    }
    let rows: Vec<Row> =
        requests.order(join_requests::id.desc()).limit(i64::from(limit) + 1).load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.id.0,));
    let mut data = Vec::with_capacity(rows.len());
    for row in rows {
        let name: String = organizations::table
            .filter(organizations::id.eq(row.organization))
            .select(organizations::name)
            .first(tx.sql())?;
        data.push((found(row)?, name.parse().map_err(Refusal::internal)?));
    }
    Ok((data, next))
}

/// The organizations that the person may ask or come into: not those where they are a member, and of those that
/// they left, not the ones that only an invitation leads back into.
pub(in crate::join_requests) fn joinable<P: Own>(tx: &mut P) -> Result<Vec<JoinableOrganization>, Refusal> {
    let (user, now, method) = (tx.user(), tx.now(), tx.principal().method);
    let ways = standing::ways(tx.sql(), user, method)?;
    let pasts = pasts(tx.sql(), user, ways.iter().map(At::organization).collect())?;
    let mut seen = BTreeSet::new();
    let mut joinable = Vec::new();
    for at in ways {
        let organization = at.organization();
        let straight_in = at.entry(method) == Entry::StraightIn;
        let closed = match pasts.get(&organization) {
            Some(true) => true,
            Some(false) => straight_in,
            None => false,
        };
        if closed || !seen.insert(organization) {
            continue;
        }
        let name: Name = at.letting.organization.parse().map_err(Refusal::internal)?;
        let last = last_in(tx.sql(), user, organization)?;
        let open =
            last.filter(|last| matches!(last.status, JoinRequestStatus::Pending | JoinRequestStatus::Denied));
        joinable.push(JoinableOrganization {
            id: organization,
            email: at.email.parse().map_err(Refusal::internal)?,
            straight_in,
            request: open.map(|last| body::mine(last, name.clone(), now)).transpose()?,
            name,
        });
    }
    Ok(joinable)
}
