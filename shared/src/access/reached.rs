//! Which projects a member reaches, without asking each of them: whole workspaces, and single projects besides.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::compact::on::{Numbered, On};
use super::compact::record::Record;
use super::permissions::Permissions;
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
        let Some((number, record)) = self.members.find(member) else { return reached };
        let Some(role) = self.roles.get(record.role()) else { return reached };
        if role.reach == Reach::Shared {
            return reached;
        }
        let has = |permissions: Permissions| !permissions.meet(wanted).is_none();
        let held = |spot| has(self.holds(number, record, spot, at));
        for workspace in self.workspaces.numbers() {
            let Some(spot) = self.spot_on(On::workspace(workspace)) else { continue };
            // Without a list, what grants alone give is within what is held.
            let list = self.members.list(number, workspace).filter(|_| role.reach != Reach::Everything);
            let alone = || has(self.grants_alone(number, record, spot, at));
            match list {
                _ if !held(spot) => {}
                Some(list) if !alone() => reached.single.extend(list.iter()),
                Some(_) | None => {
                    reached.whole.insert(self.workspace_id(workspace));
                }
            }
        }
        for on in self.granted_on_projects(record) {
            let Some(spot) = self.spot_on(on) else { continue };
            let Some((workspace, project)) = spot.workspace.zip(spot.project.map(|(_, row)| row.id)) else {
                continue;
            };
            let known = reached.single.contains(&project) || reached.whole.contains(&workspace.1.id);
            if !known && held(spot) {
                reached.single.insert(project);
            }
        }
        reached
    }

    /// The projects that something is granted on to a member or to a group of theirs, some more than once.
    pub(super) fn granted_on_projects(&self, record: Record<'_>) -> impl Iterator<Item = On> {
        let own = record.grants().map(|(on, _)| on);
        let groups = record.groups().filter_map(|at| self.groups.get(at));
        let of_groups = groups.flat_map(|row| row.grants.iter().map(|held| held.on));
        own.chain(of_groups).filter(|on| matches!(on.numbered(), Numbered::Project(_)))
    }
}
