//! `PUT /v1/projects/{prj}/members/{member}/scopes`

use shared::access::{Principal, ResourceKind};
use shared::ids::MemberId;
use shared::projects::wire::{ProjectGrant, PutProjectScopes};

use super::grant::{self, GIVING};
use crate::access::read;
use crate::authz::need::{Full, OverseesProject};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Gives a member scopes of one project, in place of what they were given on it before.
pub struct SetScopes;

impl Operation for SetScopes {
    const SPEC: Spec = Spec::put(
        "/v1/projects/{prj}/members/{member}/scopes",
        "projects.set_scopes",
        "Give a member scopes of a project, one by one",
    )
    .creates()
    .previews()
    .refuses(GIVING);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = PutProjectScopes;
    type Answer = ProjectGrant;
}

impl Write for SetScopes {
    type Need = OverseesProject<Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<ProjectGrant>, Refusal> {
        let principal = Principal::Member(ask.inner);
        let project = grant::place_for(tx, ask.request, principal)?;
        let PutProjectScopes { permissions, expires_at } = ask.body()?;
        let permissions =
            read::permissions(tx.snapshot().model(), &permissions, ResourceKind::Project, "/permissions")?;
        if permissions.is_none() {
            let detail = "Give at least one scope. To take all of them back, DELETE.";
            return Err(Refusal::field("/permissions", "required", detail));
        }
        grant::give(tx, Self::SPEC.name, principal, project, permissions, expires_at)
    }
}
