//! Bodies of domains.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::RoleRef;
use crate::auth::wire::Method;
use crate::ids::DomainId;

/// How people with an address at a domain come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JoinMode {
    /// Not by the domain.
    #[default]
    Off,
    /// They ask, and an admin answers.
    Request,
    /// Straight in, as if invited.
    Open,
}

impl JoinMode {
    /// Every mode, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Off, Self::Request, Self::Open];

    /// The word for it in bodies and rows.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Request => "request",
            Self::Open => "open",
        }
    }
}

/// Whether a domain counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DomainStatus {
    /// Claimed, and not proven, or not any more.
    Pending,
    /// The record was found.
    Verified,
}

/// What to put into the domain's DNS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DnsRecord {
    /// The whole name of the record, without the dot at the end.
    pub name: String,
    /// `TXT`.
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}

/// A domain of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Domain {
    pub id: DomainId,
    /// In lower case and ASCII: `xn--…` where it was typed in another script.
    pub name: String,
    pub status: DomainStatus,
    pub record: DnsRecord,
    pub join: JoinMode,
    /// What they come in as; the model's default role, if it is not said.
    pub default_role: RoleRef,
    /// The ways of signing in that are good enough to come straight in: with another one, people ask.
    pub trusted_methods: Vec<Method>,
    pub created_at: DateTime<Utc>,
    pub verified_at: Option<DateTime<Utc>>,
    /// When the record was looked up last.
    pub checked_at: Option<DateTime<Utc>>,
    /// What the last look came to, if the record was not there: the code of the refusal.
    pub last_problem: Option<String>,
}

/// `POST …/domains`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimDomain {
    /// In any script and case, with or without the dot at the end.
    pub name: String,
}

/// `PATCH …/domains/{dom}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditDomain {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<JoinMode>,
    /// A role's key or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_role: Option<String>,
    /// The whole list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_methods: Option<Vec<Method>>,
}
