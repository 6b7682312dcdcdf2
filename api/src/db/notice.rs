//! What one process tells the others over PostgreSQL: heard with the commit of the transaction that it was said
//! in, or not at all. On SQLite there are no others.
//!
//! A notice makes answers fresh sooner. Nothing depends on it: whoever misses one finds out by looking
//! ([`crate::access::freshness`]).

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use shared::ids::{OrganizationId, UserId};

use super::{AnyConn, Db, DbError, Engine};

const CHANNEL: &str = "usher";

/// Something that other processes may hold an older picture of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// An organization has a new version.
    Version { organization: OrganizationId, version: u64 },
    /// Sessions of a person have ended.
    SessionsEnded { user: UserId },
}

impl Notice {
    fn payload(self) -> String {
        match self {
            Self::Version { organization, version } => format!("{organization} {version}"),
            Self::SessionsEnded { user } => user.to_string(),
        }
    }

    /// `None` for what another release may say.
    fn read(payload: &str) -> Option<Self> {
        match payload.split_once(' ') {
            Some((organization, version)) => Some(Self::Version {
                organization: organization.parse().ok()?,
                version: version.parse().ok()?,
            }),
            None => Some(Self::SessionsEnded { user: payload.parse().ok()? }),
        }
    }
}

/// Tells the other processes, once this transaction is committed.
pub fn tell(conn: &mut AnyConn, notice: &Notice) -> QueryResult<()> {
    match conn {
        AnyConn::Sqlite(_) => Ok(()),
        AnyConn::Pg(pg) => diesel::sql_query("SELECT pg_notify($1, $2)")
            .bind::<Text, _>(CHANNEL)
            .bind::<Text, _>(notice.payload())
            .execute(pg)
            .map(drop),
    }
}

/// A connection that hears what is told.
pub struct Listener(PgConnection);

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listener")
    }
}

impl Db {
    /// Begins to listen; `None` where nobody else can write.
    pub fn listen(&self) -> Result<Option<Listener>, DbError> {
        match self.engine {
            Engine::Sqlite { .. } => Ok(None),
            Engine::Postgres => {
                let mut pg = PgConnection::establish(&self.url)
                    .map_err(|error| diesel::result::Error::QueryBuilderError(Box::new(error)))?;
                pg.batch_execute(&format!("LISTEN {CHANNEL}"))?;
                Ok(Some(Listener(pg)))
            }
        }
    }
}

impl Listener {
    /// What was told since the last time. It does not wait.
    pub fn heard(&mut self) -> QueryResult<Vec<Notice>> {
        let mut notices = Vec::new();
        for notification in self.0.notifications_iter() {
            notices.extend(Notice::read(&notification?.payload));
        }
        Ok(notices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_back_and_anything_else_is_nothing() {
        let uuid = uuid::Uuid::from_u128(7);
        let said = [
            Notice::Version { organization: OrganizationId::from_uuid(uuid), version: 12 },
            Notice::SessionsEnded { user: UserId::from_uuid(uuid) },
        ];
        for notice in said {
            assert_eq!(Notice::read(&notice.payload()), Some(notice));
        }
        for other in ["", "org_x 1", "later", "usr_1 2 3"] {
            assert_eq!(Notice::read(other), None, "{other}");
        }
    }
}
