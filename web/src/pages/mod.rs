//! The pages, by their addresses: see `routes`.

pub(crate) mod organization;

mod browser;

#[cfg(target_arch = "wasm32")]
mod accept_invitation;
#[cfg(target_arch = "wasm32")]
mod account;
#[cfg(target_arch = "wasm32")]
mod address_form;
#[cfg(target_arch = "wasm32")]
mod email_change;
#[cfg(target_arch = "wasm32")]
mod forgot_password;
#[cfg(target_arch = "wasm32")]
mod join;
#[cfg(target_arch = "wasm32")]
mod joinable;
#[cfg(target_arch = "wasm32")]
mod kept;
#[cfg(target_arch = "wasm32")]
mod not_found;
#[cfg(target_arch = "wasm32")]
mod notices;
#[cfg(target_arch = "wasm32")]
mod onboarding;
#[cfg(any(test, target_arch = "wasm32"))]
mod presets;
#[cfg(target_arch = "wasm32")]
mod reset_password;
#[cfg(target_arch = "wasm32")]
mod sign_in;
#[cfg(target_arch = "wasm32")]
mod sign_up;
#[cfg(target_arch = "wasm32")]
mod verify_email;
#[cfg(target_arch = "wasm32")]
mod waits;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    accept_invitation::AcceptInvitationPage,
    account::{AccountPage, LoneAccountPage, NoticePreferencesPage},
    email_change::EmailChangePage,
    forgot_password::ForgotPasswordPage,
    join::JoinPage,
    not_found::NotFoundPage,
    notices::NoticesPage,
    onboarding::{OnboardingPage, Waiting as WaitingInvitations},
    reset_password::ResetPasswordPage,
    sign_in::SignInPage,
    sign_up::SignUpPage,
    verify_email::{UnverifiedPage, VerifyEmailPage},
};
