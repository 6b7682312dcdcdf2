//! `POST …/domains/{dom}/verify`

use serde_json::json;
use shared::domains::wire::Domain;
use shared::ids::DomainId;
use shared::problem::Code;

use super::body::body;
use super::proof::{self, Claim};
use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Reading, Record, Writing, party};
use crate::http::limits::Limited;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Proves, Refusal, Spec, Write};

/// Looks the record up now. Found, the domain is the organization's, unless another one has proven it before.
pub struct Verify;

impl Operation for Verify {
    const SPEC: Spec = Spec::post(
        "/v1/organizations/{org}/domains/{dom}/verify",
        "domains.verify",
        "Look a domain's record up now",
    )
    .refuses(&[Code::RecordNotFound, Code::DomainTaken, Code::DnsUnreachable]);
    type Inner = DomainId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Domain;
}

impl Proves for Verify {
    fn claim(tx: &mut Reading<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Option<Claim>, Refusal> {
        let NoBody {} = ask.body()?;
        tx.app().limits.count(Limited::DomainLooks, &tx.actor().user.to_string())?;
        Ok(Some(store::find(tx, ask.inner)?.claim()))
    }
}

impl Write for Verify {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Domain>, Refusal> {
        let NoBody {} = ask.body()?;
        let found = store::find(tx, ask.inner)?;
        match found.last_problem.as_deref() {
            None => {}
            Some(problem) if problem == Code::DnsUnreachable.key() => {
                return Err(proof::unreachable(&found.name));
            }
            Some(_) => return Err(proof::missing(&found)),
        }
        let record = match found.verified_at {
            Some(_) => None,
            None => {
                store::prove(tx, found.id)?;
                Some(Record::new(
                    "domains.verify",
                    party("domain", found.id, found.name),
                    json!({ "status": "pending" }),
                    json!({ "status": "verified" }),
                ))
            }
        };
        let found = store::find(tx, found.id)?;
        tx.shows_revision(found.revision);
        let answer = body(found, tx.snapshot().model())?;
        Ok(Outcome::changed_each(answer, record.into_iter().collect()))
    }
}
