//! How the words of the model are stored.

use shared::access::{Status, Visibility};

use crate::http::Refusal;

/// How a status is stored and answered.
pub const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Deactivated => "deactivated",
    }
}

/// Reads back a stored status.
pub(super) fn read_status(text: &str) -> Result<Status, Refusal> {
    match text {
        "active" => Ok(Status::Active),
        "deactivated" => Ok(Status::Deactivated),
        _ => Err(Refusal::internal(format!("a row holds the unknown status {text}"))),
    }
}

/// How a visibility is stored.
pub const fn visibility_key(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Open => "open",
        Visibility::Private => "private",
    }
}

/// Reads back a stored visibility.
pub fn read_visibility(text: &str) -> Result<Visibility, Refusal> {
    match text {
        "open" => Ok(Visibility::Open),
        "private" => Ok(Visibility::Private),
        _ => Err(Refusal::internal(format!("a row holds the unknown visibility {text}"))),
    }
}
