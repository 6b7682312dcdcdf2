//! Who has access to a project: found in the snapshot, narrowed, and put in an order.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::access::{Access, Permissions, Principal, Resource, ResourceKind, Snapshot};
use shared::ids::{MemberId, ProjectId};
use shared::projects::wire::ProjectAccessQuery;

use super::store::{self, By, Position, Through};
use crate::authz::need::Inside;
use crate::authz::{Proof, Reading};
use crate::http::{Refusal, page};

/// As many can be named in one query on either database, and looked through at once.
const FEW: usize = 1_000;

/// What the list is put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Names(By),
    /// The model's order of roles.
    Role,
    /// The most first.
    Level,
}

/// A position in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Cursor {
    Names(Position),
    Rank(usize, MemberId),
}

/// What somebody's access comes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Role,
    Direct,
    Group,
}

/// A page of those who have access, and how many there are.
pub(super) struct Found {
    pub members: Vec<MemberId>,
    pub next: Option<String>,
    pub total: Option<u64>,
}

impl Found {
    fn nobody(include: &page::Include<'_>) -> Self {
        Self { members: Vec::new(), next: None, total: include.has("total").then_some(0) }
    }
}

/// Finds them.
pub(super) fn find<N: Inside>(
    tx: &mut Reading<'_, N>,
    project: ProjectId,
    query: &ProjectAccessQuery,
) -> Result<Found, Refusal> {
    let ProjectAccessQuery { q, through, sort, limit, cursor, include } = query;
    let include = page::Include::of(include.as_deref(), &["total"])?;
    let limit = page::limit(*limit)?;
    // What holds no word at all is nobody's.
    let Some(words) = page::words(q.as_deref())? else { return Ok(Found::nobody(&include)) };
    let (order, descending) = order(sort.as_deref().unwrap_or("name"))?;
    let ways = through.as_deref().map(ways).transpose()?;
    let cursor: Option<Cursor> = cursor.as_deref().map(page::read_cursor).transpose()?;
    let fits = |cursor: &Cursor| matches!(cursor, Cursor::Names(_)) == matches!(order, Order::Names(_));
    if cursor.as_ref().is_some_and(|cursor| !fits(cursor)) {
        let detail = "This cursor is of another order. Begin at the first page.";
        return Err(Refusal::field("?cursor", "unknown_value", detail));
    }

    let (picture, now) = (tx.picture(), tx.now());
    let mut everybody = with_access(&picture, project, ways.as_deref(), now);
    // Whatever is counted or ranked is counted and ranked of those who match.
    let matters = include.has("total") || !matches!(order, Order::Names(_));
    if matters && !words.is_empty() {
        let matching = store::matching(tx, &words)?;
        everybody.retain(|member| matching.contains(member));
    }
    let total = include.has("total").then_some(everybody.len() as u64);
    let (members, next) = match order {
        Order::Names(by) => {
            let through = Through {
                by,
                descending,
                after: cursor.and_then(|cursor| match cursor {
                    Cursor::Names(position) => Some(position),
                    Cursor::Rank(..) => None,
                }),
                among: (everybody.len() <= FEW).then_some(&everybody),
                words: &words,
                limit: FEW as i64,
            };
            in_order_of_names(tx, &everybody, through, limit)?
        }
        Order::Role | Order::Level => {
            let rank = |member: &MemberId| match order {
                Order::Level => below_full(&picture, *member, project, now),
                Order::Role | Order::Names(_) => role_rank(&picture, *member),
            };
            let mut ranked: Vec<(usize, MemberId)> =
                everybody.iter().map(|member| (rank(member), *member)).collect();
            ranked.sort_unstable();
            if descending {
                ranked.reverse();
            }
            if let Some(Cursor::Rank(rank, member)) = cursor {
                let last = (rank, member);
                ranked.retain(|row| if descending { *row < last } else { *row > last });
            }
            let (rows, next) = page::cut(ranked, limit, |row| Cursor::Rank(row.0, row.1));
            (rows.into_iter().map(|row| row.1).collect(), next)
        }
    };
    Ok(Found { members, next, total })
}

/// Looks through names until a page is full: those who have access may be few among many.
fn in_order_of_names<N: Inside>(
    tx: &mut Reading<'_, N>,
    everybody: &BTreeSet<MemberId>,
    mut through: Through<'_>,
    limit: u32,
) -> Result<(Vec<MemberId>, Option<String>), Refusal> {
    let mut found: Vec<Position> = Vec::new();
    loop {
        let looked = store::look_through(tx, &through)?;
        let last = looked.last().cloned().filter(|_| looked.len() >= FEW);
        found.extend(looked.into_iter().filter(|(_, member)| everybody.contains(member)));
        match last {
            Some(last) if found.len() <= limit as usize => through.after = Some(last),
            Some(_) | None => break,
        }
    }
    let (rows, next) = page::cut(found, limit, |position| Cursor::Names(position.clone()));
    Ok((rows.into_iter().map(|(_, member)| member).collect(), next))
}

/// Everybody who has anything on the project now, and everybody who was given something on it, whatever has
/// become of that: it can be taken away here.
fn with_access(
    snapshot: &Snapshot,
    project: ProjectId,
    ways: Option<&[Way]>,
    at: DateTime<Utc>,
) -> BTreeSet<MemberId> {
    let on = Resource::Project(project);
    let given = |principal| snapshot.granted(principal, on).next().is_some();
    let members = snapshot
        .members()
        .map(|member| member.id)
        .filter(|member| snapshot.sees(*member, on, at) || given(Principal::Member(*member)));
    let Some(ways) = ways else { return members.collect() };
    let comes = |member: MemberId, way: &Way| match way {
        Way::Direct => given(Principal::Member(member)),
        Way::Group => snapshot.groups_of(member).any(|group| given(Principal::Group(group))),
        Way::Role => {
            let granted = std::iter::once(Principal::Member(member))
                .chain(snapshot.groups_of(member).map(Principal::Group))
                .any(given);
            !granted
        }
    };
    members.filter(|member| ways.iter().any(|way| comes(*member, way))).collect()
}

fn role_rank(snapshot: &Snapshot, member: MemberId) -> usize {
    let role = snapshot.member(member).map(|member| member.role);
    let roles = &snapshot.model().roles;
    roles.iter().position(|known| Some(known.id) == role).unwrap_or(roles.len())
}

/// How far somebody is below full on everything of a project, in steps of none, view and full.
fn below_full(snapshot: &Snapshot, member: MemberId, project: ProjectId, at: DateTime<Utc>) -> usize {
    let held: Permissions = snapshot.effective(member, Resource::Project(project), at);
    let scopes = snapshot.model().catalog.of(ResourceKind::Project);
    let below = scopes.map(|entry| match held.get(entry.scope) {
        Access::Full => 0,
        Access::View => 1,
        Access::None => 2,
    });
    below.sum()
}

fn order(sort: &str) -> Result<(Order, bool), Refusal> {
    let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
    let order = match name {
        "name" => Order::Names(By::Name),
        "email" => Order::Names(By::Email),
        "role" => Order::Role,
        "level" => Order::Level,
        _ => {
            let detail = "Use name, email, role or level, with - to turn it.";
            return Err(Refusal::field("?sort", "unknown_value", detail));
        }
    };
    Ok((order, descending))
}

fn ways(text: &str) -> Result<Vec<Way>, Refusal> {
    let way = |word: &str| match word {
        "role" => Ok(Way::Role),
        "direct" => Ok(Way::Direct),
        "group" => Ok(Way::Group),
        _ => {
            let detail = "Use role, direct or group, several with commas.";
            Err(Refusal::field("?through", "unknown_value", detail))
        }
    };
    text.split(',').map(way).collect()
}
