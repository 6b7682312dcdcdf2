//! Bodies of join requests.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::RoleRef;
use crate::ids::{DomainId, JoinRequestId, OrganizationId, UserId};
use crate::invitations::wire::Accepted;
use crate::me::wire::Named;
use crate::text::{EmailAddress, Message, Name};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JoinRequestStatus {
    Pending,
    Approved,
    Denied,
    /// Taken back by whoever asked.
    Withdrawn,
    /// They were asked in, or came in, another way.
    Superseded,
}

impl JoinRequestStatus {
    /// Every status, in the order of a request's life.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Approved, Self::Denied, Self::Withdrawn, Self::Superseded];

    /// The word for it in bodies and rows.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }
}

/// By what somebody may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestSource {
    /// Their address is at a domain of the organization.
    Domain,
    /// They hold the organization's link, which lets people ask.
    Link,
}

impl RequestSource {
    /// The word for it in bodies and rows.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Link => "link",
        }
    }
}

/// `POST …/join-requests`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskToJoin {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// `POST …/join-requests/{jrq}/approve`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApproveJoinRequest {
    /// A role's key or id.
    pub role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// `POST …/join-requests/{jrq}/deny`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DenyJoinRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// A request, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinRequest {
    pub id: JoinRequestId,
    pub user: Requester,
    pub source: RequestSource,
    /// The domain that their address is at, where that is what they ask by.
    pub domain: Option<RequestDomain>,
    pub note: Option<String>,
    /// What the domain or the link would let them in as.
    pub suggested_role: RoleRef,
    /// `method_not_trusted`: they would have come straight in with another way of signing in; `seats_full`: with a
    /// free seat.
    pub reason: Option<String>,
    pub status: JoinRequestStatus,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Who approved or denied it.
    pub decided_by: Option<Named>,
    /// What they were told.
    pub answer_note: Option<String>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Requester {
    pub id: UserId,
    pub name: Name,
    /// The address that they ask with.
    pub email: EmailAddress,
    /// Whether they have verified it, and have it still.
    pub email_verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestDomain {
    pub id: DomainId,
    pub name: String,
    /// Whether the organization has proven it, and has it still.
    pub verified: bool,
    /// When the record was last found there.
    pub checked_at: Option<DateTime<Utc>>,
}

/// A request, as the person who asked sees it: nothing of the organization but its name, until they are in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyJoinRequest {
    pub id: JoinRequestId,
    pub organization: JoinableRef,
    pub email: EmailAddress,
    pub note: Option<String>,
    /// `approved` at once where the domain lets people straight in.
    pub status: JoinRequestStatus,
    /// `method_not_trusted`: with another way of signing in they would have come straight in; `seats_full`: with a free
    /// seat.
    pub reason: Option<String>,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// What an admin answered.
    pub answer_note: Option<String>,
    /// From when they may ask again, where the request was denied.
    pub ask_again_at: Option<DateTime<Utc>>,
    /// Where they are now, in the answer that let them straight in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<Accepted>,
}

/// An organization that is known by its name alone. The id is for asking, and says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinableRef {
    pub id: OrganizationId,
    pub name: Name,
}

/// An organization that the person may ask, or come into: one of their verified addresses is at its domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinableOrganization {
    pub id: OrganizationId,
    pub name: Name,
    /// The address of theirs that it is for.
    pub email: EmailAddress,
    /// Whether asking lets them in at once.
    pub straight_in: bool,
    /// Their last request there, while it waits or was denied.
    pub request: Option<MyJoinRequest>,
}

/// Query of `GET …/join-requests`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(deny_unknown_fields)]
pub struct JoinRequestsQuery {
    /// Statuses, separated by commas; `pending` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `total`, `counts`, or both with a comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}
