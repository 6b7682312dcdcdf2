//! Proposing another address to a member. It is theirs to take.

use leptos::prelude::*;
use shared::me::wire::EmailChange;
use shared::members::wire::Member;

use super::super::logic::words::first_name;
use crate::components::{ActWith, Dialog, about, use_toasts};
use crate::here::use_here;
use crate::pages::address_form::AddressForm;

/// Open while another address is proposed to somebody.
#[component]
pub(crate) fn ProposeEmailDialog(
    proposing: RwSignal<Option<Member>>,
    /// Told the member's id.
    #[prop(into)]
    on_proposed: ActWith<String>,
) -> impl IntoView {
    let (open, name) = about(proposing, |member| member.user.name.clone());
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
    let asked = move |change: EmailChange| {
        toasts.done(format!("A link is on its way to {}", change.email));
        let _ = proposing.try_set(None);
        on_proposed.try_run((id.to_string(),));
    };
    view! {
        <AddressForm
            path=here.path(&format!("/members/{id}/email-change"))
            autocomplete="off"
            placeholder="name@example.com"
            on_asked=asked
            on_cancel=move || proposing.set(None)
        >
            {who} " gets a link at the new address, and takes it by pressing that, signed in. Until then everything goes to "
            <span class="mono">{now}</span> ", which is told now and can call it off."
        </AddressForm>
    }
}
