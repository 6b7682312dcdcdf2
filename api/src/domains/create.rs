//! `POST …/domains`

use serde_json::json;
use shared::domains::rules::TRUSTED;
use shared::domains::wire::{ClaimDomain, Domain};
use shared::ids::DomainId;

use super::body::body;
use super::name::claimable;
use super::store::{self, New};
use crate::authn::secrets;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::runtime;

/// The most domains of one organization.
const MOST: usize = 100;

/// Claims a domain: the answer says what to put into its DNS. Claimed already, it is answered as it is.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/organizations/{org}/domains", "domains.create", "Claim a domain").creates();
    type Inner = ();
    type Query = NoQuery;
    type Body = ClaimDomain;
    type Answer = Domain;
}

impl Write for Create {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Domain>, Refusal> {
        let ClaimDomain { name } = ask.body()?;
        let name = claimable(&name).map_err(|denied| Refusal::field("/name", denied.code, denied.detail))?;
        if let Some(found) = store::named(tx, &name)? {
            tx.shows_revision(found.revision);
            return Ok(Outcome::unchanged(body(found, tx.snapshot().model())?));
        }
        if store::all(tx)?.len() >= MOST {
            let detail = "An organization claims at most 100 domains. Delete one first.";
            return Err(Refusal::field("/name", "too_many", detail));
        }
        let (id, token) = (runtime::new_id::<DomainId>(), secrets::new_secret());
        let default_role = tx.snapshot().model().default_role;
        store::insert(tx, &New { id, name: &name, token: &token, default_role, trusted: &TRUSTED })?;
        let found = store::find(tx, id)?;
        tx.shows_revision(found.revision);
        let record = Record::new(
            "domains.create",
            party("domain", id, name),
            json!(null),
            json!({ "join": found.join }),
        );
        Ok(Outcome::changed(body(found, tx.snapshot().model())?, record).created(true))
    }
}
