//! Where the focus goes when what had it is gone.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Keeps the focus in a list whose rows come and go: where the row that had it last is gone, and nothing else has it,
/// it goes to the row that took its place, else to the page's heading. A row bears its id in `attribute`.
pub(crate) fn follow_rows(rows: Memo<Vec<String>>, attribute: &'static str) {
    let last = StoredValue::new(None::<String>);
    let listener = window_event_listener(ev::focusin, move |event| {
        let row = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let row = row.and_then(|element| element.closest(&format!("[{attribute}]")).ok().flatten());
        if let Some(id) = row.and_then(|row| row.get_attribute(attribute)) {
            let _ = last.try_set_value(Some(id));
        }
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |before: Option<Vec<String>>| {
        let now = rows.get();
        let place = last.get_value().and_then(|last| {
            let before = before.as_ref()?;
            before.iter().position(|id| *id == last).filter(|_| !now.contains(&last))
        });
        if let Some(place) = place {
            last.set_value(None);
            let next = now.get(place).or(now.last()).map(|id| format!("[{attribute}='{id}']"));
            // Once it is drawn.
            request_animation_frame(move || {
                if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
                    let found = document().query_selector(next.as_deref().unwrap_or("#main")).ok().flatten();
                    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                        let _ = element.focus();
                    }
                }
            });
        }
        now
    });
}
