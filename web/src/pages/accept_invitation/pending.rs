//! It waits for an answer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::invitations::wire::{Accepted, Admission, InvitationLookup, InvitationStatus, InvitedView};
use shared::list::Page as ListPage;
use shared::me::wire::{AddEmail, Email};
use shared::problem::Code;

use super::body;
use crate::client::{self, Failure};
use crate::components::{
    Avatar, Button, ButtonLink, FormProblem, Icon, Look, Note, PublicCard, Show, Size, Tile, use_toasts,
};
use crate::load::Load;
use crate::pages::kept::Kept;
use crate::pages::verify_email::Resend;
use crate::query;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::{Who, use_session};
use crate::time;

/// It waits: for this account, or for somebody who has yet to sign in.
#[component]
pub(super) fn Pending(
    invitation: InvitationLookup,
    token: Memo<String>,
    done: RwSignal<Option<Accepted>>,
    turned: RwSignal<Option<Failure>>,
    lookup: Load<InvitationLookup>,
) -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let toasts = use_toasts();
    let (busy, set_busy) = signal(false);
    let (declining, set_declining) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let InvitationLookup {
        state: _,
        organization,
        inviter,
        role,
        email_hint,
        expires_at,
        email,
        workspace,
        message,
        sees,
    } = invitation;
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
    // An address of theirs that is not the first of the account, and not proven yet.
    let added = move || email.is_none() && session.user().is_some_and(|user| user.email_verified);
    let added = Memo::new(move |_| added());
    let hint = StoredValue::new(email_hint.clone());
    let unverified = move || {
        session.must_verify()
            || (added.get() && session.user().is_some_and(|user| user.verification_required))
            || failure
                .with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailUnverified)))
    };
    let accept = move || {
        let Ok(body) = body(&token.get_untracked()) else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match client::post::<Admission>("/v1/invitations/accept", &body).await {
                Ok(Admission::Queued(_)) => {
                    Kept::Invitation.set(None);
                    lookup.update(|invitation| invitation.state = InvitationStatus::Queued);
                }
                Ok(Admission::In(accepted)) => {
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
                Err(problem)
                    if matches!(
                        problem.code(),
                        Some(
                            Code::AlreadyMember
                                | Code::MemberDeactivated
                                | Code::InvitationSenderMayNot
                                | Code::PlanRequired
                                | Code::SeatsFull
                        )
                    ) =>
                {
                    turned.set(Some(problem));
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
            {message.map(|message| view! { <blockquote class="note"><Icon name="mail"/><div class="grow">{message}</div></blockquote> })}
            <ul class="gets">
                <li><Icon name="shield"/><span>"Your role is "<b>{role.name}</b></span></li>
                {sees.map(|sees| view! { <Sees sees/> })}
            </ul>
            {if mine {
                view! {
                    <AsMe/>
                    <Show when=unverified>
                        <Note tone="warn" icon="mail" alert=true>
                            {move || if added.get() {
                                view! { <b>"Verify "{hint.get_value()}" first. "</b>"A link went there; this invitation waits for you here." }.into_any()
                            } else {
                                view! { <b>"Verify your address first. "</b>"We sent a link to it; this invitation waits for you here." }.into_any()
                            }}
                        </Note>
                        <div class="acts">
                            {move || if added.get() {
                                view! { <ResendAdded hint=hint.get_value()/><TakeOff hint=hint.get_value() lookup/> }.into_any()
                            } else {
                                view! { <Resend/> }.into_any()
                            }}
                            <Button size=Size::Large block=true on_press=move || lookup.again()>"I have opened it"</Button>
                        </div>
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

/// What the role is, and where it leads.
#[component]
fn Sees(sees: InvitedView) -> impl IntoView {
    let InvitedView { role, workspaces, projects } = sees;
    let names: Vec<String> = workspaces.into_iter().map(|workspace| workspace.name).collect();
    let projects = match projects {
        0 => String::new(),
        1 => ", with 1 project".to_owned(),
        several => format!(", with {several} projects"),
    };
    view! {
        <li><Icon name="user"/><span>{role}</span></li>
        {match names.as_slice() {
            [] => None,
            [one] => Some(format!("{one}{projects}")),
            [one, other] => Some(format!("{one} and {other}{projects}")),
            [one, other, rest @ ..] => Some(format!("{one}, {other} and {} more workspaces{projects}", rest.len())),
        }.map(|places| view! { <li><Icon name="squares"/><span>"You will see "<b>{places}</b></span></li> })}
    }
}

/// Signing in or up, and back to the page of the link.
pub(in crate::pages) fn on_the_way(route: &Route, back: &Route) -> String {
    format!("{}{}", route.path(), query::write([("next", back.path())]))
}

/// Who comes in.
#[component]
pub(in crate::pages) fn AsMe() -> impl IntoView {
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

/// Sends the mail to an added address again. The page knows it masked; the account knows it whole.
#[component]
fn ResendAdded(hint: String) -> impl IntoView {
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let sent = RwSignal::new(false);
    let hint = StoredValue::new(hint);
    let send = move || {
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let again = async {
                match hint.with_value(|hint| added(hint)).await? {
                    None => Ok(()),
                    Some(Email { address: email, .. }) => {
                        client::post::<Email>("/v1/me/emails", &AddEmail { email }).await.map(drop)
                    }
                }
            };
            match again.await {
                Ok(()) => drop(sent.try_set(true)),
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = set_busy.try_set(false);
        });
    };
    view! {
        <FormProblem failure=failure/>
        <Show when=move || sent.get() fallback=move || view! {
            <Button size=Size::Large block=true busy=busy on_press=send>"Send the mail again"</Button>
        }>
            <Note tone="ok" icon="check" alert=true>"Sent. Only the newest link works."</Note>
        </Show>
    }
}

/// Back to where the address was not theirs: it is taken off the account again.
#[component]
fn TakeOff(hint: String, lookup: Load<InvitationLookup>) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let hint = StoredValue::new(hint);
    let take_off = move || {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let off = async {
                match hint.with_value(|hint| added(hint)).await? {
                    None => Ok(()),
                    Some(Email { id, .. }) => client::delete::<()>(format!("/v1/me/emails/{id}")).await,
                }
            };
            match off.await {
                Ok(()) => lookup.again(),
                Err(problem) => drop(failure.try_set(Some(problem))),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <FormProblem failure/>
        <Button look=Look::Ghost size=Size::Large block=true busy on_press=take_off>"Take it off my account again"</Button>
    }
}

/// The address of this account that the page knows masked, and that is not proven yet.
fn added(hint: &str) -> impl Future<Output = Result<Option<Email>, Failure>> + use<> {
    let hint = hint.to_owned();
    async move {
        let all = client::get::<ListPage<Email>>("/v1/me/emails").await?;
        Ok(all.data.into_iter().find(|email| !email.verified && email.address.hint() == hint))
    }
}

/// Signs out and stays: the page then asks for the right account.
#[component]
pub(super) fn SwitchAccount(class: &'static str, children: Children) -> impl IntoView {
    let session = use_session();
    view! { <button type="button" class=class on:click=move |_| spawn_local(session.sign_out())>{children()}</button> }
}
