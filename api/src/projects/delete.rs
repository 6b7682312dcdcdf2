//! `DELETE /v1/projects/{prj}`

use serde_json::{Value, json};
use shared::problem::Code;
use shared::projects::rules;

use super::store;
use crate::authz::need::{Full, InProject, Projects};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Deletes a project, with the grants on it.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec = Spec::delete("/v1/projects/{prj}", "projects.delete", "Delete a project")
        .silent()
        .previews()
        .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Write for Delete {
    type Need = InProject<Projects, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let row = store::one(tx, ask.request.id_of("prj")?)?;
        tx.expect_revision(row.revision)?;
        let NoBody {} = ask.body()?;
        let decision = rules::delete(tx.snapshot(), tx.member()?, row.id, tx.now())?;
        tx.apply(&decision)?;
        let target = party("project", row.id, row.name.as_str());
        let before = json!({ "name": row.name, "workspace": row.workspace });
        Ok(Outcome::changed(Empty {}, Record::new("projects.delete", target, before, Value::Null)))
    }
}
