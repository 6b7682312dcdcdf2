//! Paid seats: how many a plan has, how many are taken, and whether a change still fits.
//!
//! A seat is taken by every active member whose role is paid, and kept for every open invitation to such a role. An
//! invitation that waits for a seat keeps none.

use chrono::{DateTime, Utc};

use super::wire;
use crate::access::{Member, Seat, Snapshot};
use crate::ids::RoleId;

/// Seats that are not to be had by others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// By active members.
    pub used: u64,
    /// By open invitations.
    pub reserved: u64,
}

impl Taken {
    /// All of them.
    pub const fn total(self) -> u64 {
        self.used.saturating_add(self.reserved)
    }
}

/// The seats of an organization at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seats {
    /// None: as many as are wanted.
    pub limit: Option<u64>,
    pub taken: Taken,
    /// Invitations that wait for a seat.
    pub queued: u64,
}

impl Seats {
    /// Seats that nobody has, and that are kept for nobody. None: as many as are wanted.
    pub fn free(self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.taken.total()))
    }

    /// Whether somebody new can have one.
    pub fn has_free(self) -> bool {
        self.free() != Some(0)
    }

    /// Whether somebody can have one for whom it is kept. A plan may have fewer now than were promised.
    pub fn has_kept(self) -> bool {
        self.limit.is_none_or(|limit| self.taken.used < limit)
    }

    /// As answers show it.
    pub fn body(self) -> wire::Seats {
        let Self { limit, taken: Taken { used, reserved }, queued } = self;
        wire::Seats { limit, used, reserved, free: self.free(), queued }
    }
}

/// Whether a change fits into the seats of a plan. What a plan has too few of for those who are in already stays as it
/// is; it does not grow.
pub fn fits(limit: Option<u64>, before: Taken, after: Taken) -> bool {
    let within = |before: u64, after: u64| limit.is_none_or(|limit| after <= limit || after <= before);
    within(before.used, after.used) && within(before.total(), after.total())
}

/// Whether a role takes a paid seat; one that is unknown does not.
pub fn is_paid(snapshot: &Snapshot, role: RoleId) -> bool {
    snapshot.model().role(role).is_some_and(|role| role.seat == Seat::Paid)
}

/// Whether a member takes a paid seat at this moment.
pub fn takes_one(snapshot: &Snapshot, member: &Member, at: DateTime<Utc>) -> bool {
    member.is_active(at) && is_paid(snapshot, member.role)
}

/// How many members take a paid seat at this moment.
pub fn used(snapshot: &Snapshot, at: DateTime<Utc>) -> u64 {
    snapshot.members().filter(|member| takes_one(snapshot, member, at)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(used: u64, reserved: u64) -> Taken {
        Taken { used, reserved }
    }

    #[test]
    fn s3_nothing_grows_past_the_limit_and_what_is_over_it_stays() {
        for used in 0..6 {
            for reserved in 0..6 {
                let before = taken(used, reserved);
                for limit in 0..6 {
                    let limit = Some(limit);
                    assert!(fits(limit, before, before), "nobody who is in is touched");
                    let one_more_in = taken(used + 1, reserved);
                    let one_more_asked = taken(used, reserved + 1);
                    let free = Seats { limit, taken: before, queued: 0 }.has_free();
                    assert_eq!(fits(limit, before, one_more_in), free);
                    assert_eq!(fits(limit, before, one_more_asked), free);
                    if reserved > 0 {
                        let accepted = taken(used + 1, reserved - 1);
                        let kept = Seats { limit, taken: before, queued: 0 }.has_kept();
                        assert_eq!(fits(limit, before, accepted), kept);
                        assert!(fits(limit, before, taken(used, reserved - 1)));
                    }
                    if used > 0 {
                        assert!(fits(limit, before, taken(used - 1, reserved)));
                    }
                }
                assert!(fits(None, before, taken(used + 1_000, reserved + 1_000)));
            }
        }
    }

    #[test]
    fn s3_an_acceptance_fits_as_long_as_the_plan_has_what_it_promised() {
        for (limit, before, after, answer) in [
            (3, taken(1, 2), taken(2, 1), true),
            (3, taken(1, 2), taken(2, 2), false),
            (3, taken(2, 3), taken(3, 2), true),
            (3, taken(3, 2), taken(4, 1), false),
            (3, taken(5, 0), taken(5, 0), true),
            (3, taken(5, 0), taken(4, 0), true),
            (3, taken(5, 0), taken(5, 1), false),
            (0, taken(0, 0), taken(1, 0), false),
        ] {
            assert_eq!(fits(Some(limit), before, after), answer, "{limit} {before:?} {after:?}");
        }
    }

    #[test]
    fn s7_what_is_free_is_told_of_and_never_below_nothing() {
        let seats = |limit, used, reserved| Seats { limit, taken: taken(used, reserved), queued: 0 };
        assert_eq!(seats(Some(3), 1, 1).free(), Some(1));
        assert_eq!(seats(Some(3), 2, 4).free(), Some(0));
        assert_eq!(seats(None, 2, 4).free(), None);
        assert!(seats(Some(3), 2, 4).has_kept() && !seats(Some(3), 2, 4).has_free());
        assert!(!seats(Some(3), 3, 0).has_kept());
        let body = seats(Some(3), 1, 1).body();
        assert_eq!((body.limit, body.used, body.reserved, body.free), (Some(3), 1, 1, Some(1)));
    }
}
