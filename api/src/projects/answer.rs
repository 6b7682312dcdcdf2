//! A project as answers show it.

use shared::access::{Resource, ResourceKind};
use shared::projects::wire::Project;

use super::store::Row;
use crate::authz::Proof;
use crate::http::Refusal;

/// The body, for the acting member.
pub(super) fn body<P: Proof>(tx: &P, row: Row) -> Result<Project, Refusal> {
    let snapshot = tx.snapshot();
    let Row { id, workspace, name, created_at, revision: _ } = row;
    let held = snapshot.effective(tx.member()?, Resource::Project(id), tx.now());
    Ok(Project {
        id,
        organization: tx.organization(),
        workspace,
        name,
        permissions: snapshot.model().catalog.map(&held, ResourceKind::Project),
        created_at,
    })
}
