//! Writes a crowd, a batch at a time: one transaction, one version, one entry of the audit log.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};
use shared::access::{Access, GrantSource, Principal, Resource, Visibility};
use shared::audit_log::wire::AuditOutcome;
use shared::ids::{
    EmailId, GrantId, GroupId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};
use shared::text::search_key;

use super::super::stage::DemoError;
use crate::access::store::{listing, visibility_key};
use crate::app::App;
use crate::audit;
use crate::authz::party;
use crate::db::columns::{At, Json, Key};
use crate::db::schema::{
    grants, group_memberships, groups, member_activity, member_words, memberships, organization_versions,
    organizations, projects, user_emails, users, workspace_restrictions, workspace_visibilities, workspaces,
};
use crate::db::{AnyConn, Verdict};
use crate::http::Refusal;
use crate::runtime;

/// Rows of one statement on PostgreSQL, which takes 65,535 values in one.
const ROWS: usize = 1_000;

macro_rules! insert {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows: Vec<_> = $rows.collect();
        for rows in rows.chunks(ROWS) {
            match $conn {
                AnyConn::Pg(pg) => diesel::insert_into($table).values(rows).execute(pg)?,
                AnyConn::Sqlite(lite) => diesel::insert_into($table).values(rows).execute(lite)?,
            };
        }
    }};
}

/// The organization that a crowd comes to.
#[derive(Debug)]
pub(super) struct Founded {
    pub organization: OrganizationId,
    pub workspace: WorkspaceId,
    pub user: UserId,
    pub name: String,
}

#[derive(Debug)]
pub(super) struct ProjectRow {
    pub id: ProjectId,
    pub workspace: WorkspaceId,
    pub name: String,
}

#[derive(Debug)]
pub(super) struct MemberRow {
    pub id: MemberId,
    pub user: UserId,
    pub name: String,
    pub address: String,
    pub role: RoleId,
    pub joined_days_ago: usize,
    pub deactivated: bool,
}

#[derive(Debug)]
pub(super) struct GrantRow {
    pub id: GrantId,
    pub principal: Principal,
    pub on: Resource,
    pub permissions: BTreeMap<String, Access>,
}

/// What is written at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub workspaces: Vec<(WorkspaceId, String)>,
    pub groups: Vec<(GroupId, String)>,
    pub projects: Vec<ProjectRow>,
    pub members: Vec<MemberRow>,
    pub group_members: BTreeSet<(GroupId, MemberId)>,
    pub grants: Vec<GrantRow>,
    /// Kept out of every project of the workspace.
    pub restricted: Vec<(MemberId, WorkspaceId)>,
}

impl Founded {
    pub(super) fn write(&self, app: &App, batch: Batch) -> Result<(), DemoError> {
        let now = app.clock.now();
        let written = app.db.write::<_, Refusal>(|conn| {
            let version = self.raise_version(conn, now)?;
            let counts = batch.counts();
            Writer { organization: Key(self.organization), giver: self.user, now, version }
                .write(conn, batch)?;
            let entry = audit::store::NewEntry {
                organization: self.organization,
                at: now,
                actor: party("user", self.user, self.name.clone()),
                action: "demo.load".to_owned(),
                target: Some(party("organization", self.organization, super::NAME)),
                outcome: AuditOutcome::Applied,
                code: None,
                before: Value::Null,
                after: counts,
                origin: "operator",
                ip: None,
                user_agent: None,
                request_id: None,
                version: Some(version.unsigned_abs()),
            };
            audit::store::append(conn, entry)?;
            Ok(Verdict::Commit(()))
        });
        written.map_err(|refusal| DemoError::Refused {
            operation: "demo.load",
            code: refusal.code.key(),
            detail: refusal.cause.map_or_else(|| refusal.detail.into_owned(), |cause| cause.to_string()),
        })
    }

    fn raise_version(&self, conn: &mut AnyConn, now: DateTime<Utc>) -> QueryResult<i64> {
        let own = organizations::table.filter(organizations::id.eq(Key(self.organization)));
        let version: i64 = diesel::update(own)
            .set(organizations::version.eq(organizations::version + 1))
            .returning(organizations::version)
            .get_result(conn)?;
        diesel::insert_into(organization_versions::table)
            .values((
                organization_versions::organization_id.eq(Key(self.organization)),
                organization_versions::version.eq(version),
                organization_versions::at.eq(At(now)),
            ))
            .execute(conn)?;
        Ok(version)
    }
}

impl Batch {
    fn counts(&self) -> Value {
        json!({
            "workspaces": self.workspaces.len(),
            "groups": self.groups.len(),
            "projects": self.projects.len(),
            "members": self.members.len(),
            "grants": self.grants.len(),
        })
    }
}

struct Writer {
    organization: Key<OrganizationId>,
    giver: UserId,
    now: DateTime<Utc>,
    version: i64,
}

impl Writer {
    fn write(&self, conn: &mut AnyConn, batch: Batch) -> QueryResult<()> {
        let Batch { workspaces, groups, projects, members, group_members, grants, restricted } = batch;
        let (organization, version, now) = (self.organization, self.version, At(self.now));
        insert!(
            conn,
            workspaces::table,
            workspaces.iter().map(|(id, name)| (
                workspaces::id.eq(Key(*id)),
                workspaces::organization_id.eq(organization),
                workspaces::name.eq(name),
                workspaces::created_at.eq(now),
                workspaces::revision.eq(1_i64),
                workspaces::valid_from.eq(version),
            ))
        );
        insert!(
            conn,
            workspace_visibilities::table,
            workspaces.iter().map(|(id, _)| (
                workspace_visibilities::workspace_id.eq(Key(*id)),
                workspace_visibilities::organization_id.eq(organization),
                workspace_visibilities::visibility.eq(visibility_key(Visibility::Open)),
                workspace_visibilities::valid_from.eq(version),
            ))
        );
        insert!(
            conn,
            groups::table,
            groups.into_iter().map(|(id, name)| (
                groups::id.eq(Key(id)),
                groups::organization_id.eq(organization),
                groups::search_text.eq(search_key(&name)),
                groups::name.eq(name),
                groups::created_at.eq(now),
                groups::revision.eq(1_i64),
                groups::valid_from.eq(version),
            ))
        );
        insert!(
            conn,
            projects::table,
            projects.into_iter().map(|row| (
                projects::id.eq(Key(row.id)),
                projects::organization_id.eq(organization),
                projects::workspace_id.eq(Key(row.workspace)),
                projects::name.eq(row.name),
                projects::created_at.eq(now),
                projects::revision.eq(1_i64),
                projects::valid_from.eq(version),
            ))
        );
        self.people(conn, &members)?;
        insert!(
            conn,
            group_memberships::table,
            group_members.into_iter().map(|(group, member)| (
                group_memberships::group_id.eq(Key(group)),
                group_memberships::member_id.eq(Key(member)),
                group_memberships::organization_id.eq(organization),
                group_memberships::valid_from.eq(version),
            ))
        );
        insert!(
            conn,
            grants::table,
            grants.into_iter().map(|row| {
                let (principal_kind, principal) = match row.principal {
                    Principal::Member(id) => ("member", id.uuid()),
                    Principal::Group(id) => ("group", id.uuid()),
                };
                let (resource_kind, resource) = match row.on {
                    Resource::Organization => ("organization", organization.0.uuid()),
                    Resource::Workspace(id) => ("workspace", id.uuid()),
                    Resource::Project(id) => ("project", id.uuid()),
                    Resource::Item(id) => ("item", id.uuid()),
                };
                (
                    grants::id.eq(Key(row.id)),
                    grants::organization_id.eq(organization),
                    grants::principal_kind.eq(principal_kind),
                    grants::principal_id.eq(Key(principal)),
                    grants::resource_kind.eq(resource_kind),
                    grants::resource_id.eq(Key(resource)),
                    grants::permissions.eq(Json::of(&row.permissions)),
                    grants::source.eq(Json::of(&GrantSource::Person(self.giver))),
                    grants::created_at.eq(now),
                    grants::valid_from.eq(version),
                )
            })
        );
        insert!(
            conn,
            workspace_restrictions::table,
            restricted.into_iter().map(|(member, workspace)| (
                workspace_restrictions::workspace_id.eq(Key(workspace)),
                workspace_restrictions::member_id.eq(Key(member)),
                workspace_restrictions::organization_id.eq(organization),
                workspace_restrictions::projects.eq(Json::of(&BTreeSet::<ProjectId>::new())),
                workspace_restrictions::valid_from.eq(version),
            ))
        );
        Ok(())
    }

    /// Their accounts, which nobody can sign in to, and their memberships.
    fn people(&self, conn: &mut AnyConn, members: &[MemberRow]) -> QueryResult<()> {
        let (organization, version, now) = (self.organization, self.version, At(self.now));
        let joined =
            |row: &MemberRow| At(self.now - TimeDelta::days(row.joined_days_ago.cast_signed() as i64));
        insert!(
            conn,
            users::table,
            members.iter().map(|row| (
                users::id.eq(Key(row.user)),
                users::name.eq(&row.name),
                users::created_at.eq(joined(row)),
                users::revision.eq(1_i64),
            ))
        );
        insert!(
            conn,
            user_emails::table,
            members.iter().map(|row| (
                user_emails::id.eq(Key(runtime::new_id::<EmailId>())),
                user_emails::user_id.eq(Key(row.user)),
                user_emails::address.eq(&row.address),
                user_emails::address_key.eq(&row.address),
                user_emails::is_primary.eq(true),
                user_emails::verified_at.eq(joined(row)),
                user_emails::created_at.eq(joined(row)),
            ))
        );
        let lines: Vec<String> = members.iter().map(|row| listing::line(&row.name, &row.address)).collect();
        insert!(
            conn,
            memberships::table,
            members.iter().zip(&lines).map(|(row, words)| (
                memberships::member_id.eq(Key(row.id)),
                memberships::organization_id.eq(organization),
                memberships::user_id.eq(Key(row.user)),
                memberships::role_id.eq(Key(row.role)),
                memberships::status.eq(if row.deactivated { "deactivated" } else { "active" }),
                memberships::joined_at.eq(joined(row)),
                memberships::words.eq(words),
                memberships::email_key.eq(&row.address),
                memberships::valid_from.eq(version),
            ))
        );
        insert!(
            conn,
            member_activity::table,
            members.iter().map(|row| (
                member_activity::member_id.eq(Key(row.id)),
                member_activity::organization_id.eq(organization),
                member_activity::last_active_at.eq(now),
                member_activity::seen.eq(false),
            ))
        );
        let words = members.iter().zip(&lines).flat_map(|(row, line)| {
            let words: BTreeSet<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
            words.into_iter().map(move |word| (organization, word, Key(row.id), line))
        });
        insert!(
            conn,
            member_words::table,
            words.map(|(organization, word, member, line)| (
                member_words::organization_id.eq(organization),
                member_words::word.eq(word),
                member_words::member_id.eq(member),
                member_words::line.eq(line),
            ))
        );
        Ok(())
    }
}
