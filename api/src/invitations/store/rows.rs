//! An invitation's row, and what it reads as.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::access::{Access, Model, Permissions};
use shared::ids::{GroupId, InvitationId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId};
use shared::invitations::rules::{Offer, Recorded, State};
use shared::invitations::wire::{Delivery, DeliveryState};

use crate::db::columns::{At, Json, Key};
use crate::http::Refusal;

/// What an invitation gives beside the role, as it is kept: by id and by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOffer {
    /// With the role that overrides theirs there.
    #[serde(deserialize_with = "with_roles")]
    pub workspaces: BTreeMap<WorkspaceId, Option<RoleId>>,
    pub projects: BTreeMap<ProjectId, StoredGrant>,
    pub restrict_to: Option<BTreeSet<ProjectId>>,
    /// What is granted on the organization.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub permissions: BTreeMap<String, Access>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
    /// When the membership ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<DateTime<Utc>>,
    /// Made by sharing an item with somebody who was not asked in otherwise. The items stand in `shares`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_items: bool,
}

/// What is granted on one project: the key of a project role, or scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredGrant {
    Role(String),
    Permissions(BTreeMap<String, Access>),
}

impl StoredGrant {
    pub fn permissions(&self, model: &Model) -> Result<Permissions, Refusal> {
        match self {
            Self::Role(key) => model
                .project_role(key)
                .map(|role| role.permissions)
                .ok_or_else(|| Refusal::internal(format!("an offer holds the unknown project role {key}"))),
            Self::Permissions(map) => model.catalog.permissions(map).map_err(Refusal::internal),
        }
    }
}

impl StoredOffer {
    /// The offer as rules read it, without the items that came to it by shares.
    pub fn offer(&self, model: &Model) -> Result<Offer, Refusal> {
        let Self { workspaces, projects, restrict_to, permissions, groups, ends, only_items } = self;
        let projects = projects.iter().map(|(id, grant)| Ok((*id, grant.permissions(model)?)));
        Ok(Offer {
            workspaces: workspaces.clone(),
            projects: projects.collect::<Result<_, Refusal>>()?,
            restrict_to: restrict_to.clone(),
            permissions: model.catalog.permissions(permissions).map_err(Refusal::internal)?,
            groups: groups.clone(),
            ends: *ends,
            items: BTreeMap::new(),
            only_items: *only_items,
        })
    }
}

impl StoredOffer {
    /// The roles that it gives in workspaces.
    pub fn roles(&self) -> impl Iterator<Item = RoleId> {
        self.workspaces.values().copied().flatten()
    }

    /// The same with another role in place of one that is deleted.
    #[must_use]
    pub fn replacing(&self, role: RoleId, by: RoleId) -> Self {
        let mut replaced = self.clone();
        for over in replaced.workspaces.values_mut().flatten().filter(|over| **over == role) {
            *over = by;
        }
        replaced
    }
}

/// Workspaces were once kept without roles, as a list.
fn with_roles<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<WorkspaceId, Option<RoleId>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        With(BTreeMap<WorkspaceId, Option<RoleId>>),
        Without(BTreeSet<WorkspaceId>),
    }
    Ok(match Kept::deserialize(deserializer)? {
        Kept::With(roles) => roles,
        Kept::Without(list) => list.into_iter().map(|id| (id, None)).collect(),
    })
}

/// An invitation, whole.
#[derive(Debug, Clone)]
pub struct Found {
    pub id: InvitationId,
    pub organization: OrganizationId,
    pub email: String,
    pub email_key: String,
    pub role: RoleId,
    pub offer: StoredOffer,
    pub message: Option<String>,
    pub recorded: Recorded,
    pub delivery: Delivery,
    pub delivery_state: DeliveryState,
    pub inviter_user: UserId,
    pub inviter_name: String,
    pub inviter_member: MemberId,
    pub created_at: DateTime<Utc>,
    pub issued_at: DateTime<Utc>,
    /// When somebody last stood for it: made it, or sent it again.
    pub vouched_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// How long each of its links works, unless the membership ends before.
    pub days: u8,
    pub accepted_by: Option<UserId>,
    pub last_refusal: Option<(String, DateTime<Utc>)>,
    pub asked: Option<Asked>,
    pub revision: i64,
}

/// Somebody asked that it be sent to this address of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub user: UserId,
    pub email: String,
    pub at: DateTime<Utc>,
}

impl Found {
    /// What it is at this moment.
    pub fn state(&self, now: DateTime<Utc>) -> State {
        State::of(self.recorded, self.expires_at, now)
    }
}

#[derive(Queryable)]
pub(super) struct Row {
    pub(super) id: Key<InvitationId>,
    pub(super) organization: Key<OrganizationId>,
    email: String,
    email_key: String,
    role: Key<RoleId>,
    offer: Json,
    message: Option<String>,
    status: String,
    delivery: String,
    delivery_state: String,
    inviter: (Key<UserId>, String),
    inviter_member: Key<MemberId>,
    pub(super) times: (At, At, At, At),
    accepted_by: Option<Key<UserId>>,
    last_refusal: (Option<String>, Option<At>),
    asked: (Option<Key<UserId>>, Option<String>, Option<At>),
    revision: i64,
    days: i32,
}

/// Every invitation, with its sender's name.
macro_rules! rows {
    () => {
        invitations::table.inner_join(users::table.on(users::id.eq(invitations::inviter_user_id))).select((
            invitations::id,
            invitations::organization_id,
            invitations::email,
            invitations::email_key,
            invitations::role_id,
            invitations::offer,
            invitations::message,
            invitations::status,
            invitations::delivery,
            invitations::delivery_state,
            (users::id, users::name),
            invitations::inviter_member_id,
            (
                invitations::created_at,
                invitations::issued_at,
                invitations::expires_at,
                invitations::vouched_at,
            ),
            invitations::accepted_user_id,
            (invitations::last_refusal_code, invitations::last_refusal_at),
            (invitations::asked_user_id, invitations::asked_email, invitations::asked_at),
            invitations::revision,
            invitations::days,
        ))
    };
}
pub(super) use rows;

pub(super) fn found(row: Row) -> Result<Found, Refusal> {
    let Row {
        id,
        organization,
        email,
        email_key,
        role,
        offer,
        message,
        status,
        delivery,
        delivery_state,
        inviter,
        inviter_member,
        times,
        accepted_by,
        last_refusal,
        asked,
        revision,
        days,
    } = row;
    let asked = match asked {
        (Some(user), Some(email), Some(at)) => Some(Asked { user: user.0, email, at: at.0 }),
        _ => None,
    };
    Ok(Found {
        id: id.0,
        organization: organization.0,
        email,
        email_key,
        role: role.0,
        offer: offer.read()?,
        message,
        recorded: read_status(&status)?,
        delivery: word(&delivery)?,
        delivery_state: word(&delivery_state)?,
        inviter_user: inviter.0.0,
        inviter_name: inviter.1,
        inviter_member: inviter_member.0,
        created_at: times.0.0,
        issued_at: times.1.0,
        expires_at: times.2.0,
        vouched_at: times.3.0,
        accepted_by: accepted_by.map(|id| id.0),
        last_refusal: last_refusal.0.zip(last_refusal.1.map(|at| at.0)),
        asked,
        days: u8::try_from(days).map_err(Refusal::internal)?,
        revision,
    })
}

/// What waits for an answer, or for a seat.
pub(crate) const UNANSWERED: [Recorded; 2] = [Recorded::Pending, Recorded::Queued];

pub(crate) const fn status_key(recorded: Recorded) -> &'static str {
    match recorded {
        Recorded::Pending => "pending",
        Recorded::Queued => "queued",
        Recorded::Accepted => "accepted",
        Recorded::Declined => "declined",
        Recorded::Revoked => "revoked",
    }
}

pub(crate) fn read_status(text: &str) -> Result<Recorded, Refusal> {
    let all =
        [Recorded::Pending, Recorded::Queued, Recorded::Accepted, Recorded::Declined, Recorded::Revoked];
    let found = all.into_iter().find(|recorded| status_key(*recorded) == text);
    found.ok_or_else(|| Refusal::internal(format!("a row holds the unknown status {text}")))
}

/// A stored word is the one that answers use.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(Refusal::internal)
}

pub(in crate::invitations) fn key_of<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(_) | Err(_) => String::new(),
    }
}
