use leptos::prelude::*;

use super::button::inert;
use super::{ActWith, Icon, unique};

/// A checkbox without words; `label` is its name. `mixed` draws the dash.
#[component]
pub(crate) fn Check(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into, optional)] mixed: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Told the new state, and whether Shift was held.
    #[prop(into)]
    on_change: ActWith<(bool, bool)>,
) -> impl IntoView {
    let disabled = inert(disabled);
    let shift = StoredValue::new(false);
    view! {
        <input
            type="checkbox"
            class="check"
            aria-label=move || label.get()
            disabled=disabled
            prop:checked=move || checked.get()
            prop:indeterminate=move || mixed.get()
            on:mousedown=move |event| shift.set_value(event.shift_key())
            on:keydown=move |event| shift.set_value(event.shift_key())
            on:change=move |event| {
                let now = event_target_checked(&event);
                on_change.run(((now, shift.get_value()),));
            }
        />
    }
}

/// A checkbox with words, and a hint under them.
#[component]
pub(crate) fn CheckOption(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into)] on_change: ActWith<bool>,
) -> impl IntoView {
    let disabled = inert(disabled);
    view! {
        <label class="option">
            <input
                type="checkbox"
                class="check"
                disabled=disabled
                prop:checked=move || checked.get()
                on:change=move |event| on_change.run((event_target_checked(&event),))
            />
            <span>{move || label.get()}{hint.map(|hint| view! { <span class="hint">{hint}</span> })}</span>
        </label>
    }
}

/// One of a few, each with words and a hint: `(value, words, hint)`.
#[component]
pub(crate) fn RadioGroup(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    options: Vec<(&'static str, &'static str, &'static str)>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into)] on_change: ActWith<String>,
) -> impl IntoView {
    let disabled = inert(disabled);
    let name = unique("radio");
    view! {
        <fieldset class="stack">
            <legend class="label">{label}</legend>
            {options
                .into_iter()
                .map(|(key, words, hint)| {
                    view! {
                        <label class="option">
                            <input
                                type="radio"
                                class="radio"
                                name=name.clone()
                                value=key
                                disabled=disabled
                                prop:checked=move || value.with(|value| value == key)
                                on:change=move |_| on_change.run((key.to_owned(),))
                            />
                            <span>{words}<span class="hint">{hint}</span></span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// A switch: it acts at once and never needs a Save.
#[component]
pub(crate) fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into)] on_change: ActWith<bool>,
) -> impl IntoView {
    let disabled = inert(disabled);
    view! {
        <label class="option">
            <input
                type="checkbox"
                role="switch"
                class="switch"
                disabled=disabled
                prop:checked=move || on.get()
                on:change=move |event| on_change.run((event_target_checked(&event),))
            />
            <span>{move || label.get()}</span>
        </label>
    }
}

/// One choice of a [`Segments`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    pub(crate) key: &'static str,
    pub(crate) words: &'static str,
    /// Empty for none.
    pub(crate) icon: &'static str,
}

/// A few choices side by side, as a radio group.
#[component]
pub(crate) fn Segments(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    options: Vec<Segment>,
    #[prop(into)] on_change: ActWith<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let name = unique("seg");
    view! {
        <span class=format!("seg {class}") role="radiogroup" aria-label=label>
            {options
                .into_iter()
                .map(|Segment { key, words, icon }| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=name.clone()
                                value=key
                                prop:checked=move || value.with(|value| value == key)
                                on:change=move |_| on_change.run((key.to_owned(),))
                            />
                            {(!icon.is_empty()).then(|| view! { <Icon name=icon small=true/> })}
                            {words}
                        </label>
                    }
                })
                .collect_view()}
        </span>
    }
}
