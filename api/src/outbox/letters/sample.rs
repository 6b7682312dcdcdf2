//! What the samples are made of.

use chrono::{DateTime, Utc};

/// Names and a link to fill a mail with. A test hands in names that try to be more than names.
pub struct Sample {
    person: String,
    organization: String,
    item: String,
    role: String,
    message: String,
    email: String,
    link: String,
    time: DateTime<Utc>,
}

impl Sample {
    /// An ordinary one. `link` is where every button leads.
    pub fn new(link: &str, time: DateTime<Utc>) -> Self {
        let text = str::to_owned;
        Self {
            person: text("Noor Haddad"),
            organization: text("Larkfield"),
            item: text("Launch plan"),
            role: text("Editor"),
            message: text("Welcome.\nWe start on Monday."),
            email: text("bo@example.com"),
            link: text(link),
            time,
        }
    }

    /// One in which everything that people type is this.
    #[cfg(test)]
    pub(super) fn called(name: &str, link: &str) -> Self {
        let text = || name.to_owned();
        Self {
            person: text(),
            organization: text(),
            item: text(),
            role: text(),
            message: text(),
            email: text(),
            ..Self::new(link, DateTime::UNIX_EPOCH)
        }
    }

    pub(super) fn person(&self) -> String {
        self.person.clone()
    }
    pub(super) fn organization(&self) -> String {
        self.organization.clone()
    }
    pub(super) fn item(&self) -> String {
        self.item.clone()
    }
    pub(super) fn role(&self) -> String {
        self.role.clone()
    }
    pub(super) fn message(&self) -> String {
        self.message.clone()
    }
    pub(super) fn email(&self) -> String {
        self.email.clone()
    }
    pub(super) fn link(&self) -> String {
        self.link.clone()
    }
    pub(super) fn time(&self) -> DateTime<Utc> {
        self.time
    }
}
