//! `/join#T`: the shareable link of an organization, to whoever holds it. A press joins, never the page by itself.
//!
//! The secret stays behind the `#`, and in this tab on the way through signing up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invite_links::wire::{Asked, InviteLinkLookup, InviteLinkToken, Joined as Outcome};
use shared::join_requests::wire::{JoinRequestStatus, MyJoinRequest};
use shared::me::wire::OrganizationRef;
use shared::problem::Code;
use shared::text::Secret;

use super::accept_invitation::{AsMe, Joined, on_the_way};
use super::kept::Kept;
use super::waits::{Looking, waits};
use crate::client::{self, Failure};
use crate::components::{
    Act, ActWith, Button, ButtonLink, FormProblem, Icon, Look, Moment, Note, PublicCard, PublicPage, Show,
    Size, Tile, Waiting, use_toasts,
};
use crate::load::{Load, load};
use crate::pages::verify_email::Resend;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::{Who, use_session};

/// `/join#T`.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    let session = use_session();
    let fragment = use_router().fragment();
    let token = Memo::new(move |_| {
        let given = fragment.get();
        if given.is_empty() {
            Kept::Link.get().unwrap_or_default()
        } else {
            Kept::Link.set(Some(&given));
            given
        }
    });
    // The mail that verifies an address may be opened in another tab: this page looks when one comes back to it.
    let looked = window_event_listener(leptos::ev::focus, move |_| {
        if session.user_untracked().is_some_and(|user| !user.email_verified) {
            spawn_local(async move {
                let _ = session.reload_user().await;
            });
        }
    });
    on_cleanup(move || looked.remove());
    let lookup = load(move || {
        let token = token.get();
        async move { client::post::<InviteLinkLookup>("/v1/invite-links/lookup", &body(&token)?).await }
    });
    let done = RwSignal::new(None::<Outcome>);
    // Why this person does not come in, who pressed: it stands in place of the offer.
    let refused = RwSignal::new(None::<Failure>);
    view! {
        <PublicPage>
            {move || {
                match done.get() {
                    Some(Outcome::In(accepted)) => return view! { <Joined accepted=accepted/> }.into_any(),
                    Some(Outcome::Asked(asked)) => return view! { <WaitsForAdmin asked/> }.into_any(),
                    None => {}
                }
                if let Some(failure) = refused.get() {
                    return view! { <Refused failure again=Act::from(move || refused.set(None))/> }.into_any();
                }
                match (lookup.failure().get(), lookup.content().get(), lookup.busy().get()) {
                    (Some(failure), _, false) => view! { <Refused failure again=Act::from(move || lookup.again())/> }.into_any(),
                    (None, Some(link), false) => view! { <Offered link token done refused lookup/> }.into_any(),
                    _ => view! { <Waiting><section class="pcard"><span class="orb sk"></span><span class="sk"></span><span class="sk"></span></section></Waiting> }.into_any(),
                }
            }}
        </PublicPage>
    }
}

/// The body of both calls. Without a secret there is nothing to look for.
fn body(token: &str) -> Result<InviteLinkToken, Failure> {
    let token = token.parse::<Secret>().map_err(|_| Failure::Garbled { status: 404 })?;
    Ok(InviteLinkToken { token })
}

/// The link leads somewhere: one press away, or an account away.
#[component]
fn Offered(
    link: InviteLinkLookup,
    token: Memo<String>,
    done: RwSignal<Option<Outcome>>,
    refused: RwSignal<Option<Failure>>,
    lookup: Load<InviteLinkLookup>,
) -> impl IntoView {
    let session = use_session();
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let InviteLinkLookup { organization, role, approval } = link;
    let organization = organization.name;
    let signed_in = move || matches!(session.who().get(), Who::In(_));
    let unverified = move || {
        session.must_verify()
            || failure
                .with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailUnverified)))
    };
    let join = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<Outcome>("/v1/invite-links/join", &body).await {
                Ok(outcome) => {
                    Kept::Link.set(None);
                    let _ = done.try_set(Some(outcome));
                    let _ = session.reload_memberships().await;
                    let _ = session.reload_user().await;
                }
                Err(problem) => match problem.code() {
                    // It changed while it was read.
                    Some(
                        Code::LinkNotFound | Code::LinkExpired | Code::LinkUsedUp | Code::LinkSetterMayNot,
                    ) => lookup.again(),
                    Some(
                        Code::NeedsInvitation
                        | Code::MembershipDeactivated
                        | Code::DomainNotAllowed
                        | Code::SeatsFull,
                    ) => {
                        let _ = refused.try_set(Some(problem));
                    }
                    _ => {
                        let _ = failure.try_set(Some(problem));
                    }
                },
            }
            let _ = set_busy.try_set(false);
        });
    };
    let name = organization.clone();
    let art = move || view! { <span class="pair"><Tile name=name.clone() ink=true/></span> };
    let lead = move || {
        if signed_in() {
            "You were given its invite link."
        } else {
            "You were given its invite link. Sign in or create an account to join."
        }
    };
    let press = if approval { "Ask to join".to_owned() } else { format!("Join {organization}") };
    view! {
        <PublicCard title=format!("Join {organization}") art=art lead=lead>
            <ul class="gets">
                <li><Icon name="shield"/><span>"Your role will be "<b>{role.name}</b></span></li>
                {approval.then(|| view! { <li><Icon name="clock"/><span>"An admin looks at each request first"</span></li> })}
            </ul>
            {move || if signed_in() {
                let press = press.clone();
                view! {
                    <AsMe/>
                    <Show when=unverified>
                        <Note tone="warn" icon="mail" alert=true>
                            <b>"Verify your address first. "</b>"We sent you a link; this page waits for you here."
                        </Note>
                        <div class="acts"><Resend/></div>
                    </Show>
                    <FormProblem failure=move || failure.get().filter(|failure| !failure.is(Code::EmailUnverified))/>
                    <div class="acts">
                        <Button look=Look::Primary size=Size::Large block=true busy=busy reason=move || unverified().then(|| "Verify your address first".to_owned()) on_press=join>{press}</Button>
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="acts">
                        <ButtonLink href=on_the_way(&Route::SignUp, &Route::Join) look=Look::Primary size=Size::Large block=true>"Create an account"</ButtonLink>
                        <ButtonLink href=on_the_way(&Route::SignIn, &Route::Join) size=Size::Large block=true>"Sign in"</ButtonLink>
                    </div>
                }.into_any()
            }}
        </PublicCard>
    }
}

/// An admin decides: the page looks for the answer, and leads in.
#[component]
fn WaitsForAdmin(asked: Asked) -> impl IntoView {
    let Asked { state: _, request } = asked;
    let (router, toasts) = (use_router(), use_toasts());
    let (id, name) = (request.id, request.organization.name.to_string());
    let on_in = move |organization: OrganizationRef| {
        toasts.done(format!("You are in {}", organization.name));
        router.go(Route::within(&organization.slug, Page::Members));
    };
    let waits = waits(ActWith::from(on_in), Act::from(|| ()));
    let latest = Memo::new(move |last: Option<&MyJoinRequest>| {
        let found = waits
            .requests
            .content()
            .with(|page| page.iter().flat_map(|page| &page.data).find(|one| one.id == id).cloned());
        found.or_else(|| last.cloned()).unwrap_or_else(|| request.clone())
    });
    let home = || {
        view! { <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>"Go to your workspaces"</ButtonLink></div> }
    };
    move || {
        let MyJoinRequest { status, email, answer_note, ask_again_at, .. } = latest.get();
        let name = name.clone();
        match status {
            JoinRequestStatus::Pending => view! {
                <PublicCard title="Waiting for an admin" icon="clock" lead=move || view! {
                    "You asked to join "<b>{name.clone()}</b>" with "<b>{email.to_string()}</b>". You are taken in from here, and told by mail as well."
                }>
                    <AsMe/>
                    <Looking/>
                    {home()}
                </PublicCard>
            }.into_any(),
            JoinRequestStatus::Approved => view! {
                <PublicCard title=format!("You are in {name}") icon="check">{home()}</PublicCard>
            }.into_any(),
            JoinRequestStatus::Denied => view! {
                <PublicCard title="Your request was denied" icon="ban" warn=true lead=move || view! {
                    "An admin of "<b>{name.clone()}</b>" did not let you in"
                    {answer_note.clone().map(|note| format!(": “{note}”"))} "."
                    {ask_again_at.map(|at| view! { " You can ask again "<Moment at inside=true/>"." })}
                }>
                    {home()}
                </PublicCard>
            }.into_any(),
            JoinRequestStatus::Withdrawn => view! {
                <PublicCard title="Your request is taken back" icon="leave" lead=|| "Open the link again to ask anew.">{home()}</PublicCard>
            }.into_any(),
            JoinRequestStatus::Superseded => view! {
                <PublicCard title="You were invited instead" icon="mail" lead=move || view! {
                    "An invitation to "<b>{name.clone()}</b>" waits for you."
                }>
                    <div class="acts"><ButtonLink href=Route::Onboarding look=Look::Primary size=Size::Large block=true>"See the invitation"</ButtonLink></div>
                </PublicCard>
            }.into_any(),
        }
    }
}

/// Nobody, or not this person, comes in: why, and what to do next.
#[component]
fn Refused(failure: Failure, again: Act) -> impl IntoView {
    let session = use_session();
    let email = move || session.user().map(|user| user.email.to_string());
    let home = move || {
        let words = move || {
            if matches!(session.who().get(), Who::In(_)) { "Go to your workspaces" } else { "Sign in" }
        };
        view! { <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>{words}</ButtonLink></div> }
    };
    // A link that leads nowhere is not offered again on the next page.
    let gone = matches!(failure.code(), Some(Code::LinkNotFound | Code::NotFound | Code::ValidationFailed))
        || matches!(failure, Failure::Garbled { status: 404 });
    if gone {
        Kept::Link.set(None);
    }
    match failure.code() {
        _ if gone => view! {
            <PublicCard title="This link leads nowhere" icon="link" lead=|| "It was reset, turned off or mistyped. Ask the person who passed it on for the new one.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::LinkExpired) => view! {
            <PublicCard title="This link has expired" icon="clock" lead=|| "It was made for a time that is over. Ask an admin to prolong it, or to invite you by your address.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::LinkUsedUp) => view! {
            <PublicCard title="This link is used up" icon="members" lead=|| "As many people came by it as it was made for. Ask an admin to raise the limit, or to invite you by your address.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::LinkSetterMayNot) => view! {
            <PublicCard title="This link waits for an admin" icon="ban" warn=true lead=|| "Whoever set it can no longer let people in. The admins were told; try again once one of them has reset it.">
                <div class="acts"><Button size=Size::Large block=true icon="refresh" on_press=again>"Try again"</Button></div>
            </PublicCard>
        }.into_any(),
        Some(Code::SeatsFull) => view! {
            <PublicCard title="The organization is full" icon="seat" warn=true lead=|| "Every seat is taken, so nobody comes in by this link now. Its admins were told. Ask whoever passed it on, or try again later: the link stays good.">
                <div class="acts"><Button look=Look::Primary size=Size::Large block=true icon="refresh" on_press=again>"Try again"</Button></div>
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::DomainNotAllowed) => view! {
            <PublicCard title="This link is for other addresses" icon="swap" warn=true lead=move || view! {
                "It lets in addresses at certain domains. You are signed in as "<b>{email}</b>"."
            }>
                <AsMe/>
                <div class="acts"><ButtonLink href=Route::Account look=Look::Primary size=Size::Large block=true>"Add an address"</ButtonLink></div>
                <p class="fine">"An address counts once you have verified it. Or ask an admin to invite this one."</p>
            </PublicCard>
        }.into_any(),
        Some(Code::NeedsInvitation) => view! {
            <PublicCard title="You need an invitation to come back" icon="mail" warn=true lead=move || view! {
                "You were a member here before, so the link does not let you in. Ask an admin to invite "<b>{email}</b>"."
            }>
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::MembershipDeactivated) => view! {
            <PublicCard title="Your membership is deactivated" icon="lock" warn=true lead=|| "You are a member here, and nothing of yours is lost. An admin can activate you again.">
                {home()}
            </PublicCard>
        }.into_any(),
        _ => view! {
            <PublicCard title=failure.title() icon="alert" lead={
                let detail = failure.detail();
                move || detail.clone()
            }>
                <div class="acts"><Button look=Look::Primary size=Size::Large block=true icon="refresh" on_press=again>"Try again"</Button></div>
            </PublicCard>
        }.into_any(),
    }
}
