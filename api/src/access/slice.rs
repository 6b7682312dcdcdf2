//! `GET …/snapshot`: the facts that a page needs to answer for some members by the server's own functions.
//!
//! A slice never says more than its reader sees: only their own resources are in it, and nobody's rows but
//! their own where the directory is closed to them.

use std::collections::BTreeSet;

use shared::access::wire::{SnapshotBody, SnapshotQuery};
use shared::access::{Access, CoreScope, Resource};
use shared::ids::MemberId;

use super::visible;
use crate::authz::need::AnyMember;
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec};

/// The most members of one slice.
const MOST: usize = 200;

/// Sends a slice of the snapshot.
pub struct Slice;

impl Operation for Slice {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/snapshot",
        "access.slice",
        "The facts to evaluate some members' access with, as far as you see them",
    );
    type Inner = ();
    type Query = SnapshotQuery;
    type Body = NoBody;
    type Answer = SnapshotBody;
}

impl Read for Slice {
    type Need = AnyMember;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let (me, at, snapshot) = (tx.member()?, tx.now(), tx.snapshot());
        let mut members = BTreeSet::from([me]);
        let named = named(ask.query.members.as_deref().unwrap_or_default())?;
        if snapshot.check(me, Resource::Organization, CoreScope::Members, Access::View, at) {
            members.extend(named);
        }
        let facts = snapshot
            .to_facts(|member| members.contains(&member), |resource| visible(snapshot, me, *resource, at));
        Ok(SnapshotBody {
            version: snapshot.version(),
            at,
            access_model: snapshot.model().key.clone(),
            facts,
        })
    }
}

/// The members that the query names. One that is malformed is left out, as one that is unknown or foreign.
pub(crate) fn named(list: &str) -> Result<Vec<MemberId>, Refusal> {
    let ids: Vec<&str> = list.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.len() > MOST {
        return Err(Refusal::field(
            "?members",
            "too_many",
            format!("Ask for at most {MOST} members at once."),
        ));
    }
    Ok(ids.into_iter().filter_map(|id| id.parse().ok()).collect())
}
