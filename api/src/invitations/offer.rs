//! The places that an invitation names, read from the request: only what the asker can see exists.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::Resource;
use shared::ids::{ProjectId, WorkspaceId};
use shared::invitations::wire::{InvitedProject, InvitedWorkspace};

use super::store::StoredOffer;
use crate::authz::Proof;
use crate::http::Refusal;

/// Reads them; an id that is unknown, malformed, foreign or invisible is 404, as in a path.
pub(super) fn read<P: Proof>(
    tx: &P,
    workspaces: &[InvitedWorkspace],
    projects: &[InvitedProject],
    restrict_to: Option<&[String]>,
) -> Result<StoredOffer, Refusal> {
    let mut offer = StoredOffer::default();
    for InvitedWorkspace { id } in workspaces {
        offer.workspaces.insert(workspace(tx, id)?);
    }
    let mut granted = BTreeMap::new();
    for (index, InvitedProject { id, role }) in projects.iter().enumerate() {
        let project = project(tx, id)?;
        if tx.snapshot().model().project_role(role).is_none() {
            let detail = "On a project people are viewer, editor or admin.";
            return Err(Refusal::field(format!("/projects/{index}/role"), "unknown_role", detail));
        }
        if granted.insert(project, role.clone()).is_some() {
            let detail = "This project stands in the list twice.";
            return Err(Refusal::field(format!("/projects/{index}/id"), "duplicate", detail));
        }
    }
    offer.projects = granted;
    if let Some(list) = restrict_to {
        let list: BTreeSet<ProjectId> = list.iter().map(|id| project(tx, id)).collect::<Result<_, _>>()?;
        offer.restrict_to = Some(list);
    }
    Ok(offer)
}

fn workspace<P: Proof>(tx: &P, id: &str) -> Result<WorkspaceId, Refusal> {
    let id: WorkspaceId = id.parse().map_err(|_| Refusal::not_found())?;
    seen(tx, Resource::Workspace(id)).map(|()| id)
}

fn project<P: Proof>(tx: &P, id: &str) -> Result<ProjectId, Refusal> {
    let id: ProjectId = id.parse().map_err(|_| Refusal::not_found())?;
    seen(tx, Resource::Project(id)).map(|()| id)
}

fn seen<P: Proof>(tx: &P, resource: Resource) -> Result<(), Refusal> {
    if tx.snapshot().sees(tx.member()?, resource, tx.now()) { Ok(()) } else { Err(Refusal::not_found()) }
}
