//! A share as answers show it.

use chrono::{DateTime, Utc};
use shared::access::wire::NamedResource;
use shared::shares::wire::{Share, ShareStatus, SharedBy};

use super::store::Row;

pub(super) fn body(row: Row, now: DateTime<Utc>) -> Share {
    let status = row.status(now);
    let Row {
        id,
        project,
        item: _,
        kind,
        key,
        name,
        email,
        access,
        expires_at,
        member,
        grant: _,
        invitation,
        shared_by,
        shared_by_name,
        created_at,
    } = row;
    let pending = match status {
        ShareStatus::Pending | ShareStatus::Expired => invitation.filter(|_| member.is_none()),
        ShareStatus::Active | ShareStatus::Revoked => None,
    };
    Share {
        id,
        status,
        project,
        item: NamedResource { kind, id: key, name },
        email,
        member,
        invitation: pending.map(|(id, ..)| id),
        access,
        expires_at,
        shared_by: SharedBy { id: shared_by, name: shared_by_name },
        created_at,
        link: None,
    }
}
