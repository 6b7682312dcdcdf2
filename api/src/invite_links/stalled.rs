//! A link that lets nobody in, because of whoever set it or because no seat is free: admins are told, once.

use chrono::{DateTime, Utc};
use shared::notifications::{Page, Topic};
use shared::problem::Code;

use super::store;
use crate::access::snapshots;
use crate::app::App;
use crate::db::Verdict;
use crate::http::Refusal;
use crate::live::Event;
use crate::members::admit::admins;
use crate::notifications::{self, Notice, Place};

/// Notes that somebody was turned away for it. It changes nothing of the link: that waits for an admin.
pub(super) fn note(app: &App, hash: &str, why: Code, now: DateTime<Utc>) {
    let told = app.db.write::<_, Refusal>(|conn| {
        let Some(organization) = store::note_stalled(conn, hash, now)? else {
            return Ok(Verdict::RollBack(Vec::new()));
        };
        let snapshot = snapshots::now(conn, app, organization)?;
        let admins = admins(&snapshot, now);
        let (name, slug) = store::place(conn, organization)?;
        let why = match why {
            Code::SeatsFull => "no seat is free. Free one, or change the plan.",
            _ => "whoever set it left, or can no longer give its role. Set it again, or reset it.",
        };
        let text = format!("Somebody could not join {name} by its invite link: {why}");
        let place = Place { id: organization, name, slug };
        let notice = Notice::new(Topic::Requests, "invite_links.stalled", text).at(Page::InviteLink);
        let told = notifications::tell(conn, app, now, Some(&place), &admins, &notice)?;
        Ok(Verdict::Commit(told))
    });
    match told {
        Ok(told) => app.publish(Event::notices(told)),
        Err(error) => tracing::warn!(code = error.code.key(), "admins were not told of a stalled link"),
    }
}
