//! `POST /v1/auth/sign-in`

use shared::auth::wire::{self, Method, SignedIn};
use shared::problem::Code;
use shared::text::email_key;

use super::signed_in::signed_in;
use super::{origin, store};
use crate::authn::secrets;
use crate::authz::Open;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::me;

/// Signs in by address and password.
///
/// An unknown address is answered like a wrong password, with the same work.
pub struct SignIn;

impl Operation for SignIn {
    const SPEC: Spec = Spec::post("/v1/auth/sign-in", "auth.sign_in", "Sign in by address and password")
        .refuses(&[Code::OriginRefused, Code::InvalidCredentials]);
    type Inner = ();
    type Query = NoQuery;
    type Body = wire::SignIn;
    type Answer = SignedIn;
}

impl Public for SignIn {
    const REASON: &'static str = "whoever signs in has no session yet";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<SignedIn>, Refusal> {
        let (app, request) = (open.app(), open.request());
        origin::check(app, request)?;
        let wire::SignIn { email, password } = ask.body()?;
        let key = email_key(&email);
        app.limits.count_caller(Limited::SignInAddress, request)?;
        // By hash: what is typed as an address can be as long as a body, and counters are kept in memory.
        app.limits.count(Limited::SignInAccount, &secrets::hash(&key))?;
        let account = open.read(|tx| store::by_address(tx, &key))?;
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let matches = app.passwords.verify(password.as_str(), stored)?;
        let (Some(account), Some(stored), true) = (&account, stored, matches) else { return Err(wrong()) };
        let (user, started) = open.write(|tx| {
            // The password may have been reset while this one was being checked.
            if !store::still_has_password(tx, account.user, stored)? {
                return Err(wrong());
            }
            let started = store::start_session(tx, account.user, Method::Password)?;
            tx.record(account.user, "auth.sign_in", serde_json::json!({ "session": started.session }))?;
            Ok((me::store::user_of(tx, account.user)?, started))
        })?;
        Ok(signed_in(open, user, started))
    }
}

fn wrong() -> Refusal {
    Refusal::new(
        Code::InvalidCredentials,
        "The address or the password is wrong. Try again, or choose a new password by mail.",
    )
}
