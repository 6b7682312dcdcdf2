use leptos::html::Dialog as DialogTag;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Act, Button, IconButton, Look, Show, unique};

/// A dialog over the page while `open`. The browser keeps the focus in it and gives it back to the opener.
/// Esc and the cross close it, after asking where it is `dirty`; ⌘Enter or Ctrl+Enter sends.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] sub: Signal<Option<String>>,
    /// Something would be lost by closing.
    #[prop(into, optional)]
    dirty: Signal<bool>,
    /// More classes.
    #[prop(optional)]
    class: &'static str,
    /// What ⌘Enter does.
    #[prop(into, optional)]
    on_send: Option<Act>,
    /// Told after it closed.
    #[prop(into, optional)]
    on_close: Option<Act>,
    /// What stands in its head, beside the title.
    #[prop(into, optional)]
    head: ViewFn,
    /// Its body and foot: `.d-body` and `.d-foot`. Drawn anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<DialogTag>::new();
    let asking = RwSignal::new(false);
    let title_id = unique("dialog");
    let children = StoredValue::new(children);
    let head = StoredValue::new(head);

    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                asking.set(false);
                let _ = dialog.show_modal();
                focus_first(&dialog);
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let try_close = move || {
        if dirty.get_untracked() {
            asking.set(true);
        } else {
            open.set(false);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.meta_key() || event.ctrl_key()) {
            event.prevent_default();
            if let Some(act) = on_send {
                act.run(());
            }
        }
        // The page's one-key shortcuts are not the dialog's.
        event.stop_propagation();
    };
    let labelled = title_id.clone();
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-labelledby=labelled
            node_ref=node
            on:keydown=on_key
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                try_close();
            }
            on:close=move |event: web_sys::Event| {
                // A popover inside says so too.
                if event.target() == event.current_target() {
                    open.set(false);
                    if let Some(act) = on_close {
                        act.run(());
                    }
                }
            }
        >
            <div class="d-head">
                <div class="grow">
                    <h2 id=title_id>{move || title.get()}</h2>
                    {move || sub.get().map(|sub| view! { <p>{sub}</p> })}
                </div>
                {move || head.with_value(ViewFn::run)}
                <IconButton icon="x" label="Close (Esc)" look=Look::Ghost on_press=try_close/>
            </div>
            <Show when=move || asking.get()>
                <div class="discard" role="alert">
                    <span class="grow">"Close and lose what you entered?"</span>
                    <Button on_press=move || asking.set(false)>"Keep editing"</Button>
                    <Button look=Look::Danger on_press=move || open.set(false)>"Discard"</Button>
                </div>
            </Show>
            {move || open.get().then(|| children.with_value(|children| children()))}
        </dialog>
    }
}

/// The first field, not the cross in the head.
fn focus_first(dialog: &web_sys::HtmlDialogElement) {
    let dialog = dialog.clone();
    request_animation_frame(move || {
        let first = dialog.query_selector("[autofocus], .d-body :is(input, select, textarea, button):not([disabled]), .body :is(input, select, textarea):not([disabled]), .d-foot .btn");
        if let Some(first) =
            first.ok().flatten().and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = first.focus();
        }
    });
}

/// Whether a dialog or a menu is open: then Esc and the one-key shortcuts are not the page's.
pub(crate) fn something_is_open() -> bool {
    document().query_selector("dialog[open], .menu:popover-open").ok().flatten().is_some()
}

/// Leaves whatever has the focus.
pub(crate) fn blur_active() {
    if let Some(active) =
        document().active_element().and_then(|active| active.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = active.blur();
    }
}

/// For a dialog about one thing: open while there is one, and what it is called. Called so until there is another,
/// so that a dialog that closes keeps its title meanwhile.
pub(crate) fn about<T: Send + Sync + 'static>(
    thing: RwSignal<Option<T>>,
    name: impl Fn(&T) -> String + Send + Sync + 'static,
) -> (RwSignal<bool>, Memo<String>) {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(thing.with(Option::is_some)));
    let name = Memo::new(move |last: Option<&String>| {
        thing.with(|thing| thing.as_ref().map(&name)).or_else(|| last.cloned()).unwrap_or_default()
    });
    (open, name)
}
