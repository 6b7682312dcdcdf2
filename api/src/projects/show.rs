//! `GET /v1/projects/{prj}`

use shared::projects::wire::Project;

use super::answer::body;
use super::store;
use crate::authz::need::SeesProject;
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// Shows one project.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/projects/{prj}", "projects.show", "Show a project");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Project;
}

impl Read for Show {
    type Need = SeesProject;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let row = store::one(tx, ask.request.id_of("prj")?)?;
        tx.shows_revision(row.revision);
        body(tx, row)
    }
}
