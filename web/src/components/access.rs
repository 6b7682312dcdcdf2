use leptos::prelude::*;
use shared::access::Access;

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
