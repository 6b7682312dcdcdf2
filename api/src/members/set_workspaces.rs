//! `PUT …/members/{member}/workspaces`

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::access::{Outcome as Decided, Resource, Snapshot};
use shared::ids::{MemberId, RoleId, WorkspaceId};
use shared::members::edit::set_workspaces;
use shared::members::rules::may_touch;
use shared::members::wire::{MemberDetail, SetWorkspaces as Body, WorkspaceRole};
use shared::notifications::{Page, Topic};
use shared::problem::Code;

use super::act::Act;
use super::detail::detail;
use super::store;
use crate::access::{read, visible};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Outcome, Proof, Record, Writing, party};
use crate::http::request::NoQuery;
use crate::http::{Ask, Operation, Refusal, Spec, Write};
use crate::notifications::Notice;
use crate::{organizations, workspaces};

/// Sets every workspace that a member is in, and as what, in one save. A preview says what they are still given
/// in those that they leave.
pub struct SetWorkspaces;

impl Operation for SetWorkspaces {
    const SPEC: Spec = Spec::put(
        "/v1/organizations/{org}/members/{member}/workspaces",
        "members.set_workspaces",
        "Set every workspace that a member is in, and as what",
    )
    .previews()
    .refuses(&[
        Code::OwnerProtected,
        Code::MayNotGrant,
        Code::UseOwnershipTransfer,
        Code::ImplicitMember,
        Code::ReachShared,
        Code::MemberDeactivated,
        Code::PreconditionFailed,
    ]);
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = Body;
    type Answer = MemberDetail;
}

impl Write for SetWorkspaces {
    type Need = InOrganization<Members, Full>;
    fn run(
        tx: &mut Writing<'_, Self::Need>,
        mut ask: Ask<'_, Self>,
    ) -> Result<Outcome<MemberDetail>, Refusal> {
        let member = ask.inner;
        let present = detail(tx, member)?;
        let (picture, actor, now) = (tx.picture(), tx.member()?, tx.now());
        // An implicit member is locked for whoever manages members at all.
        let touches = may_touch(&picture, actor, member, now);
        if let Err(denied) = touches
            && Act::is_forbidden(denied)
        {
            return Err(denied.into());
        }
        tx.expect_shown_revision()?;
        let wanted = read_wanted(tx, &ask.body()?)?;
        let Decided::Decision(decision) = set_workspaces(&picture, actor, member, &wanted, now)? else {
            return Ok(Outcome::unchanged(present));
        };
        let person = store::find(tx, member)?;
        let before = facts(tx.snapshot(), member);
        tx.apply(&decision)?;
        let after = facts(tx.snapshot(), member);
        let left: Vec<WorkspaceId> = picture
            .workspaces_of(member)
            .map(|(id, _)| id)
            .filter(|id| !tx.snapshot().is_in(member, *id))
            .collect();
        let kept = workspaces::members::kept(tx, member, &left)?;
        let (name, organization) = (tx.actor().name.clone(), organizations::store::name(tx)?);
        let text = format!("{name} changed which workspaces of {organization} you are in.");
        let notice = Notice::new(Topic::Access, "members.set_workspaces", text).at(Page::OwnAccess);
        tx.notify(person.user(), &notice)?;
        let target = party("member", member, person.name());
        let record = Record::new("members.set_workspaces", target, before, after);
        Ok(Outcome::changed(detail(tx, member)?, record).keeping(kept))
    }
}

/// The set that the body names. A workspace that the asker cannot see is 404, as in a path.
fn read_wanted<P: Proof>(tx: &P, body: &Body) -> Result<BTreeMap<WorkspaceId, Option<RoleId>>, Refusal> {
    let mut wanted = BTreeMap::new();
    for (index, WorkspaceRole { id, role }) in body.workspaces.iter().enumerate() {
        let id: WorkspaceId = id.parse().map_err(|_| Refusal::not_found())?;
        if !visible(tx.snapshot(), tx.member()?, Resource::Workspace(id), tx.now()) {
            return Err(Refusal::not_found());
        }
        let pointer = format!("/workspaces/{index}/role");
        let role = read::workspace_role(tx.snapshot().model(), role.as_deref(), &pointer)?;
        if wanted.insert(id, role).is_some() {
            let detail = "This workspace stands in the list twice.";
            return Err(Refusal::field(format!("/workspaces/{index}/id"), "duplicate", detail));
        }
    }
    Ok(wanted)
}

/// What an entry keeps: every workspace that they are listed in, and as what.
fn facts(snapshot: &Snapshot, member: MemberId) -> Value {
    let role = |id: RoleId| snapshot.model().role(id).map(|role| role.key.clone());
    let listed: BTreeMap<WorkspaceId, Option<String>> =
        snapshot.workspaces_of(member).map(|(id, over)| (id, over.and_then(role))).collect();
    json!({ "workspaces": listed })
}
