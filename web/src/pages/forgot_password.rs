use leptos::prelude::*;

#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {}
