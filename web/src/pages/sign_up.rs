use leptos::prelude::*;

#[component]
pub(crate) fn SignUpPage() -> impl IntoView {}
