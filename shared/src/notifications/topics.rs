//! The kinds of events that people are told of, and where they are told of them.

use serde::{Deserialize, Serialize};

/// What a notice is about, as far as people choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// One's password and addresses.
    Account,
    /// Coming into an organization, being held back, leaving it.
    Membership,
    /// One's role.
    Role,
    /// What one can get at: workspaces, projects, groups, and what a role gives.
    Access,
    /// Single items.
    Shares,
    /// An access of one's own that ends soon.
    Endings,
    /// An access of others that ends soon, which one can prolong.
    EndingsOfOthers,
    /// What became of invitations and links that one sent.
    Invitations,
    /// Others who ask to join.
    Requests,
    /// Others who came in by a way that stands open.
    Joins,
    /// What happens to an organization as a whole.
    Organization,
}

/// Where somebody is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels {
    pub in_app: bool,
    pub by_mail: bool,
}

impl Topic {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::Account,
        Self::Membership,
        Self::Role,
        Self::Access,
        Self::Shares,
        Self::Endings,
        Self::EndingsOfOthers,
        Self::Invitations,
        Self::Requests,
        Self::Joins,
        Self::Organization,
    ];

    /// As it is stored and sent.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Membership => "membership",
            Self::Role => "role",
            Self::Access => "access",
            Self::Shares => "shares",
            Self::Endings => "endings",
            Self::EndingsOfOthers => "endings_of_others",
            Self::Invitations => "invitations",
            Self::Requests => "requests",
            Self::Joins => "joins",
            Self::Organization => "organization",
        }
    }

    /// The topic of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.key() == key)
    }

    /// The topic of an action's name, as far as the name says it.
    pub fn of_kind(kind: &str) -> Self {
        match kind {
            "members.change_role" | "organizations.transfer_ownership" => Self::Role,
            "members.propose_email" => Self::Account,
            "members.added"
            | "members.deactivate"
            | "members.activate"
            | "members.remove"
            | "members.delete"
            | "invitations.received" => Self::Membership,
            _ if kind.starts_with("shares.") => Self::Shares,
            _ if kind.starts_with("invitations.") => Self::Invitations,
            _ => Self::Access,
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Account => "Safety of your account",
            Self::Membership => "Your memberships",
            Self::Role => "Your role",
            Self::Access => "What you can get at",
            Self::Shares => "Items shared with you",
            Self::Endings => "Access of yours that ends soon",
            Self::EndingsOfOthers => "Access of others that ends soon",
            Self::Invitations => "Answers to your invitations",
            Self::Requests => "People who ask to join",
            Self::Joins => "People who join by themselves",
            Self::Organization => "Your organizations",
        }
    }

    /// A sentence about it.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Account => "Your password or one of your addresses was changed.",
            Self::Membership => "You were added, deactivated, activated or removed.",
            Self::Role => "Somebody changed your role in an organization.",
            Self::Access => {
                "Workspaces, projects and groups that you were given or that were taken from you, and roles that were edited."
            }
            Self::Shares => "Somebody shared a single item with you, or no longer does.",
            Self::Endings => "Seven days and one day before it ends.",
            Self::EndingsOfOthers => "Once a day, all in one, where you manage members.",
            Self::Invitations => "Somebody accepted or declined an invitation of yours.",
            Self::Requests => "Where you manage members.",
            Self::Joins => "By the invite link or by a domain, where you manage members.",
            Self::Organization => "One is deleted or restored, or changes its owner.",
        }
    }

    /// Whether people are told in any case: who could turn this off could be robbed of it unseen.
    pub const fn is_required(self) -> bool {
        match self {
            Self::Account | Self::Membership => true,
            Self::Role
            | Self::Access
            | Self::Shares
            | Self::Endings
            | Self::EndingsOfOthers
            | Self::Invitations
            | Self::Requests
            | Self::Joins
            | Self::Organization => false,
        }
    }

    /// Where people are told who have not chosen.
    pub const fn default_channels(self) -> Channels {
        let by_mail = match self {
            Self::Access | Self::EndingsOfOthers | Self::Joins => false,
            Self::Account
            | Self::Membership
            | Self::Role
            | Self::Shares
            | Self::Endings
            | Self::Invitations
            | Self::Requests
            | Self::Organization => true,
        };
        Channels { in_app: true, by_mail }
    }

    /// Where somebody is told who chose this, or nothing.
    pub fn channels(self, chosen: Option<Channels>) -> Channels {
        match chosen {
            Some(chosen) if !self.is_required() => chosen,
            Some(_) | None => self.default_channels(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_reads_back_by_its_key() {
        for topic in Topic::ALL {
            assert_eq!(Topic::of(topic.key()), Some(topic));
            assert_eq!(serde_json::to_value(topic).expect("written"), topic.key());
        }
        assert_eq!(Topic::of("weather"), None);
    }

    #[test]
    fn h5_what_is_required_is_told_whatever_was_chosen() {
        let nothing = Channels { in_app: false, by_mail: false };
        for topic in Topic::ALL {
            let told = topic.channels(Some(nothing));
            assert_eq!(told == nothing, !topic.is_required(), "{topic:?}");
            assert_eq!(topic.channels(None), topic.default_channels());
            assert!(topic.default_channels().in_app);
        }
    }
}
