use leptos::html::Input;
use leptos::prelude::*;
use shared::text::EmailAddress;

use super::{ActWith, Icon, unique};

/// What is known about a chip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ChipState {
    #[default]
    Checking,
    Ok,
    /// It goes, but later.
    Waits,
    Bad,
}

/// One entry of a chipbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    pub(crate) text: String,
    pub(crate) state: ChipState,
}

/// A field that turns into a list what is typed or pasted: comma, Enter, Space, Tab and a paste split,
/// Backspace in the empty field takes the last off. Children are its messages, in one status.
#[component]
pub(crate) fn ChipBox(
    #[prop(into)] label: String,
    /// What stands at the end of the label's line.
    #[prop(into, optional)]
    aside: Option<String>,
    #[prop(default = "Add another")] placeholder: &'static str,
    #[prop(into)] chips: Signal<Vec<Chip>>,
    /// Told the raw text; the page splits it.
    #[prop(into)]
    on_add: ActWith<String>,
    /// Told the place in the list.
    #[prop(into)]
    on_remove: ActWith<usize>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let id = unique("chips");
    let messages = format!("{id}-messages");
    let input = NodeRef::<Input>::new();
    let take = move || {
        // Leaving the page blurs the field when everything of it is gone already.
        if let Some(input) = input.try_get_untracked().flatten() {
            let text = input.value();
            if !text.trim().is_empty() {
                input.set_value("");
                on_add.run((text,));
                return true;
            }
        }
        false
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "," | ";" | " " => {
            event.prevent_default();
            take();
        }
        // ⌘Enter goes on to the dialog, with what was typed.
        "Enter" => {
            if !event.meta_key() && !event.ctrl_key() {
                event.prevent_default();
            }
            take();
        }
        "Tab" if take() => event.prevent_default(),
        "Backspace" if input.get_untracked().is_some_and(|input| input.value().is_empty()) => {
            let last = chips.with_untracked(Vec::len);
            if last > 0 {
                event.prevent_default();
                on_remove.run((last - 1,));
            }
        }
        _ => {}
    };
    let on_paste = move |event: web_sys::ClipboardEvent| {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if text.contains(['\n', ',', ';', '<', ' ', '\t']) {
            event.prevent_default();
            on_add.run((text,));
        }
    };
    // Who typed a whole address and reaches for the mouse means it: the button that they are on the way to counts it.
    let reached = window_event_listener(leptos::ev::mousemove, move |_| {
        let whole = input.get_untracked().is_some_and(|input| input.value().parse::<EmailAddress>().is_ok());
        if whole {
            take();
        }
    });
    on_cleanup(move || reached.remove());
    view! {
        <div>
            <div class="sec-h"><label class="label" for=id.clone()>{label}</label>{aside.map(|aside| view! { <span class="faint sm end">{aside}</span> })}</div>
            <div class="chipbox" on:click=move |event| {
                if event.target() == event.current_target() && let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                }
            }>
                <ul aria-label="Added">
                    {move || {
                        chips
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, Chip { text, state })| {
                                let (class, icon) = match state {
                                    ChipState::Checking => ("chip", "clock"),
                                    ChipState::Ok => ("chip ok", "check"),
                                    ChipState::Waits => ("chip warn", "clock"),
                                    ChipState::Bad => ("chip bad", "alert"),
                                };
                                let remove = format!("Remove {text}");
                                view! {
                                    <li class=class>
                                        <Icon name=icon small=true/>
                                        <span>{text}</span>
                                        <button type="button" aria-label=remove on:click=move |_| {
                                            on_remove.run((at,));
                                            if let Some(input) = input.get_untracked() {
                                                let _ = input.focus();
                                            }
                                        }>
                                            <Icon name="x" small=true/>
                                        </button>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
                <input
                    id=id
                    type="text"
                    inputmode="email"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder=placeholder
                    aria-describedby=messages.clone()
                    node_ref=input
                    on:keydown=on_key
                    on:paste=on_paste
                    on:input=move |event| {
                        // A keyboard on a screen says nothing of single keys.
                        if event_target_value(&event).contains([',', ';', '\n']) {
                            take();
                        }
                    }
                    on:blur=move |_| {
                        take();
                    }
                />
            </div>
            <ul class="msgs" id=messages role="status">{children.map(|children| children())}</ul>
        </div>
    }
}
