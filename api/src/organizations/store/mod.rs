//! Organizations in the database.
//!
//! | file | what it is |
//! | --- | --- |
//! | `logos` | their pictures |
//! | `endings` | deleting and restoring |

pub(crate) mod endings;
pub(crate) mod logos;

use diesel::prelude::*;
use shared::access::{Status, Visibility};
use shared::ids::{MemberId, OrganizationId, WorkspaceId};
use shared::organizations::wire::ExistingAccounts;
use shared::text::{Name, Slug};

use crate::access::store::{listing, status_key, visibility_key};
use crate::authz::need::{General, Holds};
use crate::authz::open::OpenTx;
use crate::authz::own::Own;
use crate::authz::{OwnReading, OwnWriting, Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Key};
use crate::db::schema::{
    memberships, organization_slugs, organization_versions, organizations, workspace_visibilities, workspaces,
};
use crate::http::Refusal;
use crate::members::store::lasts;

/// An organization's row.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: OrganizationId,
    pub name: Name,
    pub slug: Slug,
    /// The name of its logo.
    pub logo: Option<String>,
    pub access_model: String,
    pub plan: String,
    pub existing_accounts: ExistingAccounts,
    pub invitation_days: u8,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub revision: i64,
}

type Columns = (Key<OrganizationId>, String, String, String, String, String, i32, At, i64);

fn row(conn: &mut AnyConn, id: OrganizationId) -> Result<Row, Refusal> {
    let (id, name, slug, access_model, plan, existing, days, created_at, revision): Columns =
        organizations::table
            .filter(organizations::id.eq(Key(id)))
            .select((
                organizations::id,
                organizations::name,
                organizations::slug,
                organizations::access_model,
                organizations::plan,
                organizations::existing_accounts,
                organizations::invitation_days,
                organizations::created_at,
                organizations::revision,
            ))
            .first(conn)?;
    let logo = logos::name(conn, id.0)?;
    Ok(Row {
        id: id.0,
        name: name.parse().map_err(Refusal::internal)?,
        slug: slug.parse().map_err(Refusal::internal)?,
        logo,
        access_model,
        plan,
        existing_accounts: if existing == "ask" { ExistingAccounts::Ask } else { ExistingAccounts::Add },
        invitation_days: u8::try_from(days).map_err(Refusal::internal)?,
        created_at: created_at.0,
        revision,
    })
}

const fn existing_key(existing: ExistingAccounts) -> &'static str {
    match existing {
        ExistingAccounts::Add => "add",
        ExistingAccounts::Ask => "ask",
    }
}

/// The organization of the proof.
pub fn find<P: Proof>(tx: &mut P) -> Result<Row, Refusal> {
    let id = tx.organization();
    row(tx.sql(), id)
}

/// Its name, for notices and mails.
pub fn name<P: Proof>(tx: &mut P) -> Result<String, Refusal> {
    Ok(find(tx)?.name.to_string())
}

/// Its slug, for links.
pub fn slug<P: Proof>(tx: &mut P) -> Result<String, Refusal> {
    Ok(String::from(find(tx)?.slug))
}

/// The most days that an invitation is good for.
pub fn invitation_days<P: Proof>(tx: &mut P) -> Result<u8, Refusal> {
    Ok(find(tx)?.invitation_days)
}

/// What happens when somebody with an account is invited.
pub fn existing_accounts<P: Proof>(tx: &mut P) -> Result<ExistingAccounts, Refusal> {
    Ok(find(tx)?.existing_accounts)
}

/// The name and version of an organization that an invitation led to.
pub fn name_and_version(tx: &mut OpenTx<'_>, id: OrganizationId) -> Result<(String, u64), Refusal> {
    let (name, version): (String, i64) = organizations::table
        .filter(organizations::id.eq(Key(id)))
        .select((organizations::name, organizations::version))
        .first(tx.sql())?;
    Ok((name, version.unsigned_abs()))
}

/// What is founded.
#[derive(Debug)]
pub struct Founding<'a> {
    pub id: OrganizationId,
    pub name: &'a Name,
    pub slug: &'a Slug,
    pub access_model: &'a str,
    pub plan: &'a str,
    pub existing_accounts: ExistingAccounts,
    pub founder: MemberId,
    pub role: shared::ids::RoleId,
    pub workspace: WorkspaceId,
    pub workspace_name: &'a Name,
    pub visibility: Visibility,
}

/// Whether the slug was given out before.
pub fn is_slug_taken<P: Own>(tx: &mut P, slug: &Slug) -> Result<bool, Refusal> {
    let taken = organization_slugs::table.filter(organization_slugs::slug.eq(slug.as_str()));
    Ok(diesel::select(diesel::dsl::exists(taken)).get_result(tx.sql())?)
}

/// Writes an organization at version 1, with its founder and first workspace: what
/// `shared::members::rules::found` decides.
pub fn found(tx: &mut OwnWriting<'_>, founding: &Founding<'_>) -> Result<(), Refusal> {
    let (user, now) = (tx.user(), At(tx.now()));
    let id = Key(founding.id);
    diesel::insert_into(organizations::table)
        .values((
            organizations::id.eq(id),
            organizations::name.eq(founding.name.as_str()),
            organizations::slug.eq(founding.slug.as_str()),
            organizations::access_model.eq(founding.access_model),
            organizations::plan.eq(founding.plan),
            organizations::version.eq(1),
            organizations::existing_accounts.eq(existing_key(founding.existing_accounts)),
            organizations::invitation_days.eq(7),
            organizations::created_at.eq(now),
            organizations::revision.eq(1),
        ))
        .execute(tx.sql())?;
    diesel::insert_into(organization_slugs::table)
        .values((
            organization_slugs::slug.eq(founding.slug.as_str()),
            organization_slugs::organization_id.eq(id),
        ))
        .execute(tx.sql())?;
    diesel::insert_into(organization_versions::table)
        .values((
            organization_versions::organization_id.eq(id),
            organization_versions::version.eq(1),
            organization_versions::at.eq(now),
        ))
        .execute(tx.sql())?;
    diesel::insert_into(workspaces::table)
        .values((
            workspaces::id.eq(Key(founding.workspace)),
            workspaces::organization_id.eq(id),
            workspaces::name.eq(founding.workspace_name.as_str()),
            workspaces::created_at.eq(now),
            workspaces::revision.eq(1),
            workspaces::valid_from.eq(1),
        ))
        .execute(tx.sql())?;
    diesel::insert_into(workspace_visibilities::table)
        .values((
            workspace_visibilities::workspace_id.eq(Key(founding.workspace)),
            workspace_visibilities::organization_id.eq(id),
            workspace_visibilities::visibility.eq(visibility_key(founding.visibility)),
            workspace_visibilities::valid_from.eq(1),
        ))
        .execute(tx.sql())?;
    let at = tx.now();
    let listed = listing::of(tx.sql(), user, at)?;
    diesel::insert_into(memberships::table)
        .values((
            memberships::member_id.eq(Key(founding.founder)),
            memberships::organization_id.eq(id),
            memberships::user_id.eq(Key(user)),
            memberships::role_id.eq(Key(founding.role)),
            memberships::status.eq(status_key(Status::Active)),
            memberships::joined_at.eq(now),
            memberships::words.eq(&listed.words),
            memberships::email_key.eq(&listed.email_key),
            memberships::valid_from.eq(1),
        ))
        .execute(tx.sql())?;
    Ok(listing::begin(tx.sql(), founding.id, founding.founder, &listed)?)
}

/// The organizations that the caller can enter, with their own member id and version. Whoever is deactivated, or whose
/// membership has ended, is told of it by their memberships, and of nothing else there.
pub fn own(tx: &mut OwnReading<'_>) -> Result<Vec<(Row, MemberId, u64)>, Refusal> {
    let (user, now) = (tx.user(), tx.now());
    let ids: Vec<(Key<OrganizationId>, Key<MemberId>, i64)> = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(Key(user)))
        .filter(memberships::valid_to.is_null())
        .filter(memberships::status.eq(status_key(Status::Active)))
        .filter(lasts(At(now)))
        .filter(organizations::deleted_at.is_null())
        .order(organizations::name)
        .select((organizations::id, memberships::member_id, organizations::version))
        .load(tx.sql())?;
    ids.into_iter()
        .map(|(id, member, version)| Ok((row(tx.sql(), id.0)?, member.0, version.unsigned_abs())))
        .collect()
}

/// What an edit changes.
#[derive(Debug)]
pub struct Edited<'a> {
    pub name: &'a Name,
    pub slug: &'a Slug,
    pub existing_accounts: ExistingAccounts,
    pub invitation_days: u8,
}

/// Writes the settings. A new slug is taken for good; the organization keeps the old ones too.
pub fn edit<N: Holds<General>>(
    tx: &mut Writing<'_, N>,
    before: &Row,
    edited: &Edited<'_>,
) -> Result<(), Refusal> {
    let id = Key(tx.organization());
    if *edited.slug != before.slug {
        let own: Option<Key<OrganizationId>> = organization_slugs::table
            .filter(organization_slugs::slug.eq(edited.slug.as_str()))
            .select(organization_slugs::organization_id)
            .first(tx.sql())
            .optional()?;
        if own != Some(id) {
            diesel::insert_into(organization_slugs::table)
                .values((
                    organization_slugs::slug.eq(edited.slug.as_str()),
                    organization_slugs::organization_id.eq(id),
                ))
                .execute(tx.sql())?;
        }
    }
    diesel::update(organizations::table.filter(organizations::id.eq(id)))
        .set((
            organizations::name.eq(edited.name.as_str()),
            organizations::slug.eq(edited.slug.as_str()),
            organizations::existing_accounts.eq(existing_key(edited.existing_accounts)),
            organizations::invitation_days.eq(i32::from(edited.invitation_days)),
            organizations::revision.eq(organizations::revision + 1),
        ))
        .execute(tx.sql())?;
    Ok(())
}
