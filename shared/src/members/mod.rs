//! Members: people in an organization.

pub mod rules;
pub mod wire;
