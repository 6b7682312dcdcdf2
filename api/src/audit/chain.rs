//! The hash that chains an organization's entries: the one that writes them and the one that verifies them
//! later compute it here.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::ids::{OrganizationId, RequestId};

use crate::authn::secrets::hex;

/// The hash before an organization's first entry.
pub(crate) const GENESIS: &str = "";

/// What an entry says, as its row holds it. What is not in here may change without anybody noticing.
#[derive(Debug, Clone)]
pub(crate) struct Content<'e> {
    pub organization: OrganizationId,
    pub sequence: i64,
    pub at: DateTime<Utc>,
    pub actor: &'e Value,
    pub action: &'e str,
    pub target: &'e Value,
    pub outcome: &'e str,
    pub code: Option<&'e str>,
    pub before: &'e Value,
    pub after: &'e Value,
    pub origin: &'e str,
    pub ip: Option<&'e str>,
    pub user_agent: Option<&'e str>,
    pub request_id: Option<RequestId>,
    pub version: Option<u64>,
}

/// SHA-256 over the hash before and the entry as JSON with sorted keys: no database keeps the order they were
/// written in.
pub(crate) fn next(previous: &str, entry: &Content<'_>) -> String {
    let mut body = json!({
        "organization": entry.organization, "sequence": entry.sequence, "at": entry.at.timestamp_micros(),
        "actor": entry.actor, "action": entry.action, "target": entry.target, "outcome": entry.outcome,
        "code": entry.code, "before": entry.before, "after": entry.after, "origin": entry.origin, "ip": entry.ip,
        "user_agent": entry.user_agent, "request_id": entry.request_id, "version": entry.version,
    });
    body.sort_all_objects();
    let mut hasher = Sha256::new();
    hasher.update(previous.as_bytes());
    hasher.update(body.to_string().as_bytes());
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_count_and_everything_else_does() {
        let actor = json!({ "type": "user", "id": "usr_1", "name": "Ada" });
        let (before, after) = (json!({ "role": "viewer", "at": 1 }), json!({ "role": "editor" }));
        let entry = Content {
            organization: crate::runtime::new_id(),
            sequence: 1,
            at: DateTime::UNIX_EPOCH,
            actor: &actor,
            action: "members.change_role",
            target: &Value::Null,
            outcome: "applied",
            code: None,
            before: &before,
            after: &after,
            origin: "app",
            ip: None,
            user_agent: None,
            request_id: None,
            version: Some(2),
        };
        let hash = next(GENESIS, &entry);
        assert_eq!(hash.len(), 64);
        let reordered = json!({ "at": 1, "role": "viewer" });
        assert_eq!(next(GENESIS, &Content { before: &reordered, ..entry.clone() }), hash);
        let changed = [
            next("another hash", &entry),
            next(GENESIS, &Content { sequence: 2, ..entry.clone() }),
            next(GENESIS, &Content { actor: &Value::Null, ..entry.clone() }),
            next(GENESIS, &Content { before: &after, ..entry.clone() }),
            next(GENESIS, &Content { outcome: "refused", ..entry.clone() }),
            next(GENESIS, &Content { ip: Some("203.0.113.1"), ..entry.clone() }),
            next(GENESIS, &Content { version: None, ..entry.clone() }),
        ];
        assert!(!changed.contains(&hash));
    }
}
