//! Changes by others, as they happen: server-sent events over `fetch`, which unlike `EventSource` can carry the token.

use std::cell::RefCell;
use std::collections::BTreeSet;

use gloo_timers::future::TimeoutFuture;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::ids::MemberId;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::client::{made_here, token};
use crate::here::Here;
use crate::json;
use crate::sse::{Event, Parser};

/// How long a row counts as just changed.
const FRESH_MS: u32 = 6_000;
const FIRST_PAUSE_MS: u32 = 1_000;
const LONGEST_PAUSE_MS: u32 = 30_000;
/// Three of the server's heartbeats.
const SILENCE_MS: u32 = 45_000;

/// Whether changes arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    Live,
    CatchingUp,
    Offline,
}

/// The stream of the organization around the page. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    connection: RwSignal<Connection>,
    beat: RwSignal<u32>,
    version: RwSignal<Option<u64>>,
    fresh: RwSignal<BTreeSet<MemberId>>,
    unread: RwSignal<u64>,
    ended: RwSignal<Option<String>>,
    turn: StoredValue<u32>,
}

thread_local! {
    /// Ends the stream that is open. A browser keeps few connections to one server: a stream that nobody listens to
    /// any more, or of a page that is kept to come back to, would hold one that pages need to load.
    static OPEN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

#[derive(Deserialize)]
struct VersionEvent {
    version: u64,
    #[serde(default)]
    members: Option<Vec<MemberId>>,
}

#[derive(Deserialize)]
struct NoticeEvent {
    unread: u64,
}

#[derive(Deserialize)]
struct EndEvent {
    code: String,
}

/// The stream of the organization around this page.
pub(crate) fn use_live() -> Live {
    expect_context()
}

pub(crate) fn provide_live() -> Live {
    let live = Live {
        connection: RwSignal::new(Connection::CatchingUp),
        beat: RwSignal::new(0),
        version: RwSignal::new(None),
        fresh: RwSignal::new(BTreeSet::new()),
        unread: RwSignal::new(0),
        ended: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    provide_context(live);
    live
}

impl Live {
    /// Read this inside a `load` and it loads again whenever something changed, here or elsewhere.
    pub(crate) fn follow(self) {
        self.beat.track();
    }

    pub(crate) fn connection(self) -> Signal<Connection> {
        self.connection.into()
    }

    /// Whether somebody else changed this member a moment ago.
    pub(crate) fn is_fresh(self, member: MemberId) -> bool {
        self.fresh.with(|fresh| fresh.contains(&member))
    }

    /// Notices not read.
    pub(crate) fn unread(self) -> RwSignal<u64> {
        self.unread
    }

    /// The code with which the reader's access here ended.
    pub(crate) fn ended(self) -> Signal<Option<String>> {
        self.ended.into()
    }

    /// Listens to this organization until the owner of the caller goes, or the access ends.
    pub(crate) fn listen(self, here: Here) {
        let Some(mine) = self.next_turn() else { return };
        self.ended.set(None);
        // Where the page begins: what is newer than this is news.
        self.version.set(Some(here.organization_untracked().version));
        let path = here.path("/stream");
        let online = window_event_listener(ev::online, move |_| self.reconnect(here));
        let offline = window_event_listener(ev::offline, move |_| self.connection.set(Connection::Offline));
        let hidden = window_event_listener_untyped("pagehide", move |_| {
            self.next_turn();
        });
        let shown = window_event_listener_untyped("pageshow", move |event| {
            let kept = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
            if kept.is_ok_and(|kept| kept.is_truthy()) {
                self.reconnect(here);
            }
        });
        on_cleanup(move || {
            online.remove();
            offline.remove();
            hidden.remove();
            shown.remove();
            self.next_turn();
        });
        spawn_local(self.run(path, mine));
    }

    fn reconnect(self, here: Here) {
        if let Some(mine) = self.next_turn() {
            spawn_local(self.run(here.path("/stream"), mine));
        }
    }

    /// Every listener stops that is not of the newest turn.
    fn next_turn(self) -> Option<u32> {
        if let Some(open) = OPEN.take() {
            open.abort();
        }
        let next = self.turn.try_get_value()? + 1;
        self.turn.set_value(next);
        Some(next)
    }

    fn is_current(self, mine: u32) -> bool {
        self.turn.try_get_value() == Some(mine)
    }

    async fn run(self, path: String, mine: u32) {
        let mut pause = FIRST_PAUSE_MS;
        let mut first = true;
        while self.is_current(mine) {
            if !first {
                self.connection.set(if pause > 4 * FIRST_PAUSE_MS {
                    Connection::Offline
                } else {
                    Connection::CatchingUp
                });
                TimeoutFuture::new(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE_MS);
                if !self.is_current(mine) {
                    return;
                }
            }
            let heard = self.hear(&path, mine).await;
            first = false;
            match heard {
                Heard::Something => pause = FIRST_PAUSE_MS,
                Heard::Nothing => {}
                Heard::End => return,
            }
        }
    }

    async fn hear(self, path: &str, mine: u32) -> Heard {
        let token = token::fresh().await.unwrap_or_default();
        let open = AbortController::new().ok();
        let request = gloo_net::http::Request::get(path)
            .abort_signal(open.as_ref().map(AbortController::signal).as_ref())
            .header("Accept", "text/event-stream")
            .header("Authorization", &format!("Bearer {token}"));
        if !self.is_current(mine) {
            return Heard::End;
        }
        OPEN.set(open);
        let Ok(response) = request.send().await else { return Heard::Nothing };
        if !self.is_current(mine) {
            return Heard::End;
        }
        match response.status() {
            200 => {}
            401 => {
                token::renew(Some(token)).await;
                return Heard::Nothing;
            }
            403 | 404 => {
                self.ended.set(Some("not_found".to_owned()));
                return Heard::End;
            }
            _ => return Heard::Nothing,
        }
        let Some(reader) = response
            .body()
            .and_then(|body| body.get_reader().dyn_into::<web_sys::ReadableStreamDefaultReader>().ok())
        else {
            return Heard::Nothing;
        };
        self.connection.set(Connection::Live);
        // The first event says where the organization is, so what happened meanwhile is heard of at once.
        let mut parser = Parser::default();
        while let Ok(chunk) = JsFuture::from(heard_in_time(&reader)).await {
            if !self.is_current(mine) {
                let _ = reader.cancel();
                return Heard::End;
            }
            let get = |key: &str| {
                js_sys::Reflect::get(&chunk, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
            };
            if chunk.is_undefined() || get("done").is_truthy() {
                let _ = reader.cancel();
                break;
            }
            let bytes = js_sys::Uint8Array::new(&get("value")).to_vec();
            for event in parser.push(&bytes) {
                if self.take(&event) {
                    let _ = reader.cancel();
                    return Heard::End;
                }
            }
        }
        Heard::Something
    }

    /// Takes one event in. Says whether it was the last.
    fn take(self, event: &Event) -> bool {
        match event.name.as_str() {
            "version" => {
                if let Ok(news) = json::read::<VersionEvent>(&event.data) {
                    self.changed(news);
                }
            }
            "notice" => {
                if let Ok(news) = json::read::<NoticeEvent>(&event.data) {
                    self.unread.set(news.unread);
                }
            }
            "end" => {
                let code = json::read::<EndEvent>(&event.data)
                    .map_or_else(|_| "not_found".to_owned(), |end| end.code);
                self.ended.set(Some(code));
                return true;
            }
            _ => {}
        }
        false
    }

    fn changed(self, news: VersionEvent) {
        let known = self.version.get_untracked();
        if known.is_some_and(|known| known >= news.version) {
            return;
        }
        self.version.set(Some(news.version));
        let members = news.members.unwrap_or_default();
        if !made_here(news.version) && !members.is_empty() {
            self.mark(members);
        }
        self.beat.update(|beat| *beat += 1);
    }

    fn mark(self, members: Vec<MemberId>) {
        self.fresh.update(|fresh| fresh.extend(members.iter().copied()));
        spawn_local(async move {
            TimeoutFuture::new(FRESH_MS).await;
            self.fresh.try_update(|fresh| fresh.retain(|member| !members.contains(member)));
        });
    }
}

/// The next bytes, or `undefined` where not even a heartbeat came: a network that changed underneath says nothing.
fn heard_in_time(reader: &web_sys::ReadableStreamDefaultReader) -> js_sys::Promise {
    let patience = wasm_bindgen_futures::future_to_promise(async {
        TimeoutFuture::new(SILENCE_MS).await;
        Ok(JsValue::UNDEFINED)
    });
    js_sys::Promise::race(&js_sys::Array::of2(&reader.read(), &patience))
}

enum Heard {
    Something,
    Nothing,
    End,
}
