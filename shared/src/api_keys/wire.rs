//! Bodies of API keys.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::access::wire::PermissionMap;
use crate::ids::{ApiKeyId, UserId};
use crate::text::Name;

/// `POST …/api-keys`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    pub name: Name,
    /// Whether it may ask the check API about everybody.
    #[serde(default)]
    pub check: bool,
    /// The most that it does on `/v1`, by scope; an absent scope is none.
    #[serde(default)]
    pub permissions: BTreeMap<String, Access>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: Name,
    pub check: bool,
    /// Every scope of the access model, of every kind. What the key really does is this, cut to what its
    /// maker holds when it is used.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    pub status: KeyStatus,
    pub created_by: KeyMaker,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The last characters of the secret, to tell one key from another by.
    pub hint: String,
}

/// Whether a key still works by itself. One whose maker is deactivated works again when they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    Active,
    Expired,
}

/// Who made a key: it acts in their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyMaker {
    pub id: UserId,
    pub name: String,
}

/// The answer to making one: the only time that the secret is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedApiKey {
    #[serde(flatten)]
    pub key: ApiKey,
    /// `usk_…`: send it as a Bearer token. It is stored as a hash and cannot be shown again.
    pub secret: String,
}
