//! Writing to a snapshot: each fact in, each fact out, and every index with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::change::Change;
use super::facts::{FactsError, ItemFact};
use super::grant::{Grant, Principal};
use super::member::{Member, Status};
use super::resource::{Resource, Visibility};
use super::role::Role;
use super::scope::CoreScope;
use super::snapshot::Snapshot;
use crate::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

impl Snapshot {
    /// Makes one change. On an error nothing has changed.
    ///
    /// The result is the snapshot that the changed rows would load as, all but the version, which the store
    /// raises once for all the changes of one decision.
    pub fn apply(&mut self, change: &Change) -> Result<(), FactsError> {
        match change {
            Change::MemberAdded(member) => self.add_member(member.clone()),
            Change::RoleChanged { member, role } => self.change_role(*member, *role),
            Change::StatusChanged { member, status } => self.change_status(*member, *status),
            Change::ExpiryChanged { member, expires_at } => self.change_expiry(*member, *expires_at),
            Change::MemberRemoved { member } => self.remove_member(*member),
            Change::WorkspaceAdded { workspace, visibility } => self.add_workspace(*workspace, *visibility),
            Change::WorkspaceRemoved { workspace } => self.remove_workspace(*workspace),
            Change::ProjectAdded { project, workspace } => self.add_project(*project, *workspace),
            Change::ProjectRemoved { project } => self.remove_project(*project),
            Change::ItemAdded(item) => self.add_item(item.clone()),
            Change::ItemRemoved { item } => self.remove_item(*item),
            Change::WorkspaceMemberAdded { workspace, member, role } => self.list(*member, *workspace, *role),
            Change::WorkspaceRoleChanged { workspace, member, role } => {
                self.change_listing(*member, *workspace, *role)
            }
            Change::WorkspaceMemberRemoved { workspace, member } => self.unlist(*member, *workspace),
            Change::Restricted { member, workspace, projects } => {
                self.restrict(*member, *workspace, projects.clone())
            }
            Change::RestrictionLifted { member, workspace } => self.lift(*member, *workspace),
            Change::GrantAdded(grant) => self.add_grant(grant.clone()),
            Change::GrantRemoved(grant) => self.remove_grant(*grant),
            Change::GroupAdded { group } => self.add_group(*group),
            Change::GroupRemoved { group } => self.remove_group(*group),
            Change::GroupMemberAdded { group, member } => self.join_group(*group, *member),
            Change::GroupMemberRemoved { group, member } => self.leave_group(*group, *member),
            Change::RoleAdded(role) => self.add_role(role.clone()),
            Change::RoleEdited(role) => self.edit_role(role.clone()),
            Change::RoleRemoved { role } => self.remove_role(*role),
        }
    }

    /// A copy with all these changes made, or the first that does not fit.
    pub fn with<'a>(&self, changes: impl IntoIterator<Item = &'a Change>) -> Result<Self, FactsError> {
        let mut after = self.clone();
        for change in changes {
            after.apply(change)?;
        }
        Ok(after)
    }

    pub(super) fn add_member(&mut self, member: Member) -> Result<(), FactsError> {
        self.need_role(member.role)?;
        if self.members.contains_key(&member.id) {
            return Err(FactsError::Duplicate(member.id.to_string()));
        }
        if self.users.contains_key(&member.user) {
            return Err(FactsError::SecondMembership(member.user));
        }
        Arc::make_mut(&mut self.users).insert(member.user, member.id);
        Arc::make_mut(&mut self.members).insert(member.id, member);
        Ok(())
    }

    fn change_role(&mut self, member: MemberId, role: RoleId) -> Result<(), FactsError> {
        self.need_role(role)?;
        self.member_mut(member)?.role = role;
        Ok(())
    }

    fn change_status(&mut self, member: MemberId, status: Status) -> Result<(), FactsError> {
        self.member_mut(member)?.status = status;
        Ok(())
    }

    fn change_expiry(&mut self, member: MemberId, end: Option<DateTime<Utc>>) -> Result<(), FactsError> {
        self.member_mut(member)?.expires_at = end;
        Ok(())
    }

    fn remove_member(&mut self, member: MemberId) -> Result<(), FactsError> {
        self.need_member(member)?;
        let workspaces: Vec<_> = self.workspaces_of(member).map(|(workspace, _)| workspace).collect();
        let restricted: Vec<_> = self.restrictions_of(member).map(|(workspace, _)| workspace).collect();
        let groups: Vec<_> = self.groups_of(member).collect();
        let grants: Vec<_> = self.grants_to(Principal::Member(member)).map(|grant| grant.id).collect();
        for workspace in workspaces {
            self.unlist(member, workspace)?;
        }
        for workspace in restricted {
            self.lift(member, workspace)?;
        }
        for group in groups {
            self.leave_group(group, member)?;
        }
        for grant in grants {
            self.remove_grant(grant)?;
        }
        if let Some(gone) = Arc::make_mut(&mut self.members).remove(&member) {
            Arc::make_mut(&mut self.users).remove(&gone.user);
        }
        Ok(())
    }

    pub(super) fn add_workspace(
        &mut self,
        id: WorkspaceId,
        visibility: Visibility,
    ) -> Result<(), FactsError> {
        if self.workspaces.contains_key(&id) {
            return Err(FactsError::Duplicate(id.to_string()));
        }
        Arc::make_mut(&mut self.workspaces).insert(id, visibility);
        Ok(())
    }

    fn remove_workspace(&mut self, workspace: WorkspaceId) -> Result<(), FactsError> {
        self.need_workspace(workspace)?;
        let projects: Vec<_> = self.projects_in(workspace).collect();
        let members: Vec<_> = self.roster(workspace).collect();
        let restricted: Vec<_> =
            self.restrictions.keys().filter(|(_, of)| *of == workspace).map(|(member, _)| *member).collect();
        for project in projects {
            self.remove_project(project)?;
        }
        for member in members {
            self.unlist(member, workspace)?;
        }
        for member in restricted {
            self.lift(member, workspace)?;
        }
        self.remove_grants_on(Resource::Workspace(workspace))?;
        Arc::make_mut(&mut self.workspaces).remove(&workspace);
        Ok(())
    }

    pub(super) fn add_project(&mut self, id: ProjectId, workspace: WorkspaceId) -> Result<(), FactsError> {
        self.need_workspace(workspace)?;
        if self.projects.contains_key(&id) {
            return Err(FactsError::Duplicate(id.to_string()));
        }
        Arc::make_mut(&mut self.projects).insert(id, workspace);
        Arc::make_mut(&mut self.projects_in).insert((workspace, id));
        Ok(())
    }

    fn remove_project(&mut self, project: ProjectId) -> Result<(), FactsError> {
        let workspace = self.workspace_of(project).ok_or(FactsError::UnknownProject(project))?;
        let items: Vec<_> = self.items_in(project).collect();
        for item in items {
            self.remove_item(item)?;
        }
        self.remove_grants_on(Resource::Project(project))?;
        if self.restrictions.values().any(|list| list.contains(&project)) {
            for list in Arc::make_mut(&mut self.restrictions).values_mut() {
                list.remove(&project);
            }
        }
        Arc::make_mut(&mut self.projects).remove(&project);
        Arc::make_mut(&mut self.projects_in).remove(&(workspace, project));
        Ok(())
    }

    pub(super) fn add_item(&mut self, item: ItemFact) -> Result<(), FactsError> {
        self.workspace_of(item.project).ok_or(FactsError::UnknownProject(item.project))?;
        if self.items.contains_key(&item.id) || self.item_named(&item.kind, &item.key).is_some() {
            return Err(FactsError::Duplicate(format!("{}:{}", item.kind, item.key)));
        }
        Arc::make_mut(&mut self.item_names)
            .entry(item.kind.clone())
            .or_default()
            .insert(item.key.clone(), item.id);
        Arc::make_mut(&mut self.items_in).insert((item.project, item.id));
        Arc::make_mut(&mut self.items).insert(item.id, item);
        Ok(())
    }

    fn remove_item(&mut self, item: ItemId) -> Result<(), FactsError> {
        let ItemFact { project, kind, key, .. } =
            self.item(item).cloned().ok_or(FactsError::UnknownItem(item))?;
        self.remove_grants_on(Resource::Item(item))?;
        if let Some(names) = Arc::make_mut(&mut self.item_names).get_mut(&kind) {
            names.remove(&key);
        }
        Arc::make_mut(&mut self.items_in).remove(&(project, item));
        Arc::make_mut(&mut self.items).remove(&item);
        Ok(())
    }

    pub(super) fn add_role(&mut self, role: Role) -> Result<(), FactsError> {
        let known = |known: &Role| known.id == role.id || known.key == role.key;
        if self.model.roles.iter().any(known) {
            return Err(FactsError::Duplicate(role.key));
        }
        let role = self.sound(role)?;
        Arc::make_mut(&mut self.model).roles.push(role);
        Ok(())
    }

    fn edit_role(&mut self, role: Role) -> Result<(), FactsError> {
        self.need_own_role(role.id)?;
        if self.model.roles.iter().any(|known| known.id != role.id && known.key == role.key) {
            return Err(FactsError::Duplicate(role.key));
        }
        let role = self.sound(role)?;
        let roles = Arc::make_mut(&mut self.model).roles.iter_mut();
        roles.filter(|known| known.id == role.id).for_each(|known| *known = role.clone());
        Ok(())
    }

    fn remove_role(&mut self, role: RoleId) -> Result<(), FactsError> {
        self.need_own_role(role)?;
        let held = self.members.values().any(|member| member.role == role)
            || self.listed.values().any(|over| *over == Some(role));
        if held {
            return Err(FactsError::RoleInUse(role));
        }
        Arc::make_mut(&mut self.model).roles.retain(|known| known.id != role);
        Ok(())
    }

    /// A role of the organization's own, in the place behind the model's, if it keeps what every role must.
    fn sound(&self, role: Role) -> Result<Role, FactsError> {
        let role = Role { built_in: false, ..role };
        role.check(&self.model.catalog, false)
            .map_err(|flaw| FactsError::FlawedRole { role: role.id, flaw })?;
        Ok(role)
    }

    fn need_own_role(&self, role: RoleId) -> Result<(), FactsError> {
        let known = self.model.role(role).ok_or(FactsError::UnknownRole(role))?;
        if known.built_in { Err(FactsError::BuiltInRole(role)) } else { Ok(()) }
    }

    pub(super) fn list(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        role: Option<RoleId>,
    ) -> Result<(), FactsError> {
        self.need_member(member)?;
        self.need_workspace(workspace)?;
        role.map_or(Ok(()), |role| self.need_role(role))?;
        if self.listed.contains_key(&(member, workspace)) {
            return Err(FactsError::Duplicate(format!("{member} in {workspace}")));
        }
        Arc::make_mut(&mut self.listed).insert((member, workspace), role);
        Arc::make_mut(&mut self.roster).insert((workspace, member));
        Ok(())
    }

    fn change_listing(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        role: Option<RoleId>,
    ) -> Result<(), FactsError> {
        role.map_or(Ok(()), |role| self.need_role(role))?;
        match Arc::make_mut(&mut self.listed).get_mut(&(member, workspace)) {
            Some(over) => *over = role,
            None => return Err(FactsError::Absent(format!("{member} in {workspace}"))),
        }
        Ok(())
    }

    fn unlist(&mut self, member: MemberId, workspace: WorkspaceId) -> Result<(), FactsError> {
        if !self.listed.contains_key(&(member, workspace)) {
            return Err(FactsError::Absent(format!("{member} in {workspace}")));
        }
        Arc::make_mut(&mut self.listed).remove(&(member, workspace));
        Arc::make_mut(&mut self.roster).remove(&(workspace, member));
        Ok(())
    }

    pub(super) fn restrict(
        &mut self,
        member: MemberId,
        workspace: WorkspaceId,
        projects: BTreeSet<ProjectId>,
    ) -> Result<(), FactsError> {
        self.need_member(member)?;
        self.need_workspace(workspace)?;
        for project in &projects {
            let home = self.workspace_of(*project).ok_or(FactsError::UnknownProject(*project))?;
            if home != workspace {
                return Err(FactsError::ProjectElsewhere { project: *project, workspace });
            }
        }
        Arc::make_mut(&mut self.restrictions).insert((member, workspace), projects);
        Ok(())
    }

    fn lift(&mut self, member: MemberId, workspace: WorkspaceId) -> Result<(), FactsError> {
        if !self.restrictions.contains_key(&(member, workspace)) {
            return Err(FactsError::Absent(format!("the restriction of {member} in {workspace}")));
        }
        Arc::make_mut(&mut self.restrictions).remove(&(member, workspace));
        Ok(())
    }

    pub(super) fn add_grant(&mut self, grant: Grant) -> Result<(), FactsError> {
        match grant.principal {
            Principal::Member(member) => self.need_member(member)?,
            Principal::Group(group) => self.need_group(group)?,
        }
        match grant.resource {
            Resource::Organization => {}
            Resource::Workspace(workspace) => self.need_workspace(workspace)?,
            Resource::Project(project) if self.projects.contains_key(&project) => {}
            Resource::Project(project) => return Err(FactsError::UnknownProject(project)),
            Resource::Item(item) if self.items.contains_key(&item) => {}
            Resource::Item(item) => return Err(FactsError::UnknownItem(item)),
        }
        // A project that gave `members` would let its holder into the organization's directory.
        let misplaced = grant.permissions.iter().find(|(scope, _)| {
            let entry = self.model.catalog.entry(*scope);
            *scope == CoreScope::Ownership.into()
                || entry.is_none_or(|entry| !entry.is_within(grant.resource.kind()))
        });
        if let Some((scope, _)) = misplaced {
            let scope = self.model.catalog.key(scope).to_owned();
            return Err(FactsError::MisplacedScope { grant: grant.id, scope });
        }
        if self.grants.contains_key(&grant.id) {
            return Err(FactsError::Duplicate(grant.id.to_string()));
        }
        Arc::make_mut(&mut self.granted_to).insert(((grant.principal, grant.resource), grant.id));
        Arc::make_mut(&mut self.granted_on).insert((grant.resource, grant.id));
        Arc::make_mut(&mut self.grants).insert(grant.id, grant);
        Ok(())
    }

    fn remove_grant(&mut self, id: GrantId) -> Result<(), FactsError> {
        let grant = self.grants.get(&id).ok_or(FactsError::UnknownGrant(id))?;
        let (principal, resource) = (grant.principal, grant.resource);
        Arc::make_mut(&mut self.granted_to).remove(&((principal, resource), id));
        Arc::make_mut(&mut self.granted_on).remove(&(resource, id));
        Arc::make_mut(&mut self.grants).remove(&id);
        Ok(())
    }

    fn remove_grants_on(&mut self, resource: Resource) -> Result<(), FactsError> {
        let grants: Vec<_> = self.grants_on(resource).map(|grant| grant.id).collect();
        grants.into_iter().try_for_each(|grant| self.remove_grant(grant))
    }

    pub(super) fn add_group(&mut self, group: GroupId) -> Result<(), FactsError> {
        if self.groups.contains(&group) {
            return Err(FactsError::Duplicate(group.to_string()));
        }
        Arc::make_mut(&mut self.groups).insert(group);
        Ok(())
    }

    fn remove_group(&mut self, group: GroupId) -> Result<(), FactsError> {
        self.need_group(group)?;
        let members: Vec<_> = self.members_of(group).collect();
        let grants: Vec<_> = self.grants_to(Principal::Group(group)).map(|grant| grant.id).collect();
        for member in members {
            self.leave_group(group, member)?;
        }
        for grant in grants {
            self.remove_grant(grant)?;
        }
        Arc::make_mut(&mut self.groups).remove(&group);
        Ok(())
    }

    pub(super) fn join_group(&mut self, group: GroupId, member: MemberId) -> Result<(), FactsError> {
        self.need_group(group)?;
        self.need_member(member)?;
        if self.in_group.contains(&(group, member)) {
            return Err(FactsError::Duplicate(format!("{member} in {group}")));
        }
        Arc::make_mut(&mut self.in_group).insert((group, member));
        Arc::make_mut(&mut self.groups_of).insert((member, group));
        Ok(())
    }

    fn leave_group(&mut self, group: GroupId, member: MemberId) -> Result<(), FactsError> {
        if !self.in_group.contains(&(group, member)) {
            return Err(FactsError::Absent(format!("{member} in {group}")));
        }
        Arc::make_mut(&mut self.in_group).remove(&(group, member));
        Arc::make_mut(&mut self.groups_of).remove(&(member, group));
        Ok(())
    }

    fn member_mut(&mut self, member: MemberId) -> Result<&mut Member, FactsError> {
        self.need_member(member)?;
        Arc::make_mut(&mut self.members).get_mut(&member).ok_or(FactsError::UnknownMember(member))
    }

    fn need_role(&self, role: RoleId) -> Result<(), FactsError> {
        self.model.role(role).map(|_| ()).ok_or(FactsError::UnknownRole(role))
    }

    fn need_member(&self, member: MemberId) -> Result<(), FactsError> {
        self.members.get(&member).map(|_| ()).ok_or(FactsError::UnknownMember(member))
    }

    fn need_workspace(&self, workspace: WorkspaceId) -> Result<(), FactsError> {
        self.workspaces.get(&workspace).map(|_| ()).ok_or(FactsError::UnknownWorkspace(workspace))
    }

    fn need_group(&self, group: GroupId) -> Result<(), FactsError> {
        self.groups.get(&group).map(|_| ()).ok_or(FactsError::UnknownGroup(group))
    }
}
