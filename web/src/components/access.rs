use leptos::prelude::*;
use shared::access::Access;

use super::{ActWith, unique};
use crate::access::word;

/// The one sign for none, view and full. `class` takes `s`, `l` and `cut`. It stands beside words.
#[component]
pub(crate) fn Pip(
    #[prop(into)] access: Signal<Access>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! { <i class=format!("pip {class}") data-a=move || access.get().as_str()></i> }
}

/// The sign with its word.
#[component]
pub(crate) fn Level(#[prop(into)] access: Signal<Access>) -> impl IntoView {
    view! { <span class="acc"><Pip access=access class="s"/>{move || word(access.get())}</span> }
}

/// A row of signs, as `(what, access)`, with one name for all of them.
#[component]
pub(crate) fn Pips(#[prop(into)] levels: Signal<Vec<(String, Access)>>) -> impl IntoView {
    let words = move || {
        levels.with(|levels| {
            levels
                .iter()
                .map(|(what, access)| format!("{what} {}", access.as_str()))
                .collect::<Vec<_>>()
                .join(", ")
        })
    };
    view! {
        <span class="pips" role="img" aria-label=words title=words>
            {move || levels.get().into_iter().map(|(_, access)| view! { <Pip access=access class="s"/> }).collect_view()}
        </span>
    }
}

/// Choosing none, view or full. Levels under `floor` or above `ceiling` are shown, disabled, with the reason.
/// `n`, `v` and `f` choose while it has the focus.
#[component]
pub(crate) fn AccessSeg(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<Access>,
    #[prop(into, optional)] floor: Signal<Access>,
    #[prop(into, default = Signal::stored(Access::Full))] ceiling: Signal<Access>,
    /// Why less is not offered: "Editor already gives View".
    #[prop(into, optional)]
    floor_reason: Signal<String>,
    #[prop(into, default = Signal::stored("You cannot give what you do not have".to_owned()))] ceiling_reason: Signal<String>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Signs without words.
    #[prop(optional)]
    tiny: bool,
    #[prop(into)] on_change: ActWith<Access>,
) -> impl IntoView {
    let name = unique("access");
    let open = move |access: Access| !disabled.get() && access >= floor.get() && access <= ceiling.get();
    let on_key = move |event: web_sys::KeyboardEvent| {
        let access = match event.key().as_str() {
            "n" => Access::None,
            "v" => Access::View,
            "f" => Access::Full,
            _ => return,
        };
        event.stop_propagation();
        if open(access) {
            on_change.run((access,));
        }
    };
    view! {
        <span class=if tiny { "seg tiny" } else { "seg" } role="radiogroup" aria-label=label on:keydown=on_key>
            {Access::ALL
                .into_iter()
                .map(|access| {
                    let reason = move || {
                        if access < floor.get() {
                            Some(floor_reason.get())
                        } else if access > ceiling.get() {
                            Some(ceiling_reason.get())
                        } else {
                            None
                        }
                    };
                    view! {
                        <label title=reason>
                            <input
                                type="radio"
                                name=name.clone()
                                value=access.as_str()
                                disabled=move || !open(access)
                                prop:checked=move || value.get() == access
                                on:change=move |_| on_change.run((access,))
                            />
                            <Pip access=access class="s"/>
                            <span class=if tiny { "vh" } else { "" }>{word(access)}</span>
                        </label>
                    }
                })
                .collect_view()}
        </span>
    }
}
