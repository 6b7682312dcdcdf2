//! Organizations that somebody may ask to let them in, or come into: by name alone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::join_requests::wire::{AskToJoin, JoinRequestStatus, JoinableOrganization, MyJoinRequest};
use shared::list::Page as ListPage;
use shared::text::Message;

use crate::client::{self, Failure};
use crate::components::{Button, FormProblem, Look, Moment, Size, Tag, TextArea, use_toasts};
use crate::load::{Load, load};
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// Asks for the list.
pub(crate) fn joinable() -> Load<ListPage<JoinableOrganization>> {
    load(|| client::get::<ListPage<JoinableOrganization>>("/v1/me/joinable-organizations"))
}

/// The list, with one press for each; nothing where there is none.
#[component]
pub(crate) fn Joinable(list: Load<ListPage<JoinableOrganization>>) -> impl IntoView {
    let rows =
        move || list.content().with(|page| page.as_ref().map(|page| page.data.clone()).unwrap_or_default());
    view! {
        <Show when=move || !rows().is_empty()>
            <ul class="invites" aria-label="Organizations that you can join">
                <For
                    each=rows
                    key=|row| (row.id, row.straight_in, row.request.as_ref().map(|request| (request.id, request.status as u8)))
                    let:row
                >
                    <OneOrganization row list/>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn OneOrganization(row: JoinableOrganization, list: Load<ListPage<JoinableOrganization>>) -> impl IntoView {
    let JoinableOrganization { id, name, email, straight_in, request } = row;
    let (session, router, toasts) = (use_session(), use_router(), use_toasts());
    let (busy, asking) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let note = RwSignal::new(String::new());
    let parsed = move || note.with(|note| note.parse::<Message>());
    let called = StoredValue::new(name.to_string());
    let ask = move || {
        let Ok(note) = untrack(parsed) else { return };
        busy.set(true);
        failure.set(None);
        let body = AskToJoin { note: Some(note).filter(|note| !note.as_str().is_empty()) };
        spawn_local(async move {
            match client::post::<MyJoinRequest>(format!("/v1/organizations/{id}/join-requests"), &body).await
            {
                Ok(MyJoinRequest { joined: Some(joined), .. }) => {
                    let _ = session.reload_memberships().await;
                    let _ = session.reload_user().await;
                    router.go(Route::within(&joined.organization.slug, Page::Members));
                }
                Ok(_) => {
                    toasts.done(format!(
                        "{} was asked. You are told when somebody answers",
                        called.get_value()
                    ));
                    list.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let withdraw = move |request: MyJoinRequest| {
        busy.set(true);
        spawn_local(async move {
            match client::delete::<serde_json::Value>(format!("/v1/me/join-requests/{}", request.id)).await {
                Ok(_) => toasts.done("Your request is taken back"),
                Err(problem) => toasts.not_done("Not taken back", &problem),
            }
            let _ = busy.try_set(false);
            list.again();
        });
    };
    let waiting = request.clone().filter(|request| request.status == JoinRequestStatus::Pending);
    let denied = request.filter(|request| request.status == JoinRequestStatus::Denied);
    let until = denied.as_ref().and_then(|denied| denied.ask_again_at);
    let may_ask = waiting.is_none() && until.is_none();
    view! {
        <li>
            <span class="grow">
                <b>{name.to_string()}</b>
                {match (&waiting, &denied, until) {
                    (Some(waiting), _, _) => view! { <span class="faint sm">"Asked "<Moment at=waiting.created_at inside=true/>". An admin has to answer."</span> }.into_any(),
                    (None, Some(denied), Some(until)) => view! {
                        <span class="faint sm">
                            "Your request was denied"
                            {denied.answer_note.clone().map(|note| format!(": “{note}”"))}
                            ". You can ask again "<Moment at=until/>"."
                        </span>
                    }.into_any(),
                    (None, _, _) => view! {
                        <span class="faint sm">{if straight_in { "You can come in with " } else { "You can ask to join with " }}{email.to_string()}</span>
                    }.into_any(),
                }}
            </span>
            {waiting.clone().map(|waiting| view! {
                <Tag tone="warn" icon="clock">"Waiting"</Tag>
                <Button look=Look::Ghost size=Size::Small busy on_press=move || withdraw(waiting.clone())>"Take back"</Button>
            })}
            {until.is_some().then(|| view! { <Tag tone="danger">"Denied"</Tag> })}
            {may_ask.then(|| view! {
                <Show when=move || !asking.get()>
                    {if straight_in {
                        view! { <Button look=Look::Primary size=Size::Small busy on_press=ask>"Join"</Button> }.into_any()
                    } else {
                        view! { <Button look=Look::Primary size=Size::Small on_press=move || asking.set(true)>"Ask to join…"</Button> }.into_any()
                    }}
                </Show>
            })}
            <Show when=move || asking.get()>
                <form class="asknote stack" on:submit=move |event: leptos::ev::SubmitEvent| { event.prevent_default(); ask(); }>
                    <TextArea
                        label="A note to their admins (optional)"
                        value=note
                        rows=2
                        error=Signal::derive(move || parsed().err().map(|denied| denied.detail.to_owned()))
                    />
                    <div class="row">
                        <Button look=Look::Primary size=Size::Small submit=true busy>"Ask to join"</Button>
                        <Button look=Look::Ghost size=Size::Small on_press=move || asking.set(false)>"Cancel"</Button>
                    </div>
                </form>
            </Show>
            <FormProblem failure/>
        </li>
    }
}
