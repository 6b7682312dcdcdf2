//! The deployment's keys: one signs access tokens, one seals mails that wait with a live link in them.
//!
//! Made once, in the database, so that any number of processes share them. With `USHER_MASTER_KEY` set
//! they lie there wrapped.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};
use diesel::prelude::*;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use sha2::{Digest, Sha256};

use super::secrets;
use crate::db::columns::At;
use crate::db::schema::deployment_keys;
use crate::db::{AnyConn, Db, DbError, Verdict};
use crate::runtime::{self, Clock};

/// The keys of this deployment.
pub struct Keys {
    kid: String,
    signing: jsonwebtoken::EncodingKey,
    verifying: jsonwebtoken::DecodingKey,
    public: [u8; 32],
    sealing: XChaCha20Poly1305,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.kid)
    }
}

/// Why the keys are not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("USHER_MASTER_KEY is set: it must be 32 bytes in base64")]
    MalformedMasterKey,
    #[error("the keys in the database are wrapped with another USHER_MASTER_KEY, or with none given now")]
    WrongMasterKey,
}

#[derive(Clone, Copy)]
enum Purpose {
    Signing,
    Sealing,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Sealing => "sealing",
        }
    }
}

impl Keys {
    /// Loads the keys, and makes those that are missing.
    pub fn load(db: &Db, clock: &Clock, master_key: Option<&str>) -> Result<Self, KeysError> {
        let master = master_key.map(master_cipher).transpose()?;
        let now = clock.now();
        let (signing, sealing) = db.write::<_, KeysError>(|conn| {
            let signing = secret(conn, Purpose::Signing, master.as_ref(), At(now))?;
            let sealing = secret(conn, Purpose::Sealing, master.as_ref(), At(now))?;
            Ok(Verdict::Commit((signing, sealing)))
        })?;
        let signing = SigningKey::from_bytes(&signing);
        let public = signing.verifying_key().to_bytes();
        let der = signing.to_pkcs8_der().expect("an Ed25519 key has a PKCS #8 form");
        Ok(Self {
            kid: secrets::hex(&Sha256::digest(public)[..8]),
            signing: jsonwebtoken::EncodingKey::from_ed_der(der.as_bytes()),
            verifying: jsonwebtoken::DecodingKey::from_ed_der(&public),
            public,
            sealing: XChaCha20Poly1305::new(CipherKey::from_slice(&sealing)),
        })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) fn signing(&self) -> &jsonwebtoken::EncodingKey {
        &self.signing
    }

    pub(super) fn verifying(&self) -> &jsonwebtoken::DecodingKey {
        &self.verifying
    }

    /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.kid, "x": URL_SAFE_NO_PAD.encode(self.public),
        }] })
    }

    /// Seals bytes for the database.
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        seal(&self.sealing, plain)
    }

    /// Opens what [`Keys::seal`] made; `None` if it was made with other keys or altered.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.sealing, sealed)
    }
}

fn master_cipher(text: &str) -> Result<XChaCha20Poly1305, KeysError> {
    let bytes = STANDARD.decode(text.trim()).map_err(|_| KeysError::MalformedMasterKey)?;
    XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| KeysError::MalformedMasterKey)
}

const NONCE: usize = 24;

fn seal(cipher: &XChaCha20Poly1305, plain: &[u8]) -> Vec<u8> {
    let nonce = runtime::random::<NONCE>();
    let mut sealed = nonce.to_vec();
    let body =
        cipher.encrypt(XNonce::from_slice(&nonce), plain).expect("a mail is far below the cipher's limit");
    sealed.extend(body);
    sealed
}

fn open(cipher: &XChaCha20Poly1305, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = sealed.split_at_checked(NONCE)?;
    cipher.decrypt(XNonce::from_slice(nonce), body).ok()
}

fn secret(
    conn: &mut AnyConn,
    purpose: Purpose,
    master: Option<&XChaCha20Poly1305>,
    now: At,
) -> Result<[u8; 32], KeysError> {
    use deployment_keys::dsl;
    // Processes that start together on an empty database: the second waits here for the first.
    if let AnyConn::Pg(pg) = conn {
        diesel::sql_query("LOCK TABLE deployment_keys IN EXCLUSIVE MODE")
            .execute(pg)
            .map_err(DbError::from)?;
    }
    let found: Option<(Vec<u8>, bool)> = dsl::deployment_keys
        .filter(dsl::name.eq(purpose.name()))
        .select((dsl::secret, dsl::wrapped))
        .first(conn)
        .optional()
        .map_err(DbError::from)?;
    if let Some((stored, wrapped)) = found {
        let plain = match (wrapped, master) {
            (false, _) => Some(stored),
            (true, Some(master)) => open(master, &stored),
            (true, None) => None,
        };
        return plain.and_then(|plain| plain.try_into().ok()).ok_or(KeysError::WrongMasterKey);
    }
    let fresh = runtime::random::<32>();
    let stored = master.map_or_else(|| fresh.to_vec(), |master| seal(master, &fresh));
    diesel::insert_into(dsl::deployment_keys)
        .values((
            dsl::name.eq(purpose.name()),
            dsl::purpose.eq(purpose.name()),
            dsl::secret.eq(stored),
            dsl::wrapped.eq(master.is_some()),
            dsl::created_at.eq(now),
        ))
        .execute(conn)
        .map_err(DbError::from)?;
    Ok(fresh)
}
