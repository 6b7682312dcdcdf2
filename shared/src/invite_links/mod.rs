//! The shareable link of an organization: whoever holds it walks in.

pub mod rules;
pub mod wire;
