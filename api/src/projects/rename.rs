//! `PATCH /v1/projects/{prj}`

use serde_json::json;
use shared::problem::Code;
use shared::projects::wire::{EditProject, Project};

use super::answer::body;
use super::store;
use crate::authz::need::{Full, InProject, SettingsGeneral};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Renames a project.
pub struct Rename;

impl Operation for Rename {
    const SPEC: Spec = Spec::patch("/v1/projects/{prj}", "projects.rename", "Rename a project")
        .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = EditProject;
    type Answer = Project;
}

impl Write for Rename {
    type Need = InProject<SettingsGeneral, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let row = store::one(tx, ask.request.id_of("prj")?)?;
        tx.expect_revision(row.revision)?;
        let EditProject { name } = ask.body()?;
        let Some(name) = name.filter(|name| *name != row.name) else {
            return Ok(Outcome::unchanged(body(tx, row)?));
        };
        let before = json!({ "name": row.name });
        let row = store::rename(tx, row, name)?;
        tx.shows_revision(row.revision);
        let answer = body(tx, row)?;
        let target = party("project", answer.id, answer.name.as_str());
        let after = json!({ "name": answer.name });
        Ok(Outcome::changed(answer, Record::new("projects.rename", target, before, after)))
    }
}
