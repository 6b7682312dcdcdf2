//! When the membership is to end, chosen before it begins.

use leptos::prelude::*;

use super::state::Inviting;
use crate::components::ExpiryField;

#[component]
pub(super) fn Ends(inviting: Inviting) -> impl IntoView {
    let draft = inviting.draft;
    let ends = RwSignal::new(draft.with_untracked(|draft| draft.ends));
    Effect::new(move |_| {
        let ends = ends.get();
        draft.update(|draft| draft.ends = ends);
    });
    view! {
        <ExpiryField
            label="Their access ends"
            value=ends
            hint=Signal::derive(move || ends.with(Option::is_none).then(|| "Left empty, it does not end.".to_owned()))
        />
    }
}
