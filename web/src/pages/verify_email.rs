use leptos::prelude::*;

#[component]
pub(crate) fn UnverifiedPage() -> impl IntoView {}
#[component]
pub(crate) fn VerifyEmailPage() -> impl IntoView {}
