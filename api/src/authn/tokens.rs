//! Access tokens: JSON Web Tokens (RFC 7519, RFC 8725) signed with Ed25519, good for 15 minutes.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use shared::ids::{SessionId, UserId};

use super::keys::Keys;

/// How long an access token is good for.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(15);

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Who a token says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    pub user: UserId,
    pub session: SessionId,
}

/// A token for this session. `issuer` is the public URL, and the audience too: the tokens are for Usher
/// and for hosts that verify them offline against its JWKS.
pub fn issue(keys: &Keys, issuer: &str, bearer: Bearer, now: DateTime<Utc>) -> String {
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: issuer.to_owned(),
        sub: bearer.user,
        sid: bearer.session,
        iat: now.timestamp(),
        exp: (now + LIFETIME).timestamp(),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(keys.kid().to_owned());
    jsonwebtoken::encode(&header, &claims, keys.signing()).expect("our own claims and key make a token")
}

/// Whose token this is, if it is ours and still good at `now`.
pub fn verify(keys: &Keys, issuer: &str, token: &str, now: DateTime<Utc>) -> Option<Bearer> {
    let claims = claims(keys, issuer, token)?;
    let good = claims.iat <= now.timestamp() + 60 && now.timestamp() < claims.exp;
    good.then_some(Bearer { user: claims.sub, session: claims.sid })
}

/// When a token of ours runs out.
pub fn expiry(keys: &Keys, issuer: &str, token: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(claims(keys, issuer, token)?.exp, 0)
}

fn claims(keys: &Keys, issuer: &str, token: &str) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[issuer]);
    // The library would compare with the machine's clock; ours is handed in.
    validation.validate_exp = false;
    jsonwebtoken::decode::<Claims>(token, keys.verifying(), &validation).ok().map(|decoded| decoded.claims)
}
