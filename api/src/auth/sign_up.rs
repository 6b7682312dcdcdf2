//! `POST /v1/auth/sign-up`

use shared::auth::wire::{self, Method, SignedIn};
use shared::problem::Code;

use super::links::store::{Purpose, new_secret};
use super::origin;
use super::signed_in::signed_in;
use super::store;
use crate::authz::Open;
use crate::http::limits::Limited;
use crate::http::request::NoQuery;
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::me;
use crate::outbox::letters;

/// Makes an account, and signs it in.
///
/// It says whether an address is taken. An answer that did not would have to sign nobody in, and would
/// only move the question to the mailbox; the number of tries is limited instead.
pub struct SignUp;

impl Operation for SignUp {
    const SPEC: Spec = Spec::post("/v1/auth/sign-up", "auth.sign_up", "Make an account and sign in")
        .created()
        .refuses(&[Code::OriginRefused, Code::EmailTaken]);
    type Inner = ();
    type Query = NoQuery;
    type Body = wire::SignUp;
    type Answer = SignedIn;
}

impl Public for SignUp {
    const REASON: &'static str = "whoever signs up has no account yet";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<SignedIn>, Refusal> {
        let (app, request) = (open.app(), open.request());
        origin::check(app, request)?;
        let wire::SignUp { email, password, name } = ask.body()?;
        app.limits.count_caller(Limited::SignUp, request)?;
        // Before the transaction: hashing takes long, and a transaction may hold the one write lock.
        let hash = app.passwords.hash(password.as_str())?;
        let (user, started) = open.write(|tx| {
            let (user, address) = store::create(tx, &email, &name, &hash)?;
            let started = store::start_session(tx, user, Method::Password)?;
            let token = new_secret(tx, user, address, Purpose::VerifyEmail)?;
            let link = app.config.link(Purpose::VerifyEmail.page(), &token);
            tx.mail(email.as_str(), &letters::VerifyEmail { name: name.to_string(), link })?;
            tx.record(user, "auth.sign_up", serde_json::json!({ "session": started.session }))?;
            Ok((me::store::user_of(tx, user)?, started))
        })?;
        Ok(signed_in(open, user, started))
    }
}
