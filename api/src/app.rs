//! What every request shares.

use std::sync::Arc;

use shared::access::Models;

use crate::access;
use crate::access::models::ModelsError;
use crate::access::snapshots::Snapshots;
use crate::activity::Activity;
use crate::authn::keys::Keys;
use crate::authn::passwords::Passwords;
use crate::authn::recent::Recent;
use crate::config::Config;
use crate::db::Db;
use crate::db::lock::Lock;
use crate::domains::dns::Dns;
use crate::evaluations::home::Homes;
use crate::http::limits::Limits;
use crate::live::{Event, Live};
use crate::outbox::mail::Mailer;
use crate::runtime::Clock;

/// One running server.
#[derive(Debug)]
pub struct App {
    pub config: Config,
    /// Private to the gates: everything else is handed a transaction.
    pub(crate) db: Db,
    /// What organizations can be created with, and are read by.
    pub models: Models,
    pub clock: Clock,
    pub keys: Keys,
    pub passwords: Passwords,
    pub snapshots: Snapshots,
    pub recent: Recent,
    pub homes: Homes,
    pub live: Live,
    pub activity: Activity,
    pub limits: Limits,
    pub mailer: Mailer,
    pub dns: Dns,
    /// Woken after each commit: mail leaves at once.
    pub outbox_wake: tokio::sync::Notify,
    /// No other process writes as long as this one is here.
    _lock: Lock,
}

/// Why a server did not come up.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Models(#[from] ModelsError),
    #[error("{0}")]
    Open(#[from] crate::db::OpenError),
    #[error("{0}")]
    Lock(#[from] crate::db::lock::LockError),
    #[error("the tables could not be brought up to date: {0}")]
    Migrate(Box<dyn std::error::Error + Send + Sync>),
    #[error("{0}")]
    Keys(#[from] crate::authn::keys::KeysError),
    #[error("{0}")]
    Mail(#[from] crate::outbox::mail::MailConfigError),
    #[error("the password settings are out of range: {0}")]
    Passwords(#[from] argon2::Error),
    #[error("{0}")]
    Db(#[from] crate::db::DbError),
}

impl App {
    /// Opens the database, keeps other processes from writing, brings its tables up to date and loads the keys.
    pub fn start(config: Config) -> Result<Arc<Self>, StartError> {
        Self::start_behind(config, 0)
    }

    /// The same with a clock that is this many seconds behind the deployment's: for the demo, whose people
    /// have been here for months. It goes ahead from there as any clock of ours.
    pub fn start_behind(config: Config, seconds: i64) -> Result<Arc<Self>, StartError> {
        // Before the database is touched: a file with anything wrong in it does nothing at all.
        let models = access::models::load(config.model_file.as_deref())?;
        let db = Db::open(&config.database_url, config.database_connections)?;
        let lock = db.lock()?;
        let migrated = db.migrate().map_err(StartError::Migrate)?;
        for name in &migrated.0 {
            tracing::info!(migration = %name, "brought the tables up to date");
        }
        db.read(|conn| access::models::check(conn, &models))?;
        let moved = if config.dev { db.read(crate::dev::clock_offset)? } else { 0 };
        let clock = Clock::ahead(moved - seconds);
        let keys = Keys::load(&db, &clock, config.master_key.as_ref().map(|key| key.expose()))?;
        let passwords = Passwords::new(config.password_memory_kib, config.password_parallel)?;
        let mailer = Mailer::new(&config)?;
        let alone = db.is_embedded();
        Ok(Arc::new(Self {
            limits: Limits::new(config.dev),
            mailer,
            dns: Dns::new(config.dns_server),
            passwords,
            keys,
            clock,
            db,
            config,
            models,
            snapshots: Snapshots::new(alone),
            recent: Recent::default(),
            homes: Homes::default(),
            live: Live::default(),
            activity: Activity::default(),
            outbox_wake: tokio::sync::Notify::new(),
            _lock: lock,
        }))
    }

    /// Tells open pages what was just committed, and forgets what it ended.
    pub fn publish(&self, event: Event) {
        if let Event::SessionEnded { user } = &event {
            self.recent.ended(*user, self.clock.now());
        }
        self.live.publish(event);
    }
}
