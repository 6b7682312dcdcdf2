//! Organizations: the tenants.

pub mod rules;
pub mod wire;
