//! Hearing of what other processes write: at once by PostgreSQL's notices, and by looking where one was missed.
//!
//! A thread looks around every [`EVERY`]: at the versions of the organizations that are kept, and at the sessions
//! that ended. What it finds is marked, and what is behind is brought up to date before anybody asks. While it
//! cannot look, checks go to the database themselves, and are refused where that does not answer.

mod store;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use shared::ids::SessionId;

use crate::app::App;
use crate::authn::tokens;
use crate::db::notice::{Listener, Notice};
use crate::http::Refusal;
use crate::live::Event;

/// How often it looks.
const EVERY: Duration = Duration::from_millis(500);

/// How often it asks its own connection whether something was said. Nothing goes to the database for that.
const EAR: Duration = Duration::from_millis(20);

/// How far the clocks of two processes may be apart for a session's end not to be overlooked.
const SKEW: TimeDelta = TimeDelta::minutes(1);

/// The thread, as long as it runs.
#[derive(Debug)]
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watch {
    /// Begins to look around, where there are others to hear of.
    pub fn start(app: Arc<App>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        if app.db.is_embedded() {
            return Self { stop, thread: None };
        }
        let asked = Arc::clone(&stop);
        let thread = std::thread::spawn(move || watch(&app, &asked));
        Self { stop, thread: Some(thread) }
    }

    /// Ends it.
    pub fn stop(mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn watch(app: &App, stop: &AtomicBool) {
    let mut listener = None;
    let mut sessions = Sessions::since(app.clock.now());
    let mut due = Instant::now();
    while !stop.load(Ordering::SeqCst) {
        if Instant::now() >= due {
            due = Instant::now() + EVERY;
            if listener.is_none() && !app.config.poll_only {
                listener = listen(app);
            }
            if let Err(refusal) = look(app, &mut sessions) {
                tracing::warn!(cause = ?refusal.cause, "the other processes' writes could not be looked at");
            }
        }
        match listener.as_mut().map(Listener::heard) {
            None => {}
            Some(Ok(notices)) => notices.into_iter().for_each(|notice| note(app, notice)),
            Some(Err(error)) => {
                tracing::warn!(%error, "the connection that hears of other processes broke; looking goes on");
                listener = None;
            }
        }
        for organization in app.snapshots.behind() {
            // Who asks meanwhile waits for this, or does it themselves.
            if let Err(refusal) = app.snapshots.catch_up(app, organization) {
                tracing::warn!(%organization, cause = ?refusal.cause, "a snapshot was not brought up to date");
            }
        }
        std::thread::park_timeout(EAR);
    }
}

fn listen(app: &App) -> Option<Listener> {
    app.db.listen().unwrap_or_else(|error| {
        tracing::warn!(%error, "notices of other processes are not heard; looking goes on");
        None
    })
}

fn note(app: &App, notice: Notice) {
    match notice {
        Notice::Version { organization, version } => app.snapshots.heard(organization, version),
        Notice::SessionsEnded { user } => app.publish(Event::SessionEnded { user }),
    }
}

/// Looks at what all others did until now.
fn look(app: &App, sessions: &mut Sessions) -> Result<(), Refusal> {
    let (began, now) = (Instant::now(), app.clock.now());
    let kept = app.snapshots.kept();
    let (versions, ended) = app.db.read(|conn| {
        Ok::<_, Refusal>((store::versions(conn, &kept)?, store::ended_since(conn, sessions.since)?))
    })?;
    for (organization, version) in versions {
        app.snapshots.heard(organization, version);
    }
    for (session, user, at) in ended {
        if sessions.noted.insert(session, at).is_none() {
            app.publish(Event::SessionEnded { user });
        }
    }
    sessions.go_on(now);
    app.snapshots.looked(began);
    Ok(())
}

/// The ends of sessions that were noted already, in the time that is looked at.
struct Sessions {
    since: DateTime<Utc>,
    noted: HashMap<SessionId, DateTime<Utc>>,
}

impl Sessions {
    /// Everything that a token of now could still stand for.
    fn since(now: DateTime<Utc>) -> Self {
        Self { since: now - tokens::LIFETIME - SKEW, noted: HashMap::new() }
    }

    fn go_on(&mut self, now: DateTime<Utc>) {
        self.since = now - SKEW;
        self.noted.retain(|_, at| *at >= self.since);
    }
}
