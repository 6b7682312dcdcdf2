//! One process writes to a SQLite file, and it is the one that serves it.
//!
//! What a server holds in memory is right only while every write goes through it. So it holds a lock on
//! `<file>.lock` beside the database, for as long as it lives: the system lets it go with the process, however
//! that ends. The lock file stays: deleting it would let two processes hold one each.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::Engine;

/// The right to write to a database beside nobody else. On PostgreSQL any number of processes have it.
#[derive(Debug)]
pub struct Lock {
    _held: Option<File>,
}

/// Why a database may not be written to.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("the database {} is served by another process; stop it first", .0.display())]
    Held(PathBuf),
    #[error("the lock file {} cannot be used: {}", .0.display(), .1)]
    File(PathBuf, std::io::Error),
}

impl Lock {
    /// Takes it, or says who is in the way. Let go on drop.
    pub fn take(engine: &Engine) -> Result<Self, LockError> {
        let Engine::Sqlite { path } = engine else { return Ok(Self { _held: None }) };
        // Two names of one file are one database.
        let database = Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path));
        let mut beside = database.clone().into_os_string();
        beside.push(".lock");
        let beside = PathBuf::from(beside);
        let opened = OpenOptions::new().create(true).append(true).open(&beside);
        let file = opened.map_err(|error| LockError::File(beside.clone(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held(database)),
            Err(TryLockError::Error(error)) => Err(LockError::File(beside, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime;

    #[test]
    fn a_file_is_held_once_until_it_is_let_go_under_whatever_name() {
        let folder = std::env::temp_dir().join(format!("usher-lock-{}", runtime::new_id::<uuid::Uuid>()));
        std::fs::create_dir(&folder).expect("a folder");
        let file = folder.join("usher.db");
        std::fs::write(&file, "").expect("a file");
        let named = |path: PathBuf| Engine::Sqlite { path: path.display().to_string() };
        let held = Lock::take(&named(file.clone())).expect("free");
        for name in [file.clone(), folder.join(".").join("usher.db")] {
            let refused = Lock::take(&named(name)).expect_err("held");
            assert!(refused.to_string().ends_with("is served by another process; stop it first"));
        }
        assert!(Lock::take(&named(folder.join("other.db"))).is_ok());
        assert!(Lock::take(&Engine::Postgres).is_ok());
        drop(held);
        assert!(Lock::take(&named(file)).is_ok());
        let _ = std::fs::remove_dir_all(folder);
    }
}
