use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::Token;
use shared::problem::Code;
use shared::text::Secret;

use crate::client::{Failure, auth};
use crate::components::{
    Button, ButtonLink, FormProblem, Look, Note, PublicCard, PublicPage, Show, Size, use_toasts,
};
use crate::pages::kept::Kept;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Ready,
    Done,
    Spent,
}

/// `/verify-email#T`. A press spends the token, never the load: mail scanners open links, too.
#[component]
pub(crate) fn VerifyEmailPage() -> impl IntoView {
    let session = use_session();
    let token = use_router().fragment();
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let stage = RwSignal::new(if token.get_untracked().is_empty() { Stage::Spent } else { Stage::Ready });
    // Another link opened in the same tab.
    Effect::new(move |_| {
        if !token.get().is_empty() {
            stage.set(Stage::Ready);
        }
    });
    let verify = move || {
        let Ok(secret) = token.get_untracked().parse::<Secret>() else { return };
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match auth::verify_email(&Token { token: secret }).await {
                Ok(_) => {
                    if session.who().with_untracked(|who| matches!(who, crate::session::Who::In(_))) {
                        let _ = session.reload_user().await;
                    }
                    stage.set(Stage::Done);
                }
                Err(problem) if problem.is(Code::TokenSpent) => stage.set(Stage::Spent),
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
        });
    };
    let signed_in = move || session.user().is_some();
    let go_on = move || match (Kept::Invitation.get(), Kept::Link.get()) {
        (Some(_), _) => Route::AcceptInvitation,
        (None, Some(_)) => Route::Join,
        (None, None) => Route::Home,
    };
    view! {
        <PublicPage>
            {move || match stage.get() {
                Stage::Ready => view! {
                    <PublicCard title="Verify your address" icon="mail" lead=|| "One press says that this mailbox is yours.">
                        <FormProblem failure=failure/>
                        <div class="acts">
                            <Button look=Look::Primary size=Size::Large block=true busy=busy on_press=verify>"Verify this address"</Button>
                        </div>
                    </PublicCard>
                }.into_any(),
                Stage::Done => view! {
                    <PublicCard title="Your address is verified" icon="check" lead=move || {
                        if signed_in() { "You can go on." } else { "Sign in to go on." }
                    }>
                        <div class="acts">
                            <ButtonLink href=go_on() look=Look::Primary size=Size::Large block=true>{if signed_in() { "Continue" } else { "Sign in" }}</ButtonLink>
                        </div>
                    </PublicCard>
                }.into_any(),
                Stage::Spent => view! {
                    <PublicCard title="This link no longer works" icon="link" lead=|| "It was used already, replaced by a newer one, or is too old.">
                        <Show when=signed_in fallback=|| view! { <p class="muted">"If your address is not verified yet, sign in: you can send yourself a new link there."</p> }>
                            <Resend/>
                        </Show>
                        <div class="acts">
                            <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>{move || if signed_in() { "Continue" } else { "Sign in" }}</ButtonLink>
                        </div>
                    </PublicCard>
                }.into_any(),
            }}
        </PublicPage>
    }
}

/// Shown in place of any page that needs a verified address.
#[component]
pub(crate) fn UnverifiedPage() -> impl IntoView {
    let session = use_session();
    let (looking, set_looking) = signal(false);
    let toasts = use_toasts();
    let email = move || session.user().map(|user| user.email.to_string());
    // The link may be opened in another tab or on another device: this page looks when one comes back to it.
    let looked = window_event_listener(leptos::ev::focus, move |_| {
        spawn_local(async move {
            let _ = session.reload_user().await;
        });
    });
    on_cleanup(move || looked.remove());
    let look = move || {
        set_looking.set(true);
        spawn_local(async move {
            let _ = session.reload_user().await;
            let _ = set_looking.try_set(false);
            if session.user_untracked().is_some_and(|user| !user.email_verified) {
                toasts.failed("Not verified yet. Open the link in the mail first.");
            }
        });
    };
    view! {
        <PublicPage>
            <PublicCard title="Check your email" icon="mail" lead=move || view! {
                "We sent a link to "<b>{email}</b>". Open it to show that the mailbox is yours; this page goes on by itself."
            }>
                <div class="acts">
                    <Button look=Look::Primary size=Size::Large block=true busy=looking on_press=look>"I have opened it"</Button>
                    <Resend/>
                </div>
                <p class="fine">
                    "Wrong address? "
                    <button type="button" class="link" on:click=move |_| spawn_local(session.sign_out())>"Sign out and start again"</button>
                </p>
            </PublicCard>
        </PublicPage>
    }
}

/// Sends the mail again and says so.
#[component]
pub(super) fn Resend() -> impl IntoView {
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let sent = RwSignal::new(false);
    let send = move || {
        set_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            match auth::resend_verification().await {
                Ok(_) => sent.set(true),
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
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
