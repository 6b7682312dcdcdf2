//! What happened to a person, in the logs of the organizations that they are in.
//!
//! A change of one's own account is one transaction, and no transaction writes two organizations' logs. So it
//! leaves a copy for each, and each is written where it belongs in a transaction of its own: at once, and, where a
//! process died in between, by whichever looks next.
//!
//! | file | what it is |
//! | --- | --- |
//! | `store` | the copies that wait |

pub(crate) mod store;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::audit_log::wire::{AuditOutcome, Party};
use shared::ids::{OrganizationId, RequestId};

use super::store::NewEntry;
use crate::app::App;
use crate::db::{DbError, Verdict};
use crate::http::Refusal;

/// An entry on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Copy {
    at: DateTime<Utc>,
    actor: Party,
    action: String,
    target: Party,
    before: Value,
    after: Value,
    from_app: bool,
    ip: Option<String>,
    user_agent: Option<String>,
    request: RequestId,
}

impl Copy {
    fn entry(self, organization: OrganizationId) -> NewEntry {
        let Self { at, actor, action, target, before, after, from_app, ip, user_agent, request } = self;
        NewEntry {
            organization,
            at,
            actor,
            action,
            target: Some(target),
            outcome: AuditOutcome::Applied,
            code: None,
            before,
            after,
            origin: if from_app { "app" } else { "api" },
            ip,
            user_agent,
            request_id: Some(request),
            version: None,
        }
    }
}

/// Writes every copy that waits. One that cannot be written waits for the next look.
pub(crate) fn write_waiting(app: &App) {
    loop {
        match write_next(app) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(code = error.code.key(), cause = ?error.cause, "an audit copy waits");
                return;
            }
        }
    }
}

fn write_next(app: &App) -> Result<bool, Refusal> {
    // Asked of a reader, so that an idle server never takes the write lock.
    if !app.db.read::<_, DbError>(store::is_waiting)? {
        return Ok(false);
    }
    app.db.write(|conn| {
        // Another process may have been quicker.
        let Some((organization, copy)) = store::take(conn)? else { return Ok(Verdict::Commit(false)) };
        super::store::append(conn, copy.entry(organization))?;
        Ok(Verdict::Commit(true))
    })
}
