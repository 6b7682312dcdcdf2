//! Explanations in plain English.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{DateTime, Utc};

use super::explain::{Blocker, Cut, Explanation, Source, Via};
use super::grant::GrantSource;
use super::level::Access;
use super::model::Model;
use super::resource::Resource;
use super::smallest_flip::Flip;
use crate::ids::{GrantId, GroupId, ItemId, ProjectId, RoleId, UserId, WorkspaceId};

/// The names that a reader may see. What is missing is spoken of without a name, so leaving one out is
/// always safe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub roles: BTreeMap<RoleId, String>,
    pub groups: BTreeMap<GroupId, String>,
    pub workspaces: BTreeMap<WorkspaceId, String>,
    pub projects: BTreeMap<ProjectId, String>,
    pub items: BTreeMap<ItemId, String>,
    pub people: BTreeMap<UserId, String>,
    pub organization: Option<String>,
    /// When grants were given.
    pub given: BTreeMap<GrantId, DateTime<Utc>>,
}

impl Names {
    /// The names of a model's roles, and no others yet.
    pub fn of(model: &Model) -> Self {
        let roles = model.roles.iter().map(|role| (role.id, role.name.clone())).collect();
        Self { roles, ..Self::default() }
    }

    fn role(&self, id: RoleId) -> &str {
        self.roles.get(&id).map_or("The role", String::as_str)
    }

    fn workspace(&self, id: WorkspaceId) -> &str {
        self.workspaces.get(&id).map_or("the workspace", String::as_str)
    }

    fn group(&self, id: GroupId) -> String {
        self.groups.get(&id).map_or_else(|| "A group".to_owned(), |name| format!("Group {name}"))
    }

    fn resource(&self, resource: Resource) -> &str {
        match resource {
            Resource::Organization => self.organization.as_deref().unwrap_or("the organization"),
            Resource::Workspace(id) => self.workspace(id),
            Resource::Project(id) => self.projects.get(&id).map_or("the project", String::as_str),
            Resource::Item(id) => self.items.get(&id).map_or("the item", String::as_str),
        }
    }

    /// ", given by Bo on 3 May 2026", as far as either may be read.
    fn from(&self, source: GrantSource, grant: GrantId) -> String {
        let how = match source {
            GrantSource::Person(id) => self.people.get(&id).map(|name| format!(" by {name}")),
            GrantSource::Invitation(_) => Some(" with the invitation".to_owned()),
            GrantSource::Link => Some(" with the invite link".to_owned()),
            GrantSource::DomainRule => Some(" by the domain's rule".to_owned()),
            GrantSource::Provisioning => Some(" by provisioning".to_owned()),
        };
        let on = self.given.get(&grant).map(|at| format!(" on {}", day(*at)));
        if how.is_none() && on.is_none() {
            return String::new();
        }
        format!(", given{}{}", how.unwrap_or_default(), on.unwrap_or_default())
    }
}

impl Explanation {
    /// "Editor gives full here." For a no, what is in the way; then what was given and cut.
    pub fn sentence(&self, names: &Names) -> String {
        let told: Vec<String> = if self.is_allowed() {
            self.standing().map(|source| source.sentence(names)).collect()
        } else {
            let cut = self.sources.iter().filter(|source| source.gives >= self.need);
            let cut: Vec<_> = cut.map(|source| source.sentence(names)).collect();
            if cut.is_empty() { vec![self.blocked()] } else { cut }
        };
        told.join(" ")
    }

    fn blocked(&self) -> String {
        let need = self.need;
        match self.blocker {
            None => format!("Nothing gives {need} here."),
            Some(Blocker::NotAMember) => "Not a member of the organization.".to_owned(),
            Some(Blocker::Deactivated) => "The membership is deactivated.".to_owned(),
            Some(Blocker::Unknown) => "There is nothing by that name here.".to_owned(),
            Some(Blocker::SeatCeiling) => format!("The seat never allows {need} here."),
            Some(Blocker::RoleCeiling) => format!("The role never reaches {need} here."),
            Some(Blocker::Expired) => "The membership has run out.".to_owned(),
            Some(Blocker::Restricted) => "The list of projects leaves this one out.".to_owned(),
            Some(Blocker::NoGrant) => format!("No role, grant or group gives {need} here."),
        }
    }
}

impl Flip {
    /// What somebody would have to do: "Make them Editor."
    pub fn sentence(&self, names: &Names) -> String {
        match self {
            Self::Join { role } => format!("Take them into the organization as {}.", names.role(*role)),
            Self::Activate => "Activate the membership.".to_owned(),
            Self::Deactivate => "Deactivate the membership.".to_owned(),
            Self::RenewMembership => "Take the end off the membership.".to_owned(),
            Self::RenewGrant { .. } => "Give anew what ran out.".to_owned(),
            Self::Grant { on, access } => format!("Grant {access} on {}.", names.resource(*on)),
            Self::TakeGrant { .. } => "Take the grant back.".to_owned(),
            Self::LeaveGroup { group } => match names.groups.get(group) {
                Some(name) => format!("Take them out of the group {name}."),
                None => "Take them out of the group.".to_owned(),
            },
            Self::Allow { workspace, project } => {
                let project = names.resource(Resource::Project(*project));
                format!("Put {project} on their list in {}.", names.workspace(*workspace))
            }
            Self::Restrict { workspace, project } => {
                let project = names.resource(Resource::Project(*project));
                format!("Keep {project} off their list in {}.", names.workspace(*workspace))
            }
            Self::JoinWorkspace { workspace } => format!("Add them to {}.", names.workspace(*workspace)),
            Self::LeaveWorkspace { workspace } => {
                format!("Take them out of {}.", names.workspace(*workspace))
            }
            Self::ChangeWorkspaceRole { workspace, role: Some(role) } => {
                format!("Make them {} in {}.", names.role(*role), names.workspace(*workspace))
            }
            Self::ChangeWorkspaceRole { workspace, role: None } => {
                format!("Let their own role count in {}.", names.workspace(*workspace))
            }
            Self::ChangeRole { role } => format!("Make them {}.", names.role(*role)),
        }
    }
}

impl Source {
    /// "This grant gives full, but the Observer seat caps it at view."
    pub fn sentence(&self, names: &Names) -> String {
        let gives = self.gives;
        let (who, whence) = match &self.via {
            Via::Role { role } => (names.role(*role).to_owned(), String::new()),
            Via::WorkspaceRole { role, workspace } => {
                (format!("{} in {}", names.role(*role), names.workspace(*workspace)), String::new())
            }
            Via::Grant { grant, on, from } => {
                (format!("A grant on {}", names.resource(*on)), names.from(*from, *grant))
            }
            Via::GroupGrant { grant, group, on, from } => {
                (format!("{} on {}", names.group(*group), names.resource(*on)), names.from(*from, *grant))
            }
        };
        match self.cut {
            None => format!("{who} gives {gives} here{whence}."),
            Some(cut) => self.cut_short(
                &format!("{who} gives {gives}{whence}"),
                &format!("{who} would give {gives}"),
                cut,
                names,
            ),
        }
    }

    fn cut_short(&self, does: &str, would: &str, cut: Cut, names: &Names) -> String {
        match cut {
            Cut::Deactivated => format!("{would}, but the membership is deactivated."),
            Cut::MembershipExpired { at } => format!("{would}, but the membership ran out on {}.", day(at)),
            Cut::Deleted => format!("{would}, but the organization is deleted."),
            Cut::Expired { at } => format!("{would}, but that ran out on {}.", day(at)),
            Cut::Overridden { workspace, role } => {
                format!(
                    "{would}, but {} stands in for it in {}.",
                    names.role(role),
                    names.workspace(workspace)
                )
            }
            Cut::NotInWorkspace { workspace } => {
                format!("{would}, but not to somebody outside {}.", names.workspace(workspace))
            }
            Cut::Restricted { workspace } => {
                format!(
                    "{would}, but the list of projects in {} leaves this one out.",
                    names.workspace(workspace)
                )
            }
            Cut::SeatCeiling { role } => {
                format!("{does}, but the {} seat caps it at {}.", names.role(role), self.counts)
            }
            Cut::RoleCeiling { role } if self.counts == Access::None => {
                format!("{does}, but {} never reaches that.", names.role(role))
            }
            Cut::RoleCeiling { role } => {
                format!("{does}, but {} never goes past {}.", names.role(role), self.counts)
            }
        }
    }
}

/// A date without its time: the same in every place, so that the server and the page say the same.
fn day(at: DateTime<Utc>) -> impl Display {
    at.format("%-d %B %Y")
}
