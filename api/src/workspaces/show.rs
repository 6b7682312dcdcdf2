//! `GET /v1/workspaces/{ws}`

use shared::workspaces::wire::Workspace;

use super::answer::{Heads, body};
use super::store;
use crate::authz::need::SeesWorkspace;
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one workspace.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/workspaces/{ws}", "workspaces.show", "Show a workspace");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Workspace;
}

impl Read for Show {
    type Need = SeesWorkspace;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let row = store::one(tx, ask.request.id_of("ws")?)?;
        tx.shows_revision(row.revision);
        let heads = Heads::of(tx)?;
        body(tx, heads, row)
    }
}
