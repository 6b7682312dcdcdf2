//! `GET …/members`: the directory, searched, narrowed, sorted and paged by the database.

use std::collections::BTreeMap;

use shared::access::{Resource, Seat, Snapshot, Status};
use shared::ids::{GroupId, WorkspaceId};
use shared::list::Page;
use shared::members::wire::{Member, MembersQuery};

use super::body;
use super::directory::{Filter, Found, find, inside, read_cursor, read_order};
use crate::access::{role_named, store::status_key};
use crate::authz::need::{InOrganization, Members, View};
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

impl Read for List {
    type Need = InOrganization<Members, View>;
    fn run(tx: &mut Reading<'_, Self::Need>, ask: Ask<'_, Self>) -> Result<Self::Answer, Refusal> {
        let include = page::Include::of(ask.query.include.as_deref(), &["total", "counts"])?;
        let picture = tx.picture();
        let Some(filter) = filter(tx, &ask.query)? else { return Ok(Page::whole(Vec::new())) };
        let counts = include.has("counts").then(|| count(&picture, &filter));
        let Found { rows, next_cursor, total } = find(tx, &filter, include.has("total"))?;
        let data = body::bodies(tx, rows)?;
        Ok(Page { data, next_cursor, total, counts })
    }
}

/// The filter of a query; `None` where nobody can match it.
pub(super) fn filter<P: Proof>(tx: &P, query: &MembersQuery) -> Result<Option<Filter>, Refusal> {
    let MembersQuery { q, role, status, seat, group, workspace, sort, limit, cursor, include: _ } = query;
    let model = tx.snapshot().model();
    let status = match status.as_deref() {
        None | Some("active") => Some(Status::Active),
        Some("deactivated") => Some(Status::Deactivated),
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
        read_order(sort.as_deref(), &["name", "email", "role", "joined_at", "last_active_at"])?;
    let Some(words) = page::words(q.as_deref())? else { return Ok(None) };
    Ok(Some(Filter {
        words,
        status,
        at: tx.now(),
        roles,
        in_group,
        within,
        order,
        descending,
        limit: page::limit(*limit)?,
        cursor: read_cursor(cursor.as_deref(), order)?,
    }))
}

fn unknown(pointer: &str, detail: &str) -> Refusal {
    Refusal::field(pointer, "unknown_value", detail)
}

/// How many there are of each role and status, whatever is searched for: the tabs and menus of the page.
fn count(snapshot: &Snapshot, filter: &Filter) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let mut add = |kind: &str, key: &str, count: usize| {
        if count > 0 {
            *counts.entry(kind.to_owned()).or_default().entry(key.to_owned()).or_default() += count as u64;
        }
    };
    let standings = snapshot.standings(filter.at);
    for role in &snapshot.model().roles {
        for status in [Status::Active, Status::Deactivated] {
            let count = standings.count(role.id, status);
            add("status", status_key(status), count);
            if filter.status.is_none_or(|asked| asked == status) {
                add("role", &role.key, count);
            }
        }
    }
    counts
}
