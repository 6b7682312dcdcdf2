//! Rows of groups, of who is in them, and of an organization's own roles.

use super::*;

impl Rows {
    pub(in crate::access::store) fn close_group(
        &self,
        conn: &mut AnyConn,
        group: GroupId,
    ) -> QueryResult<usize> {
        diesel::update(groups::table.filter(groups::id.eq(Key(group))))
            .filter(groups::organization_id.eq(Key(self.organization)))
            .filter(groups::valid_to.is_null())
            .set(groups::valid_to.eq(self.version))
            .execute(conn)
    }

    /// Opens a group that was closed again, by its name. One that is new was opened by its own store.
    pub(in crate::access::store) fn reopen_group(
        &self,
        conn: &mut AnyConn,
        group: GroupId,
    ) -> QueryResult<()> {
        let rows = groups::table
            .filter(groups::organization_id.eq(Key(self.organization)))
            .filter(groups::id.eq(Key(group)));
        let live: bool =
            diesel::select(diesel::dsl::exists(rows.filter(groups::valid_to.is_null()))).get_result(conn)?;
        if live {
            return Ok(());
        }
        let (name, search_text, created_at, revision): (String, String, At, i64) = rows
            .order(groups::valid_from.desc())
            .select((groups::name, groups::search_text, groups::created_at, groups::revision))
            .first(conn)?;
        diesel::insert_into(groups::table)
            .values((
                groups::id.eq(Key(group)),
                groups::organization_id.eq(Key(self.organization)),
                groups::name.eq(name),
                groups::search_text.eq(search_text),
                groups::created_at.eq(created_at),
                // Whoever read it before it went has not read this one.
                groups::revision.eq(revision + 1),
                groups::valid_from.eq(self.version),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// When the role was made, if it is one that comes back.
    pub(in crate::access::store) fn role_made(
        &self,
        conn: &mut AnyConn,
        role: RoleId,
    ) -> QueryResult<Option<DateTime<Utc>>> {
        let made: Option<At> = roles::table
            .filter(roles::organization_id.eq(Key(self.organization)))
            .filter(roles::id.eq(Key(role)))
            .select(roles::created_at)
            .first(conn)
            .optional()?;
        Ok(made.map(|at| at.0))
    }

    /// Puts a member into a group. A row that this very version made has been seen by nobody, and goes first.
    pub(in crate::access::store) fn open_group_membership(
        &self,
        conn: &mut AnyConn,
        group: GroupId,
        member: MemberId,
    ) -> QueryResult<usize> {
        use group_memberships::dsl;
        diesel::delete(dsl::group_memberships)
            .filter(dsl::organization_id.eq(Key(self.organization)))
            .filter(dsl::group_id.eq(Key(group)))
            .filter(dsl::member_id.eq(Key(member)))
            .filter(dsl::valid_from.eq(self.version))
            .execute(conn)?;
        diesel::insert_into(dsl::group_memberships)
            .values((
                dsl::group_id.eq(Key(group)),
                dsl::member_id.eq(Key(member)),
                dsl::organization_id.eq(Key(self.organization)),
                dsl::valid_from.eq(self.version),
            ))
            .execute(conn)
    }

    pub(in crate::access::store) fn close_group_memberships(
        &self,
        conn: &mut AnyConn,
        group: Option<GroupId>,
        member: Option<MemberId>,
    ) -> QueryResult<usize> {
        use group_memberships::dsl;
        let live = dsl::organization_id.eq(Key(self.organization)).and(dsl::valid_to.is_null());
        let closed = dsl::valid_to.eq(self.version);
        let table = diesel::update(dsl::group_memberships).filter(live);
        match (group, member) {
            (Some(g), Some(m)) => table
                .filter(dsl::group_id.eq(Key(g)))
                .filter(dsl::member_id.eq(Key(m)))
                .set(closed)
                .execute(conn),
            (Some(g), None) => table.filter(dsl::group_id.eq(Key(g))).set(closed).execute(conn),
            (None, Some(m)) => table.filter(dsl::member_id.eq(Key(m))).set(closed).execute(conn),
            (None, None) => Ok(0),
        }
    }

    pub(in crate::access::store) fn open_role(
        &self,
        conn: &mut AnyConn,
        role: &RoleFact,
        created_at: DateTime<Utc>,
    ) -> QueryResult<()> {
        let RoleFact { id, key, name, description, baseline, ceiling, seat, reach } = role;
        diesel::insert_into(roles::table)
            .values((
                roles::id.eq(Key(*id)),
                roles::organization_id.eq(Key(self.organization)),
                roles::key.eq(key),
                roles::name.eq(name),
                roles::description.eq(description),
                roles::baseline.eq(Json::of(baseline)),
                roles::ceiling.eq(Json::of(ceiling)),
                roles::seat.eq(seat_key(*seat)),
                roles::reach.eq(reach_key(*reach)),
                roles::created_at.eq(At(created_at)),
                roles::valid_from.eq(self.version),
            ))
            .execute(conn)?;
        Ok(())
    }

    /// Closes the role's row, and says when the role was made. A row that this very version made goes.
    pub(in crate::access::store) fn close_role(
        &self,
        conn: &mut AnyConn,
        role: RoleId,
    ) -> QueryResult<DateTime<Utc>> {
        let live = roles::table
            .filter(roles::id.eq(Key(role)))
            .filter(roles::organization_id.eq(Key(self.organization)))
            .filter(roles::valid_to.is_null());
        let (created_at, from): (At, i64) =
            live.select((roles::created_at, roles::valid_from)).first(conn)?;
        if from == self.version {
            diesel::delete(live).execute(conn)?;
        } else {
            diesel::update(live).set(roles::valid_to.eq(self.version)).execute(conn)?;
        }
        Ok(created_at.0)
    }
}
