//! A request as answers show it: to admins, and to whoever asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use shared::ids::DomainId;
use shared::join_requests::rules::ask_again_at;
use shared::join_requests::wire::{
    JoinRequest, JoinRequestStatus, JoinableRef, MyJoinRequest, RequestDomain, Requester,
};
use shared::me::wire::Named;
use shared::text::Name;

use super::store::{self, Found};
use crate::access::{role, role_ref};
use crate::authz::Proof;
use crate::authz::need::{Holds, Members, Sees};
use crate::http::Refusal;
use crate::{domains, roles};

/// What an admin sees of these requests.
pub(super) fn bodies<P: Proof>(tx: &mut P, requests: Vec<Found>) -> Result<Vec<JoinRequest>, Refusal>
where
    P::Need: Holds<Members> + Sees<Members>,
{
    let verified = store::verified(tx, &requests)?;
    let names = store::names(tx, requests.iter().filter_map(|found| found.decided_by).collect())?;
    let domains: BTreeMap<DomainId, domains::store::Found> =
        domains::store::all(tx)?.into_iter().map(|found| (found.id, found)).collect();
    let picture = tx.picture();
    let model = picture.model();
    let missing = requests.iter().map(|found| found.suggested_role).filter(|id| model.role(*id).is_none());
    // A role may have been deleted since a request that suggests it was closed.
    let gone = roles::store::gone(tx, missing.collect())?;
    let bodies = requests.into_iter().map(|found| {
        let domain = found.domain.and_then(|id| domains.get(&id)).map(|domain| RequestDomain {
            id: domain.id,
            name: domain.name.clone(),
            verified: domain.verified_at.is_some(),
            checked_at: domain.checked_at,
        });
        Ok(JoinRequest {
            id: found.id,
            user: Requester {
                id: found.user,
                name: found.user_name.parse().map_err(Refusal::internal)?,
                email: found.email.parse().map_err(Refusal::internal)?,
                email_verified: verified.contains(&found.id),
            },
            source: found.source,
            domain,
            note: found.note,
            suggested_role: match gone.get(&found.suggested_role) {
                Some(gone) => gone.clone(),
                None => role_ref(role(model, found.suggested_role)?),
            },
            reason: found.reason,
            status: found.status,
            created_at: found.created_at,
            decided_at: found.decided_at,
            decided_by: found.decided_by.and_then(|by| Some(Named { name: names.get(&by)?.clone() })),
            answer_note: found.answer_note,
        })
    });
    bodies.collect()
}

/// The body of one.
pub(super) fn body<P: Proof>(tx: &mut P, found: Found) -> Result<JoinRequest, Refusal>
where
    P::Need: Holds<Members> + Sees<Members>,
{
    bodies(tx, vec![found])?.pop().ok_or_else(Refusal::not_found)
}

/// What whoever asked sees of it.
pub(super) fn mine(found: Found, organization: Name, now: DateTime<Utc>) -> Result<MyJoinRequest, Refusal> {
    let denied_at = found.decided_at.filter(|_| found.status == JoinRequestStatus::Denied);
    Ok(MyJoinRequest {
        id: found.id,
        organization: JoinableRef { id: found.organization, name: organization },
        email: found.email.parse().map_err(Refusal::internal)?,
        note: found.note,
        status: found.status,
        reason: found.reason,
        created_at: found.created_at,
        decided_at: found.decided_at,
        answer_note: found.answer_note,
        ask_again_at: denied_at.and_then(|denied| ask_again_at(denied, now)),
        joined: None,
    })
}
