//! A key as answers show it.

use chrono::{DateTime, Utc};
use shared::access::Model;
use shared::api_keys::wire::{ApiKey, KeyMaker, KeyStatus};

use super::store::Row;

/// The key at this moment.
pub(super) fn body(row: Row, model: &Model, at: DateTime<Utc>) -> ApiKey {
    let Row { key, hint, maker_user, maker_name, created_at, last_used_at } = row;
    let cap = key.cap(model);
    let permissions = model.catalog.entries().iter().map(|entry| (entry.key.clone(), cap.get(entry.scope)));
    ApiKey {
        id: key.id,
        status: if key.is_live(at) { KeyStatus::Active } else { KeyStatus::Expired },
        check: key.checks,
        permissions: permissions.collect(),
        created_by: KeyMaker { id: maker_user, name: maker_name },
        created_at,
        expires_at: key.expires_at,
        last_used_at,
        name: key.name,
        hint,
    }
}
