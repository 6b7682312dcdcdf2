//! What went wrong, in words for the person at the terminal.

use std::fmt;

/// A result of this program.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// One sentence, or a few lines, about what happened and what to do next.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure that says `message`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something lower down failed.
pub(crate) trait Context<T> {
    /// `while_doing` is a phrase that reads on from "cannot", such as "read Cargo.lock".
    fn cannot(self, while_doing: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn cannot(self, while_doing: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Failure(format!("cannot {while_doing}: {error}")))
    }
}
