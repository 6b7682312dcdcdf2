//! `PUT /v1/projects/{prj}/collaborators/{member}`

use shared::access::Principal;
use shared::ids::MemberId;
use shared::problem::Code;
use shared::projects::granting::may_touch;
use shared::projects::wire::{ProjectGrant, PutProjectRole};

use super::grant::{self, project_role};
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
    .refuses(&[
        Code::MayNotGrant,
        Code::OwnerProtected,
        Code::AboveCeiling,
        Code::ReachShared,
        Code::MemberDeactivated,
        Code::ImplicitMember,
    ]);
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
        let (project, member) = (ask.request.id_of("prj")?, ask.inner);
        let principal = Principal::Member(member);
        may_touch(&tx.picture(), tx.member()?, principal, project, tx.now())?;
        let PutProjectRole { role, expires_at } = ask.body()?;
        let permissions = project_role(tx.snapshot(), &role)?;
        grant::give(tx, "projects.set_collaborator", principal, project, permissions, expires_at)
    }
}
