//! A way in that stands open: the gate of whoever walks in by it, and is not a member yet.
//!
//! The way is looked at twice, as an invitation is: before the lock, so that strangers hold nobody up, and under
//! it, because it may have been closed meanwhile. What a look refuses needs no facts of access.

use shared::ids::OrganizationId;

use super::gate::{Written, locked};
use super::need::Joiner;
use super::outcome::Outcome;
use super::proof::{Actor, Proof, Writing};
use crate::app::App;
use crate::authn::principal::{Principal, authenticate};
use crate::db::AnyConn;
use crate::http::{Refusal, Request};
use crate::invitations::store::membership_of;

/// A way in that was found.
#[derive(Debug)]
pub struct Found<W> {
    pub organization: OrganizationId,
    pub way: W,
}

/// Runs `body` under the organization's lock for whoever `find` lets through.
pub fn write<T: serde::Serialize, W>(
    app: &App,
    request: &Request,
    find: impl Fn(&mut AnyConn, &Principal) -> Result<Found<W>, Refusal>,
    body: impl FnOnce(&mut Writing<'_, Joiner>, W) -> Result<Outcome<T>, Refusal>,
) -> Result<Written<T>, Refusal> {
    let (principal, organization) = app.db.read(|conn| {
        let principal = authenticate(conn, app, request)?;
        let organization = find(conn, &principal)?.organization;
        Ok::<_, Refusal>((principal, organization))
    })?;
    let actor = Actor::of(principal.clone().into(), None);
    locked(app, request, organization, actor, |tx| {
        let found = find(tx.sql(), &principal)?;
        // The lock is that of the first look.
        if found.organization != organization {
            return Err(Refusal::not_found());
        }
        let member = membership_of(tx.sql(), principal.user, organization)?;
        tx.acts_as(member);
        body(tx, found.way)
    })
}
