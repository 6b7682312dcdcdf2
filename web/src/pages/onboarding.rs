use leptos::prelude::*;

#[component]
pub(crate) fn OnboardingPage() -> impl IntoView {}
