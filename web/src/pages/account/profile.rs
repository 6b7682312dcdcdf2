use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{EditMe, User};
use shared::text::Name;

use crate::client::{self, Failure};
use crate::components::{Avatar, Button, FormProblem, Look, TextField, use_toasts};
use crate::session::use_session;

/// The name that everybody sees.
#[component]
pub(super) fn Profile() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let saved = Memo::new(move |_| session.user().map(|user| user.name.to_string()).unwrap_or_default());
    let name = RwSignal::new(saved.get_untracked());
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let changed = Memo::new(move |_| name.with(|name| name.trim() != saved.get()));
    let error = move || {
        let own = name.with(|name| name.parse::<Name>()).err().map(|denied| denied.detail.to_owned());
        own.filter(|_| changed.get()).or_else(|| failure.with(|failure| failure.as_ref()?.field("/name")))
    };
    let save = move || {
        let Ok(new) = name.get_untracked().parse::<Name>() else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::patch::<User>("/v1/me", &EditMe { name: Some(new) }).await {
                Ok(user) => {
                    name.set(user.name.to_string());
                    session.set_user(user);
                    toasts.done("Name saved");
                }
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
        });
    };
    view! {
        <section class="card" aria-labelledby="profile">
            <header><h2 id="profile" class="grow">"Profile"</h2></header>
            <form
                class="pad stack"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if changed.get_untracked() && !busy.get_untracked() {
                        save();
                    }
                }
            >
                <FormProblem failure=failure fields=&["/name"]/>
                <div class="row top gap-4">
                    <Avatar name=saved size="3rem"/>
                    <div class="grow"><TextField label="Name" value=name autocomplete="name" error=error/></div>
                </div>
                <div class="row">
                    <Button submit=true look=Look::Primary busy=busy disabled=move || !changed.get()>"Save name"</Button>
                </div>
            </form>
        </section>
    }
}
