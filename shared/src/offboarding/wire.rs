//! Request and response bodies.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::{GroupRef, RoleRef, SeatEffect};
use crate::ids::{ApiKeyId, InvitationId, MemberId, ProjectId, ShareId, WorkspaceId};
use crate::members::wire::Member;

/// `GET …/members/{member}/offboarding`: what would be left behind if the member went now. Nothing is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offboarding {
    /// The version that it was computed at.
    pub version: u64,
    pub member: MemberId,
    /// Paid seats before and after, all having gone who were asked about.
    pub seats: SeatEffect,
    /// Projects that nobody would administer any more but those who administer everything.
    pub projects: Vec<LeftProject>,
    /// Groups that would be empty.
    pub groups: Vec<GroupRef>,
    /// Invitations that they sent and that wait for an answer.
    pub invitations: Vec<LeftInvitation>,
    /// Shares that they offered and that wait with an invitation.
    pub shares: Vec<LeftShare>,
    /// API keys that act in their name.
    pub keys: Vec<LeftKey>,
    /// How many grants to others they gave by hand. These stay.
    pub grants_given: u64,
}

impl Offboarding {
    /// Whether there is something that nobody else looks after. What they gave to others is not of that kind.
    pub fn leaves_something(&self) -> bool {
        !(self.projects.is_empty()
            && self.groups.is_empty()
            && self.invitations.is_empty()
            && self.shares.is_empty()
            && self.keys.is_empty())
    }
}

/// `GET …/offboarding?members=…`: some who would go together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct OffboardingQuery {
    /// Members' ids, separated by commas, at most 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<String>,
}

/// A project without another admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftProject {
    pub id: ProjectId,
    pub name: String,
    pub workspace: WorkspaceId,
}

/// An invitation without a sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftInvitation {
    pub id: InvitationId,
    pub email: String,
    pub role: RoleRef,
    pub expires_at: DateTime<Utc>,
}

/// A share that waits with an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftShare {
    pub id: ShareId,
    pub project: ProjectId,
    /// What the item is called.
    pub name: String,
    pub email: String,
}

/// A key whose maker goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftKey {
    pub id: ApiKeyId,
    /// Absent where the asker may not see keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// How somebody goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Going {
    Deactivate,
    Remove,
}

/// What becomes of their API keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeysFate {
    /// Ended for good.
    Revoke,
    /// They rest with the membership, and work again with it. A removal keeps none.
    Keep,
}

/// `POST …/members/{member}/offboarding`: the member goes, and what they leave is taken on, at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Offboard {
    pub act: Going,
    #[serde(default, skip_serializing_if = "Heirs::are_none")]
    pub heirs: Heirs,
    /// Left out: a removal ends them, a deactivation keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysFate>,
}

/// Who takes on what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Heirs {
    /// For each project, who is made its admin. One that is not named is left to those who administer everything.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub projects: BTreeMap<String, String>,
    /// The member who sends their invitations and shares from now on, as far as that member may, or `revoke`.
    /// Those that the heir may not send are revoked. Left out: they stay, and are refused at acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitations: Option<String>,
}

impl Heirs {
    fn are_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What became of it (inside `Changed`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offboarded {
    /// As they are now; somebody who was removed, as they were.
    pub member: Member,
    pub invitations: Vec<Inherited>,
    /// How many keys were ended.
    pub keys_revoked: u64,
}

/// What became of one invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inherited {
    pub id: InvitationId,
    pub status: InheritedStatus,
    /// Why the heir does not send it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InheritedStatus {
    TakenOver,
    Revoked,
}
