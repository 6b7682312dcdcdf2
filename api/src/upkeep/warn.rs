//! Tells a person what of theirs ends in seven days, and in one: once each.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use shared::ids::{OrganizationId, UserId};
use shared::notifications::{Page, Topic};

use super::ending::{Ending, Names, list};
use super::store::{self, Audience, Due};
use crate::access::snapshots;
use crate::app::App;
use crate::db::{AnyConn, Verdict};
use crate::http::Refusal;
use crate::notifications::{self, Notice};

/// How long ahead, in days, the longest first.
pub(super) const AHEAD: [i32; 2] = [7, 1];

/// Rows that are looked at in one go; what is more follows.
pub(super) const AT_ONCE: i64 = 500;

/// The window of each warning: of an end that is nearer than the next one, only that one is told.
pub(super) fn windows(longer_by: TimeDelta) -> [(i32, TimeDelta, TimeDelta); 2] {
    let [week, day] = AHEAD;
    let near = TimeDelta::days(i64::from(day)) + longer_by;
    [(day, TimeDelta::zero(), near), (week, near, TimeDelta::days(i64::from(week)) + longer_by)]
}

/// Tells everybody who is to be told now.
pub(super) fn warn(app: &App) -> Result<(), Refusal> {
    let now = app.clock.now();
    for (days, from, to) in windows(TimeDelta::zero()) {
        loop {
            let due = app.db.read(|conn| {
                store::due(conn, Audience::Person, days, (now + from, now + to), None, AT_ONCE)
            })?;
            if due.is_empty() {
                break;
            }
            for (organization, due) in by_organization(due) {
                let told = app
                    .db
                    .write(|conn| warn_in(conn, app, organization, days, &due, now).map(Verdict::Commit))?;
                super::announce(app, told);
            }
        }
    }
    Ok(())
}

pub(super) fn by_organization(due: Vec<Due>) -> BTreeMap<OrganizationId, Vec<Due>> {
    let mut all: BTreeMap<OrganizationId, Vec<Due>> = BTreeMap::new();
    for due in due {
        all.entry(due.organization).or_default().push(due);
    }
    all
}

fn warn_in(
    conn: &mut AnyConn,
    app: &App,
    organization: OrganizationId,
    days: i32,
    due: &[Due],
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, Refusal> {
    // From here on nobody changes what ends, and no other process claims it.
    let Some(place) = store::lock(conn, organization)? else { return Ok(Vec::new()) };
    let mine = store::claim(conn, Audience::Person, days, due, now)?;
    let snapshot = snapshots::now(conn, app, organization)?;
    let endings: Vec<Ending> = mine
        .iter()
        .filter(|due| due.was_set_before(days))
        .filter_map(|due| Ending::standing(&snapshot, due, now))
        .collect();
    let names = Names::of(conn, &endings)?;
    let mut of_people: BTreeMap<UserId, Vec<usize>> = BTreeMap::new();
    for (index, ending) in endings.iter().enumerate() {
        for user in ending.users(&snapshot, now) {
            of_people.entry(user).or_default().push(index);
        }
    }
    // Who is told the same is told in one go: of a group's grant, all of its members.
    let mut together: BTreeMap<Vec<usize>, Vec<UserId>> = BTreeMap::new();
    for (user, indexes) in of_people {
        together.entry(indexes).or_default().push(user);
    }
    let mut told = Vec::new();
    for (indexes, users) in together {
        let mut theirs: Vec<Ending> = indexes.iter().map(|index| endings[*index].clone()).collect();
        let notice = match theirs.as_slice() {
            [one] => {
                let what = names.own(one, &place);
                let text = format!("{what} ends on {}.", one.ends_at.format("%-d %B %Y, %H:%M UTC"));
                Notice::new(Topic::Endings, "endings.warned", text).at(one.page())
            }
            _ => {
                let what = list(&mut theirs, |ending| names.short(ending));
                let text = format!("In {}, access of yours ends soon: {what}.", place.name);
                Notice::new(Topic::Endings, "endings.warned", text).at(Page::OwnAccess)
            }
        };
        told.extend(notifications::tell(conn, app, now, Some(&place), &users, &notice)?);
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r7_no_end_falls_between_two_windows_or_into_both() {
        for longer_by in [TimeDelta::zero(), TimeDelta::days(1)] {
            let [(day, from, near), (week, next, far)] = windows(longer_by);
            assert_eq!((day, week, from), (1, 7, TimeDelta::zero()));
            assert_eq!(near, next);
            assert_eq!(far - longer_by, TimeDelta::days(7));
        }
    }
}
