//! The snapshot of each organization, kept in memory at its version.
//!
//! A write puts the new one before it is acknowledged. Whoever asks names the version that they read in
//! their own transaction: an older snapshot is never handed out, and a newer one neither.

use std::sync::Arc;

use shared::access::Snapshot;
use shared::ids::OrganizationId;

use super::store;
use crate::app::App;
use crate::db::AnyConn;
use crate::http::Refusal;

/// How many organizations are kept.
const KEPT: usize = 1_000;

/// A bounded cache.
pub struct Snapshots(quick_cache::sync::Cache<OrganizationId, Arc<Snapshot>>);

impl std::fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshots({})", self.0.len())
    }
}

impl Default for Snapshots {
    fn default() -> Self {
        Self(quick_cache::sync::Cache::new(KEPT))
    }
}

impl Snapshots {
    /// Puts the snapshot that a committed write made. An older one never replaces a newer one.
    pub fn put(&self, organization: OrganizationId, snapshot: Arc<Snapshot>) {
        if self.0.get(&organization).is_none_or(|kept| kept.version() < snapshot.version()) {
            self.0.insert(organization, snapshot);
        }
    }
}

/// The organization's snapshot at exactly this version, which the caller's transaction sees.
pub fn at(
    conn: &mut AnyConn,
    app: &App,
    organization: OrganizationId,
    version: u64,
) -> Result<Arc<Snapshot>, Refusal> {
    if let Some(kept) = app.snapshots.0.get(&organization)
        && kept.version() == version
    {
        return Ok(kept);
    }
    let loaded = Arc::new(store::load(conn, organization, version)?);
    app.snapshots.put(organization, Arc::clone(&loaded));
    Ok(loaded)
}

/// The organization's snapshot at the version that this transaction sees.
pub fn now(conn: &mut AnyConn, app: &App, organization: OrganizationId) -> Result<Arc<Snapshot>, Refusal> {
    let version = store::version(conn, organization)?;
    at(conn, app, organization, version)
}
