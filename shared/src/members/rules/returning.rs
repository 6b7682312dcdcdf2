//! Whether somebody with a past here comes in again, and by which door.

use chrono::{DateTime, Utc};

use crate::access::{Denied, Member};

/// How somebody comes into an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// An invitation to them by name.
    Invitation,
    /// A request of theirs that an admin approved.
    ApprovedRequest,
    /// The organization's identity provider says that they belong in.
    Provisioning,
    /// The shareable link.
    Link,
    /// Their address is at a domain that comes straight in.
    DomainRule,
    /// They signed on through the organization's identity provider for the first time.
    SignOn,
}

impl Door {
    pub const ALL: [Self; 6] = [
        Self::Invitation,
        Self::ApprovedRequest,
        Self::Provisioning,
        Self::Link,
        Self::DomainRule,
        Self::SignOn,
    ];

    /// Whether somebody inside, or the directory, has said yes to this very person. Through the other doors
    /// they walk by themselves, so that a past here counts against them.
    pub const fn is_named(self) -> bool {
        match self {
            Self::Invitation | Self::ApprovedRequest | Self::Provisioning => true,
            Self::Link | Self::DomainRule | Self::SignOn => false,
        }
    }
}

/// What somebody is, or was, in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Past {
    /// Never a member.
    Stranger,
    /// A member now.
    Active,
    /// A member who gets nothing: deactivated, or past the end of the membership.
    Deactivated,
    /// They were removed or deleted, or left.
    Gone,
}

impl Past {
    /// From the membership that stands, if one does, and whether there ever was one.
    pub fn of(standing: Option<&Member>, ever: bool, at: DateTime<Utc>) -> Self {
        match standing {
            Some(member) if member.is_active(at) => Self::Active,
            Some(_) => Self::Deactivated,
            None if ever => Self::Gone,
            None => Self::Stranger,
        }
    }
}

/// Whether somebody with this past comes in by this door (M14): who is gone, only where they are named; who is
/// deactivated, by none, because only activation brings back what they had.
pub fn may_enter(past: Past, door: Door) -> Result<(), Denied> {
    match past {
        Past::Stranger => Ok(()),
        Past::Active => Err(Denied::AlreadyMember),
        Past::Deactivated if door.is_named() => Err(Denied::MemberDeactivated),
        Past::Deactivated => Err(Denied::MembershipDeactivated),
        Past::Gone if door.is_named() => Ok(()),
        Past::Gone => Err(Denied::NeedsInvitation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m14_who_is_gone_comes_back_where_they_are_named_and_nobody_deactivated_by_any_door() {
        for door in Door::ALL {
            assert_eq!(may_enter(Past::Stranger, door), Ok(()));
            assert_eq!(may_enter(Past::Active, door), Err(Denied::AlreadyMember));
            let (gone, deactivated) = match door {
                Door::Invitation | Door::ApprovedRequest | Door::Provisioning => {
                    (Ok(()), Denied::MemberDeactivated)
                }
                Door::Link | Door::DomainRule | Door::SignOn => {
                    (Err(Denied::NeedsInvitation), Denied::MembershipDeactivated)
                }
            };
            assert_eq!(may_enter(Past::Gone, door), gone, "{door:?}");
            assert_eq!(may_enter(Past::Deactivated, door), Err(deactivated), "{door:?}");
        }
    }
}
