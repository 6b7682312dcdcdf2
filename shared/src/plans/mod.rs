//! Plans: what an organization has paid for.

pub mod wire;
