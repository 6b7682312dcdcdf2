use leptos::prelude::*;

use super::{Act, IconButton, Look, Show};

/// The bar of what can be done with the selected rows; it is there while there are any. Esc clears.
#[component]
pub(crate) fn BulkBar(
    #[prop(into)] selected: Signal<usize>,
    /// How many of them the filters hide.
    #[prop(into, optional)]
    out_of_view: Signal<usize>,
    /// What they are: "members".
    noun: &'static str,
    #[prop(into)] on_clear: Act,
    children: ChildrenFn,
) -> impl IntoView {
    let words = move || match out_of_view.get() {
        0 => format!("{} selected", selected.get()),
        hidden => format!("{} selected, {hidden} out of view", selected.get()),
    };
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape"
            && !event.default_prevented()
            && selected.get_untracked() > 0
            && !super::something_is_open()
        {
            on_clear.run(());
        }
    });
    on_cleanup(move || escape.remove());
    let any = Memo::new(move |_| selected.get() > 0);
    view! {
        <span class="vh" role="status">{move || any.get().then(words)}</span>
        <Show when=move || any.get()>
            <div class="bulk" role="toolbar" aria-label=move || format!("With {} selected {noun}", selected.get())>
                <IconButton icon="x" label="Clear selection (Esc)" look=Look::Ghost on_press=move || on_clear.run(())/>
                <span class="n"><span class="num">{words}</span></span>
                {children()}
            </div>
        </Show>
    }
}
