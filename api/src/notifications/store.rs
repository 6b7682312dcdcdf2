//! The notices.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::ids::{NotificationId, OrganizationId, UserId};
use shared::notifications::wire::{Notification, NotificationsQuery};

use crate::authz::OwnWriting;
use crate::authz::own::Own;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::notifications;
use crate::http::{Refusal, page};
use crate::runtime;

/// Leaves a notice. `kind` is the action that it tells of, `text` a sentence that is ready to read.
pub(crate) fn tell(
    conn: &mut AnyConn,
    now: DateTime<Utc>,
    user: UserId,
    organization: Option<OrganizationId>,
    kind: &str,
    text: String,
) -> Result<(), Refusal> {
    diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(Key(runtime::new_id::<NotificationId>())),
            notifications::user_id.eq(Key(user)),
            notifications::organization_id.eq(organization.map(Key)),
            notifications::kind.eq(kind),
            notifications::body.eq(text),
            notifications::at.eq(At(now)),
        ))
        .execute(conn)?;
    Ok(())
}

type Row = (Key<NotificationId>, String, String, Option<Key<OrganizationId>>, At, Option<At>);

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
    if query.unread == Some(true) {
        rows = rows.filter(notifications::read_at.is_null());
    }
    let rows: Vec<Row> = rows
        .order((notifications::at.desc(), notifications::id.desc()))
        .limit(i64::from(limit) + 1)
        .select((
            notifications::id,
            notifications::kind,
            notifications::body,
            notifications::organization_id,
            notifications::at,
            notifications::read_at,
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.4.0, row.0.0));
    let data = rows
        .into_iter()
        .map(|(id, kind, text, organization, at, read_at)| Notification {
            id: id.0,
            kind,
            text,
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
