//! Rows to facts, and a decided change to rows: a row is closed, a new one opened, none overwritten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use shared::access::{
    Access, Change, Facts, Grant, GrantFact, GrantSource, Member, Model, Principal, ProjectFact, Resource,
    RestrictionFact, Snapshot, Status, Visibility, WorkspaceFact, WorkspaceMemberFact,
};
use shared::ids::{GrantId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId};
use uuid::Uuid;

use crate::authz::{Proof, Writing};
use crate::db::AnyConn;
use crate::db::columns::{At, IdColumn, Json, Key};
use crate::db::schema::{
    grants, memberships, organizations, projects, workspace_memberships, workspace_restrictions, workspaces,
};
use crate::http::Refusal;

type MemberRow = (Key<MemberId>, Key<UserId>, Key<RoleId>, String, Option<At>);
type GrantRow = (Key<GrantId>, String, Key<Uuid>, String, Key<Uuid>, Json, Option<At>, Json);

/// Every live fact of the organization.
pub fn load(conn: &mut AnyConn, organization: OrganizationId, version: u64) -> Result<Snapshot, Refusal> {
    let (model, deleted_at): (String, Option<At>) = organizations::table
        .filter(organizations::id.eq(Key(organization)))
        .select((organizations::access_model, organizations::deleted_at))
        .first(conn)?;
    let model = Model::by_key(&model).ok_or_else(|| Refusal::internal(format!("unknown access model {model}")))?;
    let mut facts = Facts { version, deleted: deleted_at.is_some(), ..Facts::empty(organization) };

    let rows: Vec<MemberRow> = memberships::table
        .filter(memberships::organization_id.eq(Key(organization)))
        .filter(memberships::valid_to.is_null())
        .select((
            memberships::member_id,
            memberships::user_id,
            memberships::role_id,
            memberships::status,
            memberships::expires_at,
        ))
        .load(conn)?;
    for (id, user, role, status, expires_at) in rows {
        facts.members.push(Member {
            id: id.0,
            user: user.0,
            role: role.0,
            status: read_status(&status)?,
            expires_at: expires_at.map(|at| at.0),
        });
    }

    let rows: Vec<(Key<WorkspaceId>, String)> = workspaces::table
        .filter(workspaces::organization_id.eq(Key(organization)))
        .filter(workspaces::valid_to.is_null())
        .select((workspaces::id, workspaces::visibility))
        .load(conn)?;
    for (id, visibility) in rows {
        facts.workspaces.push(WorkspaceFact { id: id.0, visibility: read_visibility(&visibility)? });
    }

    let rows: Vec<(Key<ProjectId>, Key<WorkspaceId>)> = projects::table
        .filter(projects::organization_id.eq(Key(organization)))
        .filter(projects::valid_to.is_null())
        .select((projects::id, projects::workspace_id))
        .load(conn)?;
    facts.projects = rows.into_iter().map(|(id, ws)| ProjectFact { id: id.0, workspace: ws.0 }).collect();

    let rows: Vec<(Key<WorkspaceId>, Key<MemberId>, Option<Key<RoleId>>)> = workspace_memberships::table
        .filter(workspace_memberships::organization_id.eq(Key(organization)))
        .filter(workspace_memberships::valid_to.is_null())
        .select((workspace_memberships::workspace_id, workspace_memberships::member_id, workspace_memberships::role_id))
        .load(conn)?;
    for (workspace, member, role) in rows {
        let role = role.map(|role| role.0);
        facts.workspace_members.push(WorkspaceMemberFact { workspace: workspace.0, member: member.0, role });
    }

    let rows: Vec<(Key<WorkspaceId>, Key<MemberId>, Json)> = workspace_restrictions::table
        .filter(workspace_restrictions::organization_id.eq(Key(organization)))
        .filter(workspace_restrictions::valid_to.is_null())
        .select((
            workspace_restrictions::workspace_id,
            workspace_restrictions::member_id,
            workspace_restrictions::projects,
        ))
        .load(conn)?;
    for (workspace, member, projects) in rows {
        let projects: BTreeSet<ProjectId> = projects.read()?;
        facts.restrictions.push(RestrictionFact { workspace: workspace.0, member: member.0, projects });
    }

    let rows: Vec<GrantRow> = grants::table
        .filter(grants::organization_id.eq(Key(organization)))
        .filter(grants::valid_to.is_null())
        .select((
            grants::id,
            grants::principal_kind,
            grants::principal_id,
            grants::resource_kind,
            grants::resource_id,
            grants::permissions,
            grants::expires_at,
            grants::source,
        ))
        .load(conn)?;
    for row in rows {
        facts.grants.push(read_grant(row)?);
    }
    Snapshot::from_facts(model.clone(), facts).map_err(Refusal::internal)
}

/// Writes one change. A fact that access never hung on before cannot be written: there is no other way in.
pub fn write<N>(tx: &mut Writing<'_, N>, change: &Change) -> Result<(), Refusal> {
    let rows = Rows::of(tx);
    // A projects list is rewritten from the snapshot, which does not have this change yet.
    let shortened = match change {
        Change::ProjectRemoved { project } => restrictions_listing(tx.snapshot(), *project),
        _ => Vec::new(),
    };
    let conn = tx.sql();
    match change {
        Change::MemberAdded(member) => rows.open_member(conn, member, rows.now)?,
        Change::RoleChanged { member, role } => {
            rows.reopen_member(conn, *member, |row| row.role = *role)?;
        }
        Change::StatusChanged { member, status } => {
            rows.reopen_member(conn, *member, |row| row.status = *status)?;
        }
        Change::MemberRemoved { member } => {
            rows.close_membership(conn, *member)?;
            rows.close_listed(conn, None, Some(*member))?;
            rows.close_restricted(conn, None, Some(*member))?;
            rows.close_grants_to(conn, member.to_uuid())?;
        }
        // The rows themselves carry names, so their own stores make them.
        Change::WorkspaceAdded { .. } | Change::ProjectAdded { .. } => {}
        Change::WorkspaceRemoved { workspace } => {
            rows.close_listed(conn, Some(*workspace), None)?;
            rows.close_restricted(conn, Some(*workspace), None)?;
            rows.close_grants_on(conn, workspace.to_uuid())?;
            let inside: Vec<Key<ProjectId>> = projects::table
                .filter(projects::workspace_id.eq(Key(*workspace)))
                .filter(projects::valid_to.is_null())
                .select(projects::id)
                .load(conn)?;
            for project in inside {
                rows.close_grants_on(conn, project.0.to_uuid())?;
                rows.close_project(conn, project.0)?;
            }
            diesel::update(workspaces::table.filter(workspaces::id.eq(Key(*workspace))))
                .filter(workspaces::organization_id.eq(Key(rows.organization)))
                .set(workspaces::valid_to.eq(rows.version))
                .execute(conn)?;
        }
        Change::ProjectRemoved { project } => {
            rows.close_grants_on(conn, project.to_uuid())?;
            rows.close_project(conn, *project)?;
            for (member, workspace, mut list) in shortened {
                list.remove(project);
                rows.close_restricted(conn, Some(workspace), Some(member))?;
                rows.open_restricted(conn, workspace, member, &list)?;
            }
        }
        Change::WorkspaceMemberAdded { workspace, member, role } => {
            diesel::insert_into(workspace_memberships::table)
                .values((
                    workspace_memberships::workspace_id.eq(Key(*workspace)),
                    workspace_memberships::member_id.eq(Key(*member)),
                    workspace_memberships::organization_id.eq(Key(rows.organization)),
                    workspace_memberships::role_id.eq(role.map(Key)),
                    workspace_memberships::valid_from.eq(rows.version),
                ))
                .execute(conn)?;
        }
        Change::WorkspaceMemberRemoved { workspace, member } => {
            rows.close_listed(conn, Some(*workspace), Some(*member))?;
        }
        Change::Restricted { member, workspace, projects } => {
            rows.close_restricted(conn, Some(*workspace), Some(*member))?;
            rows.open_restricted(conn, *workspace, *member, projects)?;
        }
        Change::RestrictionLifted { member, workspace } => {
            rows.close_restricted(conn, Some(*workspace), Some(*member))?;
        }
        Change::GrantAdded(grant) => {
            let permissions = tx.snapshot().model().catalog.given(&grant.permissions);
            rows.open_grant(tx.sql(), grant, &permissions)?;
        }
        Change::GrantRemoved(id) => {
            diesel::update(grants::table.filter(grants::id.eq(Key(*id))))
                .filter(grants::organization_id.eq(Key(rows.organization)))
                .set(grants::valid_to.eq(rows.version))
                .execute(conn)?;
        }
        Change::GroupAdded { .. }
        | Change::GroupRemoved { .. }
        | Change::GroupMemberAdded { .. }
        | Change::GroupMemberRemoved { .. } => {
            return Err(Refusal::internal("there are no groups in this deployment"));
        }
    }
    Ok(())
}

/// The restrictions that name this project.
fn restrictions_listing(
    snapshot: &Snapshot,
    project: ProjectId,
) -> Vec<(MemberId, WorkspaceId, BTreeSet<ProjectId>)> {
    let all = snapshot.members().flat_map(|member| {
        snapshot.restrictions_of(member.id).map(move |(workspace, list)| (member.id, workspace, list))
    });
    all.filter(|row| row.2.contains(&project)).map(|(member, ws, list)| (member, ws, list.clone())).collect()
}

/// One organization's rows at the version that is being made.
struct Rows {
    organization: OrganizationId,
    version: i64,
    now: DateTime<Utc>,
}

impl Rows {
    fn of<N>(tx: &Writing<'_, N>) -> Self {
        Self { organization: tx.organization(), version: tx.version().cast_signed(), now: tx.now() }
    }

    fn open_member(&self, conn: &mut AnyConn, member: &Member, joined_at: DateTime<Utc>) -> QueryResult<()> {
        diesel::insert_into(memberships::table)
            .values((
                memberships::member_id.eq(Key(member.id)),
                memberships::organization_id.eq(Key(self.organization)),
                memberships::user_id.eq(Key(member.user)),
                memberships::role_id.eq(Key(member.role)),
                memberships::status.eq(status_key(member.status)),
                memberships::expires_at.eq(member.expires_at.map(At)),
                memberships::joined_at.eq(At(joined_at)),
                memberships::valid_from.eq(self.version),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// Closes the member's row and opens a changed one. A second change within one version changes the row
    /// that this version opened: nobody has seen it yet.
    fn reopen_member(
        &self,
        conn: &mut AnyConn,
        member: MemberId,
        change: impl FnOnce(&mut Member),
    ) -> Result<(), Refusal> {
        let live = memberships::table
            .filter(memberships::member_id.eq(Key(member)))
            .filter(memberships::organization_id.eq(Key(self.organization)))
            .filter(memberships::valid_to.is_null());
        let (user, role, status, expires_at, joined_at, from): (
            Key<UserId>,
            Key<RoleId>,
            String,
            Option<At>,
            At,
            i64,
        ) = live
            .select((
                memberships::user_id,
                memberships::role_id,
                memberships::status,
                memberships::expires_at,
                memberships::joined_at,
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
                .set((memberships::role_id.eq(Key(row.role)), memberships::status.eq(status_key(row.status))))
                .execute(conn)?;
        } else {
            self.close_membership(conn, member)?;
            self.open_member(conn, &row, joined_at.0)?;
        }
        Ok(())
    }

    fn close_membership(&self, conn: &mut AnyConn, member: MemberId) -> QueryResult<usize> {
        diesel::update(
            memberships::table
                .filter(memberships::member_id.eq(Key(member)))
                .filter(memberships::organization_id.eq(Key(self.organization)))
                .filter(memberships::valid_to.is_null()),
        )
        .set(memberships::valid_to.eq(self.version))
        .execute(conn)
    }

    fn close_listed(
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

    fn close_restricted(
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

    fn open_restricted(
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

    fn open_grant(
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
        };
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
                grants::created_at.eq(At(self.now)),
                grants::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    fn close_grants_to(&self, conn: &mut AnyConn, principal: Uuid) -> QueryResult<usize> {
        diesel::update(grants::table.filter(grants::principal_id.eq(Key(principal))))
            .filter(grants::organization_id.eq(Key(self.organization)))
            .filter(grants::valid_to.is_null())
            .set(grants::valid_to.eq(self.version))
            .execute(conn)
    }

    fn close_grants_on(&self, conn: &mut AnyConn, resource: Uuid) -> QueryResult<usize> {
        diesel::update(grants::table.filter(grants::resource_id.eq(Key(resource))))
            .filter(grants::organization_id.eq(Key(self.organization)))
            .filter(grants::valid_to.is_null())
            .set(grants::valid_to.eq(self.version))
            .execute(conn)
    }

    fn close_project(&self, conn: &mut AnyConn, project: ProjectId) -> QueryResult<usize> {
        diesel::update(projects::table.filter(projects::id.eq(Key(project))))
            .filter(projects::organization_id.eq(Key(self.organization)))
            .set(projects::valid_to.eq(self.version))
            .execute(conn)
    }
}

/// How a status is stored and answered.
pub const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Deactivated => "deactivated",
    }
}

/// Reads back a stored status.
pub fn read_status(text: &str) -> Result<Status, Refusal> {
    match text {
        "active" => Ok(Status::Active),
        "deactivated" => Ok(Status::Deactivated),
        _ => Err(Refusal::internal(format!("a row holds the unknown status {text}"))),
    }
}

/// How a visibility is stored.
pub const fn visibility_key(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Open => "open",
        Visibility::Private => "private",
    }
}

/// Reads back a stored visibility.
pub fn read_visibility(text: &str) -> Result<Visibility, Refusal> {
    match text {
        "open" => Ok(Visibility::Open),
        "private" => Ok(Visibility::Private),
        _ => Err(Refusal::internal(format!("a row holds the unknown visibility {text}"))),
    }
}

fn read_grant(row: GrantRow) -> Result<GrantFact, Refusal> {
    let (id, principal_kind, principal, resource_kind, resource, permissions, expires_at, source) = row;
    let principal = match principal_kind.as_str() {
        "member" => Principal::Member(MemberId::from_uuid(principal.0)),
        "group" => Principal::Group(shared::ids::GroupId::from_uuid(principal.0)),
        other => return Err(Refusal::internal(format!("a grant to the unknown kind {other}"))),
    };
    let resource = match resource_kind.as_str() {
        "organization" => Resource::Organization,
        "workspace" => Resource::Workspace(WorkspaceId::from_uuid(resource.0)),
        "project" => Resource::Project(ProjectId::from_uuid(resource.0)),
        other => return Err(Refusal::internal(format!("a grant on the unknown kind {other}"))),
    };
    let source: GrantSource = source.read()?;
    let permissions: BTreeMap<String, Access> = permissions.read()?;
    Ok(GrantFact { id: id.0, principal, resource, permissions, expires_at: expires_at.map(|at| at.0), source })
}
