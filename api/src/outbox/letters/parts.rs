//! What several mails have in common.

use chrono::{DateTime, Utc};

use crate::outbox::layout::{Action, Fact, Layout, Quote, lines, one_line};

pub(super) fn shared_facts(organization: &str, item: &str, access: &str) -> Vec<Fact> {
    vec![
        Fact { label: "Item", value: one_line(item) },
        Fact { label: "Organization", value: organization.to_owned() },
        Fact { label: "Access", value: one_line(access) },
    ]
}

/// A mail with nothing in it yet: the subject is the heading, too.
pub(super) fn letter(subject: impl Into<String>, why: impl Into<String>) -> Layout {
    let subject = subject.into();
    Layout {
        heading: subject.clone(),
        subject,
        paragraphs: Vec::new(),
        quote: None,
        facts: Vec::new(),
        action: None,
        notes: Vec::new(),
        why: why.into(),
        choice: None,
    }
}

pub(super) fn action(label: impl Into<String>, link: &str) -> Option<Action> {
    Some(Action { label: label.into(), link: link.to_owned() })
}

pub(super) fn quote(by: &str, message: Option<&str>) -> Option<Quote> {
    let text = lines(message?);
    let text = text.trim();
    (!text.is_empty()).then(|| Quote { by: by.to_owned(), text: text.to_owned() })
}

/// Absolute, and in UTC: where the reader is is not known.
pub(super) fn date(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

pub(super) fn because_member(organization: &str) -> String {
    format!("You get this because you are a member of {organization}.")
}

pub(super) fn because_sender(organization: &str) -> String {
    format!("You get this because you sent the invitation to {organization}.")
}
