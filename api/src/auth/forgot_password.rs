//! `POST /v1/auth/forgot-password`

use shared::auth::wire;
use shared::problem::Code;

use super::links::store::{mail_reset, pretend_reset};
use super::{origin, store};
use crate::authz::Open;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Empty, Operation, Public, Refusal, Spec};

/// Mails a link to choose a new password, good for an hour, to the primary or a verified address.
///
/// Neither the answer nor its time says whether there is such an account: for an unknown address the same
/// is written and taken back.
pub struct ForgotPassword;

impl Operation for ForgotPassword {
    const SPEC: Spec = Spec::post(
        "/v1/auth/forgot-password",
        "auth.forgot_password",
        "Mail a link to choose a new password",
    )
    .silent()
    .refuses(&[Code::OriginRefused, Code::MailNotConfigured]);
    type Inner = ();
    type Query = NoQuery;
    type Body = wire::ForgotPassword;
    type Answer = Empty;
}

impl Public for ForgotPassword {
    const REASON: &'static str = "whoever forgot the password cannot sign in";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<Empty>, Refusal> {
        let (app, request) = (open.app(), open.request());
        origin::check(app, request)?;
        let wire::ForgotPassword { email } = ask.body()?;
        app.limits.count(Limited::MailedLink, &email.key())?;
        app.limits.count_caller(Limited::SignInAddress, open.request())?;
        // Without mail a link would reach nobody, and would void one that the operator made by hand.
        if !app.mailer.can_send() {
            return Err(Refusal::new(
                Code::MailNotConfigured,
                "No link can be sent. Ask whoever runs this server for one: they make it with usher users reset-link.",
            ));
        }
        open.write(|tx| match store::by_address(tx, &email.key())? {
            Some(account) => mail_reset(tx, &account),
            None => pretend_reset(tx, &email),
        })?;
        Ok(Empty {}.into())
    }
}
