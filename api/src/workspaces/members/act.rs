//! What every change of somebody in a workspace does beside the rule's decision: the order of the checks, the
//! record, and who is told.

use serde_json::{Value, json};
use shared::access::{Denied, Outcome as Decided, Snapshot};
use shared::ids::{MemberId, WorkspaceId};
use shared::notifications::{Page, Topic};
use shared::workspaces::membership::may_touch;
use shared::workspaces::wire::WorkspaceMember;

use super::answer::body;
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::{Ask, Operation, Refusal};
use crate::members;
use crate::notifications::Notice;
use crate::organizations;

pub(super) type Tx<'t> = Writing<'t, InWorkspace<WorkspaceMembers, Full>>;

/// The workspace and the member of the path, if the actor may touch them there at all. Asked before the body:
/// 404, 403 and 412 come before 422.
pub(super) fn subject<O: Operation<Inner = MemberId>>(
    tx: &Tx<'_>,
    ask: &Ask<'_, O>,
) -> Result<(WorkspaceId, MemberId), Refusal> {
    let (workspace, member) = (ask.request.id_of("ws")?, ask.inner);
    may_touch(tx.snapshot(), tx.member()?, workspace, member, tx.now())?;
    tx.expect_revision(members::body::revision(tx.snapshot(), member))?;
    Ok((workspace, member))
}

/// Applies what a rule decided of them, records it, and tells the person. Answers with the member as they are
/// in the workspace then, or were, where they are not in it any more.
pub(super) fn carry_out(
    tx: &mut Tx<'_>,
    action: &'static str,
    (workspace, member): (WorkspaceId, MemberId),
    decided: Result<Decided, Denied>,
    said: &str,
) -> Result<Outcome<WorkspaceMember>, Refusal> {
    let present = body(tx, workspace, member);
    let decision = match decided? {
        Decided::Unchanged => return Ok(Outcome::unchanged(present?)),
        Decided::Decision(decision) => decision,
    };
    let person = members::store::find(tx, member)?;
    let before = facts(tx.snapshot(), workspace, member);
    tx.apply(&decision)?;
    let inside = tx.snapshot().is_in(member, workspace);
    let (answer, after) = if inside {
        (body(tx, workspace, member)?, facts(tx.snapshot(), workspace, member))
    } else {
        (present?, Value::Null)
    };
    let (actor, name) = (tx.actor().name.clone(), super::super::store::one(tx, workspace)?.name);
    let organization = organizations::store::name(tx)?;
    let page = if inside { Page::Workspace(workspace) } else { Page::OwnAccess };
    let text = format!("{actor} {said} {name} in {organization}.");
    tx.notify(person.user(), &Notice::new(Topic::Access, action, text).at(page))?;
    let target = party("member", member, person.name());
    Ok(Outcome::changed(answer, Record::new(action, target, before, after)))
}

/// What an entry keeps of somebody in a workspace.
fn facts(snapshot: &Snapshot, workspace: WorkspaceId, member: MemberId) -> Value {
    if !snapshot.is_in(member, workspace) {
        return Value::Null;
    }
    let role = snapshot.listing(member, workspace).flatten().and_then(|role| snapshot.model().role(role));
    let role = role.map(|role| role.key.as_str());
    json!({ "workspace": workspace, "role": role, "restrict_to": snapshot.restriction(member, workspace) })
}
