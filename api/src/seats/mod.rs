//! Paid seats: how many the plan has, who has one, for whom one is kept.
//!
//! The gate asks [`guard`] of every change, under the organization's lock, so that nothing takes a seat that is not
//! there, by whatever way. Where many things are asked for at once, each asks [`limited`] first,
//! to be answered by itself.
//!
//! | file | what it is |
//! | --- | --- |
//! | `show` | `GET …/seats` |
//! | `store` | counts them |

pub mod show;

mod store;

use shared::plans::seats::{Seats, fits};
use shared::problem::Code;

pub(crate) use self::store::{at, has_one_for, limit, limited, of};
use crate::http::Refusal;

/// Refuses a change that takes a seat which is not there.
pub(crate) fn guard(before: Seats, after: Seats) -> Result<(), Refusal> {
    if fits(after.limit, before.taken, after.taken) { Ok(()) } else { Err(none_free()) }
}

/// For whoever manages members: what they do needs a seat.
pub(crate) fn none_free() -> Refusal {
    Refusal::new(
        Code::NoSeat,
        "Every paid seat of the plan is taken, or kept for an invitation. Free one, revoke an invitation, or change \
         the plan.",
    )
}

/// For whoever would come in.
pub(crate) fn full() -> Refusal {
    Refusal::new(
        Code::SeatsFull,
        "The organization has no seat free at the moment. Ask whoever invited you: an admin can free one, or change \
         the plan.",
    )
}
