//! The answer to signing up, signing in and refreshing.

use shared::auth::wire::SignedIn;
use shared::me::wire::User;

use super::store::Started;
use crate::authn::tokens::{self, Bearer};
use crate::authz::Open;
use crate::http::{Answered, Cookie};

/// The access token for the page to keep in memory, and the refresh token in a cookie that it cannot read.
pub(super) fn signed_in(open: &Open<'_>, user: User, started: Started) -> Answered<SignedIn> {
    let Started { session, refresh } = started;
    let (app, now) = (open.app(), open.request().now);
    let bearer = Bearer { user: user.id, session };
    let answer = SignedIn {
        access_token: tokens::issue(&app.keys, &app.config.public_url, bearer, now),
        token_type: "Bearer".to_owned(),
        expires_in: tokens::LIFETIME.num_seconds().unsigned_abs(),
        user,
    };
    Answered { answer, cookie: Cookie::Set(refresh) }
}
