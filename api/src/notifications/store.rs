//! The notices, and what people chose.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{NotificationId, OrganizationId, UserId};
use shared::notifications::wire::{Notification, NotificationsQuery};
use shared::notifications::{Channels, Topic};

use super::notice::Notice;
use crate::authz::OwnWriting;
use crate::authz::own::Own;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{notification_preferences as preferences, notifications, user_emails};
use crate::http::{Refusal, page};
use crate::runtime;

/// People of one statement: PostgreSQL takes 65,535 values in one, SQLite half of that.
const AT_ONCE: usize = 1_000;

/// A notice for one person, with where it leads.
pub(super) struct Listed<'n> {
    pub(super) user: UserId,
    pub(super) notice: &'n Notice,
    pub(super) link: Option<&'n str>,
}

/// Lists these.
pub(super) fn insert(
    conn: &mut AnyConn,
    now: DateTime<Utc>,
    organization: Option<OrganizationId>,
    listed: &[Listed<'_>],
) -> Result<(), Refusal> {
    for listed in listed.chunks(AT_ONCE) {
        let rows: Vec<_> = listed
            .iter()
            .map(|Listed { user, notice, link }| {
                (
                    notifications::id.eq(Key(runtime::new_id::<NotificationId>())),
                    notifications::user_id.eq(Key(*user)),
                    notifications::organization_id.eq(organization.map(Key)),
                    notifications::topic.eq(notice.topic.key()),
                    notifications::kind.eq(notice.kind),
                    notifications::body.eq(&notice.text),
                    notifications::link.eq(*link),
                    notifications::at.eq(At(now)),
                )
            })
            .collect();
        let into = diesel::insert_into(notifications::table);
        match conn {
            AnyConn::Pg(pg) => into.values(rows).execute(pg)?,
            AnyConn::Sqlite(lite) => into.values(rows).execute(lite)?,
        };
    }
    Ok(())
}

/// What each of these chose for a topic; whoever chose nothing is not there.
pub(super) fn chosen(
    conn: &mut AnyConn,
    users: &[UserId],
    topic: Topic,
) -> Result<HashMap<UserId, Channels>, Refusal> {
    let mut chosen = HashMap::new();
    for users in users.chunks(AT_ONCE) {
        let rows: Vec<(Key<UserId>, bool, bool)> = preferences::table
            .filter(preferences::topic.eq(topic.key()))
            .filter(preferences::user_id.eq_any(users.iter().copied().map(Key).collect::<Vec<_>>()))
            .select((preferences::user_id, preferences::in_app, preferences::by_mail))
            .load(conn)?;
        chosen.extend(
            rows.into_iter().map(|(Key(user), in_app, by_mail)| (user, Channels { in_app, by_mail })),
        );
    }
    Ok(chosen)
}

/// Where mail to these people goes.
pub(super) fn addresses(conn: &mut AnyConn, users: &[UserId]) -> Result<HashMap<UserId, String>, Refusal> {
    let mut addresses = HashMap::with_capacity(users.len());
    for users in users.chunks(AT_ONCE) {
        let rows: Vec<(Key<UserId>, String)> = user_emails::table
            .filter(user_emails::is_primary)
            .filter(user_emails::user_id.eq_any(users.iter().copied().map(Key).collect::<Vec<_>>()))
            .select((user_emails::user_id, user_emails::address))
            .load(conn)?;
        addresses.extend(rows.into_iter().map(|(Key(user), address)| (user, address)));
    }
    Ok(addresses)
}

/// What the person chose, of the topics that they chose for.
pub(super) fn preferences<P: Own>(tx: &mut P) -> Result<BTreeMap<Topic, Channels>, Refusal> {
    let rows: Vec<(String, bool, bool)> = preferences::table
        .filter(preferences::user_id.eq(Key(tx.user())))
        .select((preferences::topic, preferences::in_app, preferences::by_mail))
        .load(tx.sql())?;
    let chosen = rows
        .into_iter()
        // A topic of another release is nobody's choice here.
        .filter_map(|(topic, in_app, by_mail)| Some((Topic::of(&topic)?, Channels { in_app, by_mail })));
    Ok(chosen.collect())
}

/// Puts the person's choices in place of those before.
pub(super) fn set_preferences(
    tx: &mut OwnWriting<'_>,
    chosen: &BTreeMap<Topic, Channels>,
) -> Result<(), Refusal> {
    let user = Key(tx.user());
    diesel::delete(preferences::table.filter(preferences::user_id.eq(user))).execute(tx.sql())?;
    for (topic, Channels { in_app, by_mail }) in chosen {
        diesel::insert_into(preferences::table)
            .values((
                preferences::user_id.eq(user),
                preferences::topic.eq(topic.key()),
                preferences::in_app.eq(in_app),
                preferences::by_mail.eq(by_mail),
            ))
            .execute(tx.sql())?;
    }
    Ok(())
}

/// How many notices the person has: not read, and read.
pub(super) fn counts<P: Own>(tx: &mut P) -> Result<(u64, u64), Refusal> {
    let own = notifications::table.filter(notifications::user_id.eq(Key(tx.user())));
    let all: i64 = own.count().get_result(tx.sql())?;
    let unread: i64 = own.filter(notifications::read_at.is_null()).count().get_result(tx.sql())?;
    Ok((unread.unsigned_abs(), (all - unread).unsigned_abs()))
}

type Row = (
    Key<NotificationId>,
    String,
    String,
    String,
    Option<String>,
    Option<Key<OrganizationId>>,
    At,
    Option<At>,
);

/// A page of the person's notices, newest first.
pub(super) fn page<P: Own>(
    tx: &mut P,
    query: &NotificationsQuery,
) -> Result<(Vec<Notification>, Option<String>), Refusal> {
    let limit = page::limit(query.limit)?;
    let mut rows = notifications::table.filter(notifications::user_id.eq(Key(tx.user()))).into_boxed();
    if let Some(cursor) = &query.cursor {
        let (at, id): (DateTime<Utc>, NotificationId) = page::read_cursor(cursor)?;
        let same_moment = notifications::at.eq(At(at)).and(notifications::id.lt(Key(id)));
        rows = rows.filter(notifications::at.lt(At(at)).or(same_moment));
    }
    rows = match query.unread {
        Some(true) => rows.filter(notifications::read_at.is_null()),
        Some(false) => rows.filter(notifications::read_at.is_not_null()),
        None => rows,
    };
    let rows: Vec<Row> = rows
        .order((notifications::at.desc(), notifications::id.desc()))
        .limit(i64::from(limit) + 1)
        .select((
            notifications::id,
            notifications::topic,
            notifications::kind,
            notifications::body,
            notifications::link,
            notifications::organization_id,
            notifications::at,
            notifications::read_at,
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.6.0, row.0.0));
    let data = rows
        .into_iter()
        .map(|(id, topic, kind, text, link, organization, at, read_at)| Notification {
            id: id.0,
            topic: Topic::of(&topic).unwrap_or(Topic::Access),
            kind,
            text,
            link,
            organization: organization.map(|organization| organization.0),
            at: at.0,
            read_at: read_at.map(|at| at.0),
        })
        .collect();
    Ok((data, next))
}

/// Marks the person's unread notices as read, or those of them that are named; how many there were.
pub(super) fn mark_read(tx: &mut OwnWriting<'_>, named: Option<&[NotificationId]>) -> Result<usize, Refusal> {
    let now = tx.now();
    let unread = notifications::table
        .filter(notifications::user_id.eq(Key(tx.user())))
        .filter(notifications::read_at.is_null());
    let read = notifications::read_at.eq(At(now));
    Ok(match named {
        None => diesel::update(unread).set(read).execute(tx.sql())?,
        Some(ids) => {
            let ids: Vec<Key<NotificationId>> = ids.iter().copied().map(Key).collect();
            diesel::update(unread.filter(notifications::id.eq_any(ids))).set(read).execute(tx.sql())?
        }
    })
}
