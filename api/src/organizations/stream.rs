//! `GET …/stream`: what happens in an organization, as it happens, as [server-sent events].
//!
//! It stays open, so unlike every other operation it is served here and not by the edge; its declaration is
//! in the URL map all the same. The gate is asked before the first byte and again before every event, so
//! somebody whose access ends hears that and nothing more.
//!
//! | event | data | when |
//! | --- | --- | --- |
//! | `version` | `{"version": 7, "members": ["mem_…"]}` | at once, and after each change; `members` only for those who see the directory |
//! | `notice` | `{"unread": 2}` | the listener has more notices to read, or fewer, than before |
//! | `end` | `{"code": "not_found"}` | the listener's access ended; nothing follows |
//!
//! A stream that just stops says nothing: the token ran out, or the server stops. Come back with a new one.
//!
//! [server-sent events]: https://html.spec.whatwg.org/multipage/server-sent-events.html

mod store;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use shared::access::{Access, CoreScope, Resource};
use shared::ids::{MemberId, OrganizationId, RequestId, UserId};
use shared::problem::Code;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::app::App;
use crate::authn::tokens;
use crate::authz::need::AnyMember;
use crate::authz::{Proof, gate};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Operation, Refusal, Request, Spec, Streamed, edge, problem};
use crate::live::Event;
use crate::runtime;

/// Proxies close what is silent; a comment is heard by nobody.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How soon a change is heard of that another process made.
const LOOK_AROUND: Duration = Duration::from_secs(5);

/// Past this many, an event says that things changed and not for whom.
const LISTED_MEMBERS: usize = 200;

/// Streams what happens.
pub struct Stream;

impl Operation for Stream {
    const SPEC: Spec = Spec::get(
        "/v1/organizations/{org}/stream",
        "organizations.stream",
        "Hear of changes as they happen, as server-sent events",
    );
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Events;
}

impl Streamed for Stream {
    type Need = AnyMember;
}

/// The events, for the document.
#[derive(Debug, serde::Serialize)]
pub struct Events;

impl utoipa::PartialSchema for Events {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let text = "`version` with `{version, members?}` at once and after each change; `notice` with `{unread}`; \
                    `end` with `{code}` when access ends";
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::SchemaType::Type(utoipa::openapi::Type::String))
            .description(Some(text))
            .into()
    }
}
impl utoipa::ToSchema for Events {}

/// Registers the stream.
pub fn configure(config: &mut ServiceConfig) {
    config.service(
        web::resource(Stream::SPEC.path)
            .default_service(web::to(edge::method_not_allowed))
            .route(web::get().to(open)),
    );
}

async fn open(http: HttpRequest, app: Data<App>) -> HttpResponse {
    let (id, app) = (runtime::new_id::<RequestId>(), app.into_inner());
    let mut response = match listen(&http, &app, id).await {
        Ok(listener) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/event-stream"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            // What is compressed waits until there is enough of it, and so would every event.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .insert_header(("X-Accel-Buffering", "no"))
            .streaming(futures_util::stream::unfold(listener, |mut listener| async move {
                listener.next().await.map(|bytes| (Ok::<_, Infallible>(bytes), listener))
            })),
        Err(refusal) => problem::respond(&refusal, id),
    };
    edge::identify(&mut response, id);
    tracing::info!(request = %id, operation = Stream::SPEC.name, status = response.status().as_u16(), "opened");
    response
}

async fn listen(http: &HttpRequest, app: &Arc<App>, id: RequestId) -> Result<Listener, Refusal> {
    let mut request = edge::read(&Stream::SPEC, http, Ok(Bytes::new()), app, id);
    if request.preview {
        return Err(Refusal::field("?preview", "unknown_parameter", "There is no parameter “preview” here."));
    }
    let NoQuery {} = request.parse_query()?;
    // Before the first look, so that nothing falls between the two.
    let events = app.live.listen();
    let seen = look(app, &mut request).await?;
    if !app.live.enter(seen.user) {
        return Err(Refusal {
            retry_after: Some(30),
            ..Refusal::new(
                Code::TooManyRequests,
                "Too many pages of yours are open here. Close some, then try again.",
            )
        });
    }
    // A version that was waited for once is not to be waited for again.
    request.at_least = None;
    let start = Instant::now();
    let every = |period| {
        let mut interval = interval_at(start + period, period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        interval
    };
    let (closing, heartbeat, around) = (app.live.closing(), every(HEARTBEAT), every(LOOK_AROUND));
    let mut listener = Listener {
        turn: Turn { app: Arc::clone(app), user: seen.user },
        organization: seen.organization,
        said: seen.version,
        unread: seen.unread,
        request,
        events,
        closing,
        heartbeat,
        around,
        ready: VecDeque::new(),
        over: false,
    };
    listener.say("version", &json!({ "version": seen.version }));
    Ok(listener)
}

/// One open stream's place among its person's.
struct Turn {
    app: Arc<App>,
    user: UserId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.app.live.leave(self.user);
    }
}

/// One open stream.
struct Listener {
    turn: Turn,
    organization: OrganizationId,
    /// The newest version that was said.
    said: u64,
    /// How many notices were unread when that was said last.
    unread: u64,
    request: Request,
    events: broadcast::Receiver<Event>,
    closing: watch::Receiver<bool>,
    heartbeat: Interval,
    around: Interval,
    ready: VecDeque<Bytes>,
    over: bool,
}

/// What may have to be said.
enum News {
    Version {
        version: u64,
        members: Vec<MemberId>,
    },
    /// The listener's notices are others than before.
    Notices,
    /// Something happened, but not what: look at the version and the notices.
    Unknown,
}

impl Listener {
    /// What is sent next; `None` when the stream is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            if self.over {
                return None;
            }
            let closing = async { self.closing.wait_for(|closing| *closing).await.is_ok() };
            let news = tokio::select! {
                // What happened is told before what is looked up: the look would take its version without its members.
                biased;
                _ = closing => return None,
                event = self.events.recv() => match self.about_us(event) {
                    Heard::News(news) => news,
                    Heard::Nothing => continue,
                    Heard::Closed => return None,
                },
                _ = self.around.tick() => News::Unknown,
                _ = self.heartbeat.tick() => return Some(Bytes::from_static(b":\n\n")),
            };
            self.tell(news).await;
        }
    }

    fn about_us(&self, event: Result<Event, broadcast::error::RecvError>) -> Heard {
        match event {
            Ok(Event::Version { organization, version, members }) if organization == self.organization => {
                Heard::News(News::Version { version, members })
            }
            Ok(Event::Notices { users }) if users.binary_search(&self.turn.user).is_ok() => {
                Heard::News(News::Notices)
            }
            Ok(Event::SessionEnded { user }) if user == self.turn.user => Heard::News(News::Unknown),
            Ok(Event::Version { .. } | Event::Notices { .. } | Event::SessionEnded { .. }) => Heard::Nothing,
            Err(broadcast::error::RecvError::Lagged(_)) => Heard::News(News::Unknown),
            Err(broadcast::error::RecvError::Closed) => Heard::Closed,
        }
    }

    /// Asks the gate again, then says what is news.
    async fn tell(&mut self, news: News) {
        let app = Arc::clone(&self.turn.app);
        let seen = match look(&app, &mut self.request).await {
            Ok(seen) => seen,
            Err(refusal) => return self.refused(&app, &refusal),
        };
        let told = match news {
            News::Notices => true,
            // What another process wrote shows by the number.
            News::Unknown => seen.unread != self.unread,
            // What comes with this change is told after it.
            News::Version { .. } => false,
        };
        match news {
            News::Version { version, members } if version > self.said => {
                self.said = version;
                if seen.directory && members.len() <= LISTED_MEMBERS {
                    self.say("version", &json!({ "version": version, "members": members }));
                } else {
                    self.say("version", &json!({ "version": version }));
                }
            }
            News::Version { .. } | News::Notices => {}
            News::Unknown if seen.version > self.said => {
                self.said = seen.version;
                self.say("version", &json!({ "version": seen.version }));
            }
            News::Unknown => {}
        }
        if told {
            self.unread = seen.unread;
            self.say("notice", &json!({ "unread": seen.unread }));
        }
    }

    /// Says the end where access ended. A token that ran out ends no access: the stream stops, and whoever
    /// is still signed in comes back with a new one. A database that is busy is asked again.
    fn refused(&mut self, app: &App, refusal: &Refusal) {
        match refusal.code.status() {
            401 if !self.token_is_good(app) => self.over = true,
            401 | 403 | 404 => {
                self.say("end", &json!({ "code": refusal.code }));
                self.over = true;
            }
            _ => {}
        }
    }

    fn token_is_good(&self, app: &App) -> bool {
        let token = self.request.bearer.as_deref().unwrap_or_default();
        tokens::verify(&app.keys, &app.config.public_url, token, self.request.now).is_some()
    }

    fn say(&mut self, event: &str, data: &serde_json::Value) {
        self.ready.push_back(Bytes::from(format!("event: {event}\ndata: {data}\n\n")));
    }
}

enum Heard {
    News(News),
    Nothing,
    Closed,
}

/// What the gate let be seen.
struct Seen {
    user: UserId,
    organization: OrganizationId,
    version: u64,
    unread: u64,
    /// Whether the listener sees the directory.
    directory: bool,
}

/// Asks the gate, as of now, on a thread that may wait for the database.
async fn look(app: &Arc<App>, request: &mut Request) -> Result<Seen, Refusal> {
    request.now = app.clock.now();
    let (app, asked) = (Arc::clone(app), request.clone());
    let looked = web::block(move || {
        let gate::Seen { answer: seen, version, .. } =
            gate::read::<AnyMember, (), _>(&app, &asked, |tx, ()| {
                let (member, at) = (tx.member()?, tx.now());
                let directory =
                    tx.snapshot().check(member, Resource::Organization, CoreScope::Members, Access::View, at);
                let (user, organization) = (tx.actor().user, tx.organization());
                Ok(Seen { user, organization, version: 0, unread: store::unread(tx)?, directory })
            })?;
        Ok(Seen { version, ..seen })
    });
    looked.await.map_err(|_| Refusal::unavailable())?
}
