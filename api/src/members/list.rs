//! `GET …/members`: the directory, searched, narrowed, sorted and paged by the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::access::{Member as Membership, Reach, Resource, Seat, Snapshot, Visibility};
use shared::ids::{MemberId, RoleId, WorkspaceId};
use shared::list::Page;
use shared::members::wire::{Member, MembersQuery};
use shared::text::search_words;

use super::{body, store};
use crate::access::{role_named, store::status_key};
use crate::authz::need::{InOrganization, Members, Sees, View};
use crate::authz::{Proof, Reading};
use crate::http::request::NoBody;
use crate::http::{Ask, Operation, Read, Refusal, Spec, page};

/// Lists members.
pub struct List;

impl Operation for List {
    const SPEC: Spec = Spec::get("/v1/organizations/{org}/members", "members.list", "List members");
    type Inner = ();
    type Query = MembersQuery;
    type Body = NoBody;
    type Answer = Page<Member>;
}

/// What the directory is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Name,
    Email,
    Role,
    JoinedAt,
    LastActiveAt,
}

/// A position in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum SortKey {
    Text(String),
    Role(RoleId),
    Time(DateTime<Utc>),
}

impl SortKey {
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Role(_) | Self::Time(_) => None,
        }
    }
    pub(super) fn role(self) -> Option<RoleId> {
        match self {
            Self::Role(role) => Some(role),
            Self::Text(_) | Self::Time(_) => None,
        }
    }
    pub(super) fn time(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Time(at) => Some(at),
            Self::Text(_) | Self::Role(_) => None,
        }
    }
    fn fits(&self, order: Order) -> bool {
        match (self, order) {
            (Self::Text(_), Order::Name | Order::Email)
            | (Self::Role(_), Order::Role)
            | (Self::Time(_), Order::JoinedAt | Order::LastActiveAt) => true,
            (Self::Text(_) | Self::Role(_) | Self::Time(_), _) => false,
        }
    }
}

/// What the directory is narrowed to.
#[derive(Debug)]
pub(super) struct Filter {
    /// Each begins a word of the name or the address.
    pub words: Vec<String>,
    /// Who can be meant at all, where those are known to be few.
    pub few: Option<BTreeSet<MemberId>>,
    pub status: Option<&'static str>,
    pub roles: Option<Vec<RoleId>>,
    /// Whoever is listed in this workspace, or has one of these roles, which are in every workspace.
    pub listed_in: Option<(WorkspaceId, Vec<RoleId>)>,
    pub order: Order,
    pub descending: bool,
    pub limit: u32,
    pub cursor: Option<(SortKey, MemberId)>,
}

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let include = page::Include::of(ask.query.include.as_deref(), &["total", "counts"])?;
        let picture = tx.picture();
        let Some(mut filter) = filter(tx, &ask.query)? else { return Ok(Page::whole(Vec::new())) };
        store::narrow(tx, &mut filter)?;
        let total = if include.has("total") { Some(total(tx, &picture, &filter)?) } else { None };
        let counts = include.has("counts").then(|| count(&picture, filter.status));
        let (rows, next_cursor) = store::page(tx, &filter)?;
        let data = body::bodies(tx, rows)?;
        Ok(Page { data, next_cursor, total, counts })
    }
}

/// The filter of a query; `None` where nobody can match it.
fn filter<P: Proof>(tx: &P, query: &MembersQuery) -> Result<Option<Filter>, Refusal> {
    let MembersQuery { q, role, status, seat, group: _, workspace, sort, limit, cursor, include: _ } = query;
    let model = tx.snapshot().model();
    let status = match status.as_deref() {
        None | Some("active") => Some("active"),
        Some("deactivated") => Some("deactivated"),
        Some("all") => None,
        Some(_) => return Err(unknown("?status", "Use active, deactivated or all.")),
    };
    let seat = match seat.as_deref() {
        None => None,
        Some("paid") => Some(Seat::Paid),
        Some("free") => Some(Seat::Free),
        Some(_) => return Err(unknown("?seat", "Use paid or free.")),
    };
    let named = match role {
        None => None,
        Some(text) => {
            let roles = text.split(',').map(|text| role_named(model, text, "?role").map(|role| role.id));
            Some(roles.collect::<Result<Vec<_>, _>>()?)
        }
    };
    let seated =
        seat.map(|seat| model.roles.iter().filter(move |role| role.seat == seat).map(|role| role.id));
    let roles = match (named, seated) {
        (named, None) => named,
        (None, Some(seated)) => Some(seated.collect()),
        (Some(named), Some(seated)) => Some(seated.filter(|role| named.contains(role)).collect()),
    };
    let listed_in = match workspace {
        None => None,
        Some(text) => {
            let Ok(id) = text.parse::<WorkspaceId>() else { return Ok(None) };
            if !tx.snapshot().sees(tx.member()?, Resource::Workspace(id), tx.now()) {
                return Ok(None);
            }
            let implicit = |role: &&shared::access::Role| role.reach == Reach::Everything;
            match tx.snapshot().visibility(id) {
                // Everybody who reaches workspaces at all is in an open one.
                Some(Visibility::Open) => {
                    let reaching = model.roles.iter().filter(|role| role.reach != Reach::Shared);
                    Some((id, reaching.map(|role| role.id).collect()))
                }
                Some(Visibility::Private) | None => {
                    Some((id, model.roles.iter().filter(implicit).map(|role| role.id).collect()))
                }
            }
        }
    };
    let sort = sort.as_deref().unwrap_or("name");
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let order = match name {
        "name" => Order::Name,
        "email" => Order::Email,
        "role" => Order::Role,
        "joined_at" => Order::JoinedAt,
        "last_active_at" => Order::LastActiveAt,
        _ => {
            return Err(unknown(
                "?sort",
                "Use name, email, role, joined_at or last_active_at, with - to turn it.",
            ));
        }
    };
    let cursor: Option<(SortKey, MemberId)> = cursor.as_deref().map(page::read_cursor).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| !cursor.0.fits(order)) {
        return Err(unknown("?cursor", "This cursor is of another order. Begin at the first page."));
    }
    let words = page::searched(q.as_deref())?.map(search_words);
    if words.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let few = few(tx.snapshot(), roles.as_deref(), listed_in.as_ref());
    Ok(Some(Filter {
        words: words.unwrap_or_default(),
        few,
        status,
        roles,
        listed_in,
        order,
        descending,
        limit: page::limit(*limit)?,
        cursor,
    }))
}

/// At most so many are looked up one by one, and then sorted. More are met soon enough on a walk through all, in
/// order: with 700 of 100,000 that is one in 140, and both ways cost about the same.
pub(super) const FEW: usize = 700;

/// Whoever has one of these roles, or is in this workspace, if there are few.
fn few(
    snapshot: &Snapshot,
    roles: Option<&[RoleId]>,
    listed_in: Option<&(WorkspaceId, Vec<RoleId>)>,
) -> Option<BTreeSet<MemberId>> {
    if roles.is_none() && listed_in.is_none() {
        return None;
    }
    let meant = snapshot.members().filter(|member| is_meant(snapshot, member, roles, listed_in));
    let few: BTreeSet<MemberId> = meant.map(|member| member.id).take(FEW + 1).collect();
    (few.len() <= FEW).then_some(few)
}

fn is_meant(
    snapshot: &Snapshot,
    member: &Membership,
    roles: Option<&[RoleId]>,
    listed_in: Option<&(WorkspaceId, Vec<RoleId>)>,
) -> bool {
    let inside = |(workspace, implicit): &(WorkspaceId, Vec<RoleId>)| {
        implicit.contains(&member.role) || snapshot.listing(member.id, *workspace).is_some()
    };
    roles.is_none_or(|roles| roles.contains(&member.role)) && listed_in.is_none_or(inside)
}

/// How many the filter shows, in all pages together. Who is searched for by words is counted in the database.
fn total<N: Sees<Members>>(
    tx: &mut Reading<'_, N>,
    snapshot: &Snapshot,
    filter: &Filter,
) -> Result<u64, Refusal> {
    if !filter.words.is_empty() {
        return store::total(tx, filter);
    }
    let (roles, listed_in) = (filter.roles.as_deref(), filter.listed_in.as_ref());
    let shown = snapshot.members().filter(|member| {
        filter.status.is_none_or(|status| status_key(member.status) == status)
            && is_meant(snapshot, member, roles, listed_in)
    });
    Ok(shown.count() as u64)
}

fn unknown(pointer: &str, detail: &str) -> Refusal {
    Refusal::field(pointer, "unknown_value", detail)
}

/// How many there are of each role and status, whatever is searched for: the tabs and menus of the page.
fn count(snapshot: &Snapshot, status: Option<&str>) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for member in snapshot.members() {
        let key = status_key(member.status);
        *counts.entry("status".to_owned()).or_default().entry(key.to_owned()).or_default() += 1;
        if status.is_none_or(|status| status == key)
            && let Some(role) = snapshot.model().role(member.role)
        {
            *counts.entry("role".to_owned()).or_default().entry(role.key.clone()).or_default() += 1;
        }
    }
    counts
}
