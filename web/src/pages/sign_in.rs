use leptos::prelude::*;

#[component]
pub(crate) fn SignInPage() -> impl IntoView {}
