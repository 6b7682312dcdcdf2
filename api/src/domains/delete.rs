//! `DELETE …/domains/{dom}`

use serde_json::json;
use shared::ids::DomainId;
use shared::problem::Code;

use super::store;
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Gives a domain up: nobody comes in by it any more, and another organization can prove it. Who came in by it
/// stays; who asked by it is let in only once it is claimed and proven again.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec =
        Spec::delete("/v1/organizations/{org}/domains/{dom}", "domains.delete", "Give a domain up")
            .silent()
            .refuses(&[Code::PreconditionFailed]);
    type Inner = DomainId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Write for Delete {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, mut ask: Ask<'_, Self>) -> Result<Outcome<Empty>, Refusal> {
        let found = store::find(tx, ask.inner)?;
        tx.expect_revision(found.revision)?;
        let NoBody {} = ask.body()?;
        store::delete(tx, found.id)?;
        let before = json!({ "status": found.status(), "join": found.join });
        let record =
            Record::new("domains.delete", party("domain", found.id, found.name), before, json!(null));
        Ok(Outcome::changed(Empty {}, record))
    }
}
