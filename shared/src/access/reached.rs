//! Which projects a member reaches, without asking each of them: whole workspaces, and single projects besides.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::permissions::Permissions;
use super::resource::Resource;
use super::role::Reach;
use super::snapshot::Snapshot;
use crate::ids::{MemberId, ProjectId, WorkspaceId};

/// A set of projects of one snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    /// Workspaces of which every project is in the set.
    pub whole: BTreeSet<WorkspaceId>,
    /// Projects of other workspaces.
    pub single: BTreeSet<ProjectId>,
}

impl Reached {
    pub fn contains(&self, snapshot: &Snapshot, project: ProjectId) -> bool {
        self.single.contains(&project)
            || snapshot.workspace_of(project).is_some_and(|workspace| self.whole.contains(&workspace))
    }

    /// How many projects are in both sets.
    pub fn shared_with(&self, other: &Self, snapshot: &Snapshot) -> usize {
        let whole = self.whole.intersection(&other.whole);
        let whole: usize = whole.map(|workspace| snapshot.projects_count(*workspace)).sum();
        let single = self.single.iter().filter(|project| other.contains(snapshot, **project)).count();
        let theirs = |project: &&ProjectId| {
            snapshot.workspace_of(**project).is_some_and(|workspace| self.whole.contains(&workspace))
        };
        whole + single + other.single.iter().filter(theirs).count()
    }
}

impl Snapshot {
    /// The projects on which a member has anything of what `wanted` names: asked once a workspace, and once a
    /// project that something of its own is granted on.
    pub fn reached(&self, member: MemberId, wanted: Permissions, at: DateTime<Utc>) -> Reached {
        let mut reached = Reached::default();
        let Some(role) = self.role_of(member) else { return reached };
        if role.reach == Reach::Shared {
            return reached;
        }
        for (workspace, _) in self.workspaces() {
            let on = Resource::Workspace(workspace);
            let has = |permissions: Permissions| !permissions.meet(wanted).is_none();
            if has(self.granted_alone(member, on, at)) {
                reached.whole.insert(workspace);
            } else if has(self.effective(member, on, at)) {
                match self.restriction(member, workspace).filter(|_| role.reach != Reach::Everything) {
                    None => {
                        reached.whole.insert(workspace);
                    }
                    Some(list) => reached.single.extend(list.iter()),
                }
            }
        }
        for project in self.granted_projects(member) {
            let here = !reached.contains(self, project)
                && !self.effective(member, Resource::Project(project), at).meet(wanted).is_none();
            if here {
                reached.single.insert(project);
            }
        }
        reached
    }
}
