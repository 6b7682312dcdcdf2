//! What every process leaves behind in the tables for the others to find.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{OrganizationId, SessionId, UserId};

use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{organizations, sessions};
use crate::http::Refusal;

/// As many ids go into one statement.
const AT_ONCE: usize = 500;

/// The versions of these organizations.
pub(super) fn versions(
    conn: &mut AnyConn,
    kept: &[OrganizationId],
) -> Result<Vec<(OrganizationId, u64)>, Refusal> {
    let mut versions = Vec::with_capacity(kept.len());
    for some in kept.chunks(AT_ONCE) {
        let ids: Vec<Key<OrganizationId>> = some.iter().copied().map(Key).collect();
        let rows: Vec<(Key<OrganizationId>, i64)> = organizations::table
            .filter(organizations::id.eq_any(ids))
            .select((organizations::id, organizations::version))
            .load(conn)?;
        versions.extend(rows.into_iter().map(|(id, version)| (id.0, version.unsigned_abs())));
    }
    Ok(versions)
}

/// The sessions that ended at this moment or later.
pub(super) fn ended_since(
    conn: &mut AnyConn,
    since: DateTime<Utc>,
) -> Result<Vec<(SessionId, UserId, DateTime<Utc>)>, Refusal> {
    let rows: Vec<(Key<SessionId>, Key<UserId>, Option<At>)> = sessions::table
        .filter(sessions::ended_at.ge(At(since)))
        .select((sessions::id, sessions::user_id, sessions::ended_at))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, user, at)| Some((id.0, user.0, at?.0))).collect())
}
