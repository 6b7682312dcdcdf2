use leptos::prelude::*;

use super::{Act, Button, Look, Show, as_here};

/// What was changed and is not saved yet. It is there while there is something; ⌘S or Ctrl+S saves.
#[component]
pub(crate) fn SaveBar(
    #[prop(into)] shown: Signal<bool>,
    /// The button: "Save 3 changes".
    #[prop(into)]
    verb: Signal<String>,
    #[prop(into, optional)] busy: Signal<bool>,
    /// Why it cannot be saved as it is.
    #[prop(into, optional)]
    reason: Signal<Option<String>>,
    #[prop(into)] on_save: Act,
    #[prop(into)] on_discard: Act,
    /// What saving does.
    children: ChildrenFn,
) -> impl IntoView {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let asked = (event.ctrl_key() || event.meta_key()) && event.key() == "s";
        if asked && shown.get_untracked() && !super::something_is_open() {
            event.prevent_default();
            if !busy.get_untracked() && reason.with_untracked(Option::is_none) {
                on_save.run(());
            }
        }
    });
    on_cleanup(move || keys.remove());
    // Leaving the site loses it: the browser asks.
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if shown.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    view! {
        <Show when=move || shown.get()>
            <div class="savebar" role="region" aria-label="Unsaved changes">
                <span class="grow" role="status">{children()}</span>
                <Button look=Look::Ghost disabled=busy on_press=move || on_discard.run(())>"Discard"</Button>
                <Button look=Look::Primary busy reason on_press=move || on_save.run(())>
                    {move || verb.get()}
                    <kbd aria-hidden="true">{as_here("⌘S")}</kbd>
                </Button>
            </div>
        </Show>
    }
}
