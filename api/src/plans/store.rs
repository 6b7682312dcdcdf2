//! Which plan an organization is on.

use diesel::prelude::*;

use crate::authz::need::{Billing, Holds};
use crate::authz::{Proof, Writing};
use crate::db::columns::Key;
use crate::db::schema::organizations;
use crate::http::Refusal;

/// The key of the plan.
pub(super) fn key<P: Proof>(tx: &mut P) -> Result<String, Refusal> {
    let id = Key(tx.organization());
    let row = organizations::table.filter(organizations::id.eq(id));
    Ok(row.select(organizations::plan).first(tx.sql())?)
}

/// Puts the organization on another plan.
pub(super) fn set<N: Holds<Billing>>(tx: &mut Writing<'_, N>, key: &str) -> Result<(), Refusal> {
    let id = Key(tx.organization());
    diesel::update(organizations::table.filter(organizations::id.eq(id)))
        .set((organizations::plan.eq(key), organizations::revision.eq(organizations::revision + 1)))
        .execute(tx.sql())?;
    Ok(())
}
