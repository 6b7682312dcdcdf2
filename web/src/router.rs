//! The address bar: which [`Route`] is shown, and going somewhere else.
//!
//! Written here rather than taken from a library: with typed routes, a `match` in `app` is the whole table,
//! and what remains is the history's two calls and one listener for links.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::query;
use crate::routes::Route;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Place {
    path: String,
    query: String,
    hash: String,
}

/// Where the page is. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    place: RwSignal<Place>,
    route: Memo<Route>,
    query: Memo<String>,
    /// Counts the routes gone to, so that the focus follows.
    moves: RwSignal<u32>,
}

/// The router of this app.
pub(crate) fn use_router() -> Router {
    expect_context()
}

/// Sets up the listeners. Called once, at the root.
pub(crate) fn provide_router() -> Router {
    let place = RwSignal::new(current());
    let router = Router {
        place,
        route: Memo::new(move |_| place.with(|place| Route::parse(&place.path))),
        query: Memo::new(move |_| place.with(|place| place.query.clone())),
        moves: RwSignal::new(0),
    };
    provide_context(router);
    let _ = window_event_listener(ev::popstate, move |_| router.arrive());
    let _ = window_event_listener(ev::click, move |event| {
        if let Some(to) = followed(&event) {
            event.prevent_default();
            router.go(to);
        }
    });
    router
}

impl Router {
    /// The route shown. It changes only when the path does, so a page is not rebuilt by its own filters.
    pub(crate) fn route(self) -> Memo<Route> {
        self.route
    }

    /// The query string with its question mark, or nothing.
    pub(crate) fn query(self) -> Memo<String> {
        self.query
    }

    /// One value of the query string.
    pub(crate) fn query_value(self, key: &'static str) -> Memo<Option<String>> {
        let whole = self.query;
        Memo::new(move |_| whole.with(|whole| query::get(whole, key)))
    }

    /// What stands behind the `#`: the secret of a mail's link.
    pub(crate) fn fragment(self) -> Signal<String> {
        let place = self.place;
        Signal::derive(move || place.with(|place| place.hash.clone()))
    }

    /// How many times the page moved to another path.
    pub(crate) fn moves(self) -> Signal<u32> {
        self.moves.into()
    }

    /// Path, query and fragment, to come back to.
    pub(crate) fn here(self) -> String {
        self.place.with_untracked(|place| {
            let hash = if place.hash.is_empty() { String::new() } else { format!("#{}", place.hash) };
            format!("{}{}{hash}", place.path, place.query)
        })
    }

    /// Goes there, with an entry in the history. Takes a [`Route`] or a path with a query.
    pub(crate) fn go(self, to: impl Into<String>) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&to.into()));
        }
        self.arrive();
    }

    /// Goes there in place of the page shown, as after signing in.
    pub(crate) fn replace(self, to: impl Into<String>) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&to.into()));
        }
        self.arrive();
    }

    /// Keeps the page and changes its query, without an entry in the history: typing is not travelling.
    pub(crate) fn replace_query(self, query: &str) {
        let path = self.place.with_untracked(|place| place.path.clone());
        self.replace(format!("{path}{query}"));
    }

    /// Keeps the page and changes its query, with an entry: tabs and dialogs, which Back undoes.
    pub(crate) fn push_query(self, query: &str) {
        let path = self.place.with_untracked(|place| place.path.clone());
        self.go(format!("{path}{query}"));
    }

    fn arrive(self) {
        let next = current();
        let moved = self.place.with_untracked(|place| place.path != next.path);
        if self.place.with_untracked(|place| *place != next) {
            self.place.set(next);
        }
        if moved {
            self.moves.update(|moves| *moves += 1);
        }
    }
}

fn current() -> Place {
    let location = window().location();
    Place {
        path: location.pathname().unwrap_or_default(),
        query: location.search().unwrap_or_default(),
        hash: location.hash().unwrap_or_default().trim_start_matches('#').to_owned(),
    }
}

/// Where a plain press on one of our own links leads.
fn followed(event: &web_sys::MouseEvent) -> Option<String> {
    if event.default_prevented()
        || event.button() != 0
        || event.meta_key()
        || event.ctrl_key()
        || event.shift_key()
        || event.alt_key()
    {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let anchor: web_sys::HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let elsewhere =
        anchor.has_attribute("target") || anchor.has_attribute("download") || anchor.rel() == "external";
    if elsewhere || anchor.origin() != window().location().origin().ok()? {
        return None;
    }
    // A link within the page, such as the one that skips to its content, is the browser's.
    if anchor.get_attribute("href")?.starts_with('#') {
        return None;
    }
    (Route::parse(&anchor.pathname()) != Route::NotFound)
        .then(|| format!("{}{}{}", anchor.pathname(), anchor.search(), anchor.hash()))
}

/// So that a link's `href` takes a route.
impl From<Route> for Signal<String> {
    fn from(route: Route) -> Self {
        Self::stored(route.path())
    }
}
