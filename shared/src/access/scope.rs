//! Named areas that access is given over.

use serde::{Deserialize, Serialize};

/// The kinds of resource, outermost first: each lives inside one of the kind before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    Organization,
    Workspace,
    Project,
    Item,
}

impl ResourceKind {
    /// The word used in JSON and TOML.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Workspace => "workspace",
            Self::Project => "project",
            Self::Item => "item",
        }
    }
}

/// A scope of one [`Catalog`](super::Catalog): its position there, always below [`Scope::MOST`].
///
/// It has no JSON form on purpose: outside the process a scope is its key, so that a catalogue can be
/// reordered without anything stored or sent changing its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(u8);

impl Scope {
    /// The most scopes that one catalogue holds: two bits each in a `u128`.
    pub const MOST: usize = 64;

    /// The scope at this position, unless the position is too high for any catalogue.
    pub(super) const fn at(position: usize) -> Option<Self> {
        if position < Self::MOST { Some(Self(position as u8)) } else { None }
    }

    pub(super) const fn position(self) -> usize {
        self.0 as usize
    }
}

/// The scopes that the service enforces itself, in the order in which every catalogue begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CoreScope {
    Ownership,
    General,
    Integrations,
    Members,
    Projects,
    Billing,
    Audit,
    WorkspaceGeneral,
    WorkspaceMembers,
    SettingsGeneral,
    SettingsMembers,
    SettingsDataSources,
    SettingsPublishing,
    Content,
    Comments,
}

impl From<CoreScope> for Scope {
    fn from(scope: CoreScope) -> Self {
        Self(scope as u8)
    }
}

impl CoreScope {
    /// Every one of them, in catalogue order.
    pub const ALL: [Self; 15] = [
        Self::Ownership,
        Self::General,
        Self::Integrations,
        Self::Members,
        Self::Projects,
        Self::Billing,
        Self::Audit,
        Self::WorkspaceGeneral,
        Self::WorkspaceMembers,
        Self::SettingsGeneral,
        Self::SettingsMembers,
        Self::SettingsDataSources,
        Self::SettingsPublishing,
        Self::Content,
        Self::Comments,
    ];

    /// The key in JSON, TOML and the check API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ownership => "ownership",
            Self::General => "general",
            Self::Integrations => "integrations",
            Self::Members => "members",
            Self::Projects => "projects",
            Self::Billing => "billing",
            Self::Audit => "audit",
            Self::WorkspaceGeneral => "workspace.general",
            Self::WorkspaceMembers => "workspace.members",
            Self::SettingsGeneral => "settings.general",
            Self::SettingsMembers => "settings.members",
            Self::SettingsDataSources => "settings.data_sources",
            Self::SettingsPublishing => "settings.publishing",
            Self::Content => "content",
            Self::Comments => "comments",
        }
    }

    /// The outermost kind of resource that has this scope.
    pub const fn kind(self) -> ResourceKind {
        match self {
            Self::Ownership
            | Self::General
            | Self::Integrations
            | Self::Members
            | Self::Projects
            | Self::Billing
            | Self::Audit => ResourceKind::Organization,
            Self::WorkspaceGeneral | Self::WorkspaceMembers => ResourceKind::Workspace,
            Self::SettingsGeneral
            | Self::SettingsMembers
            | Self::SettingsDataSources
            | Self::SettingsPublishing
            | Self::Content
            | Self::Comments => ResourceKind::Project,
        }
    }

    /// Whether a single item has this scope too, so that it can be shared.
    pub const fn on_items(self) -> bool {
        matches!(self, Self::Content | Self::Comments)
    }

    /// What people read in a matrix's heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ownership => "Ownership",
            Self::General | Self::WorkspaceGeneral | Self::SettingsGeneral => "General",
            Self::Integrations => "Integrations",
            Self::Members | Self::WorkspaceMembers | Self::SettingsMembers => "Members",
            Self::Projects => "Projects",
            Self::Billing => "Billing",
            Self::Audit => "Audit log",
            Self::SettingsDataSources => "Data sources",
            Self::SettingsPublishing => "Publishing",
            Self::Content => "Content",
            Self::Comments => "Comments",
        }
    }

    /// One line under the label.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Ownership => "Delete, restore or hand over the organization",
            Self::General => "The organization's name, address and logo",
            Self::Integrations => "Single sign-on, provisioning, API keys and webhooks",
            Self::Members => "The directory, invitations, roles and groups",
            Self::Projects => "Create and delete workspaces and projects",
            Self::Billing => "The plan, seats, invoices and spend caps",
            Self::Audit => "The audit log and access reviews",
            Self::WorkspaceGeneral => "The workspace's settings",
            Self::WorkspaceMembers => "Who is in the workspace, and with which role",
            Self::SettingsGeneral => "The project's name and settings",
            Self::SettingsMembers => "Who works on the project",
            Self::SettingsDataSources => "Where the project's data comes from",
            Self::SettingsPublishing => "Where the project is published",
            Self::Content => "Open and edit what is in the project",
            Self::Comments => "Read and write comments",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_positions() {
        for (position, scope) in CoreScope::ALL.into_iter().enumerate() {
            assert_eq!(Scope::from(scope).position(), position, "{}", scope.key());
        }
    }
}
