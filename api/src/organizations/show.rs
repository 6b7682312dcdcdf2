//! `GET /v1/organizations/{org}`

use shared::access::{Resource, ResourceKind, Snapshot};
use shared::ids::MemberId;
use shared::me::wire::WorkspaceRef;
use shared::organizations::wire::{Organization, OwnMembership};

use super::show_logo;
use super::store::{self, Row};
use crate::access::{role, role_ref};
use crate::authz::need::{AnyMember, Inside};
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};
use crate::workspaces;

/// Shows an organization, with one's own membership.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}", "organizations.show", "Show an organization");
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Organization;
}

impl Read for Show {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, AnyMember>, _: Ask<'_, Self>) -> Result<Organization, Refusal> {
        let version = tx.snapshot().version();
        body(tx, version)
    }
}

/// The organization of the proof, to its own member.
pub(super) fn body<P: Proof>(tx: &mut P, version: u64) -> Result<Organization, Refusal>
where
    P::Need: Inside,
{
    let row = store::find(tx)?;
    tx.shows_revision(row.revision);
    let (picture, member, now) = (tx.picture(), tx.member()?, tx.now());
    // Ids carry their time: the least one is the workspace that was made first.
    let first = workspaces::store::seen(tx)?.into_iter().min_by_key(|workspace| workspace.id);
    let first = first.map(|workspace| WorkspaceRef { id: workspace.id, name: workspace.name });
    let days = tx.app().config.restore_days;
    assemble(row, &picture, member, version, first, (now, days))
}

/// The body out of its parts, with the moment and the days of the deployment.
pub(super) fn assemble(
    row: Row,
    picture: &Snapshot,
    member: MemberId,
    version: u64,
    default_workspace: Option<WorkspaceRef>,
    (now, restore_days): (chrono::DateTime<chrono::Utc>, u16),
) -> Result<Organization, Refusal> {
    let own = picture.member(member).ok_or_else(Refusal::not_found)?;
    let permissions = picture.effective(member, Resource::Organization, now);
    let Row {
        id,
        name,
        slug,
        logo,
        access_model,
        plan,
        existing_accounts,
        invitation_days,
        created_at,
        revision: _,
    } = row;
    Ok(Organization {
        id,
        name,
        slug,
        logo_url: logo.as_deref().map(show_logo::path),
        access_model,
        plan,
        version,
        created_at,
        existing_accounts,
        invitation_days,
        restore_days,
        default_workspace,
        membership: OwnMembership {
            id: member,
            role: role_ref(role(picture.model(), own.role)?),
            status: own.status,
            permissions: picture.model().catalog.map(&permissions, ResourceKind::Organization),
        },
    })
}
