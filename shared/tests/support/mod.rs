//! What the tests of the access model share: names for ids, an organization built in sentences, generated
//! ones, and the model written a second time.
#![allow(dead_code, unreachable_pub, reason = "every test binary uses a part of it")]

pub mod calls;
pub mod changes;
pub mod generate;
pub mod names;
pub mod organization;
pub mod rows;
pub mod slow;
pub mod world;

use shared::access::{Model, Permissions};

#[allow(unused_imports, reason = "every test binary uses a part of it")]
pub use {names::*, organization::Org, world::mixed};

/// What a project role of this name gives.
pub fn bundle(model: &Model, key: &str) -> Permissions {
    model.project_role(key).expect("a project role").permissions
}
