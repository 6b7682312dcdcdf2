//! The stage: a clock that goes from day to day, the people's sessions, and requests made in the process.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use shared::ids::UserId;
use shared::text::search_key;

use super::{cast, store};
use crate::app::{App, StartError};
use crate::authn::tokens::{self, Bearer};
use crate::config::Config;
use crate::db::{DbError, Verdict};
use crate::http::route::Route;
use crate::http::{Refusal, Request};
use crate::outbox::worker;
use crate::routes;

/// Why the demo was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Db(#[from] DbError),
    #[error("the demo asked for {operation} and was answered {code}: {detail}")]
    Refused { operation: &'static str, code: &'static str, detail: String },
    #[error("the demo was not refused {operation}, and should have been")]
    NotRefused { operation: &'static str },
    #[error("the demo lost its thread: {0}")]
    Thread(String),
}

/// A session is begun anew before it runs out after 30 days.
const SESSION: TimeDelta = TimeDelta::days(29);

/// What the browsers of the story call themselves.
const BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
];

/// Somebody of the story who has an account.
#[derive(Debug, Clone, Copy)]
struct Player {
    bearer: Bearer,
    since: DateTime<Utc>,
}

/// One request.
pub(super) struct Act<'a> {
    pub operation: &'static str,
    /// Path parameters.
    pub path: &'a [(&'static str, &'a str)],
    pub query: &'a str,
    pub body: Value,
    /// Who makes it: somebody's name, or nobody who is signed in.
    pub by: Option<&'a str>,
}

/// Where the story is played.
pub(super) struct Stage {
    pub app: Arc<App>,
    routes: HashMap<&'static str, Route>,
    /// The moment that the story ends at: now.
    end: DateTime<Utc>,
    /// The clock's offset at the end.
    offset: i64,
    players: BTreeMap<String, Player>,
    /// Ids by what the story calls things: a workspace, a project, an invited address.
    ids: BTreeMap<String, String>,
}

impl Stage {
    /// Opens the database as the server would, with mail kept on this machine, and the clock at the beginning.
    pub(super) fn open(config: Config) -> Result<Self, DemoError> {
        // Nothing of the story leaves the machine, and its one password, which everybody knows, needs no
        // more than a cheap hash: sixty dear ones would take a minute.
        let config =
            Config { dev: true, smtp_url: None, password_memory_kib: 64, database_connections: 2, ..config };
        let begins = TimeDelta::days(cast::DAYS);
        let app = App::start_behind(config, begins.num_seconds())?;
        let end = app.clock.now() + begins;
        let offset = app.db.read(crate::dev::clock_offset)?;
        let routes = routes::all().into_iter().map(|route| (route.spec.name, route)).collect();
        Ok(Self { app, routes, end, offset, players: BTreeMap::new(), ids: BTreeMap::new() })
    }

    /// The moment that the story ends at.
    pub(super) fn end(&self) -> DateTime<Utc> {
        self.end
    }

    /// Goes ahead to this moment; a moment that is past stays past.
    pub(super) fn go_to(&self, moment: DateTime<Utc>) {
        self.app.clock.set_offset(self.offset + (moment - self.end).num_seconds().min(0));
    }

    /// Calls something by a name.
    pub(super) fn call(&mut self, name: &str, id: impl Into<String>) {
        self.ids.insert(name.to_owned(), id.into());
    }

    /// The id of what was called so.
    pub(super) fn id(&self, name: &str) -> Result<String, DemoError> {
        self.ids.get(name).cloned().ok_or_else(|| DemoError::Thread(format!("nothing is called {name}")))
    }

    /// Makes a request, and lets the mails out that it wrote.
    pub(super) fn ask(&mut self, act: &Act<'_>) -> Result<Value, DemoError> {
        let operation = act.operation;
        let answer = self.request(act)?;
        worker::deliver_due(&self.app);
        answer.map_err(|refusal| DemoError::Refused {
            operation,
            code: refusal.code.key(),
            detail: match refusal.cause {
                None => refusal.detail.into_owned(),
                Some(cause) => cause.to_string(),
            },
        })
    }

    /// Makes a request that has to be refused: the log shows those too.
    pub(super) fn ask_in_vain(&mut self, act: &Act<'_>) -> Result<(), DemoError> {
        match self.request(act)? {
            Err(refusal) if refusal.cause.is_none() => Ok(()),
            Err(refusal) => Err(DemoError::Thread(format!("{}: {:?}", act.operation, refusal.cause))),
            Ok(_) => Err(DemoError::NotRefused { operation: act.operation }),
        }
    }

    fn request(&mut self, act: &Act<'_>) -> Result<Result<Value, Refusal>, DemoError> {
        let bearer = act.by.map(|name| self.token(name)).transpose()?;
        let route = self.routes.get(act.operation);
        let route = route.ok_or_else(|| DemoError::Thread(format!("there is no {}", act.operation)))?;
        let who = act.by.map_or(0, |name| name.bytes().map(usize::from).sum::<usize>());
        let segments: BTreeMap<&'static str, String> =
            act.path.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let path = segments.iter().fold(route.spec.path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        });
        let request = Request {
            secrets: route.spec.secrets,
            method: route.spec.method,
            path,
            segments,
            query: act.query.to_owned(),
            body: if act.body.is_null() { bytes::Bytes::new() } else { act.body.to_string().into() },
            content_type: Some("application/json".to_owned()),
            bearer,
            // Addresses that are kept for examples (RFC 5737).
            ip: Some(format!("203.0.113.{}", 1 + who % 250)),
            user_agent: BROWSERS.get(who % BROWSERS.len()).map(|name| (*name).to_owned()),
            from_app: true,
            ..Request::unasked(route.spec.name, "usher demo", self.app.clock.now())
        };
        Ok((route.run)(&self.app, &request).and_then(|reply| match reply.body {
            None => Ok(Value::Null),
            Some(body) => serde_json::from_slice(&body).map_err(Refusal::internal),
        }))
    }

    /// A token for somebody, as of now: they sign in again where their session has run out.
    fn token(&mut self, name: &str) -> Result<String, DemoError> {
        let now = self.app.clock.now();
        let player = self.players.get(name).copied();
        let player = player.ok_or_else(|| DemoError::Thread(format!("{name} has no account")))?;
        let player = if now - player.since < SESSION { player } else { self.sign_in(name)? };
        Ok(tokens::issue(&self.app.keys, &self.app.config.public_url, player.bearer, now))
    }

    fn sign_in(&mut self, name: &str) -> Result<Player, DemoError> {
        let body = serde_json::json!({ "email": address(name), "password": cast::PASSWORD });
        let answer = self.ask(&Act { operation: "auth.sign_in", path: &[], query: "", body, by: None })?;
        self.enter(name, &answer)
    }

    /// Keeps the session that a sign-up or sign-in answered with.
    fn enter(&mut self, name: &str, answer: &Value) -> Result<Player, DemoError> {
        let since = self.app.clock.now();
        let token = answer.get("access_token").and_then(Value::as_str).unwrap_or_default();
        let bearer = tokens::verify(&self.app.keys, &self.app.config.public_url, token, since);
        let bearer = bearer.ok_or_else(|| DemoError::Thread(format!("{name} was given no token")))?;
        let player = Player { bearer, since };
        self.players.insert(name.to_owned(), player);
        Ok(player)
    }

    /// Somebody makes an account and opens the mail that proves their address.
    pub(super) fn sign_up(&mut self, name: &str) -> Result<(), DemoError> {
        let body = serde_json::json!({ "email": address(name), "password": cast::PASSWORD, "name": name });
        let answer = self.ask(&Act { operation: "auth.sign_up", path: &[], query: "", body, by: None })?;
        self.enter(name, &answer)?;
        let body = serde_json::json!({ "token": self.mailed(name, "/verify-email#")? });
        self.ask(&Act { operation: "auth.verify_email", path: &[], query: "", body, by: None })?;
        Ok(())
    }

    /// As if the record of the domain had just been found: the story asks no DNS.
    pub(super) fn prove_domain(&self) -> Result<(), DemoError> {
        let now = self.app.clock.now();
        self.app.db.write(|conn| {
            store::prove_domain(conn, cast::DOMAIN, now)?;
            Ok::<_, DemoError>(Verdict::Commit(()))
        })
    }

    /// The secret of the newest mail to somebody that leads to this page.
    pub(super) fn mailed(&self, name: &str, page: &str) -> Result<String, DemoError> {
        let to = address(name);
        let link = self.app.db.read(|conn| store::newest_link(conn, &to, page))?;
        let token = link.as_deref().and_then(|link| link.split_once('#')).map(|(_, token)| token.to_owned());
        token.ok_or_else(|| DemoError::Thread(format!("no mail to {name} leads to {page}")))
    }

    /// Somebody's account.
    pub(super) fn user(&self, name: &str) -> Result<UserId, DemoError> {
        let player = self.players.get(name);
        player
            .map(|player| player.bearer.user)
            .ok_or_else(|| DemoError::Thread(format!("{name} has no account")))
    }

    /// Whether somebody has an account.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.players.contains_key(name)
    }
}

/// Somebody's address, made of their name: `mei-ling.zhao@example.com`.
pub(super) fn address(name: &str) -> String {
    let plain = search_key(name);
    let local: String = plain
        .chars()
        .filter_map(|letter| match letter {
            ' ' => Some('.'),
            letter if letter.is_ascii_alphanumeric() || letter == '-' => Some(letter),
            _ => None,
        })
        .collect();
    let domain = if cast::ELSEWHERE.contains(&name) { "example.org" } else { "example.com" };
    format!("{local}@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_the_name() {
        assert_eq!(address("Mei-Ling Zhao"), "mei-ling.zhao@example.com");
        assert_eq!(address("Finn O’Leary"), "finn.oleary@example.com");
        assert_eq!(address("Zoë Marsh"), "zoe.marsh@example.com");
        assert_eq!(address("Elif Kaya"), "elif.kaya@example.org");
    }
}
