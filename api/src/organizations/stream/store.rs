//! How many notices the listener has not read.

use diesel::prelude::*;

use crate::authz::need::AnyMember;
use crate::authz::{Proof, Reading};
use crate::db::columns::Key;
use crate::db::schema::notifications;
use crate::http::Refusal;

/// The acting person's own notices that wait.
pub(super) fn unread(tx: &mut Reading<'_, AnyMember>) -> Result<u64, Refusal> {
    let user = tx.actor().user;
    let waiting = notifications::table
        .filter(notifications::user_id.eq(Key(user)))
        .filter(notifications::read_at.is_null());
    let count: i64 = waiting.count().get_result(tx.sql())?;
    Ok(count.unsigned_abs())
}
