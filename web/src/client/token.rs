//! The access token: in memory alone, renewed through the cookie that scripts cannot read.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Method;
use js_sys::Promise;
use shared::auth::wire::SignedIn;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::{Call, Failure};

/// Renewed this long before it dies, so that a request does not find it dead on arrival.
const MARGIN_MS: f64 = 20_000.0;

#[derive(Default)]
struct Held {
    token: Option<String>,
    /// Milliseconds, by this machine's clock.
    until: f64,
    /// The refresh under way, for everybody who needs one meanwhile.
    refreshing: Option<Promise>,
    last: Option<Result<SignedIn, Failure>>,
    on_lost: Option<Rc<dyn Fn()>>,
}

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

/// Called when the session turned out to be over.
pub(crate) fn on_lost(act: impl Fn() + 'static) {
    HELD.with_borrow_mut(|held| held.on_lost = Some(Rc::new(act)));
}

/// Keeps what signing in answered.
pub(crate) fn keep(signed_in: &SignedIn) {
    HELD.with_borrow_mut(|held| {
        held.token = Some(signed_in.access_token.clone());
        held.until = js_sys::Date::now() + signed_in.expires_in as f64 * 1000.0;
    });
}

/// Forgets it: somebody signed out.
pub(crate) fn forget() {
    HELD.with_borrow_mut(|held| held.token = None);
}

/// A token that is good for a while yet; none for somebody signed out.
pub(crate) async fn fresh() -> Option<String> {
    let (token, stale) =
        HELD.with_borrow(|held| (held.token.clone(), held.until - MARGIN_MS < js_sys::Date::now()));
    if token.is_some() && stale { renew(token).await } else { token }
}

/// Another token in place of one that was refused. Says so where the session is over.
pub(crate) async fn renew(refused: Option<String>) -> Option<String> {
    let current = HELD.with_borrow(|held| held.token.clone());
    if current.is_some() && current != refused {
        return current;
    }
    match refresh().await {
        Ok(signed_in) => Some(signed_in.access_token),
        Err(Failure::Problem { problem, .. }) if matches!(problem.status, 401 | 403) => {
            forget();
            if let Some(act) = HELD.with_borrow(|held| held.on_lost.clone()) {
                act();
            }
            None
        }
        // Out of reach is not over: what is asked for will say so itself.
        Err(_) => current,
    }
}

/// Asks for a new token with the cookie. Whoever comes while one is under way waits for that one.
pub(crate) async fn refresh() -> Result<SignedIn, Failure> {
    let promise = HELD.with_borrow_mut(|held| {
        held.refreshing
            .get_or_insert_with(|| {
                future_to_promise(async {
                    let answer =
                        super::send::<SignedIn>(Call::new(Method::POST, "/v1/auth/refresh").anonymous())
                            .await;
                    if let Ok(signed_in) = &answer {
                        keep(signed_in);
                    }
                    HELD.with_borrow_mut(|held| {
                        held.refreshing = None;
                        held.last = Some(answer);
                    });
                    Ok(JsValue::UNDEFINED)
                })
            })
            .clone()
    });
    let _ = JsFuture::from(promise).await;
    HELD.with_borrow(|held| held.last.clone()).unwrap_or(Err(Failure::Unreachable))
}
