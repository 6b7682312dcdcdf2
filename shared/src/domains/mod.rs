//! Domains: an organization proves that one is its own, and says how its people come in.

pub mod rules;
pub mod wire;
