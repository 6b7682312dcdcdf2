//! A member as answers show them.

use shared::access::Resource;
use shared::me::wire::WorkspaceRef;
use shared::members::wire::{Member, Person};

use super::store::{self, Row};
use crate::access::{opens, role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Inside, SeesOne};
use crate::http::Refusal;
use crate::workspaces;

/// The bodies of these members. What the asker cannot see is neither named nor counted.
pub(super) fn bodies<P: Proof>(tx: &mut P, rows: Vec<Row>) -> Result<Vec<Member>, Refusal>
where
    P::Need: Inside,
{
    let seen = workspaces::store::seen(tx)?;
    let (picture, asker, now) = (tx.picture(), tx.member()?, tx.now());
    let projects: Vec<_> = picture
        .projects()
        .map(|(project, _)| project)
        .filter(|project| picture.sees(asker, Resource::Project(*project), now))
        .collect();
    rows.into_iter()
        .map(|row| {
            let member = picture.member(row.id()).ok_or_else(Refusal::not_found)?;
            let of = role(picture.model(), member.role)?;
            let workspaces = seen
                .iter()
                .filter(|workspace| picture.is_in(member.id, workspace.id))
                .map(|workspace| WorkspaceRef { id: workspace.id, name: workspace.name.clone() })
                .collect();
            Ok(Member {
                id: member.id,
                user: Person {
                    id: row.user(),
                    name: row.name().to_owned(),
                    email: row.email().to_owned(),
                    avatar_url: None,
                },
                role: role_ref(of),
                status: member.status,
                seat: of.seat,
                implicit: picture.is_implicit(member.id),
                restricted: picture.restrictions_of(member.id).next().is_some(),
                provisioned_by: None,
                workspaces,
                projects_count: projects.iter().filter(|id| opens(&picture, member.id, **id, now)).count()
                    as u64,
                expires_at: member.expires_at,
                joined_at: row.joined_at(),
                last_active_at: row.last_active_at(),
            })
        })
        .collect()
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, id: shared::ids::MemberId) -> Result<Member, Refusal>
where
    P::Need: SeesOne + Inside,
{
    let row = store::find(tx, id)?;
    tx.shows_revision(row.revision());
    bodies(tx, vec![row])?.pop().ok_or_else(Refusal::not_found)
}
