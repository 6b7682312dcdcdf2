//! Waiting for what is waited for: nothing here takes longer than the product does.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long the product may take. A machine that runs other tests beside is slow; a page that needs longer is broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How often is looked.
const OFTEN: Duration = Duration::from_millis(40);

/// Looks until there is something to see, and fails with `what` where nothing comes.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    match within(PATIENCE, look).await {
        Some(seen) => seen,
        None => panic!("waited {} s for {what}", PATIENCE.as_secs()),
    }
}

/// Looks until there is something to see or the time is up.
pub(crate) async fn within<T>(patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    let mut ticks = interval(OFTEN);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(seen) = look().await {
            return Some(seen);
        }
        if Instant::now() > deadline {
            return None;
        }
    }
}
