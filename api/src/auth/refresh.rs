//! `POST /v1/auth/refresh`

use chrono::{DateTime, TimeDelta, Utc};
use shared::auth::wire::SignedIn;
use shared::me::wire::User;
use shared::problem::Code;

use super::origin;
use super::signed_in::signed_in;
use super::store::{self, Started};
use crate::authn::secrets;
use crate::authz::{Open, open::OpenTx};
use crate::http::request::{NoBody, NoQuery};
use crate::http::{Answered, Ask, Operation, Public, Refusal, Spec};
use crate::live::Event;
use crate::me;

/// For how long a spent token still yields a sibling: two tabs that were restored at once both send the
/// same one, and an answer that was lost leaves the browser with the spent one.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// Trades the refresh token in the cookie for a new one and an access token (RFC 9700 §4.14.2).
///
/// A token that comes back long after it was spent is in two hands. Which of them is the thief cannot be
/// told, so the session ends for both.
pub struct Refresh;

impl Operation for Refresh {
    const SPEC: Spec =
        Spec::post("/v1/auth/refresh", "auth.refresh", "A new access token, by the refresh cookie")
            .refuses(&[Code::OriginRefused, Code::Unauthenticated, Code::RefreshReused]);
    type Inner = ();
    type Query = NoQuery;
    type Body = NoBody;
    type Answer = SignedIn;
}

/// What becomes of a presented token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The session goes on with a new token.
    Good,
    /// Spent too long ago.
    Reused,
    /// Its session is over.
    Over,
}

fn standing(spent_at: Option<DateTime<Utc>>, alive: bool, now: DateTime<Utc>) -> Standing {
    match spent_at {
        Some(spent) if now - spent >= GRACE => Standing::Reused,
        Some(_) | None if alive => Standing::Good,
        Some(_) | None => Standing::Over,
    }
}

/// What the transaction came to. Ending the session has to be committed, so it is no error in there.
enum Refreshed {
    Goes(User, Started),
    Ended(shared::ids::UserId),
}

impl Public for Refresh {
    const REASON: &'static str = "the refresh cookie is the credential";
    fn run(open: &Open<'_>, mut ask: Ask<'_, Self>) -> Result<Answered<SignedIn>, Refusal> {
        let (app, request) = (open.app(), open.request());
        origin::check(app, request)?;
        ask.body()?;
        let hash = secrets::hash(request.refresh_cookie.as_deref().ok_or_else(over)?);
        // A stranger's guess takes no write lock.
        open.read(|tx| store::presented(tx, &hash)?.map(drop).ok_or_else(over))?;
        match open.write(|tx| trade(tx, &hash))? {
            Refreshed::Goes(user, started) => Ok(signed_in(open, user, started)),
            Refreshed::Ended(user) => {
                app.publish(Event::SessionEnded { user });
                Err(Refusal::new(
                    Code::RefreshReused,
                    "This session was ended, because its key turned up a second time. Sign in again.",
                ))
            }
        }
    }
}

fn trade(tx: &mut OpenTx<'_>, hash: &str) -> Result<Refreshed, Refusal> {
    let presented = store::presented(tx, hash)?.ok_or_else(over)?;
    match standing(presented.spent_at, presented.alive, tx.now()) {
        Standing::Over => Err(over()),
        Standing::Good => {
            let started = store::rotate(tx, hash, presented.session)?;
            Ok(Refreshed::Goes(me::store::user_of(tx, presented.user)?, started))
        }
        Standing::Reused => {
            if presented.alive {
                store::end_session(tx, presented.user, presented.session)?;
                let detail = serde_json::json!({ "session": presented.session });
                tx.record(presented.user, "auth.refresh_reused", detail)?;
            }
            Ok(Refreshed::Ended(presented.user))
        }
    }
}

fn over() -> Refusal {
    Refusal::new(Code::Unauthenticated, "Sign in, then try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_token_is_good_for_another_thirty_seconds_of_a_live_session() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(1);
        let spent = |seconds: i64| Some(now - TimeDelta::seconds(seconds));
        let cases = [
            (None, true, Standing::Good),
            (None, false, Standing::Over),
            (spent(0), true, Standing::Good),
            (spent(29), true, Standing::Good),
            (spent(29), false, Standing::Over),
            (spent(30), true, Standing::Reused),
            (spent(86_000), false, Standing::Reused),
        ];
        for (spent_at, alive, expected) in cases {
            assert_eq!(standing(spent_at, alive, now), expected, "{spent_at:?} {alive}");
        }
    }
}
