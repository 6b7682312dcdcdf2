//! `PUT /v1/workspaces/{ws}/groups/{grp}`

use serde_json::json;
use shared::access::{GrantSource, Outcome as Decided};
use shared::groups::granting;
use shared::groups::wire::{GrantOnWorkspace, WorkspaceGrant};
use shared::ids::{GrantId, GroupId, WorkspaceId};
use shared::plans::Feature;
use shared::problem::Code;
use shared::projects::granting::Given;

use super::on_workspace::{body, direct, permissions, sees_groups};
use super::store;
use crate::authz::need::{Full, InWorkspace, WorkspaceMembers};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::{access, plans, runtime, workspaces};

/// Gives a group a role on a workspace and in its projects, in place of what it had there. What it gives each
/// of its members stays under their ceilings, and lists nobody in the workspace.
pub struct SetOnWorkspace;

impl Operation for SetOnWorkspace {
    const SPEC: Spec = Spec::put(
        "/v1/workspaces/{ws}/groups/{grp}",
        "groups.set_on_workspace",
        "Give a group a role on a workspace",
    )
    .creates()
    .previews()
    .refuses(&[Code::PlanRequired, Code::MayNotGrant]);
    type Inner = GroupId;
    type Query = NoQuery;
    type Body = GrantOnWorkspace;
    type Answer = WorkspaceGrant;
}

impl Write for SetOnWorkspace {
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
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        granting::may_touch(&picture, actor, group.id, workspace, now)?;
        plans::require(tx, Feature::GroupGrants)?;
        let asked = ask.body()?;
        let permissions = permissions(picture.model(), &asked)?;
        if permissions.is_none() {
            return Err(Refusal::field("/role", "gives_nothing", "This gives nothing in a workspace."));
        }
        let source = GrantSource::Person(tx.actor().user);
        let grant = runtime::new_id::<GrantId>();
        let given = Given { permissions, expires_at: asked.expires_at, grant, source };
        let before = direct(&picture, group.id, workspace);
        let decision = match granting::give(&picture, actor, group.id, workspace, given, now)? {
            Decided::Unchanged => {
                let grant = before.ok_or_else(Refusal::not_found)?;
                return Ok(Outcome::unchanged(body(&picture, workspace, &group, &grant)));
            }
            Decided::Decision(decision) => decision,
        };
        tx.apply(&decision)?;
        let granted = direct(tx.snapshot(), group.id, workspace).ok_or_else(Refusal::not_found)?;
        let answer = body(tx.snapshot(), workspace, &group, &granted);
        let place = workspaces::store::one(tx, workspace)?.name;
        let text = format!(
            "{} changed what the group {} gives you on {place}.",
            tx.actor().name.clone(),
            group.name
        );
        access::tell_changed(tx, &picture, "groups.set_on_workspace", &text)?;
        let was = before.map(|grant| body(&picture, workspace, &group, &grant));
        let target = party("group", group.id, group.name.as_str());
        let record = Record::new("groups.set_on_workspace", target, json!(was), json!(answer));
        Ok(Outcome::changed(answer, record).created(was.is_none()))
    }
}
