//! Everything that access in one organization depends on, at one version, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{
    Elsewhere, Facts, FactsError, GrantFact, GroupMemberFact, ItemFact, ProjectFact, RestrictionFact,
    RoleFact, WorkspaceFact, WorkspaceMemberFact,
};
use super::grant::{Grant, Principal};
use super::guard;
use super::index::{behind, entries_behind};
use super::member::Member;
use super::model::Model;
use super::resource::{Resource, Visibility};
use super::role::{Reach, Role};
use crate::ids::{
    GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};

/// One organization at one version. Two snapshots are equal when they hold the same facts.
///
/// Each map is shared until it is written to, so a copy to try a change on costs only the maps that the
/// change touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub(super) model: Arc<Model>,
    pub(super) organization: OrganizationId,
    pub(super) version: u64,
    pub(super) deleted: bool,
    pub(super) elsewhere: Elsewhere,
    pub(super) members: Arc<BTreeMap<MemberId, Member>>,
    pub(super) users: Arc<BTreeMap<UserId, MemberId>>,
    pub(super) workspaces: Arc<BTreeMap<WorkspaceId, Visibility>>,
    pub(super) projects: Arc<BTreeMap<ProjectId, WorkspaceId>>,
    pub(super) projects_in: Arc<BTreeSet<(WorkspaceId, ProjectId)>>,
    pub(super) items: Arc<BTreeMap<ItemId, ItemFact>>,
    pub(super) items_in: Arc<BTreeSet<(ProjectId, ItemId)>>,
    /// By kind and key: how the host names them.
    pub(super) item_names: Arc<BTreeMap<String, BTreeMap<String, ItemId>>>,
    /// Who is listed where, with the overriding role.
    pub(super) listed: Arc<BTreeMap<(MemberId, WorkspaceId), Option<RoleId>>>,
    pub(super) roster: Arc<BTreeSet<(WorkspaceId, MemberId)>>,
    pub(super) restrictions: Arc<BTreeMap<(MemberId, WorkspaceId), BTreeSet<ProjectId>>>,
    pub(super) groups: Arc<BTreeSet<GroupId>>,
    pub(super) in_group: Arc<BTreeSet<(GroupId, MemberId)>>,
    pub(super) groups_of: Arc<BTreeSet<(MemberId, GroupId)>>,
    pub(super) grants: Arc<BTreeMap<GrantId, Grant>>,
    pub(super) granted_to: Arc<BTreeSet<((Principal, Resource), GrantId)>>,
    pub(super) granted_on: Arc<BTreeSet<(Resource, GrantId)>>,
}

impl Snapshot {
    /// An organization with nothing in it: what its founding is applied to.
    pub fn empty(model: Arc<Model>, organization: OrganizationId) -> Self {
        Self {
            model,
            organization,
            version: 0,
            deleted: false,
            elsewhere: Elsewhere::default(),
            members: Arc::default(),
            users: Arc::default(),
            workspaces: Arc::default(),
            projects: Arc::default(),
            projects_in: Arc::default(),
            items: Arc::default(),
            items_in: Arc::default(),
            item_names: Arc::default(),
            listed: Arc::default(),
            roster: Arc::default(),
            restrictions: Arc::default(),
            groups: Arc::default(),
            in_group: Arc::default(),
            groups_of: Arc::default(),
            grants: Arc::default(),
            granted_to: Arc::default(),
            granted_on: Arc::default(),
        }
    }

    /// The snapshot that these rows make.
    pub fn from_facts(model: Arc<Model>, facts: Facts) -> Result<Self, FactsError> {
        let mut made = Self::empty(model, facts.organization);
        made.version = facts.version;
        made.deleted = facts.deleted;
        made.elsewhere = facts.elsewhere;
        for role in facts.roles {
            let role = role.read(&made.model)?;
            if made.model.role(role.id) != Some(&role) {
                made.add_role(role)?;
            }
        }
        for WorkspaceFact { id, visibility } in facts.workspaces {
            if made.workspaces.get(&id) != Some(&visibility) {
                made.add_workspace(id, visibility)?;
            }
        }
        for ProjectFact { id, workspace } in facts.projects {
            if made.projects.get(&id) != Some(&workspace) {
                made.add_project(id, workspace)?;
            }
        }
        for item in facts.items {
            if made.items.get(&item.id) != Some(&item) {
                made.add_item(item)?;
            }
        }
        for member in facts.members {
            if made.members.get(&member.id) != Some(&member) {
                made.add_member(member)?;
            }
        }
        for WorkspaceMemberFact { workspace, member, role } in facts.workspace_members {
            if made.listed.get(&(member, workspace)) != Some(&role) {
                made.list(member, workspace, role)?;
            }
        }
        for RestrictionFact { member, workspace, projects } in facts.restrictions {
            match made.restrictions.get(&(member, workspace)) {
                Some(there) if *there == projects => {}
                Some(_) => return Err(FactsError::Duplicate(format!("the restriction of {member}"))),
                None => made.restrict(member, workspace, projects)?,
            }
        }
        for group in facts.groups {
            if !made.groups.contains(&group) {
                made.add_group(group)?;
            }
        }
        for GroupMemberFact { group, member } in facts.group_members {
            if !made.in_group.contains(&(group, member)) {
                made.join_group(group, member)?;
            }
        }
        for GrantFact { id, principal, resource, permissions, expires_at, source } in facts.grants {
            let permissions = made.model.catalog.permissions(&permissions)?;
            let grant = Grant { id, principal, resource, permissions, expires_at, source };
            if made.grants.get(&id) != Some(&grant) {
                made.add_grant(grant)?;
            }
        }
        Ok(made)
    }

    /// The rows again, in order: all of them, or a slice that a page may see.
    ///
    /// Left out are the members and resources that the functions refuse, and whatever hangs on those. The
    /// organization is always in, and so is the workspace of a project that is in: without them the answers
    /// for what is in would not be exact.
    pub fn to_facts(
        &self,
        members: impl Fn(MemberId) -> bool,
        resources: impl Fn(&Resource) -> bool,
    ) -> Facts {
        let project_in = |project: ProjectId| resources(&Resource::Project(project));
        let item_in = |item: &ItemFact| resources(&Resource::Item(item.id)) && project_in(item.project);
        let workspace_in = |workspace: WorkspaceId| {
            resources(&Resource::Workspace(workspace)) || self.projects_in(workspace).any(project_in)
        };
        let resource_in = |resource: Resource| match resource {
            Resource::Organization => true,
            Resource::Workspace(workspace) => workspace_in(workspace),
            Resource::Project(project) => project_in(project),
            Resource::Item(item) => self.item(item).is_some_and(|item| item_in(item)),
        };
        let members_in: BTreeSet<MemberId> = self.members.keys().copied().filter(|id| members(*id)).collect();
        let groups_in: BTreeSet<GroupId> = if members_in.len() == self.members.len() {
            self.groups.iter().copied().collect()
        } else {
            members_in.iter().flat_map(|member| self.groups_of(*member)).collect()
        };
        let principal_in = |principal: Principal| match principal {
            Principal::Member(member) => members_in.contains(&member),
            Principal::Group(group) => groups_in.contains(&group),
        };
        let left_out = self.members.values().filter(|member| !members_in.contains(&member.id));
        Facts {
            organization: self.organization,
            version: self.version,
            deleted: self.deleted,
            roles: self.model.own_roles().map(|role| RoleFact::of(role, &self.model)).collect(),
            members: members_in.iter().filter_map(|id| self.members.get(id)).cloned().collect(),
            workspaces: (self.workspaces.iter())
                .filter(|(id, _)| workspace_in(**id))
                .map(|(id, visibility)| WorkspaceFact { id: *id, visibility: *visibility })
                .collect(),
            projects: (self.projects.iter())
                .filter(|(id, _)| project_in(**id))
                .map(|(id, workspace)| ProjectFact { id: *id, workspace: *workspace })
                .collect(),
            items: self.items.values().filter(|item| item_in(item)).cloned().collect(),
            workspace_members: (self.listed.iter())
                .filter(|((member, workspace), _)| members_in.contains(member) && workspace_in(*workspace))
                .map(|((member, workspace), role)| WorkspaceMemberFact {
                    workspace: *workspace,
                    member: *member,
                    role: *role,
                })
                .collect(),
            restrictions: (self.restrictions.iter())
                .filter(|((member, workspace), _)| members_in.contains(member) && workspace_in(*workspace))
                .map(|((member, workspace), projects)| RestrictionFact {
                    member: *member,
                    workspace: *workspace,
                    projects: projects.iter().copied().filter(|id| project_in(*id)).collect(),
                })
                .collect(),
            groups: groups_in.iter().copied().collect(),
            group_members: (self.in_group.iter())
                .filter(|(group, member)| groups_in.contains(group) && members_in.contains(member))
                .map(|(group, member)| GroupMemberFact { group: *group, member: *member })
                .collect(),
            grants: (self.grants.values())
                .filter(|grant| principal_in(grant.principal) && resource_in(grant.resource))
                .map(|grant| GrantFact {
                    id: grant.id,
                    principal: grant.principal,
                    resource: grant.resource,
                    permissions: self.model.catalog.given(&grant.permissions),
                    expires_at: grant.expires_at,
                    source: grant.source,
                })
                .collect(),
            elsewhere: guard::count(&self.model, left_out, self.elsewhere),
        }
    }

    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    pub fn version(&self) -> u64 {
        self.version
    }

    /// The same facts, said to be of another version: for the store, after it has raised the organization's.
    #[must_use]
    pub fn at_version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// Whether the organization is in its grace period.
    pub fn is_deleted(&self) -> bool {
        self.deleted
    }

    /// Every member, by id.
    pub fn members(&self) -> impl ExactSizeIterator<Item = &Member> {
        self.members.values()
    }

    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id)
    }

    /// The membership of this person.
    pub fn member_of_user(&self, user: UserId) -> Option<&Member> {
        self.users.get(&user).and_then(|id| self.member(*id))
    }

    /// A member's organization role.
    pub fn role_of(&self, member: MemberId) -> Option<&Role> {
        self.member(member).and_then(|member| self.model.role(member.role))
    }

    /// Whether the member is in every workspace and project by role, without being listed.
    pub fn is_implicit(&self, member: MemberId) -> bool {
        self.role_of(member).is_some_and(|role| role.reach == Reach::Everything)
    }

    pub fn workspaces(&self) -> impl ExactSizeIterator<Item = (WorkspaceId, Visibility)> {
        self.workspaces.iter().map(|(id, visibility)| (*id, *visibility))
    }

    pub fn visibility(&self, workspace: WorkspaceId) -> Option<Visibility> {
        self.workspaces.get(&workspace).copied()
    }

    pub fn projects(&self) -> impl ExactSizeIterator<Item = (ProjectId, WorkspaceId)> {
        self.projects.iter().map(|(id, workspace)| (*id, *workspace))
    }

    pub fn projects_in(&self, workspace: WorkspaceId) -> impl Iterator<Item = ProjectId> {
        behind(&self.projects_in, workspace)
    }

    pub fn workspace_of(&self, project: ProjectId) -> Option<WorkspaceId> {
        self.projects.get(&project).copied()
    }

    /// Whether the resource is there at all.
    pub fn has(&self, resource: Resource) -> bool {
        match resource {
            Resource::Organization => true,
            Resource::Workspace(workspace) => self.workspaces.contains_key(&workspace),
            Resource::Project(project) => self.projects.contains_key(&project),
            Resource::Item(item) => self.items.contains_key(&item),
        }
    }

    /// The items that are shared, by id.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &ItemFact> {
        self.items.values()
    }

    pub fn item(&self, id: ItemId) -> Option<&ItemFact> {
        self.items.get(&id)
    }

    /// The item that the host names so.
    pub fn item_named(&self, kind: &str, key: &str) -> Option<&ItemFact> {
        self.item_names.get(kind)?.get(key).and_then(|id| self.item(*id))
    }

    pub fn items_in(&self, project: ProjectId) -> impl Iterator<Item = ItemId> {
        behind(&self.items_in, project)
    }

    /// The organization, every workspace, every project and every item, in that order.
    pub fn resources(&self) -> impl Iterator<Item = Resource> {
        let workspaces = self.workspaces.keys().copied().map(Resource::Workspace);
        let projects = self.projects.keys().copied().map(Resource::Project);
        let items = self.items.keys().copied().map(Resource::Item);
        std::iter::once(Resource::Organization).chain(workspaces).chain(projects).chain(items)
    }

    /// The members who are listed in a workspace; others may be in it by role, or because it is open.
    pub fn roster(&self, workspace: WorkspaceId) -> impl Iterator<Item = MemberId> {
        behind(&self.roster, workspace)
    }

    /// The workspaces that a member is listed in, with the overriding role.
    pub fn workspaces_of(&self, member: MemberId) -> impl Iterator<Item = (WorkspaceId, Option<RoleId>)> {
        entries_behind(&self.listed, member).map(|(workspace, role)| (workspace, *role))
    }

    /// The overriding role of a listed member; `None` for somebody who is not listed.
    pub fn listing(&self, member: MemberId, workspace: WorkspaceId) -> Option<Option<RoleId>> {
        self.listed.get(&(member, workspace)).copied()
    }

    /// The projects that a member is restricted to in this workspace, if they are.
    pub fn restriction(&self, member: MemberId, workspace: WorkspaceId) -> Option<&BTreeSet<ProjectId>> {
        self.restrictions.get(&(member, workspace))
    }

    /// Every restriction of a member.
    pub fn restrictions_of(
        &self,
        member: MemberId,
    ) -> impl Iterator<Item = (WorkspaceId, &BTreeSet<ProjectId>)> {
        entries_behind(&self.restrictions, member)
    }

    pub fn groups(&self) -> impl ExactSizeIterator<Item = GroupId> {
        self.groups.iter().copied()
    }

    pub fn has_group(&self, group: GroupId) -> bool {
        self.groups.contains(&group)
    }

    pub fn members_of(&self, group: GroupId) -> impl Iterator<Item = MemberId> {
        behind(&self.in_group, group)
    }

    pub fn groups_of(&self, member: MemberId) -> impl Iterator<Item = GroupId> {
        behind(&self.groups_of, member)
    }

    pub fn grant(&self, id: GrantId) -> Option<&Grant> {
        self.grants.get(&id)
    }

    pub fn grants(&self) -> impl ExactSizeIterator<Item = &Grant> {
        self.grants.values()
    }

    /// The grants to this principal on this very resource, expired ones too.
    pub fn granted(&self, principal: Principal, on: Resource) -> impl Iterator<Item = &Grant> {
        behind(&self.granted_to, (principal, on)).filter_map(|id| self.grants.get(&id))
    }

    /// Every grant to this principal, expired ones too.
    pub fn grants_to(&self, principal: Principal) -> impl Iterator<Item = &Grant> {
        let first = ((principal, Resource::Organization), GrantId::from_uuid(uuid::Uuid::nil()));
        (self.granted_to.range(first..))
            .take_while(move |((to, _), _)| *to == principal)
            .filter_map(|(_, id)| self.grants.get(id))
    }

    /// Every grant on this very resource, expired ones too.
    pub fn grants_on(&self, resource: Resource) -> impl Iterator<Item = &Grant> {
        behind(&self.granted_on, resource).filter_map(|id| self.grants.get(&id))
    }
}
