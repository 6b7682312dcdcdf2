//! Undo: the server takes a change back as a true inverse, for ten minutes. The toast offers it at once, and the audit
//! log for as long as it can be had.

use chrono::{DateTime, TimeDelta, Utc};
#[cfg(target_arch = "wasm32")]
use leptos::task::spawn_local;
#[cfg(target_arch = "wasm32")]
use shared::access::wire::Changed;
use shared::audit_log::wire::{AuditEntry, AuditOutcome};
use shared::undo::rules::{WINDOW, is_final};
#[cfg(target_arch = "wasm32")]
use shared::undo::wire::{UndoVersion, Undone};

#[cfg(target_arch = "wasm32")]
use crate::client;
#[cfg(target_arch = "wasm32")]
use crate::components::Toasts;

/// Says what was done, and offers to undo the version that it made. `base` is the organization's path; `after` is told
/// once it is undone, or was not.
#[cfg(target_arch = "wasm32")]
pub(crate) fn done(
    toasts: Toasts,
    base: String,
    version: Option<u64>,
    said: impl Into<String>,
    after: impl Fn() + Clone + 'static,
) {
    let Some(version) = version else { return toasts.done(said) };
    toasts.done_with_undo(said, move || undo(toasts, base.clone(), version, after.clone()));
}

/// Undoes a version, and says so.
#[cfg(target_arch = "wasm32")]
pub(crate) fn undo(toasts: Toasts, base: String, version: u64, after: impl Fn() + 'static) {
    spawn_local(async move {
        match client::post::<Changed<Undone>>(format!("{base}/undo"), &UndoVersion { version }).await {
            Ok(_) => toasts.done("Undone. All access is as it was before."),
            Err(failure) => toasts.not_done("Not undone", &failure),
        }
        after();
    });
}

/// The version of an entry that can still be undone, as far as the entry tells.
pub(crate) fn can_be_undone(entry: &AuditEntry, now: DateTime<Utc>) -> Option<u64> {
    // What is never undone is not offered; whatever else stands in the way, the server says.
    const KINDS: [&str; 5] = ["members.", "groups.", "roles.", "projects.", "workspaces."];
    let kind = KINDS.iter().any(|kind| entry.action.starts_with(kind));
    let fresh = entry.at <= now && now - entry.at < WINDOW - TimeDelta::seconds(5);
    let fits = kind && fresh && entry.outcome == AuditOutcome::Applied;
    entry.version.filter(|_| fits && !is_final(&entry.action))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(action: &str, outcome: AuditOutcome, version: Option<u64>) -> AuditEntry {
        let party = serde_json::json!({ "type": "user", "id": "usr_1", "name": "Bo" });
        serde_json::from_value(serde_json::json!({
            "id": "aud_00000000000000000000000001", "sequence": 1, "at": "2026-06-12T12:00:00Z",
            "actor": party, "action": action, "target": party, "outcome": outcome, "count": 1,
            "before": null, "after": null, "origin": "app", "version": version, "hash": "",
        }))
        .expect("an entry")
    }

    #[test]
    fn z5_an_entry_offers_undo_for_ten_minutes_and_only_where_something_comes_back() {
        let at = |minutes| {
            entry("members.remove", AuditOutcome::Applied, Some(7)).at + TimeDelta::minutes(minutes)
        };
        let removed = entry("members.remove", AuditOutcome::Applied, Some(7));
        assert_eq!(can_be_undone(&removed, at(1)), Some(7));
        assert_eq!(can_be_undone(&removed, at(10)), None);
        for (action, outcome, version) in [
            ("members.delete", AuditOutcome::Applied, Some(7)),
            ("undo.apply", AuditOutcome::Applied, Some(7)),
            ("members.remove", AuditOutcome::Refused, None),
            ("invitations.create", AuditOutcome::Applied, Some(7)),
        ] {
            assert_eq!(can_be_undone(&entry(action, outcome, version), at(1)), None, "{action}");
        }
    }
}
