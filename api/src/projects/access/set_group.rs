//! `PUT /v1/projects/{prj}/groups/{grp}`

use shared::access::Principal;
use shared::ids::GroupId;
use shared::plans::Feature;
use shared::problem::Code;
use shared::projects::wire::{ProjectGrant, PutProjectRole};

use super::grant::{self, project_role};
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::plans;

/// Gives a group a role on one project. What it gives each of its members stays under their ceilings.
pub struct SetGroup;

impl Operation for SetGroup {
    const SPEC: Spec = Spec::put(
        "/v1/projects/{prj}/groups/{grp}",
        "projects.set_group",
        "Make everybody in a group a viewer, an editor or an admin of a project",
    )
    .creates()
    .previews()
    .refuses(&[Code::MayNotGrant, Code::PlanRequired]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = PutProjectRole;
    type Answer = ProjectGrant;
}

impl Write for SetGroup {
    type Need = OverseesProject<Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Group(ask.inner);
        let project = grant::place_for(tx, ask.request, principal)?;
        plans::require(tx, Feature::GroupGrants)?;
        let PutProjectRole { role, expires_at } = ask.body()?;
        let permissions = project_role(tx.snapshot(), &role)?;
        grant::give(tx, Self::SPEC.name, principal, project, permissions, expires_at)
    }
}
