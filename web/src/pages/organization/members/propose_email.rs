//! Proposing another address to a member. It is theirs to take.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::me::wire::EmailChange;
use shared::members::wire::{Member, ProposeEmail};
use shared::problem::Code;
use shared::text::EmailAddress;

use super::super::logic::words::first_name;
use crate::client::{self, Failure};
use crate::components::{ActWith, Button, Dialog, FormProblem, Look, TextField, use_toasts};
use crate::here::use_here;

/// Open while another address is proposed to somebody.
#[component]
pub(crate) fn ProposeEmailDialog(
    proposing: RwSignal<Option<Member>>,
    /// Told the member's id.
    #[prop(into)]
    on_proposed: ActWith<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(proposing.with(Option::is_some)));
    let name = Memo::new(move |last: Option<&String>| {
        proposing
            .with(|member| member.as_ref().map(|member| member.user.name.clone()))
            .or_else(|| last.cloned())
            .unwrap_or_default()
    });
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Another address for {}", name.get()))
            on_close=move || proposing.set(None)
        >
            {move || proposing.get().map(|member| view! { <Body member proposing on_proposed/> })}
        </Dialog>
    }
}

#[component]
fn Body(member: Member, proposing: RwSignal<Option<Member>>, on_proposed: ActWith<String>) -> impl IntoView {
    let (here, toasts) = (use_here(), use_toasts());
    let (id, now) = (member.id, member.user.email);
    let who = first_name(&member.user.name).to_owned();
    let address = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let error = move || {
        let malformed =
            sent.get().then(|| address.with(|text| text.trim().parse::<EmailAddress>().err())).flatten();
        let taken =
            failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailTaken)));
        malformed
            .map(|denied| denied.detail.to_owned())
            .or_else(|| taken.then(|| "Another account has this address.".to_owned()))
            .or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    let send = move || {
        sent.set(true);
        failure.set(None);
        let Ok(email) = address.get_untracked().trim().parse::<EmailAddress>() else { return };
        busy.set(true);
        spawn_local(async move {
            let path = here.path(&format!("/members/{id}/email-change"));
            let answer = client::post::<EmailChange>(path, &ProposeEmail { email }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(change) => {
                    toasts.done(format!("A link is on its way to {}", change.email));
                    let _ = proposing.try_set(None);
                    on_proposed.try_run((id.to_string(),));
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
                    {who} " gets a link at the new address, and takes it by pressing that, signed in. Until then everything goes to "
                    <span class="mono">{now}</span> ", which is told now and can call it off."
                </p>
                <TextField label="New address" value=address kind="email" autocomplete="off" placeholder="name@example.com" error=error/>
                <FormProblem failure=Signal::derive(move || failure.get().filter(|failure| !failure.is(Code::EmailTaken))) fields=&["/email"]/>
            </div>
            <div class="d-foot">
                <span class="push"></span>
                <Button look=Look::Ghost on_press=move || proposing.set(None)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy>"Send the link"</Button>
            </div>
        </form>
    }
}
