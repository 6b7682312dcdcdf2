//! Effective access: the one formula, as bits.

use chrono::{DateTime, Utc};

use super::compact::on::On;
use super::compact::record::{Record, Standing};
use super::compact::roles::RoleLine;
use super::grant::{Grant, Principal};
use super::level::Access;
use super::permissions::Permissions;
use super::resource::{Resource, Visibility};
use super::role::{Reach, Role};
use super::scope::{CoreScope, Scope};
use super::snapshot::Snapshot;
use super::spot::Spot;
use crate::ids::{ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

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
        match (self.spot(resource), self.members.find(member)) {
            (Some(spot), Some((number, record))) => self.holds(number, record, spot, at),
            (None, _) | (_, None) => Permissions::NONE,
        }
    }

    /// The same if the role gave nothing by itself: what grants alone give here, and no restriction takes.
    pub(super) fn grants_alone(
        &self,
        number: u32,
        record: Record<'_>,
        spot: Spot<'_>,
        at: DateTime<Utc>,
    ) -> Permissions {
        self.effect(number, record, spot, at, |_, _, _| Permissions::NONE)
    }

    /// The same for a member and a resource that have been found.
    #[inline]
    pub(super) fn holds(
        &self,
        number: u32,
        record: Record<'_>,
        spot: Spot<'_>,
        at: DateTime<Utc>,
    ) -> Permissions {
        self.effect(number, record, spot, at, |role, here, standing| {
            let counts = role.reach == Reach::Everything || self.has_base(number, standing, spot);
            if counts { here.baseline } else { Permissions::NONE }
        })
    }

    /// `base` is asked for what the role gives by itself: of the organization role, of the one that counts here,
    /// and of how the member stands in the workspace.
    #[inline]
    fn effect(
        &self,
        number: u32,
        record: Record<'_>,
        spot: Spot<'_>,
        at: DateTime<Utc>,
        base: impl FnOnce(&RoleLine, &RoleLine, Standing) -> Permissions,
    ) -> Permissions {
        let Some(role) = self.roles.get(record.role()) else { return Permissions::NONE };
        let over = || self.members.member(number).is_none_or(|member| !member.is_active(at));
        if !record.is_active() || (record.ends() && over()) {
            return Permissions::NONE;
        }
        let standing = spot.workspace.map_or(Standing::NONE, |(workspace, _)| record.standing(workspace));
        let here = match standing.over.filter(|_| role.reach != Reach::Everything) {
            Some(over) => self.roles.get(over),
            None => Some(role),
        };
        let Some(here) = here else { return Permissions::NONE };
        let shared = role.reach == Reach::Shared || here.reach == Reach::Shared;
        let held = if shared {
            // Nothing of a container: not the role's own, and no grant but of the very item to them.
            spot.item.map_or(Permissions::NONE, |(item, _)| self.granted_on(record, On::item(item), at))
        } else {
            base(role, here, standing).join(self.granted_in(record, spot, at))
        };
        let effective = self.cut(number, role.seat_ceiling.meet(here.ceiling).meet(held));
        if self.deleted { effective.meet(ownership_alone()) } else { effective }
    }

    /// Whether the baseline of somebody who gets into workspaces by membership counts here: they are in the
    /// workspace, and no list keeps them out of the project.
    #[inline]
    fn has_base(&self, number: u32, standing: Standing, spot: Spot<'_>) -> bool {
        let Some((workspace, row)) = spot.workspace else { return true };
        // `|`, so that there is nothing to guess: half of the workspaces may be private.
        let is_in = (row.visibility == Visibility::Open) | standing.listed;
        let list = || self.members.list(number, workspace);
        let kept_out = |id| standing.restricted && list().is_some_and(|list| !list.contains(&id));
        is_in && !spot.project.is_some_and(|(_, project)| kept_out(project.id))
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
            // Where nothing of the workspace reaches the projects inside, only what is granted on one does.
            Resource::Workspace(workspace) => {
                self.has_any(member, resource, at)
                    || self.granted_projects(member).any(|project| {
                        self.workspace_of(project) == Some(workspace)
                            && self.has_any(member, Resource::Project(project), at)
                    })
            }
            Resource::Project(_) | Resource::Item(_) => self.has_any(member, resource, at),
        }
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
        let listed = || self.listing(member, workspace).is_some();
        self.visibility(workspace).is_some_and(|visibility| is_inside(role.reach, visibility, listed))
    }

    /// Every workspace that a member is in, by id, and how they are listed there: `None` if they are not, and
    /// else the overriding role.
    pub fn inside(&self, member: MemberId) -> impl Iterator<Item = (WorkspaceId, Option<Option<RoleId>>)> {
        let found = self.members.find(member).and_then(|(_, record)| {
            let role = self.roles.get(record.role())?;
            Some((record, role.reach))
        });
        found.into_iter().flat_map(move |(record, reach)| {
            self.workspaces.numbers().filter_map(move |at| {
                let row = self.workspaces.get(at)?;
                let standing = record.standing(at);
                let listing = standing.listed.then(|| standing.over.map(|over| self.role_id(over)));
                is_inside(reach, row.visibility, || standing.listed).then_some((row.id, listing))
            })
        })
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
            Resource::Workspace(workspace) => {
                self.has(resource).then_some(Place { workspace: Some(workspace), project: None, item: None })
            }
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
    pub(super) fn grants_reaching(&self, member: MemberId, place: Place) -> impl Iterator<Item = Grant> {
        std::iter::once(Principal::Member(member))
            .chain(self.groups_of(member).map(Principal::Group))
            .flat_map(move |principal| place.chain().flat_map(move |on| self.granted(principal, on)))
    }

    /// The projects that something is granted on to a member or a group of theirs, some more than once.
    pub(super) fn granted_projects(&self, member: MemberId) -> impl Iterator<Item = ProjectId> {
        let record = self.members.find(member).map(|(_, record)| record);
        let on = record.into_iter().flat_map(|record| self.granted_on_projects(record));
        on.filter_map(|on| match self.resource(on) {
            Resource::Project(project) => Some(project),
            Resource::Organization | Resource::Workspace(_) | Resource::Item(_) => None,
        })
    }

    fn has_any(&self, member: MemberId, resource: Resource, at: DateTime<Utc>) -> bool {
        self.counts_on(self.effective(member, resource, at), resource)
    }

    /// Whether any of this is over a scope that the resource or something inside of it has.
    pub(super) fn counts_on(&self, held: Permissions, resource: Resource) -> bool {
        let mut given = held.iter().filter_map(|(scope, _)| self.model.catalog.entry(scope));
        given.any(|entry| entry.is_within(resource.kind()))
    }
}

fn is_inside(reach: Reach, visibility: Visibility, listed: impl FnOnce() -> bool) -> bool {
    match (reach, visibility) {
        (Reach::Shared, _) => false,
        (Reach::Everything, _) | (Reach::Granted, Visibility::Open) => true,
        (Reach::Granted, Visibility::Private) => listed(),
    }
}

fn ownership_alone() -> Permissions {
    Permissions::NONE.with(CoreScope::Ownership, Access::Full)
}
