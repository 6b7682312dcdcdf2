//! The rows of workspaces. Who is in one, and whether it is open, are facts of access, and stand in `access/store`.

pub(super) mod deleted;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::Resource;
use shared::ids::WorkspaceId;
use shared::text::Name;

use crate::access::visible;
use crate::authz::need::{Enters, Holds, Inside, Projects, WorkspaceGeneral};
use crate::authz::open::OpenTx;
use crate::authz::{Proof, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::workspaces;
use crate::http::Refusal;
use crate::invitations::store::Found;

/// A workspace.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: WorkspaceId,
    pub(crate) name: Name,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) revision: i64,
}

type Columns = (Key<WorkspaceId>, String, At, i64);

const COLUMNS: (workspaces::id, workspaces::name, workspaces::created_at, workspaces::revision) =
    (workspaces::id, workspaces::name, workspaces::created_at, workspaces::revision);

fn row((id, name, created_at, revision): Columns) -> Result<Row, Refusal> {
    Ok(Row { id: id.0, name: name.parse().map_err(Refusal::internal)?, created_at: created_at.0, revision })
}

/// Every workspace that the acting member sees, in no order.
pub(crate) fn seen<P: Proof>(tx: &mut P) -> Result<Vec<Row>, Refusal>
where
    P::Need: Inside,
{
    let (organization, now, me) = (tx.organization(), tx.now(), tx.member()?);
    let rows: Vec<Columns> = workspaces::table
        .filter(workspaces::organization_id.eq(Key(organization)))
        .filter(workspaces::valid_to.is_null())
        .select(COLUMNS)
        .load(tx.sql())?;
    let snapshot = tx.snapshot();
    let seen = rows.into_iter().filter(|row| visible(snapshot, me, Resource::Workspace(row.0.0), now));
    seen.map(row).collect()
}

/// One workspace, if the acting member sees it.
pub(crate) fn one<P: Proof>(tx: &mut P, id: WorkspaceId) -> Result<Row, Refusal>
where
    P::Need: Inside,
{
    let (organization, now, me) = (tx.organization(), tx.now(), tx.member()?);
    if !visible(tx.snapshot(), me, Resource::Workspace(id), now) {
        return Err(Refusal::not_found());
    }
    let found: Option<Columns> = workspaces::table
        .filter(workspaces::organization_id.eq(Key(organization)))
        .filter(workspaces::id.eq(Key(id)))
        .filter(workspaces::valid_to.is_null())
        .select(COLUMNS)
        .first(tx.sql())
        .optional()?;
    row(found.ok_or_else(Refusal::not_found)?)
}

/// What the workspace is called that somebody lands in who comes in.
pub(crate) fn landing_name<N: Enters>(tx: &mut Writing<'_, N>, id: WorkspaceId) -> Result<Name, Refusal> {
    let organization = Key(tx.organization());
    let name: String = workspaces::table
        .filter(workspaces::organization_id.eq(organization))
        .filter(workspaces::id.eq(Key(id)))
        .select(workspaces::name)
        .first(tx.sql())?;
    name.parse().map_err(Refusal::internal)
}

/// The same of all that an invitation opens, for what its link shows to the account that it is for.
pub(crate) fn invited_names(
    tx: &mut OpenTx<'_>,
    found: &Found,
) -> Result<BTreeMap<WorkspaceId, String>, Refusal> {
    let rows: Vec<(Key<WorkspaceId>, String)> = workspaces::table
        .filter(workspaces::organization_id.eq(Key(found.organization)))
        .filter(workspaces::valid_to.is_null())
        .select((workspaces::id, workspaces::name))
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// Opens the row. Before the decision is applied: what hangs on the workspace refers to it.
pub(super) fn insert<N: Holds<Projects>>(
    tx: &mut Writing<'_, N>,
    id: WorkspaceId,
    name: Name,
) -> Result<Row, Refusal> {
    let row = Row { id, name, created_at: tx.now(), revision: 1 };
    let (organization, version) = (tx.organization(), tx.version());
    diesel::insert_into(workspaces::table)
        .values((
            workspaces::id.eq(Key(row.id)),
            workspaces::organization_id.eq(Key(organization)),
            workspaces::name.eq(row.name.as_str()),
            workspaces::created_at.eq(At(row.created_at)),
            workspaces::revision.eq(row.revision),
            workspaces::valid_from.eq(version.cast_signed()),
        ))
        .execute(tx.sql())?;
    Ok(row)
}

/// Gives the workspace another name. No fact of access hangs on it, so the row stays the same.
pub(super) fn rename<N: Holds<WorkspaceGeneral>>(
    tx: &mut Writing<'_, N>,
    row: Row,
    name: Name,
) -> Result<Row, Refusal> {
    let organization = tx.organization();
    let renamed = Row { name, revision: row.revision + 1, ..row };
    diesel::update(workspaces::table.filter(workspaces::id.eq(Key(renamed.id))))
        .filter(workspaces::organization_id.eq(Key(organization)))
        .filter(workspaces::valid_to.is_null())
        .set((workspaces::name.eq(renamed.name.as_str()), workspaces::revision.eq(renamed.revision)))
        .execute(tx.sql())?;
    Ok(renamed)
}
