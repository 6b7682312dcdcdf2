//! What has to be there for a fact to hang on: its number, or the error that says what is missing.

use std::collections::BTreeSet;

use crate::access::compact::on::{Holder, On};
use crate::access::facts::FactsError;
use crate::access::grant::Principal;
use crate::access::permissions::Permissions;
use crate::access::resource::Resource;
use crate::access::scope::{CoreScope, ResourceKind};
use crate::access::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, MemberId, ProjectId, RoleId, WorkspaceId};

impl Snapshot {
    pub(in crate::access) fn role_number(&self, role: RoleId) -> Result<u16, FactsError> {
        self.roles.number(role).ok_or(FactsError::UnknownRole(role))
    }

    pub(in crate::access) fn member_number(&self, member: MemberId) -> Result<u32, FactsError> {
        self.members.number(member).ok_or(FactsError::UnknownMember(member))
    }

    pub(in crate::access) fn workspace_number(&self, workspace: WorkspaceId) -> Result<u32, FactsError> {
        self.workspaces.number(workspace.uuid()).ok_or(FactsError::UnknownWorkspace(workspace))
    }

    pub(in crate::access) fn project_number(&self, project: ProjectId) -> Result<u32, FactsError> {
        self.projects.number(project.uuid()).ok_or(FactsError::UnknownProject(project))
    }

    pub(in crate::access) fn group_number(&self, group: GroupId) -> Result<u32, FactsError> {
        self.groups.number(group.uuid()).ok_or(FactsError::UnknownGroup(group))
    }

    pub(in crate::access) fn need_holder(&self, principal: Principal) -> Result<Holder, FactsError> {
        match principal {
            Principal::Member(member) => self.member_number(member).map(Holder::Member),
            Principal::Group(group) => self.group_number(group).map(Holder::Group),
        }
    }

    pub(in crate::access) fn need_on(&self, resource: Resource) -> Result<On, FactsError> {
        match resource {
            Resource::Organization => Ok(On::ORGANIZATION),
            Resource::Workspace(workspace) => self.workspace_number(workspace).map(On::workspace),
            Resource::Project(project) => self.project_number(project).map(On::project),
            Resource::Item(item) => self.on(resource).ok_or(FactsError::UnknownItem(item)),
        }
    }

    /// Every one of these projects, in this workspace.
    pub(in crate::access) fn need_inside(
        &self,
        projects: &BTreeSet<ProjectId>,
        workspace: WorkspaceId,
    ) -> Result<(), FactsError> {
        for project in projects {
            let home = self.workspace_of(*project).ok_or(FactsError::UnknownProject(*project))?;
            if home != workspace {
                return Err(FactsError::ProjectElsewhere { project: *project, workspace });
            }
        }
        Ok(())
    }

    /// A grant of these permissions, on a resource of this kind.
    pub(in crate::access) fn need_grantable(
        &self,
        grant: GrantId,
        permissions: Permissions,
        kind: ResourceKind,
    ) -> Result<(), FactsError> {
        let catalog = &self.model.catalog;
        // A project that gave `members` would let its holder into the organization's directory.
        let misplaced = permissions.iter().find(|(scope, _)| {
            let within = catalog.entry(*scope).is_some_and(|entry| entry.is_within(kind));
            *scope == CoreScope::Ownership.into() || !within
        });
        match misplaced {
            None => Ok(()),
            Some((scope, _)) => {
                Err(FactsError::MisplacedScope { grant, scope: catalog.key(scope).to_owned() })
            }
        }
    }
}
