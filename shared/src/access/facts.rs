//! The facts of one organization as plain rows: how a snapshot is stored and sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::catalog::UnknownScope;
use super::grant::{GrantSource, Principal};
use super::level::Access;
use super::member::Member;
use super::model::Model;
use super::resource::{Resource, Visibility};
use super::role::{Reach, Role, RoleFlaw, Seat};
use crate::ids::{
    GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};

/// Every fact that access depends on, in no particular order. A row that stands twice counts once; two rows
/// that contradict each other are an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub organization: OrganizationId,
    /// The organization's version that the rows were read at.
    pub version: u64,
    /// In its grace period: only ownership is left.
    #[serde(default)]
    pub deleted: bool,
    /// The organization's own roles, beside those of its model.
    #[serde(default)]
    pub roles: Vec<RoleFact>,
    #[serde(default)]
    pub members: Vec<Member>,
    #[serde(default)]
    pub workspaces: Vec<WorkspaceFact>,
    #[serde(default)]
    pub projects: Vec<ProjectFact>,
    #[serde(default)]
    pub items: Vec<ItemFact>,
    #[serde(default)]
    pub workspace_members: Vec<WorkspaceMemberFact>,
    #[serde(default)]
    pub restrictions: Vec<RestrictionFact>,
    #[serde(default)]
    pub groups: Vec<GroupId>,
    #[serde(default)]
    pub group_members: Vec<GroupMemberFact>,
    #[serde(default)]
    pub grants: Vec<GrantFact>,
    /// In a slice, what the members left out would add to the guard.
    #[serde(default)]
    pub elsewhere: Elsewhere,
}

/// A role that an organization made for itself, its permissions by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleFact {
    pub id: RoleId,
    pub key: String,
    pub name: String,
    pub description: String,
    pub baseline: BTreeMap<String, Access>,
    pub ceiling: BTreeMap<String, Access>,
    pub seat: Seat,
    pub reach: Reach,
}

/// A workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceFact {
    pub id: WorkspaceId,
    pub visibility: Visibility,
}

/// A project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectFact {
    pub id: ProjectId,
    pub workspace: WorkspaceId,
}

/// An item of the host product: known here once it is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemFact {
    pub id: ItemId,
    pub project: ProjectId,
    /// The host's word for what it is: `document`.
    pub kind: String,
    /// The host's name for it, one of a kind in the organization.
    pub key: String,
}

/// A member listed in a workspace, with the role that overrides theirs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceMemberFact {
    pub workspace: WorkspaceId,
    pub member: MemberId,
    #[serde(default)]
    pub role: Option<RoleId>,
}

/// A member whose role counts in these projects of the workspace alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestrictionFact {
    pub member: MemberId,
    pub workspace: WorkspaceId,
    pub projects: BTreeSet<ProjectId>,
}

/// A member in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupMemberFact {
    pub group: GroupId,
    pub member: MemberId,
}

/// A grant, its permissions by key: positions in the bit set never leave the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantFact {
    pub id: GrantId,
    pub principal: Principal,
    pub resource: Resource,
    pub permissions: BTreeMap<String, Access>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    pub source: GrantSource,
}

impl RoleFact {
    /// A role as it is stored and sent.
    pub fn of(role: &Role, model: &Model) -> Self {
        let Role { id, key, name, description, baseline, ceiling, seat, reach, built_in: _ } = role;
        Self {
            id: *id,
            key: key.clone(),
            name: name.clone(),
            description: description.clone(),
            baseline: model.catalog.given(baseline),
            ceiling: model.catalog.given(ceiling),
            seat: *seat,
            reach: *reach,
        }
    }

    /// The role that it says, of an organization's own.
    pub fn read(self, model: &Model) -> Result<Role, UnknownScope> {
        let Self { id, key, name, description, baseline, ceiling, seat, reach } = self;
        let baseline = model.catalog.permissions(&baseline)?;
        let ceiling = model.catalog.permissions(&ceiling)?;
        Ok(Role { id, key, name, description, baseline, ceiling, seat, reach, built_in: false })
    }
}

/// Holders that a slice leaves out, so that a page asking the guard is not told of a last admin who is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// Members with the owner's role, whatever their status.
    pub owners: usize,
    /// Those of them who are active for good.
    pub lasting_owners: usize,
    /// Members who are active for good and administer by role.
    pub lasting_admins: usize,
}

impl Facts {
    /// An organization with nothing in it yet.
    pub fn empty(organization: OrganizationId) -> Self {
        Self {
            organization,
            version: 0,
            deleted: false,
            roles: Vec::new(),
            members: Vec::new(),
            workspaces: Vec::new(),
            projects: Vec::new(),
            items: Vec::new(),
            workspace_members: Vec::new(),
            restrictions: Vec::new(),
            groups: Vec::new(),
            group_members: Vec::new(),
            grants: Vec::new(),
            elsewhere: Elsewhere::default(),
        }
    }
}

/// Why rows make no snapshot, or why a change does not fit one. Whoever sees this answers no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    #[error("the model has no role {0}")]
    UnknownRole(RoleId),
    #[error(transparent)]
    UnknownScope(#[from] UnknownScope),
    #[error("there is no member {0}")]
    UnknownMember(MemberId),
    #[error("there is no workspace {0}")]
    UnknownWorkspace(WorkspaceId),
    #[error("there is no project {0}")]
    UnknownProject(ProjectId),
    #[error("there is no item {0}")]
    UnknownItem(ItemId),
    #[error("there is no group {0}")]
    UnknownGroup(GroupId),
    #[error("there is no grant {0}")]
    UnknownGrant(GrantId),
    #[error("{0} is there already")]
    Duplicate(String),
    #[error("{0} is not there")]
    Absent(String),
    #[error("{0} is a member already")]
    SecondMembership(UserId),
    #[error("the project {project} is not in the workspace {workspace}")]
    ProjectElsewhere { project: ProjectId, workspace: WorkspaceId },
    #[error("the role {0} comes with the model")]
    BuiltInRole(RoleId),
    #[error("somebody has the role {0}")]
    RoleInUse(RoleId),
    #[error("the role {role} is not sound: {flaw}")]
    FlawedRole { role: RoleId, flaw: RoleFlaw },
    #[error("the grant {grant} names \"{scope}\", which cannot be granted there")]
    MisplacedScope { grant: GrantId, scope: String },
}
