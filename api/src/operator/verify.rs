//! `usher audit verify`

use std::fmt;

use shared::ids::OrganizationId;

use super::store::{self, Stored};
use super::{Database, OperatorError};
use crate::audit::chain;
use crate::db::{AnyConn, DbError};

/// How many entries are read at once.
const BATCH: i64 = 500;

/// Chains that hold, as it is printed.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    pub organizations: usize,
    pub entries: i64,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = if self.entries == 1 { "entry" } else { "entries" };
        let organizations = if self.organizations == 1 { "organization" } else { "organizations" };
        write!(f, "Good: {} {entries} of {} {organizations}.", self.entries, self.organizations)
    }
}

/// Where a chain breaks first.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    pub slug: String,
    pub sequence: i64,
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the audit log of {} is broken at entry {}: {}", self.slug, self.sequence, self.why)
    }
}

/// Recomputes every organization's chain, or the one's that has this slug.
pub fn verify(database: &Database, slug: Option<&str>) -> Result<Verified, OperatorError> {
    let db = database.open()?;
    let organizations = db.read(|conn| store::organizations(conn, slug))?;
    if let (Some(slug), true) = (slug, organizations.is_empty()) {
        return Err(OperatorError::NoOrganization(slug.to_owned()));
    }
    let mut entries = 0;
    let mut broken = Vec::new();
    for (organization, slug) in &organizations {
        // One picture for each: a server may go on writing, and a long one would keep its log from shrinking.
        match db.read(|conn| follow(conn, *organization))? {
            Ok(good) => entries += good,
            Err((sequence, why)) => broken.push(Broken { slug: slug.clone(), sequence, why }),
        }
    }
    if broken.is_empty() {
        Ok(Verified { organizations: organizations.len(), entries })
    } else {
        Err(OperatorError::Broken(broken))
    }
}

/// How many entries a chain has, or where it breaks first and why.
fn follow(conn: &mut AnyConn, organization: OrganizationId) -> Result<Result<i64, (i64, String)>, DbError> {
    let (mut sequence, mut hash) = (0, chain::GENESIS.to_owned());
    loop {
        let batch = store::entries_after(conn, organization, sequence, BATCH)?;
        if batch.is_empty() {
            break;
        }
        for entry in batch {
            if let Some(why) = fault(organization, sequence, &hash, &entry) {
                return Ok(Err((sequence + 1, why)));
            }
            (sequence, hash) = (entry.sequence, entry.hash);
        }
    }
    let (head, head_hash) = store::head(conn, organization)?.unwrap_or((0, chain::GENESIS.to_owned()));
    Ok(if head > sequence {
        Err((sequence + 1, format!("it is missing, and {head} were written")))
    } else if head != sequence || head_hash != hash {
        Err((sequence, "it is the last one, and not the one that was written last".to_owned()))
    } else {
        Ok(sequence)
    })
}

/// What is wrong with the entry that follows this hash.
fn fault(organization: OrganizationId, before: i64, hash: &str, entry: &Stored) -> Option<String> {
    if entry.sequence != before + 1 {
        return Some(format!("it is missing; the next one is {}", entry.sequence));
    }
    (chain::next(hash, &entry.content(organization)) != entry.hash)
        .then(|| format!("what it says ({}, {}) is not what was written", entry.action, entry.at.0))
}
