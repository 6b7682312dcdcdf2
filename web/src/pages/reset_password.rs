use leptos::prelude::*;

#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {}
