//! The form that asks for an address which an account is to go by, whoever asks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{ChangeEmail, EmailChange};
use shared::problem::Code;
use shared::text::EmailAddress;

use super::sign_up::own;
use crate::client::{self, Failure};
use crate::components::{Act, ActWith, Button, FormProblem, Look, TextField};

/// The body and foot of a dialog. What it says of the change stands between.
#[component]
pub(crate) fn AddressForm(
    /// Where the address goes.
    path: String,
    autocomplete: &'static str,
    placeholder: &'static str,
    /// Told once the link is on its way.
    #[prop(into)]
    on_asked: ActWith<EmailChange>,
    #[prop(into)] on_cancel: Act,
    children: Children,
) -> impl IntoView {
    let path = StoredValue::new(path);
    let address = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let is_taken =
        move || failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailTaken)));
    let error = move || {
        own::<EmailAddress>(sent, address)
            .or_else(|| is_taken().then(|| "Another account has this address.".to_owned()))
            .or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    let send = move || {
        sent.set(true);
        failure.set(None);
        let Ok(email) = address.get_untracked().parse::<EmailAddress>() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = client::post::<EmailChange>(path.get_value(), &ChangeEmail { email }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(change) => {
                    on_asked.try_run((change,));
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
        });
    };
    view! {
        <form
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    send();
                }
            }
        >
            <div class="d-body stack">
                <p>{children()}</p>
                <TextField label="New address" value=address kind="email" autocomplete placeholder error=error/>
                <FormProblem failure=Signal::derive(move || failure.get().filter(|failure| !failure.is(Code::EmailTaken))) fields=&["/email"]/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || { on_cancel.try_run(()); }>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy>"Send the link"</Button>
            </div>
        </form>
    }
}
