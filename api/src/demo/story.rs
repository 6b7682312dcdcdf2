//! What happens, day by day.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::cast::{
    ASKED_AGAIN, ASKING, COHORTS, Cohort, DECLINED, EXPIRED, OWNER, PENDING, REVOKED, ROOMS, Room, SIGN_INS,
    WORKS, Work,
};

/// Something that happens.
#[derive(Clone, Copy)]
pub(super) enum Event {
    Found,
    /// Somebody has an organization of their own, and takes one of ours in.
    FoundElsewhere {
        who: &'static str,
        name: &'static str,
        taking: &'static str,
    },
    MakeWorkspace(&'static Room),
    MakeProject(&'static Work),
    RenameProject {
        by: &'static str,
        project: &'static str,
        name: &'static str,
    },
    DeleteProject {
        by: &'static str,
        project: &'static str,
    },
    /// Claims the domain, proves it, and lets people there ask.
    ClaimDomain(&'static str),
    AskToJoin {
        who: &'static str,
        note: &'static str,
    },
    Invite(&'static Cohort),
    Join(&'static str),
    Decline(&'static str),
    Resend {
        by: &'static str,
        who: &'static str,
    },
    Revoke {
        by: &'static str,
        who: &'static str,
    },
    ChangeRole {
        by: &'static str,
        who: &'static str,
        role: &'static str,
    },
    Deactivate {
        by: &'static str,
        who: &'static str,
    },
    Activate {
        by: &'static str,
        who: &'static str,
    },
    Remove {
        by: &'static str,
        who: &'static str,
    },
    Leave(&'static str),
    /// What the rules refuse: the log keeps that too.
    TryChangeRole {
        by: &'static str,
        who: &'static str,
        role: &'static str,
    },
    TryInvite(&'static str),
    Visit(&'static str),
    ReadNotices(&'static str),
}

/// A part of the story, under the line that says how it goes.
pub(super) struct Chapter {
    pub title: &'static str,
    pub events: Vec<(DateTime<Utc>, Event)>,
}

/// The whole story up to `end`, in order.
pub(super) fn story(end: DateTime<Utc>) -> Vec<Chapter> {
    let calendar = Calendar { end };
    let mut events = places(calendar);
    events.extend(people(calendar));
    events.extend(changes(calendar));
    events.extend(visits(calendar));
    events.sort_by_key(|event| event.0);
    let bounds = [
        ("Founding Larkfield", 204),
        ("The first months", 120),
        ("A busy quarter", 60),
        ("The last weeks", 2),
        ("Yesterday and today", -1),
    ];
    let mut events = events.into_iter().peekable();
    let mut chapters = Vec::new();
    for (title, until) in bounds {
        let until = calendar.at(until, 0, 0);
        let mut chapter = Vec::new();
        while let Some(event) = events.next_if(|event| event.0 < until) {
            chapter.push(event);
        }
        chapters.push(Chapter { title, events: chapter });
    }
    chapters
}

/// Days before the end.
#[derive(Clone, Copy)]
struct Calendar {
    end: DateTime<Utc>,
}

impl Calendar {
    /// So many days ago at this time of day (UTC).
    fn at(self, days: i64, hour: i64, minute: i64) -> DateTime<Utc> {
        let midnight = self.end.date_naive().and_time(NaiveTime::MIN).and_utc();
        midnight - TimeDelta::days(days) + TimeDelta::minutes(60 * hour + minute)
    }
}

type Events = Vec<(DateTime<Utc>, Event)>;

fn places(calendar: Calendar) -> Events {
    let mut events = vec![(calendar.at(211, 9, 4), Event::Found)];
    for room in &ROOMS {
        events.push((calendar.at(room.days, 10, 12), Event::MakeWorkspace(room)));
    }
    for (minute, work) in (0..).zip(&WORKS) {
        events.push((calendar.at(work.days, 11, 3 * minute), Event::MakeProject(work)));
    }
    let partner = Event::RenameProject { by: OWNER, project: "Partner pages", name: "Partner portal" };
    events.push((calendar.at(93, 15, 20), partner));
    let autumn = Event::DeleteProject { by: "Greta Holm", project: "Autumn campaign" };
    events.push((calendar.at(39, 16, 48), autumn));
    let harbor =
        Event::FoundElsewhere { who: "Oliver Brandt", name: "Harbor Collective", taking: "Priya Raman" };
    events.push((calendar.at(152, 8, 30), harbor));
    events
}

fn people(calendar: Calendar) -> Events {
    let mut events = Vec::new();
    for cohort in &COHORTS {
        events.push((calendar.at(cohort.days, 9, 30), Event::Invite(cohort)));
        for (turn, who) in (0..).zip(cohort.people) {
            // Some open their mail at once, some after a night; none after the week is over.
            let waits = 20 + 95 * turn + spread(who) % 700;
            events.push((calendar.at(cohort.days, 9, 30 + waits), Event::Join(who)));
        }
    }
    for cohort in EXPIRED.iter().chain(&PENDING).chain([&DECLINED, &REVOKED, &ASKED_AGAIN]) {
        events.push((calendar.at(cohort.days, 13, 15), Event::Invite(cohort)));
    }
    events.push((calendar.at(40, 10, 5), Event::ClaimDomain("Priya Raman")));
    for (who, note, hours) in ASKING {
        events.push((calendar.end - TimeDelta::hours(hours), Event::AskToJoin { who, note }));
    }
    events.push((calendar.at(71, 8, 2), Event::Decline("Ida Sorensen")));
    events.push((calendar.at(57, 17, 31), Event::Revoke { by: "Priya Raman", who: "Carl Benton" }));
    events.push((calendar.at(4, 9, 55), Event::Resend { by: "Noor Haddad", who: "Maya Stern" }));
    events
}

fn changes(calendar: Calendar) -> Events {
    let (priya, noor) = ("Priya Raman", "Noor Haddad");
    vec![
        (calendar.at(150, 14, 5), Event::ChangeRole { by: OWNER, who: "Greta Holm", role: "admin" }),
        (
            calendar.at(137, 10, 41),
            Event::TryChangeRole { by: "Sofia Almeida", who: "Sofia Almeida", role: "editor" },
        ),
        (calendar.at(112, 15, 22), Event::ChangeRole { by: priya, who: "Ada Kowalska", role: "editor" }),
        (calendar.at(97, 11, 9), Event::Deactivate { by: noor, who: "Erik Sandberg" }),
        (calendar.at(86, 9, 50), Event::TryInvite("Jonas Weber")),
        (calendar.at(79, 16, 30), Event::Remove { by: priya, who: "Xavier Roux" }),
        (calendar.at(74, 12, 0), Event::ChangeRole { by: priya, who: "Ada Kowalska", role: "viewer" }),
        (calendar.at(63, 10, 10), Event::Deactivate { by: priya, who: "Julia Nowak" }),
        (calendar.at(55, 9, 12), Event::Activate { by: priya, who: "Julia Nowak" }),
        (calendar.at(52, 14, 44), Event::ChangeRole { by: OWNER, who: "Greta Holm", role: "editor" }),
        (calendar.at(44, 17, 5), Event::Leave("Wanda Kruger")),
        (calendar.at(36, 10, 26), Event::Deactivate { by: noor, who: "Paula Gómez" }),
        (calendar.at(30, 11, 37), Event::ChangeRole { by: noor, who: "Amara Diallo", role: "viewer" }),
        (calendar.at(28, 9, 3), Event::TryChangeRole { by: priya, who: OWNER, role: "editor" }),
        (calendar.at(17, 13, 58), Event::Deactivate { by: priya, who: "Gideon Stein" }),
        (calendar.at(9, 15, 14), Event::ChangeRole { by: priya, who: "Ben Carter", role: "editor" }),
        (calendar.at(1, 10, 20), Event::ChangeRole { by: OWNER, who: "Amara Diallo", role: "editor" }),
        (calendar.at(1, 15, 47), Event::TryInvite("Pablo Reyes")),
    ]
}

/// How many minutes ago people were last here: a few are here now, most were this week, one has not been for
/// three months.
const LAST_SEEN: [i64; 14] =
    [3, 18, 41, 95, 160, 310, 560, 1_290, 1_730, 2_900, 4_400, 7_300, 11_600, 18_900];

fn visits(calendar: Calendar) -> Events {
    let gone = ["Xavier Roux", "Wanda Kruger", "Erik Sandberg", "Paula Gómez", "Gideon Stein"];
    let mut events = Vec::new();
    for cohort in &COHORTS {
        for who in cohort.people {
            // Everybody looked around once, some days after they had come.
            let first = calendar.at(cohort.days, 9, 30) + TimeDelta::minutes(2_900 + spread(who));
            events.push((first.min(calendar.end - TimeDelta::minutes(7)), Event::Visit(who)));
            if gone.contains(who) || *who == "Sofia Almeida" {
                continue;
            }
            let ago =
                LAST_SEEN.get(spread(who).unsigned_abs() as usize % LAST_SEEN.len()).copied().unwrap_or(1);
            let last = calendar.end - TimeDelta::minutes(ago);
            events.push((last.max(first), Event::Visit(who)));
        }
    }
    for (who, _) in SIGN_INS {
        events.push((calendar.at(5, 12, 30), Event::ReadNotices(who)));
        events.push((calendar.end - TimeDelta::minutes(1), Event::Visit(who)));
    }
    events
}

/// A number that is always the same for the same name.
fn spread(name: &str) -> i64 {
    name.bytes().fold(7, |sum, byte| (sum * 31 + i64::from(byte)) % 1_009)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nothing_happens_before_the_beginning_or_after_the_end() {
        let end = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let chapters = story(end);
        let events: Vec<_> = chapters.iter().flat_map(|chapter| &chapter.events).collect();
        assert!(events.first().is_some_and(|event| matches!(event.1, Event::Found)));
        assert!(events.iter().all(|event| event.0 <= end));
        assert!(events.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert!(end - events[0].0 < TimeDelta::days(super::super::cast::DAYS));
    }

    #[test]
    fn about_sixty_people_come_and_nobody_comes_twice() {
        let mut names = BTreeSet::from([OWNER]);
        for who in COHORTS.iter().flat_map(|cohort| cohort.people) {
            assert!(names.insert(who), "{who} comes twice");
        }
        assert!((58..=66).contains(&names.len()), "{}", names.len());
    }
}
