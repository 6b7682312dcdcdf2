//! `PATCH /v1/workspaces/{ws}`

use serde_json::json;
use shared::problem::Code;
use shared::workspaces::wire::{EditWorkspace, Workspace};

use super::answer::{Heads, body};
use super::store;
use crate::authz::need::{Full, InWorkspace, WorkspaceGeneral};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Renames a workspace.
pub struct Rename;

impl Operation for Rename {
    const SPEC: Spec = Spec::patch("/v1/workspaces/{ws}", "workspaces.rename", "Rename a workspace")
        .refuses(&[Code::PreconditionFailed]);
    type Inner = ();
    type Query = NoQuery;
    type Body = EditWorkspace;
    type Answer = Workspace;
}

impl Write for Rename {
    type Need = InWorkspace<WorkspaceGeneral, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let row = store::one(tx, ask.request.id_of("ws")?)?;
        tx.expect_revision(row.revision)?;
        let EditWorkspace { name } = ask.body()?;
        let heads = Heads::of(tx)?;
        let Some(name) = name.filter(|name| *name != row.name) else {
            return Ok(Outcome::unchanged(body(tx, heads, row)?));
        };
        let before = json!({ "name": row.name });
        let row = store::rename(tx, row, name)?;
        tx.shows_revision(row.revision);
        let answer = body(tx, heads, row)?;
        let target = party("workspace", answer.id, answer.name.as_str());
        let after = json!({ "name": answer.name });
        Ok(Outcome::changed(answer, Record::new("workspaces.rename", target, before, after)))
    }
}
