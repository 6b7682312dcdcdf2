use leptos::prelude::*;
use shared::access::Access;

use super::button::inert;
use super::{ActWith, Pip, unique};
use crate::access::word;

/// Why a level cannot be chosen, for each that cannot.
pub(crate) type Refused = [Option<String>; 3];

/// None, View or Full over one thing. A level that cannot be chosen stays there, with its reason. `n`, `v` and `f`
/// set it from the keyboard, beside the arrows.
#[component]
pub(crate) fn LevelPicker(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<Access>,
    /// In the order of none, view, full.
    #[prop(into, optional)]
    refused: Signal<Refused>,
    #[prop(into)] on_change: ActWith<Access>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let name = unique("level");
    let inert = inert(Signal::stored(false));
    let reason = move |access: Access| refused.with(|refused| refused[access as usize].clone());
    let on_key = move |event: web_sys::KeyboardEvent| {
        let chosen = match event.key().as_str() {
            "n" => Access::None,
            "v" => Access::View,
            "f" => Access::Full,
            _ => return,
        };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if reason(chosen).is_none() && !inert.get_untracked() {
            on_change.run((chosen,));
        }
    };
    view! {
        <span class=format!("seg {class}") role="radiogroup" aria-label=move || label.get() on:keydown=on_key>
            {Access::ALL
                .into_iter()
                .map(|access| {
                    view! {
                        <label title=move || reason(access)>
                            <input
                                type="radio"
                                name=name.clone()
                                value=access.as_str()
                                disabled=move || inert.get() || (reason(access).is_some() && value.get() != access)
                                prop:checked=move || value.get() == access
                                on:change=move |_| on_change.run((access,))
                            />
                            <Pip access class="s"/>
                            {word(access)}
                        </label>
                    }
                })
                .collect_view()}
        </span>
    }
}
