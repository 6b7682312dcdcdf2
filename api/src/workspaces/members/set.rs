//! `PUT /v1/workspaces/{ws}/members/{member}`

use shared::ids::MemberId;
use shared::problem::Code;
use shared::workspaces::membership::set_role;
use shared::workspaces::wire::{SetWorkspaceRole, WorkspaceMember};

use super::act::{carry_out, subject};
use crate::access::read;
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Writing};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};

/// Adds a member of the organization to a workspace, or gives them another role there.
pub struct Set;

impl Operation for Set {
    const SPEC: Spec = Spec::put(
        "/v1/workspaces/{ws}/members/{member}",
        "workspaces.set_member",
        "Add a member to a workspace, or give them another role there",
    )
    .creates()
    .previews()
    .refuses(&[
        Code::MayNotGrant,
        Code::OwnerProtected,
        Code::PreconditionFailed,
        Code::ImplicitMember,
        Code::ReachShared,
        Code::MemberDeactivated,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = SetWorkspaceRole;
    type Answer = WorkspaceMember;
}

impl Write for Set {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<WorkspaceMember>, Refusal> {
        let subject @ (workspace, member) = subject(tx, &ask)?;
        let SetWorkspaceRole { role } = ask.body()?;
        let picture = tx.picture();
        let role = read::workspace_role(picture.model(), role.as_deref(), "/role")?;
        let new = !picture.is_in(member, workspace);
        let decided = set_role(&picture, tx.member()?, workspace, member, role, tx.now());
        let (action, said) = if new {
            ("workspaces.add_member", "added you to")
        } else {
            ("workspaces.change_member_role", "changed your role in")
        };
        Ok(carry_out(tx, action, subject, decided, said)?.created(new))
    }
}
