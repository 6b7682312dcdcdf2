use leptos::prelude::*;

#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {}
