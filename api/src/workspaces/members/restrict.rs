//! `PUT /v1/workspaces/{ws}/members/{member}/restriction`

use shared::ids::MemberId;
use shared::problem::Code;
use shared::workspaces::membership::restrict;
use shared::workspaces::wire::{Restrict as Body, WorkspaceMember};

use super::act::{carry_out, subject};
use super::answer::project;
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Keeps a member's role to some projects of a workspace.
pub struct Restrict;

impl Operation for Restrict {
    const SPEC: Spec = Spec::put(
        "/v1/workspaces/{ws}/members/{member}/restriction",
        "workspaces.restrict_member",
        "Keep a member's role to some projects of a workspace",
    )
    .creates()
    .previews()
    .refuses(&[
        Code::MayNotGrant,
        Code::OwnerProtected,
        Code::PreconditionFailed,
        Code::ImplicitMember,
        Code::ReachShared,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = Body;
    type Answer = WorkspaceMember;
}

impl Write for Restrict {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<WorkspaceMember>, Refusal> {
        let subject @ (workspace, member) = subject(tx, &ask)?;
        let Body { projects } = ask.body()?;
        let projects = projects.iter().map(|id| project(tx, workspace, id)).collect::<Result<_, _>>()?;
        let new = tx.snapshot().restriction(member, workspace).is_none();
        let decided = restrict(tx.snapshot(), tx.member()?, workspace, member, &projects, tx.now());
        let said = "changed which projects you work on in";
        Ok(carry_out(tx, "workspaces.restrict_member", subject, decided, said)?.created(new))
    }
}
