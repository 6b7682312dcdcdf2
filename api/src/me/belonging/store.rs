//! Memberships, workspaces and invitations of the person who asks. Every query starts from their own rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use shared::access::Resource;
use shared::ids::{InvitationId, MemberId, OrganizationId, RoleId, WorkspaceId};
use shared::invitations::rules::{Recorded, State};
use shared::list::PageQuery;
use shared::me::wire::{Deletion, MyInvitation, MyMembership, Named, OrganizationRef, WorkspaceRef};
use shared::organizations::rules;
use shared::text::search_key;

use crate::access;
use crate::authz::OwnWriting;
use crate::authz::own::Own;
use crate::db::columns::{At, Key};
use crate::db::schema::{
    closes_membership, invitations, memberships, organization_logos, organization_versions, organizations,
    user_emails, users, workspaces,
};
use crate::http::{Refusal, page};
use crate::invitations::store::{read_status, status_key};
use crate::organizations::show_logo;

type Rows<T> = (Vec<T>, Option<String>);

struct Belongs {
    member: MemberId,
    organization: OrganizationRef,
    version: u64,
    joined_at: DateTime<Utc>,
    /// Since when it is deleted, and until when it can be restored.
    deleted: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// The organizations that the person is a member of, deactivated memberships too. One that is deleted is there for
/// whoever can restore it, for as long as that can be done, and for nobody else.
pub(in crate::me) fn memberships<P: Own>(
    tx: &mut P,
    query: &PageQuery,
) -> Result<Rows<MyMembership>, Refusal> {
    type Organization = (Key<OrganizationId>, String, String, i64, Option<At>, Option<At>);
    type Row = (Key<MemberId>, At, Organization);
    let limit = page::limit(query.limit)?;
    let restorable = organizations::restorable_until.gt(At(tx.now()));
    let mut rows = memberships::table
        .inner_join(organizations::table.on(organizations::id.eq(memberships::organization_id)))
        .filter(memberships::user_id.eq(Key(tx.user())))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null().or(restorable))
        .into_boxed();
    if let Some(cursor) = &query.cursor {
        let (after,): (MemberId,) = page::read_cursor(cursor)?;
        rows = rows.filter(memberships::member_id.gt(Key(after)));
    }
    let rows: Vec<Row> = rows
        .order(memberships::member_id.asc())
        .limit(i64::from(limit) + 1)
        .select((
            memberships::member_id,
            memberships::joined_at,
            (
                organizations::id,
                organizations::name,
                organizations::slug,
                organizations::version,
                organizations::deleted_at,
                organizations::restorable_until,
            ),
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.0.0,));
    let mut names = workspace_names(tx, rows.iter().map(|row| row.2.0).collect())?;
    let mut logos = logos(tx, rows.iter().map(|row| row.2.0).collect())?;
    let mut data = Vec::with_capacity(rows.len());
    for (member, joined_at, (id, name, slug, version, deleted_at, restorable_until)) in rows {
        let name = name.try_into().map_err(Refusal::internal)?;
        // A deleted organization shows no picture.
        let logo_url = logos.remove(&id.0).filter(|_| deleted_at.is_none()).as_deref().map(show_logo::path);
        let organization = OrganizationRef { id: id.0, name, slug, logo_url };
        let found = Belongs {
            member: member.0,
            organization,
            version: version.unsigned_abs(),
            joined_at: joined_at.0,
            deleted: deleted_at.zip(restorable_until).map(|(at, until)| (at.0, until.0)),
        };
        data.extend(body(tx, found, names.remove(&id.0).unwrap_or_default())?);
    }
    Ok((data, next))
}

/// What the pictures of these organizations are called.
fn logos<P: Own>(
    tx: &mut P,
    organizations: Vec<Key<OrganizationId>>,
) -> Result<BTreeMap<OrganizationId, String>, Refusal> {
    let rows: Vec<(Key<OrganizationId>, String)> = organization_logos::table
        .filter(organization_logos::organization_id.eq_any(organizations))
        .select((organization_logos::organization_id, organization_logos::name))
        .load(tx.sql())?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}

/// Every workspace of these organizations.
fn workspace_names<P: Own>(
    tx: &mut P,
    organizations: Vec<Key<OrganizationId>>,
) -> Result<BTreeMap<OrganizationId, Vec<WorkspaceRef>>, Refusal> {
    let rows: Vec<(Key<OrganizationId>, Key<WorkspaceId>, String)> = workspaces::table
        .filter(workspaces::organization_id.eq_any(organizations))
        .filter(workspaces::valid_to.is_null())
        .select((workspaces::organization_id, workspaces::id, workspaces::name))
        .load(tx.sql())?;
    let mut names: BTreeMap<OrganizationId, Vec<WorkspaceRef>> = BTreeMap::new();
    for (organization, id, name) in rows {
        let name = name.try_into().map_err(Refusal::internal)?;
        names.entry(organization.0).or_default().push(WorkspaceRef { id: id.0, name });
    }
    Ok(names)
}

/// A membership with the workspaces that are there for this member; `None` where the organization is deleted and
/// is not theirs to restore.
fn body<P: Own>(
    tx: &mut P,
    found: Belongs,
    mut workspaces: Vec<WorkspaceRef>,
) -> Result<Option<MyMembership>, Refusal> {
    let Belongs { member, organization, version, joined_at, deleted } = found;
    let now = tx.now();
    let snapshot = tx.snapshot(organization.id, version)?;
    if deleted.is_some() && !rules::owns(&snapshot, member, now) {
        return Ok(None);
    }
    let facts =
        snapshot.member(member).ok_or_else(|| Refusal::internal("a membership is not in its snapshot"))?;
    let role = access::role_ref(access::role(snapshot.model(), facts.role)?);
    workspaces.retain(|workspace| snapshot.sees(member, Resource::Workspace(workspace.id), now));
    workspaces.sort_by_cached_key(|workspace| (search_key(workspace.name.as_str()), workspace.id));
    let deletion = deleted.map(|(deleted_at, restorable_until)| Deletion { deleted_at, restorable_until });
    let status = facts.standing(now);
    Ok(Some(MyMembership { id: member, organization, role, status, joined_at, workspaces, deletion }))
}

/// Whether the person can enter this workspace.
pub(in crate::me) fn can_enter<P: Own>(tx: &mut P, workspace: WorkspaceId) -> Result<bool, Refusal> {
    let row: Option<(Key<MemberId>, Key<OrganizationId>, i64)> = memberships::table
        .inner_join(organizations::table.on(organizations::id.eq(memberships::organization_id)))
        .inner_join(workspaces::table.on(workspaces::organization_id.eq(organizations::id)))
        .filter(memberships::user_id.eq(Key(tx.user())))
        .filter(memberships::valid_to.is_null())
        .filter(organizations::deleted_at.is_null())
        .filter(workspaces::id.eq(Key(workspace)))
        .filter(workspaces::valid_to.is_null())
        .select((memberships::member_id, organizations::id, organizations::version))
        .first(tx.sql())
        .optional()?;
    let Some((member, organization, version)) = row else { return Ok(false) };
    let now = tx.now();
    let snapshot = tx.snapshot(organization.0, version.unsigned_abs())?;
    Ok(snapshot.sees(member.0, Resource::Workspace(workspace), now))
}

/// Keeps where sign-in lands.
pub(in crate::me) fn set_default_workspace(
    tx: &mut OwnWriting<'_>,
    workspace: WorkspaceId,
) -> Result<(), Refusal> {
    let me = users::table.filter(users::id.eq(Key(tx.user())));
    diesel::update(me).set(users::default_workspace_id.eq(Key(workspace))).execute(tx.sql())?;
    Ok(())
}

/// Open invitations for the person's verified addresses, newest first, and those that they accepted and that wait for a
/// seat. One for an address that is not
/// verified is not shown: it may be somebody else's (I10). Nor is one to where they are a member already, or were when
/// it was issued or after (M8).
pub(in crate::me) fn invitations<P: Own>(
    tx: &mut P,
    query: &PageQuery,
) -> Result<Rows<MyInvitation>, Refusal> {
    type Row = (
        Key<InvitationId>,
        (String, Option<String>),
        (String, At),
        String,
        (Key<OrganizationId>, i64),
        Key<RoleId>,
        String,
    );
    let limit = page::limit(query.limit)?;
    let mut rows = invitations::table
        .inner_join(user_emails::table.on(user_emails::address_key.eq(invitations::email_key)))
        .inner_join(organizations::table.on(organizations::id.eq(invitations::organization_id)))
        .inner_join(users::table.on(users::id.eq(invitations::inviter_user_id)))
        .filter(user_emails::user_id.eq(Key(tx.user())))
        .filter(user_emails::verified_at.is_not_null())
        .filter(organizations::deleted_at.is_null())
        .filter(
            invitations::status
                .eq(status_key(Recorded::Pending))
                .and(invitations::expires_at.gt(At(tx.now())))
                .or(invitations::status
                    .eq(status_key(Recorded::Queued))
                    .and(invitations::accepted_user_id.eq(Key(tx.user())).assume_not_null())),
        )
        .filter(not(exists(
            memberships::table
                .left_join(organization_versions::table.on(closes_membership!()))
                .filter(memberships::user_id.eq(user_emails::user_id))
                .filter(memberships::organization_id.eq(invitations::organization_id))
                .filter(
                    memberships::valid_to
                        .is_null()
                        .or(organization_versions::at.nullable().gt(invitations::vouched_at.nullable())),
                ),
        )))
        .into_boxed();
    if let Some(cursor) = &query.cursor {
        let (before,): (InvitationId,) = page::read_cursor(cursor)?;
        rows = rows.filter(invitations::id.lt(Key(before)));
    }
    let rows: Vec<Row> = rows
        .order(invitations::id.desc())
        .limit(i64::from(limit) + 1)
        .select((
            invitations::id,
            (invitations::email, invitations::message),
            (invitations::status, invitations::expires_at),
            organizations::name,
            (organizations::id, organizations::version),
            invitations::role_id,
            users::name,
        ))
        .load(tx.sql())?;
    let (rows, next) = page::cut(rows, limit, |row| (row.0.0,));
    let data = rows
        .into_iter()
        .map(|(id, (email, message), (status, expires_at), organization, (of, version), role, inviter)| {
            // The role may be one of the organization's own.
            let snapshot = tx.snapshot(of.0, version.unsigned_abs())?;
            let model = snapshot.model();
            Ok(MyInvitation {
                id: id.0,
                organization: Named { name: organization },
                inviter: Named { name: inviter },
                role: Named { name: access::role(model, role.0)?.name.clone() },
                email: email.try_into().map_err(Refusal::internal)?,
                message,
                state: State::of(read_status(&status)?, expires_at.0, tx.now()).into(),
                expires_at: expires_at.0,
            })
        })
        .collect::<Result<_, Refusal>>()?;
    Ok((data, next))
}
