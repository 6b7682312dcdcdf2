//! The dialog: by mail or by link, the form, the foot.

use leptos::prelude::*;
use shared::invitations::wire::Delivery;

use super::super::domains::WithoutInvitation;
use super::super::logic::draft::Draft;
use super::super::logic::receipt::send_label;
use super::addresses::Addresses;
use super::beside::Beside;
use super::ends::Ends;
use super::places::Places;
use super::receipt::InviteReceipt;
use super::results::Results;
use super::state::{Inviting, begin};
use crate::components::{
    Act, Button, Dialog, FormProblem, Keys, Look, RoleCards, Segment, Segments, Select, TextArea,
};
use crate::here::use_here;
use crate::routes::Page;
use crate::session::use_session;

/// Open while somebody is invited.
#[component]
pub(crate) fn InviteDialog(
    open: RwSignal<bool>,
    /// Told after something was sent.
    #[prop(into)]
    on_sent: Act,
) -> impl IntoView {
    let (here, mails) = (use_here(), untrack(|| use_session().sends_mail()));
    // Made anew for every opening, so that nothing of the last one is left.
    let inviting = RwSignal::new(None::<Inviting>);
    let send = move || {
        if let Some(inviting) = inviting.get_untracked() {
            inviting.send(on_sent);
        }
    };
    let head = move || {
        // Where no mail leaves, every link is passed on by hand.
        let shown = |inviting: &Inviting| mails && inviting.sent.with(Option::is_none);
        inviting.get().filter(shown).map(|inviting| {
            view! {
                <Segments
                    label="How the link reaches them"
                    class="modes"
                    value=Signal::derive(move || match inviting.draft.with(|draft| draft.delivery) {
                        Delivery::Email => "email".to_owned(),
                        Delivery::Link => "link".to_owned(),
                    })
                    options=vec![
                        Segment { key: "email", words: "By email", icon: "mail" },
                        Segment { key: "link", words: "By link", icon: "link" },
                    ]
                    on_change=move |key: String| inviting.set_delivery(if key == "link" { Delivery::Link } else { Delivery::Email })
                />
            }
        })
    };
    view! {
        <Dialog
            open
            class="invite"
            title=Signal::derive(move || format!("Invite people to {}", here.organization().name))
            sub=Signal::derive(|| Some("They get exactly what you set here, once they accept.".to_owned()))
            dirty=Signal::derive(move || inviting.get().is_some_and(|inviting| {
                inviting.sent.with(Option::is_none) && inviting.draft.with(|draft| draft.is_dirty())
            }))
            on_send=send
            on_close=move || inviting.set(None)
            head
        >
            <Opened open inviting on_sent/>
        </Dialog>
    }
}

#[component]
fn Opened(open: RwSignal<bool>, inviting: RwSignal<Option<Inviting>>, on_sent: Act) -> impl IntoView {
    let now = begin();
    inviting.set(Some(now));
    let sent = Memo::new(move |_| now.sent.with(Option::is_some));
    move || {
        if sent.get() {
            view! { <Results inviting=now open/> }.into_any()
        } else {
            view! { <Form inviting=now open on_sent/> }.into_any()
        }
    }
}

#[component]
fn Form(inviting: Inviting, open: RwSignal<bool>, on_sent: Act) -> impl IntoView {
    let draft = inviting.draft;
    let message = RwSignal::new(draft.with_untracked(|draft| draft.message.clone()));
    Effect::new(move |_| {
        let text = message.get();
        draft.update(|draft| draft.message = text);
    });
    let most = inviting.here.organization_untracked().invitation_days.clamp(1, 7);
    let days = (1..=most)
        .rev()
        .map(|days| (days.to_string(), if days == 1 { "1 day".to_owned() } else { format!("{days} days") }))
        .collect::<Vec<_>>();
    let invitees = move || inviting.going();
    view! {
        <div class="body">
            <div class="form" tabindex="-1">
                <Addresses inviting/>
                <RoleCards
                    label="Role"
                    roles=Signal::derive(move || inviting.role_cards())
                    value=Signal::derive(move || draft.with(|draft| draft.role.clone()))
                    on_change=move |key: String| draft.update(|draft| {
                        for address in &mut draft.addresses {
                            if address.role.as_ref() == Some(&key) {
                                address.role = None;
                            }
                        }
                        draft.role = key;
                    })
                />
                <Places inviting/>
                <Beside inviting/>
                <WithoutInvitation here=inviting.here/>
                <div class="fields">
                    <TextArea label="A personal note" value=message placeholder="Stands where they accept, and in the mail if there is one"/>
                    <Select
                        label="The link works for"
                        value=Signal::derive(move || draft.with(|draft| draft.days.unwrap_or(most).to_string()))
                        options=Signal::stored(days)
                        on_change=move |days: String| draft.update(|draft| draft.days = days.parse().ok())
                    />
                    <Ends inviting/>
                </div>
            </div>
            <InviteReceipt inviting/>
        </div>
        <div class="d-foot">
            <FormProblem failure=inviting.failure/>
            <a class="link sm" href=inviting.here.link(Page::InviteLink)>"One link for everybody"</a>
            <span class="push"></span>
            <span class="wide-only"><Button look=Look::Ghost on_press=move || open.set(false)>"Cancel"</Button></span>
            <Button
                look=Look::Primary
                busy=inviting.busy
                disabled=Signal::derive(move || invitees() == 0 || draft.with(Draft::too_many) > 0)
                on_press=move || inviting.send(on_sent)
            >
                {move || send_label(invitees(), inviting.waiting(), draft.with(|draft| draft.delivery))}
                <Keys keys=vec!["⌘↵"]/>
            </Button>
        </div>
    }
}
