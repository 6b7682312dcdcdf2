//! The rows of one organization: each closed and opened, none overwritten.

mod principals;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::{Access, Grant, Member, Principal, Resource, RoleFact, Visibility};
use shared::ids::{
    GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};
use uuid::Uuid;

use super::listing::{self, Listed};
use super::words::{reach_key, read_status, seat_key, status_key, visibility_key};
use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{
    grants, group_memberships, groups, items, memberships, projects, roles, shares, workspace_memberships,
    workspace_restrictions, workspace_visibilities,
};
use crate::http::Refusal;

/// What shares end with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shared {
    Of(ItemId),
    With(MemberId),
    By(GrantId),
}

/// A membership as it stands, with what a directory finds it by, and the version that made the row.
type MemberRow = (Key<UserId>, Key<RoleId>, String, Option<At>, (At, String, String), i64);

/// One organization's rows at the version that is being made.
pub(super) struct Rows {
    pub(super) organization: OrganizationId,
    pub(super) version: i64,
    pub(super) now: DateTime<Utc>,
}

impl Rows {
    pub(super) fn of<N>(tx: &Writing<'_, N>) -> Self {
        Self { organization: tx.organization(), version: tx.version().cast_signed(), now: tx.now() }
    }

    /// Opens the row of somebody who has just come in, with all that a directory finds them by. A membership that
    /// comes back began when it did.
    pub(super) fn admit(&self, conn: &mut AnyConn, member: &Member) -> QueryResult<()> {
        let began: Option<At> = memberships::table
            .filter(memberships::organization_id.eq(Key(self.organization)))
            .filter(memberships::member_id.eq(Key(member.id)))
            .select(memberships::joined_at)
            .first(conn)
            .optional()?;
        let listed = listing::of(conn, member.user, began.map_or(self.now, |began| began.0))?;
        self.open_member(conn, member, &listed)?;
        listing::begin(conn, self.organization, member.id, &listed)
    }

    fn open_member(&self, conn: &mut AnyConn, member: &Member, listed: &Listed) -> QueryResult<()> {
        diesel::insert_into(memberships::table)
            .values((
                memberships::member_id.eq(Key(member.id)),
                memberships::organization_id.eq(Key(self.organization)),
                memberships::user_id.eq(Key(member.user)),
                memberships::role_id.eq(Key(member.role)),
                memberships::status.eq(status_key(member.status)),
                memberships::expires_at.eq(member.expires_at.map(At)),
                memberships::joined_at.eq(At(listed.joined_at)),
                memberships::words.eq(&listed.words),
                memberships::email_key.eq(&listed.email_key),
                memberships::valid_from.eq(self.version),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// Closes the member's row and opens a changed one. A second change within one version changes the row
    /// that this version opened: nobody has seen it yet.
    pub(super) fn reopen_member(
        &self,
        conn: &mut AnyConn,
        member: MemberId,
        change: impl FnOnce(&mut Member),
    ) -> Result<(), Refusal> {
        let live = memberships::table
            .filter(memberships::member_id.eq(Key(member)))
            .filter(memberships::organization_id.eq(Key(self.organization)))
            .filter(memberships::valid_to.is_null());
        let (user, role, status, expires_at, (joined_at, words, email_key), from): MemberRow = live
            .select((
                memberships::user_id,
                memberships::role_id,
                memberships::status,
                memberships::expires_at,
                (memberships::joined_at, memberships::words, memberships::email_key),
                memberships::valid_from,
            ))
            .first(conn)?;
        let mut row = Member {
            id: member,
            user: user.0,
            role: role.0,
            status: read_status(&status)?,
            expires_at: expires_at.map(|at| at.0),
        };
        change(&mut row);
        if from == self.version {
            diesel::update(live)
                .set((
                    memberships::role_id.eq(Key(row.role)),
                    memberships::status.eq(status_key(row.status)),
                    memberships::expires_at.eq(row.expires_at.map(At)),
                ))
                .execute(conn)?;
        } else {
            self.close_membership(conn, member)?;
            self.open_member(conn, &row, &Listed { joined_at: joined_at.0, words, email_key })?;
        }
        Ok(())
    }

    pub(super) fn close_membership(&self, conn: &mut AnyConn, member: MemberId) -> QueryResult<usize> {
        diesel::update(
            memberships::table
                .filter(memberships::member_id.eq(Key(member)))
                .filter(memberships::organization_id.eq(Key(self.organization)))
                .filter(memberships::valid_to.is_null()),
        )
        .set(memberships::valid_to.eq(self.version))
        .execute(conn)
    }

    pub(super) fn close_visibility(&self, conn: &mut AnyConn, workspace: WorkspaceId) -> QueryResult<usize> {
        use workspace_visibilities::dsl;
        diesel::update(dsl::workspace_visibilities)
            .filter(dsl::organization_id.eq(Key(self.organization)))
            .filter(dsl::workspace_id.eq(Key(workspace)))
            .filter(dsl::valid_to.is_null())
            .set(dsl::valid_to.eq(self.version))
            .execute(conn)
    }

    pub(super) fn open_visibility(
        &self,
        conn: &mut AnyConn,
        workspace: WorkspaceId,
        visibility: Visibility,
    ) -> QueryResult<usize> {
        use workspace_visibilities::dsl;
        diesel::insert_into(dsl::workspace_visibilities)
            .values((
                dsl::workspace_id.eq(Key(workspace)),
                dsl::organization_id.eq(Key(self.organization)),
                dsl::visibility.eq(visibility_key(visibility)),
                dsl::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    pub(super) fn close_listed(
        &self,
        conn: &mut AnyConn,
        workspace: Option<WorkspaceId>,
        member: Option<MemberId>,
    ) -> QueryResult<usize> {
        use workspace_memberships::dsl;
        let live = dsl::organization_id.eq(Key(self.organization)).and(dsl::valid_to.is_null());
        let closed = dsl::valid_to.eq(self.version);
        let table = diesel::update(dsl::workspace_memberships).filter(live);
        match (workspace, member) {
            (Some(ws), Some(m)) => table
                .filter(dsl::workspace_id.eq(Key(ws)))
                .filter(dsl::member_id.eq(Key(m)))
                .set(closed)
                .execute(conn),
            (Some(ws), None) => table.filter(dsl::workspace_id.eq(Key(ws))).set(closed).execute(conn),
            (None, Some(m)) => table.filter(dsl::member_id.eq(Key(m))).set(closed).execute(conn),
            (None, None) => Ok(0),
        }
    }

    /// Lists a member. A row that this very version made has been seen by nobody, and is written over.
    pub(super) fn open_listed(
        &self,
        conn: &mut AnyConn,
        workspace: WorkspaceId,
        member: MemberId,
        role: Option<RoleId>,
    ) -> QueryResult<usize> {
        use workspace_memberships::dsl;
        diesel::delete(dsl::workspace_memberships)
            .filter(dsl::organization_id.eq(Key(self.organization)))
            .filter(dsl::workspace_id.eq(Key(workspace)))
            .filter(dsl::member_id.eq(Key(member)))
            .filter(dsl::valid_from.eq(self.version))
            .execute(conn)?;
        diesel::insert_into(dsl::workspace_memberships)
            .values((
                dsl::workspace_id.eq(Key(workspace)),
                dsl::member_id.eq(Key(member)),
                dsl::organization_id.eq(Key(self.organization)),
                dsl::role_id.eq(role.map(Key)),
                dsl::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    pub(super) fn close_restricted(
        &self,
        conn: &mut AnyConn,
        workspace: Option<WorkspaceId>,
        member: Option<MemberId>,
    ) -> QueryResult<usize> {
        use workspace_restrictions::dsl;
        let live = dsl::organization_id.eq(Key(self.organization)).and(dsl::valid_to.is_null());
        let closed = dsl::valid_to.eq(self.version);
        // A list that this very version made has been seen by nobody: it goes, so that its key is free.
        if let (Some(ws), Some(m)) = (workspace, member) {
            diesel::delete(dsl::workspace_restrictions)
                .filter(dsl::organization_id.eq(Key(self.organization)))
                .filter(dsl::workspace_id.eq(Key(ws)))
                .filter(dsl::member_id.eq(Key(m)))
                .filter(dsl::valid_from.eq(self.version))
                .execute(conn)?;
        }
        let table = diesel::update(dsl::workspace_restrictions).filter(live);
        match (workspace, member) {
            (Some(ws), Some(m)) => table
                .filter(dsl::workspace_id.eq(Key(ws)))
                .filter(dsl::member_id.eq(Key(m)))
                .set(closed)
                .execute(conn),
            (Some(ws), None) => table.filter(dsl::workspace_id.eq(Key(ws))).set(closed).execute(conn),
            (None, Some(m)) => table.filter(dsl::member_id.eq(Key(m))).set(closed).execute(conn),
            (None, None) => Ok(0),
        }
    }

    pub(super) fn open_restricted(
        &self,
        conn: &mut AnyConn,
        workspace: WorkspaceId,
        member: MemberId,
        list: &BTreeSet<ProjectId>,
    ) -> QueryResult<usize> {
        diesel::insert_into(workspace_restrictions::table)
            .values((
                workspace_restrictions::workspace_id.eq(Key(workspace)),
                workspace_restrictions::member_id.eq(Key(member)),
                workspace_restrictions::organization_id.eq(Key(self.organization)),
                workspace_restrictions::projects.eq(Json::of(list)),
                workspace_restrictions::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    pub(super) fn open_grant(
        &self,
        conn: &mut AnyConn,
        grant: &Grant,
        permissions: &BTreeMap<String, Access>,
    ) -> QueryResult<usize> {
        let (principal_kind, principal) = match grant.principal {
            Principal::Member(id) => ("member", id.uuid()),
            Principal::Group(id) => ("group", id.uuid()),
        };
        let (resource_kind, resource) = match grant.resource {
            Resource::Organization => ("organization", self.organization.uuid()),
            Resource::Workspace(id) => ("workspace", id.uuid()),
            Resource::Project(id) => ("project", id.uuid()),
            Resource::Item(id) => ("item", id.uuid()),
        };
        // One that comes back was given when it was.
        let given: Option<At> = grants::table
            .filter(grants::organization_id.eq(Key(self.organization)))
            .filter(grants::id.eq(Key(grant.id)))
            .select(grants::created_at)
            .first(conn)
            .optional()?;
        diesel::insert_into(grants::table)
            .values((
                grants::id.eq(Key(grant.id)),
                grants::organization_id.eq(Key(self.organization)),
                grants::principal_kind.eq(principal_kind),
                grants::principal_id.eq(Key(principal)),
                grants::resource_kind.eq(resource_kind),
                grants::resource_id.eq(Key(resource)),
                grants::permissions.eq(Json::of(permissions)),
                grants::expires_at.eq(grant.expires_at.map(At)),
                grants::source.eq(Json::of(&grant.source)),
                grants::created_at.eq(given.unwrap_or(At(self.now))),
                grants::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    pub(super) fn close_grants_to(&self, conn: &mut AnyConn, principal: Uuid) -> QueryResult<usize> {
        diesel::update(grants::table.filter(grants::principal_id.eq(Key(principal))))
            .filter(grants::organization_id.eq(Key(self.organization)))
            .filter(grants::valid_to.is_null())
            .set(grants::valid_to.eq(self.version))
            .execute(conn)
    }

    pub(super) fn close_grants_on(&self, conn: &mut AnyConn, resource: Uuid) -> QueryResult<usize> {
        diesel::update(grants::table.filter(grants::resource_id.eq(Key(resource))))
            .filter(grants::organization_id.eq(Key(self.organization)))
            .filter(grants::valid_to.is_null())
            .set(grants::valid_to.eq(self.version))
            .execute(conn)
    }

    /// Closes a project with its items and the grants on all of them.
    pub(super) fn close_project(&self, conn: &mut AnyConn, project: ProjectId) -> QueryResult<usize> {
        let inside: Vec<Key<ItemId>> = items::table
            .filter(items::organization_id.eq(Key(self.organization)))
            .filter(items::project_id.eq(Key(project)))
            .filter(items::valid_to.is_null())
            .select(items::id)
            .load(conn)?;
        for item in inside {
            self.close_item(conn, item.0)?;
        }
        self.close_grants_on(conn, project.uuid())?;
        diesel::update(projects::table.filter(projects::id.eq(Key(project))))
            .filter(projects::organization_id.eq(Key(self.organization)))
            .set(projects::valid_to.eq(self.version))
            .execute(conn)
    }

    /// Closes an item with the grants on it; its shares are over.
    pub(super) fn close_item(&self, conn: &mut AnyConn, item: ItemId) -> QueryResult<()> {
        self.end_shares(conn, Shared::Of(item))?;
        self.close_grants_on(conn, item.uuid())?;
        diesel::update(items::table.filter(items::id.eq(Key(item))))
            .filter(items::organization_id.eq(Key(self.organization)))
            .set(items::valid_to.eq(self.version))
            .execute(conn)?;
        Ok(())
    }

    /// Marks shares as over with what they hang on. They are no facts: what they gave is in the grants.
    pub(super) fn end_shares(&self, conn: &mut AnyConn, shared: Shared) -> QueryResult<usize> {
        let open = shares::organization_id.eq(Key(self.organization)).and(shares::ended_at.is_null());
        let table = diesel::update(shares::table).filter(open);
        let ended = shares::ended_at.eq(At(self.now));
        match shared {
            Shared::Of(item) => table.filter(shares::item_id.eq(Key(item))).set(ended).execute(conn),
            Shared::With(member) => table.filter(shares::member_id.eq(Key(member))).set(ended).execute(conn),
            Shared::By(grant) => table.filter(shares::grant_id.eq(Key(grant))).set(ended).execute(conn),
        }
    }
}
