//! Sends what is due.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use super::backoff;
use super::letters::Rendered;
use super::mail::{Failure, Mode};
use super::store::{self, End, InHand};
use crate::app::App;
use crate::db::{DbError, Verdict};
use crate::{audit, dev};

/// How often the outbox is looked at when nobody wakes it: retries, and what other processes wrote.
const LOOK: Duration = Duration::from_secs(1);

/// How often last activity is written.
const FLUSH: Duration = Duration::from_secs(5);

/// Runs until `stop` says so; the mail in hand is finished first.
pub async fn run(app: Arc<App>, stop: watch::Receiver<bool>) {
    tokio::join!(deliver(Arc::clone(&app), stop.clone()), flush(app, stop));
}

async fn deliver(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !*stop.borrow() {
        tokio::select! {
            () = app.outbox_wake.notified() => {}
            _ = look.tick() => {}
            changed = stop.changed() => match changed {
                Ok(()) => continue,
                // Nobody is left who could say stop.
                Err(_) => return,
            },
        }
        let (app, stop) = (Arc::clone(&app), stop.clone());
        let round = spawn_blocking(move || {
            follow_clock(&app);
            deliver_while(&app, || !*stop.borrow());
        });
        if let Err(error) = round.await {
            tracing::error!(%error, "a round of mails ended badly");
        }
    }
}

async fn flush(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut due = interval(FLUSH);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let stopped = tokio::select! {
            _ = due.tick() => *stop.borrow(),
            changed = stop.changed() => changed.is_err() || *stop.borrow(),
        };
        let app = Arc::clone(&app);
        if let Err(error) = spawn_blocking(move || {
            app.activity.flush(&app);
            audit::copies::write_waiting(&app);
            app.limits.sweep();
        })
        .await
        {
            tracing::error!(%error, "writing last activity and audit copies ended badly");
        }
        if stopped {
            return;
        }
    }
}

/// With `--dev`, several processes over one database keep one time: whichever moved it.
fn follow_clock(app: &App) {
    if !app.config.dev {
        return;
    }
    match app.db.read(dev::clock_offset) {
        Ok(offset) => app.clock.set_offset(offset),
        Err(error) => tracing::warn!(%error, "the clock's offset was not read"),
    }
}

/// Sends everything that is due now. Blocks; what was written down before the call has been tried when
/// it returns.
pub fn deliver_due(app: &App) {
    deliver_while(app, || true);
}

fn deliver_while(app: &App, go_on: impl Fn() -> bool) {
    if !app.mailer.can_send() {
        return;
    }
    let _round = app.mailer.round();
    while go_on() {
        match deliver_next(app) {
            Ok(Found::Mail) => {}
            Ok(Found::Nothing) => return,
            Err(error) => {
                tracing::warn!(%error, "the outbox was not read or written; it is looked at again");
                return;
            }
        }
    }
}

enum Found {
    Mail,
    Nothing,
}

fn deliver_next(app: &App) -> Result<Found, DbError> {
    let now = app.clock.now();
    if !app.db.read(|conn| store::is_due(conn, now))? {
        return Ok(Found::Nothing);
    }
    match app.mailer.mode() {
        Mode::Smtp => send_next(app),
        Mode::Dev => keep_next(app),
        Mode::None => Ok(Found::Nothing),
    }
}

/// Takes a mail up, sends it, writes down how that went. The mail server is waited for outside of any
/// transaction.
fn send_next(app: &App) -> Result<Found, DbError> {
    let now = app.clock.now();
    let Some(mail) = app.db.write(|conn| store::claim(conn, now).map(Verdict::Commit))? else {
        return Ok(Found::Nothing);
    };
    let end = attempt(app, &mail);
    let now = app.clock.now();
    app.db.write(|conn| store::settle(conn, &mail, &end, now).map(Verdict::Commit))?;
    log(&mail, &end);
    Ok(Found::Mail)
}

/// With `--dev` nothing leaves the machine: one transaction takes a mail up and keeps it. Another process
/// that looks meanwhile waits for it, so that whoever asks for the mails sees all of them.
fn keep_next(app: &App) -> Result<Found, DbError> {
    let now = app.clock.now();
    app.db.write(|conn| {
        let Some(mail) = store::claim(conn, now)? else { return Ok(Verdict::Commit(Found::Nothing)) };
        let end = match open(app, &mail) {
            Ok(rendered) => {
                store::keep(conn, &mail.recipient, &rendered, now)?;
                End::Sent
            }
            Err(end) => end,
        };
        store::settle(conn, &mail, &end, now)?;
        log(&mail, &end);
        Ok(Verdict::Commit(Found::Mail))
    })
}

fn attempt(app: &App, mail: &InHand) -> End {
    // The last attempt's process died in it.
    if mail.attempts > backoff::ATTEMPTS {
        return End::Failed("the last attempt did not come to an end".to_owned());
    }
    let rendered = match open(app, mail) {
        Ok(rendered) => rendered,
        Err(end) => return end,
    };
    match app.mailer.send(mail.id, mail.created_at, &mail.recipient, &rendered) {
        Ok(()) => End::Sent,
        Err(Failure::Bounced(error)) => End::Bounced(error),
        Err(Failure::Later(error)) => match backoff::wait(mail.attempts) {
            Some(wait) => End::Again(app.clock.now() + wait, error),
            None => End::Failed(error),
        },
    }
}

fn open(app: &App, mail: &InHand) -> Result<Rendered, End> {
    mail.payload
        .as_deref()
        .and_then(|sealed| app.keys.open(sealed))
        .and_then(|plain| serde_json::from_slice(&plain).ok())
        .ok_or_else(|| End::Failed("it was sealed with another key".to_owned()))
}

/// Without the address: the row has it, and logs travel.
fn log(mail: &InHand, end: &End) {
    let (id, kind, attempts) = (mail.id, mail.kind.as_str(), mail.attempts);
    match end {
        End::Sent => tracing::info!(mail = %id, kind, attempts, "a mail was sent"),
        End::Again(at, error) => {
            tracing::warn!(mail = %id, kind, attempts, %at, error, "a mail is tried again");
        }
        End::Failed(error) => tracing::error!(mail = %id, kind, attempts, error, "a mail failed"),
        End::Bounced(error) => tracing::warn!(mail = %id, kind, attempts, error, "a mail was refused"),
    }
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
