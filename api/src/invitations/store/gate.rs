//! What the gate of invitations looks up: before there is a proof, so these take the bare transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{InvitationId, MemberId, OrganizationId, UserId};
use shared::problem::Code;

use super::rows::{Found, Row, found, rows};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{
    closes_membership, invitations, memberships, organization_versions, organizations, user_emails, users,
};
use crate::http::Refusal;

/// The invitation of a link. For the gate of invitations and the lookup.
pub fn by_token(conn: &mut AnyConn, hash: &str) -> Result<Option<Found>, Refusal> {
    let row: Option<Row> = rows!().filter(invitations::token_hash.eq(hash)).first(conn).optional()?;
    alive(conn, row)
}

/// The invitation of a person's own list. For the gate of invitations.
pub fn by_id(conn: &mut AnyConn, id: InvitationId) -> Result<Option<Found>, Refusal> {
    let row: Option<Row> = rows!().filter(invitations::id.eq(Key(id))).first(conn).optional()?;
    alive(conn, row)
}

/// A deleted organization's invitations are gone with it.
fn alive(conn: &mut AnyConn, row: Option<Row>) -> Result<Option<Found>, Refusal> {
    let Some(row) = row else { return Ok(None) };
    let deleted: Option<At> = organizations::table
        .filter(organizations::id.eq(row.organization))
        .select(organizations::deleted_at)
        .first(conn)?;
    if deleted.is_some() { Ok(None) } else { found(row).map(Some) }
}

/// Whether the person has this address, and has verified it.
pub fn address_of(conn: &mut AnyConn, user: UserId, email_key: &str) -> Result<Option<bool>, Refusal> {
    let verified: Vec<Option<At>> = user_emails::table
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::address_key.eq(email_key))
        .select(user_emails::verified_at)
        .load(conn)?;
    Ok(if verified.is_empty() { None } else { Some(verified.iter().any(Option::is_some)) })
}

/// The person's live membership of an organization. For the gate of invitations.
pub fn membership_of(
    conn: &mut AnyConn,
    user: UserId,
    organization: OrganizationId,
) -> Result<Option<MemberId>, Refusal> {
    let found: Option<Key<MemberId>> = memberships::table
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::organization_id.eq(Key(organization)))
        .filter(memberships::valid_to.is_null())
        .select(memberships::member_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}

/// Whether they are no member any more, and were one when somebody stood for the invitation last, or after: it is older
/// than the end of that membership. For the gate of invitations.
///
/// The end voids what is open for their addresses, but which addresses are theirs may be proven later.
pub fn outlived(conn: &mut AnyConn, user: UserId, found: &Found) -> Result<bool, Refusal> {
    if membership_of(conn, user, found.organization)?.is_some() {
        return Ok(false);
    }
    // An earlier row of a membership is closed by each change of it, the last one by its end: where any was closed
    // after that time, so was the last.
    let closed = memberships::table
        .inner_join(organization_versions::table.on(closes_membership!()))
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::organization_id.eq(Key(found.organization)))
        .filter(organization_versions::at.gt(At(found.vouched_at)));
    Ok(diesel::select(diesel::dsl::exists(closed)).get_result(conn)?)
}

/// Notes that somebody was turned away. For the gate of invitations.
pub fn note_refusal(
    conn: &mut AnyConn,
    id: InvitationId,
    code: Code,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    diesel::update(invitations::table.filter(invitations::id.eq(Key(id))))
        .set((invitations::last_refusal_code.eq(code.key()), invitations::last_refusal_at.eq(At(now))))
        .execute(conn)?;
    Ok(())
}
