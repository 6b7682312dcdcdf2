//! A page of members, and how many there are.

use shared::access::{Member, Snapshot, Status};
use shared::ids::{GroupId, MemberId, RoleId, WorkspaceId};

use super::filter::{Filter, Kept, Within};
use super::order::{Order, Position};
use super::store;
use crate::authz::need::SeesPeople;
use crate::authz::{Proof, Reading};
use crate::http::{Refusal, page};
use crate::members::store::Row;

/// At most so many are put in order here. More of a hundred thousand are met sooner on a walk: one in sixty.
const FEW: usize = 1_500;

/// The most who are looked at for having one word, to see who has the others.
const MANY: usize = 5_000;

/// So many words of a search are compared for which is the rarest.
const COMPARED: usize = 8;

/// A page.
pub(crate) struct Found {
    pub rows: Vec<Row>,
    pub next_cursor: Option<String>,
    /// How many there are in all pages together, where that was asked for.
    pub total: Option<u64>,
}

/// Those whom the filter shows, where they are few enough to be named.
enum Known {
    Few(Vec<Position>),
    /// Too many to be put in order here, but all of them were counted.
    Counted(usize),
    Many,
}

/// What few have in common.
enum Source<'f> {
    Group(GroupId),
    Roles(&'f [RoleId]),
    Inside(WorkspaceId, &'f [RoleId]),
    Word(usize),
}

/// Those whose membership has ended by the filter's moment. Few are named: what is walked along are indexes that know
/// members, and no time.
pub(super) enum Ended {
    Few(Vec<MemberId>),
    Many,
}

impl Ended {
    fn of(snapshot: &Snapshot, filter: &Filter) -> Self {
        // Where no status is asked for it makes no difference.
        let ended = filter.status.into_iter().flat_map(|_| snapshot.ended(filter.at));
        let ids: Vec<MemberId> = ended.map(|member| member.id).take(FEW + 1).collect();
        if ids.len() > FEW { Self::Many } else { Self::Few(ids) }
    }
}

/// Finds a page of those whom the filter shows.
pub(crate) fn find<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    counted: bool,
) -> Result<Found, Refusal> {
    let ended = Ended::of(&tx.picture(), filter);
    let (mut positions, total) = match known(tx, filter, counted)? {
        Known::Few(mut all) => {
            let total = all.len() as u64;
            keep_behind(&mut all, filter);
            (all, counted.then_some(total))
        }
        Known::Counted(total) => (walk(tx, filter, &ended)?, counted.then_some(total as u64)),
        Known::Many => {
            let total = if counted { Some(count(tx, filter, &ended)?) } else { None };
            (walk(tx, filter, &ended)?, total)
        }
    };
    positions.sort_unstable();
    if filter.descending {
        positions.reverse();
    }
    let (positions, next_cursor) = page::cut(positions, filter.limit, Clone::clone);
    let ids: Vec<MemberId> = positions.into_iter().map(|(_, id)| id).collect();
    Ok(Found { rows: store::rows(tx, &ids)?, next_cursor, total })
}

/// Drops what stands before the page.
fn keep_behind(all: &mut Vec<Position>, filter: &Filter) {
    if let Some(last) = &filter.cursor {
        all.retain(|position| if filter.descending { position < last } else { position > last });
    }
}

/// The first of those who are many: an index for each status, and for each role where names are asked for.
fn walk<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    ended: &Ended,
) -> Result<Vec<Position>, Refusal> {
    if filter.order == Order::LastActiveAt {
        return store::last_active(tx, filter, ended);
    }
    let roles = filter.roles.iter().flatten().copied().map(Some);
    let roles: Vec<Option<RoleId>> = match filter.order {
        Order::Name if filter.roles.is_some() => roles.collect(),
        Order::Name | Order::Email | Order::Role | Order::JoinedAt | Order::LastActiveAt => vec![None],
    };
    let mut all = Vec::new();
    for kept in filter.kept() {
        if let (Kept { ended: Some(true), .. }, Ended::Few(ids)) = (kept, ended) {
            let mut named = named(tx, filter, ids)?;
            keep_behind(&mut named, filter);
            all.extend(named);
            continue;
        }
        for role in &roles {
            all.extend(store::first(tx, filter, kept, ended, *role)?);
        }
    }
    Ok(all)
}

/// Where those of these members stand whom the filter shows.
fn named<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    ids: &[MemberId],
) -> Result<Vec<Position>, Refusal> {
    let picture = tx.picture();
    let shown = |id: &MemberId| picture.member(*id).is_some_and(|member| filter.shows(&picture, member));
    let ids: Vec<MemberId> = ids.iter().copied().filter(shown).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { store::of_members(tx, filter, &ids) }
}

/// Where everybody stands who has one of these roles and may be shown. Those whose membership has ended are named, lest
/// all be looked at who are active.
fn of_roles<N: SeesPeople>(
    tx: &mut Reading<'_, N>,
    filter: &Filter,
    roles: &[RoleId],
) -> Result<Vec<Position>, Refusal> {
    let mut all = store::of_roles(tx, filter, roles)?;
    if filter.status == Some(Status::Deactivated) {
        let picture = tx.picture();
        let ended = picture.ended(filter.at).filter(|member| roles.contains(&member.role));
        let ended: Vec<MemberId> = ended.map(|member| member.id).collect();
        all.extend(named(tx, filter, &ended)?);
    }
    Ok(all)
}

fn known<N: SeesPeople>(tx: &mut Reading<'_, N>, filter: &Filter, counted: bool) -> Result<Known, Refusal> {
    let picture = tx.picture();
    let mut sources: Vec<(usize, Source<'_>)> = Vec::new();
    if let Some(group) = filter.in_group {
        sources.push((picture.group_size(group), Source::Group(group)));
    }
    // Names of one role stand in an index of their own.
    let walked = filter.order == Order::Name && filter.words.is_empty() && filter.within.is_none();
    if let Some(roles) = filter.roles.as_ref().filter(|_| !walked) {
        sources.push((filter.count_of(&picture, roles), Source::Roles(roles)));
    }
    match &filter.within {
        None => {}
        Some(Within::Inside { workspace, by_role, never: _ }) => {
            let size = filter.count_of(&picture, by_role) + picture.listed_count(*workspace);
            sources.push((size, Source::Inside(*workspace, by_role)));
        }
        Some(Within::Outside { workspace: _, roles }) => {
            sources.push((filter.count_of(&picture, roles), Source::Roles(roles)));
        }
    }
    // Who is counted is counted by all the words; who is not, is walked to when they are many.
    let spoken = if counted { MANY } else { FEW };
    let looked_at = if filter.words.len() > 1 { MANY } else { spoken };
    for (at, word) in filter.words.iter().enumerate().take(COMPARED) {
        sources.push((store::count_word(tx, word, looked_at)?, Source::Word(at)));
    }
    let Some((size, source)) = sources.into_iter().min_by_key(|(size, _)| *size) else {
        return Ok(Known::Many);
    };
    let most = match source {
        Source::Group(_) | Source::Roles(_) | Source::Inside(..) => FEW,
        Source::Word(_) => looked_at,
    };
    if size > most {
        return Ok(Known::Many);
    }
    let mut all = match source {
        Source::Group(group) => store::of_group(tx, filter, group)?,
        Source::Roles(roles) => of_roles(tx, filter, roles)?,
        Source::Inside(workspace, roles) => {
            let mut all = of_roles(tx, filter, roles)?;
            all.extend(store::of_list(tx, filter, workspace)?);
            // Somebody with one of the roles may be listed, too.
            all.sort_unstable();
            all.dedup();
            all
        }
        Source::Word(at) => match store::of_words(tx, filter, at, spoken)? {
            Some(all) => all,
            None => return Ok(Known::Many),
        },
    };
    all.retain(|(_, id)| picture.member(*id).is_some_and(|member| filter.shows(&picture, member)));
    Ok(if all.len() <= FEW { Known::Few(all) } else { Known::Counted(all.len()) })
}

/// How many the filter shows. Who is searched for by words is counted in the database.
fn count<N: SeesPeople>(tx: &mut Reading<'_, N>, filter: &Filter, ended: &Ended) -> Result<u64, Refusal> {
    if !filter.words.is_empty() {
        return store::count(tx, filter, ended);
    }
    Ok(counted(&tx.picture(), filter) as u64)
}

fn counted(snapshot: &Snapshot, filter: &Filter) -> usize {
    if let Some(group) = filter.in_group {
        let members = snapshot.members_of(group).filter_map(|id| snapshot.member(id));
        return members.filter(|member| filter.shows(snapshot, member)).count();
    }
    let (roles, listed): (Vec<RoleId>, _) = match &filter.within {
        None => (snapshot.model().roles.iter().map(|role| role.id).collect(), None),
        Some(Within::Inside { workspace, by_role, .. }) => (by_role.clone(), Some(*workspace)),
        Some(Within::Outside { workspace, roles }) => (roles.clone(), Some(*workspace)),
    };
    let roles: Vec<RoleId> = roles.into_iter().filter(|role| filter.has_role(*role)).collect();
    // Everybody with one of the roles, and then the list's say.
    let whole = filter.count_of(snapshot, &roles);
    let by_role = |member: &Member| filter.has_status(member) && roles.contains(&member.role);
    let listed = listed.into_iter().flat_map(|workspace| snapshot.roster(workspace));
    let listed = listed.filter_map(|id| snapshot.member(id));
    match &filter.within {
        None => whole,
        Some(Within::Inside { .. }) => {
            whole + listed.filter(|member| !by_role(member) && filter.shows(snapshot, member)).count()
        }
        Some(Within::Outside { .. }) => whole - listed.filter(|member| by_role(member)).count(),
    }
}
