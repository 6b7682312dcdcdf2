//! The snapshot of each organization, kept in memory at its version, and how new it is.
//!
//! A write puts its snapshot here before it is acknowledged, so an answer on the node that took the write is
//! never older. Of writes in other processes this one hears ([`super::freshness`]): a snapshot that is known
//! to be behind is not served, and neither is any while this process has not looked around for
//! [`STALENESS_SECONDS`]. Then the database is asked.
//!
//! Operations that hold a transaction name the version that it sees: an older snapshot is never handed to
//! them, and a newer one neither. Checks take what is [`served`](Snapshots::served).

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use shared::access::Snapshot;
use shared::evaluations::wire::STALENESS_SECONDS;
use shared::ids::OrganizationId;

use super::store;
use crate::app::App;
use crate::authn::api_keys::{self, ApiKey};
use crate::db::AnyConn;
use crate::http::Refusal;

/// How many organizations are kept.
const KEPT: usize = 1_000;

/// How many snapshots are kept for whoever pages through a search.
const PINNED: usize = 100;

/// The most that somebody waits for a version to come about.
const PATIENCE: Duration = Duration::from_secs(2);

/// The keys of an organization that are not revoked, by the hash of their secret.
pub type Keys = HashMap<[u8; 32], ApiKey>;

/// What checks are answered from.
#[derive(Debug, Clone)]
pub struct Served {
    pub snapshot: Arc<Snapshot>,
    /// Absent until a check by a key asks for them.
    pub keys: Option<Arc<Keys>>,
}

/// One organization's place in the cache.
#[derive(Debug, Default)]
struct Place {
    served: RwLock<Option<Arc<Served>>>,
    /// The newest version that this process has heard of.
    heard: AtomicU64,
    /// One load at a time, whoever asks.
    loading: Mutex<()>,
}

impl Place {
    fn now(&self) -> Option<Arc<Served>> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn version(&self) -> u64 {
        self.now().map_or(0, |served| served.snapshot.version())
    }

    /// An older one never takes the place of a newer one.
    fn set(&self, new: Served) {
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        let version = new.snapshot.version();
        let keep = served.as_ref().is_some_and(|kept| {
            kept.snapshot.version() > version
                || (kept.snapshot.version() == version && (kept.keys.is_some() || new.keys.is_none()))
        });
        if !keep {
            *served = Some(Arc::new(new));
        }
        self.heard.fetch_max(version, Ordering::SeqCst);
    }
}

/// A bounded cache.
pub struct Snapshots {
    places: quick_cache::sync::Cache<OrganizationId, Arc<Place>>,
    pinned: quick_cache::sync::Cache<(OrganizationId, u64), Arc<Snapshot>>,
    /// Whether no other process writes to the database.
    alone: bool,
    started: Instant,
    /// When this process last began to look around, in milliseconds after `started`.
    looked: AtomicU64,
    news: (Mutex<()>, Condvar),
}

impl std::fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshots({})", self.places.len())
    }
}

impl Snapshots {
    /// An empty cache. `alone`: every write comes through this process.
    pub fn new(alone: bool) -> Self {
        Self {
            places: quick_cache::sync::Cache::new(KEPT),
            pinned: quick_cache::sync::Cache::new(PINNED),
            alone,
            started: Instant::now(),
            looked: AtomicU64::new(0),
            news: (Mutex::new(()), Condvar::new()),
        }
    }

    /// Puts the snapshot that a committed write made. `keys_changed`: a key came or went with it.
    pub fn put(&self, organization: OrganizationId, snapshot: Arc<Snapshot>, keys_changed: bool) {
        let place = self.place(organization);
        let keys = place
            .now()
            .filter(|kept| !keys_changed && kept.snapshot.version() + 1 == snapshot.version())
            .and_then(|kept| kept.keys.clone());
        place.set(Served { snapshot, keys });
        self.tell();
    }

    /// Another process made this version, or a newer one.
    pub fn heard(&self, organization: OrganizationId, version: u64) {
        if let Some(place) = self.places.get(&organization) {
            place.heard.fetch_max(version, Ordering::SeqCst);
            self.tell();
        }
    }

    /// What checks are answered from; `None` where the database has to be asked first.
    pub fn served(&self, organization: OrganizationId) -> Option<Arc<Served>> {
        if !self.is_fresh() {
            return None;
        }
        let place = self.places.get(&organization)?;
        let served = place.now()?;
        (served.snapshot.version() >= place.heard.load(Ordering::SeqCst)).then_some(served)
    }

    /// The same after asking the database, with the keys. One load at a time for each organization: whoever
    /// waited finds it done.
    pub fn catch_up(&self, app: &App, organization: OrganizationId) -> Result<Arc<Served>, Refusal> {
        let place = self.place(organization);
        let _turn = place.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(served) = self.served(organization).filter(|served| served.keys.is_some()) {
            return Ok(served);
        }
        self.load(app, &place, organization)
    }

    /// The same where memory has been asked and lacks what should be there: it may have come about just now in
    /// another process.
    pub fn look_again(&self, app: &App, organization: OrganizationId) -> Result<Arc<Served>, Refusal> {
        let place = self.place(organization);
        let _turn = place.loading.lock().unwrap_or_else(PoisonError::into_inner);
        self.load(app, &place, organization)
    }

    fn load(&self, app: &App, place: &Place, organization: OrganizationId) -> Result<Arc<Served>, Refusal> {
        let served = app.db.read(|conn| {
            let version = store::version(conn, organization)?;
            let snapshot = advanced(conn, app, place.now().as_deref(), organization, version)?;
            let keys = Some(Arc::new(api_keys::live(conn, organization)?));
            Ok::<_, Refusal>(Served { snapshot, keys })
        })?;
        place.set(served.clone());
        self.tell();
        Ok(Arc::new(served))
    }

    /// Waits until this process has heard of a version, for [`PATIENCE`] from `since`; whether it has.
    pub fn wait_for(&self, organization: OrganizationId, version: u64, since: Instant) -> bool {
        let place = self.place(organization);
        let mut turn = self.news.0.lock().unwrap_or_else(PoisonError::into_inner);
        while place.heard.load(Ordering::SeqCst) < version {
            let left = PATIENCE.saturating_sub(since.elapsed());
            if left.is_zero() {
                return false;
            }
            (turn, _) = self.news.1.wait_timeout(turn, left).unwrap_or_else(PoisonError::into_inner);
        }
        true
    }

    /// Keeps a snapshot for whoever pages through it.
    pub fn pin(&self, snapshot: &Arc<Snapshot>) {
        self.pinned.insert((snapshot.organization(), snapshot.version()), Arc::clone(snapshot));
    }

    /// A snapshot that was pinned, if it is still here.
    pub fn pinned(&self, organization: OrganizationId, version: u64) -> Option<Arc<Snapshot>> {
        self.pinned.get(&(organization, version))
    }

    /// The organizations that are kept.
    pub fn kept(&self) -> Vec<OrganizationId> {
        self.places.iter().map(|(organization, _)| organization).collect()
    }

    /// Those of them that are known to be behind.
    pub fn behind(&self) -> Vec<OrganizationId> {
        let behind =
            |place: &Place| place.now().is_some() && place.version() < place.heard.load(Ordering::SeqCst);
        self.places.iter().filter(|(_, place)| behind(place)).map(|(organization, _)| organization).collect()
    }

    /// This process has looked at what all others did, beginning at this moment.
    pub fn looked(&self, began: Instant) {
        let after = u64::try_from(began.duration_since(self.started).as_millis()).unwrap_or(u64::MAX);
        self.looked.fetch_max(after, Ordering::SeqCst);
    }

    /// Whether every other process's writes are known of but the latest, within the published bound.
    pub fn is_fresh(&self) -> bool {
        if self.alone {
            return true;
        }
        let looked = Duration::from_millis(self.looked.load(Ordering::SeqCst));
        self.started.elapsed().saturating_sub(looked) <= Duration::from_secs(STALENESS_SECONDS)
    }

    fn place(&self, organization: OrganizationId) -> Arc<Place> {
        let made = self
            .places
            .get_or_insert_with(&organization, || Ok::<_, std::convert::Infallible>(Arc::default()));
        made.unwrap_or_else(|never| match never {})
    }

    fn tell(&self) {
        // Under the lock, so that nobody looks before and waits after.
        let _turn = self.news.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.news.1.notify_all();
    }
}

/// The organization's snapshot at exactly this version, which the caller's transaction sees.
pub fn at(
    conn: &mut AnyConn,
    app: &App,
    organization: OrganizationId,
    version: u64,
) -> Result<Arc<Snapshot>, Refusal> {
    let place = app.snapshots.place(organization);
    let kept = place.now();
    if let Some(kept) = &kept
        && kept.snapshot.version() == version
    {
        return Ok(Arc::clone(&kept.snapshot));
    }
    let snapshot = advanced(conn, app, kept.as_deref(), organization, version)?;
    // Whether a key came or went meanwhile is not known here: they are read again when one is used.
    place.set(Served { snapshot: Arc::clone(&snapshot), keys: None });
    Ok(snapshot)
}

/// The organization's snapshot at the version that this transaction sees.
pub fn now(conn: &mut AnyConn, app: &App, organization: OrganizationId) -> Result<Arc<Snapshot>, Refusal> {
    let version = store::version(conn, organization)?;
    at(conn, app, organization, version)
}

/// The snapshot at this version: the kept one, that with what has changed since, or loaded afresh.
fn advanced(
    conn: &mut AnyConn,
    app: &App,
    kept: Option<&Served>,
    organization: OrganizationId,
    version: u64,
) -> Result<Arc<Snapshot>, Refusal> {
    let Some(kept) = kept else {
        return Ok(Arc::new(store::load(conn, &app.models, organization, version)?));
    };
    if kept.snapshot.version() == version {
        return Ok(Arc::clone(&kept.snapshot));
    }
    if kept.snapshot.version() < version
        && let Some(next) = store::advance(conn, &kept.snapshot, version)?
    {
        return Ok(Arc::new(next));
    }
    Ok(Arc::new(store::load(conn, &app.models, organization, version)?))
}
