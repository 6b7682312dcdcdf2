//! Paid seats in the pages: what is taken, what a change would take, who goes without, and what is said of it.

use shared::access::wire::{AccessModelBody, SeatEffect};
use shared::access::{Access, CoreScope, Reach, Seat, WhenFull};
use shared::ids::MemberId;
use shared::plans::seats::{is_paid, takes_one};
use shared::plans::wire::Seats;

use super::draft::Address;
use super::in_page::{Act, InPage};
use super::verdict::Verdict;
use super::words::{article, count, number};

/// Of more seats than these no single ones are drawn.
const DRAWN: u64 = 60;
/// The code of an address for which no seat is free.
const FULL: &str = "seats_full";

/// What a part of the directory's line is about, and so where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Members,
    Reserved,
    Waiting,
}

/// The directory's line: `42 of 50 seats`, `3 reserved by invitations`, `2 waiting`.
pub(crate) fn line(seats: Seats) -> Vec<(Part, String)> {
    let Seats { limit, used, reserved, free: _, queued } = seats;
    let members = match limit {
        Some(limit) => format!("{} of {}", number(used), count(limit, "seat", "seats")),
        None => count(used, "paid seat", "paid seats"),
    };
    let mut line = vec![(Part::Members, members)];
    // Where there are as many as are wanted, none is kept for anybody.
    if limit.is_some() && reserved > 0 {
        let by = if reserved == 1 { "an invitation" } else { "invitations" };
        line.push((Part::Reserved, format!("{} reserved by {by}", number(reserved))));
    }
    if queued > 0 {
        line.push((Part::Waiting, format!("{} waiting", number(queued))));
    }
    line
}

/// The seats one by one, as they are drawn: used, held, new, free, or out, which are too many. `None` without a
/// limit, and where they are too many to draw.
pub(crate) fn drawn(seats: Seats, asked: Asked) -> Option<Vec<&'static str>> {
    let limit = seats.limit?;
    let taken =
        [("used", seats.used), ("held", seats.reserved), ("new", asked.seated), ("out", asked.without)];
    let all = taken.iter().map(|(_, n)| n).sum::<u64>().max(limit);
    if all > DRAWN {
        return None;
    }
    let each =
        taken.into_iter().flat_map(|(sign, n)| (0..n).map(move |_| sign)).chain(std::iter::repeat("free"));
    let over = |(at, sign)| if limit <= at { "out" } else { sign };
    Some((0..all).zip(each).map(over).collect())
}

/// What the addresses of an invitation would take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Those who get a paid seat.
    pub(crate) seated: u64,
    /// Those who would, and for whom none is free.
    pub(crate) without: u64,
}

/// The verdicts with the seats counted in the page: a list or a role that has changed needs no answer of the server
/// to say who goes without. `paid` says so of a role's key.
pub(crate) fn seated(
    verdicts: Vec<Verdict>,
    addresses: &[Address],
    default: &str,
    paid: impl Fn(&str) -> bool,
    seats: Seats,
    when_full: WhenFull,
) -> Vec<Verdict> {
    let mut free = seats.free;
    let one = |(verdict, address): (Verdict, &Address)| {
        let asks = verdict.goes() || is_without(&verdict);
        if !asks {
            return verdict;
        }
        let takes = paid(address.role.as_deref().unwrap_or(default));
        match (takes, free) {
            (true, Some(0)) => match when_full {
                WhenFull::Queue => Verdict::Waits,
                WhenFull::Block => Verdict::Refused(FULL.to_owned()),
            },
            (true, Some(left)) => {
                free = Some(left - 1);
                with_seat(verdict)
            }
            (true, None) | (false, _) => with_seat(verdict),
        }
    };
    verdicts.into_iter().zip(addresses).map(one).collect()
}

fn is_without(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Waits => true,
        Verdict::Refused(code) => code == FULL,
        Verdict::Checking | Verdict::Ready | Verdict::WouldBeAdded => false,
    }
}

fn with_seat(verdict: Verdict) -> Verdict {
    if is_without(&verdict) { Verdict::Ready } else { verdict }
}

impl Asked {
    /// Counted over verdicts that know the seats.
    pub(crate) fn of(
        verdicts: &[Verdict],
        addresses: &[Address],
        default: &str,
        paid: impl Fn(&str) -> bool,
    ) -> Self {
        let mut asked = Self::default();
        for (verdict, address) in verdicts.iter().zip(addresses) {
            if is_without(verdict) {
                asked.without += 1;
            } else if verdict.goes() && paid(address.role.as_deref().unwrap_or(default)) {
                asked.seated += 1;
            }
        }
        asked
    }

    /// `Takes 3 of 5 free seats`.
    pub(crate) fn takes(self, seats: Seats) -> String {
        match (self.seated, seats.free) {
            (0, Some(0)) => "No paid seat is free".to_owned(),
            (0, _) => "Takes no paid seat".to_owned(),
            (n, Some(free)) => format!("Takes {} of {}", number(n), count(free, "free seat", "free seats")),
            (n, None) => format!("Takes {}", count(n, "paid seat", "paid seats")),
        }
    }

    /// What becomes of those for whom none is free.
    pub(crate) fn others(self, when_full: WhenFull) -> Option<String> {
        let (one, many) = match when_full {
            WhenFull::Queue => (
                "person waits for a seat: the invitation is sent when one is free",
                "people wait for a seat: each invitation is sent, in this order, when one is free",
            ),
            WhenFull::Block => {
                ("address has no seat and is left out", "addresses have no seat and are left out")
            }
        };
        (self.without > 0).then(|| format!("{}.", count(self.without, one, many)))
    }
}

/// What a change does to the seat of one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Takes,
    Frees,
    Same,
}

/// The same, computed in the page.
pub(crate) fn turn(page: &InPage, member: MemberId, act: &Act) -> Turn {
    let (snapshot, at) = (page.snapshot(), page.at());
    let Some(member) = snapshot.member(member) else { return Turn::Same };
    let before = takes_one(snapshot, member, at);
    let after = match act {
        Act::ChangeRole(key) => {
            member.is_active(at)
                && snapshot.model().role_by_key(key).is_some_and(|role| role.seat == Seat::Paid)
        }
        Act::Activate => is_paid(snapshot, member.role),
        Act::Deactivate | Act::Remove | Act::Leave => false,
        Act::HandOn => before,
    };
    match (before, after) {
        (false, true) => Turn::Takes,
        (true, false) => Turn::Frees,
        (true, true) | (false, false) => Turn::Same,
    }
}

impl Turn {
    /// In a sentence; nothing where no seat changes.
    pub(crate) fn words(self, seats: Option<Seats>) -> Option<String> {
        match (self, seats.and_then(|seats| seats.free)) {
            (Self::Same, _) => None,
            (Self::Frees, _) => Some("Frees 1 seat.".to_owned()),
            (Self::Takes, Some(0)) => Some("Takes a paid seat, and none is free.".to_owned()),
            (Self::Takes, Some(free)) => {
                Some(format!("Takes 1 of {}.", count(free, "free seat", "free seats")))
            }
            (Self::Takes, None) => Some("Takes a paid seat.".to_owned()),
        }
    }
}

/// What a change does to the seats, as the server rehearsed it: `Frees 1 seat: 18 → 17 of 25.`
pub(crate) fn effect(seats: SeatEffect) -> Option<String> {
    let SeatEffect { before, after, limit } = seats;
    let act = act(seats, "Frees", "Takes")?;
    let of = limit.map(|limit| format!(" of {}", number(limit))).unwrap_or_default();
    Some(format!("{act}: {} → {}{of}.", number(before), number(after)))
}

/// The words of a button, with what it does to the seats: `Remove 3 people, free 3 seats`.
pub(crate) fn button(words: String, seats: Option<SeatEffect>) -> String {
    match seats.and_then(|seats| act(seats, "free", "take")) {
        Some(act) => format!("{words}, {act}"),
        None => words,
    }
}

fn act(seats: SeatEffect, frees: &str, takes: &str) -> Option<String> {
    let said = |verb: &str, n: u64| Some(format!("{verb} {}", count(n, "seat", "seats")));
    match seats.before.cmp(&seats.after) {
        std::cmp::Ordering::Greater => said(frees, seats.before - seats.after),
        std::cmp::Ordering::Less => said(takes, seats.after - seats.before),
        std::cmp::Ordering::Equal => None,
    }
}

/// Who can have the plan changed: `an Owner or Admin`.
pub(crate) fn whom_to_ask(model: &AccessModelBody) -> String {
    let full = |level: Option<&Access>| level == Some(&Access::Full);
    let pays = |role: &&shared::access::wire::RoleBody| {
        role.reach != Reach::Shared && full(role.permissions.get(CoreScope::Billing.key()))
    };
    let names: Vec<&str> = model.roles.iter().filter(pays).map(|role| role.name.as_str()).collect();
    match names.as_slice() {
        [] => "whoever runs this service".to_owned(),
        [one] => article(one),
        [rest @ .., last] => format!("{} or {last}", article(&rest.join(", "))),
    }
}

/// The ways to a free seat, in a sentence; `ask`: whom, where the reader cannot have the plan changed.
pub(crate) fn ways(ask: Option<&str>) -> String {
    let free = "Deactivate or remove somebody with a paid seat";
    match ask {
        None => format!("{free}, or change the plan."),
        Some(ask) => format!("{free}, or ask {ask} to change the plan."),
    }
}

#[cfg(test)]
mod tests {
    use shared::access::Model;

    use super::super::draft::Draft;
    use super::super::in_page::tests::{id, page};
    use super::*;

    fn seats(limit: Option<u64>, used: u64, reserved: u64, queued: u64) -> Seats {
        let free = limit.map(|limit| limit.saturating_sub(used + reserved));
        Seats { limit, used, reserved, free, queued }
    }

    fn words(seats: Seats) -> Vec<String> {
        line(seats).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn s7_the_directory_says_what_is_taken_kept_and_waited_for() {
        assert_eq!(
            words(seats(Some(50), 42, 3, 2)),
            ["42 of 50 seats", "3 reserved by invitations", "2 waiting"]
        );
        assert_eq!(words(seats(Some(3), 2, 1, 0)), ["2 of 3 seats", "1 reserved by an invitation"]);
        assert_eq!(words(seats(None, 42, 3, 0)), ["42 paid seats"]);
        assert_eq!(words(seats(None, 1, 0, 0)), ["1 paid seat"]);
    }

    #[test]
    fn s7_seats_are_drawn_one_by_one_and_those_past_the_limit_are_marked() {
        let asked = Asked { seated: 1, without: 1 };
        assert_eq!(drawn(seats(Some(4), 2, 1, 0), asked), Some(vec!["used", "used", "held", "new", "out"]));
        assert_eq!(drawn(seats(Some(3), 1, 0, 0), Asked::default()), Some(vec!["used", "free", "free"]));
        // A plan that has fewer now: nobody who is in is touched.
        assert_eq!(drawn(seats(Some(1), 2, 0, 0), Asked::default()), Some(vec!["used", "out"]));
        assert_eq!(drawn(seats(None, 2, 0, 0), Asked::default()), None);
        assert_eq!(drawn(seats(Some(61), 2, 0, 0), Asked::default()), None);
    }

    /// Five addresses, the third a member already and the fourth to a free role.
    fn count_in(seats: Seats, when_full: WhenFull, answered: &[Verdict]) -> (Vec<Verdict>, Asked) {
        let mut draft = Draft::new("editor");
        draft.add("a@example.com, b@example.com, member@example.com, free@example.com, e@example.com", &[]);
        draft.set_role("free@example.com", Some("observer".to_owned()));
        let paid = |key: &str| key != "observer";
        let verdicts = seated(answered.to_vec(), &draft.addresses, &draft.role, paid, seats, when_full);
        let asked = Asked::of(&verdicts, &draft.addresses, &draft.role, paid);
        (verdicts, asked)
    }

    #[test]
    fn s7_seats_are_counted_while_addresses_are_typed() {
        let member = Verdict::Refused("already_member".to_owned());
        let typed =
            [Verdict::Checking, Verdict::WouldBeAdded, member.clone(), Verdict::Ready, Verdict::Ready];
        let (verdicts, asked) = count_in(seats(Some(10), 4, 1, 0), WhenFull::Queue, &typed);
        assert_eq!(verdicts, typed, "there is room for all");
        assert_eq!(asked, Asked { seated: 3, without: 0 });
        assert_eq!(asked.takes(seats(Some(10), 4, 1, 0)), "Takes 3 of 5 free seats");
        assert_eq!(asked.takes(seats(None, 4, 1, 0)), "Takes 3 paid seats");
        assert_eq!(asked.others(WhenFull::Queue), None);

        let (verdicts, asked) = count_in(seats(Some(6), 4, 1, 0), WhenFull::Queue, &typed);
        assert_eq!(verdicts, [Verdict::Checking, Verdict::Waits, member, Verdict::Ready, Verdict::Waits]);
        assert_eq!(asked, Asked { seated: 1, without: 2 });
        assert_eq!(asked.takes(seats(Some(6), 4, 1, 0)), "Takes 1 of 1 free seat");
        let said = asked.others(WhenFull::Queue).expect("said");
        assert!(said.starts_with("2 people wait for a seat"), "{said}");
        let said = asked.others(WhenFull::Block).expect("said");
        assert_eq!(said, "2 addresses have no seat and are left out.");
    }

    #[test]
    fn s3_a_model_that_blocks_refuses_before_anything_is_sent() {
        let typed = vec![Verdict::Ready; 5];
        let (verdicts, asked) = count_in(seats(Some(6), 4, 1, 0), WhenFull::Block, &typed);
        let full = Verdict::Refused("seats_full".to_owned());
        assert_eq!(verdicts, [Verdict::Ready, full.clone(), full.clone(), Verdict::Ready, full]);
        assert_eq!(asked, Asked { seated: 1, without: 3 });
    }

    #[test]
    fn s7_an_answer_that_is_older_than_the_draft_does_not_count() {
        // The server was asked when the limit was reached, or with another role.
        let full = Verdict::Refused("seats_full".to_owned());
        let typed = [Verdict::Waits, full, Verdict::Ready, Verdict::Waits, Verdict::Waits];
        let (verdicts, asked) = count_in(seats(Some(20), 4, 1, 0), WhenFull::Queue, &typed);
        assert_eq!(verdicts, vec![Verdict::Ready; 5]);
        assert_eq!(asked, Asked { seated: 4, without: 0 });
    }

    #[test]
    fn s8_what_a_change_does_to_a_seat_is_known_in_the_page() {
        let page = page();
        let editor = id("mem", 3);
        assert_eq!(turn(&page, editor, &Act::ChangeRole("viewer".to_owned())), Turn::Same);
        assert_eq!(turn(&page, editor, &Act::ChangeRole("guest".to_owned())), Turn::Frees);
        assert_eq!(turn(&page, editor, &Act::Deactivate), Turn::Frees);
        assert_eq!(turn(&page, editor, &Act::Activate), Turn::Same, "they are in");
        assert_eq!(turn(&page, id("mem", 9), &Act::Remove), Turn::Same);
        let some = Some(seats(Some(5), 3, 1, 0));
        assert_eq!(Turn::Takes.words(some).as_deref(), Some("Takes 1 of 1 free seat."));
        assert_eq!(
            Turn::Takes.words(Some(seats(Some(4), 3, 1, 0))).as_deref(),
            Some("Takes a paid seat, and none is free.")
        );
        assert_eq!(Turn::Takes.words(None).as_deref(), Some("Takes a paid seat."));
        assert_eq!(Turn::Frees.words(some).as_deref(), Some("Frees 1 seat."));
        assert_eq!(Turn::Same.words(some), None);
    }

    #[test]
    fn z1_a_button_says_what_becomes_of_the_seats() {
        let effect_of = |before, after| SeatEffect { before, after, limit: Some(25) };
        let remove = || "Remove 3 people".to_owned();
        assert_eq!(button(remove(), Some(effect_of(18, 15))), "Remove 3 people, free 3 seats");
        assert_eq!(button(remove(), Some(effect_of(18, 18))), "Remove 3 people");
        assert_eq!(button(remove(), None), "Remove 3 people");
        assert_eq!(effect(effect_of(18, 17)).as_deref(), Some("Frees 1 seat: 18 → 17 of 25."));
        assert_eq!(effect(effect_of(18, 20)).as_deref(), Some("Takes 2 seats: 18 → 20 of 25."));
        assert_eq!(effect(effect_of(18, 18)), None);
    }

    #[test]
    fn s7_whoever_cannot_change_the_plan_is_told_whom_to_ask() {
        let model = AccessModelBody::of(Model::studio());
        assert_eq!(whom_to_ask(&model), "an Owner or Admin");
        assert_eq!(
            ways(Some("an Owner or Admin")),
            "Deactivate or remove somebody with a paid seat, or ask an Owner or Admin to change the plan."
        );
        assert_eq!(ways(None), "Deactivate or remove somebody with a paid seat, or change the plan.");
    }
}
