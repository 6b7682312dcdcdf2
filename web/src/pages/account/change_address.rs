//! Another address for the account: asked for here, in force by its link, and called off until then.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{ChangeEmail, EmailChange, PendingEmail};
use shared::problem::Code;
use shared::text::EmailAddress;

use crate::client::{self, Failure};
use crate::components::{Act, Button, Date, Dialog, FormProblem, Look, Note, Size, TextField, use_toasts};
use crate::load::Load;
use crate::pages::sign_up::own;

/// The change that waits, with a way to call it off.
#[component]
pub(super) fn Waiting(pending: Load<PendingEmail>) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let call_off = move || {
        busy.set(true);
        spawn_local(async move {
            match client::delete::<()>("/v1/me/email-change").await {
                Ok(()) => toasts.done("Called off: your address stays as it is"),
                Err(problem) => toasts.not_done("Not called off", &problem),
            }
            let _ = busy.try_set(false);
            pending.again();
        });
    };
    move || {
        let waits = pending.content().with(|pending| pending.as_ref()?.email_change.clone());
        waits.map(|EmailChange { email, expires_at, proposed_by }| {
            let by = proposed_by.map(|organization| format!(" {} proposed it.", organization.name));
            view! {
                <div>
                    <Note icon="mail">
                        <b>"Your address becomes " {email.to_string()}</b>
                        " once you press the link that was sent there, until " <Date at=expires_at/> "." {by} " Until then everything uses the one you have."
                    </Note>
                    <Button size=Size::Small busy on_press=call_off>"Call it off"</Button>
                </div>
            }
        })
    }
}

/// Asks for another address.
#[component]
pub(super) fn ChangeDialog(
    open: RwSignal<bool>,
    now: String,
    /// Told once the link is on its way.
    #[prop(into)]
    on_asked: Act,
) -> impl IntoView {
    let now = StoredValue::new(now);
    view! {
        <Dialog open title="Change your address">
            <Body open now=now.get_value() on_asked/>
        </Dialog>
    }
}

#[component]
fn Body(open: RwSignal<bool>, now: String, on_asked: Act) -> impl IntoView {
    let toasts = use_toasts();
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
        let Ok(email) = address.get_untracked().trim().parse::<EmailAddress>() else { return };
        busy.set(true);
        spawn_local(async move {
            let answer = client::post::<EmailChange>("/v1/me/email-change", &ChangeEmail { email }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(change) => {
                    toasts.done(format!("Press the link that we sent to {}", change.email));
                    let _ = open.try_set(false);
                    on_asked.try_run(());
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
                <p>
                    "We send a link to the new address, good for a day. Pressed where you are signed in, it takes the place of "
                    <span class="mono">{now}</span> ", which is told now and can call it off. Your sessions live on."
                </p>
                <TextField label="New address" value=address kind="email" autocomplete="email" placeholder="you@example.com" error=error/>
                <FormProblem failure=Signal::derive(move || failure.get().filter(|failure| !failure.is(Code::EmailTaken))) fields=&["/email"]/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy>"Send the link"</Button>
            </div>
        </form>
    }
}
