//! One change of one fact.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::facts::ItemFact;
use super::grant::Grant;
use super::member::{Member, Status};
use super::resource::Visibility;
use super::role::Role;
use crate::ids::{GrantId, GroupId, ItemId, MemberId, ProjectId, RoleId, WorkspaceId};

/// What a [`Decision`](super::Decision) is made of, and what the store writes: each is a few rows closed or
/// opened. A removal closes what hangs on the thing that is removed and is listed with it; nothing else is
/// implied by any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    MemberAdded(Member),
    RoleChanged {
        member: MemberId,
        role: RoleId,
    },
    StatusChanged {
        member: MemberId,
        status: Status,
    },
    /// Ends the membership at this moment, or never.
    ExpiryChanged {
        member: MemberId,
        expires_at: Option<DateTime<Utc>>,
    },
    /// Closes the member's workspace memberships, restrictions, grants and group memberships.
    MemberRemoved {
        member: MemberId,
    },
    WorkspaceAdded {
        workspace: WorkspaceId,
        visibility: Visibility,
    },
    /// Opens it to everybody, or closes it to all who are not listed. Who is listed, what is restricted and what is
    /// granted in it stays as it is, and counts as it then does.
    VisibilityChanged {
        workspace: WorkspaceId,
        visibility: Visibility,
    },
    /// Closes its memberships, restrictions, grants and projects (each as in `ProjectRemoved`).
    WorkspaceRemoved {
        workspace: WorkspaceId,
    },
    ProjectAdded {
        project: ProjectId,
        workspace: WorkspaceId,
    },
    /// Closes its items, the grants on it and on them, and takes it off every restriction's list. A list that
    /// is empty then still restricts.
    ProjectRemoved {
        project: ProjectId,
    },
    ItemAdded(ItemFact),
    /// Closes the grants on it.
    ItemRemoved {
        item: ItemId,
    },
    /// Lists a member in a workspace; a role overrides the organization role there.
    WorkspaceMemberAdded {
        workspace: WorkspaceId,
        member: MemberId,
        role: Option<RoleId>,
    },
    /// Gives a listed member another overriding role, or their own again.
    WorkspaceRoleChanged {
        workspace: WorkspaceId,
        member: MemberId,
        role: Option<RoleId>,
    },
    /// Closes that one row: a restriction or grants that should go with it are changes of their own.
    WorkspaceMemberRemoved {
        workspace: WorkspaceId,
        member: MemberId,
    },
    /// Keeps a member's role to these projects of the workspace, in place of an earlier list.
    Restricted {
        member: MemberId,
        workspace: WorkspaceId,
        projects: BTreeSet<ProjectId>,
    },
    RestrictionLifted {
        member: MemberId,
        workspace: WorkspaceId,
    },
    GrantAdded(Grant),
    GrantRemoved(GrantId),
    GroupAdded {
        group: GroupId,
    },
    /// Closes its memberships and grants.
    GroupRemoved {
        group: GroupId,
    },
    GroupMemberAdded {
        group: GroupId,
        member: MemberId,
    },
    GroupMemberRemoved {
        group: GroupId,
        member: MemberId,
    },
    /// A role of the organization's own.
    RoleAdded(Role),
    /// Another form of a role of the organization's own; everybody who has it has the new one.
    RoleEdited(Role),
    /// Refused while somebody has it.
    RoleRemoved {
        role: RoleId,
    },
    /// Nothing is left but `ownership`. Every other fact stays as it is, and counts again once it is restored.
    OrganizationDeleted,
    OrganizationRestored,
}
