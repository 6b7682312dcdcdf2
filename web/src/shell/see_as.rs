//! The app as somebody else sees it: evaluated in the page, read-only, left with one press.

use std::sync::Arc;

use leptos::prelude::*;

use crate::access;
use crate::access_model::use_access_model;
use crate::client;
use crate::components::{Button, Icon, ReadOnly, Size, use_toasts};
use crate::here::{Here, use_here};
use crate::live::Live;
use crate::load::load;
use crate::seen::{Seen, Whose};

/// Works out what they see, and again with every change; keeps everything around it from changing anything.
pub(super) fn provide_see_as(here: Here, live: Live) {
    let (model, toasts) = (use_access_model(), use_toasts());
    let slice = load(move || {
        live.follow();
        let (whose, model) = (here.whose().get(), model.model());
        async move {
            let (Some(whose), Some(model)) = (whose, model) else { return Ok(None) };
            let body = access::snapshot(here, &[whose.member()]).await?;
            let seen = Seen::new(body, model, whose.clone()).map(Arc::new);
            Ok(Some((whose, seen)))
        }
    });
    Effect::new(move |_| match slice.content().get().flatten() {
        Some((_, Some(seen))) => here.keep_seen(seen),
        Some((whose, None)) if here.whose().get_untracked().as_ref() == Some(&whose) => {
            toasts.failed(format!("What {} sees cannot be worked out here.", whose.words()));
            here.see_as_oneself();
        }
        Some((_, None)) | None => {}
    });
    Effect::new(move |_| client::read_only(here.read_only()));
    on_cleanup(|| client::read_only(None));
    provide_context(ReadOnly(Signal::derive(move || here.read_only())));
}

/// Whose view it is, for as long as it is not the reader's own.
#[component]
pub(super) fn SeeAsBanner() -> impl IntoView {
    let here = use_here();
    view! {
        {move || here.whose().get().map(|whose| {
            let words = whose.words();
            // Somebody who would have a role has been named by it.
            let named = matches!(whose, Whose::Role { .. });
            let role = move || {
                here.seen().with(|seen| seen.as_ref().filter(|_| !named).map(|seen| seen.role.name.clone()))
            };
            let waiting = move || here.seen().with(Option::is_none);
            view! {
                <div class="banner seeing" role="status">
                    <Icon name="eye"/>
                    <span>
                        "You see Usher as " <b class="med">{words}</b>
                        {move || role().map(|role| view! { <span class="muted">", " {role}</span> })}
                        ". "
                        <span class="muted">{move || if waiting() { "Working it out…" } else { "Nothing can be changed here, and nobody is told. Places that you cannot see yourself are missing." }}</span>
                    </span>
                    <Button reads=true size=Size::Small on_press=move || here.see_as_oneself()>"Leave this view"</Button>
                </div>
            }
        })}
    }
}
