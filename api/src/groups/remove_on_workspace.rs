//! `DELETE /v1/workspaces/{ws}/groups/{grp}`

use serde_json::{Value, json};
use shared::groups::granting;
use shared::groups::wire::WorkspaceGrant;
use shared::ids::{GroupId, MemberId, WorkspaceId};
use shared::problem::Code;

use super::on_workspace::{body, direct, sees_groups};
use super::{kept, store};
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{access, workspaces};

/// Takes away what a group was given on a workspace. A plan without group grants does not keep one.
pub struct RemoveOnWorkspace;

impl Operation for RemoveOnWorkspace {
    const SPEC: Spec = Spec::delete(
        "/v1/workspaces/{ws}/groups/{grp}",
        "groups.remove_on_workspace",
        "Take away what a group was given on a workspace",
    )
    .previews()
    .refuses(&[Code::MayNotGrant]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = WorkspaceGrant;
}

impl Write for RemoveOnWorkspace {
    type Need = InWorkspace<WorkspaceMembers, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<WorkspaceGrant>, Refusal> {
        let workspace: WorkspaceId = ask.request.id_of("ws")?;
        if !sees_groups(tx)? {
            return Err(Refusal::not_found());
        }
        let group = store::one(tx, ask.inner)?;
        let picture = tx.picture();
        let decision = granting::take(&picture, tx.member()?, group.id, workspace, tx.now())?;
        let NoBody {} = ask.body()?;
        let grant = direct(&picture, group.id, workspace).ok_or_else(Refusal::not_found)?;
        let answer = body(&picture, workspace, &group, &grant);
        tx.apply(&decision)?;
        let members: Vec<MemberId> = picture.members_of(group.id).collect();
        let kept = kept::after_leaving(tx, &picture, group.id, &members)?;
        let place = workspaces::store::one(tx, workspace)?.name;
        let text = format!(
            "{} took away what the group {} gave you on {place}.",
            tx.actor().name.clone(),
            group.name
        );
        access::tell_changed(tx, &picture, "groups.remove_on_workspace", &text)?;
        let target = party("group", group.id, group.name.as_str());
        let record = Record::new("groups.remove_on_workspace", target, json!(answer), Value::Null);
        Ok(Outcome::changed(answer, record).keeping(kept))
    }
}
