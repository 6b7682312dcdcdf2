//! Looking a record up, and what that comes to.
//!
//! A look goes over the network, so it is made before a change and outside of any transaction. What it came to
//! is noted on the domain, and the change reads it there, under its lock. A record that is gone ends the proof
//! at once, whoever happened to look: nobody comes in by a domain that is not the organization's any more.

use serde_json::json;
use shared::domains::rules::RECORD_PREFIX;
use shared::domains::wire::DnsRecord;
use shared::ids::{DomainId, OrganizationId};
use shared::notifications::{Page, Topic};
use shared::problem::Code;

use super::store::{self, Found};
use crate::app::App;
use crate::authz::{Outcome, Record, operator, party};
use crate::db::Verdict;
use crate::http::{Empty, Refusal, Request};
use crate::join_requests::notify::managers;
use crate::notifications::Notice;
use crate::organizations;

/// A domain as far as a look is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub id: DomainId,
    pub organization: OrganizationId,
    pub name: String,
    pub token: String,
}

impl Claim {
    /// What has to stand in DNS.
    pub fn record(&self) -> DnsRecord {
        DnsRecord {
            name: format!("{RECORD_PREFIX}.{}", self.name),
            kind: "TXT".to_owned(),
            value: format!("usher-verification={}", self.token),
        }
    }
}

/// Looks a domain up and notes what that came to. Call it with no transaction open.
pub(crate) fn look(app: &App, request: &Request, claim: &Claim) -> Result<(), Refusal> {
    let record = claim.record();
    let texts = match app.dns.texts(&record.name) {
        Ok(texts) => texts,
        Err(error) => {
            tracing::warn!(request = %request.id, domain = claim.name, %error, "a domain could not be looked up");
            return note(app, request, claim.id, Some(Code::DnsUnreachable));
        }
    };
    // Whoever has the domain so far keeps it as long as their own record stands beside the other.
    let holder = app.db.read(|conn| store::holder(conn, &claim.name))?;
    if let Some(holder) = holder.map(|holder| holder.claim())
        && !texts.contains(&holder.record().value)
    {
        lapse(app, request, &holder)?;
    }
    let missing = !texts.contains(&record.value);
    note(app, request, claim.id, missing.then_some(Code::RecordNotFound))
}

fn note(app: &App, request: &Request, id: DomainId, problem: Option<Code>) -> Result<(), Refusal> {
    app.db.write(|conn| {
        store::note_look(conn, id, request.now, problem.map(Code::key))?;
        Ok(Verdict::Commit(()))
    })
}

/// Ends the proof of a domain whose record is gone, in the organization that had it. Nobody there did it, so its
/// log says that the service did.
fn lapse(app: &App, request: &Request, claim: &Claim) -> Result<(), Refusal> {
    let written = operator::as_the_service(app, request, claim.organization, |tx| {
        if !store::lapse(tx, claim.id)? {
            return Ok(Outcome::unchanged(Empty {}));
        }
        let organization = organizations::store::name(tx)?;
        let text = format!(
            "{} is not proven for {organization} any more: its record is gone. Nobody comes in by it until it is \
             back.",
            claim.name
        );
        let people = managers(tx);
        tx.notify_all(&people, &Notice::new(Topic::Organization, "domains.lapse", text).at(Page::Domains))?;
        let record = Record::new(
            "domains.lapse",
            party("domain", claim.id, claim.name.as_str()),
            json!({ "status": "verified" }),
            json!({ "status": "pending" }),
        );
        Ok(Outcome::changed(Empty {}, record))
    });
    match written {
        Err(refusal) if refusal.code == Code::NotFound => app.db.write(|conn| {
            store::end_proof(conn, claim.id)?;
            Ok(Verdict::Commit(()))
        }),
        written => written.map(drop),
    }
}

/// Refuses what needs the proof of a domain and does not have it, by what the last look came to.
pub(crate) fn require(found: &Found) -> Result<(), Refusal> {
    match found.last_problem.as_deref() {
        Some(problem) if problem == Code::DnsUnreachable.key() => Err(unreachable(&found.name)),
        Some(_) => Err(missing(found)),
        None if found.verified_at.is_none() => Err(Refusal::new(
            Code::DomainUnverified,
            format!("{} is not proven yet. Verify it on the domains page first.", found.name),
        )),
        None => Ok(()),
    }
}

/// The record is not there.
pub(super) fn missing(found: &Found) -> Refusal {
    let record = found.claim().record();
    Refusal::new(
        Code::RecordNotFound,
        format!(
            "There is no TXT record {} with this organization's value. Add it where {} is managed; it can take \
             some minutes until it is seen.",
            record.name, found.name
        ),
    )
}

/// DNS did not answer.
pub(super) fn unreachable(name: &str) -> Refusal {
    Refusal {
        retry_after: Some(30),
        ..Refusal::new(
            Code::DnsUnreachable,
            format!("DNS gave no answer about {name}. Nothing was changed. Try again in a minute."),
        )
    }
}
