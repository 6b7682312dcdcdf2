//! The two databases behind one connection type.
//!
//! SQLite: one writer connection, which every write waits for in turn, and a pool of readers beside it
//! (WAL). PostgreSQL: two pools of the same kind, so that long reads never keep a write from a connection.
//! Where the two part, the difference stands in this folder and nowhere else.

pub mod backup;
pub mod columns;
pub mod constraint;
pub mod lock;
mod migrate;
pub mod notice;
pub mod schema;

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};

pub use migrate::{Migrated, migrate};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConn {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

impl std::fmt::Debug for AnyConn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pg(_) => "AnyConn::Pg",
            Self::Sqlite(_) => "AnyConn::Sqlite",
        })
    }
}

/// Which database an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    Postgres,
    Sqlite { path: String },
}

impl Engine {
    /// `postgres://…`, `postgresql://…` or `sqlite://path`.
    pub fn of(url: &str) -> Option<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Some(Self::Postgres);
        }
        let path = url.strip_prefix("sqlite://")?;
        (!path.is_empty()).then(|| Self::Sqlite { path: path.to_owned() })
    }
}

#[derive(Debug, Clone)]
struct Manager {
    url: String,
    engine: Engine,
}

impl diesel::r2d2::ManageConnection for Manager {
    type Connection = AnyConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConn, Self::Error> {
        use diesel::r2d2::Error::{ConnectionError, QueryError};
        match &self.engine {
            Engine::Postgres => {
                let mut pg = PgConnection::establish(&self.url).map_err(ConnectionError)?;
                // Past this a wait for an organization's lock is answered with 503, not held.
                pg.batch_execute("SET lock_timeout = '5s'; SET timezone = 'UTC'").map_err(QueryError)?;
                Ok(AnyConn::Pg(pg))
            }
            Engine::Sqlite { path } => {
                let mut lite = SqliteConnection::establish(path).map_err(ConnectionError)?;
                lite.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000;",
                )
                .map_err(QueryError)?;
                Ok(AnyConn::Sqlite(lite))
            }
        }
    }

    fn is_valid(&self, conn: &mut AnyConn) -> Result<(), Self::Error> {
        use diesel::r2d2::R2D2Connection;
        conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut AnyConn) -> bool {
        use diesel::r2d2::R2D2Connection;
        conn.is_broken()
    }
}

/// Why a transaction did not come about.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection came free in time.
    #[error("no database connection came free: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

/// The pools of one database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    url: String,
    readers: diesel::r2d2::Pool<Manager>,
    writers: diesel::r2d2::Pool<Manager>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Db")
    }
}

impl Db {
    /// Opens the pools. A SQLite file is made where there is none.
    pub fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let engine = Engine::of(url).ok_or(OpenError::UnknownEngine)?;
        if let Engine::Sqlite { path } = &engine
            && let Some(folder) = std::path::Path::new(path).parent()
        {
            std::fs::create_dir_all(folder)?;
        }
        let writers = match engine {
            Engine::Sqlite { .. } => 1,
            Engine::Postgres => connections,
        };
        let pool = |size: u32| {
            diesel::r2d2::Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(Duration::from_secs(5))
                .test_on_check_out(false)
                .build(Manager { url: url.to_owned(), engine: engine.clone() })
        };
        Ok(Self {
            writers: pool(writers)?,
            readers: pool(connections)?,
            url: url.to_owned(),
            engine: engine.clone(),
        })
    }

    /// Whether this process alone writes to the database while it is open here.
    pub fn is_embedded(&self) -> bool {
        match self.engine {
            Engine::Sqlite { .. } => true,
            Engine::Postgres => false,
        }
    }

    /// Keeps other processes from writing, for as long as the lock is held.
    pub fn lock(&self) -> Result<lock::Lock, lock::LockError> {
        lock::Lock::take(&self.engine)
    }

    /// Runs `body` on one unmoving picture of the database. Whatever it writes is rolled back.
    pub fn read<T, E: From<DbError>>(&self, body: impl FnOnce(&mut AnyConn) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.readers.get().map_err(DbError::from)?;
        begin(&mut conn, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .map_err(DbError::from)?;
        let result = body(&mut conn);
        rollback(&mut conn);
        result
    }

    /// Runs `body` and keeps what it wrote if it says [`Verdict::Commit`]; an error or
    /// [`Verdict::RollBack`] leaves nothing behind. On SQLite the write lock is taken at once: a
    /// transaction that reads first and writes later would fail under concurrency, not wait.
    pub fn write<T, E: From<DbError>>(
        &self,
        body: impl FnOnce(&mut AnyConn) -> Result<Verdict<T>, E>,
    ) -> Result<T, E> {
        let mut conn = self.writers.get().map_err(DbError::from)?;
        begin(&mut conn, "BEGIN IMMEDIATE", "BEGIN").map_err(DbError::from)?;
        match body(&mut conn) {
            Ok(Verdict::Commit(value)) => {
                commit(&mut conn).map_err(DbError::from)?;
                Ok(value)
            }
            Ok(Verdict::RollBack(value)) => {
                rollback(&mut conn);
                Ok(value)
            }
            Err(error) => {
                rollback(&mut conn);
                Err(error)
            }
        }
    }

    /// Brings the tables up to date.
    pub fn migrate(&self) -> Result<Migrated, Box<dyn std::error::Error + Send + Sync>> {
        let mut conn = self.writers.get()?;
        migrate(&mut conn)
    }
}

/// What to do with a transaction whose body succeeded.
#[derive(Debug)]
pub enum Verdict<T> {
    Commit(T),
    RollBack(T),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("a database address begins with sqlite:// or postgres://")]
    UnknownEngine,
    #[error("the folder of the database could not be made: {0}")]
    Folder(#[from] std::io::Error),
    #[error("the database does not answer: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
}

fn begin(conn: &mut AnyConn, sqlite: &str, postgres: &str) -> QueryResult<()> {
    match conn {
        AnyConn::Sqlite(lite) => AnsiTransactionManager::begin_transaction_sql(lite, sqlite),
        AnyConn::Pg(pg) => AnsiTransactionManager::begin_transaction_sql(pg, postgres),
    }
}

fn commit(conn: &mut AnyConn) -> QueryResult<()> {
    match conn {
        AnyConn::Sqlite(lite) => {
            <AnsiTransactionManager as TransactionManager<SqliteConnection>>::commit_transaction(lite)
        }
        AnyConn::Pg(pg) => {
            <AnsiTransactionManager as TransactionManager<PgConnection>>::commit_transaction(pg)
        }
    }
}

fn rollback(conn: &mut AnyConn) {
    let result = match conn {
        AnyConn::Sqlite(lite) => {
            <AnsiTransactionManager as TransactionManager<SqliteConnection>>::rollback_transaction(lite)
        }
        AnyConn::Pg(pg) => {
            <AnsiTransactionManager as TransactionManager<PgConnection>>::rollback_transaction(pg)
        }
    };
    if let Err(error) = result {
        // The pool throws a broken connection away, and a dead one holds no transaction.
        tracing::warn!(%error, "a transaction did not roll back");
    }
}
