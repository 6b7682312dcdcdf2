//! The page's own keys. They act outside fields, and not while a dialog or a menu is open.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::components::something_is_open;
use crate::shell::single_keys;

/// Hears keys while the caller lives. The handler says whether the key was its own.
pub(super) fn on_keys(handle: impl Fn(&KeyboardEvent) -> bool + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.default_prevented()
            || modified
            || in_a_field(&event)
            || something_is_open()
            || !single_keys()
        {
            return;
        }
        if handle(&event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn in_a_field(event: &KeyboardEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        element
            .matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")
            .unwrap_or(false)
    })
}

/// Presses the first element that this selector finds.
pub(super) fn press(selector: &str) {
    if let Some(element) = find(selector) {
        element.click();
    }
}

/// Puts the focus on the first element that this selector finds.
pub(super) fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.focus();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Closes the menu that is open.
pub(super) fn close_menu() {
    if let Some(menu) = find(".menu:popover-open") {
        let _ = menu.hide_popover();
    }
}

/// Copies a text; answers whether it worked. A page without a secure origin has no clipboard.
pub(super) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
