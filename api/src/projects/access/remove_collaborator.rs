//! `DELETE /v1/projects/{prj}/collaborators/{member}`

use shared::access::Principal;
use shared::ids::MemberId;
use shared::problem::Code;
use shared::projects::wire::ProjectGrant;

use super::grant;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Takes back what a member was given on one project. What their role or a group gives there stays.
pub struct RemoveCollaborator;

impl Operation for RemoveCollaborator {
    const SPEC: Spec = Spec::delete(
        "/v1/projects/{prj}/collaborators/{member}",
        "projects.remove_collaborator",
        "Take back what a member was given on a project",
    )
    .previews()
    .refuses(&[Code::MayNotGrant, Code::OwnerProtected]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = ProjectGrant;
}

impl Write for RemoveCollaborator {
    type Need = OverseesProject<Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Member(ask.inner);
        grant::take_away(tx, ask, principal)
    }
}
