//! `/v1/auth/*`: none of these carries the access token, and none is sent twice by itself.

use gloo_net::http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::auth::wire::{ForgotPassword, ResetPassword, SignIn, SignUp, SignedIn, Token};

use super::{Call, Failure, send, token};

pub(crate) async fn sign_up(body: &SignUp) -> Result<SignedIn, Failure> {
    keep(anonymous("/v1/auth/sign-up", body).await?)
}

pub(crate) async fn sign_in(body: &SignIn) -> Result<SignedIn, Failure> {
    keep(anonymous("/v1/auth/sign-in", body).await?)
}

/// Ends this session. The cookie says which.
pub(crate) async fn sign_out() -> Result<(), Failure> {
    let answer = send::<()>(Call::new(Method::POST, "/v1/auth/sign-out")).await;
    token::forget();
    answer
}

pub(crate) async fn verify_email(body: &Token) -> Result<serde_json::Value, Failure> {
    anonymous("/v1/auth/verify-email", body).await
}

/// Sends the verification mail again, to the address of the session.
pub(crate) async fn resend_verification() -> Result<serde_json::Value, Failure> {
    send(Call::new(Method::POST, "/v1/auth/verify-email/resend")).await
}

pub(crate) async fn forgot_password(body: &ForgotPassword) -> Result<serde_json::Value, Failure> {
    anonymous("/v1/auth/forgot-password", body).await
}

pub(crate) async fn reset_password(body: &ResetPassword) -> Result<serde_json::Value, Failure> {
    anonymous("/v1/auth/reset-password", body).await
}

async fn anonymous<T: DeserializeOwned + 'static>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    send(Call::new(Method::POST, path).json(body).anonymous()).await
}

fn keep(signed_in: SignedIn) -> Result<SignedIn, Failure> {
    token::keep(&signed_in);
    Ok(signed_in)
}
