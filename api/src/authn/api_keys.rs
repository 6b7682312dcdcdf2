//! API keys as credentials: a secret that begins with `usk_`, found by its hash.

use std::collections::{BTreeMap, HashMap};

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::{Access, Model, Permissions};
use shared::ids::{ApiKeyId, MemberId, OrganizationId, UserId};
use shared::text::Name;

use super::principal::Caller;
use super::secrets;
use crate::app::App;
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{api_keys, user_emails, users};
use crate::http::Refusal;

/// What every key begins with, so that scanners find one that leaked.
const PREFIX: &str = "usk_";

/// A key that is alive.
#[derive(Debug, Clone)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: Name,
    pub organization: OrganizationId,
    /// Who made it, as a member: it acts in their name.
    pub maker: MemberId,
    /// The most that it does, by the keys of scopes.
    pub permissions: BTreeMap<String, Access>,
    pub checks: bool,
    pub expires_at: Option<DateTime<Utc>>,
    /// The minute in which its use was noted last, by this process.
    pub(crate) noted: Arc<AtomicI64>,
}

impl ApiKey {
    /// The most that it does. A scope that the model no longer has gives nothing.
    pub fn cap(&self, model: &Model) -> Permissions {
        self.permissions.iter().fold(Permissions::NONE, |all, (key, access)| {
            model.catalog.scope(key).map_or(all, |scope| all.with(scope, *access))
        })
    }

    /// Whether its time has not run out.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|end| at < end)
    }
}

/// A new secret.
pub fn new_secret() -> String {
    format!("{PREFIX}{}", secrets::new_secret())
}

/// Whether a bearer token is a key rather than an access token.
pub fn is_key(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// A key's row, as every query reads it.
pub(crate) type Columns = (Key<ApiKeyId>, String, Key<OrganizationId>, Key<MemberId>, Json, bool, Option<At>);

pub(crate) const COLUMNS: (
    api_keys::id,
    api_keys::name,
    api_keys::organization_id,
    api_keys::creator_member_id,
    api_keys::permissions,
    api_keys::may_check,
    api_keys::expires_at,
) = (
    api_keys::id,
    api_keys::name,
    api_keys::organization_id,
    api_keys::creator_member_id,
    api_keys::permissions,
    api_keys::may_check,
    api_keys::expires_at,
);

/// The key of a row.
pub(crate) fn read(columns: Columns) -> Result<ApiKey, Refusal> {
    let (id, name, organization, maker, permissions, checks, expires_at) = columns;
    Ok(ApiKey {
        id: id.0,
        name: name.parse().map_err(Refusal::internal)?,
        organization: organization.0,
        maker: maker.0,
        permissions: permissions.read()?,
        checks,
        expires_at: expires_at.map(|at| at.0),
        noted: Arc::default(),
    })
}

/// The key with this secret and who made it, if it is alive: not revoked, not expired, not of a removed member.
pub(super) fn find(
    conn: &mut AnyConn,
    app: &App,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<Caller>, Refusal> {
    type Maker = (Key<UserId>, String, Option<At>, Option<At>);
    let row: Option<(Columns, Maker)> = api_keys::table
        .inner_join(users::table.on(users::id.eq(api_keys::creator_user_id)))
        .inner_join(user_emails::table.on(user_emails::user_id.eq(users::id).and(user_emails::is_primary)))
        .filter(api_keys::secret_hash.eq(secrets::hash(secret)))
        .filter(api_keys::revoked_at.is_null())
        .select((COLUMNS, (users::id, users::name, user_emails::verified_at, api_keys::last_used_at)))
        .first(conn)
        .optional()?;
    let Some((columns, (user, name, verified, used))) = row else { return Ok(None) };
    let key = read(columns)?;
    if !key.is_live(now) {
        return Ok(None);
    }
    app.activity.saw_key(key.id, used.map(|at| at.0), now);
    Ok(Some(Caller { user: user.0, name, verified: verified.is_some(), key: Some(key) }))
}

/// The organization of the key with this secret, if it is not revoked.
pub fn home(conn: &mut AnyConn, secret: &str) -> Result<Option<OrganizationId>, Refusal> {
    let found: Option<Key<OrganizationId>> = api_keys::table
        .filter(api_keys::secret_hash.eq(secrets::hash(secret)))
        .filter(api_keys::revoked_at.is_null())
        .select(api_keys::organization_id)
        .first(conn)
        .optional()?;
    Ok(found.map(|id| id.0))
}

/// The keys of an organization that are not revoked, by the hash of their secret.
pub fn live(conn: &mut AnyConn, organization: OrganizationId) -> Result<HashMap<[u8; 32], ApiKey>, Refusal> {
    let rows: Vec<(String, Columns)> = api_keys::table
        .filter(api_keys::organization_id.eq(Key(organization)))
        .filter(api_keys::revoked_at.is_null())
        .select((api_keys::secret_hash, COLUMNS))
        .load(conn)?;
    let mut keys = HashMap::with_capacity(rows.len());
    for (hash, columns) in rows {
        let hash = secrets::unhex(&hash).ok_or_else(|| Refusal::internal("a key's hash is malformed"))?;
        keys.insert(hash, read(columns)?);
    }
    Ok(keys)
}
