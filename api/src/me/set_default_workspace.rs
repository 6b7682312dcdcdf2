//! `PUT /v1/me/default-workspace`

use serde_json::json;
use shared::me::wire::{DefaultWorkspace, User};
use shared::problem::Code;

use super::belonging;
use super::store;
use crate::authz::{OwnOutcome, OwnWriting};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, OwnWrite, Refusal, Spec};

/// Chooses where sign-in lands.
pub struct SetDefaultWorkspace;

impl Operation for SetDefaultWorkspace {
    const SPEC: Spec = Spec::put(
        "/v1/me/default-workspace",
        "me.set_default_workspace",
        "Choose the workspace that sign-in lands on",
    )
    .refuses(&[Code::NotFound]);
    type Inner = ();
    type Query = NoQuery;
    type Body = DefaultWorkspace;
    type Answer = User;
}

impl OwnWrite for SetDefaultWorkspace {
    fn run(tx: &mut OwnWriting<'_>, mut ask: Ask<'_, Self>) -> Result<OwnOutcome<User>, Refusal> {
        let DefaultWorkspace { workspace } = ask.body()?;
        if !belonging::store::can_enter(tx, workspace)? {
            return Err(Refusal::not_found());
        }
        let before = store::user(tx)?;
        if before.default_workspace == Some(workspace) {
            return Ok(OwnOutcome::unchanged(before));
        }
        belonging::store::set_default_workspace(tx, workspace)?;
        let detail = json!({ "before": before.default_workspace, "after": workspace });
        let after = User { default_workspace: Some(workspace), ..before };
        Ok(OwnOutcome::changed(after, "me.set_default_workspace", detail))
    }
}
