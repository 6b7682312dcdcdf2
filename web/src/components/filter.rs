use leptos::prelude::*;

use super::{Act, Icon};

/// A filter that is in force: what it is, what it is set to, and a way to take it off (Backspace does, too).
#[component]
pub(crate) fn FilterChip(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    /// Opens the choice; without it the words are no button's.
    #[prop(into, optional)]
    on_open: Option<Act>,
    #[prop(into)] on_remove: Act,
) -> impl IntoView {
    let remove = format!("Remove the filter {label}");
    view! {
        <span
            class="fchip"
            on:keydown=move |event| {
                if event.key() == "Backspace" {
                    event.prevent_default();
                    on_remove.run(());
                }
            }
        >
            <button
                type="button"
                on:click=move |_| {
                    if let Some(open) = on_open {
                        open.run(());
                    }
                }
            >
                {label}
                <span class="v">{move || value.get()}</span>
            </button>
            <button type="button" aria-label=remove on:click=move |_| on_remove.run(())>
                <Icon name="x" small=true/>
            </button>
        </span>
    }
}
