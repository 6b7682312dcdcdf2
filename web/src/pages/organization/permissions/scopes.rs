//! Scopes, each with its three levels. What they have anyway and what is out of reach stays there, with its reason.

use leptos::prelude::*;
use shared::access::Access;
use shared::access::wire::{PermissionMap, ScopeBody};

use super::super::logic::permissions::Bounds;
use crate::components::{ActWith, LevelPicker, Tag};

#[component]
pub(crate) fn Scopes(
    scopes: Vec<ScopeBody>,
    #[prop(into)] bounds: Signal<Bounds>,
    #[prop(into)] given: Signal<PermissionMap>,
    /// Told the scope and how much of it is to be given.
    #[prop(into)]
    on_change: ActWith<(String, Access)>,
    /// Without help texts, two to a line.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    scopes
        .into_iter()
        .map(|ScopeBody { key, label, help, .. }| {
            let key = StoredValue::new(key);
            let now =
                move || key.with_value(|key| given.with(|given| given.get(key).copied().unwrap_or_default()));
            let value =
                Signal::derive(move || key.with_value(|key| bounds.with(|bounds| bounds.stands(key, now()))));
            let refused = Signal::derive(move || {
                key.with_value(|key| bounds.with(|bounds| bounds.refused(key, now())))
            });
            let added = move || key.with_value(|key| bounds.with(|bounds| bounds.adds(key, now())));
            let choose = move |level: Access| {
                let wanted = key.with_value(|key| bounds.with_untracked(|bounds| bounds.to_give(key, level)));
                on_change.run(((key.get_value(), wanted),));
            };
            view! {
                <div class=if small { "scope s" } else { "scope" }>
                    <span class="grow">
                        <span class="med">{label.clone()}</span>
                        {move || added().then(|| view! { <Tag tone="accent">"Added"</Tag> })}
                        {(!small).then(|| view! { <span class="hint">{help}</span> })}
                    </span>
                    <LevelPicker label=label value refused on_change=choose/>
                </div>
            }
        })
        .collect_view()
}
