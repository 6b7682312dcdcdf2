//! The facts of one organization as plain rows: how a snapshot is stored and sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::catalog::UnknownScope;
use super::grant::{GrantSource, Principal};
use super::level::Access;
use super::member::Member;
use super::resource::{Resource, Visibility};
use crate::ids::{GrantId, GroupId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId};

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
    #[serde(default)]
    pub members: Vec<Member>,
    #[serde(default)]
    pub workspaces: Vec<WorkspaceFact>,
    #[serde(default)]
    pub projects: Vec<ProjectFact>,
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
            members: Vec::new(),
            workspaces: Vec::new(),
            projects: Vec::new(),
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
    #[error("the grant {grant} names \"{scope}\", which cannot be granted there")]
    MisplacedScope { grant: GrantId, scope: String },
}
