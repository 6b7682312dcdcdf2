//! Bodies of the shareable link.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::RoleRef;
use crate::ids::InviteLinkId;
use crate::invitations::wire::Accepted;
use crate::join_requests::wire::MyJoinRequest;
use crate::me::wire::Named;
use crate::text::{MailDomain, Secret};

/// The most people that a link can be limited to.
pub const MOST_USES: u32 = 100_000;

/// The most domains that a link can be limited to.
pub const MOST_DOMAINS: usize = 50;

/// `PUT …/invite-link`: turns the link on, or sets it anew. What is left out is no limit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetInviteLink {
    /// A role's key or id: one that takes part and does not invite others. Another one than before resets the
    /// link.
    pub role: String,
    /// 1 to 100,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// A moment to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Only for verified addresses at these very domains, 50 at most; none: for everybody's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_domains: Vec<MailDomain>,
    /// Each who comes asks to join, and an admin decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approval: bool,
}

/// The link, to those who may let people in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteLink {
    /// Another one after every reset.
    pub id: InviteLinkId,
    /// What is passed on: the page that joins, with the token behind the `#`.
    pub url: String,
    pub token: String,
    pub role: RoleRef,
    /// How many came in by it, or asked to, since its last reset.
    pub uses: u32,
    pub max_uses: Option<u32>,
    pub expires_at: Option<DateTime<Utc>>,
    pub allowed_domains: Vec<MailDomain>,
    pub approval: bool,
    pub state: InviteLinkState,
    pub set_by: Named,
    /// When its token was made.
    pub created_at: DateTime<Utc>,
    pub reset_suggested: Option<ResetSuggested>,
}

/// Whether the link lets anybody in now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InviteLinkState {
    Open,
    Expired,
    UsedUp,
    /// Whoever set it left, or could not give its role any more: set or reset it.
    SetterMayNot,
}

/// Why the link should be reset, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetSuggested {
    pub reason: ResetReason,
    pub since: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// Somebody who may hold it was removed, was deactivated or left.
    SomebodyLeft,
    /// It is older than the deployment lets links grow.
    OlderThan,
}

/// `POST /v1/invite-links/lookup | join`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InviteLinkToken {
    pub token: Secret,
}

/// What the link shows to whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteLinkLookup {
    pub organization: Named,
    pub role: Named,
    /// Whether an admin decides on each who comes.
    pub approval: bool,
}

/// The answer to join: where the person is now, or, with 202, that an admin decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Joined {
    In(Accepted),
    Asked(Asked),
}

/// Whoever pressed waits for an admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Asked {
    pub state: AskedState,
    pub request: MyJoinRequest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AskedState {
    Requested,
}
