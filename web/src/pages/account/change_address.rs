//! Another address for the account: asked for here, in force by its link, and called off until then.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::{EmailChange, PendingEmail};

use crate::client;
use crate::components::{Act, Button, Date, Dialog, Note, Size, use_toasts};
use crate::load::Load;
use crate::pages::address_form::AddressForm;

/// The row of the change that waits, among those of the addresses.
pub(super) const CHANGE: &str = "change";

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
                <div data-address=CHANGE>
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
    let toasts = use_toasts();
    let now = StoredValue::new(now);
    let asked = move |change: EmailChange| {
        toasts.done(format!("Press the link that we sent to {}", change.email));
        let _ = open.try_set(false);
        on_asked.try_run(());
    };
    view! {
        <Dialog open title="Change your address">
            <AddressForm
                path="/v1/me/email-change".to_owned()
                autocomplete="email"
                placeholder="you@example.com"
                on_asked=asked
                on_cancel=move || open.set(false)
            >
                "We send a link to the new address, good for a day. Pressed where you are signed in, it takes the place of "
                <span class="mono">{now.get_value()}</span> ", which is told now and can call it off. Your sessions live on."
            </AddressForm>
        </Dialog>
    }
}
