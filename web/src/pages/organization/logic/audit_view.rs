//! The filters of the audit log, which stand in its address.

use chrono::{DateTime, Duration, Utc};
use shared::audit_log::wire::AuditQuery;

use crate::query;

/// Actions that the log can be filtered by, each with its words.
pub(crate) const ACTIONS: [(&str, &str); 27] = [
    ("members.change_role", "Role changed"),
    ("members.deactivate", "Deactivated"),
    ("members.activate", "Activated"),
    ("members.remove", "Removed"),
    ("members.leave", "Left"),
    ("members.delete", "Membership deleted"),
    ("invitations.create", "Invited"),
    ("invitations.resend", "Invitation resent"),
    ("invitations.revoke", "Invitation revoked"),
    ("invitations.accept", "Invitation accepted"),
    ("invite_links.set", "Invite link set"),
    ("invite_links.join", "Joined by the invite link"),
    ("invitations.decline", "Invitation declined"),
    ("join_requests.create", "Asked to join"),
    ("join_requests.approve", "Request approved"),
    ("join_requests.deny", "Request declined"),
    ("domains.create", "Domain claimed"),
    ("domains.edit", "Domain changed"),
    ("organizations.edit", "Settings changed"),
    ("organizations.transfer_ownership", "Ownership handed on"),
    ("workspaces.create", "Workspace created"),
    ("workspaces.rename", "Workspace renamed"),
    ("workspaces.set_visibility", "Workspace opened or closed"),
    ("workspaces.delete", "Workspace deleted"),
    ("workspaces.restore", "Workspace restored"),
    ("projects.create", "Project created"),
    ("projects.delete", "Project deleted"),
];

/// How far back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Range {
    Day,
    Week,
    Month,
    #[default]
    All,
}

impl Range {
    pub(crate) const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::All];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::All => "all",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Day => "Last day",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
            Self::All => "Any time",
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.key() == text).unwrap_or_default()
    }

    fn since(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::All => return None,
        };
        Some(now - Duration::days(days))
    }
}

/// One view of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) actor: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) range: Range,
}

impl View {
    pub(crate) fn read(query_string: &str) -> Self {
        let get = |key| query::get(query_string, key).filter(|value| !value.is_empty());
        Self {
            actor: get("actor"),
            target: get("target"),
            action: get("action"),
            range: get("range").map(|text| Range::parse(&text)).unwrap_or_default(),
        }
    }

    pub(crate) fn write(&self) -> String {
        let mut pairs = Vec::new();
        for (key, value) in [("actor", &self.actor), ("target", &self.target), ("action", &self.action)] {
            if let Some(value) = value {
                pairs.push((key, value.clone()));
            }
        }
        if self.range != Range::default() {
            pairs.push(("range", self.range.key().to_owned()));
        }
        query::write(pairs)
    }

    pub(crate) fn request(&self, now: DateTime<Utc>, cursor: Option<String>) -> AuditQuery {
        AuditQuery {
            actor: self.actor.clone(),
            target: self.target.clone(),
            action: self.action.clone(),
            since: self.range.since(now),
            until: None,
            limit: None,
            cursor,
        }
    }

    pub(crate) fn is_filtered(&self) -> bool {
        *self != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a2_the_filters_survive_the_address() {
        let view = View {
            actor: Some("usr_1".to_owned()),
            target: None,
            action: Some("members.remove".to_owned()),
            range: Range::Week,
        };
        assert_eq!(View::read(&view.write()), view);
        assert_eq!(View::default().write(), "");
        let now = "2026-06-12T12:00:00Z".parse().expect("a time");
        assert!(view.request(now, None).since.is_some());
        assert!(view.is_filtered());
    }
}
