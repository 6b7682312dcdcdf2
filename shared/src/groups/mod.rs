//! Groups: members who are granted things together.

pub mod granting;
pub mod rules;
pub mod wire;
