//! One notice, before it is told.

use std::sync::Arc;

use shared::notifications::{Page, Topic};

use crate::outbox::letters::Letter;

/// What somebody is told. Where they are told, in the app or by mail or both, is theirs to choose
/// ([`Topic::channels`]).
#[derive(Clone)]
pub struct Notice {
    pub(super) topic: Topic,
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) page: Option<Page>,
    pub(super) letter: Option<Arc<dyn Letter>>,
}

impl Notice {
    /// `kind` is the action that it tells of, `text` a sentence that is ready to read: who did what, and where.
    pub fn new(topic: Topic, kind: &'static str, text: impl Into<String>) -> Self {
        Self { topic, kind, text: text.into(), page: None, letter: None }
    }

    /// The page that it leads to.
    pub fn at(self, page: Page) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Says more by mail than the sentence alone.
    pub fn with(self, letter: impl Letter + 'static) -> Self {
        self.with_any(Box::new(letter))
    }

    /// The same for a mail of one of several kinds.
    pub fn with_any(self, letter: Box<dyn Letter>) -> Self {
        Self { letter: Some(letter.into()), ..self }
    }
}

/// Without the text and the mail, which may hold a link.
impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notice({})", self.kind)
    }
}
