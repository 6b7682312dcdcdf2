//! Claims a domain.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domains::wire::{ClaimDomain, Domain};

use crate::client::{self, Failure};
use crate::components::{Act, Button, Dialog, FormProblem, Look, TextField, use_toasts};
use crate::here::Here;

#[component]
pub(super) fn AddDialog(here: Here, open: RwSignal<bool>, #[prop(into)] on_added: Act) -> impl IntoView {
    let toasts = use_toasts();
    let name = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let error = Signal::derive(move || failure.get()?.field("/name"));
    Effect::new(move |_| {
        name.track();
        failure.set(None);
    });
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let body = ClaimDomain { name: name.get_untracked() };
        spawn_local(async move {
            match client::post::<Domain>(here.path("/domains"), &body).await {
                Ok(domain) => {
                    toasts.done(format!("{} is claimed. Add its record to DNS", domain.name));
                    open.set(false);
                    name.set(String::new());
                    on_added.run(());
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Dialog
            open
            title="Add a domain"
            sub=Some("You get a record to put into its DNS. That proves that the domain is yours.".to_owned())
            dirty=Signal::derive(move || !name.with(String::is_empty))
            on_send=send
        >
            <form class="d-form" on:submit=move |event: leptos::ev::SubmitEvent| { event.prevent_default(); send(); }>
                <div class="d-body stack">
                    <TextField label="Domain" value=name placeholder="example.com" autocomplete="off" error hint=Some("The part of your addresses behind the @.".to_owned())/>
                    <FormProblem failure fields=&["/name"]/>
                </div>
                <div class="d-foot">
                    <Button look=Look::Primary submit=true busy>"Claim the domain"</Button>
                </div>
            </form>
        </Dialog>
    }
}
