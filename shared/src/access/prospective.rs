//! `POST …/access/preview`: changes that are asked about together, in the bodies of the operations that make them.

use serde::{Deserialize, Serialize};

use crate::groups::wire::EditGroupMembers;
use crate::members::wire::{BulkEdit, EditMember, SetWorkspaces};
use crate::roles::wire::EditRole;

/// Several changes, one after the other: each finds what those before it made. Nothing is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewChanges {
    /// 1 to 100.
    pub changes: Vec<Prospective>,
}

/// One change, with the body that the operation of its name takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Prospective {
    /// `PATCH …/members/{member}`.
    EditMember(OfMember<EditMember>),
    /// `PUT …/members/{member}/workspaces`.
    SetWorkspaces(OfMember<SetWorkspaces>),
    /// `POST …/members/bulk`: roles, ends, status, removal, one group.
    EditMembers(BulkEdit),
    /// `PATCH …/roles/{role}`.
    EditRole(OfRole),
    /// `POST …/groups/{grp}/members`.
    EditGroup(OfGroup),
    /// What a member or a group is given on a project: `PUT`, or with `role: null` `DELETE`, under
    /// `…/collaborators/{member}` and `…/groups/{grp}`.
    SetOnProject(OnProject),
}

/// A change of one member.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfMember<B> {
    pub member: String,
    pub body: B,
}

/// A change of one role, by its key or id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfRole {
    pub role: String,
    pub body: EditRole,
}

/// A change of who is in one group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfGroup {
    pub group: String,
    pub body: EditGroupMembers,
}

/// What somebody is given on a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OnProject {
    pub project: String,
    /// The member, or else `group`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `viewer`, `editor` or `admin`; `null`: what was given there is taken away.
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<chrono::DateTime<chrono::Utc>>,
}
