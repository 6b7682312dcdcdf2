//! `DELETE /v1/workspaces/{ws}`

use serde_json::json;
use shared::problem::Code;
use shared::workspaces::rules;
use shared::workspaces::wire::DeleteWorkspace;

use super::{store, tell};
use crate::authz::need::{Full, InWorkspace, Projects};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Empty, Operation, Refusal, Spec, Write};

/// Deletes a workspace with its projects. Whoever may delete it can restore it for a while.
pub struct Delete;

impl Operation for Delete {
    const SPEC: Spec =
        Spec::delete("/v1/workspaces/{ws}", "workspaces.delete", "Delete a workspace with its projects")
            .silent()
            .previews()
            .refuses(&[Code::PreconditionFailed, Code::LastWorkspace]);
    type Inner = ();
    type Query = NoQuery;
    type Body = DeleteWorkspace;
    type Answer = Empty;
}

impl Write for Delete {
    type Need = InWorkspace<Projects, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let row = store::one(tx, ask.request.id_of("ws")?)?;
        tx.expect_revision(row.revision)?;
        let DeleteWorkspace { confirm } = ask.body()?;
        if confirm.is_some_and(|typed| typed.trim() != row.name.as_str()) {
            return Err(Refusal::field(
                "/confirm",
                "confirm_mismatch",
                "This is not the workspace's name. Type it as it is written.",
            ));
        }
        let decision = rules::delete(tx.snapshot(), tx.member()?, row.id, tx.now())?;
        // Counted whole, also what the actor does not see: the log says what went.
        let (visibility, projects) =
            (tx.snapshot().visibility(row.id), tx.snapshot().projects_in(row.id).count());
        let picture = tx.picture();
        tx.apply(&decision)?;
        let until = tx.app().config.restorable_until(tx.now());
        tell::deleted(tx, &picture, row.name.as_str(), until)?;
        let target = party("workspace", row.id, row.name.as_str());
        let before = json!({ "name": row.name, "visibility": visibility, "projects": projects });
        Ok(Outcome::changed(
            Empty {},
            Record::new("workspaces.delete", target, before, json!({ "restorable_until": until })),
        ))
    }
}
