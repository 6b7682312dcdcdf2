//! Page tokens: where a search stands, sealed, so that nothing is kept between pages and nothing can be made up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Stop;
use crate::app::App;

/// Where a search stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    /// The version that all its pages are of, and the moment that they are decided at.
    pub(super) version: u64,
    pub(super) at: DateTime<Utc>,
    pub(super) limit: u64,
    /// The last result that was given, in the order of the search.
    pub(super) after: Option<String>,
    /// What was asked, so that the next page is of the same.
    pub(super) asked: String,
}

impl Token {
    pub(super) fn seal(&self, app: &App) -> String {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(app.keys.seal(&plain))
    }

    /// Reads one back that asks the same.
    pub(super) fn open(app: &App, text: &str, asked: &str) -> Result<Self, Stop> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok();
        let plain = sealed.and_then(|sealed| app.keys.open(&sealed));
        let token: Option<Self> = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        let token = token.ok_or_else(|| Stop::bad("page.token is none that was given here."))?;
        if token.asked == asked {
            Ok(token)
        } else {
            Err(Stop::bad("page.token is of another search. Send the same search with it."))
        }
    }
}

/// What a search asks, as a page token remembers it.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}
