//! `POST /v1/workspaces/{ws}/projects`

use serde_json::{Value, json};
use shared::ids::{ProjectId, WorkspaceId};
use shared::projects::rules;
use shared::projects::wire::{CreateProject, Project};

use super::answer::body;
use super::store;
use crate::authz::need::{Full, InWorkspace, Projects};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::runtime;

/// Creates a project.
pub struct Create;

impl Operation for Create {
    const SPEC: Spec = Spec::post("/v1/workspaces/{ws}/projects", "projects.create", "Create a project")
        .created()
        .previews();
    type Inner = ();
    type Query = NoQuery;
    type Body = CreateProject;
    type Answer = Project;
}

impl Write for Create {
    /// `projects` is asked of the workspace: a role there may give or take it.
    type Need = InWorkspace<Projects, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<Self::Answer>, Refusal> {
        let workspace: WorkspaceId = ask.request.id_of("ws")?;
        let CreateProject { name } = ask.body()?;
        let id = runtime::new_id::<ProjectId>();
        let decision = rules::create(tx.snapshot(), tx.member()?, workspace, id, tx.now())?;
        let row = store::insert(tx, id, workspace, name)?;
        tx.apply(&decision)?;
        let answer = body(tx, row)?;
        let target = party("project", id, answer.name.as_str());
        let after = json!({ "name": answer.name, "workspace": workspace });
        Ok(Outcome::changed(answer, Record::new("projects.create", target, Value::Null, after)))
    }
}
