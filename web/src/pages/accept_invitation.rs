//! `/invitations/accept#T`: what an invitation is, honestly, to whoever holds the link.
//!
//! The secret stays behind the `#`. On the way through signing up, and through the mail that verifies an
//! address, it is kept in this tab alone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::{Accepted, InvitationLookup, InvitationToken};
use shared::problem::Code;
use shared::text::Secret;

use super::kept::Kept;
use crate::client::{self, Failure};
use crate::components::{
    Act, Avatar, Button, ButtonLink, FormProblem, Icon, Look, Note, PublicCard, PublicPage, Size, Tile,
    Waiting, use_toasts,
};
use crate::load::{Load, load};
use crate::pages::verify_email::Resend;
use crate::query;
use crate::router::use_router;
use crate::routes::{Page, Route};
use crate::session::{Who, use_session};
use crate::time;

/// `/invitations/accept#T`.
#[component]
pub(crate) fn AcceptInvitationPage() -> impl IntoView {
    let session = use_session();
    let fragment = use_router().fragment();
    let token = Memo::new(move |_| {
        let given = fragment.get();
        if given.is_empty() {
            Kept::Invitation.get().unwrap_or_default()
        } else {
            Kept::Invitation.set(Some(&given));
            given
        }
    });
    // Another account sees something else, and so does the same one with its address verified.
    let account = Memo::new(move |_| session.user().map(|user| (user.id, user.email_verified)));
    // The mail's link may be opened in another tab: this page looks when one comes back to it.
    let looked = window_event_listener(leptos::ev::focus, move |_| {
        if session.user_untracked().is_some_and(|user| !user.email_verified) {
            spawn_local(async move {
                let _ = session.reload_user().await;
            });
        }
    });
    on_cleanup(move || looked.remove());
    let lookup = load(move || {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        account.get();
        let token = token.get();
        async move { client::post::<InvitationLookup>("/v1/invitations/lookup", &body(&token)?).await }
    });
    let done = RwSignal::new(None::<Accepted>);
    view! {
        <PublicPage>
            {move || {
                if let Some(accepted) = done.get() {
                    return view! { <Joined accepted=accepted/> }.into_any();
                }
                match (lookup.failure().get(), lookup.content().get(), lookup.busy().get()) {
                    (Some(failure), _, false) => view! { <Refused failure=failure lookup=lookup/> }.into_any(),
                    (None, Some(invitation), false) => view! { <Pending invitation=invitation token=token done=done lookup=lookup/> }.into_any(),
                    _ => view! { <Waiting><section class="pcard"><span class="orb sk"></span><span class="sk"></span><span class="sk"></span></section></Waiting> }.into_any(),
                }
            }}
        </PublicPage>
    }
}

/// The body of all three calls. Without a secret there is nothing to look for.
fn body(token: &str) -> Result<InvitationToken, Failure> {
    let token = token.parse::<Secret>().map_err(|_| Failure::Garbled { status: 404 })?;
    Ok(InvitationToken { token })
}

/// It waits: for this account, or for somebody who has yet to sign in.
#[component]
fn Pending(
    invitation: InvitationLookup,
    token: Memo<String>,
    done: RwSignal<Option<Accepted>>,
    lookup: Load<InvitationLookup>,
) -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let toasts = use_toasts();
    let (busy, set_busy) = signal(false);
    let (declining, set_declining) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let InvitationLookup { organization, inviter, role, email_hint, expires_at, email, workspace, .. } =
        invitation;
    let organization = organization.name;
    let title = format!("{} invited you to {organization}", inviter.name);
    let expires = format!("Expires on {}.", time::date_time(&time::local(expires_at)));
    // Another account gets no such answer: whoever is signed in and not named has yet to verify the address.
    let mine = email.is_some() || matches!(session.who().get_untracked(), Who::In(_));
    let inviter_name = inviter.name.clone();
    let organization_name = organization.clone();
    let art = move || {
        view! {
            <span class="pair"><Tile name=organization_name.clone() ink=true/><Avatar name=inviter_name.clone() size="2.25rem"/></span>
        }
    };
    let unverified = move || {
        session.must_verify()
            || failure
                .with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailUnverified)))
    };
    let accept = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<Accepted>("/v1/invitations/accept", &body).await {
                Ok(accepted) => {
                    Kept::Invitation.set(None);
                    // First, so that looking the invitation up again does not find it used.
                    done.set(Some(accepted));
                    let _ = session.reload_memberships().await;
                    let _ = session.reload_user().await;
                }
                // It changed while it was read: expired, revoked, used.
                Err(problem)
                    if matches!(
                        problem.code(),
                        Some(
                            Code::InvitationExpired
                                | Code::InvitationUsed
                                | Code::InvitationNotFound
                                | Code::InvitationWrongAccount
                        )
                    ) =>
                {
                    lookup.again();
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = set_busy.try_set(false);
        });
    };
    let decline = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        set_declining.set(true);
        spawn_local(async move {
            match client::post::<()>("/v1/invitations/decline", &body).await {
                Ok(()) => {
                    Kept::Invitation.set(None);
                    toasts.done("Invitation declined");
                    router.go(Route::Home);
                }
                Err(problem) => {
                    let _ = failure.try_set(Some(problem));
                }
            }
            let _ = set_declining.try_set(false);
        });
    };
    let open_words = workspace
        .as_ref()
        .map_or_else(|| "Accept".to_owned(), |workspace| format!("Accept and open {}", workspace.name));
    let lead = {
        let (workspace, hint) = (workspace.map(|workspace| workspace.name), email_hint.clone());
        move || {
            match &workspace {
            Some(workspace) => view! { "You will start in the "<b>{workspace.clone()}</b>" workspace." }.into_any(),
            None if mine => ().into_any(),
            None => view! { "It was sent to "<b>{hint.clone()}</b>". Sign in or create an account with that address to accept." }.into_any(),
        }
        }
    };
    view! {
        <PublicCard title=title art=art lead=lead>
            <ul class="gets"><li><Icon name="shield"/><span>"Your role is "<b>{role.name}</b></span></li></ul>
            {if mine {
                view! {
                    <AsMe/>
                    <Show when=unverified>
                        <Note tone="warn" icon="mail" alert=true>
                            <b>"Verify your address first. "</b>"We sent you a link; this invitation waits for you here."
                        </Note>
                        <div class="acts"><Resend/></div>
                    </Show>
                    <FormProblem failure=move || failure.get().filter(|failure| !failure.is(Code::EmailUnverified))/>
                    <div class="acts">
                        <Button look=Look::Primary size=Size::Large block=true busy=busy reason=move || unverified().then(|| "Verify your address first".to_owned()) on_press=accept>{open_words}</Button>
                        <Button look=Look::Ghost size=Size::Large block=true busy=declining on_press=decline>"Decline"</Button>
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="acts">
                        <ButtonLink href=on_the_way(&Route::SignUp, &Route::AcceptInvitation) look=Look::Primary size=Size::Large block=true>"Create an account"</ButtonLink>
                        <ButtonLink href=on_the_way(&Route::SignIn, &Route::AcceptInvitation) size=Size::Large block=true>"Sign in"</ButtonLink>
                    </div>
                }.into_any()
            }}
            <p class="fine">{expires}</p>
        </PublicCard>
    }
}

/// Signing in or up, and back to the page of the link.
pub(super) fn on_the_way(route: &Route, back: &Route) -> String {
    format!("{}{}", route.path(), query::write([("next", back.path())]))
}

/// Who comes in.
#[component]
pub(super) fn AsMe() -> impl IntoView {
    let session = use_session();
    let name = Signal::derive(move || session.user().map(|user| user.name.to_string()).unwrap_or_default());
    let email = move || session.user().map(|user| user.email.to_string());
    view! {
        <div class="asme">
            <Avatar name=name/>
            <span class="grow"><b class="med trunc">{move || name.get()}</b><span class="faint sm">{email}</span></span>
            <SwitchAccount class="link sm">"Not you?"</SwitchAccount>
        </div>
    }
}

/// Signs out and stays: the page then asks for the right account.
#[component]
fn SwitchAccount(class: &'static str, children: Children) -> impl IntoView {
    let session = use_session();
    view! { <button type="button" class=class on:click=move |_| spawn_local(session.sign_out())>{children()}</button> }
}

/// It cannot be accepted, and why: only what this person may know.
#[component]
fn Refused(failure: Failure, lookup: Load<InvitationLookup>) -> impl IntoView {
    let session = use_session();
    let signed_in = move || matches!(session.who().get(), Who::In(_));
    let email = move || session.user().map(|user| user.email.to_string());
    let away = move || if signed_in() { "Go to your workspaces" } else { "Sign in" };
    let home = move || {
        view! {
            <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>{away}</ButtonLink></div>
        }
    };
    // A link that leads nowhere is not offered again on the next page.
    let dead = failure.code().is_some_and(|code| {
        matches!(code, Code::InvitationNotFound | Code::InvitationUsed | Code::InvitationExpired)
    });
    if dead || matches!(failure, Failure::Garbled { status: 404 }) {
        Kept::Invitation.set(None);
    }
    match failure.code() {
        Some(Code::InvitationWrongAccount) => {
            let hint = failure.problem().and_then(|problem| problem.email_hint.clone());
            view! {
                <PublicCard title="This invitation is for another address" icon="swap" warn=true lead=move || view! {
                    {hint.clone().map(|hint| view! { "It was sent to "<b>{hint}</b>". " })}
                    "You are signed in as "<b>{email}</b>"."
                }>
                    <div class="acts"><SwitchAccount class="btn primary lg block">"Switch account"</SwitchAccount></div>
                    <p class="fine">
                        "A forwarded link never lets anyone else in. If both addresses are yours, add the first one in your "
                        <a class="link inline-link" href=Route::Account.path()>"account"</a>" and come back."
                    </p>
                </PublicCard>
            }.into_any()
        }
        Some(Code::InvitationExpired) => view! {
            <PublicCard title="This invitation has expired" icon="clock" lead=|| "Invitations work for a few days. Whoever sent it can send a new one in one press; everything chosen for you is kept.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::InvitationUsed | Code::AlreadyMember) => view! {
            <PublicCard title="You are already in" icon="check" lead=move || if signed_in() {
                "This invitation was accepted. There is nothing left to do."
            } else {
                "This invitation was accepted. Sign in with the account that accepted it."
            }>
                <div class="acts"><ButtonLink href=Route::Home look=Look::Primary size=Size::Large block=true>{move || if signed_in() { "Open" } else { "Sign in" }}</ButtonLink></div>
            </PublicCard>
        }.into_any(),
        Some(Code::EmailUnverified) => view! {
            <PublicCard title="Verify your address first" icon="mail" lead=move || view! {
                "This invitation is for an address that you have shown to be yours. We sent a link to "<b>{email}</b>"; it waits for you here."
            }>
                <div class="acts"><Button look=Look::Primary size=Size::Large block=true on_press=move || lookup.again()>"I have opened it"</Button><Resend/></div>
            </PublicCard>
        }.into_any(),
        Some(Code::InvitationSenderMayNot) => view! {
            <PublicCard title="The sender may no longer invite you" icon="ban" lead=|| "Whoever sent this lost the right to give what it gives. Ask another admin for a new invitation.">
                {home()}
            </PublicCard>
        }.into_any(),
        Some(Code::InvitationNotFound | Code::NotFound | Code::ValidationFailed) => view! { <NoInvitation/> }.into_any(),
        _ if matches!(failure, Failure::Garbled { status: 404 }) => view! { <NoInvitation/> }.into_any(),
        _ => {
            let again = Act::from(move || lookup.again());
            view! {
                <PublicCard title=failure.title() icon="alert" lead={
                    let detail = failure.detail();
                    move || detail.clone()
                }>
                    <div class="acts"><Button look=Look::Primary size=Size::Large block=true icon="refresh" on_press=move || again.run(())>"Try again"</Button></div>
                </PublicCard>
            }.into_any()
        }
    }
}

/// Withdrawn, replaced and never sent are the same page.
#[component]
fn NoInvitation() -> impl IntoView {
    view! {
        <PublicCard title="There is no invitation here" icon="link" lead=|| "The link may have been withdrawn, replaced or mistyped. Ask the person who sent it for a new one.">
            <div class="acts"><ButtonLink href=Route::Home size=Size::Large block=true>"Go to your workspaces"</ButtonLink></div>
        </PublicCard>
    }
}

/// In. One press away from the pages.
#[component]
pub(super) fn Joined(accepted: Accepted) -> impl IntoView {
    let Accepted { organization, workspace, membership } = accepted;
    let name = organization.name.to_string();
    let title = format!("You are in {name}");
    let lead = workspace.map_or_else(
        || format!("You joined as {}.", membership.role.name),
        |workspace| {
            format!(
                "You joined as {}. {} is now where signing in lands.",
                membership.role.name, workspace.name
            )
        },
    );
    let router = use_router();
    let path = Route::within(&organization.slug, Page::Members).path();
    // Whoever accepted wants to be there: this page says so for a moment.
    let target = path.clone();
    let timer = set_timeout_with_handle(
        move || router.replace(target.clone()),
        std::time::Duration::from_millis(900),
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    view! {
        <PublicCard title=title icon="check" lead=move || lead.clone()>
            <div class="acts"><ButtonLink href=path look=Look::Primary size=Size::Large block=true>{format!("Open {name}")}</ButtonLink></div>
        </PublicCard>
    }
}
