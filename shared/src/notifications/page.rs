//! The page of the app that a notice leads to.

use crate::ids::{MemberId, ProjectId, WorkspaceId};

/// A page inside an organization, or of one's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// One's own account.
    Account,
    /// One's own access in the organization.
    OwnAccess,
    Members,
    Member(MemberId),
    /// The invitations that wait.
    Invitations,
    /// The people who ask to join.
    Requests,
    /// The organization's domains.
    Domains,
    /// The shareable link.
    InviteLink,
    Workspace(WorkspaceId),
    Project(ProjectId),
    Groups,
    Roles,
    Settings,
}

impl Page {
    /// Its address. `org` is the organization's slug or id.
    pub fn path(self, org: &str) -> String {
        match self {
            Self::Account => "/account".to_owned(),
            Self::OwnAccess => format!("/{org}/members/me"),
            Self::Members => format!("/{org}/members"),
            Self::Member(member) => format!("/{org}/members/{member}"),
            Self::Invitations => format!("/{org}/members?tab=pending"),
            Self::Requests => format!("/{org}/members?tab=requests"),
            Self::Domains => format!("/{org}/domains"),
            Self::InviteLink => format!("/{org}/invite-link"),
            Self::Workspace(workspace) => format!("/{org}/workspaces/{workspace}"),
            Self::Project(project) => format!("/{org}/projects/{project}"),
            Self::Groups => format!("/{org}/groups"),
            Self::Roles => format!("/{org}/roles"),
            Self::Settings => format!("/{org}/settings"),
        }
    }

    /// What a button says that leads there.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Account => "Open your account",
            Self::OwnAccess => "See your access",
            Self::Members => "See the members",
            Self::Member(_) => "Open the member",
            Self::Invitations => "See the invitations",
            Self::Requests => "See the requests",
            Self::Domains => "See the domains",
            Self::InviteLink => "See the invite link",
            Self::Workspace(_) => "Open the workspace",
            Self::Project(_) => "Open the project",
            Self::Groups => "See the groups",
            Self::Roles => "See the roles",
            Self::Settings => "Open the settings",
        }
    }
}
