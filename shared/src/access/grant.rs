//! Permissions given to a member or a group on a resource, beside what roles give.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::member::live;
use super::permissions::Permissions;
use super::resource::Resource;
use crate::ids::{GrantId, GroupId, InvitationId, MemberId, UserId};

/// Whom something is granted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Principal {
    Member(MemberId),
    Group(GroupId),
}

/// Where a grant comes from. A synchronisation touches the grants of its own source alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum GrantSource {
    /// Somebody gave it by hand. A user rather than a membership: the giver may leave.
    Person(UserId),
    Invitation(InvitationId),
    /// The organization's shareable link.
    Link,
    DomainRule,
    Provisioning,
}

/// One grant. A second one on the same resource joins with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub principal: Principal,
    pub resource: Resource,
    /// Never `ownership`, and never a scope of a kind outside the resource.
    pub permissions: Permissions,
    /// The first moment at which it gives nothing any more.
    pub expires_at: Option<DateTime<Utc>>,
    pub source: GrantSource,
}

impl Grant {
    /// Whether it gives one person one item: all that counts for somebody who has no containers.
    pub fn is_share(&self) -> bool {
        matches!((self.principal, self.resource), (Principal::Member(_), Resource::Item(_)))
    }

    /// Whether it counts at this moment.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        live(self.expires_at, at)
    }
}
