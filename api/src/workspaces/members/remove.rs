//! `DELETE /v1/workspaces/{ws}/members/{member}`

use shared::ids::MemberId;
use shared::problem::Code;
use shared::workspaces::membership::remove;
use shared::workspaces::wire::WorkspaceMember;

use super::act::{carry_out, subject};
use super::answer::kept;
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Takes somebody out of a private workspace, with what they were granted alone in it. Answers with the member
/// as they were; a preview says what they are still given there.
pub struct Remove;

impl Operation for Remove {
    const SPEC: Spec = Spec::delete(
        "/v1/workspaces/{ws}/members/{member}",
        "workspaces.remove_member",
        "Take a member out of a private workspace",
    )
    .previews()
    .refuses(&[
        Code::MayNotGrant,
        Code::OwnerProtected,
        Code::PreconditionFailed,
        Code::ImplicitMember,
        Code::WorkspaceOpen,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = WorkspaceMember;
}

impl Write for Remove {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<WorkspaceMember>, Refusal> {
        let subject @ (workspace, member) = subject(tx, &ask)?;
        let NoBody {} = ask.body()?;
        let decided = remove(tx.snapshot(), tx.member()?, workspace, member, tx.now());
        let outcome = carry_out(tx, "workspaces.remove_member", subject, decided, "took you out of")?;
        let kept = kept(tx, member, &[workspace])?;
        Ok(outcome.keeping(kept))
    }
}
