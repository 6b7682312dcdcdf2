//! Waiting, problem, content: what a page's data goes through.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::Failure;
use crate::components::{ProblemNote, Waiting};

/// Data on its way from the server. Copy it into any closure.
pub(crate) struct Load<T: Send + Sync + 'static> {
    content: RwSignal<Option<T>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Send + Sync + 'static> Copy for Load<T> {}

/// Loads now, and again whenever a signal that `fetch` reads changes. What is shown stays until the next
/// answer is here; an answer that was overtaken is dropped.
pub(crate) fn load<T, F>(fetch: impl Fn() -> F + 'static) -> Load<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let load = Load {
        content: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(true),
        again: RwSignal::new(0),
    };
    let fetch = move || -> Fetched {
        let answer = fetch();
        Box::pin(async move {
            let answer = answer.await;
            let show: Show = Box::new(move || match answer {
                Ok(content) => {
                    load.failure.set(None);
                    load.content.set(Some(content));
                }
                Err(failure) => load.failure.set(Some(failure)),
            });
            show
        })
    };
    drive(load.again, load.busy, Box::new(fetch));
    load
}

/// Shows an answer that has come.
type Show = Box<dyn FnOnce()>;
type Fetched = Pin<Box<dyn Future<Output = Show>>>;

/// What is the same for every kind of content, so that it is compiled once.
fn drive(again: RwSignal<u32>, busy: RwSignal<bool>, fetch: Box<dyn Fn() -> Fetched>) {
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        again.track();
        let mine = turn.get_value() + 1;
        turn.set_value(mine);
        let answer = fetch();
        busy.set(true);
        spawn_local(async move {
            let show = answer.await;
            // None: the page is gone.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            show();
            busy.set(false);
        });
    });
}

impl<T: Send + Sync + 'static> Load<T> {
    /// What came last; none while waiting for the first.
    pub(crate) fn content(self) -> Signal<Option<T>>
    where
        T: Clone,
    {
        self.content.into()
    }

    /// Why the last try failed; the content before it may still be there.
    pub(crate) fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// Whether an answer is awaited.
    pub(crate) fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Asks again.
    pub(crate) fn again(self) {
        self.again.update(|again| *again += 1);
    }

    /// Shows something at once, before the server has said so.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.content.update(|content| {
            if let Some(content) = content {
                change(content);
            }
        });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Problem,
    Content,
}

/// The three states: `waiting` (shown after 300 ms), a note with the problem and "Try again", or `content`, which is
/// drawn once and follows the signal. `subject` begins the sentence: "Members did not load".
pub(crate) fn three_states<T, W, C>(
    load: Load<T>,
    subject: &'static str,
    waiting: impl Fn() -> W + Send + Sync + 'static,
    content: impl Fn(Signal<T>) -> C + Send + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    W: IntoView + 'static,
    C: IntoView + 'static,
{
    let waiting = move || waiting().into_any();
    let content = move || {
        let last = StoredValue::new(load.content.get_untracked());
        // The content never goes away again, but a signal may be read while its owner is being dropped.
        let latest = Signal::derive(move || {
            if let Some(content) = load.content.get() {
                last.set_value(Some(content));
            }
            last.get_value().expect("the stage is Content only with content")
        });
        content(latest).into_any()
    };
    staged(
        Memo::new(move |_| load.content.with(Option::is_some)),
        load.failure,
        load.again,
        subject,
        Arc::new(waiting),
        Box::new(content),
    )
}

/// What is the same for every kind of content, so that it is compiled once.
fn staged(
    is_here: Memo<bool>,
    failure: RwSignal<Option<Failure>>,
    again: RwSignal<u32>,
    subject: &'static str,
    waiting: Arc<dyn Fn() -> AnyView + Send + Sync>,
    content: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let stage = Memo::new(move |_| match (is_here.get(), failure.with(Option::is_some)) {
        (true, _) => Stage::Content,
        (false, true) => Stage::Problem,
        (false, false) => Stage::Waiting,
    });
    let view = move || match stage.get() {
        Stage::Waiting => {
            let waiting = Arc::clone(&waiting);
            view! { <Waiting>{waiting()}</Waiting> }.into_any()
        }
        Stage::Problem => view! {
            <ProblemNote subject=subject failure=failure on_retry=move || again.update(|again| *again += 1)/>
        }
        .into_any(),
        Stage::Content => content(),
    };
    view.into_any()
}
