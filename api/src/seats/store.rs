//! Counts the seats: members of the snapshot, invitations of the database.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::access::Snapshot;
use shared::ids::{OrganizationId, RoleId, UserId};
use shared::invitations::rules::Recorded;
use shared::plans::seats::{Seats, Taken, is_paid, used};
use shared::plans::{Plans, Quota};

use crate::authz::Proof;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{invitations, organizations, user_emails};
use crate::http::Refusal;
use crate::invitations::store::status_key;

/// The seats of the organization, as they are at this point of the transaction. What waited for the lock counts by the
/// time at which it has it: others may have had seats meanwhile that end since.
pub(crate) fn of<P: Proof>(tx: &mut P) -> Result<Seats, Refusal> {
    let (organization, picture) = (tx.organization(), tx.picture());
    let now = tx.app().clock.now().max(tx.now());
    at(tx.sql(), organization, &picture, now)
}

/// The same where the limit is all that matters: where the plan has none, nothing is counted.
pub(crate) fn limited<P: Proof>(tx: &mut P) -> Result<Seats, Refusal> {
    let organization = tx.organization();
    if limit_of(tx.sql(), organization)?.is_none() { Ok(Seats::default()) } else { of(tx) }
}

/// Whether there is a seat for somebody who comes in by themselves: a free one, or the one that is kept for them by an
/// invitation, which is void once they are in.
pub(crate) fn has_one_for<P: Proof>(tx: &mut P, user: UserId) -> Result<bool, Refusal> {
    let seats = limited(tx)?;
    if seats.has_free() || !seats.has_kept() {
        return Ok(seats.has_free());
    }
    let (organization, now) = (Key(tx.organization()), At(tx.now()));
    let roles: Vec<Key<RoleId>> = invitations::table
        .inner_join(user_emails::table.on(user_emails::address_key.eq(invitations::email_key)))
        .filter(user_emails::user_id.eq(Key(user)))
        .filter(user_emails::is_primary.or(user_emails::verified_at.is_not_null()))
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::status.eq(status_key(Recorded::Pending)))
        .filter(invitations::expires_at.gt(now))
        .select(invitations::role_id)
        .load(tx.sql())?;
    Ok(roles.iter().any(|role| is_paid(tx.snapshot(), role.0)))
}

/// The same as [`of`] where there is no proof: nobody asked.
pub(crate) fn at(
    conn: &mut AnyConn,
    organization: OrganizationId,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Result<Seats, Refusal> {
    let limit = limit_of(conn, organization)?;
    let mut taken = Taken { used: used(snapshot, now), reserved: 0 };
    let mut waiting = 0;
    let queued = status_key(Recorded::Queued);
    let pending = invitations::status.eq(status_key(Recorded::Pending));
    let open: Vec<(Key<RoleId>, String, i64)> = invitations::table
        .filter(invitations::organization_id.eq(Key(organization)))
        .filter(pending.and(invitations::expires_at.gt(At(now))).or(invitations::status.eq(queued)))
        .group_by((invitations::role_id, invitations::status))
        .select((invitations::role_id, invitations::status, count_star()))
        .load(conn)?;
    for (role, status, count) in open {
        let count = count.unsigned_abs();
        if status == queued {
            waiting += count;
        } else if is_paid(snapshot, role.0) {
            taken.reserved += count;
        }
    }
    Ok(Seats { limit, taken, queued: waiting })
}

fn limit_of(conn: &mut AnyConn, organization: OrganizationId) -> Result<Option<u64>, Refusal> {
    let this = organizations::table.filter(organizations::id.eq(Key(organization)));
    let plan: String = this.select(organizations::plan).first(conn)?;
    limit(&plan)
}

/// How many seats a plan has; none: as many as are wanted.
pub(crate) fn limit(plan: &str) -> Result<Option<u64>, Refusal> {
    let plan =
        Plans::shipped().plan(plan).ok_or_else(|| Refusal::internal(format!("unknown plan {plan}")))?;
    Ok(plan.limit(Quota::Members))
}
