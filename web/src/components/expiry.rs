use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::button::inert;
use super::unique;
use crate::time;

/// A day on whose end something ends; empty is never.
#[component]
pub(crate) fn ExpiryField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<Option<DateTime<Utc>>>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] hint: Signal<Option<String>>,
) -> impl IntoView {
    let disabled = inert(disabled);
    let id = unique("ends");
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    let today = time::day_of(&time::local(time::now()));
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <input
                class="input"
                id=id
                type="date"
                min=today
                disabled=disabled
                aria-describedby=described
                prop:value=move || value.get().map(|at| time::day_of(&time::local(at))).unwrap_or_default()
                on:change=move |event| value.set(time::end_of_day(&event_target_value(&event), &chrono::Local))
            />
            <p class="hint" id=hint_id>
                {move || match (hint.get(), value.get()) {
                    (Some(hint), _) => hint,
                    (None, Some(at)) => format!("Gives nothing any more from {} on.", time::date_time(&time::local(at))),
                    (None, None) => "Left empty, it does not end.".to_owned(),
                }}
            </p>
        </div>
    }
}
