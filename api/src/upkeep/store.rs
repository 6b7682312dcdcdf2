//! The rows of what is done unasked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::ids::{GrantId, MemberId, OrganizationId, SessionId};
use uuid::Uuid;

use crate::db::AnyConn;
use crate::db::columns::{At, IdColumn, Key};
use crate::db::schema::{
    ending_digests, ending_warnings, grants, groups, idempotency_keys, items, memberships, notifications,
    organization_versions, organizations, outbox, projects, refresh_tokens, sessions, user_secrets, users,
    workspaces,
};
use crate::http::Refusal;
use crate::notifications::Place;

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
            for ids in ids.chunks(PLACES) {
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
const PLACES: usize = 1_000;

names!(workspace_names, workspaces, valid_to);
names!(project_names, projects, valid_to);
names!(item_names, items, valid_to);
names!(group_names, groups, valid_to);
names!(people_names, users);

/// What is thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    Sessions,
    Secrets,
    IdempotencyKeys,
    Mails,
    Notices,
    Warnings,
}

/// Whether there is such a thing. Asked of a reader, so that an idle server never takes the write lock.
pub(super) fn is_past(conn: &mut AnyConn, past: Past, before: DateTime<Utc>) -> Result<bool, Refusal> {
    let before = At(before);
    let found = match past {
        Past::Sessions => diesel::select(exists(
            sessions::table.filter(sessions::ended_at.lt(before).or(sessions::expires_at.lt(before))),
        ))
        .get_result(conn),
        Past::Secrets => {
            diesel::select(exists(user_secrets::table.filter(user_secrets::expires_at.lt(before))))
                .get_result(conn)
        }
        Past::IdempotencyKeys => {
            diesel::select(exists(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))))
                .get_result(conn)
        }
        Past::Mails => diesel::select(exists(
            outbox::table.filter(outbox::created_at.lt(before)).filter(outbox::state.ne("waiting")),
        ))
        .get_result(conn),
        Past::Notices => {
            diesel::select(exists(notifications::table.filter(notifications::at.lt(before)))).get_result(conn)
        }
        Past::Warnings => {
            diesel::select(exists(ending_warnings::table.filter(ending_warnings::ends_at.lt(before))))
                .get_result(conn)
        }
    };
    Ok(found?)
}

/// Throws away up to so many rows that were over before this time, and says how many there were.
pub(super) fn prune(
    conn: &mut AnyConn,
    past: Past,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, Refusal> {
    let before = At(before);
    let gone = match past {
        Past::Sessions => {
            let ids: Vec<Key<SessionId>> = sessions::table
                .filter(sessions::ended_at.lt(before).or(sessions::expires_at.lt(before)))
                .select(sessions::id)
                .limit(limit)
                .load(conn)?;
            for ids in ids.chunks(PLACES) {
                let tokens = refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(ids.to_vec()));
                diesel::delete(tokens).execute(conn)?;
                diesel::delete(sessions::table.filter(sessions::id.eq_any(ids.to_vec()))).execute(conn)?;
            }
            ids.len()
        }
        Past::Secrets => {
            let hashes: Vec<String> = user_secrets::table
                .filter(user_secrets::expires_at.lt(before))
                .select(user_secrets::hash)
                .limit(limit)
                .load(conn)?;
            diesel::delete(user_secrets::table.filter(user_secrets::hash.eq_any(hashes))).execute(conn)?
        }
        Past::IdempotencyKeys => {
            let scopes: Vec<String> = idempotency_keys::table
                .filter(idempotency_keys::created_at.lt(before))
                .select(idempotency_keys::scope)
                .limit(limit)
                .load(conn)?;
            diesel::delete(idempotency_keys::table.filter(idempotency_keys::scope.eq_any(scopes)))
                .execute(conn)?
        }
        Past::Mails => {
            let ids: Vec<Key<Uuid>> = outbox::table
                .filter(outbox::created_at.lt(before))
                .filter(outbox::state.ne("waiting"))
                .select(outbox::id)
                .limit(limit)
                .load(conn)?;
            diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(conn)?
        }
        Past::Notices => {
            let ids: Vec<Key<shared::ids::NotificationId>> = notifications::table
                .filter(notifications::at.lt(before))
                .select(notifications::id)
                .limit(limit)
                .load(conn)?;
            diesel::delete(notifications::table.filter(notifications::id.eq_any(ids))).execute(conn)?
        }
        Past::Warnings => diesel::delete(ending_warnings::table.filter(ending_warnings::ends_at.lt(before)))
            .execute(conn)?,
    };
    Ok(gone)
}

/// What the tests put in and look at.
#[cfg(test)]
pub(super) mod fixture {
    use shared::ids::{EmailId, NotificationId, UserId};

    use super::*;
    use crate::runtime;

    /// One of each thing that is thrown away some day, which is over at this time; a person beside it.
    pub(in crate::upkeep) fn over(conn: &mut AnyConn, at: DateTime<Utc>) -> Result<(), Refusal> {
        let (user, at) = (Key(runtime::new_id::<UserId>()), At(at));
        let text = user.0.to_string();
        diesel::insert_into(users::table)
            .values((
                (users::id.eq(user), users::name.eq("Noor")),
                (users::created_at.eq(at), users::revision.eq(1)),
            ))
            .execute(conn)?;
        let session = Key(runtime::new_id::<SessionId>());
        diesel::insert_into(sessions::table)
            .values((
                (sessions::id.eq(session), sessions::user_id.eq(user), sessions::created_at.eq(at)),
                (sessions::last_seen_at.eq(at), sessions::expires_at.eq(at), sessions::method.eq("password")),
            ))
            .execute(conn)?;
        diesel::insert_into(refresh_tokens::table)
            .values((
                refresh_tokens::hash.eq(&text),
                refresh_tokens::session_id.eq(session),
                refresh_tokens::issued_at.eq(at),
            ))
            .execute(conn)?;
        diesel::insert_into(idempotency_keys::table)
            .values((
                (idempotency_keys::scope.eq(&text), idempotency_keys::request_hash.eq("")),
                (
                    idempotency_keys::body.eq(crate::db::columns::Json::of(&())),
                    idempotency_keys::created_at.eq(at),
                ),
            ))
            .execute(conn)?;
        for state in ["sent", "waiting"] {
            diesel::insert_into(outbox::table)
                .values((
                    (outbox::id.eq(Key(runtime::new_id::<Uuid>())), outbox::kind.eq("notice")),
                    (
                        outbox::recipient.eq("noor@example.com"),
                        outbox::state.eq(state),
                        outbox::attempts.eq(0),
                    ),
                    (outbox::next_attempt_at.eq(at), outbox::created_at.eq(at)),
                ))
                .execute(conn)?;
        }
        diesel::insert_into(notifications::table)
            .values((
                (
                    notifications::id.eq(Key(runtime::new_id::<NotificationId>())),
                    notifications::user_id.eq(user),
                ),
                (notifications::kind.eq("x"), notifications::body.eq("x"), notifications::topic.eq("access")),
                notifications::at.eq(at),
            ))
            .execute(conn)?;
        diesel::insert_into(ending_warnings::table)
            .values((
                (ending_warnings::audience.eq("person"), ending_warnings::subject_id.eq(Key(user.0.uuid()))),
                (ending_warnings::organization_id.eq(Key(user.0.uuid())), ending_warnings::days.eq(7)),
                (ending_warnings::ends_at.eq(at), ending_warnings::at.eq(at)),
            ))
            .execute(conn)?;
        diesel::insert_into(user_secrets::table)
            .values((
                (user_secrets::hash.eq(&text), user_secrets::user_id.eq(user)),
                (
                    user_secrets::email_id.eq(Key(EmailId::from_uuid(user.0.uuid()))),
                    user_secrets::kind.eq("x"),
                ),
                (user_secrets::created_at.eq(at), user_secrets::expires_at.eq(at)),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// How many there are of each, in the order in which they are thrown away.
    pub(in crate::upkeep) fn left(conn: &mut AnyConn) -> Result<[i64; 6], Refusal> {
        Ok([
            sessions::table.count().get_result(conn)?,
            user_secrets::table.count().get_result(conn)?,
            idempotency_keys::table.count().get_result(conn)?,
            outbox::table.count().get_result(conn)?,
            notifications::table.count().get_result(conn)?,
            ending_warnings::table.count().get_result(conn)?,
        ])
    }
}
