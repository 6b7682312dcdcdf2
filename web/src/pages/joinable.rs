//! Organizations that somebody may ask to let them in, or come into, and where they have asked: by name alone.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::OrganizationId;
use shared::join_requests::wire::{AskToJoin, JoinRequestStatus, JoinableOrganization, MyJoinRequest};
use shared::list::Page as ListPage;
use shared::me::wire::OrganizationRef;
use shared::problem::Code;
use shared::text::{EmailAddress, Message, Name};

use super::waits::{Looking, Waits, waits};
use crate::client::{self, Failure};
use crate::components::{
    Act, ActWith, Button, For, FormProblem, Look, Moment, Show, Size, Tag, TextArea, use_toasts,
};
use crate::load::{Load, load};
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::use_session;

/// One organization, and how the person stands before it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Door {
    id: OrganizationId,
    pub(crate) name: Name,
    email: EmailAddress,
    way: Way,
    /// Their last request there, while it waits or was denied.
    request: Option<MyJoinRequest>,
}

/// How they may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    StraightIn,
    ByAsking,
    /// They asked by a link, and ask again by it.
    ByLink,
}

impl Door {
    pub(crate) fn is_straight_in(&self) -> bool {
        self.way == Way::StraightIn
    }

    /// Denied, and not to be asked again yet.
    pub(crate) fn is_denied(&self) -> bool {
        self.request.as_ref().is_some_and(|request| {
            request.status == JoinRequestStatus::Denied && request.ask_again_at.is_some()
        })
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.request.as_ref().is_some_and(|request| request.status == JoinRequestStatus::Pending)
    }
}

/// All of them. Copy it into any closure.
#[derive(Clone, Copy)]
pub(crate) struct Doors {
    joinable: Load<ListPage<JoinableOrganization>>,
    waits: Waits,
    pub(crate) list: Memo<Vec<Door>>,
}

impl Doors {
    /// Whether it is known what there is.
    pub(crate) fn settled(self) -> bool {
        let known = |content: bool, failure: bool| content || failure;
        known(self.joinable.content().with(Option::is_some), self.joinable.failure().with(Option::is_some))
            && known(
                self.waits.requests.content().with(Option::is_some),
                self.waits.requests.failure().with(Option::is_some),
            )
    }

    fn again(self) {
        self.joinable.again();
        self.waits.requests.again();
    }
}

/// Asks for them. `on_in` is told once an admin has let the person in, `on_answer` of any other answer.
pub(crate) fn doors(on_in: ActWith<OrganizationRef>, on_answer: Act) -> Doors {
    let joinable = load(|| client::get::<ListPage<JoinableOrganization>>("/v1/me/joinable-organizations"));
    let again = Act::from(move || {
        joinable.again();
        on_answer.run(());
    });
    let waits = waits(on_in, again);
    let list = Memo::new(move |_| {
        let joinable =
            joinable.content().with(|page| page.as_ref().map(|page| page.data.clone()).unwrap_or_default());
        waits.requests.content().with(|page| list(joinable, page.iter().flat_map(|page| &page.data)))
    });
    Doors { joinable, waits, list }
}

/// The organizations that are offered, then those that were only asked.
fn list<'a>(
    joinable: Vec<JoinableOrganization>,
    requests: impl Iterator<Item = &'a MyJoinRequest>,
) -> Vec<Door> {
    let offered = joinable.into_iter().map(|one| {
        let JoinableOrganization { id, name, email, straight_in, request } = one;
        let way = if straight_in { Way::StraightIn } else { Way::ByAsking };
        Door { id, name, email, way, request }
    });
    let mut doors: Vec<Door> = offered.collect();
    let mut known: BTreeSet<OrganizationId> = doors.iter().map(|door| door.id).collect();
    // Newest first: what was asked there last is what counts.
    for request in requests.filter(|request| known.insert(request.organization.id)) {
        let waits = request.status == JoinRequestStatus::Pending;
        let denied = request.status == JoinRequestStatus::Denied && request.ask_again_at.is_some();
        if waits || denied {
            let (id, name) = (request.organization.id, request.organization.name.clone());
            let (email, request) = (request.email.clone(), Some(request.clone()));
            doors.push(Door { id, name, email, way: Way::ByLink, request });
        }
    }
    doors
}

/// The list, with one press for each; nothing where there is none.
#[component]
pub(crate) fn Joinable(doors: Doors) -> impl IntoView {
    let rows = doors.list;
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <ul class="invites" aria-label="Organizations that you can join">
                <For
                    each=move || rows.get()
                    key=|row| (row.id, row.way as u8, row.request.as_ref().map(|request| (request.id, request.status as u8)))
                    let:row
                >
                    <OneOrganization row doors/>
                </For>
            </ul>
            <Show when=move || doors.waits.waiting.get()>
                <Looking/>
            </Show>
        </Show>
    }
}

#[component]
fn OneOrganization(row: Door, doors: Doors) -> impl IntoView {
    let straight_in = row.is_straight_in();
    let Door { id, name, email, way, request } = row;
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
                Ok(MyJoinRequest { reason: Some(reason), .. }) if reason == Code::SeatsFull.key() => {
                    toasts.done(format!(
                        "{} has no free seat. You have asked, and are told when somebody answers",
                        called.get_value()
                    ));
                    doors.again();
                }
                Ok(_) => {
                    toasts.done(format!(
                        "{} was asked. You are told when somebody answers",
                        called.get_value()
                    ));
                    doors.again();
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
            doors.again();
        });
    };
    let waiting = request.clone().filter(|request| request.status == JoinRequestStatus::Pending);
    let denied = request.filter(|request| request.status == JoinRequestStatus::Denied);
    let until = denied.as_ref().and_then(|denied| denied.ask_again_at);
    let may_ask = waiting.is_none() && until.is_none() && way != Way::ByLink;
    view! {
        <li>
            <span class="grow">
                <b>{name.to_string()}</b>
                {match (&waiting, &denied, until) {
                    (Some(waiting), _, _) => view! { <span class="faint sm">"Asked "<Moment at=waiting.created_at inside=true/>" with "{email.to_string()}". "
                        {(waiting.reason.as_deref() == Some(Code::SeatsFull.key())).then_some("No seat is free. ")} "An admin has to answer."</span> }.into_any(),
                    (None, Some(denied), Some(until)) => view! {
                        <span class="faint sm">
                            {match &denied.answer_note {
                                Some(note) => format!("Your request was denied: “{note}” "),
                                None => "Your request was denied. ".to_owned(),
                            }}
                            "You can ask again "<Moment at=until inside=true/>"."
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
