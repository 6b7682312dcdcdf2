//! When people and sessions were last here: collected in memory, written once a minute at most.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use shared::ids::{ApiKeyId, MemberId, OrganizationId, SessionId};

use crate::app::App;
use crate::authn::api_keys::ApiKey;
use crate::db::columns::{At, Key};
use crate::db::schema::{api_keys, member_activity, sessions};
use crate::db::{AnyConn, Verdict};
use crate::http::Refusal;

/// What was seen and not yet written.
#[derive(Debug, Default)]
pub struct Activity(Mutex<Pending>);

#[derive(Debug, Default)]
struct Pending {
    /// In order, so that two processes take their rows in the same one.
    members: BTreeMap<MemberId, (OrganizationId, DateTime<Utc>)>,
    sessions: BTreeMap<SessionId, DateTime<Utc>>,
    keys: BTreeMap<ApiKeyId, DateTime<Utc>>,
    /// When a member's row was last written, so that a busy member costs one write a minute.
    written: HashMap<MemberId, DateTime<Utc>>,
}

/// How many members' last writes are remembered.
const REMEMBERED: usize = 100_000;

impl Activity {
    /// A member did something.
    pub fn saw_member(&self, member: MemberId, organization: OrganizationId, now: DateTime<Utc>) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = pending.written.get(&member).is_none_or(|at| now - *at >= TimeDelta::minutes(1));
        if due {
            pending.members.insert(member, (organization, now));
        }
    }

    /// A session was used; `seen` is what its row says.
    pub fn saw_session(&self, session: SessionId, seen: DateTime<Utc>, now: DateTime<Utc>) {
        if now - seen >= TimeDelta::minutes(1) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).sessions.insert(session, now);
        }
    }

    /// A key asked. It is noted once a minute, so that a busy key costs a lock and no more.
    pub fn used_key(&self, key: &ApiKey, now: DateTime<Utc>) {
        let minute = now.timestamp() / 60;
        if key.noted.swap(minute, Ordering::Relaxed) != minute {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).keys.insert(key.id, now);
        }
    }

    /// A key was used; `seen` is what its row says.
    pub fn saw_key(&self, key: ApiKeyId, seen: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        if seen.is_none_or(|seen| now - seen >= TimeDelta::minutes(1)) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).keys.insert(key, now);
        }
    }

    /// Writes what was collected.
    pub fn flush(&self, app: &App) {
        let (members, seen, keys) = {
            let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let members = std::mem::take(&mut pending.members);
            if pending.written.len() > REMEMBERED {
                pending.written.clear();
            }
            (members, std::mem::take(&mut pending.sessions), std::mem::take(&mut pending.keys))
        };
        if members.is_empty() && seen.is_empty() && keys.is_empty() {
            return;
        }
        let written = app.db.write::<_, Refusal>(|conn| {
            for (member, (organization, at)) in &members {
                write_member(conn, *member, *organization, *at)?;
            }
            Ok(Verdict::Commit(()))
        });
        match written {
            Ok(()) => {
                let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                pending.written.extend(members.into_iter().map(|(member, row)| (member, row.1)));
            }
            Err(error) => tracing::warn!(code = error.code.key(), "last activity was not written"),
        }
        for (key, at) in keys {
            let written = app.db.write::<_, Refusal>(|conn| {
                diesel::update(api_keys::table.filter(api_keys::id.eq(Key(key))))
                    .set(api_keys::last_used_at.eq(At(at)))
                    .execute(conn)?;
                Ok(Verdict::Commit(()))
            });
            if let Err(error) = written {
                tracing::warn!(code = error.code.key(), "a key's last use was not written");
            }
        }
        // One by one: somebody may be ending them all at this moment, in their own order.
        for (session, at) in seen {
            let written = app.db.write::<_, Refusal>(|conn| {
                diesel::update(sessions::table.filter(sessions::id.eq(Key(session))))
                    .set(sessions::last_seen_at.eq(At(at)))
                    .execute(conn)?;
                Ok(Verdict::Commit(()))
            });
            if let Err(error) = written {
                tracing::warn!(code = error.code.key(), "a session's last use was not written");
            }
        }
    }
}

fn write_member(
    conn: &mut AnyConn,
    member: MemberId,
    organization: OrganizationId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let row = member_activity::table.filter(member_activity::member_id.eq(Key(member)));
    let seen = (member_activity::last_active_at.eq(At(at)), member_activity::seen.eq(true));
    let updated = diesel::update(row).set(seen).execute(conn)?;
    if updated == 0 {
        diesel::insert_into(member_activity::table)
            .values((
                member_activity::member_id.eq(Key(member)),
                member_activity::organization_id.eq(Key(organization)),
                member_activity::last_active_at.eq(At(at)),
                member_activity::seen.eq(true),
            ))
            .execute(conn)?;
    }
    Ok(())
}
