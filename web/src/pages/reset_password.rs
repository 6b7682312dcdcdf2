use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::ResetPassword;
use shared::problem::Code;
use shared::text::{Password, Secret};

use super::sign_up::own;
use crate::client::{Failure, auth};
use crate::components::{Button, ButtonLink, FormProblem, Look, PasswordField, PublicCard, PublicPage, Size};
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Choose,
    Done,
    /// The link was used, replaced, or is too old.
    Spent,
}

/// `/reset-password#T`.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let session = use_session();
    let token = use_router().fragment();
    let password = RwSignal::new(String::new());
    let (busy, set_busy) = signal(false);
    let sent = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let stage = RwSignal::new(if token.get_untracked().is_empty() { Stage::Spent } else { Stage::Choose });
    let error = move || {
        own::<Password>(sent, password)
            .or_else(|| failure.with(|failure| failure.as_ref()?.field("/password")))
    };
    let send = move || {
        sent.set(true);
        let (Ok(secret), Ok(password)) =
            (token.get_untracked().parse::<Secret>(), password.get_untracked().parse())
        else {
            return;
        };
        set_busy.set(true);
        spawn_local(async move {
            match auth::reset_password(&ResetPassword { token: secret, password }).await {
                Ok(_) => {
                    // Every session ended with the old password, this one too.
                    session.sign_out().await;
                    stage.set(Stage::Done);
                }
                Err(problem) if problem.is(Code::TokenSpent) => stage.set(Stage::Spent),
                Err(problem) => failure.set(Some(problem)),
            }
            set_busy.set(false);
        });
    };
    view! {
        <PublicPage>
            {move || match stage.get() {
                Stage::Choose => view! {
                    <PublicCard title="Choose a new password" icon="key" lead=|| "Every session of yours ends, here and elsewhere. You sign in again with the new one.">
                        <form
                            novalidate
                            on:submit=move |event| {
                                event.prevent_default();
                                if !busy.get_untracked() {
                                    send();
                                }
                            }
                        >
                            <FormProblem failure=failure fields=&["/password"]/>
                            <PasswordField label="New password" value=password autocomplete="new-password" hint=Some("At least 8 characters. Longer is better than complicated.".to_owned()) error=error/>
                            <Button submit=true look=Look::Primary size=Size::Large block=true busy=busy>"Change password"</Button>
                        </form>
                    </PublicCard>
                }.into_any(),
                Stage::Done => view! {
                    <PublicCard title="Your password is changed" icon="check" lead=|| "Sign in with it.">
                        <div class="acts"><ButtonLink href=Route::SignIn look=Look::Primary size=Size::Large block=true>"Sign in"</ButtonLink></div>
                    </PublicCard>
                }.into_any(),
                Stage::Spent => view! {
                    <PublicCard title="This link no longer works" icon="link" lead=|| "It was used, replaced by a newer one, or is too old. Your password is as it was.">
                        <div class="acts">
                            <ButtonLink href=Route::ForgotPassword look=Look::Primary size=Size::Large block=true>"Get a new link"</ButtonLink>
                            <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>"Back to sign in"</ButtonLink>
                        </div>
                    </PublicCard>
                }.into_any(),
            }}
        </PublicPage>
    }
}
