//! The rows of workspaces that were deleted and can be restored.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::access::{ItemFact, Visibility};
use shared::ids::{InvitationId, ItemId, ProjectId, RoleId, WorkspaceId};
use shared::text::Name;
use shared::workspaces::rules::Deleted;

use crate::access::store::read_visibility;
use crate::authz::need::{AnyMember, Inside, RestoresWorkspace};
use crate::authz::{Proof, Reading, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::{
    invitations, items, organization_versions, projects, roles, shares, workspace_visibilities, workspaces,
};
use crate::http::Refusal;
use crate::invitations::store::{UNANSWERED, status_key};
use crate::undo;
use crate::undo::store::Side;

/// A deleted workspace.
#[derive(Debug, Clone)]
pub(in crate::workspaces) struct Row {
    pub(in crate::workspaces) id: WorkspaceId,
    pub(in crate::workspaces) name: Name,
    pub(in crate::workspaces) visibility: Visibility,
    pub(in crate::workspaces) revision: i64,
    /// The version that deleted it.
    version: i64,
    pub(in crate::workspaces) deleted_at: DateTime<Utc>,
}

type Columns = (Key<WorkspaceId>, String, String, i64, i64, At);

macro_rules! restorable {
    ($tx:expr) => {{
        let days = $tx.app().config.restore_days;
        let since = At($tx.now() - TimeDelta::days(days.into()));
        workspaces::table
            .inner_join(
                organization_versions::table.on(organization_versions::organization_id
                    .eq(workspaces::organization_id)
                    .and(organization_versions::version.nullable().eq(workspaces::valid_to))),
            )
            .inner_join(
                workspace_visibilities::table.on(workspace_visibilities::workspace_id
                    .eq(workspaces::id)
                    .and(workspace_visibilities::valid_to.eq(workspaces::valid_to))),
            )
            .filter(workspaces::organization_id.eq(Key($tx.organization())))
            .filter(organization_versions::at.gt(since))
            .select((
                workspaces::id,
                workspaces::name,
                workspace_visibilities::visibility,
                workspaces::revision,
                organization_versions::version,
                organization_versions::at,
            ))
    }};
}

fn row((id, name, visibility, revision, version, at): Columns) -> Result<Row, Refusal> {
    Ok(Row {
        id: id.0,
        name: name.parse().map_err(Refusal::internal)?,
        visibility: read_visibility(&visibility)?,
        revision,
        version,
        deleted_at: at.0,
    })
}

/// Every workspace of the organization that can still be restored, by whomever, in no order.
pub(in crate::workspaces) fn all(tx: &mut Reading<'_, AnyMember>) -> Result<Vec<Row>, Refusal> {
    let rows: Vec<Columns> = restorable!(tx).load(tx.sql())?;
    rows.into_iter().map(row).collect()
}

/// One of them.
pub(in crate::workspaces) fn one(
    tx: &mut Writing<'_, RestoresWorkspace>,
    id: WorkspaceId,
) -> Result<Row, Refusal> {
    let found: Option<Columns> =
        restorable!(tx).filter(workspaces::id.eq(Key(id))).first(tx.sql()).optional()?;
    row(found.ok_or_else(Refusal::not_found)?)
}

type ItemRow = (Key<ItemId>, Key<ProjectId>, String, String);

/// What its deletion closed.
pub(in crate::workspaces) fn closed<P: Proof>(tx: &mut P, row: &Row) -> Result<Deleted, Refusal>
where
    P::Need: Inside,
{
    let organization = Key(tx.organization());
    let inside: Vec<Key<ProjectId>> = projects::table
        .filter(projects::organization_id.eq(organization))
        .filter(projects::workspace_id.eq(Key(row.id)))
        .filter(projects::valid_to.eq(row.version))
        .select(projects::id)
        .load(tx.sql())?;
    let of_items: Vec<ItemRow> = items::table
        .inner_join(projects::table.on(projects::id.eq(items::project_id)))
        .filter(items::organization_id.eq(organization))
        .filter(projects::workspace_id.eq(Key(row.id)))
        .filter(items::valid_to.eq(row.version))
        .select((items::id, items::project_id, items::kind, items::key))
        .load(tx.sql())?;
    let item = |(id, project, kind, key): ItemRow| ItemFact { id: id.0, project: project.0, kind, key };
    Ok(Deleted {
        workspace: row.id,
        visibility: row.visibility,
        projects: inside.into_iter().map(|id| id.0).collect(),
        items: of_items.into_iter().map(item).collect(),
        rows: undo::store::rows(tx, row.version, Side::Closed)?,
    })
}

/// What a role was called that is not there any more.
pub(in crate::workspaces) fn role_name(
    tx: &mut Writing<'_, RestoresWorkspace>,
    id: RoleId,
) -> Result<String, Refusal> {
    Ok(roles::table
        .filter(roles::organization_id.eq(Key(tx.organization())))
        .filter(roles::id.eq(Key(id)))
        .order(roles::valid_from.desc())
        .select(roles::name)
        .first(tx.sql())?)
}

/// What an item was called in it.
pub(in crate::workspaces) fn item_name(
    tx: &mut Writing<'_, RestoresWorkspace>,
    id: ItemId,
) -> Result<String, Refusal> {
    Ok(items::table
        .filter(items::organization_id.eq(Key(tx.organization())))
        .filter(items::id.eq(Key(id)))
        .select(items::name)
        .first(tx.sql())?)
}

/// Opens the rows of the workspace, its projects and its items again. Before the decision is applied: what hangs on
/// them refers to them.
pub(in crate::workspaces) fn reopen(
    tx: &mut Writing<'_, RestoresWorkspace>,
    row: &Row,
    deleted: &Deleted,
) -> Result<(), Refusal> {
    let (organization, version) = (Key(tx.organization()), tx.version().cast_signed());
    diesel::update(workspaces::table.filter(workspaces::id.eq(Key(row.id))))
        .filter(workspaces::organization_id.eq(organization))
        .set((
            workspaces::revision.eq(row.revision + 1),
            workspaces::valid_from.eq(version),
            workspaces::valid_to.eq(None::<i64>),
        ))
        .execute(tx.sql())?;
    for project in &deleted.projects {
        diesel::update(projects::table.filter(projects::id.eq(Key(*project))))
            .filter(projects::organization_id.eq(organization))
            .set((projects::valid_from.eq(version), projects::valid_to.eq(None::<i64>)))
            .execute(tx.sql())?;
    }
    for item in &deleted.items {
        diesel::update(items::table.filter(items::id.eq(Key(item.id))))
            .filter(items::organization_id.eq(organization))
            .set((items::valid_from.eq(version), items::valid_to.eq(None::<i64>)))
            .execute(tx.sql())?;
    }
    Ok(())
}

/// Opens the shares of its items again that wait for an invitation that is still out.
pub(in crate::workspaces) fn reopen_waiting_shares(
    tx: &mut Writing<'_, RestoresWorkspace>,
    row: &Row,
    deleted: &Deleted,
) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    let waiting: Vec<Key<InvitationId>> = invitations::table
        .filter(invitations::organization_id.eq(organization))
        .filter(invitations::status.eq_any(UNANSWERED.map(status_key)))
        .select(invitations::id)
        .load(tx.sql())?;
    for item in &deleted.items {
        diesel::update(shares::table.filter(shares::item_id.eq(Key(item.id))))
            .filter(shares::organization_id.eq(organization))
            .filter(shares::ended_at.eq(At(row.deleted_at)))
            .filter(shares::grant_id.is_null())
            .filter(shares::invitation_id.eq_any(waiting.iter().copied()))
            .set(shares::ended_at.eq(None::<At>))
            .execute(tx.sql())?;
    }
    Ok(())
}
