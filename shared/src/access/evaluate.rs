//! Effective access: the one formula, as bits.

use std::ops::Bound;

use chrono::{DateTime, Utc};

use super::grant::{Grant, Principal};
use super::level::Access;
use super::permissions::Permissions;
use super::resource::{Resource, Visibility};
use super::role::{Reach, Role};
use super::scope::{CoreScope, Scope};
use super::snapshot::Snapshot;
use crate::ids::{ItemId, MemberId, ProjectId, WorkspaceId};

/// A resource with what it is inside of. Grants count on every part of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) workspace: Option<WorkspaceId>,
    pub(super) project: Option<ProjectId>,
    pub(super) item: Option<ItemId>,
}

impl Place {
    /// From the organization inwards.
    pub(super) fn chain(self) -> impl Iterator<Item = Resource> {
        std::iter::once(Resource::Organization)
            .chain(self.workspace.map(Resource::Workspace))
            .chain(self.project.map(Resource::Project))
            .chain(self.item.map(Resource::Item))
    }
}

impl Snapshot {
    /// What a member holds on a resource at this moment; nothing for anybody and anything unknown.
    ///
    /// Every scope is evaluated, also those of other kinds of resource: `projects` on a workspace says
    /// whether the member makes projects there.
    pub fn effective(&self, member: MemberId, resource: Resource, at: DateTime<Utc>) -> Permissions {
        let (Some(place), Some(facts)) = (self.place(resource), self.members.get(&member)) else {
            return Permissions::NONE;
        };
        let (Some(role), Some(here)) = (self.model.role(facts.role), self.role_at(member, resource)) else {
            return Permissions::NONE;
        };
        if !facts.is_active(at) {
            return Permissions::NONE;
        }
        let shared = role.reach == Reach::Shared || here.reach == Reach::Shared;
        let base = if !shared && self.has_base(member, place) { here.baseline } else { Permissions::NONE };
        let given = self
            .grants_reaching(member, place)
            .filter(|grant| grant.is_live(at) && (!shared || grant.is_share()))
            .fold(Permissions::NONE, |given, grant| given.join(grant.permissions));
        let effective = role.seat_ceiling().meet(here.ceiling).meet(base.join(given));
        if self.deleted { effective.meet(ownership_alone()) } else { effective }
    }

    /// Whether a member has at least this much over a scope of a resource at this moment.
    pub fn check(
        &self,
        member: MemberId,
        resource: Resource,
        scope: impl Into<Scope>,
        need: Access,
        at: DateTime<Utc>,
    ) -> bool {
        // Asked for nothing, a stranger would pass too.
        need > Access::None && self.effective(member, resource, at).get(scope) >= need
    }

    /// Whether a resource is there for a member at all. Of a workspace one also sees the name when a project
    /// inside was given.
    pub fn sees(&self, member: MemberId, resource: Resource, at: DateTime<Utc>) -> bool {
        match resource {
            Resource::Organization => {
                !self.deleted && self.member(member).is_some_and(|facts| facts.is_active(at))
            }
            Resource::Workspace(workspace) => {
                self.has_any(member, resource, at)
                    || self
                        .projects_in(workspace)
                        .any(|project| self.has_any(member, Resource::Project(project), at))
            }
            Resource::Project(_) | Resource::Item(_) => self.has_any(member, resource, at),
        }
    }

    /// The members who have at least this much over a scope of a resource, by id, behind `after`.
    pub fn who_can(
        &self,
        resource: Resource,
        scope: impl Into<Scope>,
        need: Access,
        after: Option<MemberId>,
        at: DateTime<Utc>,
    ) -> impl Iterator<Item = MemberId> + '_ {
        let scope = scope.into();
        let rest = after.map_or(Bound::Unbounded, Bound::Excluded);
        (self.members.range((rest, Bound::Unbounded)).map(|(id, _)| *id))
            .filter(move |member| self.check(*member, resource, scope, need, at))
    }

    /// The resources where a member has anything, in the order of [`Resource`], behind `after`, each with all
    /// that they hold there.
    pub fn what_can(
        &self,
        member: MemberId,
        after: Option<Resource>,
        at: DateTime<Utc>,
    ) -> impl Iterator<Item = (Resource, Permissions)> + '_ {
        self.resources()
            .filter(move |resource| after.is_none_or(|after| *resource > after))
            .map(move |resource| (resource, self.effective(member, resource, at)))
            .filter(|(resource, held)| self.counts_on(*held, *resource))
    }

    /// The role that counts for a member on this resource: the workspace's, if one overrides theirs there.
    pub fn role_at(&self, member: MemberId, resource: Resource) -> Option<&Role> {
        let role = self.role_of(member)?;
        let listing = self.place(resource)?.workspace.and_then(|workspace| self.listing(member, workspace));
        match listing.flatten() {
            Some(over) if role.reach != Reach::Everything => self.model.role(over),
            Some(_) | None => Some(role),
        }
    }

    /// Whether a member is in a workspace: by role, listed, or because it is open.
    pub fn is_in(&self, member: MemberId, workspace: WorkspaceId) -> bool {
        let Some(role) = self.role_of(member) else { return false };
        match (role.reach, self.visibility(workspace)) {
            (_, None) | (Reach::Shared, Some(_)) => false,
            (Reach::Everything, Some(_)) | (Reach::Granted, Some(Visibility::Open)) => true,
            (Reach::Granted, Some(Visibility::Private)) => self.listed.contains_key(&(member, workspace)),
        }
    }

    /// Whether a member's role is kept out of this project by a list that does not have it.
    pub fn is_restricted_from(&self, member: MemberId, project: ProjectId) -> bool {
        let list = self.workspace_of(project).and_then(|workspace| self.restriction(member, workspace));
        !self.is_implicit(member) && list.is_some_and(|list| !list.contains(&project))
    }

    /// The resource with what it is inside of, if it is there.
    pub(super) fn place(&self, resource: Resource) -> Option<Place> {
        match resource {
            Resource::Organization => Some(Place { workspace: None, project: None, item: None }),
            Resource::Workspace(workspace) => self.workspaces.contains_key(&workspace).then_some(Place {
                workspace: Some(workspace),
                project: None,
                item: None,
            }),
            Resource::Project(project) => self.workspace_of(project).map(|workspace| Place {
                workspace: Some(workspace),
                project: Some(project),
                item: None,
            }),
            Resource::Item(item) => {
                let around = self.place(Resource::Project(self.item(item)?.project))?;
                Some(Place { item: Some(item), ..around })
            }
        }
    }

    /// The grants on a place or around it to a member or to a group of theirs, expired ones too.
    pub(super) fn grants_reaching(&self, member: MemberId, place: Place) -> impl Iterator<Item = &Grant> {
        std::iter::once(Principal::Member(member))
            .chain(self.groups_of(member).map(Principal::Group))
            .flat_map(move |principal| place.chain().flat_map(move |on| self.granted(principal, on)))
    }

    /// Whether the role's own baseline counts in this place.
    fn has_base(&self, member: MemberId, place: Place) -> bool {
        place.workspace.is_none_or(|workspace| self.is_in(member, workspace))
            && !place.project.is_some_and(|project| self.is_restricted_from(member, project))
    }

    fn has_any(&self, member: MemberId, resource: Resource, at: DateTime<Utc>) -> bool {
        self.counts_on(self.effective(member, resource, at), resource)
    }

    /// Whether any of this is over a scope that the resource or something inside of it has.
    fn counts_on(&self, held: Permissions, resource: Resource) -> bool {
        let mut given = held.iter().filter_map(|(scope, _)| self.model.catalog.entry(scope));
        given.any(|entry| entry.is_within(resource.kind()))
    }
}

fn ownership_alone() -> Permissions {
    Permissions::NONE.with(CoreScope::Ownership, Access::Full)
}
