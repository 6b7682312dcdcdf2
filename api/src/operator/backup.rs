//! `usher backup`

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Database, OperatorError};
use crate::db::{self, Engine};

/// A copy that was made, as it is printed.
#[derive(Debug)]
pub struct Copied {
    database: String,
    into: PathBuf,
    bytes: u64,
}

impl fmt::Display for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Copied {} to {}: {} KiB.", self.database, self.into.display(), self.bytes.div_ceil(1024))
    }
}

/// Copies a SQLite database into a new file. A server may go on serving it.
pub fn backup(database: &Database, into: &Path) -> Result<Copied, OperatorError> {
    let Engine::Sqlite { path } = database.engine()? else { return Err(OperatorError::NotSqlite) };
    db::backup::backup(&path, into)?;
    let bytes = into.metadata().map_or(0, |copy| copy.len());
    Ok(Copied { database: path, into: into.to_owned(), bytes })
}
