//! The root: who is signed in and where the address points decide the screen.

use crate::components::{ProblemNote, PublicPage, ToastRegion, provide_tick, provide_toasts};
use crate::pages::{
    AcceptInvitationPage, EmailChangePage, ForgotPasswordPage, JoinPage, NotFoundPage, OnboardingPage,
    ResetPasswordPage, SignInPage, SignUpPage, UnverifiedPage, VerifyEmailPage,
};
use crate::query;
use crate::router::{Router, provide_router, use_router};
use crate::routes::Route;
use crate::session::{Session, Who, is_open, provide_session, use_session};
use crate::shell::Shell;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::task::spawn_local;

/// Draws the app into the page.
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

/// What fills the window. It changes only when another screen is due, so the shell stays while pages change.
#[derive(Debug, Clone, PartialEq)]
enum Screen {
    Splash,
    Unreachable,
    SignIn,
    SignUp,
    ForgotPassword,
    ResetPassword,
    VerifyEmail,
    EmailChange,
    AcceptInvitation,
    Join,
    Onboarding,
    /// Signed in, with an address that has to be verified first.
    Unverified,
    /// Everything with a sidebar, in this organization.
    Shell(String),
    /// The account of somebody who belongs nowhere yet.
    Account,
    NotFound,
    /// Another address is due.
    Redirect(String),
}

#[component]
fn App() -> impl IntoView {
    let router = provide_router();
    let session = provide_session();
    provide_toasts();
    provide_tick();
    spawn_local(session.restore());
    let last_org = RwSignal::new(None::<String>);
    let screen = Memo::new(move |_| screen(router, session, last_org));
    Effect::new(move |_| {
        if let Some(org) = router.route().with(|route| route.org().map(str::to_owned)) {
            last_org.set(Some(org));
        }
    });
    Effect::new(move |_| {
        if let Screen::Redirect(to) = screen.get() {
            router.replace(to);
        }
    });
    follow_with_focus(router);
    view! {
        {move || alone(|| match screen.get() {
            Screen::Splash | Screen::Redirect(_) => view! { <div class="splash" aria-busy="true"></div> }.into_any(),
            Screen::Unreachable => view! { <Unreachable/> }.into_any(),
            Screen::SignIn => view! { <SignInPage/> }.into_any(),
            Screen::SignUp => view! { <SignUpPage/> }.into_any(),
            Screen::ForgotPassword => view! { <ForgotPasswordPage/> }.into_any(),
            Screen::ResetPassword => view! { <ResetPasswordPage/> }.into_any(),
            Screen::EmailChange => view! { <EmailChangePage/> }.into_any(),
            Screen::VerifyEmail => view! { <VerifyEmailPage/> }.into_any(),
            Screen::AcceptInvitation => view! { <AcceptInvitationPage/> }.into_any(),
            Screen::Join => view! { <JoinPage/> }.into_any(),
            Screen::Onboarding => view! { <OnboardingPage/> }.into_any(),
            Screen::Unverified => view! { <UnverifiedPage/> }.into_any(),
            Screen::Shell(org) => view! { <Shell org=org/> }.into_any(),
            Screen::Account => view! { <crate::pages::LoneAccountPage/> }.into_any(),
            Screen::NotFound => view! { <NotFoundPage/> }.into_any(),
        })}
        <ToastRegion/>
    }
}

/// Draws a screen under an owner of its own. What is provided stays with its owner, and the one around all screens
/// lives on: the next screen would be handed signals that went with the one before.
fn alone(screen: impl FnOnce() -> AnyView) -> AnyView {
    let owner = Owner::current().map_or_else(Owner::new, |around| around.child());
    let view = owner.with(screen);
    OwnedView::new_with_owner(view, owner).into_any()
}

fn screen(router: Router, session: Session, last_org: RwSignal<Option<String>>) -> Screen {
    let route = router.route().get();
    let signed_in = match session.who().get() {
        Who::Restoring => return Screen::Splash,
        Who::Unknown(_) => return Screen::Unreachable,
        Who::Out => false,
        Who::In(_) => true,
    };
    match (route, signed_in) {
        // Links of mails work for whoever opens them.
        (Route::VerifyEmail, _) => Screen::VerifyEmail,
        (Route::EmailChange, _) => Screen::EmailChange,
        (Route::ResetPassword, _) => Screen::ResetPassword,
        (Route::AcceptInvitation, _) => Screen::AcceptInvitation,
        (Route::Join, _) => Screen::Join,
        (Route::NotFound, _) => Screen::NotFound,
        (Route::SignIn, false) => Screen::SignIn,
        (Route::SignUp, false) => Screen::SignUp,
        (Route::ForgotPassword, false) => Screen::ForgotPassword,
        (Route::SignIn | Route::SignUp | Route::ForgotPassword, true) => {
            Screen::Redirect(after_sign_in(router, session))
        }
        (Route::Home, false) => Screen::Redirect(Route::SignIn.path()),
        (
            Route::Onboarding
            | Route::Account
            | Route::Notices
            | Route::NoticePreferences
            | Route::Organization { .. },
            false,
        ) => Screen::Redirect(format!("{}{}", Route::SignIn.path(), query::write([("next", router.here())]))),
        (Route::Account | Route::Notices | Route::NoticePreferences, true) => {
            // Inside the shell of wherever the person was, if they are still somebody there.
            let active = |slug: &str| {
                session.memberships().with(|all| {
                    all.iter().any(|membership| membership.organization.slug == slug && is_open(membership))
                })
            };
            let org = last_org
                .get_untracked()
                .filter(|slug| active(slug))
                .or_else(|| session.landing().org().map(str::to_owned));
            org.filter(|_| !session.must_verify()).map_or(Screen::Account, Screen::Shell)
        }
        (_, true) if session.must_verify() => Screen::Unverified,
        (Route::Home, true) => Screen::Redirect(session.landing().path()),
        (Route::Onboarding, true) => Screen::Onboarding,
        (Route::Organization { org, .. }, true) => Screen::Shell(org),
    }
}

/// Where signing in was on the way to.
fn after_sign_in(router: Router, session: Session) -> String {
    let next = router.query().with_untracked(|whole| query::get(whole, "next"));
    next.and_then(|next| crate::routes::safe_next(&next)).unwrap_or_else(|| session.landing().path())
}

/// Another page: its title, the top of it, and the focus on its content.
fn follow_with_focus(router: Router) {
    Effect::new(move |seen: Option<u32>| {
        let moves = router.moves().get();
        let title = router.route().with(Route::title);
        document().set_title(&if title.is_empty() {
            "Usher".to_owned()
        } else {
            format!("{title} · Usher")
        });
        if seen.is_some_and(|seen| seen != moves) {
            request_animation_frame(|| {
                window().scroll_to_with_x_and_y(0.0, 0.0);
                if let Some(main) = document().get_element_by_id("main") {
                    let main: web_sys::HtmlElement = wasm_bindgen::JsCast::unchecked_into(main);
                    // A form begins with its first field; a field that the page focused itself keeps the focus.
                    let first = main.query_selector("[autofocus]").ok().flatten();
                    let target = first.map_or(main.clone(), wasm_bindgen::JsCast::unchecked_into);
                    if document().active_element().is_none_or(|active| active.tag_name() != "INPUT") {
                        let _ = target.focus();
                    }
                }
            });
        }
        moves
    });
}

/// The server could not be asked who this is.
#[component]
fn Unreachable() -> impl IntoView {
    let session = use_session();
    let _ = use_router();
    let failure = move || match session.who().get() {
        Who::Unknown(failure) => Some(failure),
        Who::Restoring | Who::Out | Who::In(_) => None,
    };
    view! {
        <PublicPage>
            <section class="pcard"><ProblemNote subject="Usher" failure=failure on_retry=move || spawn_local(session.restore())/></section>
        </PublicPage>
    }
}
