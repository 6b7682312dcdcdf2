//! `POST /v1/auth/sign-out`

use shared::problem::Code;

use super::{origin, store};
use crate::authn::secrets;
use crate::authz::Open;
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Answered, Ask, Cookie, Empty, Operation, Public, Refusal, Spec};
use crate::live::Event;

/// Ends the session of the cookie and takes the cookie away. Without a session it takes the cookie alone:
/// whoever asks to be signed out is, whatever was left of the session.
pub struct SignOut;

impl Operation for SignOut {
    const SPEC: Spec = Spec::post("/v1/auth/sign-out", "auth.sign_out", "End this session")
        .silent()
        .refuses(&[Code::OriginRefused]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = Empty;
}

impl Public for SignOut {
    const REASON: &'static str = "the refresh cookie is the credential, and without one nothing happens";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<Empty>, Refusal> {
        let (app, request) = (open.app(), open.request());
        origin::check(app, request)?;
        ask.body()?;
        let done = Answered { answer: Empty {}, cookie: Cookie::Clear };
        let Some(cookie) = &request.refresh_cookie else { return Ok(done) };
        let hash = secrets::hash(cookie);
        let live = open.read(|tx| Ok(store::presented(tx, &hash)?.filter(|presented| presented.alive)))?;
        // A spent token ends its session too: it was this browser's, or it was stolen.
        if let Some(presented) = live {
            open.write(|tx| {
                store::end_session(tx, presented.user, presented.session)?;
                tx.record(
                    presented.user,
                    "auth.sign_out",
                    serde_json::json!({ "session": presented.session }),
                )
            })?;
            app.publish(Event::SessionEnded { user: presented.user });
        }
        Ok(done)
    }
}
