//! What is over, and thrown away.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use shared::ids::SessionId;
use uuid::Uuid;

use super::AT_ONCE;
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{
    ending_warnings, idempotency_keys, notifications, outbox, refresh_tokens, sessions, user_secrets,
};
use crate::http::Refusal;

/// What is thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::upkeep) enum Past {
    Sessions,
    Secrets,
    IdempotencyKeys,
    Mails,
    Notices,
    Warnings,
}

/// Whether there is such a thing. Asked of a reader, so that an idle server never takes the write lock.
pub(in crate::upkeep) fn is_past(
    conn: &mut AnyConn,
    past: Past,
    before: DateTime<Utc>,
) -> Result<bool, Refusal> {
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
pub(in crate::upkeep) fn prune(
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
            for ids in ids.chunks(AT_ONCE) {
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
pub(in crate::upkeep) mod fixture {
    use shared::ids::{EmailId, NotificationId, UserId};

    use super::*;
    use crate::db::schema::users;
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
