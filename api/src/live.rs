//! What just happened, for pages that are open: one channel for the process, filtered by each listener.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use shared::ids::{MemberId, OrganizationId, UserId};
use tokio::sync::{broadcast, watch};

/// Something that an open page may want to know.
#[derive(Debug, Clone)]
pub enum Event {
    /// An organization has a new version.
    Version { organization: OrganizationId, version: u64, members: Vec<MemberId> },
    /// These people, in order, have other notices than before.
    Notices { users: Arc<[UserId]> },
    /// A person ended a session, or all of them.
    SessionEnded { user: UserId },
}

impl Event {
    /// These people have other notices than before.
    pub fn notices(users: impl IntoIterator<Item = UserId>) -> Self {
        let users: BTreeSet<UserId> = users.into_iter().collect();
        Self::Notices { users: users.into_iter().collect() }
    }
}

/// How many streams one person may hold open: a few dozen tabs, and no more.
const MOST_STREAMS: usize = 20;

/// The channel.
#[derive(Debug)]
pub struct Live {
    events: broadcast::Sender<Event>,
    closing: watch::Sender<bool>,
    streams: Mutex<HashMap<UserId, usize>>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            events: broadcast::Sender::new(1_024),
            closing: watch::Sender::new(false),
            streams: Mutex::default(),
        }
    }
}

impl Live {
    /// Tells whoever listens. Nobody listening is no error.
    pub fn publish(&self, event: Event) {
        let _ = self.events.send(event);
    }

    /// Everything from now on.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Lets every stream go: the server stops, and would wait for them.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Turns true when the server stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Counts one more stream of this person; `false` where there are as many as may be.
    pub(crate) fn enter(&self, user: UserId) -> bool {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let open = streams.entry(user).or_default();
        let free = *open < MOST_STREAMS;
        *open += usize::from(free);
        free
    }

    /// Counts one less.
    pub(crate) fn leave(&self, user: UserId) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&user) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                streams.remove(&user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_holds_so_many_streams_and_a_closed_one_makes_room() {
        let (live, user) = (Live::default(), UserId::from_uuid(uuid::Uuid::from_u128(1)));
        assert!((0..MOST_STREAMS).all(|_| live.enter(user)));
        assert!(!live.enter(user));
        assert!(live.enter(UserId::from_uuid(uuid::Uuid::from_u128(2))));
        live.leave(user);
        assert!(live.enter(user));
    }
}
