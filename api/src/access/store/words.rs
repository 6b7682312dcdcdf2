//! How the words of the model are stored.

use shared::access::{Reach, Seat, Status, Visibility};

use crate::http::Refusal;

/// How a status is stored and answered.
pub const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Deactivated => "deactivated",
    }
}

/// Reads back a stored status.
pub fn read_status(text: &str) -> Result<Status, Refusal> {
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

/// How a seat is stored.
pub(super) const fn seat_key(seat: Seat) -> &'static str {
    match seat {
        Seat::Paid => "paid",
        Seat::Free => "free",
    }
}

/// Reads back a stored seat.
pub(super) fn read_seat(text: &str) -> Result<Seat, Refusal> {
    match text {
        "paid" => Ok(Seat::Paid),
        "free" => Ok(Seat::Free),
        _ => Err(Refusal::internal(format!("a row holds the unknown seat {text}"))),
    }
}

/// How a reach is stored.
pub(super) const fn reach_key(reach: Reach) -> &'static str {
    match reach {
        Reach::Shared => "shared",
        Reach::Granted => "granted",
        Reach::Everything => "everything",
    }
}

/// Reads back a stored reach.
pub(super) fn read_reach(text: &str) -> Result<Reach, Refusal> {
    match text {
        "shared" => Ok(Reach::Shared),
        "granted" => Ok(Reach::Granted),
        "everything" => Ok(Reach::Everything),
        _ => Err(Refusal::internal(format!("a row holds the unknown reach {text}"))),
    }
}
