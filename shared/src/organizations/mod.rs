//! Organizations: the tenants.

pub mod wire;
