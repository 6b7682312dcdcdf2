//! Roles that an organization makes for itself, beside those of its model.

pub mod rules;
pub mod wire;
