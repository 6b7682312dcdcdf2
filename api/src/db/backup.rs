//! A copy of a SQLite file, made while it is in use.

use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{SqliteConnection, connection::SimpleConnection};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} exists already, and a backup overwrites nothing; name another file", .0.display())]
    Exists(PathBuf),
    #[error("the name {} cannot be given to SQLite: it is not UTF-8", .0.display())]
    Name(PathBuf),
    #[error("the database does not open: {0}")]
    Open(#[from] ConnectionError),
    #[error("the copy could not be written: {0}")]
    Copy(#[from] diesel::result::Error),
}

/// Copies one picture of the database into a file of its own, without holding a writer up.
pub fn backup(database: &str, into: &Path) -> Result<(), BackupError> {
    if into.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(into.to_owned()));
    }
    let name = into.to_str().ok_or_else(|| BackupError::Name(into.to_owned()))?;
    let mut lite = SqliteConnection::establish(database)?;
    lite.batch_execute("PRAGMA busy_timeout = 5000")?;
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut lite);
    if let Err(error) = copied {
        // Half a copy is worse than none.
        let _ = std::fs::remove_file(into);
        return Err(error.into());
    }
    Ok(())
}
