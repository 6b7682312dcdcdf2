use leptos::prelude::*;

#[component]
pub(crate) fn AccountPage() -> impl IntoView {}
#[component]
pub(crate) fn LoneAccountPage() -> impl IntoView {}
