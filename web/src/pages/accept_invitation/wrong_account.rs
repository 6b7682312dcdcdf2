//! It is for another address than those of this account. Three ways on, and none of them uses it up: another account,
//! one more address of this one, or another address of the invitation.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::InvitationLookup;
use shared::me::wire::{AddEmail, Email};
use shared::text::EmailAddress;

use super::body;
use super::pending::SwitchAccount;
use crate::client::{self, Failure};
use crate::components::{Button, FormProblem, Icon, Note, PublicCard, Show, Size, TextField};
use crate::load::Load;
use crate::session::use_session;

#[component]
pub(super) fn WrongAccount(
    /// The invited address, masked.
    hint: String,
    token: Memo<String>,
    lookup: Load<InvitationLookup>,
) -> impl IntoView {
    let session = use_session();
    let email = move || session.user().map(|user| user.email.to_string());
    let shown = hint.clone();
    view! {
        <PublicCard title="This invitation is for another address" icon="swap" warn=true lead=move || view! {
            "It was sent to "<b>{shown.clone()}</b>". You are signed in as "<b>{email}</b>"."
        }>
            <div class="acts"><SwitchAccount class="btn primary lg block">"Switch account"</SwitchAccount></div>
            <details class="disc">
                <summary>
                    <span class="chev"><Icon name="right" small=true/></span>
                    "That address is mine, too"
                </summary>
                <AddAddress hint lookup/>
            </details>
            <details class="disc">
                <summary>
                    <span class="chev"><Icon name="right" small=true/></span>
                    "I want it at this account’s address"
                </summary>
                <AskAddress token/>
            </details>
            <p class="fine">"A forwarded link never lets anyone else in. Nothing has been used up: it still waits for its address."</p>
        </PublicCard>
    }
}

/// Adds the invited address to this account; the mail to it shows whose it is.
#[component]
fn AddAddress(hint: String, lookup: Load<InvitationLookup>) -> impl IntoView {
    let address = RwSignal::new(String::new());
    let pressed = RwSignal::new(false);
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let masked = StoredValue::new(hint.clone());
    let parsed = move || {
        let email = address.get().parse::<EmailAddress>().map_err(|denied| denied.detail.to_owned())?;
        if email.hint() == masked.get_value() {
            Ok(email)
        } else {
            Err(format!("It was sent to {}. This is another one.", masked.get_value()))
        }
    };
    let error = move || {
        let own = pressed.get().then(|| parsed().err()).flatten();
        own.or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    let add = move || {
        pressed.set(true);
        let Ok(email) = untrack(parsed) else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<Email>("/v1/me/emails", &AddEmail { email }).await {
                // It is theirs now, as far as it goes: the page asks to open the mail.
                Ok(_) => lookup.again(),
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = set_busy.try_set(false);
        });
    };
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    add();
                }
            }
        >
            <FormProblem failure=failure fields=&["/email"]/>
            <TextField
                label="The invited address"
                value=address kind="email" autocomplete="email"
                hint=format!("The whole of {hint}. A mail with a link goes to it; if it has an account of its own, none comes: switch to that one.")
                error=error
            />
            <Button submit=true block=true size=Size::Large busy=busy>"Add it to my account"</Button>
        </form>
    }
}

/// Asks whoever sent it to send it to the address of this account.
#[component]
fn AskAddress(token: Memo<String>) -> impl IntoView {
    let session = use_session();
    let email = move || session.user().map(|user| user.email.to_string());
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let asked = RwSignal::new(false);
    let ask = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<()>("/v1/invitations/ask-address", &body).await {
                Ok(()) => drop(asked.try_set(true)),
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = set_busy.try_set(false);
        });
    };
    view! {
        <div class="stack">
            <p class="muted sm">
                "Whoever sent it is told your name and "<b>{email}</b>", and can send a new link there. They decide."
            </p>
            <FormProblem failure=failure/>
            <Show when=move || asked.get() fallback=move || view! {
                <Button block=true size=Size::Large busy=busy on_press=ask>"Ask for it"</Button>
            }>
                <Note tone="ok" icon="check" alert=true>"Asked. If they agree, a new link is mailed to you; this one then stops working."</Note>
            </Show>
        </div>
    }
}
