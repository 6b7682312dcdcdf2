//! Throws away what is past its time: `docs/operating.md` says how long each is kept.

use chrono::{DateTime, TimeDelta, Utc};

use super::store::{self, Past};
use crate::app::App;
use crate::db::Verdict;
use crate::http::Refusal;

/// Rows of one transaction: nobody waits long for a lock.
const AT_ONCE: i64 = 1_000;

impl Past {
    const ALL: [Self; 6] =
        [Self::Sessions, Self::Secrets, Self::IdempotencyKeys, Self::Mails, Self::Notices, Self::Warnings];

    /// How long it is kept after it was over.
    const fn kept_for(self) -> TimeDelta {
        match self {
            // A stolen token that is used again shows for as long as its session is known.
            Self::Sessions => TimeDelta::days(30),
            Self::Secrets => TimeDelta::days(7),
            // The promise of the API.
            Self::IdempotencyKeys => TimeDelta::hours(24),
            // What became of a mail is asked for a while; its text is wiped with its delivery.
            Self::Mails => TimeDelta::days(30),
            Self::Notices => TimeDelta::days(365),
            Self::Warnings => TimeDelta::days(30),
        }
    }
}

/// Throws away all that is past its time, a piece after the other.
pub(super) fn prune(app: &App) -> Result<(), Refusal> {
    let now = app.clock.now();
    for past in Past::ALL {
        let before: DateTime<Utc> = now - past.kept_for();
        loop {
            if !app.db.read(|conn| store::is_past(conn, past, before))? {
                break;
            }
            let gone = app.db.write(|conn| store::prune(conn, past, before, AT_ONCE).map(Verdict::Commit))?;
            tracing::info!(?past, gone, "threw away what was past its time");
            if gone == 0 {
                break;
            }
        }
    }
    Ok(())
}
