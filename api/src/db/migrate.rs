//! Bringing the tables up to date, by one process at a time.

use diesel::RunQueryDsl;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::AnyConn;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// The key of the advisory lock that processes starting together wait for: the letters of "usher".
const MIGRATION_LOCK: i64 = 0x75_73_68_65_72;

/// The migrations that ran, by name.
#[derive(Debug)]
pub struct Migrated(pub Vec<String>);

/// Runs what is missing.
pub fn migrate(conn: &mut AnyConn) -> Result<Migrated, Box<dyn std::error::Error + Send + Sync>> {
    let ran = match conn {
        AnyConn::Pg(pg) => {
            diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).execute(pg)?;
            let ran = pg.run_pending_migrations(POSTGRES).map(names);
            diesel::sql_query(format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})")).execute(pg)?;
            ran?
        }
        AnyConn::Sqlite(lite) => lite.run_pending_migrations(SQLITE).map(names)?,
    };
    Ok(Migrated(ran))
}

fn names<V: std::fmt::Display>(versions: Vec<V>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}
