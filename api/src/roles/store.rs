//! The rows of the organization's own roles. What they give is a fact of access, and stands in `access/store`.

use std::collections::BTreeMap;

use diesel::prelude::*;
use shared::access::wire::RoleRef;
use shared::ids::RoleId;

use crate::authz::Proof;
use crate::authz::need::{Members, Sees};
use crate::db::columns::Key;
use crate::db::schema::roles;
use crate::http::Refusal;

/// The version that made the row of this role: its revision. `None` for a role of the model.
pub(super) fn revision<P: Proof>(tx: &mut P, id: RoleId) -> Result<Option<i64>, Refusal>
where
    P::Need: Sees<Members>,
{
    let organization = Key(tx.organization());
    let row = roles::table
        .filter(roles::organization_id.eq(organization))
        .filter(roles::id.eq(Key(id)))
        .filter(roles::valid_to.is_null());
    Ok(row.select(roles::valid_from).first(tx.sql()).optional()?)
}

/// What roles were called that are there no more: closed invitations still name them.
pub(crate) fn gone<P: Proof>(tx: &mut P, ids: Vec<RoleId>) -> Result<BTreeMap<RoleId, RoleRef>, Refusal>
where
    P::Need: Sees<Members>,
{
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let organization = Key(tx.organization());
    let rows: Vec<(Key<RoleId>, String, String)> = roles::table
        .filter(roles::organization_id.eq(organization))
        .filter(roles::id.eq_any(ids.into_iter().map(Key).collect::<Vec<_>>()))
        .order(roles::valid_from)
        .select((roles::id, roles::key, roles::name))
        .load(tx.sql())?;
    // The last row of each is the one that it was deleted as.
    Ok(rows.into_iter().map(|(id, key, name)| (id.0, RoleRef { id: id.0, key, name })).collect())
}
