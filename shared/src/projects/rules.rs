//! Who may make and delete projects. Who works on one is in [`super::granting`].

use chrono::{DateTime, Utc};

use crate::access::{Access, Change, CoreScope, Decision, Denied, Resource, Snapshot};
use crate::ids::{MemberId, ProjectId, WorkspaceId};

/// Makes a project in a workspace. A restricted member gets it on their list, or they could not open what
/// they have just made.
pub fn create(
    snapshot: &Snapshot,
    actor: MemberId,
    workspace: WorkspaceId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    if !snapshot.has(Resource::Workspace(workspace)) {
        return Err(Denied::UnknownWorkspace);
    }
    if !snapshot.check(actor, Resource::Workspace(workspace), CoreScope::Projects, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    let mut changes = vec![Change::ProjectAdded { project, workspace }];
    if let Some(list) = snapshot.restriction(actor, workspace) {
        let mut projects = list.clone();
        projects.insert(project);
        changes.push(Change::Restricted { member: actor, workspace, projects });
    }
    Decision::new(snapshot, changes)
}

/// Deletes a project, with the grants on it.
pub fn delete(
    snapshot: &Snapshot,
    actor: MemberId,
    project: ProjectId,
    at: DateTime<Utc>,
) -> Result<Decision, Denied> {
    if !snapshot.has(Resource::Project(project)) {
        return Err(Denied::UnknownProject);
    }
    if !snapshot.check(actor, Resource::Project(project), CoreScope::Projects, Access::Full, at) {
        return Err(Denied::PermissionDenied);
    }
    Decision::new(snapshot, vec![Change::ProjectRemoved { project }])
}
