//! The rows of API keys. Secrets are there as hashes alone.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::api_keys::rules::NewKey;
use shared::ids::{ApiKeyId, MemberId, OrganizationId, UserId};
use shared::text::Name;

use crate::authn::api_keys::{self as credentials, ApiKey};
use crate::authn::secrets;
use crate::authz::need::{Holds, Integrations, Members, Sees};
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{api_keys, users};
use crate::http::Refusal;

/// A key with what answers say of it.
pub(crate) struct Row {
    pub(crate) key: ApiKey,
    /// The end of the secret, to tell one key from another by.
    pub(crate) hint: String,
    pub(crate) maker_user: UserId,
    pub(crate) maker_name: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

type Columns = (credentials::Columns, (String, Key<UserId>, String, At, Option<At>));

type Told = (api_keys::hint, users::id, users::name, api_keys::created_at, api_keys::last_used_at);

const TOLD: Told = (api_keys::hint, users::id, users::name, api_keys::created_at, api_keys::last_used_at);

fn row(columns: Columns) -> Result<Row, Refusal> {
    let (key, (hint, maker_user, maker_name, created_at, last_used_at)) = columns;
    let (key, last_used_at) = (credentials::read(key)?, last_used_at.map(|at| at.0));
    Ok(Row { key, hint, maker_user: maker_user.0, maker_name, created_at: created_at.0, last_used_at })
}

/// Every key that is not revoked, in no order.
pub(super) fn all<P: Proof>(tx: &mut P) -> Result<Vec<Row>, Refusal>
where
    P::Need: Sees<Integrations>,
{
    let organization = tx.organization();
    let rows: Vec<Columns> = api_keys::table
        .inner_join(users::table.on(users::id.eq(api_keys::creator_user_id)))
        .filter(api_keys::organization_id.eq(Key(organization)))
        .filter(api_keys::revoked_at.is_null())
        .select((credentials::COLUMNS, TOLD))
        .load(tx.sql())?;
    rows.into_iter().map(row).collect()
}

/// One of them.
pub(super) fn one<P: Proof>(tx: &mut P, id: ApiKeyId) -> Result<Row, Refusal>
where
    P::Need: Sees<Integrations>,
{
    let organization = tx.organization();
    let found: Option<Columns> = api_keys::table
        .inner_join(users::table.on(users::id.eq(api_keys::creator_user_id)))
        .filter(api_keys::organization_id.eq(Key(organization)))
        .filter(api_keys::id.eq(Key(id)))
        .filter(api_keys::revoked_at.is_null())
        .select((credentials::COLUMNS, TOLD))
        .first(tx.sql())
        .optional()?;
    row(found.ok_or_else(Refusal::not_found)?)
}

/// A key, for whoever looks at its maker.
pub(crate) struct Made {
    pub(crate) id: ApiKeyId,
    pub(crate) maker: MemberId,
    pub(crate) name: String,
    pub(crate) last_used_at: Option<DateTime<Utc>>,
}

/// The keys of these makers that are not revoked, oldest first.
pub(crate) fn of_makers<P: Proof>(tx: &mut P, makers: &[MemberId]) -> Result<Vec<Made>, Refusal>
where
    P::Need: Sees<Members>,
{
    type Found = (Key<ApiKeyId>, Key<MemberId>, String, Option<At>);
    let rows: Vec<Found> = api_keys::table
        .filter(api_keys::organization_id.eq(Key(tx.organization())))
        .filter(api_keys::creator_member_id.eq_any(makers.iter().copied().map(Key)))
        .filter(api_keys::revoked_at.is_null())
        .order(api_keys::id)
        .select((api_keys::id, api_keys::creator_member_id, api_keys::name, api_keys::last_used_at))
        .load(tx.sql())?;
    let made = |(id, maker, name, at): Found| Made {
        id: id.0,
        maker: maker.0,
        name,
        last_used_at: at.map(|at| at.0),
    };
    Ok(rows.into_iter().map(made).collect())
}

/// Whether there is such a key that is not revoked: for the gate.
pub(crate) fn exists(conn: &mut AnyConn, organization: OrganizationId, id: ApiKeyId) -> QueryResult<bool> {
    let found = api_keys::table
        .filter(api_keys::organization_id.eq(Key(organization)))
        .filter(api_keys::id.eq(Key(id)))
        .filter(api_keys::revoked_at.is_null());
    diesel::select(diesel::dsl::exists(found)).get_result(conn)
}

/// Writes a key that the rule allowed.
pub(super) fn insert<N: Holds<Integrations>>(
    tx: &mut Writing<'_, N>,
    id: ApiKeyId,
    name: Name,
    secret: &str,
    new: &NewKey,
) -> Result<Row, Refusal> {
    let maker_user = tx.actor().user;
    let key = ApiKey {
        id,
        name,
        organization: tx.organization(),
        maker: tx.member()?,
        permissions: tx.snapshot().model().catalog.given(&new.permissions()),
        checks: new.checks(),
        expires_at: new.expires_at(),
        noted: Arc::default(),
    };
    let hint: String = secret.chars().skip(secret.chars().count().saturating_sub(4)).collect();
    let row = Row {
        key,
        hint,
        maker_user,
        maker_name: tx.actor().name.clone(),
        created_at: tx.now(),
        last_used_at: None,
    };
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(Key(row.key.id)),
            api_keys::organization_id.eq(Key(row.key.organization)),
            api_keys::name.eq(row.key.name.as_str()),
            api_keys::secret_hash.eq(secrets::hash(secret)),
            api_keys::hint.eq(&row.hint),
            api_keys::creator_user_id.eq(Key(row.maker_user)),
            api_keys::creator_member_id.eq(Key(row.key.maker)),
            api_keys::may_check.eq(row.key.checks),
            api_keys::permissions.eq(Json::of(&row.key.permissions)),
            api_keys::expires_at.eq(row.key.expires_at.map(At)),
            api_keys::created_at.eq(At(row.created_at)),
        ))
        .execute(tx.sql())?;
    tx.note_keys_changed();
    Ok(row)
}

/// Ends a key.
pub(super) fn revoke<N: Holds<Integrations>>(tx: &mut Writing<'_, N>, id: ApiKeyId) -> Result<(), Refusal> {
    let (organization, now) = (tx.organization(), tx.now());
    diesel::update(api_keys::table.filter(api_keys::id.eq(Key(id))))
        .filter(api_keys::organization_id.eq(Key(organization)))
        .set(api_keys::revoked_at.eq(At(now)))
        .execute(tx.sql())?;
    tx.note_keys_changed();
    Ok(())
}

/// Ends every key of a member who is removed with this change: a key does not outlive who made it.
pub(crate) fn revoke_of<N>(tx: &mut Writing<'_, N>, maker: MemberId) -> Result<(), Refusal> {
    let (organization, now) = (tx.organization(), tx.now());
    let ended = diesel::update(api_keys::table.filter(api_keys::creator_member_id.eq(Key(maker))))
        .filter(api_keys::organization_id.eq(Key(organization)))
        .filter(api_keys::revoked_at.is_null())
        .set(api_keys::revoked_at.eq(At(now)))
        .execute(tx.sql())?;
    if ended > 0 {
        tx.note_keys_changed();
    }
    Ok(())
}
