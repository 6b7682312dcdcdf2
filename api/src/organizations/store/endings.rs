//! The end of an organization, and taking it back. Nothing in it is written: its row says from when on it does not
//! count, and until when that can be taken back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::OrganizationId;

use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::organizations;

/// Writes that the organization is deleted, or is not. For the store of facts, which a decision goes through.
pub(crate) fn write(
    conn: &mut AnyConn,
    organization: OrganizationId,
    deleted: Option<(DateTime<Utc>, DateTime<Utc>)>,
) -> QueryResult<()> {
    diesel::update(organizations::table.filter(organizations::id.eq(Key(organization))))
        .set((
            organizations::deleted_at.eq(deleted.map(|(at, _)| At(at))),
            organizations::restorable_until.eq(deleted.map(|(_, until)| At(until))),
            organizations::revision.eq(organizations::revision + 1),
        ))
        .execute(conn)?;
    Ok(())
}
