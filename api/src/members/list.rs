//! `GET …/members`: the directory, searched, narrowed, sorted and paged by the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::access::{Member as Membership, Reach, Resource, Role, Seat, Snapshot, Visibility};
use shared::ids::{GroupId, MemberId, RoleId, WorkspaceId};
use shared::list::Page;
use shared::members::wire::{Member, MembersQuery};
use shared::text::search_words;
use shared::workspaces::wire::WorkspaceMembersQuery;

use super::{body, store};
use crate::access::{role_named, store::status_key};
use crate::authz::need::{InOrganization, Members, SeesPeople, View};
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

/// What members are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Name,
    Email,
    Role,
    JoinedAt,
    LastActiveAt,
}

/// A position in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SortKey {
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

/// What members are narrowed to.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Each begins a word of the name or the address.
    pub words: Vec<String>,
    /// Who can be meant at all, where those are known to be few.
    pub few: Option<BTreeSet<MemberId>>,
    pub status: Option<&'static str>,
    /// Leaves out those whose membership has ended by then.
    pub alive_at: Option<DateTime<Utc>>,
    pub roles: Option<Vec<RoleId>>,
    pub in_group: Option<GroupId>,
    pub within: Option<Within>,
    pub order: Order,
    pub descending: bool,
    pub limit: u32,
    pub cursor: Option<(SortKey, MemberId)>,
}

/// Who is in a workspace, or could be added to it, said by roles and by its list.
#[derive(Debug)]
pub(crate) enum Within {
    /// Whoever has one of these roles, and whoever is listed and has none of those that are in no workspace.
    Inside { workspace: WorkspaceId, by_role: Vec<RoleId>, never: Vec<RoleId> },
    /// Whoever has one of these roles and is not listed.
    Outside { workspace: WorkspaceId, roles: Vec<RoleId> },
}

/// Who is in a workspace.
pub(crate) fn inside(snapshot: &Snapshot, workspace: WorkspaceId) -> Within {
    let open = snapshot.visibility(workspace) == Some(Visibility::Open);
    let by_role = |role: &Role| match role.reach {
        Reach::Everything => true,
        // Everybody who reaches workspaces at all is in an open one.
        Reach::Granted => open,
        Reach::Shared => false,
    };
    Within::Inside {
        workspace,
        by_role: roles(snapshot, by_role),
        never: roles(snapshot, |role| role.reach == Reach::Shared),
    }
}

/// Who could be added to a workspace; in an open one everybody is already.
pub(crate) fn outside(snapshot: &Snapshot, workspace: WorkspaceId) -> Within {
    let open = snapshot.visibility(workspace) == Some(Visibility::Open);
    Within::Outside { workspace, roles: roles(snapshot, |role| role.reach == Reach::Granted && !open) }
}

fn roles(snapshot: &Snapshot, which: impl Fn(&Role) -> bool) -> Vec<RoleId> {
    snapshot.model().roles.iter().filter(|role| which(role)).map(|role| role.id).collect()
}

/// The filter of a workspace's table, which knows a search, an order and a page; `None` where nobody can
/// match it.
pub(crate) fn table<P: Proof>(
    tx: &P,
    query: &WorkspaceMembersQuery,
    within: Within,
) -> Result<Option<Filter>, Refusal> {
    let WorkspaceMembersQuery { q, sort, limit, cursor, include: _ } = query;
    let (order, descending) = order(sort.as_deref(), &["name", "email", "role"])?;
    let Some(words) = read_words(q.as_deref())? else { return Ok(None) };
    let filter = Filter {
        words,
        few: None,
        status: Some("active"),
        alive_at: Some(tx.now()),
        roles: None,
        in_group: None,
        within: Some(within),
        order,
        descending,
        limit: page::limit(*limit)?,
        cursor: read_cursor(cursor.as_deref(), order)?,
    };
    Ok(Some(filter.with_few(tx.snapshot())))
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
pub(super) fn filter<P: Proof>(tx: &P, query: &MembersQuery) -> Result<Option<Filter>, Refusal> {
    let MembersQuery { q, role, status, seat, group, workspace, sort, limit, cursor, include: _ } = query;
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
    let in_group = match group.as_deref().map(str::parse::<GroupId>) {
        None => None,
        Some(Ok(group)) if tx.snapshot().has_group(group) => Some(group),
        // A malformed id is answered like one that is unknown, or foreign: nobody is in it.
        Some(Ok(_) | Err(_)) => return Ok(None),
    };
    let within = match workspace {
        None => None,
        Some(text) => {
            let Ok(id) = text.parse::<WorkspaceId>() else { return Ok(None) };
            if !tx.snapshot().sees(tx.member()?, Resource::Workspace(id), tx.now()) {
                return Ok(None);
            }
            Some(inside(tx.snapshot(), id))
        }
    };
    let (order, descending) =
        order(sort.as_deref(), &["name", "email", "role", "joined_at", "last_active_at"])?;
    let Some(words) = read_words(q.as_deref())? else { return Ok(None) };
    let filter = Filter {
        words,
        few: None,
        status,
        alive_at: None,
        roles,
        in_group,
        within,
        order,
        descending,
        limit: page::limit(*limit)?,
        cursor: read_cursor(cursor.as_deref(), order)?,
    };
    Ok(Some(filter.with_few(tx.snapshot())))
}

/// Reads a `sort` parameter that knows these words; whether it is turned comes with it.
fn order(sort: Option<&str>, known: &[&str]) -> Result<(Order, bool), Refusal> {
    let sort = sort.unwrap_or("name");
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let order = match name {
        "name" => Order::Name,
        "email" => Order::Email,
        "role" => Order::Role,
        "joined_at" => Order::JoinedAt,
        "last_active_at" => Order::LastActiveAt,
        _ => return Err(unsorted(known)),
    };
    if known.contains(&name) { Ok((order, descending)) } else { Err(unsorted(known)) }
}

fn unsorted(known: &[&str]) -> Refusal {
    unknown("?sort", &format!("Use {}, with - to turn it.", known.join(", ")))
}

fn read_cursor(cursor: Option<&str>, order: Order) -> Result<Option<(SortKey, MemberId)>, Refusal> {
    let cursor: Option<(SortKey, MemberId)> = cursor.map(page::read_cursor).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| !cursor.0.fits(order)) {
        return Err(unknown("?cursor", "This cursor is of another order. Begin at the first page."));
    }
    Ok(cursor)
}

/// The words of a search: none where nothing is searched for, and `None` where nobody can match them.
fn read_words(q: Option<&str>) -> Result<Option<Vec<String>>, Refusal> {
    let words = page::searched(q)?.map(search_words);
    Ok(words.map_or(Some(Vec::new()), |words| Some(words).filter(|words| !words.is_empty())))
}

/// At most so many are looked up one by one, and then sorted. More are met soon enough on a walk through all, in
/// order: with 700 of 100,000 that is one in 140, and both ways cost about the same.
pub(super) const FEW: usize = 700;

/// The most who are looked up by one word of several.
pub(super) const MANY: usize = 5_000;

impl Filter {
    /// With those whom its roles, group or workspace leave, if they are few.
    fn with_few(mut self, snapshot: &Snapshot) -> Self {
        if self.roles.is_some() || self.in_group.is_some() || self.within.is_some() {
            let meant = snapshot.members().filter(|member| self.means(snapshot, member));
            let few: BTreeSet<MemberId> = meant.map(|member| member.id).take(FEW + 1).collect();
            self.few = Some(few).filter(|few| few.len() <= FEW);
        }
        self
    }

    /// Whether somebody has one of its roles, and is in its group and its workspace.
    fn means(&self, snapshot: &Snapshot, member: &Membership) -> bool {
        let listed = |workspace: &WorkspaceId| snapshot.listing(member.id, *workspace).is_some();
        let inside = match &self.within {
            None => true,
            Some(Within::Inside { workspace, by_role, never }) => {
                by_role.contains(&member.role) || (listed(workspace) && !never.contains(&member.role))
            }
            Some(Within::Outside { workspace, roles }) => roles.contains(&member.role) && !listed(workspace),
        };
        let in_group = |group: &GroupId| snapshot.groups_of(member.id).any(|of| of == *group);
        inside
            && self.roles.as_ref().is_none_or(|roles| roles.contains(&member.role))
            && self.in_group.as_ref().is_none_or(in_group)
            && self.alive_at.is_none_or(|at| member.expires_at.is_none_or(|end| at < end))
    }
}

/// How many the filter shows, in all pages together. Who is searched for by words is counted in the database.
pub(crate) fn total<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    snapshot: &Snapshot,
    filter: &Filter,
) -> Result<u64, Refusal> {
    if !filter.words.is_empty() {
        return store::total(tx, filter);
    }
    let shown = snapshot.members().filter(|member| {
        filter.status.is_none_or(|status| status_key(member.status) == status)
            && filter.means(snapshot, member)
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
