use leptos::prelude::*;

#[component]
pub(crate) fn AcceptInvitationPage() -> impl IntoView {}
