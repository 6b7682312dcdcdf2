//! The rows of what is done unasked.

mod past;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::ids::{GrantId, MemberId, OrganizationId};
use shared::invitations::rules::Recorded;
use uuid::Uuid;

use crate::db::AnyConn;
use crate::db::columns::{At, IdColumn, Key};
use crate::db::schema::{
    ending_digests, ending_warnings, grants, groups, invitations, items, memberships, organization_versions,
    organizations, projects, users, workspaces,
};
use crate::http::Refusal;
use crate::invitations::store::status_key;
use crate::notifications::Place;

#[cfg(test)]
pub(super) use past::fixture;
pub(super) use past::{Past, is_past, prune};

/// The organizations in which an invitation waits for a seat.
pub(super) fn queueing(conn: &mut AnyConn) -> Result<Vec<OrganizationId>, Refusal> {
    let ids: Vec<Key<OrganizationId>> = invitations::table
        .inner_join(organizations::table.on(organizations::id.eq(invitations::organization_id)))
        .filter(invitations::status.eq(status_key(Recorded::Queued)))
        .filter(organizations::deleted_at.is_null())
        .select(invitations::organization_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Who is told of an end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Audience<'d> {
    Person,
    /// Unless they were told on this day.
    Admins {
        day: &'d str,
    },
}

impl Audience<'_> {
    const fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Admins { .. } => "admins",
        }
    }
}

/// What kind of row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Membership,
    Grant,
}

/// An end that is near, and that nobody was told of.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) organization: OrganizationId,
    pub(super) of: Of,
    pub(super) subject: Uuid,
    pub(super) ends_at: DateTime<Utc>,
    set_at: DateTime<Utc>,
}

impl Due {
    /// Whether the end was set longer than so many days ahead. Who was told a moment ago that something ends in
    /// three days is not to be told again that it ends in seven.
    pub(super) fn was_set_before(&self, days: i32) -> bool {
        self.set_at <= self.ends_at - TimeDelta::days(i64::from(days))
    }
}

type DueRow = (Key<OrganizationId>, Key<Uuid>, Option<At>, At);
type Ending<I> = (Key<OrganizationId>, Key<I>, Option<At>, At);

macro_rules! due {
    ($conn:expr, $table:ident, $subject:ident, $asked:expr) => {{
        let (audience, days, (from, to), organization, limit): Asked<'_> = $asked;
        let warned = ending_warnings::table
            .filter(ending_warnings::audience.eq(audience.key()))
            .filter(ending_warnings::days.eq(days))
            .filter(ending_warnings::subject_id.eq($table::$subject))
            .filter(ending_warnings::ends_at.eq($table::expires_at.assume_not_null()));
        let mut rows = $table::table
            .inner_join(organizations::table.on(organizations::id.eq($table::organization_id)))
            .inner_join(
                organization_versions::table.on(organization_versions::organization_id
                    .eq($table::organization_id)
                    .and(organization_versions::version.eq($table::valid_from))),
            )
            .filter(organizations::deleted_at.is_null())
            .filter($table::valid_to.is_null())
            .filter($table::expires_at.gt(At(from)))
            .filter($table::expires_at.le(At(to)))
            .filter(not(exists(warned)))
            .order(($table::expires_at, $table::$subject))
            .limit(limit)
            .select((
                $table::organization_id,
                $table::$subject,
                $table::expires_at,
                organization_versions::at,
            ))
            .into_boxed();
        if let Audience::Admins { day } = audience {
            let told = ending_digests::table
                .filter(ending_digests::organization_id.eq($table::organization_id))
                .filter(ending_digests::day.eq(day));
            rows = rows.filter(not(exists(told)));
        }
        if let Some(organization) = organization {
            rows = rows.filter($table::organization_id.eq(Key(organization)));
        }
        rows.load($conn)?
    }};
}

type Asked<'d> = (Audience<'d>, i32, (DateTime<Utc>, DateTime<Utc>), Option<OrganizationId>, i64);

/// Memberships and grants that end in this window, after its beginning and by its end, and that this audience has
/// not been told of with so many days to go.
pub(super) fn due(
    conn: &mut AnyConn,
    audience: Audience<'_>,
    days: i32,
    window: (DateTime<Utc>, DateTime<Utc>),
    organization: Option<OrganizationId>,
    limit: i64,
) -> Result<Vec<Due>, Refusal> {
    let asked = (audience, days, window, organization, limit);
    let of_members: Vec<Ending<MemberId>> = due!(conn, memberships, member_id, asked);
    let of_grants: Vec<Ending<GrantId>> = due!(conn, grants, id, asked);
    let members = of_members
        .into_iter()
        .filter_map(|(org, id, end, at)| read(Of::Membership, (org, plain(id), end, at)));
    let grants =
        of_grants.into_iter().filter_map(|(org, id, end, at)| read(Of::Grant, (org, plain(id), end, at)));
    Ok(members.chain(grants).collect())
}

fn plain<T: IdColumn>(Key(id): Key<T>) -> Key<Uuid> {
    Key(id.to_uuid())
}

fn read(of: Of, (Key(organization), Key(subject), ends_at, At(set_at)): DueRow) -> Option<Due> {
    Some(Due { organization, of, subject, ends_at: ends_at?.0, set_at })
}

/// Takes the organization's lock, as every change of it does; `None` where it is deleted. On SQLite the transaction
/// holds the one write lock already.
pub(super) fn lock(conn: &mut AnyConn, organization: OrganizationId) -> Result<Option<Place>, Refusal> {
    let row = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .filter(organizations::deleted_at.is_null())
        .select((organizations::name, organizations::slug));
    let found: Option<(String, String)> = match conn {
        AnyConn::Pg(pg) => row.for_no_key_update().first(pg).optional()?,
        AnyConn::Sqlite(lite) => row.first(lite).optional()?,
    };
    Ok(found.map(|(name, slug)| Place { id: organization, name, slug }))
}

/// Claims these, and answers with those that nobody had claimed before.
pub(super) fn claim(
    conn: &mut AnyConn,
    audience: Audience<'_>,
    days: i32,
    due: &[Due],
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Refusal> {
    let mut mine = Vec::with_capacity(due.len());
    for one in due {
        let row = (
            ending_warnings::audience.eq(audience.key()),
            ending_warnings::subject_id.eq(Key(one.subject)),
            ending_warnings::ends_at.eq(At(one.ends_at)),
            ending_warnings::days.eq(days),
            ending_warnings::organization_id.eq(Key(one.organization)),
            ending_warnings::at.eq(At(now)),
        );
        let into = diesel::insert_into(ending_warnings::table).values(row);
        let new = match conn {
            AnyConn::Pg(pg) => into.on_conflict_do_nothing().execute(pg)?,
            AnyConn::Sqlite(lite) => into.on_conflict_do_nothing().execute(lite)?,
        };
        if new == 1 {
            mine.push(one.clone());
        }
    }
    Ok(mine)
}

/// Notes that the organization's admins were told on this day.
pub(super) fn claim_day(conn: &mut AnyConn, organization: OrganizationId, day: &str) -> Result<(), Refusal> {
    let row = ending_digests::table.filter(ending_digests::organization_id.eq(Key(organization)));
    if diesel::update(row).set(ending_digests::day.eq(day)).execute(conn)? == 0 {
        diesel::insert_into(ending_digests::table)
            .values((ending_digests::organization_id.eq(Key(organization)), ending_digests::day.eq(day)))
            .execute(conn)?;
    }
    Ok(())
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident, $table:ident $(, $live:ident)?) => {
        $(#[$doc])*
        pub(super) fn $name(
            conn: &mut AnyConn,
            ids: &BTreeSet<Uuid>,
        ) -> Result<BTreeMap<Uuid, String>, Refusal> {
            let mut names = BTreeMap::new();
            let ids: Vec<Key<Uuid>> = ids.iter().copied().map(Key).collect();
            for ids in ids.chunks(AT_ONCE) {
                let rows: Vec<(Key<Uuid>, String)> = $table::table
                    .filter($table::id.eq_any(ids.to_vec()))
                    $(.filter($table::$live.is_null()))?
                    .select(($table::id, $table::name))
                    .load(conn)?;
                names.extend(rows.into_iter().map(|(Key(id), name)| (id, name)));
            }
            Ok(names)
        }
    };
}

/// Ids of one statement.
const AT_ONCE: usize = 1_000;

names!(workspace_names, workspaces, valid_to);
names!(project_names, projects, valid_to);
names!(item_names, items, valid_to);
names!(group_names, groups, valid_to);
names!(people_names, users);
