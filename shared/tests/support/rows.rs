//! What a change does to the rows, written a second time: each row that goes is looked for by hand, and no
//! index is kept.
//!
//! A fault can be put in on purpose, as in [`super::slow`].

use shared::access::{
    Catalog, Change, Facts, GrantFact, GroupMemberFact, Model, Principal, ProjectFact, Resource,
    RestrictionFact, Role, RoleFact, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::{GroupId, ItemId, MemberId, ProjectId, WorkspaceId};

/// Something that could be forgotten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Forgotten {
    Nothing,
    RoleEdit,
    GroupsGrantsOnItsEnd,
    GroupsMembersOnItsEnd,
    LeaversGrants,
    LeaversGroups,
    LeaversWorkspaces,
    LeaversRestrictions,
    GrantsOnAProjectOnItsEnd,
    ItemsOfAProjectOnItsEnd,
    GrantsOnAnItemOnItsEnd,
    ListsOfAProjectOnItsEnd,
    RosterOfAWorkspaceOnItsEnd,
    Expiry,
    WorkspaceRole,
    Visibility,
}

impl Forgotten {
    /// All but nothing.
    pub const ALL: [Self; 15] = [
        Self::RoleEdit,
        Self::GroupsGrantsOnItsEnd,
        Self::GroupsMembersOnItsEnd,
        Self::LeaversGrants,
        Self::LeaversGroups,
        Self::LeaversWorkspaces,
        Self::LeaversRestrictions,
        Self::GrantsOnAProjectOnItsEnd,
        Self::ItemsOfAProjectOnItsEnd,
        Self::GrantsOnAnItemOnItsEnd,
        Self::ListsOfAProjectOnItsEnd,
        Self::RosterOfAWorkspaceOnItsEnd,
        Self::Expiry,
        Self::WorkspaceRole,
        Self::Visibility,
    ];
}

/// Makes one change that fits.
pub fn change(model: &Model, facts: &mut Facts, change: &Change, forgotten: Forgotten) {
    let kept = |what| forgotten != what;
    match change {
        Change::MemberAdded(member) => facts.members.push(member.clone()),
        Change::RoleChanged { member, role } => {
            for row in facts.members.iter_mut().filter(|row| row.id == *member) {
                row.role = *role;
            }
        }
        Change::StatusChanged { member, status } => {
            for row in facts.members.iter_mut().filter(|row| row.id == *member) {
                row.status = *status;
            }
        }
        Change::ExpiryChanged { member, expires_at } => {
            for row in facts.members.iter_mut().filter(|row| row.id == *member && kept(Forgotten::Expiry)) {
                row.expires_at = *expires_at;
            }
        }
        Change::MemberRemoved { member } => leave(facts, *member, forgotten),
        Change::WorkspaceAdded { workspace, visibility } => {
            facts.workspaces.push(WorkspaceFact { id: *workspace, visibility: *visibility });
        }
        Change::VisibilityChanged { workspace, visibility } => {
            let this = |row: &&mut WorkspaceFact| row.id == *workspace && kept(Forgotten::Visibility);
            for row in facts.workspaces.iter_mut().filter(this) {
                row.visibility = *visibility;
            }
        }
        Change::WorkspaceRemoved { workspace } => close_workspace(facts, *workspace, forgotten),
        Change::ProjectAdded { project, workspace } => {
            facts.projects.push(ProjectFact { id: *project, workspace: *workspace });
        }
        Change::ProjectRemoved { project } => close_project(facts, *project, forgotten),
        Change::ItemAdded(item) => facts.items.push(item.clone()),
        Change::ItemRemoved { item } => close_item(facts, *item, forgotten),
        Change::WorkspaceMemberAdded { workspace, member, role } => {
            let row = WorkspaceMemberFact { workspace: *workspace, member: *member, role: *role };
            facts.workspace_members.push(row);
        }
        Change::WorkspaceRoleChanged { workspace, member, role } => {
            for row in &mut facts.workspace_members {
                let this = row.workspace == *workspace && row.member == *member;
                if this && kept(Forgotten::WorkspaceRole) {
                    row.role = *role;
                }
            }
        }
        Change::WorkspaceMemberRemoved { workspace, member } => {
            facts.workspace_members.retain(|row| row.workspace != *workspace || row.member != *member);
        }
        Change::Restricted { member, workspace, projects } => {
            facts.restrictions.retain(|row| row.workspace != *workspace || row.member != *member);
            let (member, workspace, projects) = (*member, *workspace, projects.clone());
            facts.restrictions.push(RestrictionFact { member, workspace, projects });
        }
        Change::RestrictionLifted { member, workspace } => {
            facts.restrictions.retain(|row| row.workspace != *workspace || row.member != *member);
        }
        Change::GrantAdded(grant) => facts.grants.push(GrantFact {
            id: grant.id,
            principal: grant.principal,
            resource: grant.resource,
            permissions: model.catalog.given(&grant.permissions),
            expires_at: grant.expires_at,
            source: grant.source,
        }),
        Change::GrantRemoved(grant) => facts.grants.retain(|row| row.id != *grant),
        Change::GroupAdded { group } => facts.groups.push(*group),
        Change::GroupRemoved { group } => close_group(facts, *group, forgotten),
        Change::GroupMemberAdded { group, member } => {
            facts.group_members.push(GroupMemberFact { group: *group, member: *member });
        }
        Change::GroupMemberRemoved { group, member } => {
            facts.group_members.retain(|row| row.group != *group || row.member != *member);
        }
        Change::RoleAdded(role) => facts.roles.push(role_fact(&model.catalog, role)),
        Change::RoleEdited(role) => {
            for row in facts.roles.iter_mut().filter(|row| row.id == role.id && kept(Forgotten::RoleEdit)) {
                *row = role_fact(&model.catalog, role);
            }
        }
        Change::RoleRemoved { role } => facts.roles.retain(|row| row.id != *role),
        Change::OrganizationDeleted => facts.deleted = true,
        Change::OrganizationRestored => facts.deleted = false,
    }
}

fn leave(facts: &mut Facts, member: MemberId, forgotten: Forgotten) {
    facts.members.retain(|row| row.id != member);
    if forgotten != Forgotten::LeaversWorkspaces {
        facts.workspace_members.retain(|row| row.member != member);
    }
    if forgotten != Forgotten::LeaversRestrictions {
        facts.restrictions.retain(|row| row.member != member);
    }
    if forgotten != Forgotten::LeaversGroups {
        facts.group_members.retain(|row| row.member != member);
    }
    if forgotten != Forgotten::LeaversGrants {
        facts.grants.retain(|row| row.principal != Principal::Member(member));
    }
}

fn close_workspace(facts: &mut Facts, workspace: WorkspaceId, forgotten: Forgotten) {
    let inside: Vec<ProjectId> =
        facts.projects.iter().filter(|row| row.workspace == workspace).map(|row| row.id).collect();
    for project in inside {
        close_project(facts, project, forgotten);
    }
    if forgotten != Forgotten::RosterOfAWorkspaceOnItsEnd {
        facts.workspace_members.retain(|row| row.workspace != workspace);
    }
    facts.restrictions.retain(|row| row.workspace != workspace);
    facts.grants.retain(|row| row.resource != Resource::Workspace(workspace));
    facts.workspaces.retain(|row| row.id != workspace);
}

fn close_project(facts: &mut Facts, project: ProjectId, forgotten: Forgotten) {
    let inside: Vec<ItemId> =
        facts.items.iter().filter(|row| row.project == project).map(|row| row.id).collect();
    for item in inside {
        if forgotten != Forgotten::ItemsOfAProjectOnItsEnd {
            close_item(facts, item, forgotten);
        }
    }
    if forgotten != Forgotten::GrantsOnAProjectOnItsEnd {
        facts.grants.retain(|row| row.resource != Resource::Project(project));
    }
    for row in &mut facts.restrictions {
        if forgotten != Forgotten::ListsOfAProjectOnItsEnd {
            row.projects.remove(&project);
        }
    }
    facts.projects.retain(|row| row.id != project);
}

fn close_item(facts: &mut Facts, item: ItemId, forgotten: Forgotten) {
    if forgotten != Forgotten::GrantsOnAnItemOnItsEnd {
        facts.grants.retain(|row| row.resource != Resource::Item(item));
    }
    facts.items.retain(|row| row.id != item);
}

fn close_group(facts: &mut Facts, group: GroupId, forgotten: Forgotten) {
    if forgotten != Forgotten::GroupsGrantsOnItsEnd {
        facts.grants.retain(|row| row.principal != Principal::Group(group));
    }
    if forgotten != Forgotten::GroupsMembersOnItsEnd {
        facts.group_members.retain(|row| row.group != group);
    }
    facts.groups.retain(|row| *row != group);
}

fn role_fact(catalog: &Catalog, role: &Role) -> RoleFact {
    RoleFact {
        id: role.id,
        key: role.key.clone(),
        name: role.name.clone(),
        description: role.description.clone(),
        baseline: catalog.given(&role.baseline),
        ceiling: catalog.given(&role.ceiling),
        seat: role.seat,
        reach: role.reach,
    }
}
