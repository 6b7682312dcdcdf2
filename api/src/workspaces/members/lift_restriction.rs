//! `DELETE /v1/workspaces/{ws}/members/{member}/restriction`

use shared::ids::MemberId;
use shared::problem::Code;
use shared::workspaces::membership::lift_restriction;
use shared::workspaces::wire::WorkspaceMember;

use super::act::{carry_out, subject};
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Lets a member's role count in every project of a workspace again.
pub struct LiftRestriction;

impl Operation for LiftRestriction {
    const SPEC: Spec = Spec::delete(
        "/v1/workspaces/{ws}/members/{member}/restriction",
        "workspaces.lift_restriction",
        "Let a member's role count in every project of a workspace again",
    )
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
    type Body = NoBody;
    type Answer = WorkspaceMember;
}

impl Write for LiftRestriction {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<WorkspaceMember>, Refusal> {
        let subject @ (workspace, member) = subject(tx, &ask)?;
        let NoBody {} = ask.body()?;
        let decided = lift_restriction(tx.snapshot(), tx.member()?, workspace, member, tx.now());
        let said = "let you work on every project of";
        carry_out(tx, "workspaces.lift_restriction", subject, decided, said)
    }
}
