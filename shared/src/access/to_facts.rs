//! The rows that a snapshot was made from, again.

use std::collections::BTreeSet;

use super::facts::{
    Facts, GrantFact, GroupMemberFact, ItemFact, ProjectFact, RestrictionFact, RoleFact, WorkspaceFact,
    WorkspaceMemberFact,
};
use super::grant::{Grant, Principal};
use super::guard;
use super::resource::Resource;
use super::snapshot::Snapshot;
use crate::ids::{GroupId, MemberId, ProjectId, WorkspaceId};

impl Snapshot {
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
        let workspaces_in: BTreeSet<WorkspaceId> = (self.workspaces.iter())
            .filter(|row| {
                let mut projects = row.projects.iter().map(|at| self.project_id(at));
                resources(&Resource::Workspace(row.id)) || projects.any(project_in)
            })
            .map(|row| row.id)
            .collect();
        let resource_in = |resource: Resource| match resource {
            Resource::Organization => true,
            Resource::Workspace(workspace) => workspaces_in.contains(&workspace),
            Resource::Project(project) => project_in(project),
            Resource::Item(item) => self.item(item).is_some_and(item_in),
        };
        let members_in: BTreeSet<MemberId> =
            self.members().map(|member| member.id).filter(|id| members(*id)).collect();
        let groups_in: BTreeSet<GroupId> = if members_in.len() == self.members.len() {
            self.groups().collect()
        } else {
            members_in.iter().flat_map(|member| self.groups_of(*member)).collect()
        };
        let principals = (members_in.iter().copied().map(Principal::Member))
            .chain(groups_in.iter().copied().map(Principal::Group));
        let mut grants: Vec<Grant> = principals
            .flat_map(|principal| self.grants_to(principal))
            .filter(|grant| resource_in(grant.resource))
            .collect();
        grants.sort_unstable_by_key(|grant| grant.id);
        let left_out = self.members().filter(|member| !members_in.contains(&member.id));
        Facts {
            organization: self.organization,
            version: self.version,
            deleted: self.deleted,
            roles: self.model.own_roles().map(|role| RoleFact::of(role, &self.model)).collect(),
            elsewhere: guard::count(&self.model, left_out, self.elsewhere),
            workspaces: (self.workspaces())
                .filter(|(id, _)| workspaces_in.contains(id))
                .map(|(id, visibility)| WorkspaceFact { id, visibility })
                .collect(),
            projects: (self.projects())
                .filter(|(id, _)| project_in(*id))
                .map(|(id, workspace)| ProjectFact { id, workspace })
                .collect(),
            items: self.items().filter(|item| item_in(item)).cloned().collect(),
            workspace_members: (members_in.iter())
                .flat_map(|member| self.workspaces_of(*member).map(move |listed| (*member, listed)))
                .filter(|(_, (workspace, _))| workspaces_in.contains(workspace))
                .map(|(member, (workspace, role))| WorkspaceMemberFact { workspace, member, role })
                .collect(),
            restrictions: (members_in.iter())
                .flat_map(|member| self.restrictions_of(*member).map(move |list| (*member, list)))
                .filter(|(_, (workspace, _))| workspaces_in.contains(workspace))
                .map(|(member, (workspace, list))| RestrictionFact {
                    member,
                    workspace,
                    projects: list.iter().copied().filter(|id| project_in(*id)).collect(),
                })
                .collect(),
            group_members: (groups_in.iter())
                .flat_map(|group| self.members_of(*group).map(move |member| (*group, member)))
                .filter(|(_, member)| members_in.contains(member))
                .map(|(group, member)| GroupMemberFact { group, member })
                .collect(),
            grants: grants.into_iter().map(|grant| self.grant_fact(grant)).collect(),
            groups: groups_in.into_iter().collect(),
            members: members_in.into_iter().filter_map(|id| self.member(id)).cloned().collect(),
        }
    }
    fn grant_fact(&self, grant: Grant) -> GrantFact {
        let Grant { id, principal, resource, permissions, expires_at, source } = grant;
        let permissions = self.model.catalog.given(&permissions);
        GrantFact { id, principal, resource, permissions, expires_at, source }
    }
}
