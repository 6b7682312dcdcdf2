//! Tells those who can prolong an access what ends: once a day for an organization, all in one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use shared::access::{Access, CoreScope, Member, Resource};
use shared::ids::{OrganizationId, UserId};
use shared::notifications::{Page, Topic};

use super::ending::{Ending, Names, list};
use super::store::{self, Audience};
use super::warn::{AT_ONCE, windows};
use crate::access::{snapshots, visible};
use crate::app::App;
use crate::db::{AnyConn, Verdict};
use crate::http::Refusal;
use crate::notifications::{self, Notice};

/// The next one comes in a day: what falls due until then is told now, so that nobody hears too late.
const UNTIL_THE_NEXT: TimeDelta = TimeDelta::days(1);

/// Ends that one telling counts of each window; what is more is told with the next.
const MOST: i64 = 5_000;

/// Tells the admins of every organization in which something ends and that was not told today.
pub(super) fn tell(app: &App) -> Result<(), Refusal> {
    let now = app.clock.now();
    let day = now.date_naive().to_string();
    loop {
        let organizations = app.db.read(|conn| {
            let mut organizations = BTreeSet::new();
            for (days, from, to) in windows(UNTIL_THE_NEXT) {
                let window = (now + from, now + to);
                let due = store::due(conn, Audience::Admins { day: &day }, days, window, None, AT_ONCE)?;
                organizations.extend(due.into_iter().map(|due| due.organization));
            }
            Ok::<_, Refusal>(organizations)
        })?;
        if organizations.is_empty() {
            return Ok(());
        }
        for organization in organizations {
            let told =
                app.db.write(|conn| tell_in(conn, app, organization, &day, now).map(Verdict::Commit))?;
            super::announce(app, told);
        }
    }
}

fn tell_in(
    conn: &mut AnyConn,
    app: &App,
    organization: OrganizationId,
    day: &str,
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, Refusal> {
    let Some(place) = store::lock(conn, organization)? else { return Ok(Vec::new()) };
    let audience = Audience::Admins { day };
    let mut due = Vec::new();
    for (days, from, to) in windows(UNTIL_THE_NEXT) {
        let window = (now + from, now + to);
        due.push((days, store::due(conn, audience, days, window, Some(organization), MOST)?));
    }
    if due.iter().all(|(_, due)| due.is_empty()) {
        // Another process was quicker.
        return Ok(Vec::new());
    }
    store::claim_day(conn, organization, day)?;
    let snapshot = snapshots::now(conn, app, organization)?;
    let mut endings: Vec<Ending> = Vec::new();
    for (days, due) in due {
        let mine = store::claim(conn, audience, days, &due, now)?;
        let standing = mine.iter().filter(|due| due.was_set_before(days));
        endings.extend(standing.filter_map(|due| Ending::standing(&snapshot, due, now)));
    }
    if endings.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(conn, &endings)?;
    let manages = |member: &&Member| {
        snapshot.check(member.id, Resource::Organization, CoreScope::Members, Access::Full, now)
    };
    // Nobody is told of a place that they do not see. Who sees the same is told in one go.
    let mut together: BTreeMap<Vec<usize>, Vec<UserId>> = BTreeMap::new();
    for admin in snapshot.members().filter(manages) {
        let seen = |index: &usize| visible(&snapshot, admin.id, endings[*index].on, now);
        together.entry((0..endings.len()).filter(seen).collect()).or_default().push(admin.user);
    }
    let mut told = Vec::new();
    for (indexes, admins) in together.into_iter().filter(|(indexes, _)| !indexes.is_empty()) {
        let mut seen: Vec<Ending> = indexes.iter().map(|index| endings[*index].clone()).collect();
        let what = list(&mut seen, |ending| names.others(ending));
        let text = format!("In {}, access of others ends soon: {what}.", place.name);
        let notice = Notice::new(Topic::EndingsOfOthers, "endings.digest", text).at(Page::Members);
        told.extend(notifications::tell(conn, app, now, Some(&place), &admins, &notice)?);
    }
    Ok(told)
}
