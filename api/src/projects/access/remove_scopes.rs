//! `DELETE /v1/projects/{prj}/members/{member}/scopes`

use shared::access::Principal;
use shared::ids::MemberId;
use shared::problem::Code;
use shared::projects::granting::may_touch;
use shared::projects::wire::ProjectGrant;

use super::grant;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// The same as taking a collaborator off: a member has one grant of their own on a project.
pub struct RemoveScopes;

impl Operation for RemoveScopes {
    const SPEC: Spec = Spec::delete(
        "/v1/projects/{prj}/members/{member}/scopes",
        "projects.remove_scopes",
        "Take back what a member was given on a project, scope by scope or by a role",
    )
    .previews()
    .refuses(&[Code::MayNotGrant, Code::OwnerProtected]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = ProjectGrant;
}

impl Write for RemoveScopes {
    type Need = OverseesProject<Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<ProjectGrant>, Refusal> {
        let project = ask.request.id_of("prj")?;
        let principal = Principal::Member(ask.inner);
        may_touch(&tx.picture(), tx.member()?, principal, project, tx.now())?;
        let NoBody {} = ask.body()?;
        grant::take(tx, "projects.remove_scopes", principal, project)
    }
}
