use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::ForgotPassword;
use shared::problem::Code;
use shared::text::EmailAddress;

use super::sign_up::own;
use crate::client::{Failure, auth};
use crate::components::{Button, ButtonLink, FormProblem, Look, PublicCard, PublicPage, Size, TextField};
use crate::router::use_router;
use crate::routes::Route;

/// `/forgot-password`. It never says whether there is an account.
#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let email = RwSignal::new(use_router().query_value("email").get_untracked().unwrap_or_default());
    let (busy, set_busy) = signal(false);
    let sent = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let done = RwSignal::new(None::<EmailAddress>);
    let error = move || {
        own::<EmailAddress>(sent, email).or_else(|| failure.with(|failure| failure.as_ref()?.field("/email")))
    };
    // It says so of every address.
    let by_hand = move || {
        failure.with(|failure| {
            failure.as_ref().filter(|failure| failure.is(Code::MailNotConfigured)).map(Failure::detail)
        })
    };
    let send = move || {
        sent.set(true);
        let Ok(address) = email.get_untracked().parse::<EmailAddress>() else { return };
        set_busy.set(true);
        spawn_local(async move {
            match auth::forgot_password(&ForgotPassword { email: address.clone() }).await {
                Ok(_) => done.set(Some(address)),
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
        });
    };
    view! {
        <PublicPage>
            {move || match (done.get(), by_hand()) {
                (_, Some(how)) => view! {
                    <PublicCard title="This server sends no mail" icon="mail" lead=move || how.clone()>
                        <div class="acts"><ButtonLink href=Route::SignIn size=Size::Large block=true>"Back to sign in"</ButtonLink></div>
                    </PublicCard>
                }.into_any(),
                (Some(address), None) => view! {
                    <PublicCard title="Check your email" icon="mail" lead=move || view! {
                        "If there is an account with "<b>{address.to_string()}</b>", a link to choose a new password is on its way. It works once, for an hour."
                    }>
                        <div class="acts">
                            <ButtonLink href=Route::SignIn size=Size::Large block=true>"Back to sign in"</ButtonLink>
                            <Button look=Look::Ghost size=Size::Large block=true on_press=move || done.set(None)>"Use another address"</Button>
                        </div>
                    </PublicCard>
                }.into_any(),
                (None, None) => view! {
                    <PublicCard title="Forgotten password" icon="key" lead=|| "We send you a link with which you choose a new one.">
                        <form
                            novalidate
                            on:submit=move |event| {
                                event.prevent_default();
                                if !busy.get_untracked() {
                                    send();
                                }
                            }
                        >
                            <FormProblem failure=failure fields=&["/email"]/>
                            <TextField label="Email" value=email kind="email" autocomplete="username" placeholder="you@example.com" large=true autofocus=true error=error/>
                            <Button submit=true look=Look::Primary size=Size::Large block=true busy=busy>"Send the link"</Button>
                        </form>
                        <p class="fine"><a class="link" href=Route::SignIn.path()>"Back to sign in"</a></p>
                    </PublicCard>
                }.into_any(),
            }}
        </PublicPage>
    }
}
