//! Workspaces: boundaries of trust inside an organization.

pub mod rules;
pub mod wire;
