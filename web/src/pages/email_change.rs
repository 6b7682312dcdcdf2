//! `/email-change#T`: what the links of a change of address lead to. The one that was sent to the new address brings
//! it into force, in a session of that person; the one that was sent to the old one calls it off, for whoever has the
//! mail. A press does either, never the load.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::wire::Token;
use shared::me::wire::User;
use shared::problem::Code;
use shared::text::Secret;

use crate::client::{self, Failure};
use crate::components::{Button, ButtonLink, FormProblem, Look, Note, PublicCard, PublicPage, Show, Size};
use crate::query;
use crate::router::use_router;
use crate::routes::Route;
use crate::session::use_session;

const KEPT: &str = "usher.email-change";

/// What the secret of a link to the old address begins with.
const CANCEL: &str = "cancel_";

/// The link that this tab was opened with: it is kept here alone while somebody signs in.
fn kept() -> Option<String> {
    window().session_storage().ok()??.get_item(KEPT).ok()?
}

fn keep(token: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = match token {
            Some(token) => storage.set_item(KEPT, token),
            None => storage.remove_item(KEPT),
        };
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Ready,
    Changed(String),
    CalledOff,
    Spent,
    /// Of another account, or of none.
    Elsewhere,
}

#[component]
pub(crate) fn EmailChangePage() -> impl IntoView {
    let session = use_session();
    let fragment = use_router().fragment();
    let token = Memo::new(move |_| {
        let given = fragment.get();
        if given.is_empty() {
            kept().unwrap_or_default()
        } else {
            keep(Some(&given));
            given
        }
    });
    let stage = RwSignal::new(Stage::Ready);
    // Another link in the same tab, or another account.
    Effect::new(move |_| {
        let _ = (token.get(), session.user().map(|user| user.id));
        stage.update(|stage| {
            if matches!(stage, Stage::Spent | Stage::Elsewhere) {
                *stage = Stage::Ready;
            }
        });
    });
    let calls_off = move || token.with(|token| token.starts_with(CANCEL));
    let signed_in = move || session.user().is_some();
    view! {
        <PublicPage>
            {move || match stage.get() {
                Stage::Ready if token.with(String::is_empty) => view! { <Spent/> }.into_any(),
                Stage::Ready if calls_off() => view! { <CallOff token stage/> }.into_any(),
                Stage::Ready if signed_in() => view! { <Confirm token stage/> }.into_any(),
                Stage::Ready => view! { <SignIn/> }.into_any(),
                Stage::Changed(email) => view! {
                    <PublicCard title="Your address is changed" icon="check" lead=move || format!("Your account goes by {email} now. Sign in with it from now on; your sessions live on.")>
                        <div class="acts"><ButtonLink href=Route::Account look=Look::Primary size=Size::Large block=true>"To your account"</ButtonLink></div>
                    </PublicCard>
                }.into_any(),
                Stage::CalledOff => view! {
                    <PublicCard title="The change is called off" icon="check" lead=|| "Your account goes by the address that it had.">
                        <Note icon="lock">"If you did not ask for the change yourself, choose a new password: somebody may be signed in as you."</Note>
                        <div class="acts">
                            <ButtonLink href=Route::ForgotPassword look=Look::Primary size=Size::Large block=true>"Choose a new password"</ButtonLink>
                            <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>"Continue"</ButtonLink>
                        </div>
                    </PublicCard>
                }.into_any(),
                Stage::Spent => view! { <Spent/> }.into_any(),
                Stage::Elsewhere => view! { <Elsewhere/> }.into_any(),
            }}
        </PublicPage>
    }
}

#[component]
fn Confirm(token: Memo<String>, stage: RwSignal<Stage>) -> impl IntoView {
    let session = use_session();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let email = move || session.user().map(|user| user.email.to_string()).unwrap_or_default();
    let confirm = move || {
        let Ok(secret) = token.get_untracked().parse::<Secret>() else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = client::post::<User>("/v1/me/email-change/confirm", &Token { token: secret }).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(user) => {
                    keep(None);
                    let email = user.email.to_string();
                    stage.set(Stage::Changed(email));
                    session.set_user(user);
                }
                Err(problem) => refused(&problem, stage, failure),
            }
        });
    };
    view! {
        <PublicCard title="Confirm your new address" icon="mail" lead=move || format!("It takes the place of {}. One press does it.", email())>
            <FormProblem failure/>
            <div class="acts">
                <Button look=Look::Primary size=Size::Large block=true busy on_press=confirm>"Use the new address"</Button>
                <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>"Not now"</ButtonLink>
            </div>
        </PublicCard>
    }
}

#[component]
fn CallOff(token: Memo<String>, stage: RwSignal<Stage>) -> impl IntoView {
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let call_off = move || {
        let Ok(secret) = token.get_untracked().parse::<Secret>() else { return };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let call = client::Call::new(gloo_net::http::Method::POST, "/v1/me/email-change/cancel");
            let answer = client::send::<()>(call.json(&Token { token: secret }).anonymous()).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => {
                    keep(None);
                    stage.set(Stage::CalledOff);
                }
                Err(problem) => refused(&problem, stage, failure),
            }
        });
    };
    view! {
        <PublicCard title="Call the change off?" icon="mail" warn=true lead=|| "Your account then keeps this address, and the link that was sent to the new one is dead.">
            <FormProblem failure/>
            <div class="acts">
                <Button look=Look::DangerSolid size=Size::Large block=true busy on_press=call_off>"Call the change off"</Button>
                <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>"It is right as it is"</ButtonLink>
            </div>
        </PublicCard>
    }
}

fn refused(problem: &Failure, stage: RwSignal<Stage>, failure: RwSignal<Option<Failure>>) {
    match problem.code() {
        Some(Code::TokenSpent) => stage.set(Stage::Spent),
        Some(Code::NotFound) => stage.set(Stage::Elsewhere),
        Some(_) | None => {
            let _ = failure.try_set(Some(problem.clone()));
        }
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let next = format!("{}{}", Route::SignIn.path(), query::write([("next", Route::EmailChange.path())]));
    view! {
        <PublicCard title="Sign in to confirm your new address" icon="mail" lead=|| "With the address that your account goes by until now. The new one counts once you have confirmed it.">
            <div class="acts"><ButtonLink href=next look=Look::Primary size=Size::Large block=true>"Sign in"</ButtonLink></div>
        </PublicCard>
    }
}

#[component]
fn Spent() -> impl IntoView {
    keep(None);
    view! {
        <PublicCard title="This link no longer works" icon="link" lead=|| "It was used already, called off, replaced by a newer one, or is too old.">
            <div class="acts"><ButtonLink href=Route::Account look=Look::Primary size=Size::Large block=true>"To your account"</ButtonLink></div>
        </PublicCard>
    }
}

#[component]
fn Elsewhere() -> impl IntoView {
    let session = use_session();
    let email = move || session.user().map(|user| user.email.to_string());
    view! {
        <PublicCard title="This link is not for this account" icon="link" warn=true lead=move || match email() {
            Some(email) => format!("You are signed in as {email}. Sign in as the person whose address is to change."),
            None => "It leads to no change of an address.".to_owned(),
        }>
            <div class="acts">
                <Show when=move || session.user().is_some()>
                    <Button look=Look::Primary size=Size::Large block=true on_press=move || spawn_local(session.sign_out())>"Sign out"</Button>
                </Show>
                <ButtonLink href=Route::Home look=Look::Ghost size=Size::Large block=true>"Continue"</ButtonLink>
            </div>
        </PublicCard>
    }
}
