//! Bodies of `…/groups`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::access::wire::{GroupRef, NamedResource, PermissionMap};
use crate::ids::{GrantId, GroupId, WorkspaceId};
use crate::members::wire::BulkOutcome;
use crate::text::{Name, all_sent};

/// The most members that one call adds or takes out.
pub const MAX_MEMBERS: usize = 1_000;

/// `POST …/groups`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateGroup {
    pub name: Name,
}

/// `PATCH …/groups/{grp}`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditGroup {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

/// A group. Who is in it: `GET …/members?group=`. What it gives: `GET …/groups/{grp}/access`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    pub id: GroupId,
    pub name: Name,
    /// Deactivated members too: they are in it again once they are activated.
    pub members_count: u64,
    /// Grants to it on what the asker can see.
    pub grants_count: u64,
    /// The plan has no groups any more: this one gives what it gave, and can only be taken from.
    pub frozen: bool,
    pub created_at: DateTime<Utc>,
}

/// `GET …/groups?…`, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct GroupsQuery {
    /// Part of a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// A member's id or `me`: the groups that they are in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `total`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// `GET …/groups.csv?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct GroupsTableQuery {
    /// Groups' ids, separated by commas: these alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// `POST …/groups/{grp}/members`: at most 1,000 ids in all, none of them twice.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditGroupMembers {
    #[serde(default, deserialize_with = "all_sent", skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    #[serde(default, deserialize_with = "all_sent", skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// The answer to `POST …/groups/{grp}/members` (inside `Changed`): the group, and one result a member, those
/// to add first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupMembersEdited {
    #[serde(flatten)]
    pub group: Group,
    pub version: u64,
    pub results: Vec<BulkOutcome>,
}

/// One row of `GET …/groups/{grp}/access`: a grant to the group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupGrant {
    pub id: GrantId,
    pub resource: NamedResource,
    /// For a project: the workspace that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<NamedResource>,
    /// The key of the project role, or on a workspace of the role, that gives exactly this; `null` for
    /// permissions that no role has.
    pub role: Option<String>,
    /// Only the scopes that have more than none.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a group was given on a workspace (inside `Changed`), and a row of `GET /v1/workspaces/{ws}/groups`.
/// After a removal: what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceGrant {
    pub id: GrantId,
    pub workspace: WorkspaceId,
    pub group: GroupRef,
    pub members_count: u64,
    /// The key of the role that gives exactly this in a workspace; `null` for permissions that no role has.
    pub role: Option<String>,
    /// Only the scopes that have more than none.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Access>))]
    pub permissions: PermissionMap,
    pub expires_at: Option<DateTime<Utc>>,
}

/// `PUT /v1/workspaces/{ws}/groups/{grp}`: everybody in the group has there what the role gives in a
/// workspace, or these permissions; one of the two. It replaces what the group had on the workspace.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GrantOnWorkspace {
    /// The key or id of a role that workspaces can give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// An absent scope is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Access>>))]
    pub permissions: Option<BTreeMap<String, Access>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}
