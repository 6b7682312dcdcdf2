//! `GET …/members/{member}/access/explain`: one scope of one resource, why or why not, and what would turn it.
//!
//! Nothing is said of what the asker does not see: a resource that is hidden from them is a 404, and what
//! would turn the answer is left out where it speaks of one.

use shared::access::wire::{ExplainQuery, ExplainedAccess, FlipBody};
use shared::access::{Access, Explanation, Flip, Names, Resource, Snapshot};
use shared::ids::MemberId;

use super::show::store::{item_names, organization_name};
use super::show::{Tx, blocker_key, look_up, told};
use super::{sources, visible};
use crate::authz::Proof;
use crate::authz::need::OneselfOrMembers;
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};
use crate::{projects, workspaces};

/// Explains one answer.
pub struct Explain;

impl Operation for Explain {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members/{member}/access/explain",
        "access.explain",
        "Explain why a member has a permission, or why not, with the smallest change that would turn it",
    );
    type Inner = MemberId;
    type Query = ExplainQuery;
    type Body = NoBody;
    type Answer = ExplainedAccess;
}

impl Read for Explain {
    type Need = OneselfOrMembers;
    fn run(tx: &mut Tx<'_>, ask: Ask<'_, Self>) -> Result<ExplainedAccess, Refusal> {
        let (member, at, me) = (ask.inner, tx.now(), tx.member()?);
        let picture = tx.picture();
        let snapshot = &*picture;
        if snapshot.member(member).is_none() {
            return Err(Refusal::not_found());
        }
        let ExplainQuery { resource_type, resource_id, scope, access } = &ask.query;
        let kind = resource_type.as_deref().unwrap_or("organization");
        let resource = resource(snapshot, kind, resource_id.as_deref())?;
        let own = me == member && matches!(resource, Resource::Item(_));
        if !own && !visible(snapshot, me, resource, at) {
            return Err(Refusal::not_found());
        }
        let catalog = &snapshot.model().catalog;
        let Some(scope) = scope else {
            return Err(Refusal::field("?scope", "required", "Say which scope: its key is needed."));
        };
        let entry = catalog.scope(scope).and_then(|scope| catalog.entry(scope));
        let Some(entry) = entry.filter(|entry| entry.is_of(resource.kind())) else {
            let detail = "A resource of this kind has no such scope.";
            return Err(Refusal::field("?scope", "unknown_scope", detail));
        };
        let explanation = match access {
            None => snapshot.explain(member, resource, entry.scope, at),
            Some(Access::None) => {
                let detail = "Ask about view or full: everybody has none.";
                return Err(Refusal::field("?access", "unknown_value", detail));
            }
            Some(need) => snapshot.explain_need(member, resource, entry.scope, *need, at),
        };
        let names = names(tx, member, resource, &explanation)?;
        let flips = &explanation.smallest_flip;
        // All of them or none: a part of them would turn nothing.
        let tellable =
            flips.iter().all(|flip| speaks_of(flip).is_none_or(|on| visible(snapshot, me, on, at) || own));
        let flip = |flip: &Flip| FlipBody { sentence: flip.sentence(&names), flip: flip.clone() };
        Ok(ExplainedAccess {
            version: snapshot.version(),
            member,
            resource: sources::named(snapshot, resource, &names),
            scope: entry.key.clone(),
            need: explanation.need,
            result: explanation.result,
            allowed: explanation.is_allowed(),
            sentence: explanation.sentence(&names),
            blocker: explanation.blocker.map(|blocker| blocker_key(blocker).to_owned()),
            why: explanation.sources.iter().map(|source| told(snapshot, source, &names)).collect(),
            smallest_flip: if tellable { flips.iter().map(flip).collect() } else { Vec::new() },
        })
    }
}

/// The resource that a query names; malformed, unknown and foreign are one.
fn resource(snapshot: &Snapshot, kind: &str, id: Option<&str>) -> Result<Resource, Refusal> {
    let found = match (kind, id) {
        ("organization", None) => Some(Resource::Organization),
        ("organization", Some(id)) => {
            (id.parse() == Ok(snapshot.organization())).then_some(Resource::Organization)
        }
        ("workspace", Some(id)) => id.parse().ok().map(Resource::Workspace),
        ("project", Some(id)) => id.parse().ok().map(Resource::Project),
        (kind, Some(id)) => snapshot.item_named(kind, id).map(|item| Resource::Item(item.id)),
        (_, None) => {
            let detail = "Say which one: resource_id is needed.";
            return Err(Refusal::field("?resource_id", "required", detail));
        }
    };
    found.filter(|resource| snapshot.has(*resource)).ok_or_else(Refusal::not_found)
}

fn names(
    tx: &mut Tx<'_>,
    member: MemberId,
    resource: Resource,
    explanation: &Explanation,
) -> Result<Names, Refusal> {
    let mut names = Names::of(tx.snapshot().model());
    names.organization = Some(organization_name(tx)?);
    let project = match resource {
        Resource::Project(id) => Some(id),
        Resource::Item(id) => {
            names.items = item_names(tx, &[id].into())?;
            tx.snapshot().item(id).map(|item| item.project)
        }
        Resource::Organization | Resource::Workspace(_) => None,
    };
    // What the asker does not see stays without a name.
    let mut workspace = match resource {
        Resource::Workspace(id) => Some(id),
        Resource::Organization | Resource::Project(_) | Resource::Item(_) => None,
    };
    let (me, now) = (tx.member()?, tx.now());
    if let Some(id) = project.filter(|id| visible(tx.snapshot(), me, Resource::Project(*id), now)) {
        let row = projects::store::one(tx, id)?;
        names.projects.insert(id, row.name.to_string());
        workspace = Some(row.workspace);
    }
    if let Some(id) = workspace {
        names.workspaces.insert(id, workspaces::store::one(tx, id)?.name.to_string());
    }
    let told = [("".to_owned(), explanation.clone())];
    look_up(tx, member, std::iter::once(told.as_slice()), &mut names)?;
    Ok(names)
}

/// The resource that a change is made on, where it is made on one.
const fn speaks_of(flip: &Flip) -> Option<Resource> {
    match flip {
        Flip::Grant { on, .. } => Some(*on),
        Flip::Allow { project, .. } | Flip::Restrict { project, .. } => Some(Resource::Project(*project)),
        Flip::JoinWorkspace { workspace }
        | Flip::LeaveWorkspace { workspace }
        | Flip::ChangeWorkspaceRole { workspace, .. } => Some(Resource::Workspace(*workspace)),
        Flip::Join { .. }
        | Flip::Activate
        | Flip::Deactivate
        | Flip::RenewMembership
        | Flip::RenewGrant { .. }
        | Flip::TakeGrant { .. }
        | Flip::LeaveGroup { .. }
        | Flip::ChangeRole { .. } => None,
    }
}
