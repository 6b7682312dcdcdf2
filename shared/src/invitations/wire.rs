//! Bodies of invitations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::wire::{NamedResource, PermissionMap, RoleRef};
use crate::given;
use crate::ids::{InvitationId, MemberId, OrganizationId, ProjectId, UserId};
use crate::me::wire::{Named, OrganizationRef, WorkspaceRef};
use crate::problem::Code;
use crate::shares::wire::ShareAccess;
use crate::text::{EmailAddress, Message, Secret, sent, sent_or_none};

/// The most addresses of one call.
pub const MAX_INVITES: usize = 1_000;

/// `POST …/invitations`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// 1 to 1,000.
    pub invites: Vec<Invitee>,
    /// A role's key or id for all who name none; the model's default where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workspaces: Vec<InvitedWorkspace>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<InvitedProject>,
    /// Keep them to these projects. Left out: every project of their workspaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restrict_to: Option<Vec<String>>,
    /// What is granted on the organization beside the role; a scope that is left out is none.
    #[serde(default, skip_serializing_if = "PermissionMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    /// Groups to be in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// 1 to 7, and not more than the organization allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u8>,
    /// When their membership is to end; not before now. The link ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_expires_at: Option<DateTime<Utc>>,
    /// Says what would become of each address, and writes nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// One address. It is plain text here: a malformed one is one rejected result, not a refused call.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Invitee {
    #[serde(deserialize_with = "sent")]
    pub email: String,
    #[serde(default, deserialize_with = "sent_or_none", skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A workspace to be listed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitedWorkspace {
    pub id: String,
    /// The key or id of a role that overrides theirs there; `null`, or left out: their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// Something granted on one project: by the name of a bundle, or scope by scope. One of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitedProject {
    pub id: String,
    /// `viewer`, `editor` or `admin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// A scope that is left out is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, crate::access::Access>>))]
    pub permissions: Option<PermissionMap>,
}

/// `PATCH …/invitations/{inv}`: what is left out stays as it is, and so does what the editor cannot see.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditInvitation {
    /// A role's key or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// In place of those before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspaces: Option<Vec<InvitedWorkspace>>,
    /// In place of those before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projects: Option<Vec<InvitedProject>>,
    /// In place of those before; `null` lifts the limit.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    pub restrict_to: Option<Option<Vec<String>>>,
    /// In place of those before. Nothing: `{}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, crate::access::Access>>))]
    pub permissions: Option<PermissionMap>,
    /// In place of those before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// When their membership is to end; `null`: it does not.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>))]
    pub access_expires_at: Option<Option<DateTime<Utc>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// `POST …/invitations/{inv}/resend`; the body may be left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResendInvitation {
    /// How the new link reaches them; left out: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

/// `POST …/invitations/{inv}/readdress`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReaddressInvitation {
    /// Whom it is for from now on.
    pub email: EmailAddress,
}

/// How the link reaches the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    #[default]
    Email,
    /// No mail is sent; the link is in the answer, to be passed on by hand.
    Link,
}

/// The answer to `POST …/invitations` (inside `Changed`): one result an address, in the order asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invited {
    pub results: Vec<InviteResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteResult {
    /// As it was sent.
    pub email: String,
    pub status: InviteStatus,
    /// Why it was rejected: `already_member`, `member_deactivated`, `invitation_pending`,
    /// `malformed_email`, `duplicate`, `may_not_grant`, `unknown_role`, `seats_full`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
    /// Where to accept. Only here and only once, where no mail carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InviteStatus {
    /// The invitation exists.
    Sent,
    /// It waits for a free seat.
    Queued,
    /// The account was a member's at once.
    Added,
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationStatus {
    Pending,
    Queued,
    Accepted,
    Declined,
    Expired,
    Revoked,
}

/// What became of the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// There is no mail server: pass the link on by hand.
    NotConfigured,
    Waiting,
    Sent,
    /// No mail brought it: the mail server did not take one for a day, or it was over before one left.
    Failed,
    Bounced,
    /// A link was asked for, not a mail.
    None,
}

/// An invitation, to those who see the directory. Never the token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub role: RoleRef,
    pub workspaces: Vec<InvitationWorkspace>,
    pub projects: Vec<InvitationProject>,
    pub restrict_to: Option<Vec<NamedResource>>,
    /// What it grants on the organization beside the role: every scope of the organization, and those of
    /// workspaces and projects that have more than none.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
    pub groups: Vec<NamedResource>,
    /// Single items that were shared with the address, as far as the asker may see who else gets them.
    pub items: Vec<InvitationItem>,
    /// When the membership is to end; `null`: it does not.
    pub access_expires_at: Option<DateTime<Utc>>,
    pub message: Option<String>,
    pub status: InvitationStatus,
    pub delivery_state: DeliveryState,
    pub invited_by: InvitedBy,
    pub created_at: DateTime<Utc>,
    /// `null` while it waits for a seat: its time begins when it is sent.
    pub expires_at: Option<DateTime<Utc>>,
    /// Which one it is of those that wait for a seat, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_in_queue: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_refusal: Option<LastRefusal>,
    /// Why nobody could accept it as it is, as the code that accepting or sending it again would answer:
    /// `invitation_sender_may_not`, `plan_required`, `access_over`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Code>,
    /// Somebody who holds the link asked that it be sent to their own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_address: Option<AskedAddress>,
}

/// A single item that comes with an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationItem {
    #[serde(rename = "type")]
    pub kind: String,
    /// The host product's own.
    pub id: String,
    pub name: String,
    pub project: ProjectId,
    pub access: ShareAccess,
    pub expires_at: Option<DateTime<Utc>>,
}

/// An address that an invitation was asked to be sent to. It is one that whoever asked has verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedAddress {
    pub email: String,
    pub at: DateTime<Utc>,
}

/// A workspace that an invitation lists somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationWorkspace {
    /// `workspace`.
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    pub name: String,
    /// The role that overrides theirs there; `null`: their own.
    pub role: Option<RoleRef>,
}

/// What an invitation grants on one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationProject {
    pub id: String,
    pub name: String,
    /// `viewer`, `editor` or `admin`, where it is granted by such a name.
    pub role: Option<String>,
    /// Every scope of a project.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, crate::access::Access>))]
    pub permissions: PermissionMap,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitedBy {
    pub id: UserId,
    pub name: String,
    /// Whether they are still an active member.
    pub is_member: bool,
}

/// The last time that somebody was turned away from an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastRefusal {
    pub code: String,
    pub at: DateTime<Utc>,
}

/// The answer to resend and readdress: the invitation, and the new link where no mail carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resent {
    #[serde(flatten)]
    pub invitation: Invitation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// `GET …/invitations?…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct InvitationsQuery {
    /// Part of an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// States, separated by commas. All but accepted where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `total`, `counts`, or both with a comma.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
}

/// `POST /v1/invitations/lookup | accept | decline | ask-address`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    pub token: Secret,
}

/// What an invitation's link shows. What may be left out is for the invited account alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationLookup {
    /// `pending`; `queued`, to the invited account, where it was accepted and waits for a seat. The other states are
    /// problems.
    pub state: InvitationStatus,
    pub organization: Named,
    pub inviter: Named,
    pub role: Named,
    /// The invited address, masked.
    pub email_hint: String,
    pub expires_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<Named>,
    /// What the inviter wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What they would see, if they accepted now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sees: Option<InvitedView>,
}

/// What an invitation opens to whoever accepts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitedView {
    /// The role in a line.
    pub role: String,
    /// By name.
    pub workspaces: Vec<Named>,
    /// How many, in all of them.
    pub projects: u64,
}

/// Where somebody is who has come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
    pub organization: OrganizationRef,
    pub workspace: Option<WorkspaceRef>,
    pub membership: AcceptedMembership,
}

/// The answer to accept: where the person is now, or, with 202, that they wait for a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "one is made for an answer, never many")]
pub enum Admission {
    In(Accepted),
    Queued(Queued),
}

/// No seat is free: the invitation is sent again when one is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queued {
    pub state: QueuedState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueuedState {
    Queued,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptedMembership {
    pub id: MemberId,
    pub organization: OrganizationId,
    pub role: RoleRef,
}
