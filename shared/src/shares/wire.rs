//! Bodies of `/v1/projects/{prj}/shares`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::access::wire::NamedResource;
use crate::ids::{InvitationId, MemberId, ProjectId, ShareId, UserId};
use crate::text::{EmailAddress, ItemKey, ItemKind, ItemName};

/// `POST /v1/projects/{prj}/shares`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateShare {
    pub item: SharedItem,
    /// Of a member, or of anybody: who is no member becomes a guest by accepting.
    pub email: EmailAddress,
    pub access: ShareAccess,
    /// The first moment at which it gives nothing any more; never, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// One item, as the host product names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SharedItem {
    /// What it is: `document`.
    #[serde(rename = "type")]
    pub kind: ItemKind,
    /// Which one: unique among its kind in the organization.
    pub id: ItemKey,
    /// What people call it; its id where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ItemName>,
}

/// How much of an item is given: its content and its comments alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShareAccess {
    View,
    Full,
}

impl From<ShareAccess> for Access {
    fn from(access: ShareAccess) -> Self {
        match access {
            ShareAccess::View => Self::View,
            ShareAccess::Full => Self::Full,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShareStatus {
    /// An invitation waits for the person.
    Pending,
    /// A member has it.
    Active,
    /// It, or the invitation that brings it, has run out.
    Expired,
    /// It was taken back.
    Revoked,
}

/// One item shared with one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Share {
    pub id: ShareId,
    pub status: ShareStatus,
    pub project: ProjectId,
    /// `type` is what the host product calls it, `id` what it names it.
    pub item: NamedResource,
    /// As it was typed.
    pub email: String,
    /// Who has it, once it is active.
    pub member: Option<MemberId>,
    /// The invitation that brings it, while it is pending.
    pub invitation: Option<InvitationId>,
    pub access: ShareAccess,
    pub expires_at: Option<DateTime<Utc>>,
    pub shared_by: SharedBy,
    pub created_at: DateTime<Utc>,
    /// Where to accept. Only at creation, and only where no mail carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedBy {
    pub id: UserId,
    pub name: String,
}

/// `GET /v1/projects/{prj}/shares?…`: newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct SharesQuery {
    /// Part of an address or of an item's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `pending`, `active` or `expired`; several with commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The kind of an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_type: Option<String>,
    /// An item's id, together with `item_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
