//! One's own account: the gate of `/v1/me` and of founding an organization.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use shared::access::Snapshot;
use shared::access::wire::Changes;
use shared::ids::{OrganizationId, UserId};
use uuid::Uuid;

use super::inner::Inner;
use super::outcome::OwnOutcome;
use crate::access;
use crate::app::App;
use crate::authn::principal::{Principal, authenticate};
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{user_log, users};
use crate::db::{AnyConn, Verdict};
use crate::http::{Refusal, Request, idempotency};
use crate::live::Event;
use crate::notifications::Notice;
use crate::outbox::letters::Letter;
use crate::{audit, notifications, outbox, runtime};

/// A read transaction over the caller's own things.
pub struct OwnReading<'t> {
    conn: &'t mut AnyConn,
    app: &'t App,
    request: &'t Request,
    principal: Principal,
}

/// A write transaction over the caller's own things, which holds the person's lock.
pub struct OwnWriting<'t> {
    conn: &'t mut AnyConn,
    app: &'t App,
    request: &'t Request,
    principal: Principal,
    announced: Vec<Event>,
}

impl OwnWriting<'_> {
    /// Queues a mail, which leaves once this is committed.
    pub fn mail(&mut self, to: &str, letter: &dyn Letter) -> Result<(), Refusal> {
        let about = outbox::About { organization: None, invitation: None };
        outbox::queue(self.conn, self.app, self.request.now, to, letter, about)
    }

    /// Tells the person themselves what became of their account: another session of theirs may have done it.
    pub fn notify(&mut self, notice: &Notice) -> Result<(), Refusal> {
        let (now, user) = (self.request.now, self.principal.user);
        let listed = notifications::tell(self.conn, self.app, now, None, &[user], notice)?;
        self.announced.push(Event::notices(listed));
        Ok(())
    }

    /// Tells open pages, once this is committed: one that asks before would still see the old state.
    pub fn announce(&mut self, event: Event) {
        self.announced.push(event);
    }
}

/// What a proof over one's own account gives.
pub trait Own {
    fn principal(&self) -> &Principal;
    fn request(&self) -> &Request;
    fn app(&self) -> &App;
    /// The transaction. For `store.rs` files alone (`cargo xtask test` checks).
    fn sql(&mut self) -> &mut AnyConn;
    /// The snapshot of an organization at the version that this transaction sees.
    fn snapshot(&mut self, organization: OrganizationId, version: u64) -> Result<Arc<Snapshot>, Refusal>;
    fn user(&self) -> UserId {
        self.principal().user
    }
    fn now(&self) -> DateTime<Utc> {
        self.request().now
    }
}

macro_rules! own { ($($name:ident, $snapshot:expr;)*) => { $(
    impl Own for $name<'_> {
        fn principal(&self) -> &Principal {
            &self.principal
        }
        fn request(&self) -> &Request {
            self.request
        }
        fn app(&self) -> &App {
            self.app
        }
        fn sql(&mut self) -> &mut AnyConn {
            self.conn
        }
        fn snapshot(&mut self, organization: OrganizationId, version: u64) -> Result<Arc<Snapshot>, Refusal> {
            $snapshot(self.conn, self.app, organization, version)
        }
    }
    impl std::fmt::Debug for $name<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, concat!(stringify!($name), "({})"), self.principal.user)
        }
    }
)* } }
own!(
    OwnReading, access::snapshots::at;
    OwnWriting, |_: &mut AnyConn, app, organization, _: u64| aside(app, organization);
);

/// A write that holds no organization's lock: on PostgreSQL each of its statements may see another version. The facts
/// are read beside it, on one picture, at whatever version that has.
pub(super) fn aside(app: &App, organization: OrganizationId) -> Result<Arc<Snapshot>, Refusal> {
    app.db.read(|conn| access::snapshots::now(conn, app, organization))
}

/// What a change of one's own came to.
#[derive(Debug)]
pub enum OwnWritten<T> {
    Done(T),
    /// Done before, by a request with the same idempotency key.
    Replayed(idempotency::Stored),
}

/// Runs `body` for whoever is signed in.
pub fn read<I: Inner, T>(
    app: &App,
    request: &Request,
    body: impl FnOnce(&mut OwnReading<'_>, I) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    app.db.read(|conn| {
        let principal = authenticate(conn, app, request)?;
        let inner = I::parse(request, None)?;
        body(&mut OwnReading { conn, app, request, principal }, inner)
    })
}

/// Runs `body` for whoever is signed in, one change of an account after another.
pub fn write<I: Inner, T: serde::Serialize>(
    app: &App,
    request: &Request,
    body: impl FnOnce(&mut OwnWriting<'_>, I) -> Result<OwnOutcome<T>, Refusal>,
) -> Result<OwnWritten<T>, Refusal> {
    // A stranger is turned away before any lock.
    app.db.read(|conn| authenticate(conn, app, request).map(drop))?;
    let (written, announced) = app.db.write(|conn| {
        let principal = authenticate(conn, app, request)?;
        let inner = I::parse(request, None)?;
        let user = principal.user;
        lock(conn, user)?;
        let key = idempotency::Key::of(request, &user.to_string(), None);
        if let Some(stored) = key.as_ref().map(|key| key.find(conn, request)).transpose()?.flatten() {
            return Ok::<_, Refusal>(Verdict::RollBack((OwnWritten::Replayed(stored), Vec::new())));
        }
        let mut tx = OwnWriting { conn, app, request, principal, announced: Vec::new() };
        let OwnOutcome { answer, action } = body(&mut tx, inner)?;
        let OwnWriting { conn, announced, .. } = tx;
        let Some((action, detail)) = action else {
            return Ok(Verdict::RollBack((OwnWritten::Done(answer), Vec::new())));
        };
        record(conn, request, user, action, detail)?;
        if let Some(key) = &key {
            key.store(conn, request, &answer, &Changes::default(), None)?;
        }
        Ok(Verdict::Commit((OwnWritten::Done(answer), announced)))
    })?;
    for event in announced {
        app.publish(event);
    }
    audit::copies::write_waiting(app);
    app.outbox_wake.notify_one();
    Ok(written)
}

/// Writes to a person's own log.
pub fn record(
    conn: &mut AnyConn,
    request: &Request,
    user: UserId,
    action: &str,
    detail: Value,
) -> Result<(), Refusal> {
    diesel::insert_into(user_log::table)
        .values((
            user_log::id.eq(Key(runtime::new_id::<Uuid>())),
            user_log::user_id.eq(Key(user)),
            user_log::at.eq(At(request.now)),
            user_log::action.eq(action),
            user_log::detail.eq(Json(detail)),
            user_log::ip.eq(&request.ip),
            user_log::user_agent.eq(&request.user_agent),
            user_log::request_id.eq(Key(request.id)),
        ))
        .execute(conn)?;
    Ok(())
}

/// On SQLite the transaction holds the one write lock already.
fn lock(conn: &mut AnyConn, user: UserId) -> QueryResult<()> {
    diesel::update(users::table.filter(users::id.eq(Key(user))))
        .set(users::revision.eq(users::revision + 1))
        .execute(conn)?;
    Ok(())
}
