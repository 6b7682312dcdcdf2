//! What some members would leave behind if all of them went now.

use std::collections::{BTreeMap, BTreeSet};

use shared::access::wire::{GroupRef, SeatEffect};
use shared::access::{Access, Change, CoreScope, Resource};
use shared::ids::{MemberId, UserId};
use shared::invitations::rules::State;
use shared::offboarding::rules::left;
use shared::offboarding::wire::{LeftInvitation, LeftKey, LeftProject, LeftShare, Offboarding};
use shared::plans::seats::used;

use crate::access::{role, role_ref, visible};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Proof, Reading};
use crate::http::Refusal;
use crate::projects::access::store::group_names;
use crate::{api_keys, invitations, projects, seats, shares};

/// What each of these would leave who is a member, the seats being those of all. Projects that the asker does not see
/// are not spoken of.
pub(super) fn rehearse(
    tx: &mut Reading<'_, InOrganization<Members, Full>>,
    leaving: &BTreeSet<MemberId>,
) -> Result<Vec<Offboarding>, Refusal> {
    let (picture, now, me) = (tx.picture(), tx.now(), tx.member()?);
    let here: Vec<_> = leaving.iter().filter_map(|member| picture.member(*member)).collect();
    let (members, users): (Vec<MemberId>, Vec<UserId>) = here.iter().map(|row| (row.id, row.user)).unzip();
    let gone: Vec<Change> = members.iter().map(|member| Change::MemberRemoved { member: *member }).collect();
    let without = picture.with(&gone).map_err(Refusal::internal)?;
    let limit = seats::limited(tx)?.limit;
    let seats = SeatEffect { before: used(&picture, now), after: used(&without, now), limit };
    let mut facts = left(&picture, leaving, now);
    let groups: BTreeSet<_> = facts.values().flat_map(|left| &left.groups).copied().collect();
    let group_names = group_names(tx, &groups)?;
    let projects = if facts.values().all(|left| left.projects.is_empty()) {
        BTreeMap::new()
    } else {
        let seen = projects::store::seen(tx, None)?;
        seen.into_iter().map(|row| (row.id, row)).collect()
    };
    let mut sent: BTreeMap<MemberId, Vec<LeftInvitation>> = BTreeMap::new();
    for found in invitations::store::sent_by(tx, &members)? {
        if matches!(found.state(now), State::Pending | State::Queued) {
            let role = role_ref(role(picture.model(), found.role)?);
            let (id, email, expires_at) = (found.id, found.email, found.expires_at);
            sent.entry(found.inviter_member).or_default().push(LeftInvitation {
                id,
                email,
                role,
                expires_at,
            });
        }
    }
    let mut offered: BTreeMap<UserId, Vec<LeftShare>> = BTreeMap::new();
    for row in shares::store::waiting_by(tx, &users)? {
        if visible(&picture, me, Resource::Project(row.project), now) {
            let shares::store::Row { id, project, name, email, shared_by, .. } = row;
            offered.entry(shared_by).or_default().push(LeftShare { id, project, name, email });
        }
    }
    let named = picture.check(me, Resource::Organization, CoreScope::Integrations, Access::View, now);
    let mut keys: BTreeMap<MemberId, Vec<LeftKey>> = BTreeMap::new();
    for key in api_keys::store::of_makers(tx, &members)? {
        let name = named.then_some(key.name);
        let key_of = keys.entry(key.maker).or_default();
        key_of.push(LeftKey { id: key.id, name, last_used_at: key.last_used_at });
    }
    let rehearsed = here.into_iter().map(|row| {
        let left = facts.remove(&row.id).unwrap_or_default();
        let seen = left.projects.iter().filter_map(|id| projects.get(id));
        let name = |id| GroupRef { id, name: group_names.get(&id).cloned() };
        Offboarding {
            version: picture.version(),
            member: row.id,
            seats,
            projects: seen
                .map(|row| LeftProject { id: row.id, name: row.name.to_string(), workspace: row.workspace })
                .collect(),
            groups: left.groups.into_iter().map(name).collect(),
            invitations: sent.remove(&row.id).unwrap_or_default(),
            shares: offered.remove(&row.user).unwrap_or_default(),
            keys: keys.remove(&row.id).unwrap_or_default(),
            grants_given: left.grants_given as u64,
        }
    });
    Ok(rehearsed.collect())
}
