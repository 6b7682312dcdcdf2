//! Workspaces: boundaries of trust inside an organization.

pub mod membership;
pub mod rules;
pub mod wire;
