use leptos::prelude::*;

/// What a change will do, beside the form that makes it. Old figures stay, dimmed, while new ones are computed.
#[component]
pub(crate) fn Receipt(
    #[prop(into)] title: String,
    #[prop(into, optional)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let label = title.clone();
    view! {
        <aside class="receipt" aria-live="polite" aria-label=label aria-busy=move || busy.get().then_some("true")>
            <h3>{title}</h3>
            {children()}
        </aside>
    }
}

/// A line of figures in a receipt; `sum` draws the line over the total.
#[component]
pub(crate) fn ReceiptLine(
    #[prop(into)] what: Signal<String>,
    #[prop(into)] figure: Signal<String>,
    #[prop(optional)] sum: bool,
) -> impl IntoView {
    view! { <div class=sum.then_some("sum")><span>{move || what.get()}</span><span>{move || figure.get()}</span></div> }
}
