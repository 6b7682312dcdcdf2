//! An audit entry as a sentence and as a difference.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::audit_log::wire::{AuditEntry, AuditOutcome};

use super::invitation::words_of;
use super::words;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Name(String),
    /// From one value to another.
    Step(String, String),
}

fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

/// Who did what to whom.
pub(crate) fn sentence(entry: &AuditEntry) -> Vec<Piece> {
    let mut pieces = vec![Piece::Name(entry.actor.name.clone())];
    // Whoever joins or leaves is actor and target in one.
    let target = entry.target.as_ref().filter(|target| target.id != entry.actor.id && !about_oneself(entry));
    let verb = verb(&entry.action);
    if entry.outcome == AuditOutcome::Refused {
        pieces.push(Piece::Text(format!(" was refused: {}", verb.plain)));
    } else {
        pieces.push(Piece::Text(format!(" {}", verb.past)));
    }
    match target {
        Some(target) if !target.name.is_empty() => {
            pieces.push(text(" "));
            pieces.push(Piece::Name(target.name.clone()));
        }
        _ => {}
    }
    if entry.outcome == AuditOutcome::Applied {
        if let Some((before, after)) = step(entry) {
            pieces.push(text(": "));
            pieces.push(Piece::Step(before, after));
        } else if let Some(role) = named(&entry.after, "role").filter(|_| verb.as_role) {
            pieces.push(Piece::Text(format!(" as {role}")));
        }
    }
    pieces
}

fn about_oneself(entry: &AuditEntry) -> bool {
    matches!(
        entry.action.as_str(),
        "invitations.accept"
            | "invitations.decline"
            | "invite_links.join"
            | "members.join"
            | "members.leave"
            | "members.change_email"
    )
}

struct Verb {
    past: String,
    plain: String,
    as_role: bool,
}

fn verb(action: &str) -> Verb {
    let known = match action {
        "members.change_role" | "members.edit" => ("changed the role of", "to change the role of"),
        "members.deactivate" => ("deactivated", "to deactivate"),
        "members.activate" => ("activated", "to activate"),
        "members.remove" => ("removed", "to remove"),
        "members.leave" => ("left", "to leave"),
        "members.add" => ("added", "to add"),
        "members.bulk" => ("changed several members", "to change several members"),
        "members.delete" => ("deleted the membership of", "to delete the membership of"),
        "members.offboard" => ("let go of", "to let go of"),
        "members.set_expiry" => ("set when access ends for", "to set when access ends for"),
        "members.set_workspaces" => ("changed the workspaces of", "to change the workspaces of"),
        "members.to_guest" => ("made a guest of", "to make a guest of"),
        "members.join" => ("joined by the domain of their address", "to join by the domain of their address"),
        "members.propose_email" => ("proposed another address to", "to propose another address to"),
        "members.change_email" => ("changed their address", "to change their address"),
        "invitations.create" => ("invited", "to invite"),
        "invitations.resend" => ("sent a new link to", "to send a new link to"),
        "invitations.revoke" => ("revoked the invitation of", "to revoke the invitation of"),
        "invitations.accept" => ("accepted an invitation", "to accept an invitation"),
        "invitations.decline" => ("declined an invitation", "to decline an invitation"),
        "invitations.take_over" => ("handed over the invitation of", "to hand over the invitation of"),
        "invitations.edit" => ("changed the invitation of", "to change the invitation of"),
        "invitations.readdress" => {
            ("sent to another address the invitation of", "to send to another address the invitation of")
        }
        "invitations.ask_address" => (
            "asked for another address for the invitation of",
            "to ask for another address for the invitation of",
        ),
        "join_requests.create" => ("asked to join with", "to ask to join with"),
        "join_requests.approve" => ("let in", "to let in"),
        "join_requests.deny" => ("declined the request of", "to decline the request of"),
        "join_requests.withdraw" => ("took back the request of", "to take back the request of"),
        "join_requests.supersede" => ("settled by it the request of", "to settle the request of"),
        "domains.create" => ("claimed the domain", "to claim the domain"),
        "domains.edit" => ("changed how people come in from", "to change how people come in from"),
        "domains.verify" => ("proved the domain", "to prove the domain"),
        "domains.lapse" => ("no longer found the proof of the domain", "to look for the proof of the domain"),
        "domains.delete" => ("gave up the domain", "to give up the domain"),
        "undo.apply" => ("undid a change of", "to undo a change of"),
        "invite_links.set" => ("set", "to set"),
        "invite_links.reset" => ("reset", "to reset"),
        "invite_links.disable" => ("turned off", "to turn off"),
        "invite_links.join" => ("joined by the invite link", "to join by the invite link"),
        "organizations.create" => ("created", "to create"),
        "organizations.edit" => ("changed the settings of", "to change the settings of"),
        "organizations.delete" => ("deleted", "to delete"),
        "organizations.restore" => ("restored", "to restore"),
        "organizations.set_logo" => ("changed the logo of", "to change the logo of"),
        "organizations.remove_logo" => ("removed the logo of", "to remove the logo of"),
        "organizations.transfer_ownership" => ("handed the ownership on to", "to hand the ownership on to"),
        "workspaces.create" => ("created the workspace", "to create a workspace"),
        "workspaces.edit" => ("changed the workspace", "to change the workspace"),
        "workspaces.rename" => ("renamed the workspace", "to rename the workspace"),
        "workspaces.set_visibility" => {
            ("changed who is in the workspace", "to change who is in the workspace")
        }
        "workspaces.delete" => ("deleted the workspace", "to delete the workspace"),
        "workspaces.restore" => ("restored the workspace", "to restore the workspace"),
        "projects.create" => ("created the project", "to create a project"),
        "projects.edit" | "projects.rename" => ("renamed the project", "to rename the project"),
        "projects.delete" => ("deleted the project", "to delete the project"),
        "roles.create" => ("made the role", "to make the role"),
        "roles.edit" => ("changed the role", "to change the role"),
        "roles.delete" => ("deleted the role", "to delete the role"),
        "groups.create" => ("made the group", "to make the group"),
        "groups.rename" => ("renamed the group", "to rename the group"),
        "groups.delete" => ("deleted the group", "to delete the group"),
        "groups.add_member" => ("put somebody into the group", "to put somebody into the group"),
        "groups.remove_member" => ("took somebody out of the group", "to take somebody out of the group"),
        _ => ("", ""),
    };
    let as_role = matches!(
        action,
        "invitations.create"
            | "invitations.accept"
            | "invite_links.join"
            | "join_requests.approve"
            | "members.add"
            | "members.join"
    );
    if known.0.is_empty() {
        let words = action.split_once('.').map_or_else(
            || action.replace('_', " "),
            |(noun, verb)| format!("{} ({})", verb.replace('_', " "), noun.replace('_', " ")),
        );
        return Verb { past: format!("did: {words}"), plain: words, as_role };
    }
    Verb { past: known.0.to_owned(), plain: known.1.to_owned(), as_role }
}

/// The one value that changed, where it is one: role, status or name.
fn step(entry: &AuditEntry) -> Option<(String, String)> {
    ["role", "name", "slug"].into_iter().find_map(|key| {
        let (before, after) = (named(&entry.before, key)?, named(&entry.after, key)?);
        (before != after).then_some((before, after))
    })
}

/// A field as people read it: a role by its name, text as it is.
fn named(value: &Value, key: &str) -> Option<String> {
    let field = value.get(key)?;
    match (field.as_str(), key) {
        (Some(text), "role") => Some(words_of(text)),
        (Some(text), _) => Some(text.to_owned()),
        (None, _) => field.get("name")?.as_str().map(str::to_owned),
    }
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiffLine {
    /// `""`, `del` or `add`: the class, and the sign that stands before it.
    pub(crate) class: &'static str,
    pub(crate) text: String,
}

/// Before and after, field by field; fields that are alike stand once. Ids that have a name are called by it.
pub(crate) fn difference(before: &Value, after: &Value, names: &BTreeMap<String, String>) -> Vec<DiffLine> {
    let (before, after) = (fields(before, names), fields(after, names));
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let width = keys.iter().map(|key| key.chars().count()).max().unwrap_or(0) + 2;
    let line = |class: &'static str, key: &str, value: &str| DiffLine {
        class,
        text: format!("{key:<width$}{value}"),
    };
    let mut lines = Vec::new();
    for key in keys {
        match (before.get(key), after.get(key)) {
            (Some(old), Some(new)) if old == new => lines.push(line("", key, old)),
            (old, new) => {
                lines.extend(old.map(|old| line("del", key, old)));
                lines.extend(new.map(|new| line("add", key, new)));
            }
        }
    }
    lines
}

fn fields(value: &Value, names: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect("", value, names, &mut found);
    found
}

fn called(text: &str, names: &BTreeMap<String, String>) -> String {
    names.get(text).cloned().unwrap_or_else(|| text.to_owned())
}

fn collect(
    path: &str,
    value: &Value,
    names: &BTreeMap<String, String>,
    found: &mut BTreeMap<String, String>,
) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = called(key, names);
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                collect(&path, value, names, found);
            }
        }
        Value::Null => {}
        Value::Array(items) if items.is_empty() => {
            found.insert(path.to_owned(), "none".to_owned());
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let items: Vec<String> = items.iter().map(|item| called(&plain(item), names)).collect();
            found.insert(path.to_owned(), items.join(", "));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&format!("{path}.{index}"), item, names, found);
            }
        }
        other => {
            let path = if path.is_empty() { "value" } else { path };
            found.insert(path.to_owned(), called(&plain(other), names));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What is said of an entry's refusal.
pub(crate) fn refusal(entry: &AuditEntry) -> Option<String> {
    let code = entry.code.as_ref()?;
    let times =
        if entry.count > 1 { format!(" {} times within a minute.", entry.count) } else { String::new() };
    Some(format!("{}{times}", words::refusal(code)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::audit_log::wire::Party;

    fn entry(action: &str, before: Value, after: Value) -> AuditEntry {
        let party = |name: &str| Party { kind: "member".into(), id: name.into(), name: name.into() };
        AuditEntry {
            id: "aud_00000000000000000000000001".parse().expect("an id"),
            sequence: 1,
            at: "2026-06-12T12:00:00Z".parse().expect("a time"),
            actor: party("Noor Haddad"),
            action: action.to_owned(),
            target: Some(party("Jonas Weber")),
            outcome: AuditOutcome::Applied,
            code: None,
            count: 1,
            before,
            after,
            origin: "app".to_owned(),
            ip: None,
            user_agent: None,
            request_id: None,
            version: Some(3),
            hash: String::new(),
        }
    }

    fn read(entry: &AuditEntry) -> String {
        sentence(entry)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Name(text) => text,
                Piece::Step(before, after) => format!("{before} → {after}"),
            })
            .collect()
    }

    #[test]
    fn a1_an_entry_reads_as_a_sentence() {
        let role = |key: &str| json!({"role": key, "status": "active"});
        let changed = entry("members.change_role", role("editor"), role("viewer"));
        assert_eq!(read(&changed), "Noor Haddad changed the role of Jonas Weber: Editor → Viewer");
        let invited = entry("invitations.create", Value::Null, role("editor"));
        assert_eq!(read(&invited), "Noor Haddad invited Jonas Weber as Editor");
        let mut joined = entry("invitations.accept", Value::Null, role("editor"));
        joined.actor.name = "Jonas Weber".to_owned();
        assert_eq!(read(&joined), "Jonas Weber accepted an invitation as Editor");
        let mut refused = entry("members.remove", Value::Null, Value::Null);
        refused.outcome = AuditOutcome::Refused;
        refused.code = Some("last_admin".to_owned());
        refused.count = 3;
        assert_eq!(read(&refused), "Noor Haddad was refused: to remove Jonas Weber");
        assert_eq!(
            refusal(&refused).as_deref(),
            Some("Somebody has to remain an admin. 3 times within a minute.")
        );
        assert_eq!(
            read(&entry("keys.roll_over", Value::Null, Value::Null)),
            "Noor Haddad did: roll over (keys) Jonas Weber"
        );
    }

    #[test]
    fn a1_the_difference_shows_what_changed_among_what_did_not() {
        let lines = difference(
            &json!({"role": "Editor", "status": "active", "tags": ["a", "prj_1"], "gone": null}),
            &json!({"role": "Viewer", "status": "active", "tags": ["a", "prj_1"], "new": []}),
            &BTreeMap::from([("prj_1".to_owned(), "Mobile app".to_owned())]),
        );
        let shown: Vec<(&str, &str)> = lines.iter().map(|line| (line.class, line.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("add", "new     none"),
                ("del", "role    Editor"),
                ("add", "role    Viewer"),
                ("", "status  active"),
                ("", "tags    a, Mobile app"),
            ]
        );
        assert!(difference(&Value::Null, &Value::Null, &BTreeMap::new()).is_empty());
    }
}
