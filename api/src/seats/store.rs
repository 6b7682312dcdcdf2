//! Counts the seats: members of the snapshot, invitations of the database.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::access::Snapshot;
use shared::ids::{OrganizationId, RoleId};
use shared::invitations::rules::Recorded;
use shared::plans::seats::{Seats, Taken, is_paid, used};
use shared::plans::{Plans, Quota};

use crate::authz::Proof;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{invitations, organizations};
use crate::http::Refusal;
use crate::invitations::store::status_key;

/// The seats of the organization, as they are at this point of the transaction.
pub(crate) fn of<P: Proof>(tx: &mut P) -> Result<Seats, Refusal> {
    let (organization, picture, now) = (tx.organization(), tx.picture(), tx.now());
    at(tx.sql(), organization, &picture, now)
}

/// The same for the gate, whose transaction is not a proof yet.
pub(crate) fn at(
    conn: &mut AnyConn,
    organization: OrganizationId,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Result<Seats, Refusal> {
    let plan: String = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select(organizations::plan)
        .first(conn)?;
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
    Ok(Seats { limit: limit(&plan)?, taken, queued: waiting })
}

/// How many seats a plan has; none: as many as are wanted.
pub(crate) fn limit(plan: &str) -> Result<Option<u64>, Refusal> {
    let plan =
        Plans::shipped().plan(plan).ok_or_else(|| Refusal::internal(format!("unknown plan {plan}")))?;
    Ok(plan.limit(Quota::Members))
}
