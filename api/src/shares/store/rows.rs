//! A share as it is read.

use chrono::{DateTime, Utc};
use shared::ids::{GrantId, InvitationId, ItemId, MemberId, ProjectId, ShareId, UserId};
use shared::invitations::rules::{Recorded, State};
use shared::shares::wire::{ShareAccess, ShareStatus};

use crate::db::columns::{At, Key};
use crate::http::Refusal;
use crate::invitations::store::read_status;

/// A share that is not over, with the item that it is of.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub id: ShareId,
    pub project: ProjectId,
    pub item: ItemId,
    pub kind: String,
    pub key: String,
    pub name: String,
    /// Whose it is: the address that a member goes by now, else the one that it was offered to.
    pub email: String,
    pub access: ShareAccess,
    pub expires_at: Option<DateTime<Utc>>,
    pub member: Option<MemberId>,
    pub grant: Option<GrantId>,
    /// The invitation that brings it, with what that is.
    pub invitation: Option<(InvitationId, Recorded, DateTime<Utc>)>,
    pub shared_by: UserId,
    pub shared_by_name: String,
    pub created_at: DateTime<Utc>,
}

impl Row {
    pub(in crate::shares) fn status(&self, now: DateTime<Utc>) -> ShareStatus {
        let over = self.expires_at.is_some_and(|end| end <= now);
        if self.grant.is_some() {
            return if over { ShareStatus::Expired } else { ShareStatus::Active };
        }
        match self.invitation.map(|(_, recorded, expires_at)| State::of(recorded, expires_at, now)) {
            Some(State::Pending | State::Queued) if over => ShareStatus::Expired,
            Some(State::Pending | State::Queued) => ShareStatus::Pending,
            Some(State::Expired) => ShareStatus::Expired,
            Some(State::Accepted | State::Declined | State::Revoked) | None => ShareStatus::Revoked,
        }
    }
}

pub(super) type Columns = (
    (Key<ShareId>, Key<ItemId>, Key<ProjectId>),
    (String, String, String),
    (String, Option<String>, String, Option<At>),
    (Option<Key<MemberId>>, Option<Key<GrantId>>),
    Option<(Key<InvitationId>, String, At)>,
    (Key<UserId>, String, At),
);

/// Every share that is not over, with its item, its invitation, the member who has it and whoever shared it.
macro_rules! rows {
    ($organization:expr) => {
        shares::table
            .inner_join(items::table.on(items::id.eq(shares::item_id)))
            .inner_join(users::table.on(users::id.eq(shares::created_by)))
            .left_join(invitations::table.on(shares::invitation_id.eq(invitations::id.nullable())))
            .left_join(memberships::table.on(
                shares::member_id.eq(memberships::member_id.nullable()).and(memberships::valid_to.is_null()),
            ))
            .left_join(
                user_emails::table
                    .on(user_emails::user_id.eq(memberships::user_id).and(user_emails::is_primary)),
            )
            .filter(shares::organization_id.eq($organization))
            .filter(shares::ended_at.is_null())
            .filter(items::valid_to.is_null())
            .select((
                (shares::id, items::id, items::project_id),
                (items::kind, items::key, items::name),
                (shares::email, user_emails::address.nullable(), shares::access, shares::expires_at),
                (shares::member_id, shares::grant_id),
                (invitations::id, invitations::status, invitations::expires_at).nullable(),
                (users::id, users::name, shares::created_at),
            ))
    };
}
pub(super) use rows;

pub(super) fn row(columns: Columns) -> Result<Row, Refusal> {
    let (ids, item, what, whose, invitation, by) = columns;
    let invitation = invitation
        .map(|(id, status, expires_at)| Ok::<_, Refusal>((id.0, read_status(&status)?, expires_at.0)));
    Ok(Row {
        id: ids.0.0,
        item: ids.1.0,
        project: ids.2.0,
        kind: item.0,
        key: item.1,
        name: item.2,
        email: what.1.unwrap_or(what.0),
        access: read_access(&what.2)?,
        expires_at: what.3.map(|at| at.0),
        member: whose.0.map(|id| id.0),
        grant: whose.1.map(|id| id.0),
        invitation: invitation.transpose()?,
        shared_by: by.0.0,
        shared_by_name: by.1,
        created_at: by.2.0,
    })
}

pub(super) const fn access_key(access: ShareAccess) -> &'static str {
    match access {
        ShareAccess::View => "view",
        ShareAccess::Full => "full",
    }
}

fn read_access(text: &str) -> Result<ShareAccess, Refusal> {
    match text {
        "view" => Ok(ShareAccess::View),
        "full" => Ok(ShareAccess::Full),
        _ => Err(Refusal::internal(format!("a row holds the unknown access {text}"))),
    }
}
