use std::collections::BTreeMap;

use leptos::html::Input;
use leptos::prelude::*;

use super::button::inert;
use super::{ActWith, Icon, unique};

/// A labelled line of text. `error` stands under it and is read with it.
#[component]
pub(crate) fn TextField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] placeholder: &'static str,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] read_only: Signal<bool>,
    /// 40 px high, for public pages.
    #[prop(optional)]
    large: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] node: NodeRef<Input>,
) -> impl IntoView {
    let disabled = inert(disabled);
    let id = unique("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match (error.with(Option::is_some), hint.with(Option::is_some)) {
            (true, _) => Some(error_id.clone()),
            (false, true) => Some(hint_id.clone()),
            (false, false) => None,
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <input
                class=if large { "input lg" } else { "input" }
                id=id
                type=kind
                autocomplete=autocomplete
                placeholder=placeholder
                autofocus=autofocus
                maxlength=maxlength.map(|most| most.to_string())
                autocapitalize=(kind == "email").then_some("none")
                spellcheck=(kind != "text").then_some("false")
                disabled=disabled
                readonly=read_only
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                node_ref=node
            />
            {move || match error.get() {
                Some(error) => view! { <p class="err" id=error_id.clone()><Icon name="alert" small=true/>{error}</p> }.into_any(),
                None => hint.get().map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> }).into_any(),
            }}
        </div>
    }
}

/// A password, with a way to look at it. `autocomplete` is `current-password` or `new-password`.
#[component]
pub(crate) fn PasswordField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    autocomplete: &'static str,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let id = unique("password");
    let note_id = format!("{id}-note");
    let note = note_id.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <div class="pass">
                <input
                    class="input lg"
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    spellcheck="false"
                    autocapitalize="none"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=move || (error.with(Option::is_some) || hint.with(Option::is_some)).then(|| note.clone())
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    type="button"
                    class="btn icon ghost"
                    aria-label="Show the password"
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon name="eye"/>
                </button>
            </div>
            {move || match error.get() {
                Some(error) => view! { <p class="err" id=note_id.clone()><Icon name="alert" small=true/>{error}</p> }.into_any(),
                None => hint.get().map(|hint| view! { <p class="hint" id=note_id.clone()>{hint}</p> }).into_any(),
            }}
        </div>
    }
}

/// Some lines of text.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional)] placeholder: &'static str,
    #[prop(default = 3)] rows: u32,
    #[prop(into, optional)] error: Signal<Option<String>>,
) -> impl IntoView {
    let id = unique("text");
    let disabled = inert(Signal::stored(false));
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <textarea
                class="input area"
                id=id
                disabled=disabled
                rows=rows
                placeholder=placeholder
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || error.with(Option::is_some).then(|| described.clone())
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            {move || error.get().map(|error| view! { <p class="err" id=error_id.clone()><Icon name="alert" small=true/>{error}</p> })}
        </div>
    }
}

/// One of a list of `(value, words)`. The label is visible unless `quiet`.
#[component]
pub(crate) fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    /// Those that cannot be chosen, by their keys, each with why.
    #[prop(into, optional)]
    refused: Signal<BTreeMap<String, String>>,
    #[prop(into)] on_change: ActWith<String>,
    /// More classes: `sm`, `bare`, `fit`.
    #[prop(optional)]
    class: &'static str,
    /// The label is for screen readers alone.
    #[prop(optional)]
    quiet: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let disabled = inert(disabled);
    let id = unique("select");
    let choice = view! {
        <select
            class=format!("select {class}")
            id=id.clone()
            disabled=disabled
            prop:value=move || {
                // The options have to be there before one can be chosen.
                options.track();
                value.get()
            }
            on:change=move |event| on_change.run((event_target_value(&event),))
        >
            {move || {
                let chosen = value.get();
                options
                    .get()
                    .into_iter()
                    .map(|(key, words)| {
                        let selected = key == chosen;
                        let why = refused.with(|refused| refused.get(&key).cloned());
                        let words = why.as_ref().map_or(words.clone(), |why| format!("{words}: {why}"));
                        view! { <option value=key selected=selected disabled=why.is_some()>{words}</option> }
                    })
                    .collect_view()
            }}
        </select>
    };
    if quiet {
        view! { <label class="vh" for=id>{move || label.get()}</label>{choice} }.into_any()
    } else {
        view! { <div class="field"><label for=id>{move || label.get()}</label>{choice}</div> }.into_any()
    }
}

/// A search field: says what was typed after 150 ms. `/` focuses it, Esc clears it and then leaves.
#[component]
pub(crate) fn Search(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_search: ActWith<String>,
    #[prop(optional)] placeholder: &'static str,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    // The address may change under the field, as with Back.
    Effect::new(move |_| {
        let outer = value.get();
        if outer != typed.get_untracked().trim() {
            typed.set(outer);
        }
    });
    let mut say_typed = debounce(std::time::Duration::from_millis(150), move |text: String| {
        // What was cleared meanwhile is not searched for.
        if typed.try_get_untracked().as_ref() == Some(&text) {
            on_search.run((text.trim().to_owned(),));
        }
    });
    view! {
        <label class="search">
            <Icon name="search"/>
            <span class="vh">{label}</span>
            <input
                type="search"
                data-search=""
                placeholder=placeholder
                aria-keyshortcuts="/"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || typed.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    say_typed(text);
                }
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.stop_propagation();
                        if typed.get_untracked().is_empty() {
                            crate::components::blur_active();
                        } else {
                            event.prevent_default();
                            typed.set(String::new());
                            on_search.run((String::new(),));
                        }
                    }
                }
            />
            <span class="keys" aria-hidden="true"><kbd>"/"</kbd></span>
        </label>
    }
}
