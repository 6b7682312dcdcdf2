//! `GET …/members/{member}/offboarding`: what would be left behind.

use shared::access::wire::{GroupRef, SeatEffect};
use shared::access::{Access, Change, CoreScope, Resource};
use shared::ids::MemberId;
use shared::invitations::rules::State;
use shared::offboarding::rules::left;
use shared::offboarding::wire::{LeftInvitation, LeftKey, LeftProject, LeftShare, Offboarding};
use shared::plans::seats::used;

use crate::access::{role, role_ref, visible};
use crate::authz::need::{Full, InOrganization, Members};
use crate::authz::{Proof, Reading};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Ask, Operation, Read, Refusal, Spec};
use crate::projects::access::store::group_names;
use crate::{api_keys, invitations, projects, seats, shares};

/// Rehearses what a member would leave behind. Projects that the asker does not see are not spoken of.
pub struct Show;

impl Operation for Show {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/members/{member}/offboarding",
        "members.show_offboarding",
        "Show what a member would leave behind",
    );
    type Inner = MemberId;
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Offboarding;
}

impl Read for Show {
    type Need = InOrganization<Members, Full>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Offboarding, Refusal> {
        let (member, picture, now, me) = (ask.inner, tx.picture(), tx.now(), tx.member()?);
        let user = picture.member(member).ok_or_else(Refusal::not_found)?.user;
        let without = picture.with(&[Change::MemberRemoved { member }]).map_err(Refusal::internal)?;
        let limit = seats::of(tx)?.limit;
        let seats = SeatEffect { before: used(&picture, now), after: used(&without, now), limit };
        let left = left(&picture, member, now);
        let mut projects = Vec::new();
        for id in left.projects.into_iter().filter(|id| visible(&picture, me, Resource::Project(*id), now)) {
            let row = projects::store::one(tx, id)?;
            projects.push(LeftProject { id, name: row.name.to_string(), workspace: row.workspace });
        }
        let names = group_names(tx, &left.groups.iter().copied().collect())?;
        let groups = left.groups.into_iter().map(|id| GroupRef { id, name: names.get(&id).cloned() });
        let groups = groups.collect();
        let mut invitations = Vec::new();
        for found in invitations::store::sent_by(tx, member)? {
            if matches!(found.state(now), State::Pending | State::Queued) {
                let role = role_ref(role(picture.model(), found.role)?);
                let (id, email, expires_at) = (found.id, found.email, found.expires_at);
                invitations.push(LeftInvitation { id, email, role, expires_at });
            }
        }
        let waiting = shares::store::waiting_by(tx, user)?;
        let seen = |row: &shares::store::Row| visible(&picture, me, Resource::Project(row.project), now);
        let shares = waiting.into_iter().filter(seen).map(|row| {
            let shares::store::Row { id, project, name, email, .. } = row;
            LeftShare { id, project, name, email }
        });
        let shares = shares.collect();
        let named = picture.check(me, Resource::Organization, CoreScope::Integrations, Access::View, now);
        let keys = api_keys::store::of_maker(tx, member)?.into_iter().map(|key| LeftKey {
            id: key.id,
            name: named.then_some(key.name),
            last_used_at: key.last_used_at,
        });
        Ok(Offboarding {
            version: picture.version(),
            member,
            seats,
            projects,
            groups,
            invitations,
            shares,
            keys: keys.collect(),
            grants_given: left.grants_given as u64,
        })
    }
}
