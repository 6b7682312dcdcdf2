//! What saving would do: computed in the page while choosing, confirmed by the server's preview.

use leptos::prelude::*;

use super::super::common::PageNames;
use super::super::logic::effect::{headline, impacts, short};
use super::super::logic::in_page::why_not;
use super::super::parts::Impacts;
use super::state::Editing;
use crate::components::{Icon, Note};

#[component]
pub(super) fn Effect(editing: Editing) -> impl IntoView {
    let here = editing.here;
    let names = Memo::new(move |_| {
        editing.model.content().with(|model| {
            editing
                .places
                .content()
                .with(|places| PageNames::new(here, model.as_ref(), places.as_deref().unwrap_or_default()))
        })
    });
    let found = Memo::new(move |_| {
        let changes = editing.effect()?;
        Some(changes.map(|changes| names.with(|names| impacts(&changes, names))).map_err(why_not))
    });
    let nothing = move || editing.changes().is_none();
    view! {
        <aside
            class="receipt"
            class:stale=move || editing.checking.get()
            aria-label="What saving does"
            aria-live="polite"
            aria-busy=move || editing.checking.get().then_some("true")
        >
            {move || match (nothing(), found.get()) {
                (true, _) => view! { <h3>"Nothing is changed yet"</h3> }.into_any(),
                (false, Some(Err(why))) => view! { <Note tone="danger" icon="alert">{why}</Note> }.into_any(),
                (false, Some(Ok(impacts))) => view! {
                    <h3>{headline("Saving", &impacts)}</h3>
                    <Impacts impacts=Signal::stored(impacts)/>
                }.into_any(),
                (false, None) => view! { <h3>"Working it out"</h3> }.into_any(),
            }}
            <ul class="willget">
                <li><Icon name="bolt" small=true/>"All of it or nothing, at once, for open sessions too"</li>
                <li><Icon name="mail" small=true/>"They are told"</li>
            </ul>
            {move || editing.preview.get().filter(|_| !nothing()).map(|preview| view! {
                <div class="rl">
                    {(preview.seats.before != preview.seats.after).then(|| view! {
                        <div><span>"Paid seats"</span><span>{preview.seats.before} " → " {preview.seats.after}</span></div>
                    })}
                    <div><span>"Permissions given"</span><span>{preview.changes.gained}</span></div>
                    <div><span>"Permissions taken"</span><span>{preview.changes.lost}</span></div>
                </div>
                <p class="faint sm">"Confirmed by the server. " {short(&preview.changes)}</p>
            })}
        </aside>
    }
}
