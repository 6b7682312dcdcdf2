//! `DELETE /v1/projects/{prj}/groups/{grp}`

use shared::access::Principal;
use shared::ids::GroupId;
use shared::problem::Code;
use shared::projects::wire::ProjectGrant;

use super::grant;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Takes back what a group was given on one project. What its members have there otherwise stays.
pub struct RemoveGroup;

impl Operation for RemoveGroup {
    const SPEC: Spec = Spec::delete(
        "/v1/projects/{prj}/groups/{grp}",
        "projects.remove_group",
        "Take back what a group was given on a project",
    )
    .previews()
    .refuses(&[Code::MayNotGrant]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = ProjectGrant;
}

impl Write for RemoveGroup {
    type Need = OverseesProject<Full>;
    fn run(tx: &mut Writing<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Group(ask.inner);
        grant::take_away(tx, ask, principal)
    }
}
