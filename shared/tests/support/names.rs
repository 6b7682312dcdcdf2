//! Moments, and names for ids.

use chrono::{DateTime, TimeDelta, Utc};
use shared::ids::{
    GrantId, GroupId, ItemId, MemberId, OrganizationId, ProjectId, RoleId, UserId, WorkspaceId,
};
use uuid::Uuid;

/// The moment of every test that says no other.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a moment")
}

pub fn hours(hours: i64) -> DateTime<Utc> {
    now() + TimeDelta::hours(hours)
}

/// An id is a name: the same name is the same id, in whatever order things are made.
fn uuid(name: &str) -> Uuid {
    let mut bytes = [b'.'; 16];
    let name = name.as_bytes();
    assert!(name.len() <= 16, "ids are named in 16 bytes");
    bytes[..name.len()].copy_from_slice(name);
    Uuid::from_bytes(bytes)
}

pub fn member(name: &str) -> MemberId {
    MemberId::from_uuid(uuid(name))
}

pub fn user(name: &str) -> UserId {
    UserId::from_uuid(uuid(name))
}

pub fn workspace(name: &str) -> WorkspaceId {
    WorkspaceId::from_uuid(uuid(name))
}

pub fn project(name: &str) -> ProjectId {
    ProjectId::from_uuid(uuid(name))
}

pub fn item(name: &str) -> ItemId {
    ItemId::from_uuid(uuid(name))
}

pub fn group(name: &str) -> GroupId {
    GroupId::from_uuid(uuid(name))
}

pub fn grant(name: &str) -> GrantId {
    GrantId::from_uuid(uuid(name))
}

/// A role of an organization's own.
pub fn own_role(name: &str) -> RoleId {
    RoleId::from_uuid(uuid(name))
}

pub fn organization() -> OrganizationId {
    OrganizationId::from_uuid(uuid("acme"))
}
