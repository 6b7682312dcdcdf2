//! `PUT /v1/projects/{prj}/collaborators/{member}`

use shared::access::Principal;
use shared::ids::MemberId;
use shared::projects::wire::{ProjectGrant, PutProjectRole};

use super::grant::{self, GIVING, project_role};
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Gives a member a role on one project, in place of what they were given on it before.
pub struct SetCollaborator;

impl Operation for SetCollaborator {
    const SPEC: Spec = Spec::put(
        "/v1/projects/{prj}/collaborators/{member}",
        "projects.set_collaborator",
        "Make a member a viewer, an editor or an admin of a project",
    )
    .creates()
    .previews()
    .refuses(GIVING);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = PutProjectRole;
    type Answer = ProjectGrant;
}

impl Write for SetCollaborator {
    type Need = OverseesProject<Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Member(ask.inner);
        let project = grant::place_for(tx, ask.request, principal)?;
        let PutProjectRole { role, expires_at } = ask.body()?;
        let permissions = project_role(tx.snapshot(), &role)?;
        grant::give(tx, Self::SPEC.name, principal, project, permissions, expires_at)
    }
}
