//! Groups: members who are granted things together.

pub mod rules;
pub mod wire;
