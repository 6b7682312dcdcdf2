use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::SignIn;
use shared::problem::Code;
use shared::text::Secret;

use crate::client::{Failure, auth};
use crate::components::{
    Button, FormProblem, Look, Note, PasswordField, PublicCard, PublicPage, Show, Size, TextField,
};
use crate::query;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;

/// `/sign-in`.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let email = RwSignal::new(router.query_value("email").get_untracked().unwrap_or_default());
    let password = RwSignal::new(String::new());
    let (busy, set_busy) = signal(false);
    let failure = RwSignal::new(None::<Failure>);
    let missing = RwSignal::new(false);
    let next = router.query_value("next");
    let sign_up = move || with_next(&Route::SignUp, next.get());
    let invited =
        move || next.with(|next| next.as_deref().is_some_and(|next| next.starts_with("/invitations/accept")));

    let send = move || {
        let Ok(secret) = password.get_untracked().parse::<Secret>() else {
            missing.set(true);
            return;
        };
        missing.set(false);
        set_busy.set(true);
        spawn_local(async move {
            let body = SignIn { email: email.get_untracked().trim().to_owned(), password: secret };
            let outcome = match auth::sign_in(&body).await {
                // The screen follows the session: `app` goes on to where this was on the way to.
                Ok(signed_in) => session.begin(signed_in).await,
                Err(failure) => Err(failure),
            };
            let _ = set_busy.try_set(false);
            if let Err(problem) = outcome {
                let _ = failure.try_set(Some(problem));
            }
        });
    };
    let password_error = move || match failure.get() {
        _ if missing.get() => Some("Give your password.".to_owned()),
        Some(failure) if failure.is(Code::InvalidCredentials) => {
            Some("Address or password is wrong.".to_owned())
        }
        _ => None,
    };
    let other_failure = move || failure.get().filter(|failure| !failure.is(Code::InvalidCredentials));

    view! {
        <PublicPage>
            <PublicCard title="Sign in to Usher" icon="mark" lead=move || match invited() {
                true => "Use the address that the invitation was sent to.",
                false => "Your account works in every organization you belong to.",
            }>
                <Show when=move || session.lost().get()>
                    <Note tone="warn" icon="leave"><b>"You were signed out. "</b>"The session ended, here or from another place. What you saved is saved."</Note>
                </Show>
                <form
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        if !busy.get_untracked() {
                            send();
                        }
                    }
                >
                    <FormProblem failure=other_failure/>
                    <TextField label="Email" value=email kind="email" autocomplete="username" placeholder="you@example.com" large=true autofocus=true/>
                    <PasswordField label="Password" value=password autocomplete="current-password" error=password_error/>
                    <Button submit=true look=Look::Primary size=Size::Large block=true busy=busy>"Sign in"</Button>
                </form>
                <div class="field-row">
                    <a class="link sm" href=Route::ForgotPassword.path()>"Forgotten password"</a>
                    <a class="link sm" href=sign_up>"Create an account"</a>
                </div>
            </PublicCard>
        </PublicPage>
    }
}

/// A page of signing in or up that goes on to the same place.
pub(super) fn with_next(route: &Route, next: Option<String>) -> String {
    format!("{}{}", route.path(), query::write(next.map(|next| ("next", next))))
}
