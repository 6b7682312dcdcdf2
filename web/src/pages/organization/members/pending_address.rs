//! Sending an invitation to another address.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::{Invitation, ReaddressInvitation, Resent};
use shared::text::EmailAddress;

use super::pending::Tab;
use crate::client::{self, Failure};
use crate::components::{Button, Dialog, FormProblem, Keys, Look, Note, Show, TextField, about, use_toasts};
use crate::session::use_session;

/// Open while an invitation is given another address.
#[component]
pub(super) fn AddressDialog(tab: Tab) -> impl IntoView {
    let moving = tab.moving;
    let address = RwSignal::new(String::new());
    let pressed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let toasts = use_toasts();
    let mails = untrack(|| use_session().sends_mail());
    let (open, from) = about(moving, |(invitation, _)| invitation.email.clone());
    let asked =
        Memo::new(move |_| moving.with(|moving| moving.as_ref().and_then(|(_, asked)| asked.clone())));
    // Anew for each: nothing of the last one is left.
    Effect::new(move |_| {
        let asked = moving.with(|moving| moving.as_ref().and_then(|(_, asked)| asked.clone()));
        address.set(asked.unwrap_or_default());
        pressed.set(false);
        failure.set(None);
    });
    let error = move || {
        let own = pressed
            .get()
            .then(|| address.get().parse::<EmailAddress>().err().map(|denied| denied.detail.to_owned()));
        own.flatten().or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    let send = move || {
        pressed.set(true);
        let Ok(email) = address.get_untracked().parse::<EmailAddress>() else { return };
        let Some((Invitation { id, .. }, _)) = moving.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let path = tab.directory.here.path(&format!("/invitations/{id}/readdress"));
        spawn_local(async move {
            let body = ReaddressInvitation { email };
            match client::post::<Resent>(path, &body).await {
                Ok(resent) => {
                    let to = resent.invitation.email;
                    let how =
                        if resent.link.is_some() { "Copy the new link" } else { "A new link is on its way" };
                    toasts.done(format!("{how} for {to}. The old link is dead"));
                    tab.directory.keep_link(to, resent.link);
                    moving.set(None);
                    tab.settle();
                }
                Err(problem) => failure.set(Some(problem)),
            }
            busy.set(false);
        });
    };
    view! {
        <Dialog
            open
            title="Send it to another address"
            sub=Signal::derive(move || Some(format!("It is for {}. Everything chosen stays.", from.get())))
            on_send=send
            on_close=move || moving.set(None)
        >
            <form class="d-body stack" novalidate on:submit=move |event| { event.prevent_default(); send(); }>
                <Show when=move || asked.with(Option::is_some)>
                    <Note tone="warn" icon="alert">
                        "Somebody who holds the link asks for it at this address. Whoever has the link can ask: send it only if you know that it is theirs."
                    </Note>
                </Show>
                <FormProblem failure=failure fields=&["/email"]/>
                <TextField label="New address" value=address kind="email" autocomplete="off" error=error
                    hint=Signal::stored(Some(if mails { "A new link goes there, for the same days from now. The old link stops working." } else { "You get a new link to pass on, for the same days from now. The old link stops working." }.to_owned()))/>
            </form>
            <div class="d-foot">
                <span class="push"></span>
                <span class="wide-only"><Button look=Look::Ghost on_press=move || moving.set(None)>"Cancel"</Button></span>
                <Button look=Look::Primary busy on_press=send>"Send it there" <Keys keys=vec!["⌘↵"]/></Button>
            </div>
        </Dialog>
    }
}
