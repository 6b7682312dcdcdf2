//! Open to everybody: the gate of signing up and in, of links in mails, and of what is published.
//!
//! Each operation behind it writes down why. The list of them is checked in and only shrinks.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use shared::access::Snapshot;
use shared::ids::{OrganizationId, UserId};

use super::own;
use crate::app::App;
use crate::authn::principal::{self, Principal};
use crate::db::{AnyConn, Verdict};
use crate::http::{Refusal, Request};
use crate::live::Event;
use crate::notifications::{self, Notice};
use crate::outbox;
use crate::outbox::letters::Letter;

/// The way to the database for an operation that asks for no credential.
pub struct Open<'r> {
    app: &'r App,
    request: &'r Request,
}

impl std::fmt::Debug for Open<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Open({})", self.request.operation)
    }
}

/// A transaction of an open operation, for its `store.rs`.
pub struct OpenTx<'t> {
    conn: &'t mut AnyConn,
    app: &'t App,
    request: &'t Request,
    told: Vec<UserId>,
}

impl std::fmt::Debug for OpenTx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenTx")
    }
}

impl<'t> OpenTx<'t> {
    /// The transaction. For `store.rs` files alone (`cargo xtask test` checks).
    pub fn sql(&mut self) -> &mut AnyConn {
        self.conn
    }
    pub fn now(&self) -> DateTime<Utc> {
        self.request.now
    }
    pub fn app(&self) -> &'t App {
        self.app
    }
    pub fn request(&self) -> &'t Request {
        self.request
    }
    /// The facts of an organization, read beside this transaction.
    pub fn snapshot(&self, organization: OrganizationId) -> Result<Arc<Snapshot>, Refusal> {
        own::aside(self.app, organization)
    }
    /// Queues a mail, which leaves once this is committed.
    pub fn mail(&mut self, to: &str, letter: &dyn Letter) -> Result<(), Refusal> {
        let about = outbox::About { organization: None, invitation: None };
        outbox::queue(self.conn, self.app, self.request.now, to, letter, about)
    }
    /// Tells a person what became of their account.
    pub fn notify(&mut self, user: UserId, notice: &Notice) -> Result<(), Refusal> {
        let listed = notifications::tell(self.conn, self.app, self.request.now, None, &[user], notice)?;
        self.told.extend(listed);
        Ok(())
    }
    /// Writes to a person's own log.
    pub fn record(&mut self, user: UserId, action: &str, detail: Value) -> Result<(), Refusal> {
        own::record(self.conn, self.request, user, action, detail)
    }
    /// Whoever is signed in, if somebody is.
    pub fn principal(&mut self) -> Result<Option<Principal>, Refusal> {
        principal::optional(self.conn, self.app, self.request)
    }
}

impl<'r> Open<'r> {
    pub(crate) fn new(app: &'r App, request: &'r Request) -> Self {
        Self { app, request }
    }
    pub fn app(&self) -> &App {
        self.app
    }
    pub fn request(&self) -> &Request {
        self.request
    }

    fn transaction<'t>(&self, conn: &'t mut AnyConn) -> OpenTx<'t>
    where
        'r: 't,
    {
        OpenTx { conn, app: self.app, request: self.request, told: Vec::new() }
    }

    /// Reads, on one picture of the database.
    pub fn read<T>(&self, body: impl FnOnce(&mut OpenTx<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.app.db.read(|conn| body(&mut self.transaction(conn)))
    }

    /// Writes; an error leaves nothing behind.
    pub fn write<T>(&self, body: impl FnOnce(&mut OpenTx<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let (value, told) = self.app.db.write(|conn| {
            let mut tx = self.transaction(conn);
            let value = body(&mut tx)?;
            Ok::<_, Refusal>(Verdict::Commit((value, tx.told)))
        })?;
        if !told.is_empty() {
            self.app.publish(Event::notices(told));
        }
        self.app.outbox_wake.notify_one();
        Ok(value)
    }
}
