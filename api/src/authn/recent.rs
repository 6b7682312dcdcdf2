//! Access tokens whose sessions were found alive, so that a check asks no database who is calling.
//!
//! A token is confirmed once, against its session's row, and then known until it runs out. When sessions of a
//! person end, here or in another process, what was confirmed before counts no more: their next request is
//! looked up again. Confirming says which *epoch* it began in, and an end begins a new one, so a look-up that
//! an end overtook is never taken for one after it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use shared::ids::UserId;

use super::principal::{self, Principal};
use super::{secrets, tokens};
use crate::app::App;
use crate::http::Refusal;

/// How many tokens are remembered.
const KEPT: usize = 50_000;

/// How many people's ends are remembered before those are dropped that no token is older than.
const ENDED: usize = 10_000;

/// What this process knows of tokens.
pub struct Recent {
    known: quick_cache::sync::Cache<[u8; 32], Known>,
    ended: RwLock<HashMap<UserId, (u64, DateTime<Utc>)>>,
    epoch: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    user: UserId,
    until: DateTime<Utc>,
    epoch: u64,
}

impl std::fmt::Debug for Recent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recent({})", self.known.len())
    }
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            known: quick_cache::sync::Cache::new(KEPT),
            ended: RwLock::default(),
            epoch: AtomicU64::new(1),
        }
    }
}

impl Recent {
    /// Whose token this is, if that was confirmed and nothing has happened since.
    pub fn user(&self, token: &str, now: DateTime<Utc>) -> Option<UserId> {
        let known = self.known.get(&secrets::digest(token))?;
        let ended = self.ended.read().unwrap_or_else(PoisonError::into_inner);
        let stands = ended.get(&known.user).is_none_or(|(epoch, _)| *epoch <= known.epoch);
        (stands && now < known.until).then_some(known.user)
    }

    /// Sessions of this person ended.
    pub fn ended(&self, user: UserId, now: DateTime<Utc>) {
        let mut ended = self.ended.write().unwrap_or_else(PoisonError::into_inner);
        let epoch = self.epoch.fetch_add(1, Ordering::SeqCst) + 1;
        if ended.len() >= ENDED {
            ended.retain(|_, (_, at)| *at + tokens::LIFETIME + tokens::LIFETIME > now);
        }
        ended.insert(user, (epoch, now));
    }
}

/// Asks the database whose token this is, and remembers it. 401 and 403 as for any other operation.
pub fn confirm(app: &App, token: &str, now: DateTime<Utc>) -> Result<UserId, Refusal> {
    let epoch = app.recent.epoch.load(Ordering::SeqCst);
    let principal: Principal = app.db.read(|conn| principal::session(conn, app, token, now))?;
    principal.require_verified(app)?;
    if let Some(until) = tokens::expiry(&app.keys, &app.config.public_url, token) {
        let known = Known { user: principal.user, until, epoch };
        app.recent.known.insert(secrets::digest(token), known);
    }
    Ok(principal.user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_before_a_session_ended_counts_no_more() {
        let (recent, now) = (Recent::default(), DateTime::<Utc>::UNIX_EPOCH);
        let [user, other] = [1, 2].map(|bits| UserId::from_uuid(uuid::Uuid::from_u128(bits)));
        let know = |token: &str, user, epoch| {
            recent.known.insert(secrets::digest(token), Known { user, until: now + tokens::LIFETIME, epoch });
        };
        // A look-up that began before the end and came back after it.
        let before = recent.epoch.load(Ordering::SeqCst);
        know("theirs", user, before);
        know("another's", other, before);
        assert_eq!(recent.user("theirs", now), Some(user));
        recent.ended(user, now);
        know("late", user, before);
        assert_eq!((recent.user("theirs", now), recent.user("late", now)), (None, None));
        assert_eq!(recent.user("another's", now), Some(other));
        know("new", user, recent.epoch.load(Ordering::SeqCst));
        assert_eq!(recent.user("new", now), Some(user));
        assert_eq!(recent.user("new", now + tokens::LIFETIME), None, "it ran out");
        assert_eq!(recent.user("unheard of", now), None);
    }
}
