//! The rows of projects. Who gets at one is a fact of access, and stands in `access/store`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::Resource;
use shared::ids::{ProjectId, WorkspaceId};
use shared::text::Name;

use crate::access::visible;
use crate::authz::need::{Holds, Inside, Projects, SettingsGeneral};
use crate::authz::{Proof, Writing};
use crate::db::columns::{At, Key};
use crate::db::schema::projects;
use crate::http::Refusal;

/// A project.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: ProjectId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) name: Name,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) revision: i64,
}

type Columns = (Key<ProjectId>, Key<WorkspaceId>, String, At, i64);

const COLUMNS: (
    projects::id,
    projects::workspace_id,
    projects::name,
    projects::created_at,
    projects::revision,
) = (projects::id, projects::workspace_id, projects::name, projects::created_at, projects::revision);

fn row((id, workspace, name, created_at, revision): Columns) -> Result<Row, Refusal> {
    let name = name.parse().map_err(Refusal::internal)?;
    Ok(Row { id: id.0, workspace: workspace.0, name, created_at: created_at.0, revision })
}

/// Every project that the acting member sees, of one workspace or of all, in no order.
pub(crate) fn seen<P: Proof>(tx: &mut P, within: Option<WorkspaceId>) -> Result<Vec<Row>, Refusal>
where
    P::Need: Inside,
{
    let (organization, now, me) = (tx.organization(), tx.now(), tx.member()?);
    let mut rows = projects::table
        .filter(projects::organization_id.eq(Key(organization)))
        .filter(projects::valid_to.is_null())
        .select(COLUMNS)
        .into_boxed();
    if let Some(workspace) = within {
        rows = rows.filter(projects::workspace_id.eq(Key(workspace)));
    }
    let rows: Vec<Columns> = rows.load(tx.sql())?;
    let snapshot = tx.snapshot();
    let seen = rows.into_iter().filter(|row| visible(snapshot, me, Resource::Project(row.0.0), now));
    seen.map(row).collect()
}

/// One project, if the acting member sees it.
pub(crate) fn one<P: Proof>(tx: &mut P, id: ProjectId) -> Result<Row, Refusal>
where
    P::Need: Inside,
{
    let (organization, now, me) = (tx.organization(), tx.now(), tx.member()?);
    if !visible(tx.snapshot(), me, Resource::Project(id), now) {
        return Err(Refusal::not_found());
    }
    let found: Option<Columns> = projects::table
        .filter(projects::organization_id.eq(Key(organization)))
        .filter(projects::id.eq(Key(id)))
        .filter(projects::valid_to.is_null())
        .select(COLUMNS)
        .first(tx.sql())
        .optional()?;
    row(found.ok_or_else(Refusal::not_found)?)
}

/// Opens the row. Before the decision is applied: what hangs on the project refers to it.
pub(super) fn insert<N: Holds<Projects>>(
    tx: &mut Writing<'_, N>,
    id: ProjectId,
    workspace: WorkspaceId,
    name: Name,
) -> Result<Row, Refusal> {
    let row = Row { id, workspace, name, created_at: tx.now(), revision: 1 };
    let (organization, version) = (tx.organization(), tx.version());
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(Key(row.id)),
            projects::organization_id.eq(Key(organization)),
            projects::workspace_id.eq(Key(row.workspace)),
            projects::name.eq(row.name.as_str()),
            projects::created_at.eq(At(row.created_at)),
            projects::revision.eq(row.revision),
            projects::valid_from.eq(version.cast_signed()),
        ))
        .execute(tx.sql())?;
    Ok(row)
}

/// Gives the project another name. No fact of access hangs on it, so the row stays the same.
pub(super) fn rename<N: Holds<SettingsGeneral>>(
    tx: &mut Writing<'_, N>,
    row: Row,
    name: Name,
) -> Result<Row, Refusal> {
    let organization = tx.organization();
    let renamed = Row { name, revision: row.revision + 1, ..row };
    diesel::update(projects::table.filter(projects::id.eq(Key(renamed.id))))
        .filter(projects::organization_id.eq(Key(organization)))
        .filter(projects::valid_to.is_null())
        .set((projects::name.eq(renamed.name.as_str()), projects::revision.eq(renamed.revision)))
        .execute(tx.sql())?;
    Ok(renamed)
}
