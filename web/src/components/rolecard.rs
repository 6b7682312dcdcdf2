use leptos::prelude::*;
use shared::access::Seat;

use super::{ActWith, Icon, Tag, unique};

/// A role to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleChoice {
    pub(crate) key: String,
    pub(crate) name: String,
    /// "Creates and edits projects".
    pub(crate) can: String,
    /// "Not members or billing".
    pub(crate) cannot: String,
    pub(crate) custom: bool,
    /// Whether it takes a paid seat.
    pub(crate) seat: Seat,
    /// Why it cannot be given.
    pub(crate) reason: Option<String>,
}

/// Roles as cards, one of which is chosen.
#[component]
pub(crate) fn RoleCards(
    #[prop(into)] label: String,
    #[prop(into)] roles: Signal<Vec<RoleChoice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: ActWith<String>,
) -> impl IntoView {
    let name = unique("role");
    view! {
        <fieldset>
            <legend class="sec-h"><span class="label">{label}</span></legend>
            <div class="rolecards">
                {move || {
                    roles
                        .get()
                        .into_iter()
                        .map(|RoleChoice { key, name: words, can, cannot, custom, seat, reason }| {
                            let seat = if seat == Seat::Paid { "Paid" } else { "Free" };
                            let (chosen, told, shown) = (key.clone(), key.clone(), key);
                            let (refused, hint) = (reason.is_some(), reason.clone());
                            view! {
                                <label class="rolecard" title=hint aria-disabled=refused.then_some("true")>
                                    <input
                                        type="radio"
                                        class="radio"
                                        name=name.clone()
                                        value=shown
                                        disabled=refused
                                        prop:checked=move || value.with(|value| *value == chosen)
                                        on:change=move |_| on_change.run((told.clone(),))
                                    />
                                    <span class="grow">
                                        <span class="row between">
                                            <b>{words}{custom.then(|| view! { <Tag tone="line">"Custom"</Tag> })}</b>
                                            <span class="seat"><Icon name="seat"/>{seat}<span class="vh">" seat"</span></span>
                                        </span>
                                        <span class="can">{can}</span>
                                        <span class="cannot">{reason.unwrap_or(cannot)}</span>
                                    </span>
                                </label>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}
