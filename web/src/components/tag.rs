use leptos::prelude::*;

use super::Icon;

/// A short word about a thing. `tone` is empty, `ok`, `warn`, `danger`, `accent` or `line`.
#[component]
pub(crate) fn Tag(
    #[prop(optional)] tone: &'static str,
    #[prop(optional)] icon: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=format!("tag {tone}")>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon/> })}
            {children()}
        </span>
    }
}

/// A callout. `tone` is empty, `accent`, `ok`, `warn` or `danger`; `alert` reads it out where it appears later.
#[component]
pub(crate) fn Note(
    #[prop(optional)] tone: &'static str,
    #[prop(default = "info")] icon: &'static str,
    #[prop(optional)] alert: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("note {tone}") role=alert.then_some("alert")>
            <Icon name=icon/>
            <div class="grow">{children()}</div>
        </div>
    }
}
