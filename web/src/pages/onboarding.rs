use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Status;
use shared::invitations::wire::Admission;
use shared::list::Page as ListPage;
use shared::me::wire::{Deletion, MyInvitation, OrganizationRef};
use shared::organizations::wire::{CreateOrganization, Organization};
use shared::problem::Code;
use shared::text::{Name, Slug, suggest_slug};

use super::joinable::{Door, Joinable, doors};
use super::presets;
use super::sign_up::own;
use crate::client::{self, Failure};
use crate::components::{
    Act, ActWith, Avatar, Breaking, Button, ButtonLink, For, FormProblem, Icon, Look, Moment, PublicCard,
    PublicPage, RadioGroup, Show, Size, SkeletonRows, Tag, TextField, use_toasts,
};
use crate::load::{Load, load, three_states};
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::{is_open, use_session};
use crate::time;

/// `/onboarding`: create an organization, or accept what is waiting. Never an error, whoever comes.
#[component]
pub(crate) fn OnboardingPage() -> impl IntoView {
    let session = use_session();
    let name = move || session.user().map(|user| user.name.to_string()).unwrap_or_default();
    let email = move || session.user().map(|user| user.email.to_string()).unwrap_or_default();
    let belongs = move || session.memberships().with(|all| all.iter().any(is_open));
    // What is deleted is not gone yet, to whoever can bring it back.
    let deleted = Memo::new(move |_| {
        let mine = session.memberships().get().into_iter();
        mine.filter_map(|one| Some((one.organization, one.deletion?))).collect::<Vec<_>>()
    });
    // Where they belong and cannot go in, for as long as they are deactivated.
    let resting = Memo::new(move |_| {
        let mine = session.memberships().get().into_iter().filter(|one| one.deletion.is_none());
        let resting = mine.filter(|one| one.status == Status::Deactivated);
        resting.map(|one| one.organization).collect::<Vec<_>>()
    });
    let invitations = load(|| client::get::<ListPage<MyInvitation>>("/v1/me/invitations"));
    let (router, toasts) = (use_router(), use_toasts());
    let creating = RwSignal::new(false);
    // Let in: there they go, unless they set up an organization of their own meanwhile.
    let on_in = move |organization: OrganizationRef| {
        let path = Route::within(&organization.slug, Page::Members).path();
        let said = format!("You are in {}", organization.name);
        if creating.get_untracked() {
            toasts.offer(said, "Open", move || router.go(path.clone()));
        } else {
            toasts.done(said);
            router.go(path);
        }
    };
    // Who asked may have been invited instead.
    let doors = doors(ActWith::from(on_in), Act::from(move || invitations.again()));
    let waiting = Memo::new(move |_| {
        invitations.content().with(|page| page.as_ref().map_or(0, |page| page.data.len()))
    });
    let known = Memo::new(move |_| doors.list.with(Vec::len));
    let settled = move || doors.settled();
    // The names of those who were asked and have not answered.
    let asked = Memo::new(move |_| {
        doors.list.with(|list| {
            let waiting = list.iter().filter(|door| door.is_waiting());
            waiting.map(|door| door.name.to_string()).collect::<Vec<_>>()
        })
    });
    let denied = Memo::new(move |_| {
        doors.list.with(|list| {
            let denied = list.iter().filter(|door| door.is_denied());
            denied.map(|door| door.name.to_string()).collect::<Vec<_>>()
        })
    });
    // Nothing but a denial: there is nobody to join.
    let all_denied = move || known.get() > 0 && denied.with(Vec::len) == known.get();
    let none_resting = move || belongs() || resting.with(Vec::is_empty);
    // Once something was here for them, nobody needs to be told where it may have gone.
    let found = RwSignal::new(false);
    Effect::new(move |_| {
        if waiting.get() + known.get() > 0 {
            found.set(true);
        }
    });
    let straight_in = move || doors.list.with(|list| list.iter().any(Door::is_straight_in));
    let title = move || match (waiting.get(), asked.get().as_slice()) {
        (0, [one]) => format!("Your request is with {one}"),
        (0, [_, _, ..]) => "Your requests are waiting".to_owned(),
        (0, []) if all_denied() => match denied.get().as_slice() {
            [one] => format!("{one} denied your request"),
            _ => "Your requests were denied".to_owned(),
        },
        (0, []) if known.get() > 0 && straight_in() => "Your colleagues are here already".to_owned(),
        (0, []) if known.get() > 0 => "Your colleagues may be here already".to_owned(),
        (0, []) if !none_resting() => "Your membership is deactivated".to_owned(),
        (0, []) if belongs() => "Another organization".to_owned(),
        (0, []) => "Set up your organization".to_owned(),
        (1, _) => "An invitation is waiting for you".to_owned(),
        (several, _) => format!("{several} invitations are waiting for you"),
    };
    let lead = move || match waiting.get() {
        0 if asked.with(|asked| !asked.is_empty()) => {
            "An owner or admin has to answer it. You are taken in from here, and told by mail as well."
        }
        0 if all_denied() => "You can ask again later, or set up an organization of your own.",
        0 if known.get() > 0 => "Join them, or set up an organization of your own.",
        0 if !none_resting() => "An admin can activate you: your access comes back as it was.",
        0 => "It holds your people, your workspaces, and who may do what.",
        _ => "Accept it, or set up an organization of your own.",
    };
    view! {
        <PublicPage>
            <PublicCard title=title icon="building" lead=lead>
                {three_states(
                    invitations,
                    "Your invitations",
                    || view! { <SkeletonRows rows=1/> },
                    move |page| view! { <Waiting page=page invitations=invitations/> },
                )}
                <Show when=move || !none_resting()>
                    <ul class="invites" aria-label="Where you are deactivated">
                        {move || resting.get().into_iter().map(|organization| view! {
                            <li>
                                <span class="grow"><b>{organization.name.to_string()}</b><span class="faint sm">"Ask an admin there to activate you."</span></span>
                                <Tag tone="warn">"Deactivated"</Tag>
                            </li>
                        }).collect_view()}
                    </ul>
                </Show>
                <Joinable doors/>
                <Show when=move || deleted.with(|deleted| !deleted.is_empty())>
                    <ul class="invites" aria-label="Organizations that you deleted">
                        {move || deleted.get().into_iter().map(|(organization, deletion)| view! { <DeletedOne organization deletion/> }).collect_view()}
                    </ul>
                </Show>
                // Not drawn until it is known what there is: what somebody types would be taken away.
                <Show when=settled>
                    <Show
                        when=move || creating.get() || (waiting.get() + known.get() == 0 && none_resting())
                        fallback=move || view! {
                            <div class="acts"><Button look=Look::Ghost size=Size::Large block=true on_press=move || creating.set(true)>"Create an organization instead"</Button></div>
                        }
                    >
                        <Create/>
                    </Show>
                </Show>
                <div class="asme">
                    <Avatar name=Signal::derive(name)/>
                    <span class="grow"><b class="med trunc">{name}</b><span class="faint sm"><Breaking text=Signal::derive(email)/></span></span>
                    {move || if belongs() {
                        view! { <a class="link sm" href=Route::Home.path()>"Go back"</a> }.into_any()
                    } else {
                        view! { <button type="button" class="link sm" on:click=move |_| spawn_local(session.sign_out())>"Not you?"</button> }.into_any()
                    }}
                </div>
                <Show when=move || settled() && !belongs() && none_resting() && !found.get()>
                    <p class="fine">"Were you invited and see nothing here? The invitation went to another address. Sign in with that one, or add it in your "<a class="link inline-link" href=Route::Account.path()>"account"</a>"."</p>
                </Show>
            </PublicCard>
        </PublicPage>
    }
}

/// One that can still be restored; its own page does it.
#[component]
fn DeletedOne(organization: OrganizationRef, deletion: Deletion) -> impl IntoView {
    let path = Route::within(&organization.slug, Page::Members).path();
    let until = time::date_time(&time::local(deletion.restorable_until));
    view! {
        <li>
            <span class="grow">
                <b>{organization.name.to_string()}</b>
                <span class="faint sm">"Deleted. You can restore it until "{until}"."</span>
            </span>
            <ButtonLink href=path size=Size::Small icon="undo">"Restore…"</ButtonLink>
        </li>
    }
}

/// The invitations that wait for whoever is signed in, each with accepting and declining it.
#[component]
pub(crate) fn Waiting(
    page: Signal<ListPage<MyInvitation>>,
    invitations: Load<ListPage<MyInvitation>>,
) -> impl IntoView {
    view! {
        <Show when=move || page.with(|page| !page.data.is_empty())>
            <ul class="invites">
                <For each=move || page.get().data key=|invitation| invitation.id let:invitation>
                    <OneInvitation invitation=invitation invitations=invitations/>
                </For>
            </ul>
        </Show>
    }
}

/// What pressing Accept came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Open,
    /// It waits for a seat.
    InLine,
    /// It has to be tried again.
    Full,
}

#[component]
fn OneInvitation(invitation: MyInvitation, invitations: Load<ListPage<MyInvitation>>) -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let toasts = use_toasts();
    let (busy, set_busy) = signal(false);
    let stands = RwSignal::new(Stands::Open);
    let MyInvitation { id, organization, inviter, role, message, expires_at, .. } = invitation;
    let name = organization.name.clone();
    let accept = move || {
        set_busy.set(true);
        spawn_local(async move {
            match client::post_empty::<Admission>(format!("/v1/me/invitations/{id}/accept")).await {
                Ok(Admission::In(accepted)) => {
                    let _ = session.reload_memberships().await;
                    let _ = session.reload_user().await;
                    router.go(Route::within(&accepted.organization.slug, Page::Members));
                }
                // It stays here, to be declined or tried again.
                Ok(Admission::Queued(_)) => {
                    let _ = stands.try_set(Stands::InLine);
                    let _ = set_busy.try_set(false);
                }
                Err(problem) if problem.is(Code::SeatsFull) => {
                    let _ = stands.try_set(Stands::Full);
                    let _ = set_busy.try_set(false);
                }
                Err(problem) => {
                    toasts.not_done("Not accepted", &problem);
                    let _ = set_busy.try_set(false);
                    invitations.again();
                }
            }
        });
    };
    let declined = name.clone();
    let decline = move || {
        let name = declined.clone();
        spawn_local(async move {
            match client::post_empty::<()>(format!("/v1/me/invitations/{id}/decline")).await {
                Ok(()) => toasts.done(format!("Invitation to {name} declined")),
                Err(problem) => toasts.not_done("Not declined", &problem),
            }
            invitations.again();
        });
    };
    view! {
        <li>
            <span class="grow">
                <b>{organization.name}</b>
                <span class="faint sm">{inviter.name}" invited you as "{role.name}". Expires "<Moment at=expires_at/></span>
                {message.map(|message| view! { <span class="sm" style:display="block">"“"{message}"”"</span> })}
                <span class="sm" role="status">{move || match stands.get() {
                    Stands::Open => "",
                    Stands::InLine => "You are in line. No seat is free now: we email you when one is.",
                    Stands::Full => "It is full: every seat is taken. Ask whoever invited you, and try again.",
                }}</span>
            </span>
            <Button look=Look::Ghost size=Size::Small on_press=decline>"Decline"</Button>
            <Show when=move || stands.get() != Stands::InLine>
                <Button look=Look::Primary size=Size::Small busy=busy on_press=accept>
                    {move || if stands.get() == Stands::Full { "Try again" } else { "Accept" }}
                </Button>
            </Show>
        </li>
    }
}

#[component]
fn Create() -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let name = RwSignal::new(String::new());
    let slug = RwSignal::new(String::new());
    // The address follows the name until somebody types one.
    let own_slug = RwSignal::new(false);
    let first = NodeRef::<leptos::html::Input>::new();
    // It is drawn once it is known what else there is: the page has put the focus elsewhere by then.
    Effect::new(move |_| {
        let Some(field) = first.get() else { return };
        request_animation_frame(move || {
            if document().active_element().is_none_or(|active| active.tag_name() != "INPUT") {
                let _ = field.focus();
            }
        });
    });
    let model = RwSignal::new(presets::FIRST.to_owned());
    let (busy, set_busy) = signal(false);
    let sent = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    Effect::new(move |_| {
        let suggested = name.with(|name| suggest_slug(name)).map(|slug| slug.to_string()).unwrap_or_default();
        if !own_slug.get_untracked() {
            slug.set(suggested);
        }
    });
    Effect::new(move |_| {
        let typed = slug.get();
        let suggested =
            name.with_untracked(|name| suggest_slug(name)).map(|slug| slug.to_string()).unwrap_or_default();
        own_slug.set(!typed.is_empty() && typed != suggested);
        failure.set(None);
    });
    let taken =
        move || failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::SlugTaken)));
    let said = move |pointer: &'static str| {
        failure.with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
    };
    let name_error = move || own::<Name>(sent, name).or_else(|| said("/name"));
    let slug_error = move || {
        let typed = slug.with(|slug| !slug.is_empty());
        let own = if typed { own::<Slug>(sent, slug) } else { None };
        own.or_else(|| taken().then(|| "This address is taken. Choose another.".to_owned()))
            .or_else(|| said("/slug"))
    };
    let hint = move || {
        let origin = window().location().host().unwrap_or_default();
        Some(slug.with(|slug| {
            if slug.is_empty() {
                format!("Your pages are at {origin}/…")
            } else {
                format!("Your pages are at {origin}/{slug}")
            }
        }))
    };
    let other = move || failure.get().filter(|failure| !failure.is(Code::SlugTaken));
    let send = move || {
        sent.set(true);
        let Ok(name) = name.get_untracked().parse::<Name>() else { return };
        let typed = slug.get_untracked();
        let slug = match (typed.is_empty(), typed.parse::<Slug>()) {
            (true, _) => None,
            (false, Ok(slug)) => Some(slug),
            (false, Err(_)) => return,
        };
        set_busy.set(true);
        spawn_local(async move {
            let access_model = Some(model.get_untracked());
            let body = CreateOrganization { name, slug, access_model };
            match client::post::<Organization>("/v1/organizations", &body).await {
                Ok(organization) => {
                    let _ = session.reload_memberships().await;
                    let _ = session.reload_user().await;
                    router.go(Route::within(&organization.slug, Page::Members));
                }
                Err(problem) => {
                    failure.set(Some(problem));
                    set_busy.set(false);
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
            <FormProblem failure=other fields=&["/name", "/slug"]/>
            <TextField label="Organization name" value=name autocomplete="organization" placeholder="Larkfield" large=true autofocus=true node=first error=name_error/>
            <TextField label="Address" value=slug autocomplete="off" large=true hint=hint error=slug_error/>
            <details class="disc">
                <summary>
                    <span class="chev"><Icon name="right" small=true/></span>
                    {move || format!("How access works: {}", model.with(|key| presets::name(key)))}
                </summary>
                <RadioGroup
                    label="How access works"
                    value=model
                    options=presets::PRESETS.to_vec()
                    on_change=move |key| model.set(key)
                />
            </details>
            <p class="fine">{move || model.with(|key| presets::you_become(key))}" How access works stays as it is chosen here."</p>
            <Button submit=true look=Look::Primary size=Size::Large block=true busy=busy>"Create organization"</Button>
        </form>
    }
}
