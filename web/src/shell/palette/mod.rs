//! The command palette: people, pages, workspaces, projects and acts, by a few letters. ⌘K or Ctrl K.
//!
//! | file | holds |
//! | --- | --- |
//! | `entries` | what can be found, and in which order |
//! | `offer` | what there is for the reader, here |
//! | `list` | the list, as a combobox reads it |

mod entries;
mod list;
mod offer;

use leptos::html::Dialog as DialogTag;
use leptos::prelude::*;

use self::list::Ask;

/// Whether it is open.
#[derive(Clone, Copy)]
pub(super) struct Palette(RwSignal<bool>);

impl Palette {
    pub(super) fn open(self) {
        self.0.set(true);
    }
}

pub(super) fn use_palette() -> Palette {
    expect_context()
}

pub(super) fn provide_palette() {
    provide_context(Palette(RwSignal::new(false)));
}

/// The palette over the page while it is open. The browser keeps the focus in it and gives it back.
#[component]
pub(super) fn PaletteDialog() -> impl IntoView {
    let Palette(open) = use_palette();
    let node = NodeRef::<DialogTag>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="palette"
            aria-label="Command palette"
            node_ref=node
            on:keydown=move |event| {
                let again = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k");
                if again {
                    event.prevent_default();
                    open.set(false);
                }
                // The page's keys are not the palette's.
                event.stop_propagation();
            }
            on:click=move |event| {
                // Only the ground around it is the dialog itself.
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
            on:close=move |_| open.set(false)
        >
            {move || open.get().then(|| view! { <Ask open/> })}
        </dialog>
    }
}
