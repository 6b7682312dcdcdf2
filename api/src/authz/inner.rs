//! The id inside an organization that a path names: a member, an invitation, a role, a group, or none.

use diesel::prelude::*;
use shared::access::Snapshot;
use shared::ids::{
    ApiKeyId, DomainId, EmailId, GroupId, InvitationId, JoinRequestId, MemberId, OrganizationId, RoleId,
    SessionId, ShareId,
};

use super::proof::Proof;
use crate::api_keys;
use crate::db::AnyConn;
use crate::db::columns::Key;
use crate::db::schema::{domains, invitations, join_requests, shares};
use crate::http::{Refusal, Request};

/// An id that a path can name after its first.
pub trait Inner: Sized + 'static {
    /// The path parameter, for the document; `None` for none.
    const PARAMETER: Option<&'static str>;

    /// Reads it. A malformed id is answered like one that does not exist.
    fn parse(request: &Request, own: Option<MemberId>) -> Result<Self, Refusal>;

    /// Whether there is such a thing in this organization: decides between 404 and 403 for somebody who
    /// may look but not touch.
    fn exists(
        &self,
        conn: &mut AnyConn,
        organization: OrganizationId,
        snapshot: &Snapshot,
    ) -> QueryResult<bool>;
}

impl Inner for () {
    const PARAMETER: Option<&'static str> = None;
    fn parse(_: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        Ok(())
    }
    fn exists(&self, _: &mut AnyConn, _: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        Ok(true)
    }
}

impl Inner for MemberId {
    const PARAMETER: Option<&'static str> = Some("member");
    fn parse(request: &Request, own: Option<MemberId>) -> Result<Self, Refusal> {
        match (request.segment("member"), own) {
            ("me", Some(own)) => Ok(own),
            (text, _) => text.parse().map_err(|_| Refusal::not_found()),
        }
    }
    fn exists(&self, _: &mut AnyConn, _: OrganizationId, snapshot: &Snapshot) -> QueryResult<bool> {
        Ok(snapshot.member(*self).is_some())
    }
}

impl Inner for InvitationId {
    const PARAMETER: Option<&'static str> = Some("inv");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("inv").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, conn: &mut AnyConn, organization: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        let found = invitations::table
            .filter(invitations::organization_id.eq(Key(organization)))
            .filter(invitations::id.eq(Key(*self)));
        diesel::select(diesel::dsl::exists(found)).get_result(conn)
    }
}

/// A role as a path names it: by its key or its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName(String);

impl From<String> for RoleName {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl RoleName {
    /// The role of that name.
    pub fn find<P: Proof>(&self, tx: &P) -> Result<RoleId, Refusal> {
        let named = tx.snapshot().model().role_named(&self.0);
        named.map(|role| role.id).ok_or_else(Refusal::not_found)
    }
}

impl Inner for RoleName {
    const PARAMETER: Option<&'static str> = Some("role");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        Ok(Self(request.segment("role").to_owned()))
    }
    fn exists(&self, _: &mut AnyConn, _: OrganizationId, snapshot: &Snapshot) -> QueryResult<bool> {
        Ok(snapshot.model().role_named(&self.0).is_some())
    }
}

impl Inner for GroupId {
    const PARAMETER: Option<&'static str> = Some("grp");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("grp").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, _: &mut AnyConn, _: OrganizationId, snapshot: &Snapshot) -> QueryResult<bool> {
        Ok(snapshot.has_group(*self))
    }
}

impl Inner for ShareId {
    const PARAMETER: Option<&'static str> = Some("shr");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("shr").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, conn: &mut AnyConn, organization: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        let found = shares::table
            .filter(shares::organization_id.eq(Key(organization)))
            .filter(shares::id.eq(Key(*self)))
            .filter(shares::ended_at.is_null());
        diesel::select(diesel::dsl::exists(found)).get_result(conn)
    }
}

impl Inner for DomainId {
    const PARAMETER: Option<&'static str> = Some("dom");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("dom").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, conn: &mut AnyConn, organization: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        let found = domains::table
            .filter(domains::organization_id.eq(Key(organization)))
            .filter(domains::id.eq(Key(*self)));
        diesel::select(diesel::dsl::exists(found)).get_result(conn)
    }
}

impl Inner for JoinRequestId {
    const PARAMETER: Option<&'static str> = Some("jrq");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("jrq").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, conn: &mut AnyConn, organization: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        let found = join_requests::table
            .filter(join_requests::organization_id.eq(Key(organization)))
            .filter(join_requests::id.eq(Key(*self)));
        diesel::select(diesel::dsl::exists(found)).get_result(conn)
    }
}

impl Inner for ApiKeyId {
    const PARAMETER: Option<&'static str> = Some("key");
    fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
        request.segment("key").parse().map_err(|_| Refusal::not_found())
    }
    fn exists(&self, conn: &mut AnyConn, organization: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
        api_keys::store::exists(conn, organization, *self)
    }
}

/// A member as part of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupMember {
    pub group: GroupId,
    pub member: MemberId,
}

impl Inner for GroupMember {
    const PARAMETER: Option<&'static str> = Some("member");
    fn parse(request: &Request, own: Option<MemberId>) -> Result<Self, Refusal> {
        let (group, member) = (GroupId::parse(request, own)?, MemberId::parse(request, own)?);
        Ok(Self { group, member })
    }
    fn exists(&self, _: &mut AnyConn, _: OrganizationId, snapshot: &Snapshot) -> QueryResult<bool> {
        Ok(snapshot.has_group(self.group) && snapshot.member(self.member).is_some())
    }
}

macro_rules! own_inner {
    ($id:ty, $parameter:literal) => {
        impl Inner for $id {
            const PARAMETER: Option<&'static str> = Some($parameter);
            fn parse(request: &Request, _: Option<MemberId>) -> Result<Self, Refusal> {
                request.segment($parameter).parse().map_err(|_| Refusal::not_found())
            }
            /// One's own things are looked up by the operation itself.
            fn exists(&self, _: &mut AnyConn, _: OrganizationId, _: &Snapshot) -> QueryResult<bool> {
                Ok(true)
            }
        }
    };
}
own_inner!(SessionId, "ses");
own_inner!(EmailId, "id");
