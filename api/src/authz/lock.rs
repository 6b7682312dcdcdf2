//! The lock of an organization: the row that orders its writers.

use diesel::prelude::*;
use shared::ids::OrganizationId;

use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{organization_versions, organizations};
use crate::http::{Refusal, Request};

/// Which organizations a write takes the lock of. To any other it is as if they had never been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// One that is not deleted.
    Present,
    /// One that is deleted, too, as long as it can be restored.
    DeletedToo,
}

/// This UPDATE is the lock: whoever comes second waits here, and then sees what the first did. Answers with the new
/// version and the key of the plan.
pub(super) fn raise_version(
    conn: &mut AnyConn,
    organization: OrganizationId,
    lock: Lock,
    request: &Request,
) -> Result<(u64, String), Refusal> {
    let this = organizations::table.filter(organizations::id.eq(Key(organization)));
    let present = organizations::deleted_at.is_null();
    let raised = organizations::version.eq(organizations::version + 1);
    let now_at = (organizations::version, organizations::plan);
    let found: Option<(i64, String)> = match lock {
        Lock::Present => {
            diesel::update(this.filter(present)).set(raised).returning(now_at).get_result(conn).optional()?
        }
        Lock::DeletedToo => {
            let restorable = organizations::restorable_until.gt(At(request.now));
            diesel::update(this.filter(present.or(restorable)))
                .set(raised)
                .returning(now_at)
                .get_result(conn)
                .optional()?
        }
    };
    let (version, plan) = found.ok_or_else(Refusal::not_found)?;
    diesel::insert_into(organization_versions::table)
        .values((
            organization_versions::organization_id.eq(Key(organization)),
            organization_versions::version.eq(version),
            organization_versions::at.eq(At(request.now)),
        ))
        .execute(conn)?;
    Ok((version.unsigned_abs(), plan))
}
