//! Bodies of `/v1/organizations`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Status;
use crate::access::wire::{PermissionMap, RoleRef};
use crate::ids::{MemberId, OrganizationId};
use crate::me::wire::WorkspaceRef;
use crate::text::{Name, Slug};

/// `POST /v1/organizations`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateOrganization {
    pub name: Name,
    /// Made from the name where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// The key of an access model; `studio` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_model: Option<String>,
}

/// What happens when somebody with an account is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExistingAccounts {
    /// They are in at once, and are told.
    Add,
    /// They are asked first.
    Ask,
}

/// An organization, to a member of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organization {
    pub id: OrganizationId,
    pub name: Name,
    pub slug: Slug,
    /// A path on this server that shows its logo, to whoever knows it; `null` where it has none.
    pub logo_url: Option<String>,
    pub access_model: String,
    pub plan: String,
    pub version: u64,
    pub created_at: DateTime<Utc>,
    pub existing_accounts: ExistingAccounts,
    /// How many days an invitation is good for, 1 to 7.
    pub invitation_days: u8,
    /// For how many days a deleted workspace, or the organization itself, can be restored.
    pub restore_days: u16,
    /// The first workspace that the asker can enter.
    pub default_workspace: Option<WorkspaceRef>,
    pub membership: OwnMembership,
}

/// The asker's own membership, with what they hold at the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnMembership {
    pub id: MemberId,
    pub role: RoleRef,
    pub status: Status,
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
}

/// `POST …/ownership-transfer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferOwnership {
    /// The id of an active admin, who is the owner from then on.
    pub member: String,
}

/// `PATCH /v1/organizations/{org}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditOrganization {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_accounts: Option<ExistingAccounts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation_days: Option<u8>,
}

/// `DELETE /v1/organizations/{org}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteOrganization {
    /// The organization's name, letter by letter.
    pub confirm: String,
}

/// The most bytes of a logo.
pub const LOGO_BYTES: usize = 64 * 1024;

/// The most pixels of a logo to a side.
pub const LOGO_PIXELS: usize = 1024;

/// `PUT /v1/organizations/{org}/logo`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLogo {
    /// A PNG, JPEG or WebP picture in base64 (RFC 4648, section 4): at most 64 KiB, and 1,024 pixels to a side.
    pub data: String,
}

/// Whether an address can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlugState {
    Free,
    /// An organization has it, or had it.
    Taken,
    /// Kept for the product, or not formed as an address is.
    Invalid,
}

/// `GET /v1/slugs/{slug}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlugCheck {
    pub slug: String,
    pub state: SlugState,
}
