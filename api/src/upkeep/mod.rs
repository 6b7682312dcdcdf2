//! What nobody asks for and has to be done all the same, every minute: people are told of an access that ends soon,
//! who waits for a seat gets one that became free, and what has served its time is thrown away.
//!
//! It follows the deployment's clock. Any number of processes may do it over one database: whoever claims a piece,
//! with a row, under the organization's lock, does it, and the others find nothing.
//!
//! | file | what it is |
//! | --- | --- |
//! | `warn` | tells a person what of theirs ends in seven days, and in one |
//! | `digest` | tells those who manage members what ends, once a day, all in one |
//! | `ending` | what ends, as people call it |
//! | `seats` | sends invitations that waited for a seat |
//! | `prune` | throws away what is past its time |
//! | `store` | the rows of all of these |

mod digest;
mod ending;
mod prune;
mod seats;
mod store;
mod warn;

use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserId;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::http::Refusal;
use crate::live::Event;

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(60);

/// Runs until `stop` says so; the round under way is finished first.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = due.tick() => {}
            changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
        }
        let app = Arc::clone(&app);
        if let Err(error) = spawn_blocking(move || do_due(&app)).await {
            tracing::error!(%error, "a round of upkeep ended badly");
        }
    }
}

/// Does everything that is due now. Blocks. What fails is done in the next round.
pub fn do_due(app: &App) {
    let pieces = [
        ("warnings", warn::warn as fn(&App) -> Result<(), Refusal>),
        ("digests", digest::tell),
        ("queued invitations", seats::send),
        ("pruning", prune::prune),
    ];
    for (piece, run) in pieces {
        if let Err(refusal) = run(app) {
            tracing::warn!(piece, cause = ?refusal.cause, "upkeep was not done; it is tried again");
        }
    }
}

/// Lets open pages and the outbox know of what was just committed.
fn announce(app: &App, told: Vec<UserId>) {
    if !told.is_empty() {
        app.publish(Event::notices(told));
        app.outbox_wake.notify_one();
    }
}

#[cfg(test)]
mod tests;
