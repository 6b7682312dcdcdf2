use leptos::prelude::*;

/// One tab: a link with an address of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tab {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) current: bool,
    pub(crate) count: Option<u64>,
}

/// A row of tabs. Children stand at its end.
#[component]
pub(crate) fn Tabs(
    #[prop(into)] label: String,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {move || {
                tabs.get()
                    .into_iter()
                    .map(|Tab { label, href, current, count }| {
                        view! {
                            <a href=href aria-current=current.then_some("page")>
                                {label}
                                {count.map(|count| view! { <span class="count">{count}</span> })}
                            </a>
                        }
                    })
                    .collect_view()
            }}
            {children.map(|children| view! { <span class="end">{children()}</span> })}
        </nav>
    }
}
