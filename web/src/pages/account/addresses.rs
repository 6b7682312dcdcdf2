use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::list::Page as ListPage;
use shared::me::wire::{AddEmail, Email, PendingEmail};
use shared::text::EmailAddress;

use super::change_address::{CHANGE, ChangeDialog, Waiting};
use crate::client::{self, Failure, auth};
use crate::components::{
    Breaking, Button, For, FormProblem, Look, Show, Size, SkeletonRows, Tag, TextField, follow_rows,
    use_toasts,
};
use crate::load::{Load, load, three_states};
use crate::pages::sign_up::own;
use crate::session::use_session;

/// Why no address can be shown to be somebody's.
const NO_MAIL: &str = "This server sends no mail, so no address can be verified here. Ask whoever runs it.";

/// The addresses by which one is invited, and the one that signs in.
#[component]
pub(super) fn Addresses() -> impl IntoView {
    let session = use_session();
    let addresses = load(|| client::get::<ListPage<Email>>("/v1/me/emails"));
    let pending = load(|| client::get::<PendingEmail>("/v1/me/email-change"));
    // A link opened in another tab changes what is here.
    let looked = window_event_listener(leptos::ev::focus, move |_| {
        addresses.again();
        pending.again();
    });
    on_cleanup(move || looked.remove());
    let rows = Memo::new(move |_| {
        let page = addresses.content().get();
        let ids = page.iter().flat_map(|page| &page.data).map(|email| email.id.to_string());
        let waits =
            pending.content().with(|pending| pending.as_ref().is_some_and(|one| one.email_change.is_some()));
        ids.chain(waits.then(|| CHANGE.to_owned())).collect()
    });
    follow_rows(rows, "data-address");
    view! {
        <section class="card" aria-labelledby="addresses">
            <header><div class="grow"><h2 id="addresses">"Email addresses"</h2><p class="sub">"An invitation to any verified one of them is yours to accept."</p></div></header>
            {three_states(
                addresses,
                "Your addresses",
                || view! { <SkeletonRows rows=1/> },
                move |page| view! {
                    <div class="lines">
                        <For each=move || page.get().data key=|email| (email.id, email.verified, email.primary) let:email>
                            <OneAddress email=email addresses=addresses pending=pending/>
                        </For>
                        <Waiting pending/>
                        <Show when=move || !session.sends_mail()>
                            <p class="muted sm">{NO_MAIL}</p>
                        </Show>
                        <div><Add addresses=addresses/></div>
                    </div>
                },
            )}
        </section>
    }
}

#[component]
fn OneAddress(email: Email, addresses: Load<ListPage<Email>>, pending: Load<PendingEmail>) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let (busy, set_busy) = signal(false);
    let no_mail = Signal::derive(move || (!session.sends_mail()).then(|| NO_MAIL.to_owned()));
    let changing = RwSignal::new(false);
    let Email { id, address, primary, verified, .. } = email;
    let words = address.to_string();
    let name = StoredValue::new(words.clone());
    let remove = move || {
        set_busy.set(true);
        spawn_local(async move {
            match client::delete::<()>(format!("/v1/me/emails/{id}")).await {
                Ok(()) => toasts.done(format!("{} removed", name.get_value())),
                Err(problem) => toasts.not_done("Not removed", &problem),
            }
            let _ = set_busy.try_set(false);
            addresses.again();
        });
    };
    let resend = move || {
        spawn_local(async move {
            match auth::resend_verification().await {
                Ok(_) => toasts.done(format!("A link is on its way to {}", name.get_value())),
                Err(problem) => toasts.not_done("Not sent", &problem),
            }
        });
    };
    view! {
        <div data-address=id.to_string() tabindex="-1">
            <span class="grow mono address"><Breaking text=words/></span>
            {primary.then(|| view! { <Tag>"Primary"</Tag> })}
            {if verified { view! { <Tag tone="ok" icon="check">"Verified"</Tag> }.into_any() } else { view! { <Tag tone="warn">"Not verified"</Tag> }.into_any() }}
            {(primary && !verified).then(|| view! { <Button look=Look::Ghost size=Size::Small reason=no_mail on_press=resend>"Send the link"</Button> })}
            {primary.then(|| view! {
                <Button size=Size::Small reason=no_mail on_press=move || changing.set(true)>"Change…"</Button>
                <ChangeDialog open=changing now=name.get_value() on_asked=move || pending.again()/>
            })}
            {(!primary).then(|| view! { <Button look=Look::Ghost size=Size::Small busy=busy on_press=remove>"Remove"</Button> })}
        </div>
    }
}

#[component]
fn Add(addresses: Load<ListPage<Email>>) -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let address = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let error = move || {
        own::<EmailAddress>(sent, address)
            .or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    let add = move || {
        sent.set(true);
        let Ok(email) = address.get_untracked().parse::<EmailAddress>() else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<Email>("/v1/me/emails", &AddEmail { email }).await {
                Ok(email) => {
                    sent.set(false);
                    address.set(String::new());
                    toasts.done(match session.user_untracked() {
                        Some(user) if !user.sends_mail => format!("{} added", email.address),
                        _ => format!("Open the link that we sent to {} to verify it", email.address),
                    });
                    addresses.again();
                }
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
        });
    };
    view! {
        <form
            class="stack grow"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    add();
                }
            }
        >
            <FormProblem failure=failure fields=&["/email"]/>
            <div class="row add">
                <div class="grow"><TextField label="Add an address" value=address kind="email" autocomplete="email" placeholder="you@example.com" error=error/></div>
                <Button submit=true busy=busy>"Add address"</Button>
            </div>
        </form>
    }
}
