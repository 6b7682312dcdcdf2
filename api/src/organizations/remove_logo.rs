//! `DELETE /v1/organizations/{org}/logo`

use serde_json::json;
use shared::organizations::wire::Organization;
use shared::problem::Code;

use super::{show, store};
use crate::authz::need::{Full, General, InOrganization};
use crate::authz::{Outcome, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Takes the organization's logo away.
pub struct RemoveLogo;

impl Operation for RemoveLogo {
    const SPEC: Spec = Spec::delete(
        "/v1/organizations/{org}/logo",
        "organizations.remove_logo",
        "Remove an organization's logo",
    )
    .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Organization;
}

impl Write for RemoveLogo {
    type Need = InOrganization<General, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Organization>, Refusal> {
        let row = store::find(tx)?;
        tx.expect_revision(row.revision)?;
        let NoBody {} = ask.body()?;
        if !store::logos::remove(tx)? {
            let version = tx.version() - 1;
            return Ok(Outcome::unchanged(show::body(tx, version)?));
        }
        let version = tx.version();
        let body = show::body(tx, version)?;
        let target = party("organization", row.id, row.name.as_str());
        let (before, after) = (json!({ "logo": true }), json!({ "logo": false }));
        Ok(Outcome::changed(body, Record::new("organizations.remove_logo", target, before, after)))
    }
}
