//! Pictures of organizations. One is found by its name alone, which is random and new with each picture.

use diesel::prelude::*;
use shared::ids::OrganizationId;

use crate::authz::need::{General, Holds};
use crate::authz::open::OpenTx;
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{organization_logos, organizations};
use crate::http::Refusal;

/// What the organization's picture is called.
pub(crate) fn name(conn: &mut AnyConn, organization: OrganizationId) -> QueryResult<Option<String>> {
    organization_logos::table
        .filter(organization_logos::organization_id.eq(Key(organization)))
        .select(organization_logos::name)
        .first(conn)
        .optional()
}

/// Puts a picture in place of the one before.
pub(in crate::organizations) fn set<N: Holds<General>>(
    tx: &mut Writing<'_, N>,
    name: &str,
    media_type: &str,
    picture: &[u8],
) -> Result<(), Refusal> {
    remove(tx)?;
    let organization = Key(tx.organization());
    diesel::insert_into(organization_logos::table)
        .values((
            organization_logos::organization_id.eq(organization),
            organization_logos::name.eq(name),
            organization_logos::media_type.eq(media_type),
            organization_logos::picture.eq(picture),
        ))
        .execute(tx.sql())?;
    touch(tx)
}

/// Takes the picture away; whether there was one.
pub(in crate::organizations) fn remove<N: Holds<General>>(tx: &mut Writing<'_, N>) -> Result<bool, Refusal> {
    let organization = Key(tx.organization());
    let own = organization_logos::table.filter(organization_logos::organization_id.eq(organization));
    let gone = diesel::delete(own).execute(tx.sql())? > 0;
    if gone {
        touch(tx)?;
    }
    Ok(gone)
}

/// The organization is another row now: whoever has seen the one before is told so (412).
fn touch<N: Holds<General>>(tx: &mut Writing<'_, N>) -> Result<(), Refusal> {
    let organization = Key(tx.organization());
    diesel::update(organizations::table.filter(organizations::id.eq(organization)))
        .set(organizations::revision.eq(organizations::revision + 1))
        .execute(tx.sql())?;
    Ok(())
}

/// The picture of this name, with its media type. A deleted organization shows none.
pub(in crate::organizations) fn picture(
    tx: &mut OpenTx<'_>,
    name: &str,
) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    let found: Option<(Key<OrganizationId>, String, Vec<u8>)> = organization_logos::table
        .filter(organization_logos::name.eq(name))
        .select((
            organization_logos::organization_id,
            organization_logos::media_type,
            organization_logos::picture,
        ))
        .first(tx.sql())
        .optional()?;
    let Some((organization, media_type, picture)) = found else { return Ok(None) };
    let deleted: Option<At> = organizations::table
        .filter(organizations::id.eq(organization))
        .select(organizations::deleted_at)
        .first(tx.sql())?;
    Ok(deleted.is_none().then_some((media_type, picture)))
}
