//! The audit log: written in the transaction of the change that it records, chained by hash.
//!
//! | file | what it is |
//! | --- | --- |
//! | `store` | the chain of each organization |
//! | `chain` | the hash of an entry, for whoever writes or verifies one |
//! | `copies` | what happened to a person, in the logs of their organizations |
//! | `list` | `GET …/audit-log` |

pub(crate) mod chain;
pub(crate) mod copies;
pub mod list;
pub(crate) mod store;

use shared::audit_log::wire::{AuditOutcome, Party};
use shared::ids::OrganizationId;
use shared::problem::Code;

use crate::app::App;
use crate::authz::{Actor, Record};
use crate::db::{AnyConn, Verdict};
use crate::http::{Refusal, Request};
use crate::members;

/// Records a change, in its own transaction: an entry for each of its parts.
pub fn applied(
    conn: &mut AnyConn,
    request: &Request,
    organization: OrganizationId,
    actor: &Actor,
    records: Vec<Record>,
    version: u64,
) -> Result<(), Refusal> {
    let entry = |record: Record| {
        let Record { action, target, before, after } = record;
        store::NewEntry {
            organization,
            at: request.now,
            actor: actor.party(),
            action: action.to_owned(),
            target,
            outcome: AuditOutcome::Applied,
            code: None,
            before,
            after,
            origin: request.origin_word(),
            ip: request.ip.clone(),
            user_agent: request.user_agent.clone(),
            request_id: Some(request.id),
            version: Some(version),
        }
    };
    store::append_all(conn, organization, records.into_iter().map(entry).collect())
}

/// Records what a member was refused, after the rollback, in a small transaction of its own that raises no
/// version. The same refusal within a minute is counted on one entry.
pub fn refused(
    app: &App,
    request: &Request,
    organization: OrganizationId,
    actor: &Actor,
    parts: Vec<(Option<Party>, Code)>,
) {
    let worth_it =
        |code: Code| matches!(code.status(), 403 | 404 | 409 | 412) && code != Code::IdempotencyInFlight;
    let parts: Vec<_> = parts.into_iter().filter(|part| worth_it(part.1)).collect();
    if parts.is_empty() || request.preview {
        return;
    }
    let action = match request.operation {
        "members.edit" => members::edit::asked_for(request),
        operation => operation,
    };
    let entry = |(target, code): (Option<Party>, Code)| store::NewEntry {
        organization,
        at: request.now,
        actor: actor.party(),
        action: action.to_owned(),
        target,
        outcome: AuditOutcome::Refused,
        code: Some(code.key().to_owned()),
        before: serde_json::Value::Null,
        after: serde_json::Value::Null,
        origin: request.origin_word(),
        ip: request.ip.clone(),
        user_agent: request.user_agent.clone(),
        request_id: Some(request.id),
        version: None,
    };
    let written = app.db.write::<_, Refusal>(|conn| {
        // What was turned away because the organization is deleted is no longer written into it.
        let parts: Vec<_> = if store::is_deleted(conn, organization)? {
            parts.into_iter().filter(|part| part.1 != Code::NotFound).collect()
        } else {
            parts
        };
        for part in parts {
            store::append_refusal(conn, entry(part))?;
        }
        Ok(Verdict::Commit(()))
    });
    if let Err(error) = written {
        tracing::error!(request = %request.id, code = error.code.key(), cause = ?error.cause, "a refusal was not recorded");
    }
}
