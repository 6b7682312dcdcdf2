//! What this tab was opened with, kept on the way through signing up and the mail that verifies an address. In
//! this tab alone: a secret does not outlive it.

use leptos::prelude::*;

/// The secret of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Invitation,
    /// The shareable link of an organization.
    Link,
}

impl Kept {
    const fn key(self) -> &'static str {
        match self {
            Self::Invitation => "usher.invitation",
            Self::Link => "usher.link",
        }
    }

    pub(crate) fn get(self) -> Option<String> {
        window().session_storage().ok()??.get_item(self.key()).ok()?
    }

    pub(crate) fn set(self, token: Option<&str>) {
        if let Ok(Some(storage)) = window().session_storage() {
            let _ = match token {
                Some(token) => storage.set_item(self.key(), token),
                None => storage.remove_item(self.key()),
            };
        }
    }
}
