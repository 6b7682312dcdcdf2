//! The chain of each organization's entries.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use shared::audit_log::wire::{AuditEntry, AuditOutcome, AuditQuery, Party};
use shared::ids::{AuditId, OrganizationId, RequestId};

use super::chain::{self, GENESIS};
use crate::authz::need::{Audit, Sees};
use crate::authz::{Proof, Reading};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{audit_entries, audit_heads, audit_repeats, organizations};
use crate::http::{Refusal, page};
use crate::runtime;

/// An entry that is about to be written.
pub(crate) struct NewEntry {
    pub organization: OrganizationId,
    pub at: DateTime<Utc>,
    pub actor: Party,
    pub action: String,
    pub target: Option<Party>,
    pub outcome: AuditOutcome,
    pub code: Option<String>,
    pub before: Value,
    pub after: Value,
    pub origin: &'static str,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<RequestId>,
    pub version: Option<u64>,
}

/// Whether the organization is deleted.
pub(super) fn is_deleted(conn: &mut AnyConn, organization: OrganizationId) -> QueryResult<bool> {
    let deleted: Option<At> = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select(organizations::deleted_at)
        .first(conn)?;
    Ok(deleted.is_some())
}

/// Entries of one statement: PostgreSQL takes 65,535 values in one, SQLite half of that.
const AT_ONCE: usize = 1_000;

/// Appends one entry.
pub(crate) fn append(conn: &mut AnyConn, entry: NewEntry) -> Result<(), Refusal> {
    append_all(conn, entry.organization, vec![entry])
}

/// Appends entries of one organization in this order: updating the head is the chain's lock. A thousand are a few
/// statements.
pub(super) fn append_all(
    conn: &mut AnyConn,
    organization: OrganizationId,
    entries: Vec<NewEntry>,
) -> Result<(), Refusal> {
    let count = i64::try_from(entries.len()).map_err(Refusal::internal)?;
    if count == 0 {
        return Ok(());
    }
    let head = || audit_heads::table.filter(audit_heads::organization_id.eq(Key(organization)));
    let moved: Option<(i64, String)> = diesel::update(head())
        .set(audit_heads::sequence.eq(audit_heads::sequence + count))
        .returning((audit_heads::sequence, audit_heads::hash))
        .get_result(conn)
        .optional()?;
    let (last, mut hash) = match moved {
        Some(head) => head,
        None => {
            diesel::insert_into(audit_heads::table)
                .values((
                    audit_heads::organization_id.eq(Key(organization)),
                    audit_heads::sequence.eq(count),
                    audit_heads::hash.eq(GENESIS),
                ))
                .execute(conn)?;
            (count, GENESIS.to_owned())
        }
    };
    let mut entries = (last - count + 1..).zip(entries);
    loop {
        let rows: Vec<_> = entries
            .by_ref()
            .take(AT_ONCE)
            .map(|(sequence, entry)| {
                hash = chained(&hash, sequence, &entry);
                let NewEntry {
                    organization,
                    at,
                    actor,
                    action,
                    target,
                    outcome,
                    code,
                    before,
                    after,
                    origin,
                    ip,
                    user_agent,
                    request_id,
                    version,
                } = entry;
                (
                    audit_entries::id.eq(Key(runtime::new_id::<AuditId>())),
                    audit_entries::organization_id.eq(Key(organization)),
                    audit_entries::sequence.eq(sequence),
                    audit_entries::at.eq(At(at)),
                    (audit_entries::actor.eq(Json::of(&actor)), audit_entries::actor_id.eq(actor.id)),
                    audit_entries::action.eq(action),
                    audit_entries::target.eq(Json::of(&target)),
                    audit_entries::target_id.eq(target.map(|target| target.id)),
                    audit_entries::outcome.eq(outcome_key(outcome)),
                    audit_entries::code.eq(code),
                    (
                        audit_entries::before_state.eq(Json(before)),
                        audit_entries::after_state.eq(Json(after)),
                    ),
                    audit_entries::origin.eq(origin),
                    (audit_entries::ip.eq(ip), audit_entries::user_agent.eq(user_agent)),
                    audit_entries::request_id.eq(request_id.map(Key)),
                    audit_entries::version.eq(version.map(u64::cast_signed)),
                    audit_entries::hash.eq(hash.clone()),
                )
            })
            .collect();
        if rows.is_empty() {
            break;
        }
        let into = diesel::insert_into(audit_entries::table);
        match conn {
            AnyConn::Pg(pg) => into.values(rows).execute(pg)?,
            AnyConn::Sqlite(lite) => into.values(rows).execute(lite)?,
        };
    }
    diesel::update(head()).set(audit_heads::hash.eq(&hash)).execute(conn)?;
    Ok(())
}

/// Appends a refusal, or counts it on the same one of the last minute.
pub(super) fn append_refusal(conn: &mut AnyConn, entry: NewEntry) -> Result<(), Refusal> {
    // The chain's lock first: of ten refusals at once the others then find the first.
    diesel::update(audit_heads::table.filter(audit_heads::organization_id.eq(Key(entry.organization))))
        .set(audit_heads::sequence.eq(audit_heads::sequence))
        .execute(conn)?;
    let since = At(entry.at - TimeDelta::minutes(1));
    let mut earlier = audit_entries::table
        .filter(audit_entries::organization_id.eq(Key(entry.organization)))
        .filter(audit_entries::actor_id.eq(&entry.actor.id))
        .filter(audit_entries::action.eq(&entry.action))
        .filter(audit_entries::code.eq(&entry.code))
        .filter(audit_entries::at.gt(since))
        .into_boxed();
    earlier = match &entry.target {
        Some(target) => earlier.filter(audit_entries::target_id.eq(target.id.clone())),
        None => earlier.filter(audit_entries::target_id.is_null()),
    };
    let same: Option<Key<AuditId>> = earlier.select(audit_entries::id).first(conn).optional()?;
    let Some(same) = same else { return append(conn, entry) };
    let counted = diesel::update(audit_repeats::table.filter(audit_repeats::audit_id.eq(same)))
        .set((audit_repeats::repeats.eq(audit_repeats::repeats + 1), audit_repeats::last_at.eq(At(entry.at))))
        .execute(conn)?;
    if counted == 0 {
        diesel::insert_into(audit_repeats::table)
            .values((
                audit_repeats::audit_id.eq(same),
                audit_repeats::repeats.eq(1),
                audit_repeats::last_at.eq(At(entry.at)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The hash of an entry that follows this one.
fn chained(previous: &str, sequence: i64, entry: &NewEntry) -> String {
    let content = chain::Content {
        organization: entry.organization,
        sequence,
        at: entry.at,
        actor: &Json::of(&entry.actor).0,
        action: &entry.action,
        target: &Json::of(&entry.target).0,
        outcome: outcome_key(entry.outcome),
        code: entry.code.as_deref(),
        before: &entry.before,
        after: &entry.after,
        origin: entry.origin,
        ip: entry.ip.as_deref(),
        user_agent: entry.user_agent.as_deref(),
        request_id: entry.request_id,
        version: entry.version,
    };
    chain::next(previous, &content)
}

const fn outcome_key(outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Applied => "applied",
        AuditOutcome::Refused => "refused",
    }
}

#[derive(Queryable)]
struct Row {
    id: Key<AuditId>,
    sequence: i64,
    at: At,
    actor: Json,
    action: String,
    target: Json,
    outcome: String,
    code: Option<String>,
    before: Json,
    after: Json,
    origin: String,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<Key<RequestId>>,
    version: Option<i64>,
    hash: String,
}

/// Proves that the audit log may be read: whoever reads `audit`.
pub(super) trait SeesAudit {}
impl<N: Sees<Audit>> SeesAudit for N {}

/// A page of entries, newest first.
pub(super) fn page<N: SeesAudit>(
    tx: &mut Reading<'_, N>,
    query: &AuditQuery,
) -> Result<(Vec<AuditEntry>, Option<String>), Refusal> {
    let limit = page::limit(query.limit)?;
    let organization = Key(tx.organization());
    let mut rows = audit_entries::table.filter(audit_entries::organization_id.eq(organization)).into_boxed();
    if let Some(cursor) = &query.cursor {
        let (before,): (i64,) = page::read_cursor(cursor)?;
        rows = rows.filter(audit_entries::sequence.lt(before));
    }
    if let Some(actor) = &query.actor {
        rows = rows.filter(audit_entries::actor_id.eq(actor));
    }
    if let Some(target) = &query.target {
        rows = rows.filter(audit_entries::target_id.eq(target));
    }
    if let Some(action) = &query.action {
        rows = rows.filter(audit_entries::action.eq(action));
    }
    if let Some(since) = query.since {
        rows = rows.filter(audit_entries::at.ge(At(since)));
    }
    if let Some(until) = query.until {
        rows = rows.filter(audit_entries::at.lt(At(until)));
    }
    let rows: Vec<Row> = rows
        .order(audit_entries::sequence.desc())
        .limit(i64::from(limit) + 1)
        .select((
            audit_entries::id,
            audit_entries::sequence,
            audit_entries::at,
            audit_entries::actor,
            audit_entries::action,
            audit_entries::target,
            audit_entries::outcome,
            audit_entries::code,
            audit_entries::before_state,
            audit_entries::after_state,
            audit_entries::origin,
            audit_entries::ip,
            audit_entries::user_agent,
            audit_entries::request_id,
            audit_entries::version,
            audit_entries::hash,
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.sequence,));
    let ids: Vec<Key<AuditId>> = rows.iter().map(|row| row.id).collect();
    let repeats: Vec<(Key<AuditId>, i64)> = audit_repeats::table
        .filter(audit_repeats::audit_id.eq_any(ids))
        .select((audit_repeats::audit_id, audit_repeats::repeats))
        .load(tx.sql())?;
    let data = rows.into_iter().map(|row| body(row, &repeats)).collect::<Result<_, Refusal>>()?;
    Ok((data, next))
}

fn body(row: Row, repeats: &[(Key<AuditId>, i64)]) -> Result<AuditEntry, Refusal> {
    let Row {
        id,
        sequence,
        at,
        actor,
        action,
        target,
        outcome,
        code,
        before,
        after,
        origin,
        ip,
        user_agent,
        request_id,
        version,
        hash,
    } = row;
    let repeated = repeats.iter().find(|repeat| repeat.0 == id).map_or(0, |repeat| repeat.1);
    Ok(AuditEntry {
        id: id.0,
        sequence: sequence.unsigned_abs(),
        at: at.0,
        actor: actor.read()?,
        action,
        target: target.read()?,
        outcome: if outcome == "applied" { AuditOutcome::Applied } else { AuditOutcome::Refused },
        code,
        count: 1 + repeated.unsigned_abs(),
        before: before.0,
        after: after.0,
        origin,
        ip,
        user_agent,
        request_id: request_id.map(|id| id.0),
        version: version.map(i64::unsigned_abs),
        hash,
    })
}
