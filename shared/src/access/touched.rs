//! Whom and what a change can have an effect on, read off the two states themselves.
//!
//! Nobody passes the set in: a caller that forgot somebody would hide what happens to them. It costs what was
//! written, not what is there: see [`differing`](super::differing).

use std::collections::{BTreeMap, BTreeSet};

use super::differing::{changed_groups, changed_members, differing_roles, entries_apart};
use super::grant::Principal;
use super::resource::Resource;
use super::snapshot::Snapshot;
use crate::ids::{ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

/// Where a member may have another answer.
#[derive(Debug, Clone, Default)]
struct Reached {
    everywhere: bool,
    /// On these resources and inside them.
    within: BTreeSet<Resource>,
}

#[derive(Debug, Default)]
struct Touched {
    members: BTreeMap<MemberId, Reached>,
    /// On which everybody may.
    resources: BTreeSet<Resource>,
}

/// Every pair that may have another answer afterwards, each once, by member and then by resource.
pub(super) fn touched(before: &Snapshot, after: &Snapshot) -> impl Iterator<Item = (MemberId, Resource)> {
    let Touched { members, resources } = find(before, after);
    let everyone: BTreeSet<MemberId> = if resources.is_empty() {
        members.keys().copied().collect()
    } else {
        before.members().chain(after.members()).map(|member| member.id).collect()
    };
    let all: BTreeSet<Resource> = if members.values().any(|reached| reached.everywhere) {
        before.resources().chain(after.resources()).collect()
    } else {
        BTreeSet::new()
    };
    everyone.into_iter().flat_map(move |member| {
        let of: Vec<Resource> = match members.get(&member) {
            None => resources.iter().copied().collect(),
            Some(reached) if reached.everywhere => all.iter().copied().collect(),
            Some(reached) => {
                let mut of = resources.clone();
                for resource in &reached.within {
                    of.extend(inside(before, *resource).chain(inside(after, *resource)));
                }
                of.into_iter().collect()
            }
        };
        of.into_iter().map(move |resource| (member, resource))
    })
}

fn find(before: &Snapshot, after: &Snapshot) -> Touched {
    let mut touched = Touched::default();
    let Some(roles) = differing_roles(&before.model, &after.model)
        .filter(|_| before.organization == after.organization && before.deleted == after.deleted)
    else {
        for member in before.members().chain(after.members()) {
            touched.everywhere(member.id);
        }
        return touched;
    };
    touched.roles(&roles, [before, after]);
    for (member, facts) in changed_members(before, after) {
        let reached = touched.members.entry(member).or_default();
        reached.everywhere |= facts.row;
        reached.within.extend(facts.workspaces.into_iter().map(Resource::Workspace));
        reached.within.extend(facts.grants.into_iter().map(|(_, on)| on));
        for (side, groups) in [(before, facts.left), (after, facts.joined)] {
            let grants = groups.into_iter().flat_map(|group| side.grants_to(Principal::Group(group)));
            reached.within.extend(grants.map(|grant| grant.resource));
        }
    }
    for (group, grants) in changed_groups(before, after) {
        for member in before.members_of(group).chain(after.members_of(group)) {
            let reached = touched.members.entry(member).or_default();
            reached.within.extend(grants.iter().map(|(_, on)| *on));
        }
    }
    touched.places(before, after);
    touched
}

impl Touched {
    fn everywhere(&mut self, member: MemberId) {
        self.members.entry(member).or_default().everywhere = true;
    }

    /// Whoever has one of these roles, where they have it.
    fn roles(&mut self, roles: &BTreeSet<RoleId>, sides: [&Snapshot; 2]) {
        if roles.is_empty() {
            return;
        }
        for side in sides {
            for member in side.members() {
                if roles.contains(&member.role) {
                    self.everywhere(member.id);
                }
                for (workspace, over) in side.workspaces_of(member.id) {
                    if over.is_some_and(|over| roles.contains(&over)) {
                        let reached = self.members.entry(member.id).or_default();
                        reached.within.insert(Resource::Workspace(workspace));
                    }
                }
            }
        }
    }

    /// Places that come, go, or stand otherwise.
    fn places(&mut self, before: &Snapshot, after: &Snapshot) {
        let mut changed: Vec<Resource> = Vec::new();
        for id in entries_apart(&before.workspaces, &after.workspaces) {
            let id = WorkspaceId::from_uuid(id);
            if before.visibility(id) != after.visibility(id) {
                changed.push(Resource::Workspace(id));
            }
        }
        for id in entries_apart(&before.projects, &after.projects) {
            let id = ProjectId::from_uuid(id);
            if before.workspace_of(id) != after.workspace_of(id) {
                changed.push(Resource::Project(id));
            }
        }
        for id in entries_apart(&before.items, &after.items) {
            let id = ItemId::from_uuid(id);
            // One that comes or goes gives nobody anything by itself: see `stands_for`.
            if before.item(id).zip(after.item(id)).is_some_and(|(old, new)| old.project != new.project) {
                changed.push(Resource::Item(id));
            }
        }
        for resource in changed {
            self.resources.extend(inside(before, resource).chain(inside(after, resource)));
        }
    }
}

/// What a resource is compared as on one side: an item that is not known there is its project, as it is to
/// the check API. Otherwise whoever shares an item would seem to give it to everybody who works there.
pub(super) fn stands_for(side: &Snapshot, other: &Snapshot, resource: Resource) -> Resource {
    match resource {
        Resource::Item(id) if side.item(id).is_none() => {
            other.item(id).map_or(resource, |item| Resource::Project(item.project))
        }
        Resource::Organization | Resource::Workspace(_) | Resource::Project(_) | Resource::Item(_) => {
            resource
        }
    }
}

/// A resource, and all that is inside of it.
fn inside(side: &Snapshot, resource: Resource) -> Box<dyn Iterator<Item = Resource> + '_> {
    let project = |id| {
        let items = side.items_in(id).map(Resource::Item);
        std::iter::once(Resource::Project(id)).chain(items)
    };
    match resource {
        Resource::Organization => Box::new(side.resources()),
        Resource::Workspace(id) => {
            let projects = side.projects_in(id).flat_map(project);
            Box::new(std::iter::once(resource).chain(projects))
        }
        Resource::Project(id) => Box::new(project(id)),
        Resource::Item(_) => Box::new(std::iter::once(resource)),
    }
}
