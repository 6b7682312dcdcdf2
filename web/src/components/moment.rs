use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::time;

/// A date: `19 May 2025`, with the time in its hint.
#[component]
pub(crate) fn Date(at: DateTime<Utc>) -> impl IntoView {
    let local = time::local(at);
    view! { <time datetime=at.to_rfc3339() title=time::date_time(&local)>{time::date(&local)}</time> }
}

/// How long ago, or how soon, with the exact time in its hint. Kept up to date while it is shown.
#[component]
pub(crate) fn Moment(
    at: DateTime<Utc>,
    /// It stands inside a sentence, and begins small.
    #[prop(optional)]
    inside: bool,
) -> impl IntoView {
    let local = time::local(at);
    let tick = use_context::<Tick>();
    let words = move || {
        if let Some(tick) = tick {
            tick.0.track();
        }
        let words = time::relative(&local, &time::local(time::now()));
        match words.split_at_checked(1) {
            Some((first, rest)) if inside => format!("{}{rest}", first.to_lowercase()),
            _ => words,
        }
    };
    view! { <time datetime=at.to_rfc3339() title=time::date_time(&local)>{words}</time> }
}

/// Beats once a minute, for every [`Moment`] on the page.
#[derive(Clone, Copy)]
pub(crate) struct Tick(RwSignal<u32>);

/// Called once, at the root.
pub(crate) fn provide_tick() {
    let beat = RwSignal::new(0u32);
    provide_context(Tick(beat));
    let _ = set_interval_with_handle(
        move || beat.update(|beat| *beat = beat.wrapping_add(1)),
        std::time::Duration::from_secs(60),
    );
}
