//! `GET …/domains/{dom}`

use shared::domains::wire::Domain;
use shared::ids::DomainId;

use super::body::body;
use super::store;
use crate::authz::need::{InOrganization, Members, View};
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one domain.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/domains/{dom}", "domains.show", "Show a domain");
    type Inner = DomainId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Domain;
}

impl Read for Show {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.shows_revision(found.revision);
        body(found, tx.snapshot().model())
    }
}
