use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::SignUp;
use shared::problem::Code;
use shared::text::{EmailAddress, Name, Password, TextDenied};

use super::sign_in::with_next;
use crate::client::{Failure, auth};
use crate::components::{
    Button, FormProblem, Look, PasswordField, PublicCard, PublicPage, Show, Size, TextField,
};
use crate::query;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;

/// `/sign-up`.
#[component]
pub(crate) fn SignUpPage() -> impl IntoView {
    let session = use_session();
    let router = use_router();
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(router.query_value("email").get_untracked().unwrap_or_default());
    let password = RwSignal::new(String::new());
    let (busy, set_busy) = signal(false);
    // Nothing is called wrong before it was sent once.
    let sent = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let next = router.query_value("next");
    let invited =
        move || next.with(|next| next.as_deref().is_some_and(|next| next.starts_with("/invitations/accept")));
    let sign_in = move || with_next(&Route::SignIn, next.get());

    let said = move |pointer: &'static str| {
        failure.with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
    };
    let name_error = move || own::<Name>(sent, name).or_else(|| said("/name"));
    let email_error = move || own::<EmailAddress>(sent, email).or_else(|| said("/email"));
    let password_error = move || own::<Password>(sent, password).or_else(|| said("/password"));
    let taken =
        move || failure.with(|failure| failure.as_ref().is_some_and(|failure| failure.is(Code::EmailTaken)));
    let other_failure = move || failure.get().filter(|failure| !failure.is(Code::EmailTaken));
    // An address that was taken is not taken once it is changed.
    Effect::new(move |_| {
        email.track();
        failure.set(None);
    });

    let send = move || {
        sent.set(true);
        let fields =
            (name.get_untracked().parse(), email.get_untracked().parse(), password.get_untracked().parse());
        let (Ok(name), Ok(email), Ok(password)) = fields else { return };
        set_busy.set(true);
        spawn_local(async move {
            let outcome = match auth::sign_up(&SignUp { email, password, name }).await {
                Ok(signed_in) => session.begin(signed_in).await,
                Err(failure) => Err(failure),
            };
            let _ = set_busy.try_set(false);
            if let Err(problem) = outcome {
                let _ = failure.try_set(Some(problem));
            }
        });
    };
    let sign_in_instead = move || {
        let pairs = next
            .get()
            .map(|next| ("next", next))
            .into_iter()
            .chain([("email", email.get().trim().to_owned())]);
        format!("{}{}", Route::SignIn.path(), query::write(pairs))
    };

    view! {
        <PublicPage>
            <PublicCard title="Create your account" icon="mark" lead=move || match invited() {
                true => "Use the address that the invitation was sent to. You accept it in the next step.",
                false => "One account for every organization you work with.",
            }>
                <form
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        if !busy.get_untracked() {
                            send();
                        }
                    }
                >
                    <Show when=taken>
                        <div class="note warn" role="alert">
                            <crate::components::Icon name="user"/>
                            <div class="grow"><b>"There is an account with this address. "</b><a class="link inline-link" href=sign_in_instead>"Sign in instead"</a></div>
                        </div>
                    </Show>
                    <FormProblem failure=other_failure fields=&["/name", "/email", "/password"]/>
                    <TextField label="Your name" value=name autocomplete="name" large=true autofocus=true error=name_error/>
                    <TextField label="Email" value=email kind="email" autocomplete="username" placeholder="you@example.com" large=true error=email_error/>
                    <PasswordField label="Password" value=password autocomplete="new-password" hint=Some("At least 8 characters. Longer is better than complicated.".to_owned()) error=password_error/>
                    <Button submit=true look=Look::Primary size=Size::Large block=true busy=busy>"Create account"</Button>
                </form>
                <p class="fine">"Have an account? "<a class="link inline-link" href=sign_in>"Sign in"</a></p>
            </PublicCard>
        </PublicPage>
    }
}

/// What is wrong with a field by the rules that the server has, too; nothing before the form was sent.
pub(super) fn own<T: std::str::FromStr<Err = TextDenied>>(
    sent: RwSignal<bool>,
    value: RwSignal<String>,
) -> Option<String> {
    if !sent.get() {
        return None;
    }
    value.with(|value| value.parse::<T>()).err().map(|denied| denied.detail.to_owned())
}
