//! Bodies of `…/roles`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::wire::RoleBody;
use crate::access::{Access, Reach, Seat};
use crate::text::{Description, Name, RoleKey};

/// A role, with how much hangs on it. `GET …/roles` lists those of the model first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Role {
    #[serde(flatten)]
    pub role: RoleBody,
    /// Members who have it as their organization role, deactivated ones too.
    pub members_count: u64,
    /// Workspace memberships that it overrides the organization role of.
    pub overrides_count: u64,
    /// Open invitations that offer it: to the organization, or in a workspace.
    pub invitations_count: u64,
}

/// `POST …/roles`. In `permissions` and `ceiling` an absent scope is none.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateRole {
    /// Made from the name where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<RoleKey>,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// What the role gives by itself.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: BTreeMap<String, Access>,
    /// The most that its holder can reach, whatever is granted besides. Where it is left out: everything but
    /// ownership for a paid seat whose reach is `granted`, content and comments for reach `shared`, and the
    /// permissions themselves for a free seat or reach `everything`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Access>>))]
    pub ceiling: Option<BTreeMap<String, Access>>,
    /// `free` for reach `shared`, `paid` for the others, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// `granted` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

/// `PATCH …/roles/{role}`: what is left out stays as it is. The key stays for good, for clients name roles by
/// it. A ceiling that was the default of the old permissions is the default of the new ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditRole {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// In place of those before: an absent scope is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Access>>))]
    pub permissions: Option<BTreeMap<String, Access>>,
    /// In place of the one before: an absent scope is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Access>>))]
    pub ceiling: Option<BTreeMap<String, Access>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
}

/// `DELETE …/roles/{role}?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct DeleteRoleQuery {
    /// The key or id of the role that whoever has this one gets. Needed when somebody has it, or is invited
    /// with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
}
