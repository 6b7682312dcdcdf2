//! What was just done, with a way back. One live region for the whole app; failures are alerts and stay.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use std::time::Duration;

use super::{Act, Button, For, Icon, IconButton, Look, Size};
use crate::client::Failure;

/// What takes something back.
const UNDO: &str = "Undo";

/// Where this tab keeps what is said after it began anew.
const ANEW: &str = "usher.toast";

/// How long there is to undo.
const SHOWN: Duration = Duration::from_secs(10);

#[derive(Clone, Copy)]
struct Action {
    words: &'static str,
    act: Act,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    tone: Tone,
    action: Option<Action>,
}

/// What is said: that it was done, that something is left to do, or that it was not done. The last stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Done,
    Left,
    Failed,
}

/// The app's toasts. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<Toast>, LocalStorage>,
    next: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

/// The app's toasts.
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}

/// Called once, at the root.
pub(crate) fn provide_toasts() {
    let owner = Owner::current().unwrap_or_default();
    let toasts = Toasts {
        shown: RwSignal::new_local(Vec::new()),
        next: StoredValue::new(0),
        owner: StoredValue::new(owner),
    };
    provide_context(toasts);
    if let Ok(Some(storage)) = window().session_storage()
        && let Ok(Some(text)) = storage.get_item(ANEW)
    {
        let _ = storage.remove_item(ANEW);
        toasts.done(text);
    }
}

impl Toasts {
    /// Says what was done.
    pub(crate) fn done(self, text: impl Into<String>) {
        self.show(text.into(), Tone::Done, None);
    }

    /// Says what was done once the app has begun anew, which drops everything that it shows now.
    pub(crate) fn done_anew(text: &str) {
        if let Ok(Some(storage)) = window().session_storage() {
            let _ = storage.set_item(ANEW, text);
        }
    }

    /// Says what was done, and offers Undo for 10 seconds (`z` takes the latest).
    pub(crate) fn done_with_undo(self, text: impl Into<String>, undo: impl Fn() + 'static) {
        let action = self.action(UNDO, undo);
        self.show(text.into(), Tone::Done, action);
    }

    /// Says what was done, with something to do next, for as long. Undo by key does not take it.
    pub(crate) fn offer(self, text: impl Into<String>, words: &'static str, act: impl Fn() + 'static) {
        let action = self.action(words, act);
        self.show(text.into(), Tone::Done, action);
    }

    /// Says what was left undone, with what does it.
    pub(crate) fn remind(self, text: impl Into<String>, words: &'static str, act: impl Fn() + 'static) {
        let action = self.action(words, act);
        self.show(text.into(), Tone::Left, action);
    }

    /// Says what was not done and why. It stays.
    pub(crate) fn failed(self, text: impl Into<String>) {
        self.show(text.into(), Tone::Failed, None);
    }

    /// The same, with something that helps.
    pub(crate) fn failed_with(self, text: impl Into<String>, words: &'static str, act: impl Fn() + 'static) {
        let action = self.action(words, act);
        self.show(text.into(), Tone::Failed, action);
    }

    /// "Not saved: …", out of a failure.
    pub(crate) fn not_done(self, what: &str, failure: &Failure) {
        self.failed(format!("{what}: {}", failure.detail()));
    }

    /// Takes the latest offer to undo.
    pub(crate) fn undo_latest(self) {
        let latest = self.shown.with_untracked(|shown| {
            let undo = |toast: &Toast| toast.action.filter(|action| action.words == UNDO);
            shown.iter().rev().find_map(|toast| undo(toast).map(|action| (toast.id, action)))
        });
        if let Some((id, action)) = latest {
            self.close(id);
            action.act.run(());
        }
    }

    // The act has to outlive the page that offered it.
    fn action(self, words: &'static str, act: impl Fn() + 'static) -> Option<Action> {
        let owner = self.owner.try_get_value()?;
        Some(Action { words, act: owner.with(|| UnsyncCallback::new(move |()| act())) })
    }

    fn show(self, text: String, tone: Tone, action: Option<Action>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| {
            // Three are enough to read.
            if shown.len() >= 3 {
                shown.remove(0);
            }
            shown.push(Toast { id, text, tone, action });
        });
    }

    fn close(self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where they are shown. Once, at the root.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <OneToast toast=toast/>
            </For>
        </div>
    }
}

#[component]
fn OneToast(toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let Toast { id, text, tone, action } = toast;
    let failed = tone == Tone::Failed;
    let left = StoredValue::new(SHOWN.as_millis());
    let held = StoredValue::new(false);
    if !failed {
        const STEP: u64 = 250;
        let timer = set_interval_with_handle(
            move || {
                // It waits while somebody reads it, and while nobody can.
                if held.get_value() || document().hidden() {
                    return;
                }
                left.update_value(|left| *left = left.saturating_sub(u128::from(STEP)));
                if left.get_value() == 0 {
                    toasts.close(id);
                }
            },
            Duration::from_millis(STEP),
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    }
    view! {
        <div
            class="toast"
            role=if failed { "alert" } else { "group" }
            on:mouseenter=move |_| held.set_value(true)
            on:mouseleave=move |_| held.set_value(false)
            on:focusin=move |_| held.set_value(true)
            on:focusout=move |_| held.set_value(false)
        >
            <Icon name=match tone {
                Tone::Done => "check",
                Tone::Left => "info",
                Tone::Failed => "alert",
            }/>
            <span class="grow">{text}</span>
            {action.map(|Action { words, act }| view! {
                <Button size=Size::Small key={if words == UNDO { "Z" } else { "" }} on_press=move || {
                    toasts.close(id);
                    act.run(());
                }>{words}</Button>
            })}
            <IconButton icon="x" label="Dismiss" look=Look::Ghost size=Size::Small on_press=move || toasts.close(id)/>
        </div>
    }
}
