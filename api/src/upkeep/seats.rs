//! Sends invitations that wait for a seat where time has freed one: a membership ended, an invitation expired. What
//! somebody does to free one sends them with it.

use super::store;
use crate::access::snapshots;
use crate::app::App;
use crate::authz::{Outcome, operator};
use crate::http::{Refusal, Request};
use crate::{invitations, seats};

/// Looks at every organization in which somebody waits.
pub(super) fn send(app: &App) -> Result<(), Refusal> {
    let now = app.clock.now();
    let ready = app.db.read::<_, Refusal>(|conn| {
        let mut ready = Vec::new();
        for organization in store::queueing(conn)? {
            let snapshot = snapshots::now(conn, app, organization)?;
            if seats::at(conn, organization, &snapshot, now)?.has_free() {
                ready.push(organization);
            }
        }
        Ok(ready)
    })?;
    for organization in ready {
        let request = Request::unasked("invitations.send", "usher", now);
        let sent = operator::as_the_service(app, &request, organization, |tx| {
            Ok(Outcome::changed_each((), invitations::queue::send(tx)?))
        });
        // Those behind it have waited as long.
        if let Err(refusal) = sent {
            tracing::warn!(%organization, cause = ?refusal.cause, "who waits for a seat was not asked in");
        }
    }
    Ok(())
}
