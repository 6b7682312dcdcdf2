//! `POST /v1/organizations/{org}/workspaces`

use serde_json::{Value, json};
use shared::ids::WorkspaceId;
use shared::problem::Code;
use shared::workspaces::rules;
use shared::workspaces::wire::{CreateWorkspace, Workspace};

use super::answer::{Heads, body};
use super::store;
use crate::authz::need::{Full, InOrganization, Projects};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::runtime;

/// Creates a workspace.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec =
        Spec::post("/v1/organizations/{org}/workspaces", "workspaces.create", "Create a workspace")
            .created()
            .previews()
            .refuses(&[Code::SingleWorkspace]);
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateWorkspace;
    type Answer = Workspace;
}

impl Write for Create {
    type Need = InOrganization<Projects, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let CreateWorkspace { name, visibility } = ask.body()?;
        let visibility = visibility.unwrap_or(tx.snapshot().model().workspaces);
        let id = runtime::new_id::<WorkspaceId>();
        let decision = rules::create(tx.snapshot(), tx.member()?, id, visibility, tx.now())?;
        let row = store::insert(tx, id, name)?;
        tx.apply(&decision)?;
        let heads = Heads::of(tx)?;
        let answer = body(tx, heads, row)?;
        let target = party("workspace", id, answer.name.as_str());
        let after = json!({ "name": answer.name, "visibility": visibility });
        Ok(Outcome::changed(answer, Record::new("workspaces.create", target, Value::Null, after)))
    }
}
