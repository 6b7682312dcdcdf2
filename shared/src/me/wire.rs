//! Bodies of `/v1/me*`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Status;
use crate::access::wire::RoleRef;
use crate::ids::{EmailId, InvitationId, MemberId, OrganizationId, SessionId, UserId, WorkspaceId};
use crate::invitations::wire::InvitationStatus;
use crate::text::{EmailAddress, Name};

/// A person, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    pub email: EmailAddress,
    pub name: Name,
    pub email_verified: bool,
    /// Whether an unverified address holds this account back on this deployment.
    pub verification_required: bool,
    /// Whether this deployment sends mail. Where it does not, links are passed on by hand.
    pub sends_mail: bool,
    pub avatar_url: Option<String>,
    /// Where sign-in lands, once the person was in a workspace.
    pub default_workspace: Option<WorkspaceId>,
    pub created_at: DateTime<Utc>,
}

/// `PATCH /v1/me`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditMe {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// `PUT /v1/me/default-workspace`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DefaultWorkspace {
    pub workspace: WorkspaceId,
}

/// One sign-in that is still alive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub id: SessionId,
    /// The one that asks.
    pub current: bool,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub user_agent: Option<String>,
    pub ip: Option<String>,
}

/// One of a person's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Email {
    pub id: EmailId,
    pub address: EmailAddress,
    pub primary: bool,
    pub verified: bool,
    pub created_at: DateTime<Utc>,
}

/// `POST /v1/me/emails`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddEmail {
    pub email: EmailAddress,
}

/// `POST /v1/me/email-change`, and what an admin proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    pub email: EmailAddress,
}

/// Another address that the account is to go by, once the link that was sent to it is pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChange {
    pub email: EmailAddress,
    /// The first moment at which the link works no more.
    pub expires_at: DateTime<Utc>,
    /// The organization whose admin proposed it, where it was not the person.
    pub proposed_by: Option<Named>,
}

/// `GET /v1/me/email-change`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingEmail {
    pub email_change: Option<EmailChange>,
}

/// An organization that the person belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyMembership {
    pub id: MemberId,
    pub organization: OrganizationRef,
    pub role: RoleRef,
    pub status: Status,
    pub joined_at: DateTime<Utc>,
    /// The workspaces that the person can enter; empty while deactivated, and while the organization is deleted.
    pub workspaces: Vec<WorkspaceRef>,
    /// The organization is deleted, and the person can still restore it; `null` for one that is there. Nobody else
    /// is told of it.
    pub deletion: Option<Deletion>,
}

/// A deletion that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deletion {
    pub deleted_at: DateTime<Utc>,
    /// From this moment on it is gone for everybody.
    pub restorable_until: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationRef {
    pub id: OrganizationId,
    pub name: Name,
    pub slug: String,
    /// As in the organization itself.
    pub logo_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceRef {
    pub id: WorkspaceId,
    pub name: Name,
}

/// An invitation that waits for one of the person's verified addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyInvitation {
    pub id: InvitationId,
    /// `pending`; `queued`: accepted, and there is no seat yet.
    pub state: InvitationStatus,
    pub organization: Named,
    pub inviter: Named,
    pub role: Named,
    pub email: EmailAddress,
    /// What the inviter wrote.
    pub message: Option<String>,
    pub expires_at: DateTime<Utc>,
}

/// A name and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Named {
    pub name: String,
}
