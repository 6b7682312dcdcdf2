//! By which of their addresses somebody may ask, and how they come in.

use chrono::{DateTime, Utc};
use shared::access::Denied;
use shared::auth::wire::Method;
use shared::domains::rules::{Entry, entry};
use shared::ids::{OrganizationId, UserId};
use shared::members::rules::{Door, Past, may_enter};
use shared::problem::Code;

use super::store;
use crate::authn::principal::Principal;
use crate::db::AnyConn;
use crate::domains::store::Letting;
use crate::domains::{self, proof};
use crate::http::Refusal;
use crate::members;

/// An address of theirs, and the domain of an organization that it is at.
#[derive(Debug, Clone)]
pub struct At {
    pub(super) email: String,
    pub(super) email_key: String,
    pub(super) letting: Letting,
}

impl At {
    pub(super) fn organization(&self) -> OrganizationId {
        self.letting.domain.organization
    }

    pub(super) fn entry(&self, method: Method) -> Entry {
        entry(self.letting.domain.join, &self.letting.domain.trusted, method)
    }
}

/// Every organization that lets the person ask or come in, by their verified addresses. Where there are several
/// ways into one, the one that leads straight in comes first.
pub(super) fn ways(conn: &mut AnyConn, user: UserId, method: Method) -> Result<Vec<At>, Refusal> {
    let addresses = store::addresses(conn, user)?;
    let at = |(email, key): (String, String)| Some((domains::name::of_address(&key)?, email, key));
    let addresses: Vec<(String, String, String)> = addresses.into_iter().filter_map(at).collect();
    let names: Vec<String> = addresses.iter().map(|(name, ..)| name.clone()).collect();
    let letting = domains::store::letting_in(conn, &names)?;
    let mut ways: Vec<At> = letting
        .into_iter()
        .filter_map(|letting| {
            let (_, email, email_key) = addresses.iter().find(|(name, ..)| *name == letting.domain.name)?;
            Some(At { email: email.clone(), email_key: email_key.clone(), letting })
        })
        .collect();
    ways.sort_by_key(|at| at.entry(method) != Entry::StraightIn);
    Ok(ways)
}

/// Where somebody stands before an organization that they may ask.
#[derive(Debug)]
pub struct Standing {
    pub(super) at: At,
    pub(super) entry: Entry,
    pub(super) past: Past,
}

/// Looks where somebody stands before the organization that a path names. To whom none of its domains lets in,
/// it is one that does not exist (T1). Their own memberships are looked at first, as everywhere.
pub(super) fn find(
    conn: &mut AnyConn,
    principal: &Principal,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Standing, Refusal> {
    if let Some(organization) = store::located(conn, principal.user, text)? {
        let past = members::store::past(conn, organization, principal.user, now)?;
        may_enter(past, Door::DomainRule)?;
    }
    let id = text.parse::<OrganizationId>().ok();
    let named = |at: &At| match id {
        Some(id) => at.letting.domain.organization == id,
        None => at.letting.slug == text,
    };
    let at = ways(conn, principal.user, principal.method)?.into_iter().find(named);
    let at = at.ok_or_else(Refusal::not_found)?;
    let entry = at.entry(principal.method);
    let past = members::store::past(conn, at.letting.domain.organization, principal.user, now)?;
    match entry {
        Entry::StraightIn => may_enter(past, Door::DomainRule)?,
        // An admin's answer readmits who is gone.
        Entry::Ask | Entry::AskAsNotTrusted => match may_enter(past, Door::ApprovedRequest) {
            Err(Denied::MemberDeactivated) => return Err(Denied::MembershipDeactivated.into()),
            other => other?,
        },
        Entry::Closed => return Err(Refusal::not_found()),
    }
    Ok(Standing { at, entry, past })
}

/// The same, once the domain was looked up where that was due. A record that is gone closes the way.
pub(super) fn proven(
    conn: &mut AnyConn,
    principal: &Principal,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Standing, Refusal> {
    let standing = find(conn, principal, text, now)?;
    match proof::require(&standing.at.letting.domain) {
        Ok(()) => Ok(standing),
        Err(refusal) if refusal.code == Code::DnsUnreachable => Err(refusal),
        Err(_) => Err(Refusal::not_found()),
    }
}
