//! What the operator of a deployment does from the command line, beside the server.
//!
//! None of it asks for a permission: whoever can open the database needs none from it.
//!
//! | file | what it is |
//! | --- | --- |
//! | `reset_link` | `usher users reset-link` |
//! | `to_guest` | `usher members to-guest` |
//! | `verify` | `usher audit verify` |
//! | `backup` | `usher backup` |
//! | `store` | the stored chains of the audit log |

mod backup;
mod reset_link;
mod store;
mod to_guest;
mod verify;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use backup::{Copied, backup};
pub use reset_link::{ResetLink, reset_link};
pub use to_guest::{ToGuest, to_guest};
pub use verify::{Broken, Verified, verify};

use crate::db::backup::BackupError;
use crate::db::lock::LockError;
use crate::db::{Db, DbError, Engine, OpenError};
use crate::http::Refusal;

/// Which database a command is for.
#[derive(Debug, Clone, clap::Args)]
pub struct Database {
    /// sqlite://path/to/file.db or postgres://user@host:5432/name: what `usher serve` is given.
    #[arg(
        long,
        env = "USHER_DATABASE_URL",
        default_value = "sqlite://usher.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: String,
}

impl Database {
    /// Which kind it is. One that is not there is not made: a typo would look like an empty deployment.
    fn engine(&self) -> Result<Engine, OperatorError> {
        let engine = Engine::of(&self.database_url).ok_or(OpenError::UnknownEngine)?;
        match &engine {
            Engine::Sqlite { path } if !Path::new(path).is_file() => {
                Err(OperatorError::NoDatabase(path.clone()))
            }
            Engine::Sqlite { .. } | Engine::Postgres => Ok(engine),
        }
    }

    fn open(&self) -> Result<Db, OperatorError> {
        self.engine()?;
        Ok(Db::open(&self.database_url, 1)?)
    }
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    #[error("there is no database {0}; name it with --database-url")]
    NoDatabase(String),
    #[error("{0}")]
    Open(#[from] OpenError),
    #[error("{0}")]
    Lock(#[from] LockError),
    #[error("the database refused: {0}")]
    Db(#[from] DbError),
    #[error("{0}")]
    Refused(String),
    #[error("no account has the address {0}, as its primary one or as one that was verified")]
    NoAccount(String),
    #[error("no organization has the slug {0}: the name that its pages' addresses begin with")]
    NoOrganization(String),
    #[error("nobody in the organization has the id or the address {0}")]
    NoMember(String),
    #[error("{0}")]
    Start(#[source] Box<crate::app::StartError>),
    #[error("PostgreSQL makes its own backups: use pg_dump, or what your provider offers")]
    NotSqlite,
    #[error("{0}")]
    Backup(#[from] BackupError),
    #[error("{}", lines(.0))]
    Broken(Vec<Broken>),
}

impl From<Refusal> for OperatorError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(match refusal.cause {
            Some(cause) => format!("the database refused: {cause}"),
            None => refusal.detail.into_owned(),
        })
    }
}

fn lines(broken: &[Broken]) -> String {
    broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nusher: ")
}
