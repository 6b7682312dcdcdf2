//! What the tests of the access model share: names for ids, an organization built in sentences, and
//! generated ones.
#![allow(dead_code, unreachable_pub, reason = "every test binary uses a part of it")]

pub mod generate;
pub mod organization;

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, TimeDelta, Utc};
use shared::access::{Model, Permissions};
use shared::ids::{GrantId, GroupId, MemberId, OrganizationId, ProjectId, UserId, WorkspaceId};
use uuid::Uuid;

#[allow(unused_imports, reason = "every test binary uses a part of it")]
pub use organization::Org;

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

pub fn group(name: &str) -> GroupId {
    GroupId::from_uuid(uuid(name))
}

pub fn grant(name: &str) -> GrantId {
    GrantId::from_uuid(uuid(name))
}

pub fn organization() -> OrganizationId {
    OrganizationId::from_uuid(uuid("acme"))
}

static MIXED: LazyLock<Arc<Model>> =
    LazyLock::new(|| Arc::new(Model::from_toml(include_str!("mixed.toml")).expect("valid")));

/// The model of `mixed.toml`: free and paid seats, every reach, tight ceilings, several on top.
pub fn mixed() -> &'static Arc<Model> {
    &MIXED
}

/// The models that properties are tried on.
pub fn models() -> [&'static Arc<Model>; 2] {
    [Model::studio(), mixed()]
}

/// What a project role of this name gives.
pub fn bundle(model: &Model, key: &str) -> Permissions {
    model.project_role(key).expect("a project role").permissions
}
