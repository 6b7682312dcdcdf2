//! `DELETE /v1/projects/{prj}/members/{member}/scopes`

use shared::access::Principal;
use shared::ids::MemberId;
use shared::problem::Code;
use shared::projects::wire::ProjectGrant;

use super::grant;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Writing};
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
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Member(ask.inner);
        grant::take_away(tx, ask, principal)
    }
}
